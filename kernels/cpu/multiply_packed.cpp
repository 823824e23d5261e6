// SPDX-License-Identifier: GPL-3.0-or-later
// Products with weights of codes and an input of 8-bit blocks. Any thread.
//
// Rows of a file are packed here, a piece at a time, and then read as packed ones are: slower, but there at once.
//
// A block of 32 columns gives whole numbers, exact in any order; they are joined block by block, ascending, in the
// order of operations of column-inl.h. So neither tiles nor threads nor the cutting of a prompt can change a result.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"
#include "kernels/packed.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/multiply_packed.cpp"
#include <hwy/foreach_target.h>

#include <hwy/cache_control.h>

#include "kernels/cpu/pack-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

namespace
{

constexpr int kDirectTokens = 2; // up to so many, codes are unpacked for each call
constexpr int kChunkBlocks = 8;  // blocks of a tile, or of rows packed at once: stay in the first-level cache
constexpr std::int64_t kChunkCols = 32 * kChunkBlocks;
constexpr int kBlockTokens = 48;         // inputs that share one unpacking
constexpr std::int64_t kPanelRows = 128; // rows that stay in the second-level cache between token blocks
constexpr int kAhead = 4096;             // bytes that prefetching runs ahead of a stream of packed weights
constexpr int kStreams = 4;              // groups of rows that are read in turn, each a stream for the processor
constexpr int kAheadInRow = 128;         // and in each of sixteen rows: more would be too many at once

// The accumulators of a tile of kTileVectors vectors of rows by `tokens` fill the registers.
#if HWY_MAX_BYTES == 64
constexpr int kTileVectors = 2;
constexpr int tileTokens(Join join)
{
    return factorsOf(join) == 1 || join == Join::WholeMin ? 6 : 4;
}
#else
constexpr int kTileVectors = 1;
constexpr int tileTokens(Join /*join*/)
{
    return 4;
}
#endif
constexpr int kTileRows = kTileVectors * kLanes;
static_assert(kRowGrain % kTileRows == 0);

// The units of a group of rows, wherever the weights lie.
template <Type kType>
class Units
{
public:
    static constexpr PackedFormat kFormat = packedFormat(kType);
    static constexpr int kBytes = static_cast<int>(kChunkCols) / kFormat.unitCols * kFormat.unitBytes; // of a chunk

    explicit Units(const Matrix& w)
        : m_data(static_cast<const unsigned char*>(w.data)),
          m_packed(w.layout == Layout::Packed),
          m_rows(w.rows),
          m_cols(w.cols),
          m_stride(m_packed ? packedGroupBytes(kType, w.cols) : bytesOf(kType, w.cols))
    {
    }

    // Those of the columns begin .. end-1 of the group of `row`, `begin` a multiple of kChunkCols, where at least the
    // rows `row` .. `row` + `count` - 1 (a multiple of the lanes) are there. `buffer` [kBytes] may be used for them.
    const unsigned char* get(std::int64_t row, int count, std::int64_t begin, std::int64_t end,
                             unsigned char* buffer) const
    {
        if (m_packed) {
            return m_data + row / kGroupRows * m_stride + begin / kFormat.unitCols * kFormat.unitBytes;
        }
        pack(row, count, begin, end, buffer);
        return buffer;
    }

private:
    HWY_NOINLINE void pack(std::int64_t row, int count, std::int64_t begin, std::int64_t end, unsigned char* to) const
    {
        const std::int64_t group = row / kGroupRows * kGroupRows;
        const int first = static_cast<int>(row - group);
        const unsigned char* from = m_data + group * m_stride + bytesOf(kType, begin);
        for (std::int64_t c = begin; c < end; c += kFormat.unitCols, to += kFormat.unitBytes) {
            const unsigned char* unit = from + bytesOf(kType, c - begin);
            prefetchRows(unit);
            if (group + kGroupRows <= m_rows && c + kFormat.unitCols <= m_cols) {
                for (int at = first; at < first + count; at += kLanes) {
                    packPart<kType>({unit + at * m_stride, m_stride, to, at});
                }
            } else {
                const int rows = static_cast<int>(std::min<std::int64_t>(kGroupRows, m_rows - group));
                const int blocks = static_cast<int>(std::min<std::int64_t>(kFormat.unitCols, m_cols - c) / 32);
                packUnitPlain(kType, unit, m_stride, rows, blocks, to);
            }
        }
    }

