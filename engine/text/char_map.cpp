// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/char_map.h"

#include "engine/text/utf8.h"

namespace engine::text
{
namespace
{

// A unit of the array: label in the lowest byte and the highest bit, offset to the children from bit 10 on, which bit 9
// makes coarse, and bit 8 for a value among the children.
bool hasLeaf(std::uint32_t unit)
{
    return (unit >> 8 & 1) != 0;
}

std::uint32_t labelOf(std::uint32_t unit)
{
    return unit & (1U << 31 | 0xFF);
}

std::uint32_t offsetOf(std::uint32_t unit)
{
    return unit >> 10 << ((unit & 1U << 9) >> 6);
}

std::uint32_t readWord(std::string_view bytes, std::size_t at)
{
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;)
        word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
    return word;
}

} // namespace

std::optional<CharMap> CharMap::read(std::string_view blob)
{
    CharMap map;
    if (blob.empty())
        return map;
    if (blob.size() < 4)
        return std::nullopt;
    const std::size_t size = readWord(blob, 0);
    if (size % 4 != 0 || size < 4 || size >= blob.size() - 4 || blob.back() != '\0')
        return std::nullopt;
    for (std::size_t at = 4; at < 4 + size; at += 4)
        map.m_units.push_back(readWord(blob, at));
    map.m_replacements = blob.substr(4 + size);
    return map;
}

CharMap::Step CharMap::map(std::string_view text, std::size_t at) const
{
    Step best{text.substr(at, decodeUtf8(text, at).length), decodeUtf8(text, at).length};
    if (m_units.empty())
        return best;
    std::size_t node = offsetOf(m_units[0]);
    for (std::size_t end = at; end < text.size();) {
        const auto byte = static_cast<unsigned char>(text[end++]);
        node ^= byte;
        if (node >= m_units.size() || labelOf(m_units[node]) != byte)
            break;
        const std::uint32_t unit = m_units[node];
        node ^= offsetOf(unit);
        if (!hasLeaf(unit))
            continue;
        const std::size_t value = node < m_units.size() ? m_units[node] & 0x7FFFFFFF : m_replacements.size();
        if (value < m_replacements.size())
            best = {std::string_view(m_replacements.c_str() + value), end - at};
    }
    return best;
}

std::string CharMap::apply(std::string_view text) const
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Step step = map(text, at);
        out += step.replacement;
        at += step.length;
    }
    return out;
}

} // namespace engine::text
