// SPDX-License-Identifier: GPL-3.0-or-later
// Sixteen rows of a file's blocks to a unit of packed weights (kernels/packed.h), by transposing words in registers:
// the same bytes as packUnit's plain loops. Lanes are rows; a target with fewer than 16 lanes takes several parts.
#if defined(FETTLE_KERNELS_CPU_PACK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FETTLE_KERNELS_CPU_PACK_INL_H
#undef FETTLE_KERNELS_CPU_PACK_INL_H
#else
#define FETTLE_KERNELS_CPU_PACK_INL_H
#endif

#include "kernels/blocks.h"
#include "kernels/packed.h"

#include "kernels/cpu/column-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

// Where kLanes rows begin in the file, `stride` bytes apart, and where their part of a unit goes.
struct Part {
    const unsigned char* from;
    std::int64_t stride;
    unsigned char* to;
    int at; // the first row's place in its group
};

// 16 bytes of each fourth row from `from` on, side by side.
HWY_INLINE VI32 everyFourth(const unsigned char* from, std::int64_t stride)
{
    const hn::FixedTag<std::int32_t, 4> d4;
    const auto row = [&](int i) FETTLE_INLINE_LAMBDA {
        return hn::LoadU(d4, reinterpret_cast<const std::int32_t*>(from + 4 * i * stride));
    };
#if HWY_MAX_BYTES == 16
    static_cast<void>(stride);
    return row(0);
#else
    const hn::FixedTag<std::int32_t, 8> d8;
#if HWY_MAX_BYTES == 32
    return hn::Combine(d8, row(1), row(0));
#else
    return hn::Combine(I32(), hn::Combine(d8, row(3), row(2)), hn::Combine(d8, row(1), row(0)));
#endif
#endif
}

// Four words of each row: word[i] has the i-th of every row.
HWY_INLINE void fourWords(const unsigned char* from, std::int64_t stride, VI32* word)
{
    const I32 d;
    const hn::Repartition<std::int64_t, I32> pairs;
    const auto widen = [&](VI32 v) FETTLE_INLINE_LAMBDA { return hn::BitCast(pairs, v); };
    VI32 row[4];
    unroll<4>([&](auto i) FETTLE_INLINE_LAMBDA { row[i] = everyFourth(from + i * stride, stride); });
    const VI32 low01 = hn::InterleaveLower(d, row[0], row[1]);
    const VI32 low23 = hn::InterleaveLower(d, row[2], row[3]);
    const VI32 high01 = hn::InterleaveUpper(d, row[0], row[1]);
    const VI32 high23 = hn::InterleaveUpper(d, row[2], row[3]);
    word[0] = hn::BitCast(d, hn::InterleaveLower(pairs, widen(low01), widen(low23)));
    word[1] = hn::BitCast(d, hn::InterleaveUpper(pairs, widen(low01), widen(low23)));
    word[2] = hn::BitCast(d, hn::InterleaveLower(pairs, widen(high01), widen(high23)));
    word[3] = hn::BitCast(d, hn::InterleaveUpper(pairs, widen(high01), widen(high23)));
}

HWY_INLINE void eightWords(const unsigned char* from, std::int64_t stride, VI32* word)
{
    fourWords(from, stride, word);
    fourWords(from + 16, stride, word + 4);
}

HWY_INLINE void storeVector(VI32 v, const Part& part, unsigned char* block, int i)
{
    hn::StoreU(v, I32(), reinterpret_cast<std::int32_t*>(block + 64 * i + 4 * part.at));
}

// The planes of a block's codes, from eight words whose bytes hold them from bit kShift on.
template <int kShift>
HWY_INLINE void storeNibbles(const VI32* word, const Part& part, unsigned char* block)
{
    const VI32 low = bytes(15);
    unroll<4>([&](auto i) FETTLE_INLINE_LAMBDA {
        const VI32 first = hn::And(shiftUp<-kShift>(word[i]), low);
        storeVector(hn::OrAnd(first, shiftUp<4 - kShift>(word[i + 4]), bytes(0xF0)), part, block, i);
    });
}

template <int kShift>
HWY_INLINE void storePairs(const VI32* word, const Part& part, unsigned char* block, int vector)
{
    unroll<2>([&](auto half) FETTLE_INLINE_LAMBDA {
        VI32 pairs = hn::Zero(I32());
        unroll<4>([&](auto i) FETTLE_INLINE_LAMBDA {
            pairs = hn::OrAnd(pairs, shiftUp<2 * i - kShift>(word[4 * half + i]), bytes(3 << (2 * i)));
        });
        storeVector(pairs, part, block, vector + half);
    });
}

template <int kShift>
HWY_INLINE void storeBits(const VI32* word, const Part& part, unsigned char* block, int vector)
{
    VI32 bits = hn::Zero(I32());
    unroll<8>([&](auto s)
                  FETTLE_INLINE_LAMBDA { bits = hn::OrAnd(bits, shiftUp<s - kShift>(word[s]), bytes(1 << s)); });
    storeVector(bits, part, block, vector);
}

