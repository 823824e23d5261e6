// SPDX-License-Identifier: GPL-3.0-or-later
// Preparing an op's input, and the choice of product by the weight's type. Caller's thread and the pool's.
#include "kernels/cpu/input.h"

#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"

namespace kernels::cpu
{

namespace
{

// Below this many values waking a helper costs more than it saves.
constexpr std::int64_t kSerialValues = 16384;

template <class Body>
void forTokens(int tokens, std::int64_t width, Pool& pool, const Body& body)
{
    const auto range = [&body](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t t = begin; t < end; ++t) {
            body(static_cast<int>(t));
        }
    };
    if (tokens * width <= kSerialValues) {
        range(0, tokens, 0);
    } else {
        pool.forRanges(tokens, 1, range);
    }
}

void takeBlocks(Input& in, Scratch& scratch)
{
    in.numberStride = numberStride(in.cols);
    in.blockStride = blockStride(in.cols);
    in.numbers = scratch.take<std::int16_t>(static_cast<std::size_t>(in.tokens * in.numberStride));
    in.blocks = scratch.take<InputBlock>(static_cast<std::size_t>(in.tokens * in.blockStride));
}

} // namespace

Input normalizedInput(const Norm& norm, const float* x, int tokens, int dim, bool blocks, Scratch& scratch,
                      Pool& pool)
{
    auto* normalized = scratch.take<float>(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(dim));
    Input in;
    in.tokens = tokens;
    in.cols = dim;
    in.f32 = normalized;
    if (blocks) {
        takeBlocks(in, scratch);
    }
    forTokens(tokens, dim, pool, [&](int t) {
        normalizeRow(norm, x + t * in.cols, dim, normalized + t * in.cols);
        if (blocks) {
            quantizeRow(in, t);
        }
    });
    return in;
}

Input plainInput(const float* x, int tokens, std::int64_t cols, bool blocks, Scratch& scratch, Pool& pool)
{
    Input in;
    in.tokens = tokens;
    in.cols = cols;
    in.f32 = x;
    if (blocks) {
        takeBlocks(in, scratch);
        forTokens(tokens, cols, pool, [&in](int t) { quantizeRow(in, t); });
    }
    return in;
}

void multiply(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out, std::int64_t stride)
{
    if (readsBlocks(w)) {
        multiplyPacked(w, in, begin, end, out, stride);
    } else if (w.type == Type::F32 || w.type == Type::F16 || w.type == Type::BF16) {
        multiplyFloat(w, in, begin, end, out, stride);
    } else {
        multiplyDecoded(w, in, begin, end, out, stride);
    }
}

} // namespace kernels::cpu
