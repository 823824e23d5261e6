// SPDX-License-Identifier: GPL-3.0-or-later
// Products with Q8_0 and Q4_0 weights and an input quantized to 8 bits. Any thread.
//
// Lanes are weight rows. A block of 32 columns gives a whole number, exact in any order; these are joined block by
// block, ascending, as sum = fma(number * weight scale, input scale, sum). So tiles cannot change a result.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/multiply_quantized.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/quants-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

#if HWY_MAX_BYTES == 64
inline constexpr int kTileTokens = 8;
#else
inline constexpr int kTileTokens = 4;
#endif
inline constexpr int kDirectTokens = 3;         // up to so many, weights are transposed in registers
inline constexpr int kChunkBlocks = 16;         // blocks of a packed group: stays in the first-level cache
inline constexpr int kBlockTokens = 64;         // inputs that share one packing
inline constexpr std::int64_t kPanelRows = 128; // rows that stay in the second-level cache between token blocks

// A group of kLanes rows of a matrix; past the end of the matrix part, the last row again.
struct RowGroup {
    const unsigned char* row[kLanes];
    const unsigned char* base;
    HWY_ALIGN std::int32_t offset[kLanes]; // row[i] - base

    RowGroup(const Matrix& w, std::int64_t begin, std::int64_t end)
        : base(static_cast<const unsigned char*>(w.row(begin)))
    {
        for (int i = 0; i < kLanes; ++i) {
            row[i] = static_cast<const unsigned char*>(w.row(std::min(begin + i, end - 1)));
            offset[i] = static_cast<std::int32_t>(row[i] - base);
        }
    }
};

// One block of each row of a group, transposed.
struct Column {
    VI32 step[kSteps];
    VF32 scale;
};

// 16 bytes of rows i, i + 4, i + 8 ... side by side.
HWY_INLINE VI32 loadRows(const RowGroup& rows, int i, std::int64_t at)
{
    const I32 d;
    const hn::FixedTag<std::int32_t, 4> quad;
    const auto load = [&](int r)
                          HWY_ATTR { return hn::LoadU(quad, reinterpret_cast<const std::int32_t*>(rows.row[r] + at)); };
#if HWY_MAX_BYTES == 16
    return hn::BitCast(d, load(i));
#elif HWY_MAX_BYTES == 32
    return hn::Combine(d, load(i + 4), load(i));
#else
    const hn::Half<I32> half;
    return hn::Combine(d, hn::Combine(half, load(i + 12), load(i + 8)), hn::Combine(half, load(i + 4), load(i)));
#endif
}

// out[c] = in lane r, the c-th 32-bit piece of row r's 16 bytes.
HWY_INLINE void transpose(const RowGroup& rows, std::int64_t at, VI32* out)
{
    const I32 d;
    const hn::Repartition<std::int64_t, I32> wide;
    const VI32 a = loadRows(rows, 0, at);
    const VI32 b = loadRows(rows, 1, at);
    const VI32 c = loadRows(rows, 2, at);
    const VI32 e = loadRows(rows, 3, at);
    const auto ab0 = hn::BitCast(wide, hn::InterleaveLower(d, a, b));
    const auto ab1 = hn::BitCast(wide, hn::InterleaveUpper(d, a, b));
    const auto ce0 = hn::BitCast(wide, hn::InterleaveLower(d, c, e));
    const auto ce1 = hn::BitCast(wide, hn::InterleaveUpper(d, c, e));
    out[0] = hn::BitCast(d, hn::InterleaveLower(wide, ab0, ce0));
    out[1] = hn::BitCast(d, hn::InterleaveUpper(wide, ab0, ce0));
    out[2] = hn::BitCast(d, hn::InterleaveLower(wide, ab1, ce1));
    out[3] = hn::BitCast(d, hn::InterleaveUpper(wide, ab1, ce1));
}

HWY_INLINE VF32 loadScales(const RowGroup& rows, std::int64_t at)
{
    const I32 d;
    const hn::Rebind<std::uint16_t, I32> bits;
    const hn::Rebind<hwy::float16_t, F32> half;
    const auto* base = reinterpret_cast<const std::int32_t*>(rows.base + at);
    const VI32 four = hn::GatherOffset(d, base, hn::Load(d, rows.offset)); // the scale and two bytes of quants
    return hn::PromoteTo(F32(), hn::BitCast(half, hn::DemoteTo(bits, hn::And(four, hn::Set(d, 0xFFFF)))));
}

