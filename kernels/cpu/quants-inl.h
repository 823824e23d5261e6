// SPDX-License-Identifier: GPL-3.0-or-later
// Dot products of small integers in the form that each instruction set likes best.
//
// A step is one 32-bit lane per weight row: four unsigned bytes with VNNI (AVX-512), two 16-bit numbers elsewhere.
// An input block of 32 is kept in the order in which the steps want it (quantize.cpp writes it).
#if defined(FETTLE_KERNELS_CPU_QUANTS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef FETTLE_KERNELS_CPU_QUANTS_INL_H
#undef FETTLE_KERNELS_CPU_QUANTS_INL_H
#else
#define FETTLE_KERNELS_CPU_QUANTS_INL_H
#endif

#include "kernels/cpu/load-inl.h"

#undef FETTLE_VNNI
#if HWY_ARCH_X86 && HWY_MAX_BYTES == 64 && HWY_TARGET <= HWY_AVX3_DL
#define FETTLE_VNNI 1
#else
#define FETTLE_VNNI 0
#endif

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

using I32 = hn::ScalableTag<std::int32_t>;
using VI32 = hn::Vec<I32>;

#if FETTLE_VNNI
using Number = std::int8_t;
inline constexpr int kSteps = 8;
#else
using Number = std::int16_t;
inline constexpr int kSteps = 16;
#endif
inline constexpr int kStepNumbers = 32 / kSteps;

HWY_INLINE VI32 loadInput(const Number* input) // a step's numbers in all lanes
{
    std::int32_t few = 0;
    std::memcpy(&few, input, sizeof few);
    return hn::Set(I32(), few);
}

// sum += the step's products with the same few input numbers for all rows.
HWY_INLINE VI32 dotStep(VI32 sum, VI32 step, VI32 input)
{
#if FETTLE_VNNI
    // Highway 1.0 has no 8-bit dot product, and its target string lacks the feature that the intrinsic asks for.
    asm("vpdpbusd %[in], %[step], %[sum]" : [sum] "+v"(sum.raw) : [step] "v"(step.raw), [in] "v"(input.raw));
    return sum;
#elif HWY_ARCH_X86 // pmaddwd: adds the two products of a lane in place
    const I32 d;
    const hn::Repartition<std::int16_t, I32> pairs;
    VI32 unused = hn::Zero(d);
    return hn::ReorderWidenMulAccumulate(d, hn::BitCast(pairs, step), hn::BitCast(pairs, input), sum, unused);
#else
    const VI32 even =
        hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(step)), hn::ShiftRight<16>(hn::ShiftLeft<16>(input)));
    const VI32 odd = hn::Mul(hn::ShiftRight<16>(step), hn::ShiftRight<16>(input));
    return hn::Add(sum, hn::Add(even, odd));
#endif
}

// The same with the input read by the instruction itself: one less where it is used once.
HWY_INLINE VI32 dotStepOnce(VI32 sum, VI32 step, const Number* input)
{
#if FETTLE_VNNI
    asm("vpdpbusd %[in]%{1to16%}, %[step], %[sum]"
        : [sum] "+v"(sum.raw)
        : [step] "v"(step.raw), [in] "m"(*reinterpret_cast<const std::int32_t*>(input)));
    return sum;
#else
    return dotStep(sum, step, loadInput(input));
#endif
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
