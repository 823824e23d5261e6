// SPDX-License-Identifier: GPL-3.0-or-later
// Sums of rows times factors, for matrices that no cache holds: second moments, their root, and errors that are passed
// on. Any thread.
//
// An element gets its products in stretches of kDepth, each summed on its own in the order of k. Tiles only choose
// which elements are worked on together.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/add_products.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/add_products.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/load-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

inline constexpr int kDepth = 16; // rows read side by side: as many as processors fetch ahead of
inline constexpr int kTileRows = 4;
inline constexpr int kVectors = 2;

template <class T>
inline constexpr int kTileCols = kVectors* static_cast<int>(hn::MaxLanes(hn::ScalableTag<T>()));

// sums [Rows][kTileCols] +-= the products of `depth` rows of `from`.
template <int Rows, bool Subtract, class T>
HWY_INLINE void addTile(const T* factors, std::int64_t rowStep, std::int64_t step, const T* from,
                        std::int64_t fromStride, std::int64_t depth, T* sums, std::int64_t sumStride)
{
    const hn::ScalableTag<T> d;
    constexpr int kLanesOfT = kTileCols<T> / kVectors;
    hn::Vec<decltype(d)> parts[Rows][kVectors];
    unroll<Rows>([&](auto r) FETTLE_INLINE_LAMBDA {
        unroll<kVectors>([&](auto v) FETTLE_INLINE_LAMBDA { parts[r][v] = hn::Zero(d); });
    });
    for (std::int64_t k = 0; k < depth; ++k) {
        hn::Vec<decltype(d)> values[kVectors];
        unroll<kVectors>([&](auto v)
                             FETTLE_INLINE_LAMBDA { values[v] = hn::LoadU(d, from + k * fromStride + v * kLanesOfT); });
        unroll<Rows>([&](auto r) FETTLE_INLINE_LAMBDA {
            const auto factor = hn::Set(d, factors[r * rowStep + k * step]);
            unroll<kVectors>([&](auto v)
                                 FETTLE_INLINE_LAMBDA { parts[r][v] = hn::MulAdd(factor, values[v], parts[r][v]); });
        });
    }
    unroll<Rows>([&](auto r) FETTLE_INLINE_LAMBDA {
        unroll<kVectors>([&](auto v) FETTLE_INLINE_LAMBDA {
            T* to = sums + r * sumStride + v * kLanesOfT;
            const auto before = hn::LoadU(d, to);
            hn::StoreU(Subtract ? hn::Sub(before, parts[r][v]) : hn::Add(before, parts[r][v]), d, to);
        });
    });
}

template <bool Subtract, class T>
HWY_INLINE void addRows(const ProductSums<T>& op, std::int64_t row, std::int64_t rows, std::int64_t k, const T* from,
                        std::int64_t fromStride, std::int64_t depth, T* sums, std::int64_t sumStride)
{
    const T* factors = op.factors + row * op.rowStep + k * op.step;
    switch (rows) {
    case 4:
        return addTile<4, Subtract>(factors, op.rowStep, op.step, from, fromStride, depth, sums, sumStride);
    case 3:
        return addTile<3, Subtract>(factors, op.rowStep, op.step, from, fromStride, depth, sums, sumStride);
    case 2:
        return addTile<2, Subtract>(factors, op.rowStep, op.step, from, fromStride, depth, sums, sumStride);
    default:
        return addTile<1, Subtract>(factors, op.rowStep, op.step, from, fromStride, depth, sums, sumStride);
    }
}

// The columns behind the last whole tile, in a tile of their own.
template <bool Subtract, class T>
HWY_NOINLINE void addRest(const ProductSums<T>& op, std::int64_t k, std::int64_t depth, std::int64_t col)
{
    constexpr std::int64_t kCols = kTileCols<T>;
    const std::int64_t count = op.cols - col;
    T from[kDepth * kCols] = {}, sums[kTileRows * kCols] = {};
    for (std::int64_t i = 0; i < depth; ++i)
        std::copy_n(op.from + (k + i) * op.fromStride + col, count, from + i * kCols);
    for (std::int64_t row = 0; row < op.rows; row += kTileRows) {
        const std::int64_t rows = std::min<std::int64_t>(kTileRows, op.rows - row);
        T* to = op.sums + row * op.sumStride + col;
        for (std::int64_t r = 0; r < rows; ++r)
            std::copy_n(to + r * op.sumStride, count, sums + r * kCols);
        addRows<Subtract>(op, row, rows, k, from, kCols, depth, sums, kCols);
        for (std::int64_t r = 0; r < rows; ++r)
            std::copy_n(sums + r * kCols, count, to + r * op.sumStride);
    }
}

template <bool Subtract, class T>
HWY_INLINE void run(const ProductSums<T>& op)
{
    constexpr std::int64_t kCols = kTileCols<T>;
    for (std::int64_t k = 0; k < op.count; k += kDepth) {
        const std::int64_t depth = std::min<std::int64_t>(kDepth, op.count - k);
        std::int64_t col = 0;
        for (; col + kCols <= op.cols; col += kCols)
            for (std::int64_t row = 0; row < op.rows; row += kTileRows)
                addRows<Subtract>(op, row, std::min<std::int64_t>(kTileRows, op.rows - row), k,
                                  op.from + k * op.fromStride + col, op.fromStride, depth,
                                  op.sums + row * op.sumStride + col, op.sumStride);
        if (col < op.cols)
            addRest<Subtract>(op, k, depth, col);
    }
}

void addProducts(const ProductSums<float>& op)
{
    run<false>(op);
}

void subtractProducts(const ProductSums<double>& op)
{
    run<true>(op);
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(addProducts);
HWY_EXPORT(subtractProducts);

void addProducts(const ProductSums<float>& op)
{
    HWY_DYNAMIC_DISPATCH(addProducts)(op);
}

void subtractProducts(const ProductSums<double>& op)
{
    HWY_DYNAMIC_DISPATCH(subtractProducts)(op);
}

} // namespace kernels::cpu
#endif
