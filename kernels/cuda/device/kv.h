// SPDX-License-Identifier: GPL-3.0-or-later
// A row of the cache, which is one head's keys or values of one position. F32, F16 and BF16 lie as on the processor. Q8_0
// and Q4_0 have the same size, but the numbers of all rows first and then the half scales of all rows, one for each 32
// values: 8 numbers are one aligned load. Of Q4_0, a byte has value 2i in its low and 2i + 1 in its high nibble.
#pragma once

#include "kernels/cuda/device/convert.h"
#include "kernels/cuda/device/warp.h"
#include "kernels/ops.h"

namespace kernels::cuda
{

struct KvRow {
    unsigned char* values;
    std::uint16_t* scales; // of Q8_0 and Q4_0
};

FETTLE_DEVICE KvRow kvRow(void* base, const KvView& cache, int kvHeads, int head, std::int64_t position, int headDim)
{
    auto* bytes = static_cast<unsigned char*>(base);
    const std::int64_t row = head * cache.capacity + position;
    if (cache.type != Type::Q8_0 && cache.type != Type::Q4_0) {
        return {bytes + row * headDim * (cache.type == Type::F32 ? 4 : 2), nullptr};
    }
    const int rowBytes = cache.type == Type::Q8_0 ? headDim : headDim / 2;
    auto* scales = reinterpret_cast<std::uint16_t*>(bytes + kvHeads * cache.capacity * rowBytes);
    return {bytes + row * rowBytes, scales + row * (headDim / 32)};
}

// A block of Q4_0 from the value of each lane: the one of the largest size, the first among equals, is -8.
FETTLE_DEVICE void storeNibbles(const KvRow& row, int i, float value)
{
    const float most = maxOverLanes(fabsf(value));
    const unsigned largest = __ballot_sync(kAllLanes, fabsf(value) == most);
    const float scale = __shfl_sync(kAllLanes, value, __ffs(static_cast<int>(largest)) - 1) / -8.0F;
    const float inverse = scale != 0.0F ? 1.0F / scale : 0.0F;
    const int code = static_cast<int>(fminf(fmaxf(rintf(value * inverse) + 8.0F, 0.0F), 15.0F));
    const int other = __shfl_xor_sync(kAllLanes, code, 1);
    if (laneIndex() % 2 == 0) {
        row.values[i / 2] = static_cast<unsigned char>(code | other << 4);
    }
    if (laneIndex() == 0) {
        row.scales[i / 32] = halfOf(scale);
    }
}

// Stores value i = 32 n + lane; a whole warp, also lanes with i >= headDim.
FETTLE_DEVICE void storeKv(Type type, const KvRow& row, int i, int headDim, float value)
{
    if (type == Type::Q8_0) { // headDim is a multiple of 32
        const float scale = maxOverLanes(fabsf(value)) / 127.0F;
        const float inverse = scale > 0.0F ? 1.0F / scale : 0.0F;
        row.values[i] = static_cast<unsigned char>(static_cast<int>(rintf(value * inverse)) & 255);
        if (laneIndex() == 0) {
            row.scales[i / 32] = halfOf(scale);
        }
        return;
    }
    if (type == Type::Q4_0) {
        storeNibbles(row, i, value);
        return;
    }
    if (i >= headDim) {
        return;
    }
    if (type == Type::F32) {
        reinterpret_cast<float*>(row.values)[i] = value;
    } else if (type == Type::BF16) {
        reinterpret_cast<std::uint16_t*>(row.values)[i] = static_cast<std::uint16_t>(bfloatOf(value));
    } else {
        reinterpret_cast<std::uint16_t*>(row.values)[i] = halfOf(value);
    }
}

// Values piece * kWidth ... of a row.
template <Type kType, int kWidth>
FETTLE_DEVICE void loadKv(const KvRow& row, int piece, float (&out)[kWidth])
{
    if constexpr (kType == Type::F32 && kWidth == 4) {
        const float4 four = reinterpret_cast<const float4*>(row.values)[piece];
        out[0] = four.x;
        out[1] = four.y;
        out[2] = four.z;
        out[3] = four.w;
    } else if constexpr ((kType == Type::F16 || kType == Type::BF16) && kWidth == 8) {
        const uint4 four = reinterpret_cast<const uint4*>(row.values)[piece];
        const std::uint32_t words[4] = {four.x, four.y, four.z, four.w};
        FETTLE_UNROLL
        for (int i = 0; i < 8; ++i) {
            const std::uint32_t bits = words[i / 2] >> (16 * (i % 2));
            out[i] = kType == Type::F16 ? halfValue(bits) : bfloatValue(bits & 0xFFFFU);
        }
    } else if constexpr (kType == Type::Q4_0) {
        static_assert(kWidth == 8);
        const std::uint32_t word = reinterpret_cast<const std::uint32_t*>(row.values)[piece];
        const float scale = halfValue(row.scales[piece / 4]);
        FETTLE_UNROLL
        for (int i = 0; i < 8; ++i) {
            out[i] = scale * (static_cast<float>(word >> (4 * i) & 15U) - 8.0F);
        }
    } else if constexpr (kType == Type::Q8_0) {
        static_assert(kWidth == 8);
        const uint2 two = reinterpret_cast<const uint2*>(row.values)[piece];
        const float scale = halfValue(row.scales[piece / 4]);
        FETTLE_UNROLL
        for (int i = 0; i < 8; ++i) {
            const std::uint32_t word = i < 4 ? two.x : two.y;
            out[i] = scale * static_cast<float>(static_cast<std::int8_t>(word >> (8 * (i % 4)) & 255U));
        }
    } else {
        static_assert(kWidth == 1);
        if constexpr (kType == Type::F32) {
            out[0] = reinterpret_cast<const float*>(row.values)[piece];
        } else {
            const std::uint32_t bits = reinterpret_cast<const std::uint16_t*>(row.values)[piece];
            out[0] = kType == Type::F16 ? halfValue(bits) : bfloatValue(bits);
        }
    }
}

} // namespace kernels::cuda
