// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/added_tokens.h"

#include "engine/text/char_set.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <functional>

namespace engine::text
{
namespace
{

bool isWordCharacter(std::string_view text, std::size_t at)
{
    static const CharSet word = CharSet::word();
    const char32_t code = decodeUtf8(text, at).code;
    return code != kNoCharacter && word.contains(code);
}

bool standsAlone(std::string_view text, std::size_t begin, std::size_t end)
{
    std::size_t before = begin;
    while (before > 0 && before + 4 > begin && (static_cast<unsigned char>(text[--before]) & 0xC0) == 0x80) {
    }
    return (begin == 0 || !isWordCharacter(text, before)) && (end == text.size() || !isWordCharacter(text, end));
}

} // namespace

void AddedTokens::add(Token token)
{
    auto& lengths = m_lengths[static_cast<unsigned char>(token.text.front())];
    const auto place = std::lower_bound(lengths.begin(), lengths.end(), token.text.size(), std::greater<>());
    if (place == lengths.end() || *place != token.text.size())
        lengths.insert(place, token.text.size());
    std::string text = token.text;
    m_tokens.emplace(std::move(text), std::move(token));
}

std::optional<AddedTokens::Found> AddedTokens::find(std::string_view text, std::size_t from) const
{
    std::string candidate;
    for (std::size_t at = from; at < text.size(); ++at) {
        for (const std::size_t length : m_lengths[static_cast<unsigned char>(text[at])]) {
            if (length > text.size() - at)
                continue;
            const auto found = m_tokens.find(candidate.assign(text, at, length));
            if (found != m_tokens.end() && (!found->second.singleWord || standsAlone(text, at, at + length)))
                return Found{at, at + length, &found->second};
        }
    }
    return std::nullopt;
}

} // namespace engine::text
