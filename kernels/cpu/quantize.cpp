// SPDX-License-Identifier: GPL-3.0-or-later
// An input row cut into 8-bit blocks, in the order that the products want. Any thread.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"
#include "kernels/half.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/quantize.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/quants-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

void quantizeRow(const Input& in, int token)
{
    const F32 d;
    const I32 di;
    const std::int64_t blocks = in.cols / 32;
    const float* x = in.f32 + token * in.cols;
    auto* quants = static_cast<Quant*>(in.quants) + token * in.cols;
    for (std::int64_t b = 0; b < blocks; ++b, x += 32, quants += 32) {
        VF32 largest = hn::Zero(d);
        for (int i = 0; i < 32; i += kLanes) {
            largest = hn::Max(largest, hn::Abs(hn::LoadU(d, x + i)));
        }
        const float scale = hn::GetLane(hn::MaxOfLanes(d, largest)) / 127.0F;
        const VF32 inverse = hn::Set(d, scale > 0.0F ? 1.0F / scale : 0.0F);
        HWY_ALIGN std::int32_t rounded[32];
        VI32 total = hn::Zero(di);
        for (int i = 0; i < 32; i += kLanes) {
            const VI32 q = hn::NearestInt(hn::Mul(hn::LoadU(d, x + i), inverse));
            hn::Store(q, di, rounded + i);
            total = hn::Add(total, q);
        }
        const std::int32_t sum = hn::GetLane(hn::SumOfLanes(di, total));
        in.scales[token * blocks + b] = halfToFloat(floatToHalf(scale));
        in.minus8[token * blocks + b] = -8 * sum;
        in.minus128[token * blocks + b] = -128 * sum;
#if FETTLE_VNNI
        const hn::Rebind<std::int8_t, I32> bytes;
        for (int i = 0; i < 32; i += kLanes) {
            hn::StoreU(hn::DemoteTo(bytes, hn::Load(di, rounded + i)), bytes, quants + i);
        }
#else
        for (int i = 0; i < 32; i += 4) { // a lane of weight bytes splits into its even and its odd bytes
            quants[i] = static_cast<Quant>(rounded[i]);
            quants[i + 1] = static_cast<Quant>(rounded[i + 2]);
            quants[i + 2] = static_cast<Quant>(rounded[i + 1]);
            quants[i + 3] = static_cast<Quant>(rounded[i + 3]);
        }
#endif
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
