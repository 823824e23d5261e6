// SPDX-License-Identifier: GPL-3.0-or-later
// Which weights of a matrix become zero, and how the others make up for it.
#pragma once

#include "engine/tune/gptq.h"

namespace engine::tune
{

enum class PruneMethod {
    Magnitude, // the smallest |w|
    Wanda,     // the smallest |w| * |x_j|, row by row (Sun et al. 2023, eq. 1)
    SparseGpt  // the smallest w^2 / [H^-1]_jj within blocks of columns; later columns take over the errors (Frantar &
               // Alistarh 2023, algorithm 1)
};

struct Sparsity {
    double share = 0.5; // of the weights that become zero, 0..1, of each row
    int keep = 0; // or: this many of each `of` neighbours stay, such as 2 of 4; the columns are a multiple of `of`
    int of = 0;
    double deviations = 0; // or: what is smaller than so many standard deviations of its matrix (truncateBelow)
};

// What the method looks at, of the matrix's input; null where it does not.
struct PruneInput {
    const float* importance = nullptr;    // [cols] mean squares: Wanda
    const Curvature* curvature = nullptr; // SparseGPT
};

// weights [rows, cols], changed in place. A row loses exactly share * cols weights, rounded down, of equals the first;
// SparseGPT as many of each block of 128 columns. The same result for any number of threads.
void sparsify(float* weights, std::int64_t rows, std::int64_t cols, PruneMethod method, const Sparsity& sparsity,
              const PruneInput& input, kernels::Pool& pool, const std::atomic<bool>& stop = kNoStop);

// The same by one threshold for the whole matrix: share * rows * cols weights with the lowest scores go, of equals the
// first. `importance` [cols] or null, as above. Throws engine::Error(Stopped), as sparsify does.
void sparsifyWhole(float* weights, std::int64_t rows, std::int64_t cols, double share, const float* importance,
                   const std::atomic<bool>& stop = kNoStop);

// Truncation: zeroes what is nearer to 0 than `deviations` times the standard deviation of the matrix (Han et al. 2015,
// "Learning both Weights and Connections", section 4: a quality parameter times the standard deviation of a layer's
// weights). How many go follows from the weights: 38 % of normal ones at 0.5. Throws engine::Error(Stopped).
void truncateBelow(float* weights, std::int64_t rows, std::int64_t cols, double deviations,
                   const std::atomic<bool>& stop = kNoStop);

// The magnitude below which a share of any number of weights lies, found exactly in two looks at all of them: first
// add() all, then endPass(), add() all again, endPass(). Values; memory does not grow with the weights.
class MagnitudeLimit
{
public:
    explicit MagnitudeLimit(double share) : m_share(share) {}
    void add(const float* weights, std::int64_t count);
    void endPass();
    // Zeroes those that go, of equals the first; called for all in the same order.
    void apply(float* weights, std::int64_t count) { apply(weights, weights, count); }
    // The same by scores that were added instead of the weights.
    void apply(const float* scores, float* weights, std::int64_t count);

private:
    double m_share;
    int m_pass = 0;
    std::int64_t m_count = 0;
    std::int64_t m_left = 0;    // to zero among those that are alike so far as is known
    std::uint32_t m_prefix = 0; // upper 16 bits of the limit
    std::uint32_t m_limit = 0;  // bits of the limit
    std::vector<std::int64_t> m_bins = std::vector<std::int64_t>(65536);
};

// The share of weights whose |w| |x_j| is more than `limit` times the mean (Yin et al. 2023, "Outlier Weighed Layerwise
// Sparsity", section 3.1), of matrices that are taken together.
class OutlierShare
{
public:
    explicit OutlierShare(double limit) : m_limit(limit) {}
    // All matrices twice,: first for the mean, then to count.
    void add(const float* weights, std::int64_t rows, std::int64_t cols, const float* importance, bool counting);
    double share() const { return m_count > 0 ? static_cast<double>(m_outliers) / static_cast<double>(m_count) : 0; }

private:
    double m_limit;
    double m_sum = 0;
    std::int64_t m_count = 0;
    std::int64_t m_outliers = 0;
};

// The sparsity of each layer: `share` on average, less by up to `range` where there are more outliers, more where there
// are fewer (ibid., section 3.2). 0 .. 0.99.
std::vector<double> sparsityByOutliers(const std::vector<double>& outlierShares, double share, double range);

} // namespace engine::tune
