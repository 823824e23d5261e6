// SPDX-License-Identifier: GPL-3.0-or-later
// Characters as Python's str sees them: code points, classes and case. Stateless; any thread.
// Bytes that are not UTF-8 count as one character each (code 0xDC00 + byte) and are copied through unchanged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace engine::text::jinja
{

struct Character {
    char32_t code;
    std::size_t length; // bytes
};

// Reads the character at `position` (position < bytes.size()).
Character characterAt(std::string_view bytes, std::size_t position);
bool isValidUtf8(std::string_view bytes);
void appendUtf8(std::string& out, char32_t code);
std::size_t countCharacters(std::string_view bytes);
// Byte offset of character `index`; size() when there are fewer.
std::size_t offsetOfCharacter(std::string_view bytes, std::size_t index);

bool isSpace(char32_t code); // str.isspace, also the \s of Jinja's lexer
bool isAlphabetic(char32_t code);
bool isDecimal(char32_t code); // Nd
bool isNumeric(char32_t code);
bool isPrintable(char32_t code);
bool isUpper(char32_t code);
bool isLower(char32_t code);
// The full mappings: some characters become several ("ß" → "SS").
void appendUpper(std::string& out, char32_t code);
void appendLower(std::string& out, char32_t code);
void appendTitle(std::string& out, char32_t code);

} // namespace engine::text::jinja
