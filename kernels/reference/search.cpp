// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/reference/search.h"

#include <algorithm>
#include <cmath>

namespace kernels
{
namespace
{

struct Extreme { // the value of the largest magnitude, and that magnitude
    float value = 0;
    float magnitude = 0;
};

Extreme largest(const float* x, int n)
{
    Extreme found;
    for (int i = 0; i < n; ++i)
        if (std::fabs(x[i]) > found.magnitude)
            found = {x[i], std::fabs(x[i])};
    return found;
}

void affineWeights(const AffineSearch& search, const float* x, int n, float* weights)
{
    float spread = 0;
    if (!search.absolute) {
        float squares = 0;
        for (int i = 0; i < n; ++i)
            squares += x[i] * x[i];
        spread = std::sqrt(squares / static_cast<float>(n));
    }
    for (int i = 0; i < n; ++i)
        weights[i] = search.absolute ? std::fabs(x[i]) : spread + std::fabs(x[i]);
}

// One group of the affine search.
struct AffineGroup {
    const AffineSearch& search;
    const float* x;
    const float* w;
    int n;
    float sumW = 0;
    float sumX = 0;
    float scale = 0;
    float min = 0;
    float best = 0;
    std::uint8_t tried[32] = {};

    void round(float inverse)
    {
        for (int i = 0; i < n; ++i)
            tried[i] = static_cast<std::uint8_t>(clampCode(nearest(inverse * (x[i] - min)), 0, search.top));
    }

    float error(float tryScale, float tryMin) const
    {
        float sum = 0;
        for (int i = 0; i < n; ++i) {
            const float diff = tryScale * static_cast<float>(tried[i]) + tryMin - x[i];
            sum += w[i] * (search.absolute ? std::fabs(diff) : diff * diff);
        }
        return sum;
    }

