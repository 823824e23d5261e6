// SPDX-License-Identifier: GPL-3.0-or-later
// Files of conversations to and from the database. Storage thread only.
#pragma once

#include "storage/conversation_tree.h"

#include <filesystem>
#include <string>
#include <vector>

namespace storage::exchange
{

enum class Format { Markdown, Fettle, OpenAi, ShareGpt };

std::string written(const ConversationTree& tree, Format format, int indent); // of JSON; -1: on one line

// One file of these conversations: of one, the conversation itself; of several, a list (OpenAI: one a line). The file
// is whole or not there at all; one that was there stays until then. Throws Error: NotFound, and those of the disk.
void exportFile(const Conversations& conversations, const std::vector<Id>& ids, const std::filesystem::path& file,
                Format format);

struct Import {
    std::vector<ConversationTree> conversations; // those that can be taken
    std::size_t leftOut = 0;
    std::string reason; // a sentence, why the first of those was left out
};

// Throws Error: BadFile where nothing in it can be taken, else why it cannot be read.
Import readFile(const std::filesystem::path& file, Milliseconds now);

} // namespace storage::exchange
