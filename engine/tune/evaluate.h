// SPDX-License-Identifier: GPL-3.0-or-later
// Perplexity of a text under a model, by the protocol of llama-perplexity or that of the papers, so that the figures
// can be compared. Runs on the caller's thread.
#pragma once

#include "engine/tune/windows.h"

namespace engine::tune
{

struct PerplexityOptions : WindowOptions {
    int threads = 0; // as in SessionOptions
    kernels::Type cacheType = kernels::Type::F16;
    bool peerRounding = false; // as llama.cpp rounds inputs (peer_rounding.h), for figures that equal its; slower
};

// Of these models. Throws engine::Error(Unsupported) where they cannot be read so.
ReadOptions readOptionsOf(const PerplexityOptions& options,
                          std::span<const std::shared_ptr<const model::Model>> models);

// A running or final estimate. perplexity = exp(mean), with mean the average negative log-likelihood in nats.
struct Perplexity {
    double perplexity = 0;
    double standardError = 0; // of the perplexity, to first order: perplexity * sqrt((E[x^2] - mean^2) / (scored - 1))
    double mean = 0;
    std::int64_t scored = 0;  // tokens predicted
    std::int64_t windows = 0; // done
    std::int64_t ofWindows = 0;
    std::int64_t textTokens = 0;
};

// A mean with its spread, from sums that never hold more than three numbers.
class Mean
{
public:
    void add(double value);
    std::int64_t count() const { return m_count; }
    double mean() const;
    double squares() const;       // mean of the squares
    double standardError() const; // of the mean; 0 for less than two values

private:
    double m_sum = 0;
    double m_squares = 0;
    std::int64_t m_count = 0;
};

// The estimate that losses (negative log-likelihoods) make, and its place in the windows.
Perplexity perplexityOf(const Mean& losses, const Windows& windows, std::int64_t done);

// `progress` is called after each window. Throws engine::Error as Windows and readWindows do, and BadFile (logits that
// are not numbers).
Perplexity perplexity(std::shared_ptr<const model::Model> model, std::string_view text,
                      const PerplexityOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Perplexity& soFar)>& progress = {});

} // namespace engine::tune
