// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation of LM Studio (conversations/*.conversation.json): a list of messages, each with its versions, one of
// them selected; an answer's version is a list of steps. What follows belongs to the selected version.
#pragma once

#include "storage/conversation_tree.h"
#include "storage/exchange/json_view.h"

namespace storage::exchange
{

bool isLmStudio(const Json& json);
ConversationTree fromLmStudio(const Json& json); // Refused

} // namespace storage::exchange
