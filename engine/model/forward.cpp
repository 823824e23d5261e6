// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/packing.h"
#include "engine/model/pages.h"

#include <algorithm>
#include <memory>

namespace engine::model
{
namespace
{

constexpr std::size_t kAlignment = 64;
constexpr int kTokensPerLayer = 8; // of a pass, for each layer packed before it: packing takes a tenth of the time at most

std::int64_t logitWidth(const Config& c)
{
    return c.isEncoder() ? static_cast<std::int64_t>(c.labels.size()) : c.vocabulary;
}

std::size_t opBytes(const Config& c, int tokens, int logits, std::int64_t capacity, int threads)
{
    const std::int64_t width = std::int64_t{c.heads} * c.headDim;
    const auto projecting = [tokens](std::int64_t cols, std::int64_t rows) { return kernels::scratchBytes(tokens, cols, rows); };
    const std::size_t attention = std::max(projecting(c.dim, width + 2 * std::int64_t{c.kvHeads} * c.headDim), projecting(width, c.dim));
    const std::size_t feedForward = std::max({projecting(c.dim, 2 * std::int64_t{c.ffn}), projecting(c.ffn, c.dim),
                                              projecting(c.dim, c.experts.count)});
    const std::size_t experts =
        c.experts.count > 0 ? kernels::expertScratchBytes(tokens, c.dim, c.ffn, c.experts.count, c.experts.used) : 0;
    return std::max({attention, feedForward, kernels::scratchBytes(logits, c.dim, logitWidth(c)), experts,
                     kernels::attendScratchBytes(tokens, c.heads, c.headDim, capacity, threads)});
}

std::size_t product(std::int64_t a, std::int64_t b)
{
    return static_cast<std::size_t>(a * b);
}

// How many values each buffer has.
struct Sizes {
    std::size_t x, q, inner, logits, normed, shares, segments, op;

    Sizes(const Config& c, int tokens, int rows, std::int64_t capacity, int threads)
        : x(product(tokens, c.dim)), q(product(tokens, std::int64_t{c.heads} * c.headDim)), inner(product(tokens, c.ffn)),
          logits(c.isEncoder() ? 0 : product(rows, c.vocabulary)), normed(c.experts.count > 0 ? x : 0),
          shares(product(tokens, c.experts.used)), segments(static_cast<std::size_t>(tokens)),
          op(opBytes(c, tokens, rows, capacity, threads) + kAlignment)
    {
    }

