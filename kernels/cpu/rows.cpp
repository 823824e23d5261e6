// SPDX-License-Identifier: GPL-3.0-or-later
// Row-wise pieces: norms, decoding of table rows, sums, activations, soft caps. Any thread.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"
#include "kernels/dequantize.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/rows.cpp"
#include <hwy/foreach_target.h>

#include <hwy/contrib/math/math-inl.h>

#include "kernels/cpu/load-inl.h"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

// Calls body(at, lanes) over 0 .. count-1; `lanes` is kLanes but for the last piece.
template <class Body>
HWY_INLINE void forLanes(std::int64_t count, const Body& body)
{
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        body(i, std::int64_t{kLanes});
    }
    if (i < count) {
        body(i, count - i);
    }
}

HWY_INLINE VF32 load(const float* from, std::int64_t lanes)
{
    return lanes == kLanes ? hn::LoadU(F32(), from) : loadSome(F32(), from, lanes);
}

HWY_INLINE void store(VF32 value, float* to, std::int64_t lanes)
{
    if (lanes == kLanes) {
        hn::StoreU(value, F32(), to);
    } else {
        storeSome(F32(), value, to, lanes);
    }
}

HWY_INLINE VF32 zeroPast(VF32 value, std::int64_t lanes)
{
    return lanes == kLanes ? value : hn::IfThenElseZero(hn::FirstN(F32(), static_cast<std::size_t>(lanes)), value);
}

HWY_INLINE float sumLanes(VF32 value)
{
    return hn::GetLane(hn::SumOfLanes(F32(), value));
}

void normalizeRow(const Norm& norm, const float* x, std::int64_t dim, float* out)
{
    const F32 d;
    if (norm.kind == NormKind::None) {
        if (out != x) {
            std::copy_n(x, dim, out);
        }
        return;
    }
    const float n = static_cast<float>(dim);
    VF32 mean = hn::Zero(d);
    if (norm.kind == NormKind::Layer) {
        VF32 sum = hn::Zero(d);
        forLanes(dim, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR { sum = hn::Add(sum, load(x + i, lanes)); });
        mean = hn::Set(d, sumLanes(sum) / n);
    }
    VF32 squares = hn::Zero(d);
    forLanes(dim, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
        const VF32 centred = zeroPast(hn::Sub(load(x + i, lanes), mean), lanes);
        squares = hn::MulAdd(centred, centred, squares);
    });
    const VF32 scale = hn::Set(d, 1.0F / std::sqrt(sumLanes(squares) / n + norm.eps));
    forLanes(dim, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
        VF32 y = hn::Mul(hn::Mul(hn::Sub(load(x + i, lanes), mean), scale), load(norm.weight + i, lanes));
        if (norm.bias != nullptr) {
            y = hn::Add(y, load(norm.bias + i, lanes));
        }
        store(y, out + i, lanes);
    });
}

template <class T>
HWY_INLINE void decode16(const void* row, std::int64_t cols, float* out)
{
    const auto* from = static_cast<const T*>(row);
    forLanes(cols, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
        const VF32 value = lanes == kLanes ? loadLanes(F32(), from + i) : loadSome(F32(), from + i, lanes);
        store(value, out + i, lanes);
    });
}

void decodeRow(Type type, const void* row, std::int64_t cols, float* out)
{
    switch (type) {
    case Type::F16:
        return decode16<HalfBits>(row, cols, out);
    case Type::BF16:
        return decode16<BfloatBits>(row, cols, out);
    default:
        return dequantizeRow(type, row, cols, out); // one row per token: not worth more
    }
}

void add(const float* a, float* sum, std::int64_t count)
{
    forLanes(count, [&](std::int64_t i, std::int64_t lanes)
                        HWY_ATTR { store(hn::Add(load(sum + i, lanes), load(a + i, lanes)), sum + i, lanes); });
}

void scaleRow(float factor, float* x, std::int64_t count)
{
    const VF32 by = hn::Set(F32(), factor);
    forLanes(count, [&](std::int64_t i, std::int64_t lanes)
                        HWY_ATTR { store(hn::Mul(load(x + i, lanes), by), x + i, lanes); });
}

// 1 / (1 + exp(-x)); beyond +-88 the exponential would leave the range of F32.
HWY_INLINE VF32 sigmoid(VF32 x)
{
    const F32 d;
    const VF32 bounded = hn::Clamp(x, hn::Set(d, -88.0F), hn::Set(d, 88.0F));
    return hn::Div(hn::Set(d, 1.0F), hn::Add(hn::Set(d, 1.0F), hn::Exp(d, hn::Neg(bounded))));
}

