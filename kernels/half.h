// SPDX-License-Identifier: GPL-3.0-or-later
// Conversions between F32 and the two 16-bit formats, by bits: exact on any machine. Free functions, any thread.
#pragma once

#include <cstdint>
#include <cstring>

namespace kernels
{

inline std::uint32_t bitsOf(float value)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

inline float floatOf(std::uint32_t bits)
{
    float value = 0.0F;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// IEEE 754 binary16 to F32; exact, subnormals, infinities and NaN included.
inline float halfToFloat(std::uint16_t half)
{
    const std::uint32_t sign = (half & 0x8000U) << 16;
    const std::uint32_t rest = half & 0x7FFFU;
    if (rest >= 0x7C00U) {
        return floatOf(sign | 0x7F800000U | ((rest & 0x3FFU) << 13));
    }
    // The half's bits, read as a float, are the value times 2^-112: one exact product puts the exponent right.
    return floatOf(sign | bitsOf(floatOf(rest << 13) * 0x1p112F));
}

// F32 to binary16, to nearest, ties to even; too large becomes infinity.
inline std::uint16_t floatToHalf(float value)
{
    const std::uint32_t bits = bitsOf(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U) {
        return static_cast<std::uint16_t>(sign | 0x7E00U | ((magnitude >> 13) & 0x3FFU));
    }
    if (magnitude >= 0x477FF000U) { // 65520: halfway to what would be 65536
        return static_cast<std::uint16_t>(sign | 0x7C00U);
    }
    if (magnitude < 0x38800000U) { // below 2^-14: adding 0.5 leaves the rounded subnormal in the low bits
        return static_cast<std::uint16_t>(sign | (bitsOf(floatOf(magnitude) + 0.5F) - bitsOf(0.5F)));
    }
    const std::uint32_t rounded = magnitude + 0xFFFU + ((magnitude >> 13) & 1U);
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

// bfloat16 is the upper half of an F32.
inline float bfloatToFloat(std::uint16_t bfloat)
{
    return floatOf(static_cast<std::uint32_t>(bfloat) << 16);
}

// F32 to bfloat16, to nearest, ties to even; NaN stays (quiet) NaN.
inline std::uint16_t floatToBfloat(float value)
{
    const std::uint32_t bits = bitsOf(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
        return static_cast<std::uint16_t>((bits >> 16) | 0x40U);
    }
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

} // namespace kernels