    std::int64_t gpuBytes() const
    {
        const std::size_t floats = x + 2 * q + inner + logits + normed + shares;
        return static_cast<std::int64_t>(floats * sizeof(float) + shares * sizeof(std::int32_t) + op);
    }
    std::int64_t bytes() const { return gpuBytes() + static_cast<std::int64_t>(segments * sizeof(kernels::Segment)); }
};

} // namespace

Scratch::Scratch(const Config& c, int tokens, int rows, std::int64_t capacity, int threads, std::shared_ptr<Gpu> on,
                 const kernels::cuda::PromptProducts& how)
    : gpu(std::move(on)), maxTokens(tokens), maxLogits(rows), prompts(how)
{
    const Sizes sizes(c, tokens, rows, capacity, threads);
    x = Buffer(sizes.x, gpu);
    q = Buffer(sizes.q, gpu);
    mixed = Buffer(sizes.q, gpu);
    inner = Buffer(sizes.inner, gpu);
    logits = Buffer(sizes.logits, gpu);
    normed = Buffer(sizes.normed, gpu);
    shares = Buffer(sizes.shares, gpu);
    chosen = BufferOf<std::int32_t>(sizes.shares, gpu);
    segments.resize(sizes.segments);
    op = BufferOf<std::byte>(sizes.op, gpu);
    if (gpu)
        promptRoom = BufferOf<std::byte>(static_cast<std::size_t>(promptBytesFor(c, tokens, prompts)), gpu);
    onHost = Buffer(gpu ? sizes.logits : 0);
}

void Scratch::mirrorOn(const Config& config, std::int64_t capacity, const std::shared_ptr<Gpu>& on,
                       const GpuMemory& weights, bool hasHead)
{
    mirrors.push_back(std::make_unique<Scratch>(config, maxTokens, hasHead ? maxLogits : 0, capacity, 1, on, prompts));
    Scratch& mirror = *mirrors.back();
    if (!split)
        split = std::make_unique<SplitBackend>();
    split->addPlace(on, weights, mirror.opMemory());
    const auto add = [this](auto& here, auto& there) {
        if (there.size() > 0)
            split->addMirror(here.data(), here.size() * sizeof(*here.data()), there.data(),
                             here.data() == static_cast<void*>(x.data()));
    };
    add(x, mirror.x);
    add(q, mirror.q);
    add(mixed, mirror.mixed);
    add(inner, mirror.inner);
    add(logits, mirror.logits);
    add(normed, mirror.normed);
    add(shares, mirror.shares);
    add(chosen, mirror.chosen);
}

std::int64_t Scratch::bytesFor(const Config& c, int tokens, int rows, std::int64_t capacity, int threads)
{
    return Sizes(c, tokens, rows, capacity, threads).bytes();
}

std::int64_t Scratch::gpuBytesFor(const Config& c, int tokens, int rows, std::int64_t capacity,
                                  const kernels::cuda::PromptProducts& prompts)
{
    return Sizes(c, tokens, rows, capacity, 1).gpuBytes() + promptBytesFor(c, tokens, prompts);
}

// Of the ops that the matrix library may take: those of a mixture's experts have products of their own.
std::int64_t Scratch::promptBytesFor(const Config& c, int tokens, const kernels::cuda::PromptProducts& prompts)
{
    const auto of = [&](std::int64_t cols, std::int64_t rows) {
        return kernels::cuda::promptRoom(prompts, tokens, cols, rows).all();
    };
    const std::int64_t width = std::int64_t{c.heads} * c.headDim;
    const std::int64_t attention = std::max(of(c.dim, width + 2 * std::int64_t{c.kvHeads} * c.headDim), of(width, c.dim));
    return c.experts.count > 0 ? attention
                               : std::max({attention, of(c.dim, 2 * std::int64_t{c.ffn}), of(c.ffn, c.dim)});
}

void* Scratch::opMemory()
{
    void* address = op.data();
    std::size_t space = op.size();
    return std::align(kAlignment, op.size() - kAlignment, address, space);
}

std::int64_t Scratch::bytes() const
{
    const std::size_t floats = x.size() + q.size() + mixed.size() + inner.size() + logits.size() + normed.size() + shares.size();
    std::int64_t all = 0;
    for (const auto& mirror : mirrors)
        all += mirror->bytes();
    return all + static_cast<std::int64_t>(floats * sizeof(float) + chosen.size() * sizeof(std::int32_t) +
                                           segments.size() * sizeof(kernels::Segment) + op.size() + promptRoom.size());
}

std::span<const kernels::Segment> Pass::layer(int index)
{
    for (std::size_t i = 0; i < parts.size(); ++i)
        scratch.segments[i].cache = parts[i].cache.layer(index);
    return std::span(scratch.segments).first(parts.size());
}

void attendEach(kernels::Attend op, std::span<const kernels::Segment> segments, Pass& pass)
{
    const std::int64_t width = std::int64_t{op.heads} * op.headDim;
    const float* q = op.q;
    float* out = op.out;
    for (const kernels::Segment& segment : segments) {
        op.tokens = segment.tokens;
        op.q = q + segment.first * width;
        op.out = out + segment.first * width;
        op.cache = segment.cache;
        op.position = segment.position;
        pass.ops.attend(op, pass.pool);
    }
}

namespace
{

void runPage(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
{
    int first = 0;
    for (std::size_t i = 0; i < pass.parts.size(); ++i) {
        const auto& [cache, count] = pass.parts[i];
        pass.scratch.segments[i] = {first, count, cache.length(), {}};
        cache.setLength(cache.length() + count);
        first += count;
    }
    if (weights.packing && pass.ops.prefersPacked)
        weights.packing->advance(pass.pool, std::max(1, static_cast<int>(tokens.size()) / kTokensPerLayer));
    switch (config.page()) {
    case Page::Decoder:
        forwardDecoder(config, weights, tokens, logitRows, pass);
        break;
    case Page::Gpt2:
        forwardGpt2(config, weights, tokens, logitRows, pass);
        break;
    case Page::Experts:
        forwardExperts(config, weights, tokens, logitRows, pass);
        break;
    case Page::Encoder:
        forwardEncoder(config, weights, tokens, pass);
        break;
    }
}

// One token with its logits is what decoding does again and again: from the third time on the device repeats the steps
// by itself. The first time is run as any other, since an op may allocate then.
void runOnGpu(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
{
    Scratch& s = pass.scratch;
    const bool single = tokens.size() == 1 && logitRows == 1 && pass.graph != nullptr;
    KvCache& cache = pass.parts.front().cache;
    const std::int64_t position = cache.length();
    if (single && !*pass.graph && pass.graph->isDue()) {
        const auto page = [&] { runPage(config, weights, tokens, logitRows, pass); };
        pass.graph->record(s.gpu, [](const void* context) { (*static_cast<const decltype(page)*>(context))(); }, &page);
        cache.setLength(position); // nothing was computed yet
    }
    if (single && *pass.graph) {
        pass.graph->replay(position, tokens.front());
        cache.setLength(position + 1);
    } else {
        runPage(config, weights, tokens, logitRows, pass);
    }
    s.gpu->finish();
    if (logitRows > 0)
        s.gpu->download(s.onHost.data(), s.logits.data(),
                        static_cast<std::size_t>(logitRows) * static_cast<std::size_t>(config.vocabulary) * sizeof(float));
}

} // namespace

kernels::cuda::Choice choiceOf(const Config& config, kernels::cuda::Choice how, const Scratch& scratch)
{
    how.logits = scratch.logits.data();
    how.vocabulary = static_cast<int>(config.vocabulary);
    return how;
}

void recordSteps(const Config& config, const Weights& weights, kernels::cuda::Choice how, Pass& pass, GpuSteps& steps)
{
    KvCache& cache = pass.parts.front().cache;
    const std::int64_t position = cache.length();
    const std::int32_t anyToken = 0; // the device's own is read instead
    const auto page = [&] { runPage(config, weights, {&anyToken, 1}, 1, pass); };
    steps.record(
        pass.scratch.gpu, [](const void* context) { (*static_cast<const decltype(page)*>(context))(); }, &page,
        choiceOf(config, how, pass.scratch));
    cache.setLength(position); // nothing was computed
}

namespace
{

void runSplit(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
{
    Scratch& s = pass.scratch;
    runPage(config, weights, tokens, logitRows, pass);
    s.split->finish(s.logits.data(),
                    static_cast<std::size_t>(logitRows) * static_cast<std::size_t>(config.vocabulary) * sizeof(float));
}

// The room for products of prompts belongs to the GPUs as long as a pass of many tokens runs.
class LentRoom
{
public:
    LentRoom(Scratch& scratch, std::size_t tokens) : m_scratch(scratch), m_isLent(tokens >= std::size_t{kernels::cuda::kTokensForLibrary})
    {
        forEach([](Scratch& one) { one.gpu->setPrompts(one.prompts, one.promptRoom.data(), one.promptRoom.size()); });
    }
    ~LentRoom()
    {
        forEach([](Scratch& one) { one.gpu->setPrompts(one.prompts, nullptr, 0); });
    }
    LentRoom(const LentRoom&) = delete;
    LentRoom& operator=(const LentRoom&) = delete;

private:
    template <class Action>
    void forEach(const Action& action)
    {
        if (m_isLent && m_scratch.promptRoom.size() > 0)
            action(m_scratch);
        for (const auto& mirror : m_scratch.mirrors)
            if (m_isLent && mirror->promptRoom.size() > 0)
                action(*mirror);
    }

    Scratch& m_scratch;
    bool m_isLent;
};

} // namespace

void forward(const Config& config, const Weights& weights, std::span<const std::int32_t> tokens, int logitRows, Pass& pass)
{
    const LentRoom lent(pass.scratch, tokens.size());
    if (pass.scratch.split)
        runSplit(config, weights, tokens, logitRows, pass);
    else if (pass.scratch.gpu)
        runOnGpu(config, weights, tokens, logitRows, pass);
    else
        runPage(config, weights, tokens, logitRows, pass);
}

} // namespace engine::model
