// SPDX-License-Identifier: GPL-3.0-or-later
// One block of 32 columns of packed weights in registers: codes as dot product steps, scales as F32.
// Lanes are rows; a target with fewer than 16 lanes takes a group of rows in several parts.
#if defined(FETTLE_KERNELS_CPU_COLUMN_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FETTLE_KERNELS_CPU_COLUMN_INL_H
#undef FETTLE_KERNELS_CPU_COLUMN_INL_H
#else
#define FETTLE_KERNELS_CPU_COLUMN_INL_H
#endif

#include "kernels/packed.h"

#include "kernels/cpu/input.h"
#include "kernels/cpu/quants-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

// How a block's whole numbers become its share of the sum. The factors of a column are its scale (or the scales of
// its halves), then what its min (or mins) is.
enum class Join { Whole, WholeMin, Halves, HalvesMin };

constexpr Join joinOf(PackedFormat format)
{
    if (format.scales == Scales::Parts || format.scales == Scales::PartsMin) {
        return format.offset == 32 ? Join::Halves : Join::HalvesMin;
    }
    return format.offset == 8 || format.offset == 128 ? Join::Whole : Join::WholeMin;
}

constexpr int factorsOf(Join join)
{
    return join == Join::Whole ? 1 : join == Join::HalvesMin ? 4 : 2;
}

struct Column {
    VI32 step[kSteps];
    VF32 factor[4];
};

// The codes of 16 rows are 64 bytes a vector; `at` is the first row of this part.
HWY_INLINE VI32 loadVector(const unsigned char* block, int i, int at)
{
    return hn::LoadU(I32(), reinterpret_cast<const std::int32_t*>(block + 64 * i + 4 * at));
}

template <int kShift>
HWY_INLINE VI32 shiftUp(VI32 v)
{
    if constexpr (kShift > 0) {
        return hn::ShiftLeft<kShift>(v);
    } else if constexpr (kShift < 0) {
        return hn::ShiftRight<-kShift>(v);
    } else {
        return v;
    }
}

HWY_INLINE VI32 bytes(int value)
{
    return hn::Set(I32(), static_cast<std::int32_t>(static_cast<std::uint32_t>(value) * 0x01010101U));
}

// The eight words of a block, see kernels/packed.h.
template <int kBits>
HWY_INLINE void loadWords(const unsigned char* block, int at, VI32* word)
{
    constexpr int kUsed = kBits >= 4 ? 4 : 0; // bits and vectors taken before the next plane
    if constexpr (kBits == 8) {
        unroll<8>([&](auto s) FETTLE_INLINE_LAMBDA { word[s] = loadVector(block, s, at); });
        return;
    }
    if constexpr (kBits >= 4) {
        const VI32 low = bytes(15);
        unroll<4>([&](auto i) FETTLE_INLINE_LAMBDA {
            const VI32 both = loadVector(block, i, at);
            word[i] = hn::And(both, low);
            word[i + 4] = hn::And(hn::ShiftRight<4>(both), low);
        });
    }
    if constexpr (kBits % 4 >= 2) {
        const VI32 first = loadVector(block, kUsed, at);
        const VI32 second = loadVector(block, kUsed + 1, at);
        const VI32 mask = bytes(3 << kUsed);
        unroll<4>([&](auto i) FETTLE_INLINE_LAMBDA {
            const VI32 a = shiftUp<kUsed - 2 * i>(first);
            const VI32 b = shiftUp<kUsed - 2 * i>(second);
            word[i] = kUsed > 0 ? hn::OrAnd(word[i], a, mask) : hn::And(a, mask);
            word[i + 4] = kUsed > 0 ? hn::OrAnd(word[i + 4], b, mask) : hn::And(b, mask);
        });
    }
    if constexpr (kBits % 2 == 1) {
        const VI32 all = loadVector(block, kUsed + kBits % 4 / 2 * 2, at);
        const VI32 mask = bytes(1 << (kBits - 1));
        unroll<8>([&](auto s) FETTLE_INLINE_LAMBDA {
            word[s] = hn::OrAnd(word[s], shiftUp<kBits - 1 - s>(all), mask);
        });
    }
}

// Bytes 0 .. 15 to kIq4Values + 128.
HWY_INLINE void lookUp(VI32* word)
{
    alignas(16) static constexpr std::uint8_t kTable[16] = {1,   24,  45,  63,  79,  93,  106, 118,
                                                            129, 141, 153, 166, 181, 197, 217, 241};
    const hn::Repartition<std::uint8_t, I32> d8;
    const auto table = hn::LoadDup128(d8, kTable);
    unroll<8>([&](auto s) FETTLE_INLINE_LAMBDA {
        word[s] = hn::BitCast(I32(), hn::TableLookupBytes(table, hn::BitCast(d8, word[s])));
    });
}

HWY_INLINE VF32 loadHalves(const unsigned char* from, int at)
{
    return loadLanes(F32(), reinterpret_cast<const HalfBits*>(from) + at);
}

template <class T>
HWY_INLINE VI32 loadSmall(const unsigned char* from, int at)
{
    const hn::Rebind<T, I32> small;
    return hn::PromoteTo(I32(), hn::LoadU(small, reinterpret_cast<const T*>(from) + at));
}