// Bits 4s .. 4s+3 of a lane to bit s of its four bytes.
HWY_INLINE VI32 spreadBits(VI32 bits)
{
    VI32 spread = hn::Zero(I32());
    unroll<8>([&](auto s) FETTLE_INLINE_LAMBDA {
        unroll<4>([&](auto k) FETTLE_INLINE_LAMBDA {
            constexpr int kTo = 8 * k + s;
            constexpr int kFrom = 4 * s + k;
            spread =
                hn::OrAnd(spread, shiftUp<kTo - kFrom>(bits), hn::Set(I32(), static_cast<std::int32_t>(1U << kTo)));
        });
    });
    return spread;
}

// The lowest bytes, or halves, of all lanes.
HWY_INLINE void storeBytes(VI32 v, unsigned char* to)
{
    const hn::Rebind<std::uint8_t, I32> small;
    hn::StoreU(hn::DemoteTo(small, hn::And(v, hn::Set(I32(), 255))), small, to);
}

HWY_INLINE void storeHalves(VI32 v, unsigned char* to)
{
    const hn::Rebind<std::uint16_t, I32> small;
    hn::StoreU(hn::DemoteTo(small, hn::And(v, hn::Set(I32(), 0xFFFF))), small, reinterpret_cast<std::uint16_t*>(to));
}

// Byte k of each lane to row k of a table whose rows are 16 bytes long.
HWY_INLINE void storePlanes(VI32 v, unsigned char* to)
{
    unroll<4>([&](auto k) FETTLE_INLINE_LAMBDA { storeBytes(shiftUp<-8 * k>(v), to + 16 * k); });
}

// Two bytes of each row, `offset` into its block.
HWY_INLINE void copyHalves(const Part& part, std::int64_t offset, unsigned char* to)
{
    const unsigned char* row = part.from + offset;
    unroll<kLanes>([&](auto r) FETTLE_INLINE_LAMBDA {
        std::memcpy(to + 2 * (part.at + r), row, 2);
        row += part.stride;
    });
}

// Six bits of a byte less 32, as int8.
HWY_INLINE VI32 lessThirtyTwo(VI32 sixBits)
{
    const VI32 value = hn::Xor(sixBits, bytes(32));
    const VI32 sign = hn::And(value, bytes(32));
    return hn::Or(value, hn::Or(hn::ShiftLeft<1>(sign), hn::ShiftLeft<2>(sign)));
}

template <Type kType>
HWY_INLINE void packCodes(const Part& part)
{
    using Block = typename BlockOf<kType>::type;
    constexpr PackedFormat kFormat = packedFormat(kType);
    constexpr int kBlocks = kFormat.unitCols / 32;
    constexpr int kBytes = codeBytes(kFormat.bits);
    constexpr auto kCodes = static_cast<std::int64_t>(offsetof(Block, q));
    const unsigned char* q = part.from + kCodes;
    const auto block = [&part](int b) FETTLE_INLINE_LAMBDA { return part.to + b * kBytes; };
    VI32 word[8];
    if constexpr (kType == Type::Q8_0) {
        for (int b = 0; b < kBlocks; ++b) {
            eightWords(q + b * sizeof(Block), part.stride, word);
            unroll<8>([&](auto s)
                          FETTLE_INLINE_LAMBDA { storeVector(hn::Xor(word[s], bytes(0x80)), part, block(b), s); });
        }
    } else if constexpr (kFormat.unitCols == 64 || kType == Type::IQ4_XS) { // nibbles lie as the vectors want them
        constexpr std::int64_t kStep = kFormat.unitCols == 64 ? static_cast<std::int64_t>(sizeof(Block)) : 16;
        for (int b = 0; b < kBlocks; ++b) {
            fourWords(q + b * kStep, part.stride, word);
            unroll<4>([&](auto i) FETTLE_INLINE_LAMBDA { storeVector(word[i], part, block(b), i); });
        }
        if constexpr (kFormat.bits == 5) {
            for (int b = 0; b < kBlocks; ++b) {
                HWY_ALIGN std::int32_t high[kLanes];
                for (int r = 0; r < kLanes; ++r) {
                    std::memcpy(high + r, part.from + r * part.stride + b * kStep + offsetof(Block, high), 4);
                }
                storeVector(spreadBits(hn::Load(I32(), high)), part, block(b), 4);
            }
        }
    } else if constexpr (kType == Type::Q6_K) {
        for (int half = 0; half < 2; ++half) {
            VI32 high[8];
            eightWords(part.from + offsetof(Block, high) + 32 * half, part.stride, high);
            unroll<2>([&](auto pair) FETTLE_INLINE_LAMBDA {
                eightWords(q + 64 * half + 32 * pair, part.stride, word);
                storeNibbles<0>(word, part, block(4 * half + pair));
                storePairs<2 * pair>(high, part, block(4 * half + pair), 4);
                storeNibbles<4>(word, part, block(4 * half + pair + 2));
                storePairs<2 * pair + 4>(high, part, block(4 * half + pair + 2), 4);
            });
        }
    } else if constexpr (kFormat.bits >= 4) { // Q4_K, Q5_K
        unroll<4>([&](auto pair) FETTLE_INLINE_LAMBDA {
            eightWords(q + 32 * pair, part.stride, word);
            storeNibbles<0>(word, part, block(2 * pair));
            storeNibbles<4>(word, part, block(2 * pair + 1));
        });
    } else { // Q2_K, Q3_K
        for (int half = 0; half < 2; ++half) {
            eightWords(q + 32 * half, part.stride, word);
            unroll<4>([&](auto b) FETTLE_INLINE_LAMBDA { storePairs<2 * b>(word, part, block(4 * half + b), 0); });
        }
    }
    if constexpr (kType == Type::Q5_K || kType == Type::Q3_K) {
        constexpr int kVector = kFormat.bits - 1; // the planes before take as many vectors
        eightWords(part.from + offsetof(Block, high), part.stride, word);
        unroll<8>([&](auto b) FETTLE_INLINE_LAMBDA { storeBits<b>(word, part, block(b), kVector); });
    }
}

