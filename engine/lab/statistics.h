// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of repeated runs, and whether two of them differ. Free functions, any thread; the same input gives the same
// result.
//
// A difference is judged by pairs: runs of the two candidates with one prompt that lie close together in time, in an
// order that was drawn. If the candidates are alike, each sign of a pair's difference is then the throw of a coin,
// whatever the machine did meanwhile (drift, bursts, heavy tails), so the interval between two order statistics of the
// ratios has a known error (the inverted sign test; Dixon and Mood 1946, "The Statistical Sign Test"; randomization in
// blocks: Fisher 1935).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace engine::lab
{

// Of no values: 0. `share` 0 .. 1; between two values the line (Hyndman and Fan 1996, definition 7).
double percentile(std::span<const double> values, double share);
double median(std::span<const double> values);

struct Interval {
    double low = 0, high = 0;
};

// The percentile bootstrap of the median (Efron 1979): 2000 samples, drawn from a fixed seed. Of one value: that value.
Interval bootstrapMedian(std::span<const double> values, double error = 0.05);

enum class Verdict {
    TooFew, // too few pairs for any judgement at this error
    Noise,
    Faster,
    Slower
};
const char* name(Verdict verdict); // "too few runs", "noise", "faster", "slower"

struct Comparison {
    double ratio = 1;                  // median of b / a over the pairs
    Interval interval;                 // of that ratio; of all pairs where they are too few
    Verdict verdict = Verdict::TooFew; // of b against a
    int pairs = 0;
};

// Rates (larger is faster) of two candidates, a[i] and b[i] being a pair; equally many. `error` 0 .. 1: how often
// candidates that are alike are said to differ, at most. At 0.05 six pairs are the fewest.
Comparison compare(std::span<const double> a, std::span<const double> b, double error = 0.05);
int fewestPairs(double error);

// Times between tokens, counted on a logarithmic scale.
struct Histogram {
    std::vector<double> edges; // seconds, ascending, one more than counts; empty without values
    std::vector<int> counts;
};
Histogram histogram(std::span<const double> seconds, int bins = 24);

} // namespace engine::lab
