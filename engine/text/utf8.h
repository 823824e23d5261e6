// SPDX-License-Identifier: GPL-3.0-or-later
// Stepping through UTF-8 that may be broken: a byte that belongs to no character is a step of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace engine::text
{

constexpr char32_t kNoCharacter = 0x110000; // what a broken byte decodes to

struct Utf8Step {
    char32_t code;
    std::uint8_t length; // 1 .. 4 bytes
};

// The character at `at`, which is inside the text. Overlong forms and surrogates are broken.
inline Utf8Step decodeUtf8(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) -> char32_t {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const char32_t lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    if (lead >= 0xC2 && lead <= 0xDF && follows(1))
        return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
    if (lead >= 0xE0 && lead <= 0xEF && follows(1) && follows(2)) {
        const char32_t code = (lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
        if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF))
            return {code, 3};
    }
    if (lead >= 0xF0 && lead <= 0xF4 && follows(1) && follows(2) && follows(3)) {
        const char32_t code = (lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
        if (code >= 0x10000 && code <= 0x10FFFF)
            return {code, 4};
    }
    return {kNoCharacter, 1};
}

inline void appendUtf8(std::string& out, char32_t code)
{
    const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | code >> 6);
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3F));
        put(0x80 | (code >> 6 & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

} // namespace engine::text
