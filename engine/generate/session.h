// SPDX-License-Identifier: GPL-3.0-or-later
// One sequence on one model: the KV cache, the buffers and the pool, with reuse of the prompt's known beginning.
// Used by one thread at a time.
#pragma once

#include "engine/measure/memory.h"
#include "engine/model/forward.h"
#include "engine/model/model.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace engine::generate
{

struct SessionOptions {
    std::int64_t context = 0;                       // positions; 0: what the model was trained for, at most 4096
    int threads = 0;                                // 1 .. 256; 0: all that this process may use
    kernels::Type cacheType = kernels::Type::F16;   // F16, F32, Q8_0 or Q4_0 (KvCache::isAllowed)
    int batch = 256;                                // prompt tokens per pass, 1 .. 4096; stop is polled between passes
    int maxLogits = 1;                              // rows of logits that one evaluate may ask for
    const kernels::Backend* ops = nullptr;          // null: the CPU backend
};

class Session
{
public:
    // Throws engine::Error: BadSetting, NoMemory (found out before allocating; the sentence has the numbers).
    Session(std::shared_ptr<const model::Model> model, const SessionOptions& options);

    // What memory() of a session on these weights will be once they are loaded: nothing is read and nothing allocated.
    // `name` of the model, for errors. Throws as the constructor does, but for NoMemory.
    static measure::MemoryUse plan(const model::Config& config, model::Weights& weights, const std::string& name,
                                   const SessionOptions& options);
    // The same of a model that is wholly on a GPU, as it was read from its file.
    static measure::MemoryUse planOnGpu(const model::Config& config, const model::Weights& weights, const std::string& name,
                                        const SessionOptions& options);

    const model::Model& model() const { return *m_model; }
    std::int64_t context() const { return m_cache.capacity(); }
    int threads() const { return m_pool.threads(); }
    measure::MemoryUse memory() const;
    std::string device() const; // for people: "CPU, AVX-512 VNNI, 2 threads"

    std::span<const text::TokenId> tokens() const { return m_tokens; } // what the cache holds

    // Makes the cache hold exactly `prompt`: keeps the longest common beginning (at least the last token is evaluated
    // again), evaluates the rest and returns how many tokens were kept. Throws Error: TooLong, Stopped (the cache then
    // holds what was done). `progress` gets tokens done and tokens to do.
    std::int64_t evaluatePrompt(std::span<const text::TokenId> prompt, const std::atomic<bool>& stop,
                                const std::function<void(std::int64_t done, std::int64_t all)>& progress = {});
    // Appends tokens (at most the batch, room checked: TooLong) and leaves the logits of the last `logitRows`.
    void append(std::span<const text::TokenId> tokens, int logitRows);
    std::span<const float> logits(int row = 0) const; // [vocabulary]
    void clear();

    // Forgets the tokens begin .. end-1 and moves those behind to their place, without evaluating anything again: keys are
    // turned back. What the kept tokens took up from the forgotten ones stays in them. 0 <= begin < end <= tokens.
    // Throws engine::Error(Unsupported) where positions are learned: those cannot be turned.
    void forget(std::int64_t begin, std::int64_t end);
    bool canForget() const { return !m_model->config().learnedPositions(); }

    // The cache and its tokens as a file that the same model and cache type reads back, to the bit.
    // Throw engine::Error: NotFound (cannot be read or written), BadFile (damaged, or of another model, type or version),
    // TooLong (more tokens than this context). After an error the session is empty or as before.
    void save(const std::filesystem::path& path) const;
    void restore(const std::filesystem::path& path);

private:
    std::shared_ptr<const model::Model> m_model;
    SessionOptions m_options;
    kernels::Pool m_pool;
    model::KvCache m_cache;
    model::Scratch m_scratch;
    model::GpuGraph m_graph; // of a single token, on a GPU
    std::vector<text::TokenId> m_tokens;
};

} // namespace engine::generate
