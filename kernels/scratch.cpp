// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes of scratch that any backend may need, so that the caller allocates once. Any thread.
#include "kernels/ops.h"

#include "kernels/scratch.h"

#include <algorithm>

namespace kernels
{

std::size_t scratchBytes(int tokens, std::int64_t cols, std::int64_t rows)
{
    const std::size_t paddedCols = roundUp(static_cast<std::size_t>(cols), 64);
    const std::size_t perToken = paddedCols * sizeof(float)                    // the norm
                                 + (paddedCols + 64) * sizeof(std::int16_t)   // its 8-bit numbers, as some targets want them
                                 + (paddedCols / 32 + 2) * kInputBlockBytes   // and their scales
                                 + static_cast<std::size_t>(rows) * sizeof(float); // outputs; the RoPE table in the place of the queries
    return roundUp(static_cast<std::size_t>(tokens) * perToken, kScratchAlign) + 8 * kScratchAlign;
}

std::size_t attendScratchBytes(int tokens, int heads, int headDim, std::int64_t capacity, int threads)
{
    const std::size_t scores = static_cast<std::size_t>(capacity) * sizeof(double); // the reference keeps one row
    std::size_t parts = 0;
    if (threads > 1) { // one partial result per chunk of the cache
        const auto chunks = static_cast<std::size_t>((capacity + kAttendChunk - 1) / kAttendChunk) + 1;
        const std::size_t each = roundUp(static_cast<std::size_t>(headDim) + 2, 16) * sizeof(float);
        parts = static_cast<std::size_t>(std::min(tokens, kAttendSplitTokens) * heads) * chunks * each;
    }
    // Each thread's chunk of keys and values as F32.
    const std::size_t wide =
        static_cast<std::size_t>(threads) * 2 * static_cast<std::size_t>(kAttendChunk * headDim) * sizeof(float);
    return roundUp(std::max({scores, parts, wide}), kScratchAlign) + kScratchAlign;
}

std::size_t expertScratchBytes(int tokens, int dim, int inner, int experts, int used)
{
    const auto pairs = static_cast<std::size_t>(tokens) * static_cast<std::size_t>(used);
    const std::size_t wide = roundUp(static_cast<std::size_t>(dim), 64);
    const std::size_t narrow = roundUp(static_cast<std::size_t>(inner), 64);
    const std::size_t perValue = sizeof(std::int16_t) + 1; // the 8-bit form: numbers, and 32 bytes per 32 of them
    const std::size_t padding = 2 * (64 * sizeof(std::int16_t) + 2 * kInputBlockBytes);
    const std::size_t perPair =
        wide * (sizeof(float) + perValue) + narrow * (2 * sizeof(float) + perValue) + padding + 16;
    // An expert's number, its place, and the rounding up of its eight buffers.
    const std::size_t perExpert = 128 + 8 * kScratchAlign;
    return roundUp(pairs * perPair + static_cast<std::size_t>(experts) * perExpert, kScratchAlign) + 8 * kScratchAlign;
}

} // namespace kernels