    void attempt(float inverse, std::uint8_t* codes)
    {
        round(inverse);
        float sumL = 0;
        float sumL2 = 0;
        float sumXl = 0;
        for (int i = 0; i < n; ++i) {
            const auto code = static_cast<float>(tried[i]);
            sumL += w[i] * code;
            sumL2 += w[i] * code * code;
            sumXl += w[i] * code * x[i];
        }
        const float determinant = sumW * sumL2 - sumL * sumL;
        if (!(determinant > 0))
            return;
        float tryScale = (sumW * sumXl - sumX * sumL) / determinant;
        float tryMin = (sumL2 * sumX - sumL * sumXl) / determinant;
        if (tryMin > 0) {
            tryMin = 0;
            tryScale = sumXl / sumL2;
        }
        const float tryError = error(tryScale, tryMin);
        if (tryError < best) {
            best = tryError;
            scale = tryScale;
            min = tryMin; // later tries round from here
            std::copy_n(tried, n, codes);
        }
    }
};

void affineGroup(const AffineSearch& search, const float* x, const float* w, int n, std::uint8_t* codes, float& scale,
                 float& min, float& weightSum)
{
    AffineGroup group{search, x, w, n};
    group.min = x[0];
    float max = x[0];
    group.sumW = w[0];
    group.sumX = w[0] * x[0];
    for (int i = 1; i < n; ++i) {
        group.min = x[i] < group.min ? x[i] : group.min;
        max = x[i] > max ? x[i] : max;
        group.sumW += w[i];
        group.sumX += w[i] * x[i];
    }
    weightSum = group.sumW;
    if (group.min > 0)
        group.min = 0;
    if (max <= group.min) {
        std::fill_n(codes, n, std::uint8_t{0});
        scale = 0;
        min = -group.min;
        return;
    }
    const auto top = static_cast<float>(search.top);
    const float inverse = top / (max - group.min);
    group.scale = 1 / inverse;
    group.round(inverse);
    std::copy_n(group.tried, n, codes);
    group.best = group.error(group.scale, group.min);
    for (int k = 0; k < search.tries; ++k)
        group.attempt((search.first + search.step * static_cast<float>(k) + top) / (max - group.min), codes);
    scale = group.scale;
    min = -group.min;
}

void affine(const AffineSearch& search, const Groups& groups)
{
    for (int g = 0; g < groups.count; ++g) {
        const float* x = groups.x + g * groups.size;
        float made[32];
        const float* weights = made;
        if (groups.weights != nullptr)
            weights = groups.weights + g * groups.size;
        else
            affineWeights(search, x, groups.size, made);
        affineGroup(search, x, weights, groups.size, groups.codes + g * groups.size, groups.scales[g], groups.mins[g],
                    groups.weightSums[g]);
    }
}

// Sums of a rounding to codes -top .. top-1 over a group.
struct Fit {
    float xl = 0;
    float l2 = 0;
};

Fit fitSymmetric(const float* x, const float* weights, int n, int top, float inverse)
{
    Fit fit;
    for (int i = 0; i < n; ++i) {
        const auto code = static_cast<float>(clampCode(nearest(inverse * x[i]), -top, top - 1));
        const float w = weights != nullptr ? weights[i] : x[i] * x[i];
        fit.xl += w * x[i] * code;
        fit.l2 += w * code * code;
    }
    return fit;
}

float symmetricGroup(const float* x, const float* weights, int n, int top, std::uint8_t* codes)
{
    const Extreme most = largest(x, n);
    if (most.magnitude < kNoMagnitude) {
        std::fill_n(codes, n, std::uint8_t{0});
        return 0;
    }
    float chosen = static_cast<float>(-top) / most.value;
    Fit fit = fitSymmetric(x, weights, n, top, chosen);
    float scale = fit.l2 != 0 ? fit.xl / fit.l2 : 0;
    float best = scale * fit.xl;
    for (int k = -9; k <= 9; ++k) {
        if (k == 0)
            continue;
        const float inverse = -(static_cast<float>(top) + 0.1F * static_cast<float>(k)) / most.value;
        fit = fitSymmetric(x, weights, n, top, inverse);
        if (fit.l2 > 0 && fit.xl * fit.xl > best * fit.l2) {
            chosen = inverse;
            scale = fit.xl / fit.l2;
            best = scale * fit.xl;
        }
    }
    for (int i = 0; i < n; ++i)
        codes[i] = static_cast<std::uint8_t>(top + clampCode(nearest(chosen * x[i]), -top, top - 1));
    return scale;
}

void symmetric(int top, const Groups& groups)
{
    for (int g = 0; g < groups.count; ++g)
        groups.scales[g] = symmetricGroup(groups.x + g * groups.size,
                                          groups.weights != nullptr ? groups.weights + g * groups.size : nullptr,
                                          groups.size, top, groups.codes + g * groups.size);
}

float greedyGroup(const float* x, int n, std::uint8_t* codes)
{
    constexpr int kTop = 4;
    const Extreme most = largest(x, n);
    if (most.magnitude < kNoMagnitude) {
        std::fill_n(codes, n, std::uint8_t{0});
        return 0;
    }
    const float inverse = static_cast<float>(-kTop) / most.value;
    int chosen[32];
    float sumXl = 0;
    float sumL2 = 0;
    for (int i = 0; i < n; ++i) {
        chosen[i] = clampCode(nearest(inverse * x[i]), -kTop, kTop - 1);
        const auto code = static_cast<float>(chosen[i]);
        const float w = x[i] * x[i];
        sumXl += w * x[i] * code;
        sumL2 += w * code * code;
    }
    for (int round = 0; round < 5; ++round) {
        bool changed = false;
        for (int i = 0; i < n; ++i) {
            const float w = x[i] * x[i];
            float xl = sumXl - w * x[i] * static_cast<float>(chosen[i]);
            if (!(xl > 0))
                continue;
            float l2 = sumL2 - w * static_cast<float>(chosen[i]) * static_cast<float>(chosen[i]);
            const int code = clampCode(nearest(x[i] * l2 / xl), -kTop, kTop - 1);
            if (code == chosen[i])
                continue;
            xl += w * x[i] * static_cast<float>(code);
            l2 += w * static_cast<float>(code) * static_cast<float>(code);
            if (l2 > 0 && xl * xl * sumL2 > sumXl * sumXl * l2) {
                chosen[i] = code;
                sumXl = xl;
                sumL2 = l2;
                changed = true;
            }
        }
        if (!changed)
            break;
    }
    for (int i = 0; i < n; ++i)
        codes[i] = static_cast<std::uint8_t>(chosen[i] + kTop);
    return sumL2 > 0 ? sumXl / sumL2 : 0;
}

void greedy(const Groups& groups)
{
    for (int g = 0; g < groups.count; ++g)
        groups.scales[g] = greedyGroup(groups.x + g * groups.size, groups.size, groups.codes + g * groups.size);
}

int unevenCode(float x)
{
    if (x <= static_cast<float>(kUnevenValues[0]))
        return 0;
    int above = 1; // the first value that is larger than x, or the last
    while (above < 15 && !(x < static_cast<float>(kUnevenValues[above])))
        ++above;
    const float below = x - static_cast<float>(kUnevenValues[above - 1]);
    return below < static_cast<float>(kUnevenValues[above]) - x ? above - 1 : above;
}

Fit fitUneven(const float* x, const float* weights, int n, float inverse)
{
    Fit fit;
    for (int i = 0; i < n; ++i) {
        const auto value = static_cast<float>(kUnevenValues[unevenCode(inverse * x[i])]);
        const float w = weights != nullptr ? weights[i] : x[i] * x[i];
        fit.xl += w * value * x[i];
        fit.l2 += w * value * value;
    }
    return fit;
}

float unevenGroup(const float* x, const float* weights, int n)
{
    constexpr int kTries = 7; // on each side
    const Extreme most = largest(x, n);
    if (most.magnitude < kNoMagnitude)
        return 0;
    const auto lowest = static_cast<float>(kUnevenValues[0]);
    Fit fit = fitUneven(x, weights, n, 1 / (-most.value / lowest));
    float scale = fit.l2 > 0 ? fit.xl / fit.l2 : 0;
    float best = scale * fit.xl;
    for (int k = -kTries; k <= kTries; ++k) {
        fit = fitUneven(x, weights, n, (static_cast<float>(k) + lowest) / most.value);
        if (fit.l2 > 0 && fit.xl * fit.xl > best * fit.l2) {
            scale = fit.xl / fit.l2;
            best = scale * fit.xl;
        }
    }
    return scale;
}

void uneven(const Groups& groups)
{
    for (int g = 0; g < groups.count; ++g)
        groups.scales[g] =
            unevenGroup(groups.x + g * groups.size,
                        groups.weights != nullptr ? groups.weights + g * groups.size : nullptr, groups.size);
}

void unevenCodes(const float* x, int count, float inverse, std::uint8_t* codes)
{
    for (int i = 0; i < count; ++i)
        codes[i] = static_cast<std::uint8_t>(unevenCode(inverse * x[i]));
}

} // namespace

const SearchTable reference::kSearch = {affine, symmetric, greedy, uneven, unevenCodes};

namespace
{

template <class Round>
float positiveError(int count, const float* x, const float* weights, float inverse, const Round& round)
{
    const float scale = 1 / inverse;
    float sum = 0;
    for (int i = 0; i < count; ++i) {
        const float diff = x[i] - scale * static_cast<float>(round(nearest(inverse * x[i])));
        sum += weights[i] * diff * diff;
    }
    return sum;
}

} // namespace

float fitPositive(int count, int top, const float* x, const float* weights, std::uint8_t* codes)
{
    float max = 0;
    for (int i = 0; i < count; ++i)
        max = max > x[i] ? max : x[i];
    if (max < kNoMagnitude) {
        std::fill_n(codes, count, std::uint8_t{0});
        return 0;
    }
    const auto highest = static_cast<float>(top);
    float inverse = highest / max;
    const auto asByte = [](int code) { return static_cast<std::uint8_t>(code); }; // the first try is not held to `top`
    const auto atMost = [top](int code) { return std::min(code, top); };
    float best = positiveError(count, x, weights, inverse, asByte);
    for (int k = -4; k <= 4; ++k) {
        if (k == 0)
            continue;
        const float tryInverse = (0.1F * static_cast<float>(k) + highest) / max;
        const float error = positiveError(count, x, weights, tryInverse, atMost);
        if (error < best) {
            best = error;
            inverse = tryInverse;
        }
    }
    float sumXl = 0;
    float sumL2 = 0;
    for (int i = 0; i < count; ++i) {
        const int code = std::min(nearest(inverse * x[i]), top);
        codes[i] = static_cast<std::uint8_t>(code);
        sumXl += weights[i] * x[i] * static_cast<float>(code);
        sumL2 += weights[i] * static_cast<float>(code) * static_cast<float>(code);
    }
    for (int round = 0; round < 5; ++round) {
        bool changed = false;
        for (int i = 0; i < count; ++i) {
            const float w = weights[i];
            float xl = sumXl - w * x[i] * static_cast<float>(codes[i]);
            float l2 = sumL2 - w * static_cast<float>(codes[i]) * static_cast<float>(codes[i]);
            if (!(xl > 0) || !(l2 > 0))
                continue;
            const int code = std::min(nearest(x[i] * l2 / xl), top);
            if (code == codes[i])
                continue;
            xl += w * x[i] * static_cast<float>(code);
            l2 += w * static_cast<float>(code) * static_cast<float>(code);
            if (xl * xl * sumL2 > sumXl * sumXl * l2) {
                codes[i] = static_cast<std::uint8_t>(code);
                sumXl = xl;
                sumL2 = l2;
                changed = true;
            }
        }
        if (!changed)
            break;
    }
    return sumL2 > 0 ? sumXl / sumL2 : 0;
}

} // namespace kernels
