// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/generator.h"

#include "engine/error.h"
#include "engine/text/utf8_stream.h"

#include <algorithm>
#include <chrono>

namespace engine::generate
{
namespace
{

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Text on its way to the reader: whole characters, with what may be the beginning of a stop string held back.
class Outlet
{
public:
    Outlet(const Request& request, const Observer& observer, std::string& text)
        : m_stops(request.stopStrings), m_observer(observer), m_text(text)
    {
    }

    // Returns true when a stop string came up.
    bool push(const std::string& characters)
    {
        m_held += characters;
        for (const std::string& stop : m_stops) {
            const auto found = m_held.find(stop);
            if (found != std::string::npos) {
                m_held.resize(found);
                flush(m_held.size());
                return true;
            }
        }
        flush(m_held.size() - unsafeTail());
        return false;
    }

    void finish() { flush(m_held.size()); }

private:
    // Length of the longest end of the held text that begins a stop string.
    std::size_t unsafeTail() const
    {
        std::size_t longest = 0;
        for (const std::string& stop : m_stops)
            for (std::size_t n = std::min(stop.size() - 1, m_held.size()); n > longest; --n)
                if (m_held.compare(m_held.size() - n, n, stop, 0, n) == 0)
                    longest = n;
        return longest;
    }

    void flush(std::size_t count)
    {
        if (count == 0)
            return;
        m_text.append(m_held, 0, count);
        if (m_observer.piece)
            m_observer.piece(std::string_view(m_held).substr(0, count));
        m_held.erase(0, count);
    }

    const std::vector<std::string>& m_stops;
    const Observer& m_observer;
    std::string& m_text;
    std::string m_held;
};

void validate(const Session& session, const Request& request)
{
    if (static_cast<std::int64_t>(request.prompt.size()) >= session.context())
        throw Error(ErrorKind::TooLong, "The prompt is " + std::to_string(request.prompt.size()) +
                                            " tokens long and leaves no room for an answer in the context of " +
                                            std::to_string(session.context()) +
                                            ". Shorten it, or load the model with a longer context.");
    if (request.maxTokens < 0)
        throw Error(ErrorKind::BadSetting, "The setting \"maximum tokens\" is negative; it must be 0 (no limit) or more.");
    if (request.logProbabilities < -1 || request.logProbabilities > 100)
        throw Error(ErrorKind::BadSetting, "The setting \"log-probabilities\" is " + std::to_string(request.logProbabilities) +
                                               "; it must be from 0 to 100, or -1 (none).");
    if (std::any_of(request.stopStrings.begin(), request.stopStrings.end(), [](const auto& s) { return s.empty(); }))
        throw Error(ErrorKind::BadSetting, "A stop string is empty; remove it.");
}

// In a full context; false where nothing may be forgotten.
bool makeRoom(Session& session, const Request& request)
{
    const std::int64_t keep = request.keepWhenFull;
    const std::int64_t forgettable = session.context() - keep;
    if (keep < 0 || forgettable < 1 || !session.canForget())
        return false;
    session.forget(keep, keep + std::max<std::int64_t>(1, forgettable / 2));
    return true;
}

} // namespace

const char* name(StopReason reason)
{
    switch (reason) {
    case StopReason::EndOfText: return "end";
    case StopReason::StopString: return "stop string";
    case StopReason::MaxTokens: return "length";
    case StopReason::ContextFull: return "context full";
    case StopReason::Stopped: return "stopped";
    }
    return "";
}

Result generate(Session& session, const Request& request, const std::atomic<bool>& stop, const Observer& observer)
{
    validate(session, request);
    const text::Tokenizer& tokenizer = session.model().tokenizer();
    Sampler sampler(request.sampling);
    Result result;
    Outlet outlet(request, observer, result.text);
    text::Utf8Stream utf8;
    measure::Timings& timings = result.timings;
    timings.promptTokens = static_cast<int>(request.prompt.size());

    const auto start = Clock::now();
    try {
        timings.reusedTokens = static_cast<int>(session.evaluatePrompt(request.prompt, stop, observer.prefill));
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Stopped)
            throw;
        result.reason = StopReason::Stopped;
        return result;
    }
    timings.prefillSeconds = secondsSince(start);
    for (const text::TokenId token : request.prompt)
        sampler.accept(token);

    auto firstToken = start;
    for (;;) {
        const text::TokenId token = sampler.choose(session.logits());
        if (result.tokens.empty()) {
            firstToken = Clock::now();
            timings.firstTokenSeconds = secondsSince(start);
        }
        if (tokenizer.isEnd(token) && !request.ignoreEnd) {
            result.reason = StopReason::EndOfText;
            break;
        }
        timings.decodeSeconds = secondsSince(firstToken);
        result.tokens.push_back(token);
        if (request.logProbabilities >= 0)
            result.logProbabilities.push_back(logProbabilities(session.logits(), token, request.logProbabilities));
        sampler.accept(token);
        if (outlet.push(utf8.push(tokenizer.bytes(token)))) {
            result.reason = StopReason::StopString;
            break;
        }
        if (stop) {
            result.reason = StopReason::Stopped;
            break;
        }
        if (request.maxTokens > 0 && static_cast<int>(result.tokens.size()) >= request.maxTokens) {
            result.reason = StopReason::MaxTokens;
            break;
        }
        if (static_cast<std::int64_t>(session.tokens().size()) >= session.context() && !makeRoom(session, request)) {
            result.reason = StopReason::ContextFull;
            break;
        }
        session.append({&token, 1}, 1);
    }
    timings.generatedTokens = static_cast<int>(result.tokens.size());
    if (result.reason != StopReason::StopString && !outlet.push(utf8.finish()))
        outlet.finish();
    return result;
}

} // namespace engine::generate
