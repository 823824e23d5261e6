// SPDX-License-Identifier: GPL-3.0-or-later
// What evaluates tokens: a model, the pool and the buffers of a pass, for any number of sequences that own their
// caches. Used by one thread at a time.
#pragma once

#include "engine/measure/memory.h"
#include "engine/model/forward.h"
#include "engine/model/model.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace engine::generate
{

struct SessionOptions {
    std::int64_t context = 0;                     // positions; 0: what the model was trained for, at most 4096
    int threads = 0;                              // 1 .. 256; 0: all that this process may use
    kernels::Type cacheType = kernels::Type::F16; // F16, BF16, F32, Q8_0 or Q4_0 (KvCache::isAllowed)
    int batch = 256;                              // prompt tokens per pass, 1 .. 4096; stop is polled between passes
    int maxLogits = 1;                            // rows of logits that one pass may be asked for
    int kept = 1;                                 // texts whose caches a Session keeps at most, 1 .. 64
    const kernels::Backend* ops = nullptr;        // null: the CPU backend
    kernels::cuda::PromptProducts prompts = {};   // on a GPU: how prompts are multiplied; 8-bit ones lose precision
    bool graphs = true;                           // on a GPU: the ops of a token are recorded once and replayed
    bool choosesOnDevice = true;                  // on a GPU with graphs: it chooses tokens by itself
};

// The options with the zeros resolved, for passes over so many sequences. `name` of the model, for errors.
// Throws engine::Error: BadSetting, Unsupported (an encoder).
SessionOptions resolved(const model::Config& config, const std::string& name, SessionOptions options, int sequences);

// A text that has been read: its tokens, and their keys and values.
struct Sequence {
    model::KvCache cache;
    std::vector<text::TokenId> tokens;
    std::unique_ptr<model::GpuGraph> graph = {}; // on a GPU: the ops of a single token, for this cache
    std::unique_ptr<model::GpuSteps> steps = {}; // the same with the choice of the next one

    // Forgets what comes behind the first `length` tokens.
    void shorten(std::int64_t length);
};

class Runner
{
public:
    // `sequences`: how many the caller is going to make at once; the memory for their caches is looked for beforehand.
    // Throws engine::Error: BadSetting, Unsupported, NoMemory (found out before allocating; the sentence has the
    // numbers).
    Runner(std::shared_ptr<const model::Model> model, const SessionOptions& options, int sequences);

    Sequence makeSequence() const; // an empty one; throws engine::Error(NoMemory)
    std::int64_t sequenceBytes() const
    {
        return model::KvCache::bytesFor(m_model->config(), m_options.cacheType, m_options.context);
    }

    // Tokens for the end of a sequence of this runner; not empty. One sequence may get two, one behind the other.
    struct Step {
        Sequence& sequence;
        std::span<const text::TokenId> tokens;
    };
    // All steps in one pass: at most batch tokens together. Leaves the logits of the last `logitRows` (at most
    // maxLogits) of them. What comes out is to the bit what each sequence alone would give. Throws engine::Error,
    // before anything is changed: TooLong (a context is full), BadSetting (no such token).
    void append(std::span<const Step> steps, int logitRows);
    std::span<const float> logits(int row = 0) const; // [vocabulary]
    void check(
        std::span<const text::TokenId> tokens) const; // throws engine::Error(BadSetting) for one that the model has not

    // Whether the GPU can choose the tokens behind this one's by itself: a single one has been appended to it there.
    bool canStep(const Sequence& sequence) const;
    // Those steps, ready to begin (generate/ahead.h).
    model::GpuSteps& stepsOf(Sequence& sequence, const kernels::cuda::Choice& how);

    // As Session::forget.
    void forget(Sequence& sequence, std::int64_t begin, std::int64_t end) const;
    bool canForget() const { return !m_model->config().learnedPositions(); }

    const model::Model& model() const { return *m_model; }
    const SessionOptions& options() const { return m_options; }
    int threads() const { return m_pool.threads(); }
    std::int64_t scratchBytes() const { return m_scratch.bytes(); }
    std::string device() const; // for people: "CPU, AVX-512 VNNI, 2 threads", or the GPU's name

private:
    void check(std::span<const Step> steps) const;
    model::Pass passOf(model::GpuGraph* graph);
    const model::Weights& weights() const { return m_model->gpu() ? m_model->gpuWeights() : m_model->weights(); }

    std::shared_ptr<const model::Model> m_model;
    SessionOptions m_options;
    kernels::Pool m_pool;
    model::Scratch m_scratch;
    std::vector<model::Part> m_parts; // of the pass in work; likewise its tokens
    std::vector<text::TokenId> m_tokens;
};

} // namespace engine::generate
