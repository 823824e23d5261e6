// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/calibrate.h"

#include "kernels/cpu/add_products.h"

#include <algorithm>
#include <cmath>

namespace engine::tune
{

void ImportanceSums::see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols)
{
    const auto matrices = static_cast<std::size_t>(expert < 0 ? 1 : m_model->config().experts.count);
    Sums& sums = m_sums[{input, layer}];
    sums.squares.resize(matrices * static_cast<std::size_t>(cols));
    sums.counts.resize(matrices);
    const auto matrix = static_cast<std::size_t>(std::max(expert, 0));
    double* const own = sums.squares.data() + matrix * static_cast<std::size_t>(cols);
    for (const float* row = rows; row != rows + tokens * cols; row += cols)
        for (std::int64_t c = 0; c < cols; ++c)
            own[c] += static_cast<double>(row[c]) * static_cast<double>(row[c]);
    sums.counts[matrix] += tokens;
}

ImportanceMatrix ImportanceSums::matrix(const Windows& windows, std::string dataset) const
{
    ImportanceMatrix result;
    for (const auto& [place, sums] : m_sums)
        for (const std::string& name : tensorsWith(*m_model, place.first, place.second))
            result.tensors[name] = {{sums.squares.begin(), sums.squares.end()}, sums.counts};
    result.datasets.push_back(std::move(dataset));
    result.chunks = windows.count();
    result.chunkTokens = windows.context();
    return result;
}

void Range::add(const float* values, std::int64_t count)
{
    for (const float* value = values; value != values + count; ++value) {
        const float magnitude = std::fabs(*value);
        if (!(magnitude < m_width * kBins))
            fit(magnitude);
        m_lowest = std::min(m_lowest, *value);
        m_highest = std::max(m_highest, *value);
        m_sum += static_cast<double>(*value);
        m_squares += static_cast<double>(*value) * static_cast<double>(*value);
        ++m_bins[m_width > 0 ? std::min(static_cast<std::size_t>(magnitude / m_width), kBins - 1) : 0];
    }
    m_count += count;
}

void Range::fit(float magnitude)
{
    if (!std::isfinite(magnitude) || magnitude <= 0)
        return;
    if (m_width <= 0)
        m_width = magnitude / kBins; // of the first value that is not 0: it comes into the last bin or doubles it
    while (!(magnitude < m_width * kBins)) {
        for (std::size_t i = 0; i < kBins / 2; ++i)
            m_bins[i] = m_bins[2 * i] + m_bins[2 * i + 1];
        std::fill(m_bins.begin() + kBins / 2, m_bins.end(), 0);
        m_width *= 2;
    }
}

double Range::mean() const
{
    return m_count > 0 ? m_sum / static_cast<double>(m_count) : 0;
}

double Range::variance() const
{
    return m_count > 0 ? std::max(m_squares / static_cast<double>(m_count) - mean() * mean(), 0.0) : 0;
}

float Range::clip(int bits) const
{
    const float largest = std::max(-m_lowest, m_highest);
    const double levels = (1 << (bits - 1)) - 1;
    double best = -1;
    float chosen = largest;
    constexpr int kCandidates = 100;
    for (int candidate = 1; candidate <= kCandidates; ++candidate) {
        const float end = largest * static_cast<float>(candidate) / kCandidates;
        const double rounding =
            std::pow(static_cast<double>(end) / levels, 2) / 12; // of a value evenly within its step
        double error = 0;
        for (std::size_t i = 0; i < kBins; ++i) {
            const double middle = (static_cast<double>(i) + 0.5) * static_cast<double>(m_width);
            const double cut = std::max(middle - static_cast<double>(end), 0.0);
            error += static_cast<double>(m_bins[i]) * (cut > 0 ? cut * cut : rounding);
        }
        if (best < 0 || error <= best) {
            best = error;
            chosen = end;
        }
    }
    return chosen;
}

void RangeObserver::see(Input input, int layer, int /*expert*/, const float* rows, std::int64_t tokens,
                        std::int64_t cols)
{
    m_ranges[{input, layer}].add(rows, tokens * cols);
}

void SecondMoments::see(Input input, int layer, int /*expert*/, const float* rows, std::int64_t tokens,
                        std::int64_t cols)
{
    if (input != m_input || layer != m_layer)
        return;
    m_sums.reserve(static_cast<std::size_t>(cols * cols));
    while (m_sums.size() < static_cast<std::size_t>(cols * cols)) {
        throwIfStopped(m_stop);
        m_sums.resize(m_sums.size() + static_cast<std::size_t>(cols)); // its memory is touched row by row
    }
    m_tokens += tokens;
    // Rows of the sum are the threads' own.
    constexpr std::int64_t kRowsAtOnce = 8; // share what is read of the tokens
    forStoppableRanges(m_pool, m_stop, cols, kRowsAtOnce, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        kernels::cpu::addProducts(
            {rows + begin, 1, cols, rows, cols, tokens, m_sums.data() + begin * cols, cols, end - begin, cols});
    });
}

void InputRows::see(Input input, int layer, int /*expert*/, const float* rows, std::int64_t tokens, std::int64_t cols)
{
    if (layer < m_first || layer > m_last || input == Input::Head)
        return;
    std::vector<float>& kept = m_rows[{input, layer}];
    const std::int64_t room = kMost - static_cast<std::int64_t>(kept.size()) / cols;
    kept.insert(kept.end(), rows, rows + std::clamp<std::int64_t>(tokens, 0, room) * cols);
}

} // namespace engine::tune
