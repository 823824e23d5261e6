// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/sparsify.h"

#include <algorithm>
#include <cmath>
#include <cstring>
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
        chooseLowest(scores, static_cast<std::int64_t>(sparsity.share * static_cast<double>(scores.size()) + 1e-9),
                     pruned);
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
            std::fabs(static_cast<double>(row[c])) *
            (importance != nullptr ? std::sqrt(static_cast<double>(importance[c])) : 1);
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
              const PruneInput& input, kernels::Pool& pool, const std::atomic<bool>& stop)
{
    forStoppableRanges(pool, stop, rows, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        for (std::int64_t r = begin; r < end; ++r) {
            float* row = weights + r * cols;
            if (method == PruneMethod::SparseGpt)
                pruneWithFeedback(row, *input.curvature, sparsity);
            else
                pruneByScore(row, cols, sparsity, method == PruneMethod::Wanda ? input.importance : nullptr);
        }
    });
}

void sparsifyWhole(float* weights, std::int64_t rows, std::int64_t cols, double share, const float* importance,
                   const std::atomic<bool>& stop)
{
    std::vector<float> scores(static_cast<std::size_t>(cols));
    const auto eachRow = [&](const auto& see) {
        for (float* row = weights; row != weights + rows * cols; row += cols) {
            throwIfStopped(stop);
            for (std::int64_t c = 0; c < cols; ++c)
                scores[static_cast<std::size_t>(c)] =
                    std::fabs(row[c]) * (importance != nullptr ? std::sqrt(importance[c]) : 1.0F);
            see(row);
        }
    };
    MagnitudeLimit limit(share);
    for (int pass = 0; pass < 2; ++pass) {
        eachRow([&](const float*) { limit.add(scores.data(), cols); });
        limit.endPass();
    }
    eachRow([&](float* row) { limit.apply(scores.data(), row, cols); });
}

void truncateBelow(float* weights, std::int64_t rows, std::int64_t cols, double deviations,
                   const std::atomic<bool>& stop)
{
    double sum = 0, squares = 0;
    for (std::int64_t r = 0; r < rows; ++r) {
        throwIfStopped(stop);
        for (const float weight : std::span(weights + r * cols, static_cast<std::size_t>(cols))) {
            sum += static_cast<double>(weight);
            squares += static_cast<double>(weight) * static_cast<double>(weight);
        }
    }
    const auto count = static_cast<double>(rows * cols);
    const double mean = sum / count;
    const double limit = deviations * std::sqrt(std::max(squares / count - mean * mean, 0.0));
    for (std::int64_t r = 0; r < rows; ++r) {
        throwIfStopped(stop);
        for (float& weight : std::span(weights + r * cols, static_cast<std::size_t>(cols)))
            weight = std::fabs(static_cast<double>(weight)) < limit ? 0.0F : weight;
    }
}

namespace
{

std::uint32_t magnitudeBits(float weight) // in the order of magnitudes
{
    std::uint32_t bits;
    std::memcpy(&bits, &weight, sizeof bits);
    return bits & 0x7FFFFFFFU;
}

} // namespace

void MagnitudeLimit::add(const float* weights, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const std::uint32_t bits = magnitudeBits(weights[i]);
        if (m_pass == 0)
            ++m_bins[bits >> 16];
        else if (bits >> 16 == m_prefix)
            ++m_bins[bits & 0xFFFFU];
    }
    m_count += m_pass == 0 ? count : 0;
}

void MagnitudeLimit::endPass()
{
    if (m_pass == 0)
        m_left = static_cast<std::int64_t>(m_share * static_cast<double>(m_count) + 1e-9);
    std::uint32_t bin = 0;
    for (; bin < 65535 && m_bins[bin] < m_left; ++bin)
        m_left -= m_bins[bin];
    if (m_pass == 0)
        m_prefix = bin;
    else
        m_limit = m_prefix << 16 | bin;
    std::fill(m_bins.begin(), m_bins.end(), 0);
    ++m_pass;
}

void MagnitudeLimit::apply(const float* scores, float* weights, std::int64_t count)
{
    for (std::int64_t i = 0; i < count; ++i) {
        const std::uint32_t bits = magnitudeBits(scores[i]);
        if (bits < m_limit || (bits == m_limit && m_left-- > 0))
            weights[i] = 0;
    }
}

void OutlierShare::add(const float* weights, std::int64_t rows, std::int64_t cols, const float* importance,
                       bool counting)
{
    std::vector<double> sizes;
    for (std::int64_t c = 0; c < cols; ++c)
        sizes.push_back(std::sqrt(static_cast<double>(importance[c])));
    const double limit = counting ? m_limit * m_sum / static_cast<double>(std::max<std::int64_t>(m_count, 1)) : 0;
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < cols; ++c) {
            const double score =
                std::fabs(static_cast<double>(weights[r * cols + c])) * sizes[static_cast<std::size_t>(c)];
            if (counting)
                m_outliers += score > limit ? 1 : 0;
            else
                m_sum += score;
        }
    m_count += counting ? 0 : rows * cols;
}

std::vector<double> sparsityByOutliers(const std::vector<double>& outlierShares, double share, double range)
{
    const auto [least, most] = std::minmax_element(outlierShares.begin(), outlierShares.end());
    const double spread = *most - *least;
    std::vector<double> places; // 0 .. 1: how many outliers
    double mean = 0;
    for (const double outliers : outlierShares) {
        places.push_back(spread > 0 ? (outliers - *least) / spread : 0.5);
        mean += places.back() / static_cast<double>(outlierShares.size());
    }
    std::vector<double> sparsities;
    for (const double place : places)
        sparsities.push_back(std::clamp(share - 2 * range * (place - mean), 0.0, 0.99));
    return sparsities;
}

} // namespace engine::tune
