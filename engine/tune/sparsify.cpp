// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/sparsify.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace engine::tune
{
namespace
{

constexpr std::int64_t kBlock = 128; // columns that SparseGPT chooses among at once

// Sets the flags of the columns with the lowest scores: `scores` are those of first .. first + size - 1.
void chooseLowest(std::span<const double> scores, std::int64_t count, std::span<bool> pruned)
{
    std::vector<std::int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return scores[static_cast<std::size_t>(a)] < scores[static_cast<std::size_t>(b)];
    });
    for (std::int64_t i = 0; i < count; ++i)
        pruned[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = true;
}

// For one stretch of columns: all of them for a share, or group after group for n of m.
void chooseMask(std::span<const double> scores, const Sparsity& sparsity, std::span<bool> pruned)
{
    if (sparsity.of == 0) {
        chooseLowest(scores, static_cast<std::int64_t>(sparsity.share * static_cast<double>(scores.size()) + 1e-9), pruned);
        return;
    }
    const auto group = static_cast<std::size_t>(sparsity.of);
    for (std::size_t at = 0; at + group <= scores.size(); at += group)
        chooseLowest(scores.subspan(at, group), sparsity.of - sparsity.keep, pruned.subspan(at, group));
}

// Scores that do not change while columns are pruned.
void pruneByScore(float* row, std::int64_t cols, const Sparsity& sparsity, const float* importance)
{
    std::vector<double> scores(static_cast<std::size_t>(cols));
    for (std::int64_t c = 0; c < cols; ++c)
        scores[static_cast<std::size_t>(c)] =
            std::fabs(static_cast<double>(row[c])) * (importance != nullptr ? std::sqrt(static_cast<double>(importance[c])) : 1);
    const std::unique_ptr<bool[]> pruned(new bool[scores.size()]());
    chooseMask(scores, sparsity, {pruned.get(), scores.size()});
    for (std::int64_t c = 0; c < cols; ++c)
        if (pruned[static_cast<std::size_t>(c)])
            row[c] = 0;
}

// With H = P P^T, P upper triangular, [H^-1]_jj given the columns before j is 1 / P_jj^2.
void pruneWithFeedback(float* row, const Curvature& curvature, const Sparsity& sparsity)
{
    const std::int64_t cols = curvature.cols();
    const std::int64_t stretch = sparsity.of > 0 ? sparsity.of : kBlock;
    std::vector<double> corrected(row, row + cols); // by the errors of all columns that are done
    for (std::int64_t begin = 0; begin < cols; begin += stretch) {
        const auto size = static_cast<std::size_t>(std::min(stretch, cols - begin));
        std::vector<double> scores(size);
        for (std::size_t i = 0; i < size; ++i) {
            const std::int64_t column = begin + static_cast<std::int64_t>(i);
            scores[i] = std::pow(corrected[static_cast<std::size_t>(column)] * curvature.root(column), 2);
        }
        const std::unique_ptr<bool[]> pruned(new bool[size]());
        chooseMask(scores, sparsity, {pruned.get(), size});
        for (std::size_t i = 0; i < size; ++i) {
            const std::int64_t column = begin + static_cast<std::int64_t>(i);
            const double value = corrected[static_cast<std::size_t>(column)];
            const float kept = pruned[i] ? 0.0F : static_cast<float>(value);
            // What is corrected is the original weight: its error against what stands there now goes on to the right.
            const double error = static_cast<double>(row[column]) - static_cast<double>(kept);
            row[column] = kept;
            const float* feedback = curvature.feedback(column);
            for (std::int64_t later = column + 1; later < cols; ++later)
                corrected[static_cast<std::size_t>(later)] += error * static_cast<double>(feedback[later]);
        }
    }
}

} // namespace

void sparsify(float* weights, std::int64_t rows, std::int64_t cols, PruneMethod method, const Sparsity& sparsity,
              const PruneInput& input, kernels::Pool& pool)
{
    pool.forRanges(rows, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t r = begin; r < end; ++r) {
            float* row = weights + r * cols;
            if (method == PruneMethod::SparseGpt)
                pruneWithFeedback(row, *input.curvature, sparsity);
            else
                pruneByScore(row, cols, sparsity, method == PruneMethod::Wanda ? input.importance : nullptr);
        }
    });
}

} // namespace engine::tune