// Scales and mins of block `b` of a unit; `from` is where the unit's scales begin.
template <Scales kScales>
HWY_INLINE void loadFactors(const unsigned char* from, int b, int at, VF32* factor)
{
    const F32 d;
    if constexpr (kScales == Scales::Half || kScales == Scales::HalfMin) {
        factor[0] = loadHalves(from + 32 * b, at);
        if constexpr (kScales == Scales::HalfMin) {
            factor[1] = hn::Neg(loadHalves(from + 64 + 32 * b, at));
        }
    } else if constexpr (kScales == Scales::Super) {
        factor[0] = hn::Mul(hn::ConvertTo(d, loadSmall<std::int8_t>(from + 16 * b, at)), loadHalves(from + 128, at));
    } else if constexpr (kScales == Scales::SuperMin) {
        const VI32 scale = loadSmall<std::uint8_t>(from + 16 * b, at);
        const VI32 min = loadSmall<std::uint8_t>(from + 128 + 16 * b, at);
        factor[0] = hn::Mul(hn::ConvertTo(d, scale), loadHalves(from + 256, at));
        factor[1] = hn::Mul(hn::ConvertTo(d, min), loadHalves(from + 288, at));
    } else if constexpr (kScales == Scales::Parts) {
        const VF32 all = loadHalves(from + 256, at);
        factor[0] = hn::Mul(hn::ConvertTo(d, loadSmall<std::int8_t>(from + 32 * b, at)), all);
        factor[1] = hn::Mul(hn::ConvertTo(d, loadSmall<std::int8_t>(from + 32 * b + 16, at)), all);
    } else {
        const VF32 all = loadHalves(from + 256, at);
        const VF32 allMin = loadHalves(from + 288, at);
        const VI32 low = hn::Set(I32(), 15);
        unroll<2>([&](auto half) FETTLE_INLINE_LAMBDA {
            const VI32 both = loadSmall<std::uint8_t>(from + 32 * b + 16 * half, at);
            factor[half] = hn::Mul(hn::ConvertTo(d, hn::And(both, low)), all);
            factor[2 + half] = hn::Mul(hn::ConvertTo(d, hn::ShiftRight<4>(both)), allMin);
        });
    }
}

template <Type kType>
HWY_INLINE void loadColumn(const unsigned char* unit, int b, int at, Column& column)
{
    constexpr PackedFormat kFormat = packedFormat(kType);
    VI32 word[8];
    loadWords<kFormat.bits>(unit + b * codeBytes(kFormat.bits), at, word);
    if constexpr (kFormat.codebook) {
        lookUp(word);
    }
    unroll<8>([&](auto s) FETTLE_INLINE_LAMBDA {
#if FETTLE_VNNI
        column.step[s] = word[s];
#else // the even and the odd bytes as 16-bit numbers
        const hn::Repartition<std::uint16_t, I32> pairs;
        column.step[2 * s] = hn::And(word[s], hn::Set(I32(), 0x00FF00FF));
        column.step[2 * s + 1] = hn::BitCast(I32(), hn::ShiftRight<8>(hn::BitCast(pairs, word[s])));
#endif
    });
    loadFactors<kFormat.scales>(unit + kFormat.unitCols / 32 * codeBytes(kFormat.bits), b, at, column.factor);
    constexpr Join kJoin = joinOf(kFormat);
    const VF32 offset = hn::Set(F32(), static_cast<float>(kFormat.offset));
    if constexpr (kJoin == Join::WholeMin && kFormat.offset != 0) {
        column.factor[1] = hn::Mul(column.factor[0], offset);
    } else if constexpr (kJoin == Join::HalvesMin && kFormat.offset != 0) {
        column.factor[2] = hn::Mul(column.factor[0], offset);
        column.factor[3] = hn::Mul(column.factor[1], offset);
    }
}

// What the whole numbers of a block's halves begin with: the offset of the codes taken back.
template <Join kJoin>
HWY_INLINE VI32 startOf(const InputBlock& in, int shift, int half)
{
    if constexpr (kJoin == Join::Whole) {
        return half == 0 ? hn::Set(I32(), in.shifts[shift]) : hn::Zero(I32());
    } else if constexpr (kJoin == Join::Halves) {
        return hn::Set(I32(), in.shifts[kMinus32 + half]);
    } else {
        return hn::Zero(I32());
    }
}

template <Join kJoin>
HWY_INLINE VF32 subtractMins(VF32 sum, const VF32* factor, const InputBlock& in)
{
    const F32 d;
    if constexpr (kJoin == Join::WholeMin) {
        sum = hn::NegMulAdd(factor[1], hn::Set(d, in.sum), sum);
    } else if constexpr (kJoin == Join::HalvesMin) {
        sum = hn::NegMulAdd(factor[2], hn::Set(d, in.halfSums[0]), sum);
        sum = hn::NegMulAdd(factor[3], hn::Set(d, in.halfSums[1]), sum);
    }
    return sum;
}

// The block's share, from one number, where it has one scale;
template <Join kJoin>
HWY_INLINE VF32 joinWhole(VF32 sum, VI32 number, const VF32* factor, const InputBlock& in)
{
    const F32 d;
    const VF32 part = hn::Mul(hn::ConvertTo(d, number), factor[0]);
    return subtractMins<kJoin>(hn::MulAdd(part, hn::Set(d, in.scale), sum), factor, in);
}

// from the numbers of its halves, where each has its own, the first already scaled.
template <Join kJoin>
HWY_INLINE VF32 joinHalves(VF32 sum, VF32 first, VI32 second, const VF32* factor, const InputBlock& in)
{
    const F32 d;
    const VF32 part = hn::MulAdd(hn::ConvertTo(d, second), factor[1], first);
    return subtractMins<kJoin>(hn::MulAdd(part, hn::Set(d, in.scale), sum), factor, in);
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