    HWY_INLINE void prefetchRows(const unsigned char* unit) const
    {
        for (std::int64_t r = 0; r < kGroupRows; ++r) {
            for (std::int64_t byte = 0; byte < bytesOf(kType, kFormat.unitCols); byte += 64) {
                hwy::Prefetch(unit + r * m_stride + kAheadInRow + byte);
            }
        }
    }

    const unsigned char* m_data;
    bool m_packed;
    std::int64_t m_rows;
    std::int64_t m_cols;
    std::int64_t m_stride; // of a packed group, or of a row
};

// Where the shift of a format lies in an InputBlock.
constexpr int shiftOf(PackedFormat format)
{
    return format.offset == 8 ? kMinus8 : kMinus128;
}

HWY_INLINE void storeRows(VF32 value, float* to, std::int64_t count)
{
    if (count >= kLanes) {
        hn::StoreU(value, F32(), to);
    } else if (count > 0) {
        storeSome(F32(), value, to, count);
    }
}

HWY_INLINE void prefetchUnit(const unsigned char* unit, int bytes)
{
#if HWY_ARCH_X86
    for (int i = 0; i < bytes; i += 64) {
        hwy::Prefetch(unit + kAhead + i);
    }
#else
    static_cast<void>(unit);
    static_cast<void>(bytes);
#endif
}

// sums [T][kLanes] += kLanes rows by T tokens over the columns begin .. end-1, whose units begin at `unit`; codes are
// unpacked in registers.
template <Type kType, int T>
HWY_INLINE void directRows(const unsigned char* unit, int at, const Input& in, std::int64_t begin, std::int64_t end,
                           float* sums)
{
    constexpr PackedFormat kFormat = packedFormat(kType);
    constexpr Join kJoin = joinOf(kFormat);
    constexpr int kHalf = kSteps / 2;
    const auto* numbers = static_cast<const Number*>(in.numbers) + begin;
    const InputBlock* blocks = in.blocks + begin / 32;
    VF32 sum[T];
    unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { sum[t] = hn::Load(F32(), sums + t * kLanes); });
    for (std::int64_t c = begin; c < end; c += kFormat.unitCols, unit += kFormat.unitBytes) {
        if (at == 0) {
            prefetchUnit(unit, kFormat.unitBytes);
        }
        for (int b = 0; b < kFormat.unitCols / 32; ++b, numbers += 32, ++blocks) {
            Column column;
            loadColumn<kType>(unit, b, at, column);
            unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA {
                const Number* x = numbers + t * in.numberStride;
                const InputBlock& block = blocks[t * in.blockStride];
                // Two chains: a dot product waits for the one before it.
                VI32 first = startOf<kJoin>(block, shiftOf(kFormat), 0);
                VI32 second = startOf<kJoin>(block, shiftOf(kFormat), 1);
                unroll<kHalf>([&](auto s) FETTLE_INLINE_LAMBDA {
                    first = dotStepOnce(first, column.step[s], x + s * kStepNumbers);
                    second = dotStepOnce(second, column.step[kHalf + s], x + (kHalf + s) * kStepNumbers);
                });
                if constexpr (kJoin == Join::Whole || kJoin == Join::WholeMin) {
                    sum[t] = joinWhole<kJoin>(sum[t], hn::Add(first, second), column.factor, block);
                } else {
                    const VF32 scaled = hn::Mul(hn::ConvertTo(F32(), first), column.factor[0]);
                    sum[t] = joinHalves<kJoin>(sum[t], scaled, second, column.factor, block);
                }
            });
        }
    }
    unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { hn::Store(sum[t], F32(), sums + t * kLanes); });
}

