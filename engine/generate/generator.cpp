// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/generator.h"

#include "engine/error.h"

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
std::optional<text::TokenId> chooseOnDevice(Session& session, Answer& answer, text::TokenId token, const std::atomic<bool>& stop)
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

} // namespace

Result generate(Session& session, const Request& request, const std::atomic<bool>& stop, const Observer& observer)
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
    std::optional<text::TokenId> token; // chosen, and not in the session
    const auto isFull = [&] { return static_cast<std::int64_t>(session.tokens().size()) >= session.context(); };
    while (!answer.ended()) {
        if (!token)
            token = answer.next(session.logits(), stop);
        if (!token)
            break;
        if (isFull() && !makeRoom(session, request)) {
            answer.end(StopReason::ContextFull);
        } else if (session.canRunAhead() && answer.chooses()) {
            token = chooseOnDevice(session, answer, *token, stop);
        } else {
            session.append({&*token, 1}, 1);
            token.reset();
        }
    }
    return std::move(answer.result());
}

} // namespace engine::generate
