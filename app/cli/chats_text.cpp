// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/chats_text.h"

#include "engine/error.h"
#include "storage/conversations.h"
#include "storage/database.h"

#include <cstdlib>

namespace cli
{

using engine::Error;
using engine::ErrorKind;

std::filesystem::path profileFolder()
{
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data != nullptr && std::filesystem::path(data).is_absolute())
        return std::filesystem::path(data) / "fettle";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : "/") / ".local/share/fettle";
}

std::string chatsText(const std::filesystem::path& profile)
{
    const std::filesystem::path file = profile / "fettle.db";
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown)) // opening would make an empty one
        throw Error(ErrorKind::NotFound, "There are no conversations in " + profile.string() +
                                             ". Name the folder of another profile, or a text.");
    try {
        const auto database = storage::Database::open(file);
        std::string text = storage::Conversations(*database).allText();
        if (text.empty())
            throw Error(ErrorKind::NotFound,
                        "Nothing was said yet in the conversations of " + profile.string() + ". Name a text instead.");
        return text;
    } catch (const storage::Error& error) {
        const bool damaged =
            error.kind() == storage::ErrorKind::Corrupt || error.kind() == storage::ErrorKind::NewerSchema;
        throw Error(damaged ? ErrorKind::BadFile : ErrorKind::NotFound, error.what());
    }
}

} // namespace cli
