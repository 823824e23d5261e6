// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/log_probabilities.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace engine::generate
{

ChosenLogProbability logProbabilities(std::span<const float> logits, std::int32_t chosen, int top)
{
    const auto logit = [&](std::int32_t token) { return static_cast<double>(logits[static_cast<std::size_t>(token)]); };
    const double highest = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
    double sum = 0;
    for (const float value : logits)
        sum += std::exp(static_cast<double>(value) - highest);
    const double norm = highest + std::log(sum);

    ChosenLogProbability result{{chosen, logit(chosen) - norm}, {}};
    std::vector<std::int32_t> best(top > 0 ? logits.size() : 0);
    std::iota(best.begin(), best.end(), 0);
    const std::size_t count = std::min(best.size(), static_cast<std::size_t>(top));
    std::partial_sort(
        best.begin(), best.begin() + static_cast<std::ptrdiff_t>(count), best.end(),
        [&](std::int32_t a, std::int32_t b) { return logit(a) > logit(b) || (logit(a) == logit(b) && a < b); });
    for (std::size_t i = 0; i < count; ++i)
        result.top.push_back({best[i], logit(best[i]) - norm});
    return result;
}

} // namespace engine::generate
