// SPDX-License-Identifier: GPL-3.0-or-later
// An input row cut into 8-bit blocks, in the order that the products want. Any thread.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"
#include "kernels/half.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/quantize.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/quants-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

// The numbers in the order of the steps.
HWY_INLINE void storeNumbers(const std::int32_t* rounded, Number* to)
{
#if FETTLE_VNNI
    const I32 d;
    const hn::Rebind<std::int8_t, I32> bytes;
    for (int i = 0; i < 32; i += kLanes) {
        hn::StoreU(hn::DemoteTo(bytes, hn::Load(d, rounded + i)), bytes, to + i);
    }
#else
    for (int i = 0; i < 32; i += 4) { // a lane of weight bytes splits into its even and its odd bytes
        to[i] = static_cast<Number>(rounded[i]);
        to[i + 1] = static_cast<Number>(rounded[i + 2]);
        to[i + 2] = static_cast<Number>(rounded[i + 1]);
        to[i + 3] = static_cast<Number>(rounded[i + 3]);
    }
#endif
}

HWY_INLINE std::int32_t sumOf16(const std::int32_t* values)
{
    const I32 d;
    VI32 total = hn::Zero(d);
    for (int i = 0; i < 16; i += kLanes) {
        total = hn::Add(total, hn::Load(d, values + i));
    }
    return hn::GetLane(hn::SumOfLanes(d, total));
}

HWY_INLINE void quantizeBlock(const float* x, Number* numbers, InputBlock& block)
{
    const F32 d;
    VF32 largest = hn::Zero(d);
    for (int i = 0; i < 32; i += kLanes) {
        largest = hn::Max(largest, hn::Abs(hn::LoadU(d, x + i)));
    }
    const float exact = hn::GetLane(hn::MaxOfLanes(d, largest)) / 127.0F;
    const VF32 inverse = hn::Set(d, exact > 0.0F ? 1.0F / exact : 0.0F);
    HWY_ALIGN std::int32_t rounded[32];
    for (int i = 0; i < 32; i += kLanes) {
        hn::Store(hn::NearestInt(hn::Mul(hn::LoadU(d, x + i), inverse)), I32(), rounded + i);
    }
    storeNumbers(rounded, numbers);
    const std::int32_t sums[2] = {sumOf16(rounded), sumOf16(rounded + 16)};
    const float scale = halfToFloat(floatToHalf(exact));
    block.scale = scale;
    block.sum = scale * static_cast<float>(sums[0] + sums[1]);
    block.halfSums[0] = scale * static_cast<float>(sums[0]);
    block.halfSums[1] = scale * static_cast<float>(sums[1]);
    block.shifts[kMinus8] = -8 * (sums[0] + sums[1]);
    block.shifts[kMinus128] = -128 * (sums[0] + sums[1]);
    block.shifts[kMinus32] = -32 * sums[0];
    block.shifts[kMinus32 + 1] = -32 * sums[1];
}

void quantizeRow(const Input& in, int token)
{
    const std::int64_t count = in.cols / 32;
    const float* x = in.f32 + token * in.cols;
    auto* numbers = static_cast<Number*>(in.numbers) + token * in.numberStride;
    InputBlock* blocks = in.blocks + token * in.blockStride;
    for (std::int64_t b = 0; b < count; ++b) {
        quantizeBlock(x + 32 * b, numbers + 32 * b, blocks[b]);
    }
    if (count % 2 == 1) { // the empty half of the last unit of columns
        std::fill_n(numbers + 32 * count, 32, Number{0});
        blocks[count] = {};
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(quantizeRow);

void quantizeRow(const Input& in, int token)
{
    HWY_DYNAMIC_DISPATCH(quantizeRow)(in, token);
}

} // namespace kernels::cpu
#endif
