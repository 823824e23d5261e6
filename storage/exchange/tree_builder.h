// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a tree of what the files of other programs hold: lists of messages, or messages that name their parents.
#pragma once

#include "storage/conversation_tree.h"

#include <string>
#include <vector>

namespace storage::exchange
{

// Below the message that was added last. A first message of the system becomes the system prompt, as Fettle has it.
void appendMessage(ConversationTree& tree, TreeMessage message);

struct NamedMessage {
    std::string name;
    std::string parent; // empty at a root; a name that is not there makes a root, so that nothing is lost
    std::vector<std::string> children; // in their order; only the order counts
    bool kept = true;                  // else its children move up to its parent
    TreeMessage message;
};

// Fills tree.messages and tree.leaf; `current` names the end of the shown path, else it ends at the newest.
// Refused where names occur twice or parents go in a circle.
void plantTree(ConversationTree& tree, const std::vector<NamedMessage>& messages, const std::string& current);

// What a foreign file left open: times from their neighbours, at last `now`; a title of one line, from the first
// question where there is none. Refused where nobody said anything.
void settle(ConversationTree& tree, Milliseconds now);

// At most so many bytes, whole code points.
std::string cut(const std::string& text, std::size_t most);

} // namespace storage::exchange
