// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/rope_config.h"

#include "engine/error.h"

#include <cmath>
#include <cstring>
#include <numbers>

namespace engine::files::hub
{
namespace
{

struct RopeForm {
    HubConfig scaling; // of the layers that see everything; may be empty
    std::string kind = "default";
    double base = 10'000;
    std::optional<double> localBase; // of the layers with a window
};

RopeForm readForm(const HubConfig& config)
{
    RopeForm form;
    HubConfig settings = config.object("rope_parameters");
    if (settings.object("full_attention").exists()) { // one for each kind of layer
        form.localBase = settings.object("sliding_attention").number({"rope_theta"});
        settings = settings.object("full_attention");
    } else {
        form.localBase = config.number({"rope_local_base_freq"});
    }
    form.base = settings.number({"rope_theta"}).value_or(config.number({"rope_theta"}).value_or(form.base));
    form.scaling = settings.exists() ? settings : config.object("rope_scaling");
    form.kind = form.scaling.text({"rope_type", "type"}).value_or("default");
    if (form.kind == "su") // its older name
        form.kind = "longrope";
    if (!(form.base >= 1 && form.base <= 1e9))
        config.fail("rope_theta", "is outside 1 to 1000000000");
    return form;
}

void addFactors(const std::string& name, std::vector<float> factors, GgufContent& content)
{
    const auto bytes = std::as_bytes(std::span(factors));
    std::vector<std::byte> data(bytes.begin(), bytes.end());
    content.add({name, TensorType::F32, {factors.size()}, {}, [data] { return data; }});
}

double need(const HubConfig& scaling, const char* key, double least)
{
    const auto value = scaling.number({key});
    if (!value || *value < least)
        scaling.fail(key, value ? "is too small" : "is missing, and this way of scaling needs it");
    return *value;
}

// Llama 3.1 (its reference code, apply_scaling): long waves are stretched, short ones stay, between them a ramp.
std::vector<float> llama3Factors(const HubConfig& scaling, double base, std::int64_t dims)
{
    const double factor = need(scaling, "factor", 1e-3);
    const double low = need(scaling, "low_freq_factor", 1e-6);
    const double high = need(scaling, "high_freq_factor", 1e-6);
    const double context = need(scaling, "original_max_position_embeddings", 1);
    std::vector<float> factors;
    for (std::int64_t i = 0; i < dims; i += 2) {
        const double wave = 2 * std::numbers::pi * std::pow(base, static_cast<double>(i) / static_cast<double>(dims));
        if (wave < context / high) {
            factors.push_back(1);
        } else if (wave > context / low) {
            factors.push_back(static_cast<float>(factor));
        } else {
            const double smooth = (context / wave - low) / (high - low);
            factors.push_back(static_cast<float>(1 / ((1 - smooth) / factor + smooth)));
        }
    }
    return factors;
}

void writeYarn(const RopeForm& form, const std::string& prefix, std::int64_t trained, GgufContent& content)
{
    const double factor = need(form.scaling, "factor", 1e-3);
    content.set(prefix + "scaling.type", "yarn");
    content.set(prefix + "scaling.factor", static_cast<float>(factor));
    content.set(prefix + "scaling.original_context_length",
                static_cast<std::uint32_t>(form.scaling.integerOr({"original_max_position_embeddings"}, trained)));
    if (const auto fast = form.scaling.number({"beta_fast"}))
        content.set(prefix + "scaling.yarn_beta_fast", static_cast<float>(*fast));
    if (const auto slow = form.scaling.number({"beta_slow"}))
        content.set(prefix + "scaling.yarn_beta_slow", static_cast<float>(*slow));
    // GGUF's factor comes on top of the usual one (Peng et al. 2023, equation 22); config.json's replaces it.
    if (const auto whole = form.scaling.number({"attention_factor"}))
        content.set(prefix + "scaling.attn_factor",
                    static_cast<float>(*whole / (factor > 1 ? 0.1 * std::log(factor) + 1 : 1)));
}

void writeLongRope(const HubConfig& config, const RopeForm& form, const std::string& prefix, std::int64_t dims,
                   GgufContent& content)
{
    for (const bool isLong : {true, false}) {
        const char* key = isLong ? "long_factor" : "short_factor";
        auto factors = form.scaling.numbers({key});
        if (!factors || static_cast<std::int64_t>(factors->size()) != dims / 2)
            form.scaling.fail(key, "should be " + std::to_string(dims / 2) + " numbers");
        addFactors(isLong ? "rope_factors_long.weight" : "rope_factors_short.weight", std::move(*factors), content);
    }
    const std::int64_t trained = config.needInteger({"max_position_embeddings"}, 1, 1 << 24);
    const std::int64_t original = form.scaling.integer({"original_max_position_embeddings"})
                                      .value_or(config.integerOr({"original_max_position_embeddings"}, trained));
    content.set(prefix + "scaling.type", "longrope");
    content.set(prefix + "scaling.original_context_length", static_cast<std::uint32_t>(original));
    // Ding et al. 2024: attention grows with the logarithm of the stretch.
    const double stretch = static_cast<double>(trained) / static_cast<double>(std::max<std::int64_t>(original, 2));
    const double usual = stretch > 1 ? std::sqrt(1 + std::log(stretch) / std::log(static_cast<double>(original))) : 1;
    content.set(prefix + "scaling.attn_factor",
                static_cast<float>(form.scaling.number({"attention_factor"}).value_or(usual)));
}

} // namespace

void convertRope(const HubConfig& config, const Family& family, GgufContent& content)
{
    const std::string prefix = family.architecture + ".rope.";
    const RopeForm form = readForm(config);
    const double share =
        form.scaling.number({"partial_rotary_factor"}).value_or(config.number({"partial_rotary_factor"}).value_or(1.0));
    const auto dims = static_cast<std::int64_t>(static_cast<double>(family.headDim) * share);
    if (dims < 2 || dims > family.headDim || dims % 2 != 0)
        config.fail("partial_rotary_factor", "leaves no even number of values to turn");
    content.set(prefix + "dimension_count", static_cast<std::uint32_t>(dims));
    content.set(prefix + "freq_base", static_cast<float>(form.base));
    if (form.localBase)
        content.set(prefix + "freq_base_swa", static_cast<float>(*form.localBase));

    if (form.kind == "linear") {
        content.set(prefix + "scaling.type", "linear");
        content.set(prefix + "scaling.factor", static_cast<float>(need(form.scaling, "factor", 1e-3)));
    } else if (form.kind == "yarn") {
        writeYarn(form, prefix, config.needInteger({"max_position_embeddings"}, 1, 1 << 24), content);
    } else if (form.kind == "llama3") {
        addFactors("rope_freqs.weight", llama3Factors(form.scaling, form.base, dims), content);
    } else if (form.kind == "longrope") {
        writeLongRope(config, form, prefix, dims, content);
    } else if (form.kind != "default" && form.kind != "none") {
        throw Error(ErrorKind::Unsupported, config.name() + " scales its positions by the method \"" +
                                                form.kind.substr(0, 40) + "\", which is not built in yet.");
    }
}

} // namespace engine::files::hub
