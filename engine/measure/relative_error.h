// SPDX-License-Identifier: GPL-3.0-or-later
// How far values are from what they should be. Pure.
#pragma once

#include <cmath>
#include <span>

namespace engine::measure
{

// |result - expected| / |expected|, Euclidean, over the length of `expected`; infinite where a value is not a number.
inline double relativeError(std::span<const float> result, std::span<const float> expected)
{
    double difference = 0;
    double norm = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        difference += std::pow(static_cast<double>(result[i]) - static_cast<double>(expected[i]), 2);
        norm += std::pow(static_cast<double>(expected[i]), 2);
    }
    return std::isnan(difference) ? HUGE_VAL : std::sqrt(difference / norm);
}

} // namespace engine::measure
