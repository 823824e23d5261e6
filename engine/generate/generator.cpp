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
    while (!answer.ended()) {
        const auto token = answer.next(session.logits(), stop);
        if (!token)
            break;
        if (static_cast<std::int64_t>(session.tokens().size()) >= session.context() && !makeRoom(session, request))
            answer.end(StopReason::ContextFull);
        else
            session.append({&*token, 1}, 1);
    }
    return std::move(answer.result());
}

} // namespace engine::generate
