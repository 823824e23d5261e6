// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/device_cache.h"

#include <cstring>

namespace kernels::cuda
{

namespace
{

using Byte = unsigned char;

// Calls copy(block, its scale there, its numbers there) for each block of the rows.
template <class Bytes, class Device, class Copy>
void forBlocks(Type type, Bytes* rows, std::int64_t first, std::int64_t count, std::int64_t allRows, int headDim,
               Device* device, const Copy& copy)
{
    const int block = traits(type).blockBytes;
    const int numbers = block - 2;
    Device* scales = device + allRows * headDim / 32 * numbers;
    for (std::int64_t i = first * headDim / 32; i < (first + count) * headDim / 32; ++i, rows += block) {
        copy(rows, scales + 2 * i, device + numbers * i);
    }
}

// Nibbles of values i and i + 16 side by side, as in a file, to those of 2i and 2i + 1.
void pairNeighbours(const Byte* from, Byte* to)
{
    const auto value = [from](int i) { return i < 16 ? from[i] & 15 : from[i - 16] >> 4; };
    for (int i = 0; i < 16; ++i) {
        to[i] = static_cast<Byte>(value(2 * i) | value(2 * i + 1) << 4);
    }
}

void partNeighbours(const Byte* from, Byte* to)
{
    const auto value = [from](int i) { return from[i / 2] >> (4 * (i % 2)) & 15; };
    for (int i = 0; i < 16; ++i) {
        to[i] = static_cast<Byte>(value(i) | value(i + 16) << 4);
    }
}

bool isPlainCache(Type type)
{
    return type != Type::Q8_0 && type != Type::Q4_0;
}

} // namespace

void cacheToDevice(Type type, const void* rows, std::int64_t first, std::int64_t count, std::int64_t allRows,
                   int headDim, void* device)
{
    const std::int64_t row = bytesOf(type, headDim);
    if (isPlainCache(type)) {
        std::memcpy(static_cast<Byte*>(device) + first * row, rows, static_cast<std::size_t>(count * row));
        return;
    }
    forBlocks(type, static_cast<const Byte*>(rows), first, count, allRows, headDim, static_cast<Byte*>(device),
              [type](const Byte* block, Byte* scale, Byte* numbers) {
                  std::memcpy(scale, block, 2);
                  type == Type::Q4_0 ? pairNeighbours(block + 2, numbers)
                                     : static_cast<void>(std::memcpy(numbers, block + 2, 32));
              });
}

void cacheFromDevice(Type type, const void* device, std::int64_t first, std::int64_t count, std::int64_t allRows,
                     int headDim, void* rows)
{
    const std::int64_t row = bytesOf(type, headDim);
    if (isPlainCache(type)) {
        std::memcpy(rows, static_cast<const Byte*>(device) + first * row, static_cast<std::size_t>(count * row));
        return;
    }
    forBlocks(type, static_cast<Byte*>(rows), first, count, allRows, headDim, static_cast<const Byte*>(device),
              [type](Byte* block, const Byte* scale, const Byte* numbers) {
                  std::memcpy(block, scale, 2);
                  type == Type::Q4_0 ? partNeighbours(numbers, block + 2)
                                     : static_cast<void>(std::memcpy(block + 2, numbers, 32));
              });
}

} // namespace kernels::cuda
