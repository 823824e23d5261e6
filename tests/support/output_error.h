// SPDX-License-Identifier: GPL-3.0-or-later
// How far an op's result is from the reference's, in the measures of tests/support/tolerance.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace tests
{

struct Error {
    double nmse = 0.0;
    double most = 0.0;
};

// Neither is within any tolerance where a value is not a number.
inline Error compare(const std::vector<float>& result, const std::vector<float>& expected)
{
    double squares = 0.0;
    double signal = 0.0;
    double most = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double error = static_cast<double>(result[i]) - static_cast<double>(expected[i]);
        squares += error * error;
        signal += static_cast<double>(expected[i]) * static_cast<double>(expected[i]);
        most = std::isnan(error) ? error : std::max(most, std::abs(error));
        if (std::isnan(error)) {
            break;
        }
    }
    return {squares / signal, most / std::sqrt(signal / static_cast<double>(expected.size()))};
}

} // namespace tests
