// SPDX-License-Identifier: GPL-3.0-or-later
// An answer while it is being made: logits go in, the next token comes out, until the answer ends in exactly one way.
// Knows nothing of caches, so that one answer alone (generator.h) and many at once (batch.h) are the same to the bit.
#pragma once

#include "engine/generate/log_probabilities.h"
#include "engine/generate/sampler.h"
#include "engine/measure/timings.h"
#include "engine/text/tokenizer.h"
#include "engine/text/utf8_stream.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace engine::generate
{

enum class StopReason {
    EndOfText,   // the model ended its answer
    StopString,  // one of the request's stop strings came up (not part of the text)
    MaxTokens,   // the request's limit
    ContextFull, // no position left
    Stopped      // by the caller
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
    int guesses = 0;           // 0 .. 16: tokens guessed ahead where the text repeats itself (ngram_draft.h); the
                               // answer is the same. Takes effect in sessions with maxLogits above 1
    bool guessAlways = false;  // guess also where it does not pay (payoff.h), for measurements
    int logProbabilities = -1; // 0 .. 100: keep those of each token, and of so many likeliest; -1: none
};

// Throws engine::Error: TooLong (prompt and at least one token do not fit into `context`), BadSetting.
void validate(const Request& request, std::int64_t context);

// Where `request` forgets from in a full context of that length: first and last + 1 of the tokens; nothing where it may
// not.
std::optional<std::pair<std::int64_t, std::int64_t>> forgettable(const Request& request, std::int64_t context);

struct Result {
    std::string text; // whole UTF-8 characters
    std::vector<text::TokenId> tokens;
    std::vector<ChosenLogProbability> logProbabilities; // one per token, where the request asks for them
    StopReason reason = StopReason::EndOfText;
    measure::Timings timings;
};

struct Observer { // all optional; called on the generating thread
    std::function<void(std::int64_t done, std::int64_t all)> prefill;
    std::function<void(std::string_view piece)> piece;   // whole UTF-8 characters, never part of a stop string
    std::function<void(text::TokenId token)> token = {}; // each one that the answer takes up, when it is chosen
};

class Answer
{
public:
    // The clock starts here. All outlive the answer. Throws engine::Error(BadSetting) for wrong settings of the
    // sampler.
    Answer(const text::Tokenizer& tokenizer, const Request& request, const Observer& observer);

    // The prompt has been read; so many of its tokens were known before.
    void promptRead(std::int64_t reused);
    // The next token, by the logits behind all that came before; nothing where the answer has ended by it. `stop` is
    // looked at after the token was taken up.
    std::optional<text::TokenId> next(std::span<const float> logits, bool stop);
    // The same for a token that a GPU has chosen as chooses() says, by what draw() gave; -1 stands for a logit that is
    // not a number, which throws as next() does.
    std::optional<text::TokenId> nextChosen(text::TokenId token, bool stop);
    std::optional<kernels::cuda::Choice> chooses() const; // nothing: logits are needed on the host
    double draw() { return m_sampler.draw(); }
    const Sampler& sampler() const { return m_sampler; } // as it will choose the next token
    void countGuesses(int guessed, int accepted);
    void end(StopReason reason); // by the caller, between two tokens
    bool ended() const { return m_ended; }
    Result& result() { return m_result; } // whole once it has ended

private:
    using Clock = std::chrono::steady_clock;

    std::optional<text::TokenId> accept(text::TokenId token, std::span<const float> logits, bool stop);
    bool take(text::TokenId token, std::span<const float> logits, bool stop);
    bool push(const std::string& characters);
    std::size_t unsafeTail() const;
    void flush(std::size_t count);

    const text::Tokenizer& m_tokenizer;
    const Request& m_request;
    const Observer& m_observer;
    Sampler m_sampler;
    text::Utf8Stream m_utf8;
    std::string m_held; // whole characters that may be the beginning of a stop string
    Result m_result;
    bool m_ended = false;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_firstToken = m_start;
};

} // namespace engine::generate
