// SPDX-License-Identifier: GPL-3.0-or-later
// What the generation thread needs of an engine. The real one is LocalEngine; tests put a scripted one here.
// All calls on one thread, one at a time. All text is UTF-8.
#pragma once

#include "engine/generate/sampler.h"
#include "engine/measure/memory.h"
#include "engine/measure/timings.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ui
{

using StopFlag = std::shared_ptr<std::atomic<bool>>; // one per request, made by the asker, set at most once

struct LoadOptions {
    std::int64_t context = 0;          // positions; 0: the engine's choice
    int threads = 0;                   // 0: all
    std::string cacheType;             // "F16", "Q8_0", "Q4_0", "F32", "BF16"; empty: the engine's choice
    int gpuLayers = -1;                // the last so many; -1: as many as fit
    int batch = 0;                     // tokens of a prompt that are read at once; 0: the engine's choice
    int guesses = 0;                   // tokens guessed ahead where the text repeats itself, 0 .. 16
    std::string device = "auto";       // or "cpu", or the key of a DeviceFound
    std::vector<std::string> verified; // marks of GPUs that passed their check: what "auto" takes
};

struct DeviceFound {  // a GPU
    std::string key;  // "cuda:0"
    std::string name; // for people
    std::string mark; // what its check holds for: name and driver
};

struct DevicesFound {
    std::vector<DeviceFound> list;
    std::string reason; // where there is none: a sentence
};

struct DeviceVerdict {
    std::string mark;
    bool passed = false;
    std::string sentence;
};

// Tokens of a plain text for the model that made it, 0 once that model is gone. Any thread.
using TokenCounter = std::function<std::int64_t(std::string_view text)>;

struct LoadedModel {
    std::string path;
    std::string name;   // for people; from the file, so plain text
    std::string device; // for people
    std::string gpu;    // the name of the one that computes, or empty
    std::int64_t context = 0;
    engine::measure::MemoryUse memory;
    std::string notice;     // a sentence about the chat template, or empty
    std::string cudaNotice; // a sentence on why the GPU is not used, or empty
    TokenCounter countTokens;
};

enum class Speaker { System, User, Assistant };

struct ChatTurn {
    Speaker speaker = Speaker::User;
    std::string text;
};

struct AnswerRequest {
    std::vector<ChatTurn> turns; // oldest first, ending with the user's, or with an answer that goes on
    engine::generate::SamplerSettings sampling;
    int maxTokens = 0;                    // 0: until the context is full
    std::vector<std::string> stopStrings; // non-empty; the answer ends before one of them
};

struct AnswerObserver { // all three are set; called on the calling thread
    std::function<void(std::int64_t done, std::int64_t all)> prefill;
    std::function<void(std::string_view piece)> piece; // whole UTF-8 characters
    std::function<void(const std::string& sentence)> notice;
};

struct AnswerResult {
    std::string stopReason; // engine::generate::name(StopReason)
    bool stopped = false;   // by the flag
    engine::measure::Timings timings;
    engine::measure::MemoryUse memory;
    std::int64_t peakBytes = 0; // of the process
    std::string device;
    std::string model;
};

class ChatEngine
{
public:
    virtual ~ChatEngine() = default;

    // Lets go of the model before, then loads. Polls `stop`. Throws engine::Error.
    virtual LoadedModel load(const std::filesystem::path& path, const LoadOptions& options,
                             const std::atomic<bool>& stop, const std::function<void(double share)>& progress) = 0;
    virtual void eject() = 0;
    // The GPUs of this machine. Does not throw.
    virtual DevicesFound devices() = 0;
    // Whether that GPU computes as it should; a loaded model stays. `progress` gets how many checks were done. Polls
    // `stop`. Throws engine::Error.
    virtual DeviceVerdict verify(const std::string& key, const std::atomic<bool>& stop,
                                 const std::function<void(int done)>& progress) = 0;
    // Polls `stop` between tokens and between parts of the prompt; a stop is no error. Throws engine::Error.
    virtual AnswerResult answer(const AnswerRequest& request, const std::atomic<bool>& stop,
                                const AnswerObserver& observer) = 0;
};

// Positions of a context that are kept for an answer, where the context has them. `maxTokens` as in AnswerRequest.
constexpr std::int64_t answerRoom(std::int64_t context, int maxTokens)
{
    std::int64_t room = std::min<std::int64_t>(512, context / 4);
    if (maxTokens > 0)
        room = std::min<std::int64_t>(room, maxTokens);
    return std::max<std::int64_t>(room, 1);
}

using EngineFactory = std::function<std::unique_ptr<ChatEngine>()>;

} // namespace ui
