// SPDX-License-Identifier: GPL-3.0-or-later
// Sentencepiece's byte-pair encoding (Kudo and Richardson 2018): of two neighbours whose texts together are a piece,
// the pair with the highest score merges first. Gives the library's ids; much faster on long texts, since the text is
// cut where no piece could reach across, and what repeats is taken from a cache.
#pragma once

#include "engine/text/added_tokens.h"
#include "engine/text/neighbours.h"
#include "engine/text/token_model.h"

#include <unordered_map>

namespace engine::text
{

class SpmModel final : public TokenModel
{
public:
    explicit SpmModel(const Vocabulary& vocabulary); // with scores, refers to it

    // `text`: spaces are written as U+2581. Bytes that are no UTF-8 become their byte tokens.
    void encode(std::string_view text, MergeScratch& scratch, std::vector<TokenId>& out) const override;

private:
    using Unmerged =
        std::unordered_map<std::string_view, std::size_t>; // an unused piece to the length of its left half

    void encodeRun(std::string_view run, MergeScratch& scratch, std::vector<TokenId>& out) const;
    void encodeSegment(std::string_view segment, MergeScratch& scratch, std::vector<TokenId>& out) const;
    void emit(std::string_view piece, TokenId id, const Unmerged& unmerged, std::vector<TokenId>& out) const;
    void emitUnknown(std::string_view character, std::vector<TokenId>& out) const;

    const Vocabulary& m_vocabulary;
    AddedTokens m_userDefined;          // found first, never merged
    std::vector<std::uint32_t> m_ranks; // of each id, by falling score; kNoMerge where nothing may merge into it
    std::array<TokenId, 256> m_bytes;
    bool m_byteFallback = false;
    Neighbours m_neighbours;
};

} // namespace engine::text
