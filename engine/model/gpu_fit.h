// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a model GPUs have room for, and which of its layers each of them takes. Any thread.
#pragma once

#include "engine/model/weights.h"
#include "kernels/cuda/prompt_products.h"

#include <optional>
#include <span>
#include <vector>

namespace engine::model
{

// What will lie beside the weights.
struct GpuUse {
    std::int64_t context = 0; // positions; 0: as a session takes where nobody said
    kernels::Type cacheType = kernels::Type::F16;
    int batch = 256;
    int logits = 1;    // rows
    int sequences = 1; // with a cache each
    kernels::cuda::PromptProducts prompts = {};
};

// Bytes of a GPU's memory, as they are asked for: exact.
struct GpuNeed {
    std::int64_t weights = 0;
    std::int64_t cache = 0;   // keys and values
    std::int64_t scratch = 0; // buffers of a pass
    std::int64_t all() const { return weights + cache + scratch; }
};

// Of the layers first .. end - 1 on one GPU, with the token embedding where the first of all is among them, and the head or
// not.
GpuNeed gpuNeed(const Weights& weights, const Config& config, const GpuUse& use, int first, int end, bool head);

// The same of the last `layers` layers and the head.
std::int64_t gpuBytesWith(const Weights& weights, const Config& config, const GpuUse& use, int layers);

// As many of the last layers as fit into `freeBytes`, with some room for the driver's own and for what others take
// meanwhile; 0: only the head does; -1: not even that. Encoders: all or nothing.
int gpuLayersThatFit(const Weights& weights, const Config& config, const GpuUse& use, std::int64_t freeBytes);

// A GPU that layers may go to.
struct GpuRoom {
    int device = 0;             // two of the same share its memory
    std::int64_t freeBytes = 0; // 0: it does not tell, and is taken to have as much as any other
};

// How many layers each takes, in order, the last ones of the model: `layers` of them together, -1 for as many as fit. All
// are filled to the same share of their room, as far as whole layers can be, so that free memory says who gets how many
// and a device that is there twice gets the same twice. Nothing where that many do not fit (-1: not even the head).
std::optional<std::vector<int>> spreadLayers(const Weights& weights, const Config& config, const GpuUse& use,
                                             std::span<const GpuRoom> rooms, int layers = -1);

} // namespace engine::model
