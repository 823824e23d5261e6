// SPDX-License-Identifier: GPL-3.0-or-later
// A thread of Jan: a folder with thread.json (title, model, instructions) and messages.jsonl (one message a line).
#pragma once

#include "storage/conversation_tree.h"
#include "storage/exchange/json_view.h"

namespace storage::exchange
{

bool isJanThread(const Json& json);
bool isJanMessage(const Json& json);

void applyJanThread(ConversationTree& tree, const Json& json);   // all but the messages. Refused
void appendJanMessage(ConversationTree& tree, const Json& json); // Refused

} // namespace storage::exchange
