// SPDX-License-Identifier: GPL-3.0-or-later
// How attached files become part of a message's text: for a model, and for programs that know no attachments. Pure.
#pragma once

#include "storage/conversations.h"

namespace storage
{

// The files in their order, each under its name and between fences that it cannot close itself, then the text.
std::string textWithAttachments(const std::string& text, const std::vector<Attachment>& attachments);

// The text between fences of Markdown, marked with `language` (a word, or empty).
std::string fenced(const std::string& text, const std::string& language);

} // namespace storage
