// SPDX-License-Identifier: GPL-3.0-or-later
// The forward pass: one page per shape of computation (pages.h).
#pragma once

#include "engine/model/buffer.h"
#include "engine/model/kv_cache.h"
#include "engine/model/split_backend.h"
#include "engine/model/weights.h"
#include "kernels/ops.h"
#include "kernels/pool.h"

#include <span>

namespace engine::model
{

// Buffers of one pass over at most `maxTokens` tokens. Made once; the page allocates nothing.
struct Scratch {
    // On `gpu` where there is one: then `hostLogits` is what logits are copied to.
    Scratch(const Config& config, int maxTokens, int maxLogits, std::int64_t capacity, int threads, std::shared_ptr<Gpu> gpu = nullptr,
            const kernels::cuda::PromptProducts& prompts = {});

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
    std::vector<kernels::Segment> segments; // [maxTokens]: no part of a pass is empty
    BufferOf<std::byte> op; // scratch of the ops, aligned by opMemory()
    kernels::cuda::PromptProducts prompts; // how a GPU multiplies many tokens
    BufferOf<std::byte> promptRoom;        // and what for; on a GPU only
    Buffer onHost; // [maxLogits, vocabulary], where logits are on a GPU

    std::vector<std::unique_ptr<Scratch>> mirrors; // of a model that is split: these buffers once more, on each GPU
    std::unique_ptr<SplitBackend> split; // and what knows all

    void* opMemory();
    const Buffer& hostLogits() const { return gpu ? onHost : logits; }
    // In the order of the layers; the last has the head. `weights` are on it. Throws as the constructor does.
    void mirrorOn(const Config& config, std::int64_t capacity, const std::shared_ptr<Gpu>& on, const GpuMemory& weights, bool hasHead);
    std::int64_t bytes() const; // with its mirrors
    // What bytes() of such an object would be, without making it.
    static std::int64_t bytesFor(const Config& config, int maxTokens, int maxLogits, std::int64_t capacity, int threads);
    // What one on a GPU, or a mirror, takes of its memory.
    static std::int64_t gpuBytesFor(const Config& config, int maxTokens, int maxLogits, std::int64_t capacity,
                                    const kernels::cuda::PromptProducts& prompts = {});
    // What of it is for the products of prompts, beside what bytesFor() counts.
    static std::int64_t promptBytesFor(const Config& config, int maxTokens, const kernels::cuda::PromptProducts& prompts);
    std::int64_t gpuBytes() const { return bytes() - static_cast<std::int64_t>(segments.size() * sizeof(kernels::Segment)); }
};

// The next tokens of one sequence, at the end of its cache. A sequence may come twice in a pass, one part behind the other.
struct Part {
    KvCache& cache;
    int tokens; // 1 or more
};

// What a pass runs on. All outlive it.
struct Pass {
    const kernels::Backend& ops;
    kernels::Pool& pool;
    std::span<const Part> parts; // the tokens of all together are the pass's; their caches have one capacity
    Scratch& scratch;
    GpuGraph* graph = nullptr; // on a GPU, of one part: where the steps of a single token are kept, for the next ones

    // The parts with their places in the caches of that layer; valid until the next call.
    std::span<const kernels::Segment> layer(int index);
};

// Runs `tokens` (1 .. maxTokens), part by part, at the ends of the parts' caches and appends them there. The logits of the
// last `logitRows` (0 .. min(maxLogits, tokens)) of them are then in scratch.hostLogits(). The caches have room for them:
// checked by the caller. What comes out for a sequence is to the bit what it would be alone.
// An encoder has no logits, and its tokens are one whole text: the cache is empty before.
void forward(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass);

// Records the ops of one token at the end of the pass's one part, its logits, and the choice of the next by them. On a GPU
// that has run a single token of it; nothing is computed but what warms up the choice. `how` gets its logits here.
void recordSteps(const Config& config, const Weights& weights, kernels::cuda::Choice how, Pass& pass, GpuSteps& steps);
// What `how` becomes there: whether steps have been recorded for the same.
kernels::cuda::Choice choiceOf(const Config& config, kernels::cuda::Choice how, const Scratch& scratch);

} // namespace engine::model
