// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices with two zeros among each four neighbours (2:4), kept without them: 9/16 of the bytes of F16.
// Sixteen rows lie side by side (a group; the last one is filled up with zeros). Per group and 32 columns, 576 bytes:
//   uint32 places[16]: of each row; bits 2s, 2s+1 are the place 0..3, within its four columns, of kept weight s,
//   half kept[16][16]: [s][row]; kept weights 2g and 2g+1 are of columns 4g .. 4g+3, s = 0 .. 15.
// GGUF has no type for this: it is made of a plain matrix that has the zeros. C++17. Free functions, any thread.
#pragma once

#include "kernels/types.h"

namespace kernels
{

inline constexpr std::int64_t kSparseRows = 16;
inline constexpr std::int64_t kSparseCols = 32;
inline constexpr std::int64_t kSparseUnitBytes = 576;

struct SparseMatrix {
    const void* data = nullptr; // 64-byte aligned
    std::int64_t rows = 0;
    std::int64_t cols = 0; // a multiple of kSparseCols
};

constexpr std::int64_t sparseBytes(std::int64_t rows, std::int64_t cols)
{
    return (rows + kSparseRows - 1) / kSparseRows * (cols / kSparseCols) * kSparseUnitBytes;
}

// False, with `to` half written, where four neighbours have more than two that are not zero, or a value is no half.
// `from` lies in rows; `to` gets sparseBytes().
bool packSparse(const Matrix& from, void* to);

// out[r] = sum over c of w[r][c] * in[c] for the rows begin .. end-1; `begin` is a multiple of kSparseRows. One token:
// what decoding reads. `out` has room for whole groups.
void multiplySparsePlain(const SparseMatrix& w, const float* in, std::int64_t begin, std::int64_t end,
                         float* out); // the meaning
namespace cpu
{
void multiplySparse(const SparseMatrix& w, const float* in, std::int64_t begin, std::int64_t end,
                    float* out); // the same sums in F32
} // namespace cpu

} // namespace kernels