// Signed bytes (Q8_0) and unsigned nibbles (Q4_0) as steps. VNNI wants unsigned bytes: +128 here, minus128 there.
template <Type kType>
HWY_INLINE void loadColumn(const RowGroup& rows, std::int64_t block, Column& column)
{
    constexpr std::int64_t kBytes = traits(kType).blockBytes;
    const I32 d;
    column.scale = loadScales(rows, block * kBytes);
    VI32 piece[8];
    transpose(rows, block * kBytes + 2, piece);
    if constexpr (kType == Type::Q8_0) {
        transpose(rows, block * kBytes + 18, piece + 4);
#if FETTLE_VNNI
        for (int i = 0; i < 8; ++i) {
            column.step[i] = hn::Xor(piece[i], hn::Set(d, static_cast<std::int32_t>(0x80808080U)));
        }
#else
        const hn::Repartition<std::int16_t, I32> pairs;
        for (int i = 0; i < 8; ++i) {
            const auto both = hn::BitCast(pairs, piece[i]);
            column.step[2 * i] = hn::BitCast(d, hn::ShiftRight<8>(hn::ShiftLeft<8>(both)));
            column.step[2 * i + 1] = hn::BitCast(d, hn::ShiftRight<8>(both));
        }
#endif
    } else {
#if FETTLE_VNNI
        const VI32 low = hn::Set(d, 0x0F0F0F0F);
        for (int i = 0; i < 4; ++i) {
            column.step[i] = hn::And(piece[i], low);
            column.step[4 + i] = hn::And(hn::ShiftRight<4>(piece[i]), low);
        }
#else
        const VI32 low = hn::Set(d, 0x000F000F);
        for (int i = 0; i < 4; ++i) {
            column.step[2 * i] = hn::And(piece[i], low);
            column.step[2 * i + 1] = hn::And(hn::ShiftRight<8>(piece[i]), low);
            column.step[8 + 2 * i] = hn::And(hn::ShiftRight<4>(piece[i]), low);
            column.step[9 + 2 * i] = hn::And(hn::ShiftRight<12>(piece[i]), low);
        }
#endif
    }
}

// The whole number that takes back the shift of the weights, per token and block; null where there is no shift.
template <Type kType>
HWY_INLINE const std::int32_t* corrections(const Input& in)
{
    if constexpr (kType == Type::Q4_0) {
        return in.minus8;
    }
    return FETTLE_VNNI != 0 ? in.minus128 : nullptr;
}

HWY_INLINE VF32 joinBlock(VF32 sum, VI32 number, VF32 weightScale, float inputScale)
{
    const F32 d;
    return hn::MulAdd(hn::Mul(hn::ConvertTo(d, number), weightScale), hn::Set(d, inputScale), sum);
}

HWY_INLINE void storeRows(VF32 value, float* to, std::int64_t count)
{
    if (count >= kLanes) {
        hn::StoreU(value, F32(), to);
    } else {
        storeSome(F32(), value, to, count);
    }
}

template <Type kType, int T>
HWY_NOINLINE void direct(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                         std::int64_t stride)
{
    const I32 d;
    const std::int64_t blocks = w.cols / 32;
    const auto* quants = static_cast<const Quant*>(in.quants);
    const std::int32_t* correction = corrections<kType>(in);
    for (std::int64_t row = begin; row < end; row += kLanes) {
        const RowGroup rows(w, row, end);
        VF32 sum[T];
        unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { sum[t] = hn::Zero(F32()); });
        for (std::int64_t b = 0; b < blocks; ++b) {
            Column column;
            loadColumn<kType>(rows, b, column);
            unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA {
                const Quant* x = quants + t * in.cols + b * 32;
                // Two chains: a dot product waits for the one before it.
                VI32 even = correction != nullptr ? hn::Set(d, correction[t * blocks + b]) : hn::Zero(d);
                VI32 odd = hn::Zero(d);
                unroll<kSteps / 2>([&](auto s) FETTLE_INLINE_LAMBDA {
                    even = dotStep(even, column.step[2 * s], x + 2 * s * (32 / kSteps));
                    odd = dotStep(odd, column.step[2 * s + 1], x + (2 * s + 1) * (32 / kSteps));
                });
                sum[t] = joinBlock(sum[t], hn::Add(even, odd), column.scale, in.scales[t * blocks + b]);
            });
        }
        unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { storeRows(sum[t], out + t * stride + row, end - row); });
    }
}

// A packed group: what loadColumn gives for kChunkBlocks blocks.
struct Packed {
    HWY_ALIGN std::int32_t step[kChunkBlocks * kSteps * kLanes];
    HWY_ALIGN float scale[kChunkBlocks * kLanes];
};

