// SPDX-License-Identifier: GPL-3.0-or-later
// The unigram language model (Kudo 2018, section 3.1): of all ways to cut a text into pieces, the one with the greatest
// sum of scores (logarithms of probabilities), found by the Viterbi algorithm.
#pragma once

#include "engine/text/token_model.h"

#include <array>

namespace engine::text
{

class UnigramModel final : public TokenModel
{
public:
    struct Options {
        bool byteFallback = false;    // an unknown character becomes the tokens <0xAB> of its bytes
        bool fuseUnknown = true;      // neighbouring unknown characters become one token
        bool doublePrecision = false; // of the sums; sentencepiece's are single, those of `tokenizers` double
    };
    UnigramModel(const Vocabulary& vocabulary, Options options); // with scores and an unknown token; refers to it

    void encode(std::string_view text, MergeScratch& scratch, std::vector<TokenId>& out) const override;

private:
    // Children of a node stand together, by rising label.
    struct Node {
        std::uint32_t firstChild = 0;
        std::uint16_t children = 0;
        std::uint8_t label = 0;
        TokenId id = -1; // of the piece that ends here
    };

    void buildTrie();
    std::uint32_t child(std::uint32_t node, unsigned char label) const; // 0 if there is none
    double rounded(double value) const;                                 // to the precision of the sums
    double scoreOf(TokenId id, std::size_t length) const;
    void emitUnknown(std::string_view character, bool unknownBefore, std::vector<TokenId>& out) const;

    const Vocabulary& m_vocabulary;
    Options m_options;
    std::array<TokenId, 256> m_bytes;
    std::vector<Node> m_nodes; // the root first
    std::array<std::uint32_t, 256> m_rootChildren{};
    double m_lowest = 0, m_highest = 0; // scores of normal pieces
};

} // namespace engine::text
