// SPDX-License-Identifier: GPL-3.0-or-later
// A row of the cache, which is one head's keys or values of one position. F32 and F16 lie as on the processor. Q8_0 has
// the same size, but the numbers of all rows first and then the half scales of all rows, one for each 32 values: 8
// numbers are one aligned load.
#pragma once

#include "kernels/cuda/device/convert.h"
#include "kernels/cuda/device/warp.h"
#include "kernels/ops.h"

namespace kernels::cuda
{

struct KvRow {
    unsigned char* values;
    std::uint16_t* scales; // of Q8_0
};

FETTLE_DEVICE KvRow kvRow(void* base, const KvView& cache, int kvHeads, int head, std::int64_t position, int headDim)
{
    auto* bytes = static_cast<unsigned char*>(base);
    const std::int64_t row = head * cache.capacity + position;
    if (cache.type != Type::Q8_0) {
        return {bytes + row * headDim * (cache.type == Type::F32 ? 4 : 2), nullptr};
    }
    auto* scales = reinterpret_cast<std::uint16_t*>(bytes + kvHeads * cache.capacity * headDim);
    return {bytes + row * headDim, scales + row * (headDim / 32)};
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
    if (i >= headDim) {
        return;
    }
    if (type == Type::F32) {
        reinterpret_cast<float*>(row.values)[i] = value;
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
    } else if constexpr (kType == Type::F16 && kWidth == 8) {
        const uint4 four = reinterpret_cast<const uint4*>(row.values)[piece];
        const std::uint32_t words[4] = {four.x, four.y, four.z, four.w};
        FETTLE_UNROLL
        for (int i = 0; i < 8; ++i) {
            out[i] = halfValue(words[i / 2] >> (16 * (i % 2)));
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
        out[0] = kType == Type::F32 ? reinterpret_cast<const float*>(row.values)[piece]
                                    : halfValue(reinterpret_cast<const std::uint16_t*>(row.values)[piece]);
    }
}

} // namespace kernels::cuda