// sum[t] += `count` packed blocks times the input of T tokens; `x` etc. point to the first token's first block.
template <int T>
HWY_NOINLINE void tile(const Packed& packed, int count, const Quant* x, std::int64_t cols, const float* scales,
                       const std::int32_t* correction, float* sums)
{
    const I32 d;
    const F32 df;
    const std::int64_t blocks = cols / 32;
    VF32 sum[T];
    unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { sum[t] = hn::Load(df, sums + t * kLanes); });
    for (int b = 0; b < count; ++b) {
        VI32 number[T];
        unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA {
            number[t] = correction != nullptr ? hn::Set(d, correction[t * blocks + b]) : hn::Zero(d);
        });
        const Quant* block = x + b * 32;
        const std::int32_t* steps = packed.step + b * kSteps * kLanes;
        unroll<kSteps>([&](auto s) FETTLE_INLINE_LAMBDA {
            const VI32 step = hn::Load(d, steps + s * kLanes);
            unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA {
                number[t] = dotStep(number[t], step, block + t * cols + s * (32 / kSteps));
            });
        });
        const VF32 scale = hn::Load(df, packed.scale + b * kLanes);
        unroll<T>([&](auto t)
                      FETTLE_INLINE_LAMBDA { sum[t] = joinBlock(sum[t], number[t], scale, scales[t * blocks + b]); });
    }
    unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { hn::Store(sum[t], df, sums + t * kLanes); });
}

template <int T = kTileTokens>
HWY_INLINE void anyTile(int tokens, const Packed& packed, int count, const Quant* x, std::int64_t cols,
                        const float* scales, const std::int32_t* correction, float* sums)
{
    if (tokens >= T) {
        tile<T>(packed, count, x, cols, scales, correction, sums);
    } else if constexpr (T > 1) {
        anyTile<T - 1>(tokens, packed, count, x, cols, scales, correction, sums);
    }
}

// One group of rows by one block of tokens.
template <Type kType>
HWY_NOINLINE void block(const RowGroup& rows, const Input& in, int token, int tokens, std::int64_t valid, float* out,
                        std::int64_t stride)
{
    Packed packed;
    HWY_ALIGN float sums[kBlockTokens * kLanes] = {};
    const std::int64_t blocks = in.cols / 32;
    const auto* quants = static_cast<const Quant*>(in.quants);
    const std::int32_t* correction = corrections<kType>(in);
    for (std::int64_t first = 0; first < blocks; first += kChunkBlocks) {
        const int count = static_cast<int>(std::min<std::int64_t>(kChunkBlocks, blocks - first));
        for (int b = 0; b < count; ++b) {
            Column column;
            loadColumn<kType>(rows, first + b, column);
            for (int s = 0; s < kSteps; ++s) {
                hn::Store(column.step[s], I32(), packed.step + (b * kSteps + s) * kLanes);
            }
            hn::Store(column.scale, F32(), packed.scale + b * kLanes);
        }
        for (int t = 0; t < tokens; t += kTileTokens) {
            const std::int64_t at = (token + t) * blocks + first;
            anyTile(std::min(kTileTokens, tokens - t), packed, count, quants + at * 32, in.cols, in.scales + at,
                    correction != nullptr ? correction + at : nullptr, sums + t * kLanes);
        }
    }
    for (int t = 0; t < tokens; ++t) {
        storeRows(hn::Load(F32(), sums + t * kLanes), out + (token + t) * stride, valid);
    }
}

template <Type kType>
HWY_INLINE void blocked(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                        std::int64_t stride)
{
    for (std::int64_t panel = begin; panel < end; panel += kPanelRows) {
        const std::int64_t panelEnd = std::min(end, panel + kPanelRows);
        for (int token = 0; token < in.tokens; token += kBlockTokens) {
            const int tokens = std::min(kBlockTokens, in.tokens - token);
            for (std::int64_t row = panel; row < panelEnd; row += kLanes) {
                block<kType>(RowGroup(w, row, panelEnd), in, token, tokens, panelEnd - row, out + row, stride);
            }
        }
    }
}

template <Type kType>
void multiplyType(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                  std::int64_t stride)
{
    static_assert(kDirectTokens == 3);
    switch (in.tokens) {
    case 1:
        return direct<kType, 1>(w, in, begin, end, out, stride);
    case 2:
        return direct<kType, 2>(w, in, begin, end, out, stride);
    case 3:
        return direct<kType, 3>(w, in, begin, end, out, stride);
    default:
        return blocked<kType>(w, in, begin, end, out, stride);
    }
}

void multiplyQuantized(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                       std::int64_t stride)
{
    if (w.type == Type::Q8_0) {
        multiplyType<Type::Q8_0>(w, in, begin, end, out, stride);
    } else {
        multiplyType<Type::Q4_0>(w, in, begin, end, out, stride);
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(multiplyQuantized);

void multiplyQuantized(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                       std::int64_t stride)
{
    HWY_DYNAMIC_DISPATCH(multiplyQuantized)(w, in, begin, end, out, stride);
}

} // namespace kernels::cpu
#endif
