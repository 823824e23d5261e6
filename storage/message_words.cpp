// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/message_words.h"

#include <algorithm>
#include <array>

namespace storage
{
namespace
{

// By the order of the enumerators; the words in the file are the schema's.
constexpr std::array<const char*, 4> kRoles{"system", "user", "assistant", "tool"};
constexpr std::array<const char*, 5> kStates{"complete", "streaming", "stopped", "interrupted", "failed"};

template <class Enum, std::size_t N>
std::optional<Enum> fromWord(const std::array<const char*, N>& words, std::string_view text)
{
    const auto found = std::find(words.begin(), words.end(), text);
    return found == words.end() ? std::nullopt : std::optional(static_cast<Enum>(found - words.begin()));
}

} // namespace

const char* wordOf(Role role)
{
    return kRoles.at(static_cast<std::size_t>(role));
}

const char* wordOf(MessageState state)
{
    return kStates.at(static_cast<std::size_t>(state));
}

std::optional<Role> roleOf(std::string_view word)
{
    return fromWord<Role>(kRoles, word);
}

std::optional<MessageState> stateOf(std::string_view word)
{
    return fromWord<MessageState>(kStates, word);
}

} // namespace storage
