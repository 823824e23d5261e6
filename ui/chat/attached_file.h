// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a file that is to go along with a message: text in UTF-8 only, and nothing that is not a plain file. Blocking;
// any thread.
#pragma once

#include "storage/conversations.h"

#include <cstdint>
#include <filesystem>

namespace ui
{

struct AttachedFile {
    enum class Refusal { None, Gone, NotAllowed, Folder, NoFile, Empty, TooLarge, Picture, Document, Binary, NoUtf8 };
    static constexpr std::int64_t kMostBytes = std::int64_t{4} << 20; // a million tokens, about

    Refusal refusal = Refusal::None;
    std::int64_t bytes = 0;
    storage::Attachment content; // without a count; without a byte order mark
};

AttachedFile readAttachedFile(const std::filesystem::path& file);

} // namespace ui
