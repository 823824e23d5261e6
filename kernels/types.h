// SPDX-License-Identifier: GPL-3.0-or-later
// What a tensor's values look like in memory, and the views that every op takes. C++17: nvcc reads this too.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernels
{

// Storage types that the ops read directly. The GGUF numbers live in engine/files/tensor_types.h, the layouts of the
// blocks in kernels/blocks.h.
// clang-format off
enum class Type : std::uint8_t {
    F32, F16, BF16,                                       // plain values
    Q8_0, Q4_0, Q4_1, Q5_0, Q5_1,                         // blocks of 32
    Q2_K, Q3_K, Q4_K, Q5_K, Q6_K,                         // superblocks of 256 with small inner scales
    IQ4_NL, IQ4_XS,                                       // 16 unevenly spaced values
    IQ3_XXS, IQ3_S, IQ2_XXS, IQ2_XS, IQ2_S, IQ1_S, IQ1_M, // grids of vectors
    TQ1_0, TQ2_0,                                         // -1, 0 or 1
    MXFP4                                                 // 4-bit floats with a power of two
};
// clang-format on
inline constexpr int kTypeCount = 25;

struct TypeTraits {
    const char* name;
    int blockValues; // values that share one block
    int blockBytes;  // bytes of that block
};
inline constexpr int kWidestBlock = 256; // values; a multiple of every type's block

constexpr TypeTraits traits(Type type)
{
    constexpr TypeTraits table[kTypeCount] = {
        {"F32", 1, 4},        {"F16", 1, 2},       {"BF16", 1, 2},       {"Q8_0", 32, 34},    {"Q4_0", 32, 18},
        {"Q4_1", 32, 20},     {"Q5_0", 32, 22},    {"Q5_1", 32, 24},     {"Q2_K", 256, 84},   {"Q3_K", 256, 110},
        {"Q4_K", 256, 144},   {"Q5_K", 256, 176},  {"Q6_K", 256, 210},   {"IQ4_NL", 32, 18},  {"IQ4_XS", 256, 136},
        {"IQ3_XXS", 256, 98}, {"IQ3_S", 256, 110}, {"IQ2_XXS", 256, 66}, {"IQ2_XS", 256, 74}, {"IQ2_S", 256, 82},
        {"IQ1_S", 256, 50},   {"IQ1_M", 256, 56},  {"TQ1_0", 256, 54},   {"TQ2_0", 256, 66},  {"MXFP4", 32, 17},
    };
    return table[static_cast<int>(type)];
}

// Bytes of `values` consecutive values; `values` must be a multiple of the type's block.
constexpr std::int64_t bytesOf(Type type, std::int64_t values)
{
    return values / traits(type).blockValues * traits(type).blockBytes;
}

// How a matrix lies in memory.
enum class Layout : std::uint8_t {
    Rows,   // as in a file: row after row
    Packed, // sixteen rows side by side, for the CPU's products: kernels/packed.h
    Sparse, // without the zeros of 2:4: on the CPU row after row, kernels/sparse.h; on a GPU planes as Device
    Device  // planes in a GPU's memory: kernels/cuda/device_weights.h
};

// Of 64 columns in Layout::Sparse: a bit for each, and the half of them that is kept.
constexpr std::int64_t sparseUnitBytes(Type type)
{
    return 8 + bytesOf(type, 32);
}

// A weight matrix W of [rows, cols], applied as y = W x. `cols` is a multiple of the type's block.
// Absent (an optional weight) is data == nullptr.
struct Matrix {
    const void* data = nullptr;
    Type type = Type::F32;
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    Layout layout = Layout::Rows;

    explicit operator bool() const { return data != nullptr; }
    // Of Layout::Rows and, on the CPU, Layout::Sparse only.
    std::int64_t rowBytes() const
    {
        return layout == Layout::Sparse ? cols / 64 * sparseUnitBytes(type) : bytesOf(type, cols);
    }
    const void* row(std::int64_t r) const { return static_cast<const unsigned char*>(data) + r * rowBytes(); }
};

// One layer's keys and values: each [kvHeads, capacity, headDim], F32, F16 or BF16; Q8_0 or Q4_0 where headDim is a multiple
// of 32.
struct KvView {
    void* keys = nullptr;
    void* values = nullptr;
    Type type = Type::F16;
    std::int64_t capacity = 0; // positions
};

} // namespace kernels
