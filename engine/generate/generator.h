// SPDX-License-Identifier: GPL-3.0-or-later
// Prompt in, streamed text out, measured. Runs on the caller's thread until it ends in exactly one way.
#pragma once

#include "engine/generate/answer.h"
#include "engine/generate/draft_model.h"
#include "engine/generate/session.h"

namespace engine::generate
{

// Throws engine::Error: TooLong (prompt and at least one token do not fit), BadSetting. A stop is no error.
// `draft` guesses ahead instead of the text itself, in sessions with maxLogits above 1; the answer is the same.
Result generate(Session& session, const Request& request, const std::atomic<bool>& stop, const Observer& observer = {},
                DraftModel* draft = nullptr);

} // namespace engine::generate
