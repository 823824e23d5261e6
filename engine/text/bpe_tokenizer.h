// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies of GGUF's type "gpt2": byte-level byte-pair encoding (Sennrich et al. 2016; Radford et al. 2019, section
// 2.2). A pattern first cuts the text into words; merges never cross their borders.
#pragma once

#include "engine/text/tokenizer.h"

#include <array>
#include <unordered_map>

namespace engine::text
{

class WordPattern;

class BpeTokenizer final : public Tokenizer
{
public:
    explicit BpeTokenizer(const files::GgufFile& file); // throws engine::Error: BadFile, Unsupported (pattern, named)
    ~BpeTokenizer() override;

protected:
    void encodeRun(std::string_view text, std::vector<TokenId>& out) const override;
    std::string pieceBytes(TokenId id) const override;

private:
    struct Merge {
        std::int32_t rank; // lower merges first
        TokenId result;
    };

    void readMerges(const files::GgufFile& file);
    void encodeWord(std::string_view word, std::vector<TokenId>& out) const;
    const Merge* merge(TokenId left, TokenId right) const;

    std::unique_ptr<const WordPattern> m_pattern;
    std::array<TokenId, 256> m_byteIds{}; // -1 where the vocabulary has no such byte
    std::vector<std::string> m_bytes;     // of each token
    std::unordered_map<std::uint64_t, Merge> m_merges; // by left id << 32 | right id
    std::vector<std::pair<std::string, TokenId>> m_added; // user-defined tokens, longest first
};

} // namespace engine::text
