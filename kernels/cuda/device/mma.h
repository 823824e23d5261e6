// SPDX-License-Identifier: GPL-3.0-or-later
// A product of small tiles on the tensor cores (PTX ISA 8, "mma.m16n8k16", with the fragments it draws there).
#pragma once

#include "kernels/cuda/device/convert.h"

namespace kernels::cuda
{

inline constexpr int kMmaRows = 16, kMmaCols = 8, kMmaDepth = 16;

// What the pairs of a product's factors are; sums are floats.
enum class Pair : std::uint8_t { Bfloat, Half };

template <Pair kPair>
FETTLE_DEVICE float pairValue(std::uint32_t bits) // its low 16 bits
{
    return kPair == Pair::Half ? halfValue(bits & 0xFFFFU) : bfloatValue(bits & 0xFFFFU);
}

template <Pair kPair>
FETTLE_DEVICE std::uint32_t pairOf(float low, float high)
{
    if constexpr (kPair == Pair::Half) {
        return halfPair(low, high);
    } else {
        return bfloatOf(low) | bfloatOf(high) << 16;
    }
}

// d [16][8] += a [16][16] b [16][8], by a whole warp. With g = lane / 4 and j = 2 (lane % 4):
//   a: columns j, j + 1 of row g; the same of row g + 8; columns j + 8, j + 9 of row g; the same of row g + 8
//   b: rows j, j + 1 of column g; rows j + 8, j + 9 of it
//   d: columns j, j + 1 of row g; the same of row g + 8
// So the d of two products side by side, in pairs, is the a of another.
template <Pair kPair = Pair::Bfloat>
FETTLE_DEVICE void multiplyTiles(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2])
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
    __trap(); // the host does not choose such kernels there (module/context.h: hasTiles)
#elif defined(__CUDACC__)
    if constexpr (kPair == Pair::Half) {
        asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                     "{%0, %1, %2, %3};"
                     : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                     : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
    } else {
        asm volatile(
            "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
            "{%0, %1, %2, %3};"
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
            : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
    }
#else
    struct Fragments {
        std::uint32_t a[4];
        std::uint32_t b[2];
        float d[4];
    };
    Fragments own = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}, {d[0], d[1], d[2], d[3]}};
    simt::together(
        kAllLanes,
        [](void* const* lanes) {
            float left[kMmaRows][kMmaDepth];
            float right[kMmaDepth][kMmaCols];
            for (int lane = 0; lane < 32; ++lane) {
                const auto& f = *static_cast<Fragments*>(lanes[lane]);
                for (int i = 0; i < 8; ++i) { // value i % 2 of register i / 2
                    const int column = 2 * (lane % 4) + i % 2 + i / 4 * 8;
                    left[lane / 4 + i / 2 % 2 * 8][column] = pairValue<kPair>(f.a[i / 2] >> (16 * (i % 2)));
                    if (i < 4) {
                        right[2 * (lane % 4) + i % 2 + i / 2 * 8][lane / 4] = pairValue<kPair>(f.b[i / 2] >> (16 * (i % 2)));
                    }
                }
            }
            for (int lane = 0; lane < 32; ++lane) {
                auto& f = *static_cast<Fragments*>(lanes[lane]);
                for (int i = 0; i < 4; ++i) {
                    for (int k = 0; k < kMmaDepth; ++k) {
                        f.d[i] += left[lane / 4 + i / 2 * 8][k] * right[k][2 * (lane % 4) + i % 2];
                    }
                }
            }
        },
        &own);
    for (int i = 0; i < 4; ++i) {
        d[i] = own.d[i];
    }
#endif
}

// d [16][8] += a [16][32] b [32][8], signed bytes ("mma.m16n8k32"), by a whole warp. With g = lane / 4 and j = 4 (lane % 4):
//   a: columns j .. j + 3 of row g; the same of row g + 8; columns j + 16 .. j + 19 of row g; the same of row g + 8
//   b: rows j .. j + 3 of column g; rows j + 16 .. j + 19 of it
//   d: as above
FETTLE_DEVICE void multiplyByteTiles(int (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2])
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
    __trap();
#elif defined(__CUDACC__)
    asm volatile("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    struct Fragments {
        std::uint32_t a[4];
        std::uint32_t b[2];
        int d[4];
    };
    Fragments own = {{a[0], a[1], a[2], a[3]}, {b[0], b[1]}, {d[0], d[1], d[2], d[3]}};
    simt::together(
        kAllLanes,
        [](void* const* lanes) {
            int left[16][32];
            int right[32][8];
            for (int lane = 0; lane < 32; ++lane) {
                const auto& f = *static_cast<Fragments*>(lanes[lane]);
                for (int i = 0; i < 16; ++i) { // byte i % 4 of register i / 4
                    const int column = 4 * (lane % 4) + i % 4 + i / 8 * 16;
                    left[lane / 4 + i / 4 % 2 * 8][column] = static_cast<std::int8_t>(f.a[i / 4] >> (8 * (i % 4)));
                    if (i < 8) {
                        right[4 * (lane % 4) + i % 4 + i / 4 * 16][lane / 4] =
                            static_cast<std::int8_t>(f.b[i / 4] >> (8 * (i % 4)));
                    }
                }
            }
            for (int lane = 0; lane < 32; ++lane) {
                auto& f = *static_cast<Fragments*>(lanes[lane]);
                for (int i = 0; i < 4; ++i) {
                    for (int k = 0; k < 32; ++k) {
                        f.d[i] += left[lane / 4 + i / 2 * 8][k] * right[k][2 * (lane % 4) + i % 2];
                    }
                }
            }
        },
        &own);
    for (int i = 0; i < 4; ++i) {
        d[i] = own.d[i];
    }
#endif
}

} // namespace kernels::cuda
