// SPDX-License-Identifier: GPL-3.0-or-later
// How likely the model itself held a token: the logarithm of softmax over its logits, before bias, penalties, cuts and
// temperature. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace engine::generate
{

struct TokenLogProbability {
    std::int32_t token;
    double value; // natural logarithm, at most 0
};

struct ChosenLogProbability {
    TokenLogProbability chosen;
    std::vector<TokenLogProbability> top; // the most likely tokens, best first; the lower id first among equals
};

// `chosen` is below logits.size(); `top` at least 0, more than the vocabulary means all of it.
ChosenLogProbability logProbabilities(std::span<const float> logits, std::int32_t chosen, int top);

} // namespace engine::generate
