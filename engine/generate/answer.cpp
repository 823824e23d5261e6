// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/answer.h"

#include "engine/error.h"

#include <algorithm>

namespace engine::generate
{
namespace
{

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

const char* name(StopReason reason)
{
    switch (reason) {
    case StopReason::EndOfText:
        return "end";
    case StopReason::StopString:
        return "stop string";
    case StopReason::MaxTokens:
        return "length";
    case StopReason::ContextFull:
        return "context full";
    case StopReason::Stopped:
        return "stopped";
    }
    return "";
}

void validate(const Request& request, std::int64_t context)
{
    if (static_cast<std::int64_t>(request.prompt.size()) >= context)
        throw Error(ErrorKind::TooLong, "The prompt is " + std::to_string(request.prompt.size()) +
                                            " tokens long and leaves no room for an answer in the context of " +
                                            std::to_string(context) +
                                            ". Shorten it, or load the model with a longer context.");
    if (request.guesses < 0 || request.guesses > 16)
        throw Error(ErrorKind::BadSetting, "The number of tokens to guess ahead is " + std::to_string(request.guesses) +
                                               "; it must be from 0 to 16.");
    if (request.maxTokens < 0)
        throw Error(ErrorKind::BadSetting,
                    "The setting \"maximum tokens\" is negative; it must be 0 (no limit) or more.");
    if (request.logProbabilities < -1 || request.logProbabilities > 100)
        throw Error(ErrorKind::BadSetting, "The setting \"log-probabilities\" is " +
                                               std::to_string(request.logProbabilities) +
                                               "; it must be from 0 to 100, or -1 (none).");
    if (std::any_of(request.stopStrings.begin(), request.stopStrings.end(), [](const auto& s) { return s.empty(); }))
        throw Error(ErrorKind::BadSetting, "A stop string is empty; remove it.");
}

std::optional<std::pair<std::int64_t, std::int64_t>> forgettable(const Request& request, std::int64_t context)
{
    const std::int64_t keep = request.keepWhenFull;
    if (keep < 0 || context - keep < 1)
        return {};
    return std::pair(keep, keep + std::max<std::int64_t>(1, (context - keep) / 2));
}

Answer::Answer(const text::Tokenizer& tokenizer, const Request& request, const Observer& observer)
    : m_tokenizer(tokenizer),
      m_request(request),
      m_observer(observer),
      m_sampler(request.sampling)
{
    m_result.timings.promptTokens = static_cast<int>(request.prompt.size());
}

void Answer::promptRead(std::int64_t reused)
{
    m_result.timings.reusedTokens = static_cast<int>(reused);
    m_result.timings.prefillSeconds = secondsSince(m_start);
    for (const text::TokenId token : m_request.prompt)
        m_sampler.accept(token);
}

std::optional<text::TokenId> Answer::next(std::span<const float> logits, bool stop)
{
    return accept(m_sampler.choose(logits), logits, stop);
}

std::optional<text::TokenId> Answer::nextChosen(text::TokenId token, bool stop)
{
    if (token == kernels::cuda::kNoToken)
        refuseLogits();
    return accept(token, {}, stop);
}

std::optional<kernels::cuda::Choice> Answer::chooses() const
{
    return m_request.logProbabilities >= 0 ? std::nullopt : m_sampler.onDevice();
}

std::optional<text::TokenId> Answer::accept(text::TokenId token, std::span<const float> logits, bool stop)
{
    if (m_result.tokens.empty()) {
        m_firstToken = Clock::now();
        m_result.timings.firstTokenSeconds = secondsSince(m_start);
    }
    if (m_tokenizer.isEnd(token) && !m_request.ignoreEnd) {
        end(StopReason::EndOfText);
        return {};
    }
    return take(token, logits, stop) ? std::optional(token) : std::nullopt;
}

// False where the answer has ended by it.
bool Answer::take(text::TokenId token, std::span<const float> logits, bool stop)
{
    m_result.timings.decodeSeconds = secondsSince(m_firstToken);
    m_result.tokens.push_back(token);
    if (m_observer.token)
        m_observer.token(token);
    if (m_request.logProbabilities >= 0)
        m_result.logProbabilities.push_back(logProbabilities(logits, token, m_request.logProbabilities));
    m_sampler.accept(token);
    if (push(m_utf8.push(m_tokenizer.bytes(token)))) {
        end(StopReason::StopString);
        return false;
    }
    const bool longEnough = m_request.maxTokens > 0 && static_cast<int>(m_result.tokens.size()) >= m_request.maxTokens;
    if (stop || longEnough)
        end(stop ? StopReason::Stopped : StopReason::MaxTokens);
    return !m_ended;
}

void Answer::countGuesses(int guessed, int accepted)
{
    m_result.timings.guessedTokens += guessed;
    m_result.timings.acceptedTokens += accepted;
}

void Answer::end(StopReason reason)
{
    m_ended = true;
    m_result.reason = reason;
    m_result.timings.generatedTokens = static_cast<int>(m_result.tokens.size());
    if (reason != StopReason::StopString && !push(m_utf8.finish()))
        flush(m_held.size());
}

// Text on its way to the reader. Returns true when a stop string came up.
bool Answer::push(const std::string& characters)
{
    m_held += characters;
    for (const std::string& stop : m_request.stopStrings) {
        const auto found = m_held.find(stop);
        if (found != std::string::npos) {
            m_held.resize(found);
            flush(found);
            return true;
        }
    }
    flush(m_held.size() - unsafeTail());
    return false;
}

// Length of the longest end of the held text that begins a stop string.
std::size_t Answer::unsafeTail() const
{
    std::size_t longest = 0;
    for (const std::string& stop : m_request.stopStrings)
        for (std::size_t n = std::min(stop.size() - 1, m_held.size()); n > longest; --n)
            if (m_held.compare(m_held.size() - n, n, stop, 0, n) == 0)
                longest = n;
    return longest;
}

void Answer::flush(std::size_t count)
{
    if (count == 0)
        return;
    m_result.text.append(m_held, 0, count);
    if (m_observer.piece)
        m_observer.piece(std::string_view(m_held).substr(0, count));
    m_held.erase(0, count);
}

} // namespace engine::generate
