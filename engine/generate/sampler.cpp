// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/sampler.h"

#include "engine/error.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace engine::generate
{
namespace
{

void require(bool holds, const char* setting, double value, const char* range)
{
    if (!holds)
        throw Error(ErrorKind::BadSetting, std::string("The setting \"") + setting + "\" is " + std::to_string(value) +
                                               "; it must be " + range + ".");
}

} // namespace

void SamplerSettings::validate() const
{
    require(temperature >= 0 && temperature <= 5, "temperature", temperature, "from 0 to 5");
    require(topK >= 0, "top-k", topK, "0 (off) or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "above 0 and at most 1");
    require(minP >= 0 && minP < 1, "min-p", minP, "from 0 to below 1");
    require(repeatPenalty >= 0.1F && repeatPenalty <= 5, "repeat penalty", repeatPenalty, "from 0.1 to 5");
    require(presencePenalty >= -2 && presencePenalty <= 2, "presence penalty", presencePenalty, "from -2 to 2");
    require(frequencyPenalty >= -2 && frequencyPenalty <= 2, "frequency penalty", frequencyPenalty, "from -2 to 2");
    for (const LogitBias& bias : logitBias)
        require(bias.value >= -100 && bias.value <= 100, "logit bias", bias.value, "from -100 to 100");
    require(penaltyWindow >= 0 && penaltyWindow <= 65'536, "penalty window", penaltyWindow, "from 0 to 65536");
}

Sampler::Sampler(const SamplerSettings& settings)
    : m_settings(settings),
      m_random(settings.seed ? *settings.seed : std::random_device{}())
{
    settings.validate();
}

void refuseLogits()
{
    throw Error(ErrorKind::BadFile,
                "The model computed a value that is not a number, so its file is damaged. Fetch it again.");
}

std::optional<kernels::cuda::Choice> Sampler::onDevice() const
{
    const SamplerSettings& s = m_settings;
    const bool needsHost =
        !s.logitBias.empty() || s.repeatPenalty != 1.0F || s.presencePenalty != 0.0F || s.frequencyPenalty != 0.0F;
    const bool isFew = s.temperature == 0 || (s.topK >= 1 && s.topK <= kernels::cuda::kMostCandidates);
    if (needsHost || !isFew)
        return {};
    kernels::cuda::Choice choice;
    choice.temperature = s.temperature;
    if (s.temperature > 0) {
        choice.topK = s.topK;
        choice.topP = s.topP;
        choice.minP = s.minP;
    }
    return choice;
}

double Sampler::draw()
{
    return m_settings.temperature == 0 ? 0 : std::generate_canonical<double, 53>(m_random);
}

void Sampler::follow(const Sampler& other)
{
    m_settings = other.m_settings;
    m_random = other.m_random;
    m_recent = other.m_recent;
}

void Sampler::accept(std::int32_t token)
{
    m_recent.push_back(token);
    if (m_recent.size() > static_cast<std::size_t>(m_settings.penaltyWindow))
        m_recent.pop_front();
}

void Sampler::addBias()
{
    for (const LogitBias& bias : m_settings.logitBias) {
        if (bias.token < 0 || static_cast<std::size_t>(bias.token) >= m_candidates.size())
            throw Error(ErrorKind::BadSetting, "The setting \"logit bias\" names the token " +
                                                   std::to_string(bias.token) + ", but the vocabulary holds 0 to " +
                                                   std::to_string(m_candidates.size() - 1) + ".");
        m_candidates[static_cast<std::size_t>(bias.token)].logit += bias.value; // candidates still lie by token id
    }
}

void Sampler::penalise()
{
    const SamplerSettings& s = m_settings;
    if (s.repeatPenalty == 1.0F && s.presencePenalty == 0.0F && s.frequencyPenalty == 0.0F)
        return;
    std::unordered_map<std::int32_t, int> uses;
    for (const std::int32_t token : m_recent)
        ++uses[token];
    for (const auto& [token, count] : uses) { // candidates still lie by token id
        float& logit = m_candidates[static_cast<std::size_t>(token)].logit;
        logit = logit > 0 ? logit / s.repeatPenalty : logit * s.repeatPenalty;
        logit -= s.presencePenalty + s.frequencyPenalty * static_cast<float>(count);
    }
}

std::int32_t Sampler::choose(std::span<const float> logits)
{
    m_candidates.resize(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i)
        m_candidates[i] = {static_cast<std::int32_t>(i), logits[i]};
    addBias();
    penalise();
    if (!std::all_of(m_candidates.begin(), m_candidates.end(),
                     [](const Candidate& c) { return std::isfinite(c.logit); }))
        refuseLogits();

    const auto better = [](const Candidate& a, const Candidate& b) {
        return a.logit > b.logit || (a.logit == b.logit && a.token < b.token); // a fixed order also among equals
    };
    if (m_settings.temperature == 0)
        return std::min_element(m_candidates.begin(), m_candidates.end(), better)->token;

    // Penalties, top-k, top-p, min-p, temperature: the order that most engines use. The cuts look at temperature 1.
    std::size_t kept = m_candidates.size();
    if (m_settings.topK > 0)
        kept = std::min(kept, static_cast<std::size_t>(m_settings.topK));
    std::partial_sort(m_candidates.begin(), m_candidates.begin() + static_cast<std::ptrdiff_t>(kept),
                      m_candidates.end(), better);

    const float top = m_candidates[0].logit;
    double sum = 0;
    for (std::size_t i = 0; i < kept; ++i)
        sum += std::exp(static_cast<double>(m_candidates[i].logit - top));
    double share = 0;
    std::size_t end = 0;
    while (end < kept) {
        const double p = std::exp(static_cast<double>(m_candidates[end].logit - top));
        if (end > 0 && (share >= m_settings.topP || p < m_settings.minP))
            break;
        share += p / sum;
        ++end;
    }

    double total = 0;
    for (std::size_t i = 0; i < end; ++i)
        total += std::exp(static_cast<double>((m_candidates[i].logit - top) / m_settings.temperature));
    double left = draw() * total;
    for (std::size_t i = 0; i < end; ++i) {
        left -= std::exp(static_cast<double>((m_candidates[i].logit - top) / m_settings.temperature));
        if (left <= 0)
            return m_candidates[i].token;
    }
    return m_candidates[end - 1].token;
}

} // namespace engine::generate
