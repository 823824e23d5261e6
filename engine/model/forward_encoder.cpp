// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders: every token sees all, and each block ends with its norm (Devlin et al. 2019, "BERT"; the blocks are those of
// Vaswani et al. 2017, section 3.1). The last hidden states stay in scratch.x; encoder.h makes one vector of them.
#include "engine/model/pages.h"

namespace engine::model
{

void forwardEncoder(const Config& c, const Weights& w, std::span<const std::int32_t> tokens, Pass& pass)
{
    const int count = static_cast<int>(tokens.size());
    const kernels::Backend& ops = pass.ops;
    const kernels::Segment whole = pass.layer(0)[0]; // all layers in turn: nothing is kept between calls
    Scratch& s = pass.scratch;
    void* memory = s.opMemory();

    ops.embed({.tokens = count, .dim = c.dim, .ids = tokens.data(), .table = w.tokens, .positionTable = w.positions,
               .addend = w.tokenType, .x = s.x.data()},
              pass.pool);
    ops.normalize({.tokens = count, .dim = c.dim, .norm = w.tokenNorm, .x = s.x.data()}, pass.pool);

    for (int i = 0; i < c.layers; ++i) {
        const LayerWeights& layer = w.layer(i);
        ops.normQkv({.tokens = count, .dim = c.dim, .heads = c.heads, .kvHeads = c.kvHeads, .headDim = c.headDim,
                     .x = s.x.data(), .q = layer.q, .k = layer.k, .v = layer.v, .qBias = layer.qBias, .kBias = layer.kBias,
                     .vBias = layer.vBias, .segments = &whole, .segmentCount = 1, .qOut = s.q.data(), .scratch = memory},
                    pass.pool);

        ops.attend({.tokens = count, .heads = c.heads, .kvHeads = c.kvHeads, .headDim = c.headDim, .q = s.q.data(),
                    .cache = whole.cache, .scale = c.attentionScale, .causal = false, .out = s.mixed.data(), .scratch = memory},
                   pass.pool);

        ops.projectAdd({.tokens = count, .weight = layer.output, .bias = layer.outputBias, .in = s.mixed.data(),
                        .x = s.x.data(), .scratch = memory},
                       pass.pool);
        ops.normalize({.tokens = count, .dim = c.dim, .norm = layer.attentionPostNorm, .x = s.x.data()}, pass.pool);

        ops.normGateUp({.tokens = count, .dim = c.dim, .x = s.x.data(), .up = layer.up, .upBias = layer.upBias,
                        .activation = c.family->activation, .out = s.inner.data(), .scratch = memory},
                       pass.pool);

        ops.projectAdd({.tokens = count, .weight = layer.down, .bias = layer.downBias, .in = s.inner.data(),
                        .x = s.x.data(), .scratch = memory},
                       pass.pool);
        ops.normalize({.tokens = count, .dim = c.dim, .norm = layer.feedForwardPostNorm, .x = s.x.data()}, pass.pool);
    }
}

} // namespace engine::model
