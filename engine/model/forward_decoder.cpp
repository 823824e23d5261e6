// SPDX-License-Identifier: GPL-3.0-or-later
// Dense decoders: pre-norm blocks with RMSNorm, RoPE, grouped queries and a gated feed-forward part (Touvron et al. 2023,
// "LLaMA", section 2.2). What Qwen, Gemma, Phi and Mistral do otherwise is in the config and the weights: norms of heads
// and of results, biases, windows and positions layer by layer, soft caps. Prefill and decode are this same page.
#include "engine/model/pages.h"

namespace engine::model
{

void forwardDecoder(const Config& c, const Weights& w, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
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

        ops.projectAdd({.tokens = count, .weight = layer.output, .bias = layer.outputBias, .norm = layer.attentionPostNorm,
                        .in = s.mixed.data(), .x = s.x.data(), .scratch = memory},
                       pass.pool);

        ops.normGateUp({.tokens = count, .dim = c.dim, .x = s.x.data(), .norm = layer.feedForwardNorm, .gate = layer.gate,
                        .up = layer.up, .gateBias = layer.gateBias, .upBias = layer.upBias, .activation = c.family->activation, .out = s.inner.data(), .scratch = memory},
                       pass.pool);

        ops.projectAdd({.tokens = count, .weight = layer.down, .bias = layer.downBias, .norm = layer.feedForwardPostNorm,
                        .in = s.inner.data(), .x = s.x.data(), .scratch = memory},
                       pass.pool);
    }

    if (logitRows > 0)
        ops.logits({.tokens = logitRows, .dim = c.dim, .x = s.x.data() + std::int64_t{count - logitRows} * c.dim,
                    .norm = w.outputNorm, .head = w.logitHead(), .softCap = c.logitSoftCap, .logits = s.logits.data(), .scratch = memory},
                   pass.pool);
}

} // namespace engine::model
