// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 stepping; classes and case as Python names them.
#include "engine/text/jinja/unicode.h"

#include "engine/text/unicode.h"

namespace engine::text::jinja
{

namespace
{

unsigned byteAt(std::string_view bytes, std::size_t i)
{
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
}

bool isContinuation(unsigned byte)
{
    return (byte & 0xC0u) == 0x80u;
}

void appendCased(std::string& out, char32_t code, unicode::Case wanted)
{
    if (code >= 0xDC00 && code < 0xDE00)
        appendUtf8(out, code); // a byte that was no UTF-8
    else
        unicode::appendInCase(out, code, wanted);
}

} // namespace

Character characterAt(std::string_view bytes, std::size_t position)
{
    const unsigned b0 = byteAt(bytes, position);
    const Character broken{0xDC00u + b0, 1};
    if (b0 < 0x80)
        return {b0, 1};
    const unsigned b1 = byteAt(bytes, position + 1), b2 = byteAt(bytes, position + 2), b3 = byteAt(bytes, position + 3);
    if (b0 >= 0xC2 && b0 < 0xE0)
        return isContinuation(b1) ? Character{((b0 & 0x1Fu) << 6) | (b1 & 0x3Fu), 2} : broken;
    if (b0 >= 0xE0 && b0 < 0xF0) {
        const char32_t code = ((b0 & 0x0Fu) << 12) | ((b1 & 0x3Fu) << 6) | (b2 & 0x3Fu);
        const bool good =
            isContinuation(b1) && isContinuation(b2) && code >= 0x800 && !(code >= 0xD800 && code < 0xE000);
        return good ? Character{code, 3} : broken;
    }
    if (b0 >= 0xF0 && b0 < 0xF5) {
        const char32_t code = ((b0 & 0x07u) << 18) | ((b1 & 0x3Fu) << 12) | ((b2 & 0x3Fu) << 6) | (b3 & 0x3Fu);
        const bool good =
            isContinuation(b1) && isContinuation(b2) && isContinuation(b3) && code >= 0x10000 && code <= 0x10FFFF;
        return good ? Character{code, 4} : broken;
    }
    return broken;
}

bool isValidUtf8(std::string_view bytes)
{
    for (std::size_t i = 0; i < bytes.size();) {
        const Character c = characterAt(bytes, i);
        if (c.code >= 0xDC00 && c.code < 0xDE00)
            return false;
        i += c.length;
    }
    return true;
}

void appendUtf8(std::string& out, char32_t code)
{
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code >= 0xDC00 && code < 0xDE00) {
        put(code - 0xDC00); // a byte that was no UTF-8
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

std::size_t countCharacters(std::string_view bytes)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < bytes.size(); ++count)
        i += static_cast<unsigned char>(bytes[i]) < 0x80 ? 1 : characterAt(bytes, i).length;
    return count;
}

std::size_t offsetOfCharacter(std::string_view bytes, std::size_t index)
{
    std::size_t i = 0;
    for (; index > 0 && i < bytes.size(); --index)
        i += static_cast<unsigned char>(bytes[i]) < 0x80 ? 1 : characterAt(bytes, i).length;
    return i;
}

bool isSpace(char32_t c)
{
    return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool isAlphabetic(char32_t code)
{
    return unicode::isIn(code, unicode::kLetters);
}

bool isDecimal(char32_t code)
{
    return unicode::category(code) == unicode::Category::Nd;
}

bool isNumeric(char32_t code)
{
    return unicode::isNumeric(code);
}

bool isPrintable(char32_t code)
{
    return code == ' ' || !unicode::isIn(code, unicode::kSeparators | unicode::kOthers);
}

bool isUpper(char32_t code)
{
    return unicode::isUppercase(code);
}

bool isLower(char32_t code)
{
    return unicode::isLowercase(code);
}

void appendUpper(std::string& out, char32_t code)
{
    appendCased(out, code, unicode::Case::Upper);
}

void appendLower(std::string& out, char32_t code)
{
    appendCased(out, code, unicode::Case::Lower);
}

void appendTitle(std::string& out, char32_t code)
{
    appendCased(out, code, unicode::Case::Title);
}

} // namespace engine::text::jinja
