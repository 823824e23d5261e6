// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/base64.h"

#include <cstdint>

namespace engine::files
{

std::optional<std::string> fromBase64(std::string_view text)
{
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text.substr(0, text.find('='))) {
        const auto digit = kAlphabet.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        if ((count += 6) >= 8)
            bytes += static_cast<char>(static_cast<unsigned char>(bits >> (count -= 8) & 0xFF));
    }
    return bytes;
}

} // namespace engine::files
