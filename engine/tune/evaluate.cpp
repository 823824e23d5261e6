// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/evaluate.h"

#include "engine/stop_scope.h"
#include "engine/tune/peer_rounding.h"

#include <cmath>

namespace engine::tune
{

void Mean::add(double value)
{
    m_sum += value;
    m_squares += value * value;
    ++m_count;
}

double Mean::mean() const
{
    return m_count > 0 ? m_sum / static_cast<double>(m_count) : 0;
}

double Mean::squares() const
{
    return m_count > 0 ? m_squares / static_cast<double>(m_count) : 0;
}

double Mean::standardError() const
{
    const double variance = squares() - mean() * mean();
    return m_count > 1 && variance > 0 ? std::sqrt(variance / static_cast<double>(m_count - 1)) : 0;
}

ReadOptions readOptionsOf(const PerplexityOptions& options, std::span<const std::shared_ptr<const model::Model>> models)
{
    ReadOptions read{options.threads, options.cacheType};
    if (options.peerRounding) {
        for (const auto& model : models)
            checkPeerRounding(model->config(), model->gpu() != nullptr);
        read.ops = &peerBackend();
    }
    return read;
}

Perplexity perplexityOf(const Mean& losses, const Windows& windows, std::int64_t done)
{
    Perplexity result;
    result.mean = losses.mean();
    result.perplexity = std::exp(result.mean);
    result.standardError = losses.standardError() * result.perplexity;
    result.scored = losses.count();
    result.windows = done;
    result.ofWindows = windows.count();
    result.textTokens = windows.textTokens();
    return result;
}

Perplexity perplexity(std::shared_ptr<const model::Model> model, std::string_view text,
                      const PerplexityOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Perplexity& soFar)>& progress)
{
    const StopScope scope(stop);
    const Windows windows(model->tokenizer(), text, options);
    Mean losses;
    readWindows(
        windows, {&model, 1}, readOptionsOf(options, {&model, 1}), stop,
        [&](const ScoredRow& row) {
            losses.add(logSumExp(row.logits[0]) -
                       static_cast<double>(row.logits[0][static_cast<std::size_t>(row.next)]));
        },
        [&](std::int64_t window) {
            if (progress)
                progress(perplexityOf(losses, windows, window + 1));
        });
    return perplexityOf(losses, windows, windows.count());
}

} // namespace engine::tune
