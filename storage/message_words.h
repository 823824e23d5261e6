// SPDX-License-Identifier: GPL-3.0-or-later
// The words for roles and states, as they stand in the database and in exported files.
#pragma once

#include "storage/conversations.h"

#include <optional>
#include <string_view>

namespace storage
{

const char* wordOf(Role role);
const char* wordOf(MessageState state);
std::optional<Role> roleOf(std::string_view word);
std::optional<MessageState> stateOf(std::string_view word);

} // namespace storage
