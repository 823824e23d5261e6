// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/forward.h"

#include <algorithm>
#include <memory>

namespace engine::model
{
namespace
{

constexpr std::size_t kAlignment = 64;

std::size_t opBytes(const Config& c, int tokens, int logits, std::int64_t capacity, int threads)
{
    const std::int64_t width = std::int64_t{c.heads} * c.headDim;
    const std::int64_t cols = std::max<std::int64_t>({c.dim, c.ffn, width});
    const std::int64_t rows = std::max<std::int64_t>(width + 2 * std::int64_t{c.kvHeads} * c.headDim, 2 * std::int64_t{c.ffn});
    return std::max({kernels::scratchBytes(tokens, cols, rows), kernels::scratchBytes(logits, c.dim, c.vocabulary),
                     kernels::attendScratchBytes(tokens, c.heads, c.headDim, capacity, threads)});
}

std::size_t product(std::int64_t a, std::int64_t b)
{
    return static_cast<std::size_t>(a * b);
}

} // namespace

void forwardLlama(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass);
void forwardGpt2(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass);

Scratch::Scratch(const Config& c, int tokens, int rows, std::int64_t capacity, int threads)
    : maxTokens(tokens), maxLogits(rows), x(product(tokens, c.dim)), q(product(tokens, std::int64_t{c.heads} * c.headDim)),
      mixed(q.size()), inner(product(tokens, c.ffn)), logits(product(rows, c.vocabulary)),
      op(opBytes(c, tokens, rows, capacity, threads) + kAlignment)
{
}

void* Scratch::opMemory()
{
    void* address = op.data();
    std::size_t space = op.size();
    return std::align(kAlignment, op.size() - kAlignment, address, space);
}

std::int64_t Scratch::bytes() const
{
    const std::size_t floats = x.size() + q.size() + mixed.size() + inner.size() + logits.size();
    return static_cast<std::int64_t>(floats * sizeof(float) + op.size());
}

void forward(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
{
    switch (config.family) {
    case Family::Llama:
        forwardLlama(config, weights, tokens, logitRows, pass);
        break;
    case Family::Gpt2:
        forwardGpt2(config, weights, tokens, logitRows, pass);
        break;
    }
    pass.cache.setLength(pass.cache.length() + static_cast<std::int64_t>(tokens.size()));
}

} // namespace engine::model
