// SPDX-License-Identifier: GPL-3.0-or-later
// A text that goes on, on one model, with reuse of what has been read: of the prompt's known beginning, and of other texts
// that were read before where the options keep several. Used by one thread at a time.
#pragma once

#include "engine/generate/ahead.h"
#include "engine/generate/runner.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace engine::generate
{

class Session
{
public:
    // Throws engine::Error: BadSetting, Unsupported, NoMemory (found out before allocating; the sentence has the numbers).
    Session(std::shared_ptr<const model::Model> model, const SessionOptions& options);

    // What memory() of a session on these weights will be once they are loaded, with one text: nothing is read and nothing
    // allocated. Each further text that is kept adds one cache, only where that is at most a quarter of the free memory.
    // `name` of the model, for errors. Throws as the constructor does, but for NoMemory.
    static measure::MemoryUse plan(const model::Config& config, model::Weights& weights, const std::string& name,
                                   const SessionOptions& options);
    // The same of a model that is wholly on a GPU, as it was read from its file.
    static measure::MemoryUse planOnGpu(const model::Config& config, const model::Weights& weights, const std::string& name,
                                        const SessionOptions& options);

    // The same of GPUs by what is known of each, as Model::load places the layers there.
    // Throws engine::Error: as the constructor does, and as model::placeInRooms.
    struct GpuPlan {
        model::PlacedRoom place;
        model::GpuNeed need;
    };
    struct PlacedPlan {
        measure::MemoryUse onProcessor; // where some layers are the processor's, or the model lies on several GPUs
        std::vector<GpuPlan> onGpus;
    };
    static PlacedPlan planOnGpus(const model::Config& config, const model::Weights& weights, const std::string& name,
                                 const SessionOptions& options, std::span<const model::GpuRoom> rooms,
                                 const model::GpuLayerWish& wish);

    const model::Model& model() const { return m_runner.model(); }
    std::int64_t context() const { return m_runner.options().context; }
    int threads() const { return m_runner.threads(); }
    measure::MemoryUse memory() const;
    std::string device() const { return m_runner.device(); } // for people: "CPU, AVX-512 VNNI, 2 threads"

    std::span<const text::TokenId> tokens() const { return current().tokens; } // what the cache holds
    int keptTexts() const { return static_cast<int>(m_sequences.size()); }      // this one counts as well

    // Makes the cache hold exactly `prompt`: keeps the longest common beginning (at least the last token is evaluated
    // again), evaluates the rest and returns how many tokens were kept. A prompt that begins otherwise than this text is
    // another text: it gets the cache of the kept one that it goes on with, else a new one or the one not used for longest.
    // Throws Error: TooLong, Stopped (the cache then holds what was done). `progress` gets tokens done and tokens to do.
    std::int64_t evaluatePrompt(std::span<const text::TokenId> prompt, const std::atomic<bool>& stop,
                                const std::function<void(std::int64_t done, std::int64_t all)>& progress = {});
    // Appends tokens (at most the batch, room checked: TooLong) and leaves the logits of the last `logitRows`.
    void append(std::span<const text::TokenId> tokens, int logitRows);
    int maxLogits() const { return m_runner.options().maxLogits; }
    void shorten(std::int64_t length) { current().shorten(length); } // forgets what is behind the first `length` tokens
    // Whether runAhead() may be called: a GPU computes, and has appended a single token to this text before.
    bool canRunAhead() const { return m_runner.canStep(current()); }
    Ahead runAhead(text::TokenId token, const kernels::cuda::Choice& how, std::function<double()> draw)
    {
        return Ahead(m_runner, current(), token, how, std::move(draw));
    }
    std::span<const float> logits(int row = 0) const { return m_runner.logits(row); } // [vocabulary]
    void clear(); // of this text; others are kept

    // Forgets the tokens begin .. end-1 and moves those behind to their place, without evaluating anything again: keys are
    // turned back. What the kept tokens took up from the forgotten ones stays in them. 0 <= begin < end <= tokens.
    // Throws engine::Error(Unsupported) where positions are learned: those cannot be turned.
    void forget(std::int64_t begin, std::int64_t end);
    bool canForget() const { return m_runner.canForget(); }

    // The cache and its tokens as a file that the same model and cache type reads back, to the bit.
    // Throw engine::Error: NotFound (cannot be read or written), BadFile (damaged, or of another model, type or version),
    // TooLong (more tokens than this context). After an error the session is empty or as before.
    void save(const std::filesystem::path& path) const;
    void restore(const std::filesystem::path& path);

private:
    Sequence& current() { return *m_sequences.front(); }
    const Sequence& current() const { return *m_sequences.front(); }
    std::int64_t chooseText(std::span<const text::TokenId> prompt);

    Runner m_runner;
    std::vector<std::unique_ptr<Sequence>> m_sequences; // the one in use first, then by last use
};

} // namespace engine::generate
