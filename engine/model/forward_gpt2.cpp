// SPDX-License-Identifier: GPL-3.0-or-later
// GPT-2 (Radford et al. 2019) and OPT (Zhang et al. 2022): pre-norm blocks with LayerNorm, learned positions, biases and
// a plain feed-forward part. Prefill and decode are this same page.
#include "engine/model/pages.h"

namespace engine::model
{

void forwardGpt2(const Config& c, const Weights& w, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
{
    const int count = static_cast<int>(tokens.size());
    const kernels::Backend& ops = pass.ops;
    Scratch& s = pass.scratch;
    void* memory = s.opMemory();

    for (const kernels::Segment& segment : pass.layer(0)) // each has positions of its own
        ops.embed({.tokens = segment.tokens, .dim = c.dim, .ids = tokens.data() + segment.first, .table = w.tokens,
                   .positionTable = w.positions, .position = segment.position,
                   .x = s.x.data() + std::int64_t{segment.first} * c.dim},
                  pass.pool);

    for (int i = 0; i < c.layers; ++i) {
        const LayerWeights& layer = w.layer(i);
        const std::span<const kernels::Segment> segments = pass.layer(i);

        ops.normQkv({.tokens = count, .dim = c.dim, .heads = c.heads, .kvHeads = c.kvHeads, .headDim = c.headDim,
                     .x = s.x.data(), .norm = layer.attentionNorm, .q = layer.q, .k = layer.k, .v = layer.v,
                     .qBias = layer.qBias, .kBias = layer.kBias, .vBias = layer.vBias, .segments = segments.data(),
                     .segmentCount = static_cast<int>(segments.size()), .qOut = s.q.data(), .scratch = memory},
                    pass.pool);

        attendEach({.heads = c.heads, .kvHeads = c.kvHeads, .headDim = c.headDim, .q = s.q.data(), .scale = c.attentionScale,
                    .out = s.mixed.data(), .scratch = memory},
                   segments, pass);

        ops.projectAdd({.tokens = count, .weight = layer.output, .bias = layer.outputBias, .in = s.mixed.data(),
                        .x = s.x.data(), .scratch = memory},
                       pass.pool);

        ops.normGateUp({.tokens = count, .dim = c.dim, .x = s.x.data(), .norm = layer.feedForwardNorm, .up = layer.up,
                        .upBias = layer.upBias, .activation = c.family->activation, .out = s.inner.data(), .scratch = memory},
                       pass.pool);

        ops.projectAdd({.tokens = count, .weight = layer.down, .bias = layer.downBias, .in = s.inner.data(),
                        .x = s.x.data(), .scratch = memory},
                       pass.pool);
    }

    if (logitRows > 0)
        ops.logits({.tokens = logitRows, .dim = c.dim, .x = s.x.data() + std::int64_t{count - logitRows} * c.dim,
                    .norm = w.outputNorm, .head = w.logitHead(), .logits = s.logits.data(), .scratch = memory},
                   pass.pool);
}

} // namespace engine::model
