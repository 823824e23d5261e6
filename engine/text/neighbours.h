// SPDX-License-Identifier: GPL-3.0-or-later
// Which characters stand side by side within any piece. Where two do not, no merge can reach across, so that a text may
// be cut there and its parts be merged (and remembered) on their own: the ids are the same.
#pragma once

#include "engine/text/hash.h"
#include "engine/text/utf8.h"

#include <vector>

namespace engine::text
{

// A Bloom filter of one hash: it may say yes where no piece does, which costs a cut and nothing else.
class Neighbours
{
public:
    void add(std::string_view piece)
    {
        forEachPair(piece,
                    [this](char32_t before, char32_t after, std::size_t) { m_bits[bitOf(before, after)] = true; });
    }

    // Calls part(text) for consecutive parts of the text, which is not empty.
    template <class Part>
    void cut(std::string_view text, Part&& part) const
    {
        std::size_t begin = 0;
        forEachPair(text, [&](char32_t before, char32_t after, std::size_t at) {
            if (!m_bits[bitOf(before, after)]) {
                part(text.substr(begin, at - begin));
                begin = at;
            }
        });
        part(text.substr(begin));
    }

private:
    static constexpr std::size_t kBits = 1U << 21;

    static std::size_t bitOf(char32_t before, char32_t after)
    {
        return mixHash(before, after + 0x9E3779B97F4AU) >> 40 & (kBits - 1);
    }

    template <class Pair>
    static void forEachPair(std::string_view text, Pair&& pair)
    {
        if (text.empty())
            return;
        Utf8Step before = decodeUtf8(text, 0);
        for (std::size_t at = before.length; at < text.size();) {
            const Utf8Step after = decodeUtf8(text, at);
            pair(before.code, after.code, at);
            at += after.length;
            before = after;
        }
    }

    std::vector<bool> m_bits = std::vector<bool>(kBits, false);
};

} // namespace engine::text
