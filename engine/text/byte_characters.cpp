// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/byte_characters.h"

#include "engine/text/utf8.h"

#include <array>

namespace engine::text
{
namespace
{

struct Tables {
    std::array<std::string, 256> characters;
    std::array<int, 0x144> bytes; // -1: not of this writing

    Tables()
    {
        bytes.fill(-1);
        char32_t next = 0x100;
        for (unsigned byte = 0; byte < 256; ++byte) {
            const bool printable = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
            const char32_t code = printable ? byte : next++;
            appendUtf8(characters[byte], code);
            bytes[code] = static_cast<int>(byte);
        }
    }
};

const Tables& tables()
{
    static const Tables all;
    return all;
}

} // namespace

std::string_view characterOfByte(unsigned char byte)
{
    return tables().characters[byte];
}

std::string toByteCharacters(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes)
        text += characterOfByte(static_cast<unsigned char>(byte));
    return text;
}

std::optional<std::string> fromByteCharacters(std::string_view text)
{
    std::string bytes;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        if (step.code >= tables().bytes.size() || tables().bytes[step.code] < 0)
            return std::nullopt;
        bytes += static_cast<char>(tables().bytes[step.code]);
        at += step.length;
    }
    return bytes;
}

} // namespace engine::text
