// SPDX-License-Identifier: GPL-3.0-or-later
// Byte-pair encoding by a list of merge rules, over bytes (Radford et al. 2019, section 2.2) or over characters.
#pragma once

#include "engine/text/neighbours.h"
#include "engine/text/token_model.h"

#include <array>
#include <memory>
#include <string>

namespace engine::text
{

class BpeModel final : public TokenModel
{
public:
    struct Options {
        bool byteLevel = false;    // words are bytes, pieces are written in byte characters
        bool byteFallback = false; // a character that is no piece becomes the tokens <0xAB> of its bytes
        bool fuseUnknown = false;  // neighbouring unknown characters become one token
        bool wholeWords = false;   // a word that is a piece is taken without merging ("ignore_merges")
        std::string continuing;    // prefix of pieces that do not begin a word
        std::string ending;        // suffix of pieces that end one
    };
    BpeModel(const Vocabulary& vocabulary, Options options); // refers to the vocabulary

    // A rule; its rank is the number of those before it. False if the vocabulary lacks one of the three tokens.
    bool addMerge(std::string_view left, std::string_view right);
    void reserve(std::size_t merges);

    void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const override;

private:
    void encodePart(std::string_view part, MergeScratch& scratch, std::vector<TokenId>& out) const;
    struct Slot {
        std::uint64_t pair = kFree;
        Merge merge;
    };
    static constexpr std::uint64_t kFree = ~std::uint64_t{0};

    Merge mergeOf(TokenId left, TokenId right) const;
    void grow(std::size_t slots);
    void beginWithBytes(std::string_view word, std::vector<Symbol>& symbols) const;
    void beginWithCharacters(std::string_view word, std::vector<Symbol>& symbols) const;

    const Vocabulary& m_vocabulary;
    Options m_options;
    std::array<TokenId, 256> m_bytes; // of the byte level or the fallback; -1 where there is none
    std::vector<Slot> m_merges;       // open addressing; a power of two
    std::uint32_t m_rank = 0;
    std::size_t m_used = 0;
    // Of words of characters, which may be whole texts; null where a cut could change the ids.
    std::unique_ptr<Neighbours> m_neighbours;
};

} // namespace engine::text
