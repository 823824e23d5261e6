// SPDX-License-Identifier: GPL-3.0-or-later
// Prompt in, streamed text out, measured. Runs on the caller's thread until it ends in exactly one way.
#pragma once

#include "engine/generate/log_probabilities.h"
#include "engine/generate/sampler.h"
#include "engine/generate/session.h"
#include "engine/measure/timings.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::generate
{

enum class StopReason {
    EndOfText,   // the model ended its answer
    StopString,  // one of the request's stop strings came up (not part of the text)
    MaxTokens,   // the request's limit
    ContextFull, // no position left
    Stopped      // the caller's stop flag
};

const char* name(StopReason reason); // "end", "stop string", "length", "context full", "stopped"

struct Request {
    std::vector<text::TokenId> prompt;
    int maxTokens = 0; // 0: until the context is full
    SamplerSettings sampling;
    std::vector<std::string> stopStrings; // non-empty each
    bool ignoreEnd = false;               // benchmarks go on after the end token
    int keepWhenFull = -1;                // >= 0: a full context forgets the older half of its text, but for so many
                                          // tokens at its beginning, and the answer goes on; -1: it ends
    int logProbabilities = -1;            // 0 .. 100: keep those of each token, and of so many likeliest; -1: none
};

struct Result {
    std::string text; // whole UTF-8 characters
    std::vector<text::TokenId> tokens;
    std::vector<ChosenLogProbability> logProbabilities; // one per token, where the request asks for them
    StopReason reason = StopReason::EndOfText;
    measure::Timings timings;
};

struct Observer { // all optional; called on the generating thread
    std::function<void(std::int64_t done, std::int64_t all)> prefill;
    std::function<void(std::string_view piece)> piece; // whole UTF-8 characters, never part of a stop string
};

// Throws engine::Error: TooLong (prompt and at least one token do not fit), BadSetting. A stop is no error.
Result generate(Session& session, const Request& request, const std::atomic<bool>& stop, const Observer& observer = {});

} // namespace engine::generate
