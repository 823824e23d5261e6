// SPDX-License-Identifier: GPL-3.0-or-later
// Which blocks of a model can go with the least loss. Candidates are read without being written: a backend leaves the
// ops of removed blocks out, which gives to the bit what a file without them gives. Runs on the caller's thread.
#pragma once

#include "engine/generate/runner.h"
#include "engine/tune/windows.h"

#include <functional>
#include <memory>

namespace engine::tune
{

enum class LayerMethod {
    Influence, // lowest 1 - E[cos(h_in, h_out)] (Men et al. 2024, "ShortGPT", eq. 1): one pass over the text
    Greedy,    // one after the other, each time the one whose loss costs the least KL divergence (as Song et al. 2024,
               // "SLEB", by KL)
    Search     // from the better of both on, exchanging blocks at random as long as that helps (Sieberling et al. 2024,
               // "EvoPress")
};

using LayerSet = std::vector<bool>; // [layers]: true where one is left out

// Reads windows with any blocks left out.
class LayerTrials
{
public:
    // Keeps the model; `windows` (Protocol::LlamaCpp) outlives this. Memory: the base's predictions of one window.
    // Throws engine::Error as Runner does, and Unsupported for a model that a GPU holds or an encoder.
    LayerTrials(std::shared_ptr<const model::Model> model, const Windows& windows, int threads,
                const std::atomic<bool>& stop);
    ~LayerTrials();

    // Mean KL divergence from the whole model of each candidate, nats for a token. Throws engine::Error(Stopped).
    std::vector<double> losses(std::span<const LayerSet> candidates);
    // [layers] 1 - E[cos] of each block.
    std::vector<double> influences();
    // The logits of the scored rows of one window [rows, vocabulary].
    std::vector<float> logits(std::int64_t window, const LayerSet& without);

private:
    class Reader;
    std::unique_ptr<Reader> m_reader;
};

struct LayerChoice {
    std::vector<int> removed;       // ascending
    std::vector<double> influences; // [layers]
    double loss = 0;                // mean KL divergence over the windows without them
    double influenceLoss = 0;       // the same of the choice by influence alone
    std::size_t tried = 0;          // candidates that were read
};

// Throws engine::Error(BadSetting) unless `count` is from 1 to layers - 1.
void checkCount(int layers, int count);

// `count` of the blocks, 1 .. layers - 1. `trials`: candidates of the search, beyond the greedy ones. The same choice
// for any number of threads. Throws engine::Error as LayerTrials does, and BadSetting.
LayerChoice chooseLayers(LayerTrials& trials, int layers, int count, LayerMethod method, int searchTrials,
                         const std::function<void(std::size_t tried, std::size_t of)>& progress = {});

} // namespace engine::tune
