// SPDX-License-Identifier: GPL-3.0-or-later
// A hash for short strings and pairs of ids: multiply and fold, as in wyhash (Wang Yi, 2019). Not against attackers.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace engine::text
{

inline std::uint64_t mixHash(std::uint64_t a, std::uint64_t b)
{
    a ^= b;
    a *= 0x9E3779B97F4A7C15U;
    return a ^ a >> 29;
}

inline std::uint64_t hashBytes(std::string_view bytes)
{
    std::uint64_t hash = bytes.size() * 0xA0761D6478BD642FU;
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        hash = mixHash(hash, word);
    }
    std::uint64_t word = 0;
    if (left >= 4) {
        std::uint32_t half;
        std::memcpy(&half, at, 4);
        word = half;
        at += 4;
        left -= 4;
    }
    for (; left > 0; --left, ++at)
        word = word << 8 | static_cast<unsigned char>(*at);
    return mixHash(mixHash(hash, word), 0xE7037ED1A0B428DBU);
}

} // namespace engine::text
