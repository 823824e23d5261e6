// SPDX-License-Identifier: GPL-3.0-or-later
// GPT-2's way to write each byte as one printable character: 188 stand for themselves, the others are U+0100 and up.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine::text
{

std::string_view characterOfByte(unsigned char byte); // UTF-8
std::string toByteCharacters(std::string_view bytes);
// The bytes of such a text; nothing if a character is not of this writing (added tokens are plain text).
std::optional<std::string> fromByteCharacters(std::string_view text);

} // namespace engine::text
