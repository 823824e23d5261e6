// SPDX-License-Identifier: GPL-3.0-or-later
// Norms, activations and cache access of the plain loops. Any thread.
#include "kernels/reference/math.h"

#include "kernels/dequantize.h"
#include "kernels/half.h"
#include "kernels/kv_blocks.h"

#include <cmath>

namespace kernels::reference
{

NormalizedRow::NormalizedRow(const Norm& norm, const float* x, std::int64_t dim) : m_norm(norm), m_x(x)
{
    if (norm.kind == NormKind::None) {
        return;
    }
    const double n = static_cast<double>(dim);
    if (norm.kind == NormKind::Layer) {
        for (std::int64_t c = 0; c < dim; ++c) {
            m_mean += static_cast<double>(x[c]) / n;
        }
    }
    double squares = 0.0;
    for (std::int64_t c = 0; c < dim; ++c) {
        const double centred = static_cast<double>(x[c]) - m_mean;
        squares += centred * centred;
    }
    m_scale = 1.0 / std::sqrt(squares / n + static_cast<double>(norm.eps));
}

double NormalizedRow::value(std::int64_t c) const
{
    if (m_norm.kind == NormKind::None) {
        return static_cast<double>(m_x[c]);
    }
    const double scaled = (static_cast<double>(m_x[c]) - m_mean) * m_scale * static_cast<double>(m_norm.weight[c]);
    return m_norm.bias != nullptr ? scaled + static_cast<double>(m_norm.bias[c]) : scaled;
}

void normalizeRow(const Norm& norm, std::int64_t dim, float* x)
{
    const NormalizedRow normalized(norm, x, dim); // has taken what it needs of the whole row
    for (std::int64_t c = 0; c < dim; ++c) {
        x[c] = static_cast<float>(normalized.value(c));
    }
}

double activate(Activation activation, double x)
{
    constexpr double kSqrt2OverPi = 0.79788456080286535588;
    constexpr double kSqrtHalf = 0.70710678118654752440;
    switch (activation) {
    case Activation::Silu:
        return x / (1.0 + std::exp(-x));
    case Activation::GeluTanh: // Hendrycks & Gimpel 2016, section 2
        return 0.5 * x * (1.0 + std::tanh(kSqrt2OverPi * (x + 0.044715 * x * x * x)));
    case Activation::Gelu:
        return 0.5 * x * (1.0 + std::erf(x * kSqrtHalf));
    case Activation::Relu:
        return x > 0.0 ? x : 0.0;
    case Activation::Tanh:
        return std::tanh(x);
    }
    return x;
}

double softCapped(double x, float cap)
{
    return cap > 0.0F ? static_cast<double>(cap) * std::tanh(x / static_cast<double>(cap)) : x;
}

float loadKv(const KvView& cache, const void* base, std::int64_t index)
{
    if (cache.type == Type::F32) {
        return static_cast<const float*>(base)[index];
    }
    if (isBlockCache(cache.type)) {
        float block[32];
        const auto* at = static_cast<const unsigned char*>(base) + bytesOf(cache.type, index / 32 * 32);
        dequantizeRow(cache.type, at, 32, block);
        return block[index % 32];
    }
    const std::uint16_t bits = static_cast<const std::uint16_t*>(base)[index];
    return cache.type == Type::BF16 ? bfloatToFloat(bits) : halfToFloat(bits);
}

void storeKv(const KvView& cache, void* base, std::int64_t index, const float* values, int count)
{
    auto* to = static_cast<unsigned char*>(base) + bytesOf(cache.type, index);
    if (isBlockCache(cache.type)) {
        encodeKv(cache.type, values, count, to);
        return;
    }
    for (int i = 0; i < count; ++i) {
        const std::uint16_t half = cache.type == Type::BF16 ? floatToBfloat(values[i]) : floatToHalf(values[i]);
        cache.type == Type::F32 ? std::memcpy(to + 4 * i, values + i, 4) : std::memcpy(to + 2 * i, &half, 2);
    }
}

} // namespace kernels::reference
