// SPDX-License-Identifier: GPL-3.0-or-later
// How far a changed model's predictions are from those of the one it was made of: KL divergence of the whole next-token
// distribution, by the protocol of llama-perplexity --kl-divergence. It tells losses that perplexity and task scores
// hide (Dutta et al. 2024, "Accuracy is not all you need"). Runs on the caller's thread.
#pragma once

#include "engine/tune/base_file.h"
#include "engine/tune/evaluate.h"

#include <array>

namespace engine::tune
{

struct Quantiles {
    static constexpr std::array<double, 10> kShares{0, 0.01, 0.05, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1};
    std::array<double, 10> values{}; // interpolated between neighbours
};

// p is the base's distribution and q the model's, both of the same prefix; nats.
struct Divergence {
    Perplexity model, base;
    double kld = 0; // mean over scored tokens of sum p (log p - log q)
    double kldError = 0;
    Quantiles klds;
    double sameTop = 0; // share of tokens whose likeliest next token is the same, 0..1
    double sameTopError = 0;
    double logRatio = 0; // ln(perplexity / base perplexity), and the paired error of it
    double logRatioError = 0;
    double change = 0; // mean of q - p of the token that came, and its root mean square
    double changeError = 0;
    double rmsChange = 0;
    std::vector<float> byToken; // KL divergences in the order of the text, for paired comparisons
};

struct DivergenceOptions : PerplexityOptions {
};

// sum p (log p - log q) over tokens with log p > -16, nats. `base`: log-probabilities; `logits`: q's, as they come.
double klDivergence(std::span<const float> base, std::span<const float> logits);

// Both models read the text in step; log-probabilities are exact. `progress` is called after each window. Throws
// engine::Error as perplexity does, and BadSetting where the vocabularies differ.
Divergence divergence(const std::shared_ptr<const model::Model>& model, const std::shared_ptr<const model::Model>& base,
                      std::string_view text, const DivergenceOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Divergence& soFar)>& progress = {});

// The same over windows that are cut already, of the base's tokenizer; `options` say nothing of windows then.
Divergence divergence(const std::shared_ptr<const model::Model>& model, const std::shared_ptr<const model::Model>& base,
                      const Windows& windows, const DivergenceOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Divergence& soFar)>& progress = {});

// Against a file, with its windows. It keeps 16 bits of a log-probability, a floor of some 5e-4 nats.
Divergence divergence(const std::shared_ptr<const model::Model>& model, const BaseFile& base,
                      const DivergenceOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Divergence& soFar)>& progress = {});

// Writes what the model predicts as a base file; its perplexity is the result. Throws NotWritten as well.
Perplexity writeBase(const std::shared_ptr<const model::Model>& model, std::string_view text,
                     const PerplexityOptions& options, const std::filesystem::path& path, const std::atomic<bool>& stop,
                     const std::function<void(const Perplexity& soFar)>& progress = {});

// The paired difference a - b of two divergences over the same tokens, and its standard error. The order must be the
// same.
struct Difference {
    double mean = 0;
    double error = 0;
};
Difference pairedDifference(std::span<const float> a, std::span<const float> b);

} // namespace engine::tune
