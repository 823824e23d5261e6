// SPDX-License-Identifier: GPL-3.0-or-later
// OpenAI's lists of messages, {"messages": [{"role": ..., "content": ...}, ...]}: one object, a list of them, one a
// line (JSONL), or the bare list of messages. And ShareGPT's, {"conversations": [{"from": ..., "value": ...}, ...]}.
// Both hold the shown path, its texts and roles; answers without text are left out.
#pragma once

#include "storage/conversation_tree.h"
#include "storage/exchange/json_view.h"
#include "storage/exchange/own_json.h"

namespace storage::exchange
{

OrderedJson toOpenAi(const ConversationTree& tree);
OrderedJson toShareGpt(const ConversationTree& tree);

bool isOpenAiMessage(const Json& json); // of a bare list
bool isOpenAi(const Json& json);
bool isShareGpt(const Json& json);

void appendOpenAiMessage(ConversationTree& tree, const Json& message); // Refused
ConversationTree fromOpenAi(const Json& json);                         // Refused
ConversationTree fromShareGpt(const Json& json);                       // Refused

} // namespace storage::exchange
