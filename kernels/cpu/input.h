// SPDX-License-Identifier: GPL-3.0-or-later
// The input of a product in the forms that the kernels read, made once per op in the caller's scratch.
#pragma once

#include "kernels/ops.h"
#include "kernels/scratch.h"

namespace kernels::cpu
{

// Quantized weights are multiplied by an input that is itself cut into 8-bit blocks of 32, with ggml's scale
// (max |x| / 127, kept as a half), so that the products are whole numbers and their sums exact.
struct Input {
    int tokens = 0;
    std::int64_t cols = 0;
    const float* f32 = nullptr;       // [tokens, cols]
    void* quants = nullptr;           // [tokens, cols] int8 or int16, as the target's product wants them; may be null
    float* scales = nullptr;          // [tokens, cols / 32]
    std::int32_t* minus8 = nullptr;   // [tokens, cols / 32]: -8 * sum of a block's quants
    std::int32_t* minus128 = nullptr; // [tokens, cols / 32]: likewise times 128
};

// Rows are handed to threads in multiples of this: a whole number of any target's tiles.
inline constexpr std::int64_t kRowGrain = 16;

// Types whose product wants the quantized input.
constexpr bool isQuantized(Type type)
{
    return type == Type::Q8_0 || type == Type::Q4_0;
}

// The normalized x [tokens, dim], or `in` itself; quantized as well where `quantized` asks for it.
Input normalizedInput(const Norm& norm, const float* x, int tokens, int dim, bool quantized, Scratch& scratch,
                      Pool& pool);
Input plainInput(const float* x, int tokens, std::int64_t cols, bool quantized, Scratch& scratch, Pool& pool);

// out[t * stride + r] = sum over c of w[r][c] * in[t][c] for the rows r of begin .. end-1.
void multiply(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out, std::int64_t stride);

} // namespace kernels::cpu
