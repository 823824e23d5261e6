// SPDX-License-Identifier: GPL-3.0-or-later
// What the stored types mean, value by value (block layouts: ggml, "ggml-common.h"). Any thread.
#include "kernels/dequantize.h"

#include "kernels/half.h"

namespace kernels
{

namespace
{

std::uint16_t read16(const unsigned char* from)
{
    std::uint16_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

void q8Block(const unsigned char* block, float* out)
{
    const float scale = halfToFloat(read16(block));
    for (int i = 0; i < 32; ++i) {
        std::int8_t q = 0;
        std::memcpy(&q, block + 2 + i, 1);
        out[i] = scale * static_cast<float>(q);
    }
}

void q4Block(const unsigned char* block, float* out)
{
    const float scale = halfToFloat(read16(block));
    for (int i = 0; i < 16; ++i) {
        const int byte = block[2 + i];
        out[i] = scale * static_cast<float>((byte & 15) - 8);
        out[i + 16] = scale * static_cast<float>((byte >> 4) - 8);
    }
}

} // namespace

void dequantizeRow(Type type, const void* row, std::int64_t cols, float* out)
{
    const auto* bytes = static_cast<const unsigned char*>(row);
    switch (type) {
    case Type::F32:
        std::memcpy(out, bytes, static_cast<std::size_t>(cols) * sizeof(float));
        return;
    case Type::F16:
        for (std::int64_t i = 0; i < cols; ++i) {
            out[i] = halfToFloat(read16(bytes + 2 * i));
        }
        return;
    case Type::BF16:
        for (std::int64_t i = 0; i < cols; ++i) {
            out[i] = bfloatToFloat(read16(bytes + 2 * i));
        }
        return;
    case Type::Q8_0:
        for (std::int64_t i = 0; i < cols; i += 32) {
            q8Block(bytes + bytesOf(type, i), out + i);
        }
        return;
    case Type::Q4_0:
        for (std::int64_t i = 0; i < cols; i += 32) {
            q4Block(bytes + bytesOf(type, i), out + i);
        }
        return;
    }
}

} // namespace kernels