template <Type kType>
HWY_INLINE void packScales(const Part& part)
{
    using Block = typename BlockOf<kType>::type;
    constexpr PackedFormat kFormat = packedFormat(kType);
    unsigned char* to = part.to + kFormat.unitCols / 32 * codeBytes(kFormat.bits);
    VI32 word[4];
    if constexpr (kFormat.unitCols == 64) {
        for (int b = 0; b < 2; ++b) {
            copyHalves(part, b * sizeof(Block) + offsetof(Block, scale), to + 32 * b);
            if constexpr (kFormat.scales == Scales::HalfMin) {
                copyHalves(part, b * sizeof(Block) + offsetof(Block, min), to + 64 + 32 * b);
            }
        }
    } else if constexpr (kFormat.scales == Scales::SuperMin) {
        static_assert(offsetof(Block, scale) == 0 && offsetof(Block, min) == 2 && offsetof(Block, scales) == 4);
        fourWords(part.from, part.stride, word);
        const VI32 six = bytes(63);
        const VI32 upper = bytes(0x30);
        const auto rest = [&](VI32 low, VI32 high) FETTLE_INLINE_LAMBDA {
            return hn::OrAnd(hn::And(low, bytes(15)), hn::ShiftRight<2>(high), upper);
        };
        storePlanes(hn::And(word[1], six), to + part.at);
        storePlanes(rest(word[3], word[1]), to + 64 + part.at);
        storePlanes(hn::And(word[2], six), to + 128 + part.at);
        storePlanes(rest(hn::ShiftRight<4>(word[3]), word[2]), to + 192 + part.at);
        storeHalves(word[0], to + 256 + 2 * part.at);
        storeHalves(hn::ShiftRight<16>(word[0]), to + 288 + 2 * part.at);
    } else if constexpr (kType == Type::IQ4_XS) {
        static_assert(offsetof(Block, scalesHigh) == 2 && offsetof(Block, scalesLow) == 4);
        fourWords(part.from, part.stride, word);
        unroll<8>([&](auto j) FETTLE_INLINE_LAMBDA {
            const VI32 low = hn::And(shiftUp<-4 * j>(word[1]), bytes(15));
            storeBytes(lessThirtyTwo(hn::OrAnd(low, shiftUp<4 - 16 - 2 * j>(word[0]), bytes(0x30))),
                       to + 16 * j + part.at);
        });
        storeHalves(word[0], to + 128 + 2 * part.at);
    } else if constexpr (kType == Type::Q3_K) { // ends two bytes after its scales: the load begins two bytes before
        fourWords(part.from + offsetof(Block, scales) - 2, part.stride, word);
        const auto join = [&](VI32 a, VI32 b) FETTLE_INLINE_LAMBDA {
            return hn::Or(hn::BitCast(I32(), hn::ShiftRight<16>(hn::BitCast(hn::RebindToUnsigned<I32>(), a))),
                          hn::ShiftLeft<16>(b));
        };
        const VI32 first = join(word[0], word[1]);
        const VI32 second = join(word[1], word[2]);
        const VI32 high = join(word[2], word[3]);
        unroll<4>([&](auto j) FETTLE_INLINE_LAMBDA {
            const VI32 low = hn::And(shiftUp<-4 * (j / 2)>(j % 2 == 0 ? first : second), bytes(15));
            storePlanes(lessThirtyTwo(hn::OrAnd(low, shiftUp<4 - 2 * j>(high), bytes(0x30))), to + 64 * j + part.at);
        });
        storeHalves(hn::ShiftRight<16>(word[3]), to + 256 + 2 * part.at);
    } else { // Q2_K, Q6_K
        fourWords(part.from + offsetof(Block, scales), part.stride, word);
        unroll<4>([&](auto i) FETTLE_INLINE_LAMBDA { storePlanes(word[i], to + 64 * i + part.at); });
        copyHalves(part, offsetof(Block, scale), to + 256);
        if constexpr (kType == Type::Q2_K) {
            copyHalves(part, offsetof(Block, min), to + 288);
        }
    }
}

// kLanes rows of a whole unit.
template <Type kType>
HWY_NOINLINE void packPart(Part part) // a copy: what it writes could otherwise be the part itself
{
    packCodes<kType>(part);
    packScales<kType>(part);
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
