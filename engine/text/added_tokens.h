// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens that are looked for as whole strings before the rest of a text is cut: special ones and user-defined ones.
#pragma once

#include "engine/text/vocabulary.h"

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace engine::text
{

class AddedTokens
{
public:
    struct Token {
        std::string text; // not empty
        TokenId id = -1;
        bool stripsLeft = false, stripsRight = false; // swallows the white space beside it
        bool singleWord = false;                      // only where no word character touches it
    };
    struct Found {
        std::size_t begin, end; // bytes of the token itself
        const Token* token;
    };

    void add(Token token); // of equal ones the first counts
    bool empty() const { return m_tokens.empty(); }
    // The leftmost from `from` on, of those the longest.
    std::optional<Found> find(std::string_view text, std::size_t from) const;

private:
    std::unordered_map<std::string, Token> m_tokens;     // by text
    std::array<std::vector<std::size_t>, 256> m_lengths; // of the tokens with this first byte, falling
};

} // namespace engine::text
