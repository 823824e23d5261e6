// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of 16 and 8 bits, and sums of products of bytes.
#pragma once

#include "kernels/cuda/device/target.h"

#ifdef __CUDACC__
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#else
#include "kernels/half.h"

#include <algorithm>
#include <cmath>
#endif

namespace kernels::cuda
{

FETTLE_DEVICE float floatOfBits(std::uint32_t bits)
{
#ifdef __CUDACC__
    return __uint_as_float(bits);
#else
    return floatOf(bits);
#endif
}

FETTLE_DEVICE std::uint32_t bitsOfFloat(float value)
{
#ifdef __CUDACC__
    return __float_as_uint(value);
#else
    return bitsOf(value);
#endif
}

FETTLE_DEVICE float halfValue(std::uint32_t half) // its low 16 bits
{
#ifdef __CUDACC__
    return __half2float(__ushort_as_half(static_cast<unsigned short>(half)));
#else
    return halfToFloat(static_cast<std::uint16_t>(half));
#endif
}

FETTLE_DEVICE std::uint16_t halfOf(float value) // to nearest, ties to even
{
#ifdef __CUDACC__
    return __half_as_ushort(__float2half_rn(value));
#else
    return floatToHalf(value);
#endif
}

FETTLE_DEVICE std::uint32_t halfPair(float low, float high)
{
#ifdef __CUDACC__
    const __half2 pair = __floats2half2_rn(low, high);
    return static_cast<std::uint32_t>(__half_as_ushort(__low2half(pair))) |
           static_cast<std::uint32_t>(__half_as_ushort(__high2half(pair))) << 16;
#else
    return static_cast<std::uint32_t>(floatToHalf(low)) | static_cast<std::uint32_t>(floatToHalf(high)) << 16;
#endif
}

FETTLE_DEVICE float bfloatValue(std::uint32_t bfloat) // its low 16 bits
{
    return floatOfBits(bfloat << 16);
}

FETTLE_DEVICE std::uint32_t bfloatOf(float value) // to nearest, ties to even; not for NaN
{
    const std::uint32_t bits = bitsOfFloat(value);
    return (bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16;
}

inline constexpr float kLargestE4m3 = 448.0F;

// To nearest, ties to even; larger ones become the largest (Micikevicius et al. 2022, "FP8 Formats for Deep Learning",
// table 1).
FETTLE_DEVICE std::uint32_t e4m3Of(float value)
{
#ifdef __CUDACC__
    return __nv_cvt_float_to_fp8(value, __NV_SATFINITE, __NV_E4M3);
#else
    const std::uint32_t sign = bitsOf(value) >> 24 & 0x80U;
    const float size = std::fmin(std::fabs(value), kLargestE4m3);
    const int exponent = size > 0.0F ? std::ilogb(size) : -6;
    const int step = std::max(exponent, -6) - 3; // of the last bit: three behind the first, and none below 2^-9
    const auto steps = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(size, -step)));
    // 8 .. 15 steps are the number's first bit and its three others; below 8 it has no first one. 16 carry over.
    return sign | ((static_cast<std::uint32_t>(step + 9) << 3) + steps);
#endif
}

// sum + a0 b0 + a1 b1 + a2 b2 + a3 b3, signed bytes, lowest first (PTX ISA, "dp4a").
FETTLE_DEVICE int dot4(std::uint32_t a, std::uint32_t b, int sum)
{
#ifdef __CUDACC__
    return __dp4a(static_cast<int>(a), static_cast<int>(b), sum);
#else
    for (int i = 0; i < 32; i += 8) {
        sum += static_cast<std::int8_t>(a >> i) * static_cast<std::int8_t>(b >> i);
    }
    return sum;
#endif
}

} // namespace kernels::cuda
