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

#ifndef __CUDACC__
// What an instruction does, for the emulator: d [kRows][8] += a [kRows][kDepth] b [kDepth][8]. A register of a lane holds
// kPack columns of a row of `a`, or rows of a column of `b`; registers go on by 8 rows, then by 4 * kPack columns.
template <int kRows, int kDepth, int kPack, class T, class Value>
void emulateProduct(T* d, const std::uint32_t* a, const std::uint32_t* b, const Value& /*value*/)
{
    constexpr int kHalves = kRows / 8;                 // registers above each other
    constexpr int kSteps = kDepth / (4 * kPack);       // and side by side
    constexpr int kBits = 32 / kPack;
    struct Fragments {
        std::uint32_t a[kHalves * kSteps];
        std::uint32_t b[kSteps];
        T d[2 * kHalves];
    };
    Fragments own;
    for (int i = 0; i < kHalves * kSteps; ++i) {
        own.a[i] = a[i];
    }
    for (int i = 0; i < kSteps; ++i) {
        own.b[i] = b[i];
    }
    for (int i = 0; i < 2 * kHalves; ++i) {
        own.d[i] = d[i];
    }
    simt::together(
        kAllLanes,
        [](void* const* lanes) {
            T left[kRows][kDepth];
            T right[kDepth][8];
            for (int lane = 0; lane < 32; ++lane) {
                const auto& f = *static_cast<Fragments*>(lanes[lane]);
                for (int step = 0; step < kSteps; ++step) {
                    for (int i = 0; i < kPack; ++i) {
                        const int k = (step * 4 + lane % 4) * kPack + i;
                        for (int half = 0; half < kHalves; ++half) {
                            left[half * 8 + lane / 4][k] = Value()(f.a[step * kHalves + half] >> (kBits * i));
                        }
                        right[k][lane / 4] = Value()(f.b[step] >> (kBits * i));
                    }
                }
            }
            for (int lane = 0; lane < 32; ++lane) {
                auto& f = *static_cast<Fragments*>(lanes[lane]);
                for (int i = 0; i < 2 * kHalves; ++i) {
                    for (int k = 0; k < kDepth; ++k) {
                        f.d[i] += left[lane / 4 + i / 2 * 8][k] * right[k][2 * (lane % 4) + i % 2];
                    }
                }
            }
        },
        &own);
    for (int i = 0; i < 2 * kHalves; ++i) {
        d[i] = own.d[i];
    }
}

template <Pair kPair>
struct EmulatedPair {
    float operator()(std::uint32_t bits) const { return pairValue<kPair>(bits); }
};
struct EmulatedByte {
    int operator()(std::uint32_t bits) const { return static_cast<std::int8_t>(bits); }
};
#endif

// The products that devices of 7.5 have ("mma.m16n8k8" of halves, "mma.m8n8k16" of bytes): what the larger ones below are
// made of there. Fragments are those of the larger ones, with the registers that there are.
FETTLE_DEVICE void multiplyHalfDepth(float (&d)[4], std::uint32_t a0, std::uint32_t a1, std::uint32_t b)
{
#ifdef __CUDACC__
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5}, {%6}, {%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a0), "r"(a1), "r"(b));
#else
    const std::uint32_t a[2] = {a0, a1};
    emulateProduct<16, 8, 2>(d, a, &b, EmulatedPair<Pair::Half>());
#endif
}

FETTLE_DEVICE void multiplyByteQuarter(int& d0, int& d1, std::uint32_t a, std::uint32_t b)
{
#ifdef __CUDACC__
    asm volatile("mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0, %1}, {%2}, {%3}, {%0, %1};"
                 : "+r"(d0), "+r"(d1)
                 : "r"(a), "r"(b));
#else
    int d[2] = {d0, d1};
    emulateProduct<8, 16, 4>(d, &a, &b, EmulatedByte());
    d0 = d[0];
    d1 = d[1];
#endif
}

FETTLE_DEVICE void multiplyHalvesInParts(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2])
{
    multiplyHalfDepth(d, a[0], a[1], b[0]);
    multiplyHalfDepth(d, a[2], a[3], b[1]);
}

FETTLE_DEVICE void multiplyBytesInParts(int (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2])
{
    FETTLE_UNROLL
    for (int half = 0; half < 2; ++half) {
        multiplyByteQuarter(d[2 * half], d[2 * half + 1], a[half], b[0]);
        multiplyByteQuarter(d[2 * half], d[2 * half + 1], a[half + 2], b[1]);
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
    if constexpr (kPair == Pair::Half) {
        multiplyHalvesInParts(d, a, b);
    } else {
        __trap(); // the host does not choose such kernels there (module/context.h: hasTiles)
    }
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
    emulateProduct<kMmaRows, kMmaDepth, 2>(d, a, b, EmulatedPair<kPair>());
#endif
}

// d [16][8] += a [16][32] b [32][8], signed bytes ("mma.m16n8k32"), by a whole warp. With g = lane / 4 and j = 4 (lane % 4):
//   a: columns j .. j + 3 of row g; the same of row g + 8; columns j + 16 .. j + 19 of row g; the same of row g + 8
//   b: rows j .. j + 3 of column g; rows j + 16 .. j + 19 of it
//   d: as above
FETTLE_DEVICE void multiplyByteTiles(int (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2])
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800
    multiplyBytesInParts(d, a, b);
#elif defined(__CUDACC__)
    asm volatile("mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+r"(d[0]), "+r"(d[1]), "+r"(d[2]), "+r"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    emulateProduct<16, 32, 4>(d, a, b, EmulatedByte());
#endif
}

} // namespace kernels::cuda
