// SPDX-License-Identifier: GPL-3.0-or-later
// The shown path as Markdown for people: a title, a heading for each message, its text as it is. Comments that no
// renderer shows say where messages begin, so that reading gives texts, roles, times and model names back:
//   <!-- fettle: conversation {"title": ..., "created": ...} -->
//   <!-- fettle: user {"created": ...} -->
// A line of a text that looks like such a comment gets a backslash before it, which Markdown hides.
#pragma once

#include "storage/conversation_tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace storage::exchange
{

std::string toMarkdown(const ConversationTree& tree);

bool isMarkdown(std::string_view text);                            // of ours
std::vector<ConversationTree> fromMarkdown(std::string_view file); // one or several. Refused

} // namespace storage::exchange
