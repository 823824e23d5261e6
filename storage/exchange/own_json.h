// SPDX-License-Identifier: GPL-3.0-or-later
// Fettle's own format: a conversation whole, so that reading what was written gives an equal one.
//   {"fettle": "conversation", "version": 1, "title": ..., "messages": [{"parent": -1, "role": "user", ...}, ...]}
// Times are milliseconds since 1970. Text that is not UTF-8 stands as {"bytes": "<hexadecimal>"}. A file of several is
// a list of them.
#pragma once

#include "storage/conversation_tree.h"
#include "storage/exchange/json_view.h"

namespace storage::exchange
{

using OrderedJson = nlohmann::ordered_json;

OrderedJson toOwnJson(const ConversationTree& tree);

bool isOwnJson(const Json& json);
ConversationTree fromOwnJson(const Json& json); // Refused

// For the other formats that are JSON, which have no way to say bytes: broken sequences become U+FFFD.
std::string dumped(const OrderedJson& json, int indent);

} // namespace storage::exchange
