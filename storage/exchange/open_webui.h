// SPDX-License-Identifier: GPL-3.0-or-later
// A chat of Open WebUI's export: "history" holds the messages by id, with parentId and childrenIds, and currentId ends
// the shown path. Older exports have only the list "messages".
#pragma once

#include "storage/conversation_tree.h"
#include "storage/exchange/json_view.h"

namespace storage::exchange
{

bool isOpenWebUi(const Json& json);
ConversationTree fromOpenWebUi(const Json& json); // Refused

} // namespace storage::exchange
