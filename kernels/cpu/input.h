// SPDX-License-Identifier: GPL-3.0-or-later
// The input of a product in the forms that the kernels read, made once per op in the caller's scratch.
#pragma once

#include "kernels/ops.h"
#include "kernels/packed.h"
#include "kernels/scratch.h"

namespace kernels::cpu
{

// What a product needs to know of 32 input values besides their 8-bit numbers.
struct InputBlock {
    float scale;                // value = scale * number
    float sum;                  // scale * the sum of the numbers
    float halfSums[2];          // the same of the first and of the last 16
    std::int32_t shifts[4]; // by Shift: what takes back the offset of the weights' codes
};
static_assert(sizeof(InputBlock) == kInputBlockBytes);

// -offset * the sum of the numbers; for the offset of 32, of each half.
enum Shift : int { kMinus8, kMinus128, kMinus32 };

// Weights of codes are multiplied by an input that is itself cut into 8-bit blocks of 32, with ggml's scale
// (max |x| / 127, kept as a half), so that the products are whole numbers and their sums exact.
struct Input {
    int tokens = 0;
    std::int64_t cols = 0;
    const float* f32 = nullptr;     // [tokens, cols]
    void* numbers = nullptr;        // [tokens, numberStride] int8 or int16, as the target's product wants them
    InputBlock* blocks = nullptr;   // [tokens, blockStride]; null where no weight reads them
    std::int64_t numberStride = 0;  // whole units of 64 columns, zeros past the end,
    std::int64_t blockStride = 0;   // and a cache line: rows of a power of two would share few cache sets
};

constexpr std::int64_t numberStride(std::int64_t cols)
{
    return (cols + 63) / 64 * 64 + 64;
}

constexpr std::int64_t blockStride(std::int64_t cols)
{
    return (cols + 63) / 64 * 2 + 2;
}

// Rows are handed to threads in multiples of this: a whole number of any target's tiles.
inline constexpr std::int64_t kRowGrain = 32;

// Whether its products read 8-bit blocks: packed weights, and rows that could be.
constexpr bool readsBlocks(const Matrix& w)
{
    return canPack(w.type);
}

// The normalized x [tokens, dim], or `in` itself; as 8-bit blocks as well where weights read them.
Input normalizedInput(const Norm& norm, const float* x, int tokens, int dim, bool blocks, Scratch& scratch, Pool& pool);
Input plainInput(const float* x, int tokens, std::int64_t cols, bool blocks, Scratch& scratch, Pool& pool);

// out[t * stride + r] = sum over c of w[r][c] * in[t][c] for the rows r of begin .. end-1; `begin` is a multiple of
// kRowGrain.
void multiply(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out, std::int64_t stride);

} // namespace kernels::cpu
