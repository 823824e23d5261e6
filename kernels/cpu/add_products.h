// SPDX-License-Identifier: GPL-3.0-or-later
// Sums of rows times factors, for matrices that no cache holds. Picks its instruction set on the first call. Any thread.
#pragma once

#include <cstdint>

namespace kernels::cpu
{

// Sums [rows][cols] of `count` rows [cols] times factors: sums[r * sumStride + c] gets factors[r * rowStep + k * step] *
// from[k * fromStride + c] of all k. What an element gets does not depend on the other rows and columns.
template <class T>
struct ProductSums {
    const T* factors;
    std::int64_t rowStep, step;
    const T* from;
    std::int64_t fromStride, count;
    T* sums;
    std::int64_t sumStride, rows, cols;
};
void addProducts(const ProductSums<float>& op);       // sums += products
void subtractProducts(const ProductSums<double>& op); // sums -= products

} // namespace kernels::cpu
