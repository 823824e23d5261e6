// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the next token from logits. One thread at a time; the same seed and logits give the same choices.
#pragma once

#include "kernels/cuda/choice.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace engine::generate
{

struct LogitBias {
    std::int32_t token;
    float value; // -100 .. 100, added to the token's logit before anything else
};

struct SamplerSettings {
    float temperature = 0.7F;      // 0 .. 5; 0 takes the most likely token
    int topK = 40;                 // 0 .. vocabulary; 0 is off
    float topP = 0.95F;            // (0, 1]; 1 is off (Holtzman et al. 2020)
    float minP = 0.05F;            // [0, 1); 0 is off (Nguyen et al. 2024)
    float repeatPenalty = 1.0F;    // 0.1 .. 5; 1 is off (Keskar et al. 2019)
    float presencePenalty = 0.0F;  // -2 .. 2, subtracted once from a token that was used
    float frequencyPenalty = 0.0F; // -2 .. 2, subtracted per use
    int penaltyWindow = 64;        // last tokens that the penalties look at, 0 .. 65536
    std::vector<LogitBias> logitBias;
    std::optional<std::uint64_t> seed; // absent: a new one each time

    void validate() const; // throws engine::Error(BadSetting) naming the setting, its value and its range
};

[[noreturn]] void refuseLogits(); // throws what choose() throws where a logit is not finite

class Sampler
{
public:
    explicit Sampler(const SamplerSettings& settings); // validates

    // Becomes such a sampler at such a place of its draws: with the same logits it chooses what `other` will choose.
    void follow(const Sampler& other);

    void accept(std::int32_t token); // a prompt or generated token, for the penalties
    // Throws engine::Error: BadFile where a logit is not finite (weights of a damaged file compute such values),
    // BadSetting where a bias is for a token outside the vocabulary.
    std::int32_t choose(std::span<const float> logits);

    // The same as a GPU does it by itself; nothing where that needs what only the host has (biases, penalties) or more
    // candidates than a GPU keeps. Logits and vocabulary are not set.
    std::optional<kernels::cuda::Choice> onDevice() const;
    double draw(); // 0 .. 1: what the next token will be chosen by; the GPU's choices are handed theirs, one each

private:
    struct Candidate {
        std::int32_t token;
        float logit;
    };
    void addBias();
    void penalise();

    SamplerSettings m_settings;
    std::mt19937_64 m_random;
    std::deque<std::int32_t> m_recent;
    std::vector<Candidate> m_candidates; // kept to spare an allocation per token
};

} // namespace engine::generate
