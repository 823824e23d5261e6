// SPDX-License-Identifier: GPL-3.0-or-later
// The named weights of a model as views of the mapped file; those of a packed layer are views of memory. Shapes are
// checked here, once.
#pragma once

#include "engine/model/config.h"
#include "kernels/types.h"

#include <memory>
#include <vector>

namespace engine::model
{

class Packing;

struct LayerWeights {
    kernels::Norm attentionNorm;           // [dim]; none in encoders
    kernels::Matrix q;                     // [heads * headDim, dim]
    kernels::Matrix k, v;                  // [kvHeads * headDim, dim]
    const float* qBias = nullptr;          // [heads * headDim] or null
    const float* kBias = nullptr;          // [kvHeads * headDim] or null
    const float* vBias = nullptr;
    kernels::Norm qNorm, kNorm;            // [headDim] or none
    kernels::Matrix output;                // [dim, heads * headDim]
    const float* outputBias = nullptr;     // [dim] or null
    kernels::Norm attentionPostNorm;       // [dim] or none: of the block's result; in encoders of the sum
    kernels::Norm feedForwardNorm;         // [dim]; none in encoders
    kernels::Matrix router;                // [experts, dim], a mixture of experts only
    kernels::Matrix gate;                  // [ffn, dim], absent without a gate; [experts * ffn, dim] in a mixture
    kernels::Matrix up;                    // likewise
    const float* gateBias = nullptr;       // [ffn] or null; likewise upBias
    const float* upBias = nullptr;
    kernels::Matrix down;                  // [dim, ffn]; [experts * dim, ffn] in a mixture
    const float* downBias = nullptr;       // [dim] or null
    kernels::Norm feedForwardPostNorm;     // [dim] or none, as attentionPostNorm
};

struct Weights {
    kernels::Matrix tokens;                // [vocabulary, dim]
    kernels::Matrix positions;             // [context, dim], where positions are learned
    const float* tokenType = nullptr;      // [dim] or null: what an encoder adds to each token of the first sentence
    kernels::Norm tokenNorm;               // [dim], encoders only
    std::vector<LayerWeights> layers;      // as they are in the file
    kernels::Norm outputNorm;              // [dim]; none in encoders
    kernels::Matrix head;                  // [vocabulary, dim]; the token embedding where the file has none
    kernels::Matrix classifierInner;       // [dim, dim], absent without a classifying head
    const float* classifierInnerBias = nullptr; // [dim] or null
    kernels::Matrix classifier;            // [labels, dim]
    const float* classifierBias = nullptr; // [labels] or null
    std::vector<std::vector<float>> vectors; // norms and biases that the file keeps in 16 bits, widened
    std::int64_t bytes = 0;                // of all tensors in use
    std::int64_t parameters = 0;
    std::shared_ptr<Packing> packing;      // of a loaded model

    // What a pass reads: packed as soon as that is done, with the same results.
    const LayerWeights& layer(int index) const;
    const kernels::Matrix& logitHead() const;
    std::int64_t memoryBytes() const;      // once all are packed

    // Throws engine::Error: BadFile (a tensor missing or of another shape, with both shapes), Unsupported (its type).
    static Weights fromGguf(const files::GgufFile& file, const Config& config);
};

// What memoryBytes() will be of a model that is loaded.
std::int64_t plannedBytes(const Weights& weights);

} // namespace engine::model