// Abramowitz & Stegun 1964, 7.1.26: absolute error below 1.5e-7.
HWY_INLINE VF32 errorFunction(VF32 x)
{
    const F32 d;
    const VF32 size = hn::Abs(x);
    const VF32 t = hn::Div(hn::Set(d, 1.0F), hn::MulAdd(hn::Set(d, 0.3275911F), size, hn::Set(d, 1.0F)));
    VF32 sum = hn::MulAdd(t, hn::Set(d, 1.061405429F), hn::Set(d, -1.453152027F));
    sum = hn::MulAdd(t, sum, hn::Set(d, 1.421413741F));
    sum = hn::MulAdd(t, sum, hn::Set(d, -0.284496736F));
    sum = hn::Mul(t, hn::MulAdd(t, sum, hn::Set(d, 0.254829592F)));
    const VF32 tail = hn::Exp(d, hn::Neg(hn::Mul(size, size)));
    return hn::CopySign(hn::NegMulAdd(sum, tail, hn::Set(d, 1.0F)), x);
}

HWY_INLINE VF32 activation(Activation kind, VF32 x)
{
    const F32 d;
    switch (kind) {
    case Activation::Silu:
        return hn::Mul(x, sigmoid(x));
    case Activation::GeluTanh: { // (1 + tanh u) / 2 = sigmoid(2u)
        const VF32 cubic = hn::MulAdd(hn::Mul(x, x), hn::Set(d, 0.044715F), hn::Set(d, 1.0F));
        return hn::Mul(x, sigmoid(hn::Mul(hn::Mul(x, hn::Set(d, 2.0F * 0.79788456F)), cubic)));
    }
    case Activation::Gelu: {
        const VF32 half = hn::Mul(x, hn::Set(d, 0.5F));
        return hn::MulAdd(half, errorFunction(hn::Mul(x, hn::Set(d, 0.70710678F))), half);
    }
    case Activation::Relu:
        return hn::Max(x, hn::Zero(d));
    case Activation::Tanh:
        return hn::Tanh(d, x);
    }
    return x;
}

void activate(Activation kind, const float* gate, const float* up, std::int64_t count, float* out)
{
    forLanes(count, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
        VF32 y = activation(kind, load(gate + i, lanes));
        if (up != nullptr) {
            y = hn::Mul(y, load(up + i, lanes));
        }
        store(y, out + i, lanes);
    });
}

void addScaled(float factor, const float* a, float* sum, std::int64_t count)
{
    const VF32 by = hn::Set(F32(), factor);
    forLanes(count, [&](std::int64_t i, std::int64_t lanes)
                        HWY_ATTR { store(hn::MulAdd(load(a + i, lanes), by, load(sum + i, lanes)), sum + i, lanes); });
}

void softCap(float cap, float* x, std::int64_t count)
{
    const F32 d;
    forLanes(count, [&](std::int64_t i, std::int64_t lanes) HWY_ATTR {
        const VF32 y = hn::Tanh(d, hn::Div(load(x + i, lanes), hn::Set(d, cap)));
        store(hn::Mul(y, hn::Set(d, cap)), x + i, lanes);
    });
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(normalizeRow);
HWY_EXPORT(decodeRow);
HWY_EXPORT(add);
HWY_EXPORT(addScaled);
HWY_EXPORT(scaleRow);
HWY_EXPORT(activate);
HWY_EXPORT(softCap);

void normalizeRow(const Norm& norm, const float* x, std::int64_t dim, float* out)
{
    HWY_DYNAMIC_DISPATCH(normalizeRow)(norm, x, dim, out);
}

void decodeRow(Type type, const void* row, std::int64_t cols, float* out)
{
    HWY_DYNAMIC_DISPATCH(decodeRow)(type, row, cols, out);
}

void add(const float* a, float* sum, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(add)(a, sum, count);
}

void addScaled(float factor, const float* a, float* sum, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(addScaled)(factor, a, sum, count);
}

void scaleRow(float factor, float* x, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(scaleRow)(factor, x, count);
}

void activate(Activation activation, const float* gate, const float* up, std::int64_t count, float* out)
{
    HWY_DYNAMIC_DISPATCH(activate)(activation, gate, up, count, out);
}

void softCap(float cap, float* x, std::int64_t count)
{
    HWY_DYNAMIC_DISPATCH(softCap)(cap, x, count);
}

} // namespace kernels::cpu
#endif
