// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation of ChatGPT's export (conversations.json): "mapping" holds nodes that name parent and children,
// "current_node" ends the shown path. Nodes that only serve the service (empty, hidden, thoughts) are left out, and
// what follows them moves up.
#pragma once

#include "storage/conversation_tree.h"
#include "storage/exchange/json_view.h"

namespace storage::exchange
{

bool isChatGpt(const Json& json);
ConversationTree fromChatGpt(const Json& json); // Refused

} // namespace storage::exchange
