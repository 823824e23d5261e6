// SPDX-License-Identifier: GPL-3.0-or-later
// WordPiece (Wu et al. 2016) as BERT uses it: the longest piece from the left, again and again; a word that cannot be
// made up of pieces is one unknown token.
#pragma once

#include "engine/text/token_model.h"

#include <string>

namespace engine::text
{

class WordPieceModel final : public TokenModel
{
public:
    struct Options {
        std::string first;               // before pieces that begin a word: U+2581 in GGUF
        std::string continuing = "##";   // before the others
        std::size_t maxCharacters = 100; // longer words are unknown
    };
    WordPieceModel(const Vocabulary& vocabulary, Options options); // with an unknown token; refers to it

    void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const override;

private:
    const Vocabulary& m_vocabulary;
    Options m_options;
    std::size_t m_longest = 0; // bytes of the longest piece
};

} // namespace engine::text
