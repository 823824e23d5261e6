// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/device/target.h"
#include "kernels/ops.h"

namespace kernels::cuda
{

FETTLE_DEVICE float activated(Activation activation, float x)
{
    constexpr float kSqrt2OverPi = 0.7978845608F;
    constexpr float kSqrtHalf = 0.7071067812F;
    switch (activation) {
    case Activation::Silu:
        return x / (1.0F + expf(-x));
    case Activation::GeluTanh: // Hendrycks & Gimpel 2016, section 2
        return 0.5F * x * (1.0F + tanhf(kSqrt2OverPi * (x + 0.044715F * x * x * x)));
    case Activation::Gelu:
        return 0.5F * x * (1.0F + erff(x * kSqrtHalf));
    case Activation::Relu:
        return x > 0.0F ? x : 0.0F;
    case Activation::Tanh:
        return tanhf(x);
    }
    return x;
}

FETTLE_DEVICE float capped(float x, float cap) // cap * tanh(x / cap), x where cap is 0
{
    return cap > 0.0F ? cap * tanhf(x / cap) : x;
}

} // namespace kernels::cuda
