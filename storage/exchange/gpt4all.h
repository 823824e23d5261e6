// SPDX-License-Identifier: GPL-3.0-or-later
// A chat of GPT4All (gpt4all-*.chat), versions 11 and 12 of its format: those of 3.5 and later, which hold texts only.
// Older ones carry the state of the model and are refused with a sentence that says how to bring them up to date.
// Layout: Qt's data stream of version 6.2, big endian. A text is its length in bytes (32 bits, all ones: none), then
// UTF-16.
//   magic, version (32), seconds created (64), id, title, user, model id, collections (count 32, texts),
//   items (count 32); each: [version 11: number (32)], label, text, changed text, five flags, of which the last only
//   for answers, sources (count 64; seven texts, three 32), attachments (count 64; address, content),
//   [version 12: parts (count 64); each: label, text, what its kind adds, parts]
#pragma once

#include "storage/conversation_tree.h"

#include <string_view>

namespace storage::exchange
{

bool isGpt4All(std::string_view bytes);
ConversationTree fromGpt4All(std::string_view bytes); // Refused

} // namespace storage::exchange
