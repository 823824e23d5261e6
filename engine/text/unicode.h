// SPDX-License-Identifier: GPL-3.0-or-later
// Character classes, case and normalization forms (UAX 15) of current Unicode. Pure functions of any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace engine::text::unicode
{

enum class Category : std::uint8_t {
    Lu,
    Ll,
    Lt,
    Lm,
    Lo,
    Mn,
    Mc,
    Me,
    Nd,
    Nl,
    No,
    Pc,
    Pd,
    Ps,
    Pe,
    Pi,
    Pf,
    Po,
    Sm,
    Sc,
    Sk,
    So,
    Zs,
    Zl,
    Zp,
    Cc,
    Cf,
    Cs,
    Co,
    Cn
};

constexpr std::uint32_t maskOf(Category category)
{
    return 1U << static_cast<unsigned>(category);
}

constexpr std::uint32_t kLetters = 0x1F, kMarks = 0xE0, kNumbers = 0x700, kPunctuation = 0x3F800, kSymbols = 0x3C0000;
constexpr std::uint32_t kSeparators = 0x1C00000, kOthers = 0x3E000000; // Z and C

Category category(char32_t code); // Cn beyond U+10FFFF
inline bool isIn(char32_t code, std::uint32_t categories)
{
    return (categories >> static_cast<unsigned>(category(code)) & 1) != 0;
}
bool isWhiteSpace(char32_t code); // the property White_Space
bool isLowercase(char32_t code); // the properties Lowercase and Uppercase
bool isUppercase(char32_t code);
bool isNumeric(char32_t code); // has a Numeric_Type: numbers, and the Han characters that count
bool isAsciiPunctuation(char32_t code);
bool isPunctuation(char32_t code);  // ASCII punctuation and the categories P*: what BERT calls so
bool isCjkIdeograph(char32_t code); // the ranges that BERT spaces out

struct Range {
    char32_t first, last;
};
// Sorted and apart.
std::vector<Range> rangesOf(std::uint32_t categories);
std::vector<Range> hanRanges();
std::vector<Range> whiteSpaceRanges();

bool isValidUtf8(std::string_view text);
std::string_view stripped(std::string_view text, bool left, bool right); // of White_Space
enum class Case { Lower, Upper, Title };
// The full mapping without context: some characters become several ("ß" to "SS"). `code` is a character.
void appendInCase(std::string& out, char32_t code, Case wanted);
// What is no valid UTF-8 passes through as it is.
std::string toLower(std::string_view text);
enum class Form { NFC, NFD, NFKC, NFKD };
std::string normalize(std::string_view text, Form form);
std::string withoutMarks(std::string_view text, std::uint32_t categories); // drops the characters of these

} // namespace engine::text::unicode
