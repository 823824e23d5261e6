// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices with two zeros among each four neighbours (2:4), kept without them: 9/16 of the bytes of 16-bit types, 17/32
// of F32's. Row after row; per 64 columns a unit: uint64 kept (bit c: column c is kept, two bits of each four), then the
// 32 kept values in ascending columns. The CPU's products widen a unit in registers, and so give the same bits as those
// of the plain rows. GGUF has no type for this: it is made of a plain matrix that has the zeros.
// C++17. Free functions, any thread.
#pragma once

#include "kernels/types.h"

namespace kernels
{

inline constexpr std::int64_t kSparseCols = 64;

// Whether a matrix could be kept so: rows of F32, F16 or BF16, whole units, and in some of its rows, which are all that
// is looked at, no more than two of four neighbours, but more than one of eight on average.
bool looksSparse(const Matrix& from);
inline constexpr std::int64_t kSparseProbes = 16; // so many rows of it, spread evenly; all where there are fewer
constexpr std::int64_t sparseProbe(std::int64_t probe, std::int64_t rows)
{
    return probe * rows / (rows < kSparseProbes ? rows : kSparseProbes);
}

constexpr std::int64_t sparseBytes(Type type, std::int64_t rows, std::int64_t cols)
{
    return rows * (cols / kSparseCols) * sparseUnitBytes(type);
}

// Packs the rows first .. last-1. `to` is where row 0 of the whole sparse matrix begins; other rows may be packed by
// other threads. False, with `to` half written, where four neighbours have more than two that are not zero.
bool packSparse(const Matrix& from, std::int64_t first, std::int64_t last, void* to);

// out[0 .. count-1] = the values of row r of a matrix of Layout::Sparse from column c on, a multiple of kSparseCols as
// `count` is.
void readSparseRow(const Matrix& w, std::int64_t r, std::int64_t c, std::int64_t count, float* out);

} // namespace kernels
