// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8 stepping and look-ups in the generated tables.
#include "engine/text/jinja/unicode.h"

#include "engine/text/jinja/unicode_tables.h"

#include <algorithm>
#include <iterator>

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

bool inRanges(const tables::Range* table, std::size_t count, char32_t code)
{
    const auto* end = table + count;
    const auto* found =
        std::upper_bound(table, end, code, [](char32_t c, const tables::Range& r) { return c < r.first; });
    return found != table && code <= std::prev(found)->last;
}

void appendMapped(std::string& out, char32_t code, const tables::CaseRun* table, std::size_t count,
                  const tables::CaseSpecial* special, std::size_t specialCount)
{
    const auto* specialEnd = special + specialCount;
    const auto* hit = std::lower_bound(special, specialEnd, code,
                                       [](const tables::CaseSpecial& s, char32_t c) { return s.code < c; });
    if (hit != specialEnd && hit->code == code) {
        out += hit->mapped;
        return;
    }
    const auto* end = table + count;
    const auto* run =
        std::upper_bound(table, end, code, [](char32_t c, const tables::CaseRun& r) { return c < r.first; });
    if (run != table) {
        --run;
        if (code <= run->last && (code - run->first) % run->stride == 0)
            code = static_cast<char32_t>(static_cast<std::int64_t>(code) + run->delta);
    }
    appendUtf8(out, code);
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
    return inRanges(tables::kAlphabetic, tables::kAlphabeticCount, code);
}

bool isDecimal(char32_t code)
{
    return inRanges(tables::kDecimal, tables::kDecimalCount, code);
}

bool isNumeric(char32_t code)
{
    return inRanges(tables::kNumeric, tables::kNumericCount, code);
}

bool isPrintable(char32_t code)
{
    return inRanges(tables::kPrintable, tables::kPrintableCount, code);
}

bool isUpper(char32_t code)
{
    return inRanges(tables::kUpper, tables::kUpperCount, code);
}

bool isLower(char32_t code)
{
    return inRanges(tables::kLower, tables::kLowerCount, code);
}

void appendUpper(std::string& out, char32_t code)
{
    appendMapped(out, code, tables::kToUpper, tables::kToUpperCount, tables::kToUpperSpecial,
                 tables::kToUpperSpecialCount);
}

void appendLower(std::string& out, char32_t code)
{
    appendMapped(out, code, tables::kToLower, tables::kToLowerCount, tables::kToLowerSpecial,
                 tables::kToLowerSpecialCount);
}

void appendTitle(std::string& out, char32_t code)
{
    appendMapped(out, code, tables::kToTitle, tables::kToTitleCount, tables::kToTitleSpecial,
                 tables::kToTitleSpecialCount);
}

} // namespace engine::text::jinja
