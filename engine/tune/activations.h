// SPDX-License-Identifier: GPL-3.0-or-later
// The inputs of a model's matrices while it reads a text: what calibration is made of. On the processor, on the
// caller's thread and a pool's.
#pragma once

#include "engine/tune/windows.h"

#include <string>

namespace engine::tune
{

enum class Input {
    Attention,       // of q, k and v: one input for all three
    AttentionOutput,
    FeedForward,     // of gate and up; in a mixture of experts of the chosen ones
    FeedForwardDown,
    Head
};

// The tensors of the model's file that have this input, in a mixture of experts those of all experts. `layer` is -1 for
// the head, whose tensor is the token embedding where the file has no other.
std::vector<std::string> tensorsWith(const model::Model& model, Input input, int layer);

class ActivationObserver
{
public:
    virtual ~ActivationObserver() = default;
    // Rows [tokens, cols] of an input; `expert` is -1 outside of a mixture. Valid during the call.
    virtual void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) = 0;
};

struct Observation {
    double meanLoss = 0; // nats for a token
    std::int64_t tokens = 0;
};
using StepProgress = std::function<void(std::int64_t done, std::int64_t of)>;

// Reads the windows (Protocol::Whole) layer by layer and shows each input but those of a window's last token. The
// perplexity of the same reading is the result. `progress` is called after each layer and the head. Throws as LayerWalk
// (layer_walk.h) does, which those use who need the layers one after the other.
Observation observeActivations(const std::shared_ptr<const model::Model>& model, const Windows& windows, int threads,
                               ActivationObserver& observer, const std::atomic<bool>& stop,
                               const StepProgress& progress = {});

} // namespace engine::tune