template <Type kType, int T>
HWY_NOINLINE void direct(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                         std::int64_t stride)
{
    constexpr int kParts = static_cast<int>(kGroupRows) / kLanes;
    const Units<kType> units(w);
    HWY_ALIGN unsigned char buffer[Units<kType>::kBytes];
    for (std::int64_t row = begin; row < end; row += kStreams * kGroupRows) {
        const int groups = static_cast<int>(std::min<std::int64_t>(kStreams, packedGroups(end - row)));
        HWY_ALIGN float sums[kStreams][kParts][T * kLanes] = {};
        for (std::int64_t c = 0; c < in.cols; c += kChunkCols) {
            const std::int64_t last = std::min(in.cols, c + kChunkCols);
            for (int g = 0; g < groups; ++g) {
                const unsigned char* unit =
                    units.get(row + g * kGroupRows, static_cast<int>(kGroupRows), c, last, buffer);
                for (int p = 0; p < kParts; ++p) {
                    directRows<kType, T>(unit, p * kLanes, in, c, last, sums[g][p]);
                }
            }
        }
        for (int i = 0; i < groups * kParts; ++i) {
            const std::int64_t at = row + i * kLanes;
            for (int t = 0; t < T; ++t) {
                storeRows(hn::Load(F32(), sums[i / kParts][i % kParts] + t * kLanes), out + t * stride + at, end - at);
            }
        }
    }
}

// Unpacked columns of a tile.
template <Join kJoin>
struct Tile {
    static constexpr int kFactors = factorsOf(kJoin);
    HWY_ALIGN std::int32_t step[kChunkBlocks][kSteps][kTileVectors][kLanes];
    HWY_ALIGN float factor[kChunkBlocks][kFactors][kTileVectors][kLanes];
};

// sums[t] [kTileRows] += `count` blocks of a tile times the input of T tokens, whose first ones are given.
template <Join kJoin, int T>
HWY_NOINLINE void tile(const Tile<kJoin>& w, int count, int shift, const Input& in, const Number* numbers,
                       const InputBlock* blocks, float* sums)
{
    constexpr int kV = kTileVectors;
    constexpr bool kWhole = kJoin == Join::Whole || kJoin == Join::WholeMin;
    const I32 di;
    const F32 d;
    VF32 sum[T * kV];
    unroll<T * kV>([&](auto i) FETTLE_INLINE_LAMBDA { sum[i] = hn::Load(d, sums + i * kLanes); });
    const std::int64_t numberStride = in.numberStride;
    const std::int64_t blockStride = in.blockStride;
    for (int b = 0; b < count; ++b, numbers += 32, ++blocks) {
        VI32 number[T * kV];
        const auto dots = [&](auto first, auto steps) FETTLE_INLINE_LAMBDA {
            unroll<steps>([&](auto i) FETTLE_INLINE_LAMBDA {
                constexpr int s = first + i;
                VI32 step[kV];
                unroll<kV>([&](auto v) FETTLE_INLINE_LAMBDA { step[v] = hn::Load(di, w.step[b][s][v]); });
                unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA {
                    const VI32 x = loadInput(numbers + t * numberStride + s * kStepNumbers);
                    unroll<kV>([&](auto v) FETTLE_INLINE_LAMBDA {
                        number[t * kV + v] = dotStep(number[t * kV + v], step[v], x);
                    });
                });
            });
        };
        const auto start = [&](int half) FETTLE_INLINE_LAMBDA {
            unroll<T * kV>([&](auto i) FETTLE_INLINE_LAMBDA {
                number[i] = startOf<kJoin>(blocks[i / kV * blockStride], shift, half);
            });
        };
        const auto factors = [&](int v, VF32* factor) FETTLE_INLINE_LAMBDA {
            unroll<Tile<kJoin>::kFactors>([&](auto f)
                                              FETTLE_INLINE_LAMBDA { factor[f] = hn::Load(d, w.factor[b][f][v]); });
        };
        start(0);
        if constexpr (kWhole) {
            dots(std::integral_constant<int, 0>(), std::integral_constant<int, kSteps>());
            unroll<T * kV>([&](auto i) FETTLE_INLINE_LAMBDA {
                VF32 factor[4];
                factors(i % kV, factor);
                sum[i] = joinWhole<kJoin>(sum[i], number[i], factor, blocks[i / kV * blockStride]);
            });
        } else {
            dots(std::integral_constant<int, 0>(), std::integral_constant<int, kSteps / 2>());
            VF32 scaled[T * kV];
            unroll<T * kV>([&](auto i) FETTLE_INLINE_LAMBDA {
                scaled[i] = hn::Mul(hn::ConvertTo(d, number[i]), hn::Load(d, w.factor[b][0][i % kV]));
            });
            start(1);
            dots(std::integral_constant<int, kSteps / 2>(), std::integral_constant<int, kSteps / 2>());
            unroll<T * kV>([&](auto i) FETTLE_INLINE_LAMBDA {
                VF32 factor[4];
                factors(i % kV, factor);
                sum[i] = joinHalves<kJoin>(sum[i], scaled[i], number[i], factor, blocks[i / kV * blockStride]);
            });
        }
    }
    unroll<T * kV>([&](auto i) FETTLE_INLINE_LAMBDA { hn::Store(sum[i], d, sums + i * kLanes); });
}

