// SPDX-License-Identifier: GPL-3.0-or-later
// What a file holds, by its content and not by its name: conversations of Fettle (JSON, Markdown), OpenAI, ShareGPT,
// LM Studio, Jan, GPT4All, Open WebUI and ChatGPT. Pure; what it is given is hostile until checked.
#pragma once

#include "storage/conversation_tree.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storage::exchange
{

struct Received {
    std::vector<ConversationTree> conversations;
    std::size_t leftOut = 0; // conversations of the file that could not be taken; the others can
    std::string reason;      // why the first of them: "“Title” has two messages with the id \"7\""
};

// The text of a file beside this one; Jan keeps a conversation in two.
using Neighbour = std::function<std::optional<std::string>(const char* name)>;

// `now` dates what has no date. Throws Refused where nothing can be taken.
Received read(std::string_view bytes, Milliseconds now, const Neighbour& neighbour = {});

} // namespace storage::exchange
