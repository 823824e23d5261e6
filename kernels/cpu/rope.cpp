// SPDX-License-Identifier: GPL-3.0-or-later
// Rotation of heads, and their way into the cache. Any thread.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"
#include "kernels/half.h"
#include "kernels/kv_blocks.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/rope.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/load-inl.h"

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

HWY_INLINE void rotateLanes(const float* cosine, const float* sine, VF32& a, VF32& b)
{
    const F32 d;
    const VF32 c = hn::LoadU(d, cosine);
    const VF32 s = hn::LoadU(d, sine);
    const VF32 x = a;
    a = hn::NegMulAdd(b, s, hn::Mul(x, c));
    b = hn::MulAdd(x, s, hn::Mul(b, c));
}

void rotateHead(RopeKind kind, int dims, const float* cosine, const float* sine, float* head)
{
    const F32 d;
    const int half = dims / 2;
    const bool adjacent = kind == RopeKind::Adjacent;
    int i = 0;
    for (; i + kLanes <= half; i += kLanes) {
        VF32 a;
        VF32 b;
        if (adjacent) {
            hn::LoadInterleaved2(d, head + 2 * i, a, b);
        } else {
            a = hn::LoadU(d, head + i);
            b = hn::LoadU(d, head + half + i);
        }
        rotateLanes(cosine + i, sine + i, a, b);
        if (adjacent) {
            hn::StoreInterleaved2(a, b, d, head + 2 * i);
        } else {
            hn::StoreU(a, d, head + i);
            hn::StoreU(b, d, head + half + i);
        }
    }
    for (; i < half; ++i) {
        float& a = adjacent ? head[2 * i] : head[i];
        float& b = adjacent ? head[2 * i + 1] : head[half + i];
        const float x = a;
        a = x * cosine[i] - b * sine[i];
        b = x * sine[i] + b * cosine[i];
    }
}

void storeKv(Type type, const float* from, std::int64_t count, void* to)
{
    if (type == Type::F32) {
        std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(float));
        return;
    }
    if (isBlockCache(type)) {
        encodeKv(type, from, count, to);
        return;
    }
    auto* out = static_cast<std::uint16_t*>(to);
    std::int64_t i = 0;
    if (type == Type::BF16) {
        for (; i < count; ++i) {
            out[i] = floatToBfloat(from[i]);
        }
        return;
    }
#if !(HWY_ARCH_X86 && HWY_MAX_BYTES == 16) // without F16C, Highway truncates instead of rounding
    const F32 d;
    const hn::Rebind<hwy::float16_t, F32> half;
    const hn::Rebind<std::uint16_t, F32> bits;
    for (; i + kLanes <= count; i += kLanes) {
        hn::StoreU(hn::BitCast(bits, hn::DemoteTo(half, hn::LoadU(d, from + i))), bits, out + i);
    }
#endif
    for (; i < count; ++i) {
        out[i] = floatToHalf(from[i]);
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(rotateHead);
HWY_EXPORT(storeKv);

void rotateHead(RopeKind kind, int dims, const float* cosine, const float* sine, float* head)
{
    HWY_DYNAMIC_DISPATCH(rotateHead)(kind, dims, cosine, sine, head);
}

void storeKv(Type type, const float* from, std::int64_t count, void* to)
{
    HWY_DYNAMIC_DISPATCH(storeKv)(type, from, count, to);
}

} // namespace kernels::cpu
#endif
