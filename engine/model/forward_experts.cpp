// SPDX-License-Identifier: GPL-3.0-or-later
// Mixtures of experts: the decoder's attention, and for each token a few of many feed-forward parts (Shazeer et al. 2017;
// Jiang et al. 2024, "Mixtral of Experts"; Qwen Team 2025, "Qwen3"). Prefill and decode are this same page.
#include "engine/model/pages.h"

namespace engine::model
{

void forwardExperts(const Config& c, const Weights& w, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
{
    const int count = static_cast<int>(tokens.size());
    const kernels::Backend& ops = pass.ops;
    Scratch& s = pass.scratch;
    void* memory = s.opMemory();

    ops.embed({.tokens = count, .dim = c.dim, .ids = tokens.data(), .table = w.tokens, .scale = c.embeddingScale, .x = s.x.data()},
              pass.pool);

    for (int i = 0; i < c.layers; ++i) {
        const LayerWeights& layer = w.layer(i);
        const std::span<const kernels::Segment> segments = pass.layer(i);

        ops.normQkv({.tokens = count, .dim = c.dim, .heads = c.heads, .kvHeads = c.kvHeads, .headDim = c.headDim,
                     .x = s.x.data(), .norm = layer.attentionNorm, .q = layer.q, .k = layer.k, .v = layer.v,
                     .qBias = layer.qBias, .kBias = layer.kBias, .vBias = layer.vBias, .qNorm = layer.qNorm,
                     .kNorm = layer.kNorm, .rope = c.ropeOf(i, segments[0].cache.capacity),
                     .segments = segments.data(), .segmentCount = static_cast<int>(segments.size()), .qOut = s.q.data(),
                     .scratch = memory},
                    pass.pool);

        attendEach({.heads = c.heads, .kvHeads = c.kvHeads, .headDim = c.headDim, .q = s.q.data(), .scale = c.attentionScale,
                    .window = c.window(i), .softCap = c.attentionSoftCap, .out = s.mixed.data(), .scratch = memory},
                   segments, pass);

        ops.projectAdd({.tokens = count, .weight = layer.output, .bias = layer.outputBias, .in = s.mixed.data(),
                        .x = s.x.data(), .scratch = memory},
                       pass.pool);

        ops.routeExperts({.tokens = count, .dim = c.dim, .used = c.experts.used, .x = s.x.data(),
                          .norm = layer.feedForwardNorm, .router = layer.router, .sharesSumToOne = c.experts.sharesSumToOne,
                          .normed = s.normed.data(), .chosen = s.chosen.data(), .shares = s.shares.data(), .scratch = memory},
                         pass.pool);

        ops.mixExperts({.tokens = count, .dim = c.dim, .inner = c.ffn, .experts = c.experts.count, .used = c.experts.used,
                        .normed = s.normed.data(), .chosen = s.chosen.data(), .shares = s.shares.data(), .gate = layer.gate,
                        .up = layer.up, .down = layer.down, .activation = c.family->activation, .x = s.x.data(), .scratch = memory},
                       pass.pool);
    }

    if (logitRows > 0)
        ops.logits({.tokens = logitRows, .dim = c.dim, .x = s.x.data() + std::int64_t{count - logitRows} * c.dim,
                    .norm = w.outputNorm, .head = w.logitHead(), .softCap = c.logitSoftCap, .logits = s.logits.data(), .scratch = memory},
                   pass.pool);
}

} // namespace engine::model
