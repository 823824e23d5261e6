// SPDX-License-Identifier: GPL-3.0-or-later
// A conversation as a value, without the ids of this database: what is exported and imported.
#pragma once

#include "storage/conversations.h"

#include <optional>
#include <string>
#include <vector>

namespace storage
{

struct TreeMessage {
    int parent = -1; // its place in ConversationTree::messages, before this one; -1 at a root
    Role role = Role::User;
    std::string text;
    MessageState state = MessageState::Complete;
    Milliseconds created = 0;
    std::string modelName;
    std::string error;
    std::optional<AnswerMetrics> metrics;
    std::vector<Attachment> attachments = {};

    bool operator==(const TreeMessage&) const = default;
};

struct ConversationTree {
    std::string title;
    Milliseconds created = 0;
    Milliseconds updated = 0;
    bool pinned = false;
    std::string systemPrompt;
    std::string modelPath;
    std::string modelName;
    std::string draft;
    std::string folder;                // its name; empty: in none
    int leaf = -1;                     // the end of the shown path; -1 shows none
    std::vector<TreeMessage> messages; // versions of a message in their order

    bool operator==(const ConversationTree&) const = default;
};

// The places from the root to the leaf.
std::vector<int> shownPath(const ConversationTree& tree);

} // namespace storage
