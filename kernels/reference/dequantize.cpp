// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of each stored type to F32, block by block (decode.h says what a block means). Any thread.
#include "kernels/dequantize.h"

#include "kernels/half.h"
#include "kernels/reference/decode.h"

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

template <Type kType>
void blocks(const unsigned char* row, std::int64_t cols, float* out)
{
    typename BlockOf<kType>::type block;
    for (std::int64_t c = 0; c < cols; c += traits(kType).blockValues, row += sizeof block) {
        std::memcpy(&block, row, sizeof block);
        reference::decode(block, out + c);
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
    // clang-format off
    case Type::Q8_0:    return blocks<Type::Q8_0>(bytes, cols, out);
    case Type::Q4_0:    return blocks<Type::Q4_0>(bytes, cols, out);
    case Type::Q4_1:    return blocks<Type::Q4_1>(bytes, cols, out);
    case Type::Q5_0:    return blocks<Type::Q5_0>(bytes, cols, out);
    case Type::Q5_1:    return blocks<Type::Q5_1>(bytes, cols, out);
    case Type::Q2_K:    return blocks<Type::Q2_K>(bytes, cols, out);
    case Type::Q3_K:    return blocks<Type::Q3_K>(bytes, cols, out);
    case Type::Q4_K:    return blocks<Type::Q4_K>(bytes, cols, out);
    case Type::Q5_K:    return blocks<Type::Q5_K>(bytes, cols, out);
    case Type::Q6_K:    return blocks<Type::Q6_K>(bytes, cols, out);
    case Type::IQ4_NL:  return blocks<Type::IQ4_NL>(bytes, cols, out);
    case Type::IQ4_XS:  return blocks<Type::IQ4_XS>(bytes, cols, out);
    case Type::IQ3_XXS: return blocks<Type::IQ3_XXS>(bytes, cols, out);
    case Type::IQ3_S:   return blocks<Type::IQ3_S>(bytes, cols, out);
    case Type::IQ2_XXS: return blocks<Type::IQ2_XXS>(bytes, cols, out);
    case Type::IQ2_XS:  return blocks<Type::IQ2_XS>(bytes, cols, out);
    case Type::IQ2_S:   return blocks<Type::IQ2_S>(bytes, cols, out);
    case Type::IQ1_S:   return blocks<Type::IQ1_S>(bytes, cols, out);
    case Type::IQ1_M:   return blocks<Type::IQ1_M>(bytes, cols, out);
    case Type::TQ1_0:   return blocks<Type::TQ1_0>(bytes, cols, out);
    case Type::TQ2_0:   return blocks<Type::TQ2_0>(bytes, cols, out);
    case Type::MXFP4:   return blocks<Type::MXFP4>(bytes, cols, out);
        // clang-format on
    }
}

} // namespace kernels
