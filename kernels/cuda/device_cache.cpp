// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/device_cache.h"

#include "kernels/blocks.h"

#include <cstring>

namespace kernels::cuda
{

namespace
{

using Byte = unsigned char;

// Calls copy(block of Q8_0, scale, numbers) for each block of the rows.
template <class Bytes, class Device, class Copy>
void forBlocks(Bytes* rows, std::int64_t first, std::int64_t count, std::int64_t allRows, int headDim, Device* device,
               const Copy& copy)
{
    Device* scales = device + allRows * headDim;
    for (std::int64_t i = first * headDim / 32; i < (first + count) * headDim / 32; ++i, rows += sizeof(BlockQ8_0)) {
        copy(rows, scales + 2 * i, device + 32 * i);
    }
}

} // namespace

void cacheToDevice(Type type, const void* rows, std::int64_t first, std::int64_t count, std::int64_t allRows,
                   int headDim, void* device)
{
    const std::int64_t row = bytesOf(type, headDim);
    if (type != Type::Q8_0) {
        std::memcpy(static_cast<Byte*>(device) + first * row, rows, static_cast<std::size_t>(count * row));
        return;
    }
    forBlocks(static_cast<const Byte*>(rows), first, count, allRows, headDim, static_cast<Byte*>(device),
              [](const Byte* block, Byte* scale, Byte* numbers) {
                  std::memcpy(scale, block, 2);
                  std::memcpy(numbers, block + 2, 32);
              });
}

void cacheFromDevice(Type type, const void* device, std::int64_t first, std::int64_t count, std::int64_t allRows,
                     int headDim, void* rows)
{
    const std::int64_t row = bytesOf(type, headDim);
    if (type != Type::Q8_0) {
        std::memcpy(rows, static_cast<const Byte*>(device) + first * row, static_cast<std::size_t>(count * row));
        return;
    }
    forBlocks(static_cast<Byte*>(rows), first, count, allRows, headDim, static_cast<const Byte*>(device),
              [](Byte* block, const Byte* scale, const Byte* numbers) {
                  std::memcpy(block, scale, 2);
                  std::memcpy(block + 2, numbers, 32);
              });
}

} // namespace kernels::cuda
