// SPDX-License-Identifier: GPL-3.0-or-later
// The forward pass: one page per shape of computation (pages.h).
#pragma once

#include "engine/model/buffer.h"
#include "engine/model/kv_cache.h"
#include "engine/model/split_backend.h"
#include "engine/model/weights.h"
#include "kernels/pool.h"

#include <span>

namespace engine::model
{

// Buffers of one pass over at most `maxTokens` tokens. Made once; the page allocates nothing.
struct Scratch {
    // On `gpu` where there is one: then `hostLogits` is what logits are copied to.
    Scratch(const Config& config, int maxTokens, int maxLogits, std::int64_t capacity, int threads, std::shared_ptr<Gpu> gpu = nullptr);

    std::shared_ptr<Gpu> gpu; // null: the processor
    int maxTokens; // per call of forward
    int maxLogits; // rows of logits per call
    Buffer x;      // [maxTokens, dim]            residual stream
    Buffer q;      // [maxTokens, heads, headDim]
    Buffer mixed;  // [maxTokens, heads, headDim] attention's result
    Buffer inner;  // [maxTokens, ffn]
    Buffer logits; // [maxLogits, vocabulary]; none in encoders
    Buffer normed; // [maxTokens, dim]            mixtures of experts only
    Buffer shares; // [maxTokens, experts used]
    BufferOf<std::int32_t> chosen; // likewise
    BufferOf<std::byte> op; // scratch of the ops, aligned by opMemory()
    Buffer onHost; // [maxLogits, vocabulary], where logits are on a GPU

    std::unique_ptr<Scratch> mirror; // of a model that is split: these buffers once more, on the GPU
    std::unique_ptr<SplitBackend> split; // and what knows both

    void* opMemory();
    const Buffer& hostLogits() const { return gpu ? onHost : logits; }
    void mirrorOn(const Config& config, std::int64_t capacity, const std::shared_ptr<Gpu>& on); // throws as the constructor does
    std::int64_t bytes() const;
    // What bytes() of such an object would be, without making it.
    static std::int64_t bytesFor(const Config& config, int maxTokens, int maxLogits, std::int64_t capacity, int threads);
};

// What a pass runs on. All outlive it.
struct Pass {
    const kernels::Backend& ops;
    kernels::Pool& pool;
    KvCache& cache;
    Scratch& scratch;
    GpuGraph* graph = nullptr; // on a GPU: where the steps of a single token are kept, for the next ones
};

// Runs `tokens` (1 .. maxTokens) at the cache's end and appends them to it. The logits of the last `logitRows`
// (0 .. min(maxLogits, tokens)) of them are then in scratch.hostLogits(). The cache has room for them: checked by the caller.
// An encoder has no logits, and its tokens are a whole text: the cache is empty before.
void forward(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass);

} // namespace engine::model
