// SPDX-License-Identifier: GPL-3.0-or-later
// Loads of each stored type as F32 lanes, and sums across lanes. Compiled once per instruction set (no #pragma once:
// Highway's own guard).
#if defined(FETTLE_KERNELS_CPU_LOAD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FETTLE_KERNELS_CPU_LOAD_INL_H
#undef FETTLE_KERNELS_CPU_LOAD_INL_H
#else
#define FETTLE_KERNELS_CPU_LOAD_INL_H
#endif

#include <hwy/highway.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>

#ifndef FETTLE_INLINE_LAMBDA
#define FETTLE_INLINE_LAMBDA HWY_ATTR __attribute__((always_inline))
#endif

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::ScalableTag<float>;
using VF32 = hn::Vec<F32>;
using Quad = hn::FixedTag<float, 4>;
inline constexpr int kLanes = static_cast<int>(hn::MaxLanes(F32()));

// Calls f(0) .. f(N-1) with constants: arrays of vectors indexed by them stay in registers.
template <int... I, class F>
HWY_INLINE void unrollEach(std::integer_sequence<int, I...> /*indices*/, const F& f)
{
    (f(std::integral_constant<int, I>()), ...);
}

template <int N, class F>
HWY_INLINE void unroll(const F& f)
{
    unrollEach(std::make_integer_sequence<int, N>(), f);
}

// Keeps a loaded value in a register: GCC would rather load it again at each use.
HWY_INLINE void keep(VF32& value)
{
#if HWY_ARCH_X86
    asm("" : "+v"(value.raw));
#else
    static_cast<void>(value);
#endif
}

// What a pointer to 16-bit values points to; hwy's own types are opaque on some targets.
struct HalfBits {
    std::uint16_t bits;
};
struct BfloatBits {
    std::uint16_t bits;
};

// `d` has as many lanes as are wanted: F32, or half of it.
template <class D>
HWY_INLINE hn::Vec<D> loadLanes(D d, const float* from)
{
    return hn::LoadU(d, from);
}

template <class D>
HWY_INLINE hn::Vec<D> loadLanes(D d, const HalfBits* from)
{
    const hn::Rebind<hwy::float16_t, D> half;
    const hn::Rebind<std::uint16_t, D> bits;
    return hn::PromoteTo(d, hn::BitCast(half, hn::LoadU(bits, reinterpret_cast<const std::uint16_t*>(from))));
}

template <class D>
HWY_INLINE hn::Vec<D> loadLanes(D d, const BfloatBits* from)
{
    const hn::Rebind<std::uint16_t, D> bits;
    const hn::Rebind<std::uint32_t, D> wide;
    const auto loaded = hn::LoadU(bits, reinterpret_cast<const std::uint16_t*>(from));
    return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(wide, loaded)));
}

// The last, incomplete lanes of a row: `count` < kLanes values, then zeros.
template <class T>
HWY_INLINE VF32 loadSome(F32 d, const T* from, std::int64_t count)
{
    T padded[kLanes] = {};
    std::memcpy(padded, from, static_cast<std::size_t>(count) * sizeof(T));
    return loadLanes(d, padded);
}

#if HWY_MAX_BYTES < 64
// Of half a vector with zeros after it: where each lane's value is, by the bits of those that have one.
inline constexpr auto kExpand = [] {
    std::array<std::array<std::uint8_t, kLanes>, 1 << kLanes> table = {};
    for (unsigned kept = 0; kept < table.size(); ++kept) {
        std::uint8_t next = 0;
        for (unsigned lane = 0; lane < kLanes; ++lane) {
            table[kept][lane] = (kept >> lane & 1U) != 0 && next < kLanes / 2 ? next++ : kLanes / 2;
        }
    }
    return table;
}();
#endif

// Half as many values, moved to the lanes whose bits are set in `kept` (half of them); zeros in the others.
HWY_INLINE VF32 expandLanes(F32 d, hn::Vec<hn::Half<F32>> values, unsigned kept)
{
#if HWY_MAX_BYTES == 64
    return VF32{_mm512_maskz_expand_ps(static_cast<__mmask16>(kept), hn::ZeroExtendVector(d, values).raw)};
#else
    const hn::RebindToSigned<F32> i32;
    const hn::Rebind<std::uint8_t, F32> u8;
    const auto places = hn::PromoteTo(i32, hn::LoadU(u8, kExpand[kept].data()));
    return hn::TableLookupLanes(hn::ZeroExtendVector(d, values), hn::IndicesFromVec(d, places));
#endif
}

HWY_INLINE void storeSome(F32 d, VF32 value, float* to, std::int64_t count)
{
    HWY_ALIGN float padded[kLanes];
    hn::Store(value, d, padded);
    std::memcpy(to, padded, static_cast<std::size_t>(count) * sizeof(float));
}

HWY_INLINE hn::Vec<Quad> addBlocks(VF32 v)
{
#if HWY_MAX_BYTES == 16
    return v;
#else
    const hn::Half<F32> half;
    const auto sum = hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v));
#if HWY_MAX_BYTES == 32
    return sum;
#else
    const hn::Half<decltype(half)> quarter;
    return hn::Add(hn::LowerHalf(quarter, sum), hn::UpperHalf(quarter, sum));
#endif
#endif
}

// Lane i of the result is the sum of the lanes of the i-th argument, added up in the same order for each.
HWY_INLINE hn::Vec<Quad> sumFour(VF32 a, VF32 b, VF32 c, VF32 e)
{
    const F32 d;
    const hn::Repartition<double, F32> wide; // moves pairs of lanes
    const VF32 ab = hn::Add(hn::InterleaveLower(d, a, b), hn::InterleaveUpper(d, a, b));
    const VF32 ce = hn::Add(hn::InterleaveLower(d, c, e), hn::InterleaveUpper(d, c, e));
    const auto low = hn::InterleaveLower(wide, hn::BitCast(wide, ab), hn::BitCast(wide, ce));
    const auto high = hn::InterleaveUpper(wide, hn::BitCast(wide, ab), hn::BitCast(wide, ce));
    return addBlocks(hn::Add(hn::BitCast(d, low), hn::BitCast(d, high)));
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
