// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lab/statistics.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <random>

namespace engine::lab
{
namespace
{

constexpr int kSamples = 2000;

std::vector<double> sorted(std::span<const double> values)
{
    std::vector<double> result(values.begin(), values.end());
    std::sort(result.begin(), result.end());
    return result;
}

double ofSorted(std::span<const double> values, double share)
{
    if (values.empty())
        return 0;
    const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

// How many of the smallest and of the largest of n values lie outside of the interval: the most for which at most
// `error` of all throws of n coins have so few heads or so few tails. -1: not even none of them.
int outside(int n, double error)
{
    double probability = std::exp2(-n); // of exactly k heads
    double sum = 0;
    int k = 0;
    while (k <= n && 2 * (sum + probability) <= error) {
        sum += probability;
        probability *= static_cast<double>(n - k) / (k + 1);
        ++k;
    }
    return k - 1;
}

} // namespace

double percentile(std::span<const double> values, double share)
{
    return ofSorted(sorted(values), share);
}

double median(std::span<const double> values)
{
    return percentile(values, 0.5);
}

Interval bootstrapMedian(std::span<const double> values, double error)
{
    if (values.empty())
        return {};
    std::mt19937_64 random(20'251'121); // the same values have the same interval
    std::vector<double> medians, drawn(values.size());
    for (int i = 0; i < kSamples; ++i) {
        for (double& value : drawn)
            value = values[random() % values.size()];
        std::sort(drawn.begin(), drawn.end());
        medians.push_back(ofSorted(drawn, 0.5));
    }
    std::sort(medians.begin(), medians.end());
    return {ofSorted(medians, error / 2), ofSorted(medians, 1 - error / 2)};
}

const char* name(Verdict verdict)
{
    switch (verdict) {
    case Verdict::TooFew:
        return "too few runs";
    case Verdict::Noise:
        return "noise";
    case Verdict::Faster:
        return "faster";
    case Verdict::Slower:
        return "slower";
    }
    return "";
}

int fewestPairs(double error)
{
    int n = 1;
    while (n < 1000 && outside(n, error) < 0)
        ++n;
    return n;
}

Comparison compare(std::span<const double> a, std::span<const double> b, double error)
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (a[i] > 0 && b[i] > 0)
            ratios.push_back(b[i] / a[i]);
    std::sort(ratios.begin(), ratios.end());
    const int n = static_cast<int>(ratios.size());
    if (n == 0)
        return {};
    Comparison result{ofSorted(ratios, 0.5), {ratios.front(), ratios.back()}, Verdict::TooFew, n};
    const int cut = outside(n, error);
    if (cut < 0)
        return result;
    result.interval = {ratios[static_cast<std::size_t>(cut)], ratios[static_cast<std::size_t>(n - 1 - cut)]};
    result.verdict = result.interval.low > 1    ? Verdict::Faster
                     : result.interval.high < 1 ? Verdict::Slower
                                                : Verdict::Noise;
    return result;
}

Histogram histogram(std::span<const double> seconds, int bins)
{
    std::vector<double> positive;
    std::copy_if(seconds.begin(), seconds.end(), std::back_inserter(positive), [](double s) { return s > 0; });
    if (positive.empty() || bins < 1)
        return {};
    const auto [least, most] = std::minmax_element(positive.begin(), positive.end());
    const double low = std::log(*least),
                 width = std::max((std::log(*most) - low) / bins, 1e-6); // logarithms: no quotient overflows
    Histogram result;
    for (int i = 0; i <= bins; ++i)
        result.edges.push_back(std::exp(low + width * i));
    result.counts.assign(static_cast<std::size_t>(bins), 0);
    for (const double s : positive)
        ++result
              .counts[static_cast<std::size_t>(std::clamp(static_cast<int>((std::log(s) - low) / width), 0, bins - 1))];
    return result;
}

} // namespace engine::lab
