// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/generator.h"

#include "engine/error.h"
#include "engine/generate/ngram_draft.h"
#include "engine/generate/payoff.h"

#include <algorithm>
#include <chrono>

namespace engine::generate
{
namespace
{

// In a full context; false where nothing may be forgotten.
bool makeRoom(Session& session, const Request& request)
{
    const auto range = forgettable(request, session.context());
    if (!range || !session.canForget())
        return false;
    session.forget(range->first, range->second);
    return true;
}

// `token`, which the session does not hold yet, and those behind it, chosen by the GPU until the answer ends or the
// context is full; then what is still to be appended.
std::optional<text::TokenId> chooseOnDevice(Session& session, Answer& answer, text::TokenId token,
                                            const std::atomic<bool>& stop)
{
    Ahead ahead = session.runAhead(token, *answer.chooses(), [&] { return answer.draw(); });
    std::optional<text::TokenId> last = token;
    while (const auto chosen = ahead.next()) {
        last = answer.nextChosen(*chosen, stop);
        if (!last)
            break;
    }
    return last;
}

// Who guesses: a draft model where there is one, else the text itself.
class Guesser
{
public:
    Guesser(const Request& request, DraftModel* model)
        : m_ngrams(std::max(request.guesses, 1)),
          m_model(model),
          m_always(request.guessAlways)
    {
    }

    std::vector<text::TokenId> guess(std::span<const text::TokenId> text, std::int64_t room, const Sampler& sampler)
    {
        if (!m_always && !m_payoff.wantsGuesses())
            room = 0;
        if (!m_model)
            return m_ngrams.guess(text, room); // which learns from the text also where it may not guess
        return room > 0 ? m_model->guess(text, room, sampler) : std::vector<text::TokenId>();
    }

    void report(std::size_t guessed, std::size_t accepted, std::chrono::steady_clock::time_point start)
    {
        if (guessed > 0 && m_model)
            m_model->report(static_cast<int>(guessed), static_cast<int>(accepted));
        else if (guessed > 0)
            m_ngrams.report(static_cast<int>(guessed), static_cast<int>(accepted));
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        m_payoff.report(static_cast<int>(guessed), static_cast<int>(accepted) + 1, spent.count());
    }

private:
    NgramDraft m_ngrams;
    DraftModel* m_model;
    bool m_always;
    Payoff m_payoff;
};

// Appends `token` and guesses of what follows in one pass. Each next token is chosen by its own logits, which are to
// the bit those of single steps, so a guess changes when a token comes and never which one. Returns what is still to be
// appended.
std::optional<text::TokenId> appendWithGuesses(Session& session, Answer& answer, Guesser& guesser, text::TokenId token,
                                               const std::atomic<bool>& stop)
{
    const auto start = std::chrono::steady_clock::now();
    std::vector<text::TokenId> ids(session.tokens().begin(), session.tokens().end());
    ids.push_back(token);
    const std::int64_t room =
        std::min<std::int64_t>(session.context() - static_cast<std::int64_t>(ids.size()), session.maxLogits() - 1);
    const std::vector<text::TokenId> guesses = guesser.guess(ids, room, answer.sampler());
    std::vector<text::TokenId> next{token};
    next.insert(next.end(), guesses.begin(), guesses.end());
    session.append(next, static_cast<int>(next.size()));
    std::size_t right = 0; // guesses that came true
    std::optional<text::TokenId> chosen;
    while ((chosen = answer.next(session.logits(static_cast<int>(right)), stop)) && right < guesses.size() &&
           *chosen == guesses[right])
        ++right;
    session.shorten(static_cast<std::int64_t>(ids.size() + right));
    guesser.report(guesses.size(), right, start);
    answer.countGuesses(static_cast<int>(guesses.size()), static_cast<int>(right));
    return chosen;
}

} // namespace

Result generate(Session& session, const Request& request, const std::atomic<bool>& stop, const Observer& observer,
                DraftModel* draft)
{
    validate(request, session.context());
    Answer answer(session.model().tokenizer(), request, observer);
    try {
        answer.promptRead(session.evaluatePrompt(request.prompt, stop, observer.prefill));
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Stopped)
            throw;
        answer.end(StopReason::Stopped);
    }
    Guesser guesser(request, draft);
    const bool guesses = (request.guesses > 0 || draft) && session.maxLogits() > 1;
    std::optional<text::TokenId> token; // chosen, and not in the session
    const auto isFull = [&] { return static_cast<std::int64_t>(session.tokens().size()) >= session.context(); };
    while (!answer.ended()) {
        if (!token)
            token = answer.next(session.logits(), stop);
        if (!token)
            break;
        if (isFull() && !makeRoom(session, request)) {
            answer.end(StopReason::ContextFull);
        } else if (!guesses && session.canRunAhead() && answer.chooses()) {
            token = chooseOnDevice(session, answer, *token, stop);
        } else if (guesses) {
            token = appendWithGuesses(session, answer, guesser, *token, stop);
        } else {
            session.append({&*token, 1}, 1);
            token.reset();
        }
    }
    return std::move(answer.result());
}

} // namespace engine::generate
