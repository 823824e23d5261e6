// SPDX-License-Identifier: GPL-3.0-or-later
// What a tensor's values look like in memory, and the views that every op takes. C++17: nvcc reads this too.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kernels
{

// Storage types that the ops read directly. The GGUF numbers live in engine/files/tensor_types.h.
enum class Type : std::uint8_t { F32, F16, BF16, Q8_0, Q4_0 };
inline constexpr int kTypeCount = 5;

struct TypeTraits {
    const char* name;
    int blockValues; // values that share one block
    int blockBytes;  // bytes of that block
};

constexpr TypeTraits traits(Type type)
{
    constexpr TypeTraits table[kTypeCount] = {
        {"F32", 1, 4}, {"F16", 1, 2}, {"BF16", 1, 2}, {"Q8_0", 32, 34}, {"Q4_0", 32, 18},
    };
    return table[static_cast<int>(type)];
}

// Bytes of `values` consecutive values; `values` must be a multiple of the type's block.
constexpr std::int64_t bytesOf(Type type, std::int64_t values)
{
    return values / traits(type).blockValues * traits(type).blockBytes;
}

// ggml's 8-bit block: value = scale * q.
struct BlockQ8_0 {
    std::uint16_t scale; // IEEE half
    std::int8_t q[32];
};
static_assert(sizeof(BlockQ8_0) == 34);

// ggml's 4-bit block: value = scale * (nibble - 8); low nibbles are values 0-15, high nibbles 16-31.
struct BlockQ4_0 {
    std::uint16_t scale; // IEEE half
    std::uint8_t q[16];
};
static_assert(sizeof(BlockQ4_0) == 18);

// A weight matrix W of [rows, cols], row-major, applied as y = W x. `cols` is a multiple of the type's block.
// Absent (an optional weight) is data == nullptr.
struct Matrix {
    const void* data = nullptr;
    Type type = Type::F32;
    std::int64_t rows = 0;
    std::int64_t cols = 0;

    explicit operator bool() const { return data != nullptr; }
    const void* row(std::int64_t r) const { return static_cast<const unsigned char*>(data) + r * bytesOf(type, cols); }
};

// One layer's keys and values: each [kvHeads, capacity, headDim], F32 or F16.
struct KvView {
    void* keys = nullptr;
    void* values = nullptr;
    Type type = Type::F16;
    std::int64_t capacity = 0; // positions
};

} // namespace kernels
