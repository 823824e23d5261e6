// SPDX-License-Identifier: GPL-3.0-or-later
// Perplexity of a text under a model, by the protocol of llama-perplexity, so that the figures can be compared.
// Runs on the caller's thread.
#pragma once

#include "engine/generate/runner.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace engine::tune
{

struct PerplexityOptions {
    std::int64_t context = 512; // tokens per window, at least 4
    int threads = 0;            // as in SessionOptions
    kernels::Type cacheType = kernels::Type::F16;
};

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

// The text is tokenized once, with bos where the model adds one, and cut into windows of `context` tokens that do not
// overlap; what is left over is not used. Each window starts anew, its first token replaced by bos where the model
// adds one; the tokens at context/2 + 1 .. context - 1 are scored, each given all before it in its window. Short windows
// are read side by side, which changes no bit of the result.
// `progress` is called after each window. Throws engine::Error: BadSetting (window too short or too long for the
// model, or the text for one window: numbers named), BadFile (logits that are
// not numbers), NoMemory, Stopped.
Perplexity perplexity(std::shared_ptr<const model::Model> model, std::string_view text,
                      const PerplexityOptions& options, const std::atomic<bool>& stop,
                      const std::function<void(const Perplexity& soFar)>& progress = {});

} // namespace engine::tune
