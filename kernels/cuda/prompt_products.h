// SPDX-License-Identifier: GPL-3.0-or-later
// How ops of many tokens are multiplied on a GPU: by the matrix library of the CUDA toolkit (cuBLASLt) where it is
// found at run time, else by our own tiles; and the memory that this takes beside an op's scratch.
// No GPU has measured any of this: the thresholds are reckoned, and `fettle-cli bench --prompt-products own,library`
// on a machine with one says whether they hold. C++17: nvcc reads this too. Free functions, any thread.
#pragma once

#include <cstdint>

namespace kernels::cuda
{

enum class PromptPrecision : std::uint8_t {
    Exact, // bfloat16 or half, as the weights are; blocks are decoded to bfloat16
    Int8,  // W8A8: both sides as 8-bit numbers, a scale for each row of weights and each token (Dettmers et al. 2022,
           // "LLM.int8()", section 2.1, without its outliers)
    Fp8    // the same with e4m3 floats (Micikevicius et al. 2022, "FP8 Formats for Deep Learning"); 8.9 and later
};

// From so many tokens on the library multiplies weights that it reads as they lie. Fewer are a part of one of our tiles
// (64 tokens), and the weights' way from memory sets the pace for both.
inline constexpr int kTokensForLibrary = 64;

// The same of weights that are written out anew for it, tile by tile. Per weight that is some 2.6 bytes for bfloat16,
// 0.9 ps at 3 TB/s; the product is 2 operations a token, 0.7 ps for 256 tokens at 700 TF/s. Our byte tiles, which read
// codes as they are, would need 1.7 ps at 300 TOP/s.
inline constexpr int kTokensForTurning = 256;

// A tile of such weights: 8192 rows of 4096 columns, which are two blocks for each multiprocessor of a large GPU at 256
// tokens. Half of it would stay in the second cache and leave half of the multiprocessors without work.
inline constexpr std::int64_t kMostTileBytes = std::int64_t{64} << 20;

struct PromptProducts {
    PromptPrecision precision = PromptPrecision::Exact;
    bool byLibrary = true; // where it can; else our own tiles, which are Exact alone
    std::int64_t tileBytes = kMostTileBytes; // at most
};

// What NVIDIA's documentation of cublasSetWorkspace() recommends for 9.0 and later; older devices need less.
inline constexpr std::int64_t kMostWorkspace = std::int64_t{32} << 20;
inline constexpr std::int64_t kWorkspaceSums = 4; // of the whole product: what splits of long rows are kept in

// Bytes of each piece, in this order; all are multiples of 256.
struct PromptRoom {
    std::int64_t scales = 0; // [rows] float
    std::int64_t tile = 0;   // [some rows, cols] of 16 bits
    std::int64_t workspace = 0;
    constexpr std::int64_t all() const { return scales + tile + workspace; }
};

constexpr std::int64_t roundedUp(std::int64_t value, std::int64_t step)
{
    return (value + step - 1) / step * step;
}

constexpr std::int64_t promptCols(std::int64_t cols) // of an input and of a tile; those behind the last are zeros
{
    return roundedUp(cols, 32);
}

// Of an op whose input has `cols` columns and whose matrices have `rows` together. Nothing where it has too few tokens.
constexpr PromptRoom promptRoom(const PromptProducts& how, int tokens, std::int64_t cols, std::int64_t rows)
{
    if (!how.byLibrary || tokens < kTokensForLibrary) {
        return {};
    }
    const auto least = [](std::int64_t a, std::int64_t b) { return a < b ? a : b; };
    const std::int64_t sums = tokens * rows * 4;
    const std::int64_t tile = least(how.tileBytes, roundedUp(rows * promptCols(cols) * 2, 256));
    return {roundedUp(rows * 4, 256), tokens < kTokensForTurning ? 0 : tile,
            least(kMostWorkspace, roundedUp(kWorkspaceSums * sums, 256))};
}

} // namespace kernels::cuda
