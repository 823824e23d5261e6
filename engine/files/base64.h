// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 (RFC 4648, section 4), as JSON files carry bytes. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine::files
{

// The bytes up to the first "="; nothing where a character is none of the alphabet's.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace engine::files
