// SPDX-License-Identifier: GPL-3.0-or-later
// From what is stored to what the engine is asked, and back to what is stored of the answer. Pure.
#pragma once

#include "storage/conversations.h"
#include "ui/chat/chat_engine.h"

namespace ui
{

// Empty answers are left out (they failed or were stopped at once) and the user's messages around them become one, as
// many chat templates refuse two of them in a row. Thoughts of earlier answers are left out, as their makers ask: they
// fill the context and were not meant to be read again.
std::vector<ChatTurn> promptTurns(const std::string& systemPrompt, const std::vector<storage::Message>& path);

storage::AnswerMetrics storedMetrics(const AnswerResult& result, const AnswerRequest& request);

} // namespace ui