template <Join kJoin, int T>
HWY_INLINE void anyTile(int tokens, const Tile<kJoin>& w, int count, int shift, const Input& in, const Number* numbers,
                        const InputBlock* blocks, float* sums)
{
    if (tokens >= T) {
        tile<kJoin, T>(w, count, shift, in, numbers, blocks, sums);
    } else if constexpr (T > 1) {
        anyTile<kJoin, T - 1>(tokens, w, count, shift, in, numbers, blocks, sums);
    }
}

// All tokens of a block by one tile of columns.
template <Join kJoin>
HWY_NOINLINE void tileTimesTokens(const Tile<kJoin>& w, int count, int shift, const Input& in, int token, int tokens,
                                  std::int64_t firstBlock, float* sums)
{
    constexpr int kTokens = tileTokens(kJoin);
    for (int t = 0; t < tokens; t += kTokens) {
        const auto* numbers = static_cast<const Number*>(in.numbers) + (token + t) * in.numberStride + firstBlock * 32;
        const InputBlock* blocks = in.blocks + (token + t) * in.blockStride + firstBlock;
        anyTile<kJoin, kTokens>(std::min(kTokens, tokens - t), w, count, shift, in, numbers, blocks,
                                sums + t * kTileRows);
    }
}

// The columns from block `first` on of kTileRows rows from `row` on; past `end` the last group again.
template <Type kType>
HWY_NOINLINE void unpack(const Units<kType>& units, std::int64_t row, std::int64_t end, std::int64_t first, int count,
                         Tile<joinOf(packedFormat(kType))>& to)
{
    constexpr PackedFormat kFormat = packedFormat(kType);
    constexpr int kUnitBlocks = kFormat.unitCols / 32;
    HWY_ALIGN unsigned char buffer[Units<kType>::kBytes];
    for (int v = 0; v < kTileVectors; ++v) {
        const std::int64_t at = std::min(row + v * kLanes, (end - 1) / kLanes * kLanes);
        const unsigned char* unit = units.get(at, kLanes, 32 * first, 32 * (first + count), buffer);
        for (int b = 0; b < count; ++b) {
            Column column;
            loadColumn<kType>(unit + b / kUnitBlocks * kFormat.unitBytes, b % kUnitBlocks,
                              static_cast<int>(at % kGroupRows), column);
            unroll<kSteps>([&](auto s) FETTLE_INLINE_LAMBDA { hn::Store(column.step[s], I32(), to.step[b][s][v]); });
            unroll<factorsOf(joinOf(kFormat))>(
                [&](auto f) FETTLE_INLINE_LAMBDA { hn::Store(column.factor[f], F32(), to.factor[b][f][v]); });
        }
    }
}

