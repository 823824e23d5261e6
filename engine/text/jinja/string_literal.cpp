// SPDX-License-Identifier: GPL-3.0-or-later
// Escapes: \n \t ... \ooo \xhh \uhhhh \Uhhhhhhhh and the escaped line end.
#include "engine/text/jinja/string_literal.h"

#include "engine/text/jinja/unicode.h"

namespace engine::text::jinja
{

namespace
{

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool appendHex(std::string_view body, std::size_t& i, int digits, std::string& out, std::string& reason)
{
    char32_t code = 0;
    for (int d = 0; d < digits; ++d) {
        const int value = i < body.size() ? hexValue(body[i]) : -1;
        if (value < 0) {
            reason = "truncated escape with hexadecimal digits in a string";
            return false;
        }
        code = code * 16 + static_cast<char32_t>(value);
        ++i;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
        reason = "illegal Unicode character in a string escape";
        return false;
    }
    appendUtf8(out, code);
    return true;
}

char simpleEscape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'a':
        return '\a';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'v':
        return '\v';
    case '\\':
    case '\'':
    case '"':
        return c;
    default:
        return '\0';
    }
}

} // namespace

bool unescape(std::string_view body, std::string& out, std::string& reason)
{
    for (std::size_t i = 0; i < body.size();) {
        const char c = body[i++];
        if (c != '\\' || i >= body.size()) {
            out += c;
            continue;
        }
        const char e = body[i++];
        if (const char plain = simpleEscape(e)) {
            out += plain;
        } else if (e == '\n') {
            // an escaped line end is nothing
        } else if (e >= '0' && e <= '7') {
            char32_t code = static_cast<char32_t>(e - '0');
            for (int d = 0; d < 2 && i < body.size() && body[i] >= '0' && body[i] <= '7'; ++d)
                code = code * 8 + static_cast<char32_t>(body[i++] - '0');
            appendUtf8(out, code);
        } else if (e == 'x' || e == 'u' || e == 'U') {
            if (!appendHex(body, i, e == 'x' ? 2 : (e == 'u' ? 4 : 8), out, reason))
                return false;
        } else if (e == 'N') {
            reason = "named characters (\\N{...}) are not supported in strings";
            return false;
        } else {
            out += '\\';
            out += e;
        }
    }
    return true;
}

} // namespace engine::text::jinja
