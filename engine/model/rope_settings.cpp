// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/rope_settings.h"

#include "engine/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace engine::model
{
namespace
{

// A tensor of [dims / 2] divisors; empty where the file has none.
std::vector<float> readFactors(const files::GgufFile& file, const char* name, int dims)
{
    const files::GgufTensor* tensor = file.findTensor(name);
    if (!tensor)
        return {};
    const auto count = static_cast<std::size_t>(dims / 2);
    if (tensor->type != files::TensorType::F32 || tensor->elements() != count)
        throw Error(ErrorKind::BadFile, file.name() + ": the tensor \"" + name + "\" should hold " +
                                            std::to_string(count) + " 32-bit floats.");
    std::vector<float> factors(count);
    std::memcpy(factors.data(), tensor->bytes.data(), tensor->bytes.size());
    if (!std::all_of(factors.begin(), factors.end(), [](float f) { return std::isfinite(f) && f > 0; }))
        throw Error(ErrorKind::BadFile,
                    file.name() + ": the tensor \"" + name + "\" has a value that is not a positive number.");
    return factors;
}

void readYarn(const ConfigKeys& keys, double factor, std::int64_t context, RopeSettings& settings)
{
    if (settings.rope.base <= 1)
        keys.file().fail(keys.key("rope.freq_base"), "must be above 1 for positions scaled by YaRN");
    settings.originalContext = keys.integer("rope.scaling.original_context_length", 1, 1 << 24, context);
    settings.factors = yarnFactors(settings.rope.dims, settings.rope.base, factor, settings.originalContext,
                                   keys.number("rope.scaling.yarn_beta_fast", 1e-3, 1e6, 32.0),
                                   keys.number("rope.scaling.yarn_beta_slow", 1e-3, 1e6, 1.0));
    // Section 3.4, equation 22: sqrt(1 / t) = 0.1 ln(s) + 1.
    settings.rope.magnitude *= static_cast<float>(factor > 1 ? 0.1 * std::log(factor) + 1 : 1);
}

} // namespace

std::vector<float> yarnFactors(int dims, double base, double factor, std::int64_t originalContext, double fast,
                               double slow)
{
    // The dimension whose frequency turns `turns` times within the original context (equation 17 solved for d).
    const auto dimensionOf = [&](double turns) {
        const double wavelength = static_cast<double>(originalContext) / (turns * 2 * std::numbers::pi);
        return dims * std::log(wavelength) / (2 * std::log(base));
    };
    const double low = std::max(std::floor(dimensionOf(fast)), 0.0);
    const double high = std::min(std::ceil(dimensionOf(slow)), dims - 1.0);
    std::vector<float> factors(static_cast<std::size_t>(dims / 2));
    for (std::size_t i = 0; i < factors.size(); ++i) {
        const double ramp = std::clamp((static_cast<double>(i) - low) / std::max(high - low, 1e-3), 0.0, 1.0);
        factors[i] = static_cast<float>(1 / (ramp / factor + (1 - ramp)));
    }
    return factors;
}

kernels::Rope RopeSettings::at(std::int64_t capacity) const
{
    kernels::Rope result = rope;
    if (!longFactors.empty() && capacity > originalContext)
        result.factors = longFactors.data();
    else if (!factors.empty())
        result.factors = factors.data();
    return result;
}

RopeSettings RopeSettings::fromGguf(const ConfigKeys& keys, kernels::RopeKind kind, int headDim, std::int64_t context)
{
    RopeSettings settings;
    kernels::Rope& rope = settings.rope;
    rope.kind = kind;
    rope.dims = static_cast<int>(keys.integer("rope.dimension_count", 2, headDim, headDim));
    if (rope.dims % 2 != 0)
        keys.file().fail(keys.key("rope.dimension_count"), "is odd; rotary positions turn pairs");
    rope.base = static_cast<float>(keys.number("rope.freq_base", 1.0, 1e9, 10'000.0));
    rope.magnitude = static_cast<float>(keys.number("rope.scaling.attn_factor", 1e-3, 1e3, 1.0));

    const auto scaling = keys.file().string(keys.key("rope.scaling.type")).value_or("none");
    const double factor = keys.number("rope.scaling.factor", 1e-3, 1e6, 1.0);
    if (scaling == "linear")
        rope.scale = static_cast<float>(1.0 / factor);
    else if (scaling == "yarn")
        readYarn(keys, factor, context, settings);
    else if (scaling != "none" && scaling != "longrope" && factor != 1.0)
        throw Error(ErrorKind::Unsupported, keys.file().name() + " scales its positions by the method \"" +
                                                std::string(scaling.substr(0, 40)) + "\", which is not built in yet.");

    if (auto factors = readFactors(keys.file(), "rope_freqs.weight", rope.dims); !factors.empty())
        settings.factors = std::move(factors); // Llama 3.1 and later: the piecewise scaling, already worked out
    settings.longFactors =
        readFactors(keys.file(), "rope_factors_long.weight", rope.dims); // Ding et al. 2024, LongRoPE
    if (!settings.longFactors.empty()) {
        settings.factors = readFactors(keys.file(), "rope_factors_short.weight", rope.dims);
        if (settings.factors.empty())
            throw Error(ErrorKind::BadFile, keys.file().name() + " has a tensor \"rope_factors_long.weight\", but no "
                                                                 "\"rope_factors_short.weight\".");
        settings.originalContext = keys.integer("rope.scaling.original_context_length", 1, 1 << 24, context);
    }
    return settings;
}

} // namespace engine::model