// kTileRows rows by one block of tokens.
template <Type kType>
HWY_NOINLINE void block(const Units<kType>& units, const Input& in, std::int64_t row, std::int64_t end, int token,
                        int tokens, float* out, std::int64_t stride)
{
    constexpr Join kJoin = joinOf(packedFormat(kType));
    Tile<kJoin> columns;
    HWY_ALIGN float sums[kBlockTokens * kTileRows] = {};
    const std::int64_t blocks = in.blockStride - 2;
    for (std::int64_t first = 0; first < blocks; first += kChunkBlocks) {
        const int count = static_cast<int>(std::min<std::int64_t>(kChunkBlocks, blocks - first));
        unpack<kType>(units, row, end, first, count, columns);
        tileTimesTokens<kJoin>(columns, count, shiftOf(packedFormat(kType)), in, token, tokens, first, sums);
    }
    for (int t = 0; t < tokens; ++t) {
        for (int v = 0; v < kTileVectors; ++v) {
            storeRows(hn::Load(F32(), sums + t * kTileRows + v * kLanes), out + (token + t) * stride + row + v * kLanes,
                      end - row - v * kLanes);
        }
    }
}

template <Type kType>
HWY_NOINLINE void blocked(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                          std::int64_t stride)
{
    const Units<kType> units(w);
    for (std::int64_t panel = begin; panel < end; panel += kPanelRows) {
        const std::int64_t panelEnd = std::min(end, panel + kPanelRows);
        for (int token = 0; token < in.tokens; token += kBlockTokens) {
            const int tokens = std::min(kBlockTokens, in.tokens - token);
            for (std::int64_t row = panel; row < panelEnd; row += kTileRows) {
                block<kType>(units, in, row, panelEnd, token, tokens, out, stride);
            }
        }
    }
}

template <Type kType>
void multiplyType(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                  std::int64_t stride)
{
    static_assert(kDirectTokens == 2);
    switch (in.tokens) {
    case 1:
        return direct<kType, 1>(w, in, begin, end, out, stride);
    case 2:
        return direct<kType, 2>(w, in, begin, end, out, stride);
    default:
        return blocked<kType>(w, in, begin, end, out, stride);
    }
}

} // namespace

void multiplyPacked(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                    std::int64_t stride)
{
    switch (w.type) {
    case Type::Q8_0:
        return multiplyType<Type::Q8_0>(w, in, begin, end, out, stride);
    case Type::Q4_0:
        return multiplyType<Type::Q4_0>(w, in, begin, end, out, stride);
    case Type::Q4_1:
        return multiplyType<Type::Q4_1>(w, in, begin, end, out, stride);
    case Type::Q5_0:
        return multiplyType<Type::Q5_0>(w, in, begin, end, out, stride);
    case Type::Q5_1:
        return multiplyType<Type::Q5_1>(w, in, begin, end, out, stride);
    case Type::Q2_K:
        return multiplyType<Type::Q2_K>(w, in, begin, end, out, stride);
    case Type::Q3_K:
        return multiplyType<Type::Q3_K>(w, in, begin, end, out, stride);
    case Type::Q4_K:
        return multiplyType<Type::Q4_K>(w, in, begin, end, out, stride);
    case Type::Q5_K:
        return multiplyType<Type::Q5_K>(w, in, begin, end, out, stride);
    case Type::Q6_K:
        return multiplyType<Type::Q6_K>(w, in, begin, end, out, stride);
    case Type::IQ4_NL:
        return multiplyType<Type::IQ4_NL>(w, in, begin, end, out, stride);
    case Type::IQ4_XS:
        return multiplyType<Type::IQ4_XS>(w, in, begin, end, out, stride);
    default: // canPack() says no
        return;
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(multiplyPacked);

void multiplyPacked(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                    std::int64_t stride)
{
    HWY_DYNAMIC_DISPATCH(multiplyPacked)(w, in, begin, end, out, stride);
}

} // namespace kernels::cpu
#endif
