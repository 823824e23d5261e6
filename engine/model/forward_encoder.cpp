// SPDX-License-Identifier: GPL-3.0-or-later
// Encoders: every token sees all, and each block ends with its norm (Devlin et al. 2019, "BERT"; the blocks are those
// of Vaswani et al. 2017, section 3.1). The last hidden states stay in scratch.x; encoder.h makes one vector of them.
#include "engine/model/pages.h"

#include <cstddef>

namespace engine::model
{
namespace
{

// Texts of one pass lie one behind the other in one cache, and each sees itself alone: as if its rows were the first.
std::span<const kernels::Segment> apart(std::span<const kernels::Segment> parts, const Config& c, Scratch& s)
{
    for (std::size_t i = 0; i < parts.size(); ++i) {
        kernels::Segment& segment = s.segments[i];
        const std::int64_t bytes = kernels::bytesOf(segment.cache.type, segment.position * c.headDim);
        segment.cache.keys = static_cast<std::byte*>(segment.cache.keys) + bytes;
        segment.cache.values = static_cast<std::byte*>(segment.cache.values) + bytes;
        segment.position = 0;
    }
    return parts;
}

} // namespace

void forwardEncoder(const Config& c, const Weights& w, std::span<const std::int32_t> tokens, Pass& pass)
{
    const int count = static_cast<int>(tokens.size());
    const kernels::Backend& ops = pass.ops;
    Scratch& s = pass.scratch;
    const auto texts = apart(pass.layer(0), c, s); // all layers in turn: nothing is kept between calls
    void* memory = s.opMemory();

    for (const kernels::Segment& text : texts) // each begins at the first position
        ops.embed({.tokens = text.tokens,
                   .dim = c.dim,
                   .ids = tokens.data() + text.first,
                   .table = w.tokens,
                   .positionTable = w.positions,
                   .addend = w.tokenType,
                   .x = s.x.data() + std::int64_t{text.first} * c.dim},
                  pass.pool);
    ops.normalize({.tokens = count, .dim = c.dim, .norm = w.tokenNorm, .x = s.x.data()}, pass.pool);

    for (int i = 0; i < c.layers; ++i) {
        const LayerWeights& layer = w.layer(i);
        ops.normQkv({.tokens = count,
                     .dim = c.dim,
                     .heads = c.heads,
                     .kvHeads = c.kvHeads,
                     .headDim = c.headDim,
                     .x = s.x.data(),
                     .q = layer.q,
                     .k = layer.k,
                     .v = layer.v,
                     .qBias = layer.qBias,
                     .kBias = layer.kBias,
                     .vBias = layer.vBias,
                     .segments = texts.data(),
                     .segmentCount = static_cast<int>(texts.size()),
                     .qOut = s.q.data(),
                     .scratch = memory},
                    pass.pool);

        attendEach({.heads = c.heads,
                    .kvHeads = c.kvHeads,
                    .headDim = c.headDim,
                    .q = s.q.data(),
                    .scale = c.attentionScale,
                    .causal = false,
                    .out = s.mixed.data(),
                    .scratch = memory},
                   texts, pass);

        ops.projectAdd({.tokens = count,
                        .weight = layer.output,
                        .bias = layer.outputBias,
                        .in = s.mixed.data(),
                        .x = s.x.data(),
                        .scratch = memory},
                       pass.pool);
        ops.normalize({.tokens = count, .dim = c.dim, .norm = layer.attentionPostNorm, .x = s.x.data()}, pass.pool);

        ops.normGateUp({.tokens = count,
                        .dim = c.dim,
                        .x = s.x.data(),
                        .up = layer.up,
                        .upBias = layer.upBias,
                        .activation = c.family->activation,
                        .out = s.inner.data(),
                        .scratch = memory},
                       pass.pool);

        ops.projectAdd({.tokens = count,
                        .weight = layer.down,
                        .bias = layer.downBias,
                        .in = s.inner.data(),
                        .x = s.x.data(),
                        .scratch = memory},
                       pass.pool);
        ops.normalize({.tokens = count, .dim = c.dim, .norm = layer.feedForwardPostNorm, .x = s.x.data()}, pass.pool);
    }
}

} // namespace engine::model
