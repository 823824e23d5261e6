// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies of GGUF's types "gpt2" and "gemma4": patterns cut the text into words, and merges never cross their
// borders.
#pragma once

#include "engine/text/bpe_model.h"
#include "engine/text/pre_tokenizer.h"
#include "engine/text/tokenizer.h"

namespace engine::text
{

class BpeTokenizer final : public Tokenizer
{
public:
    explicit BpeTokenizer(const files::GgufFile& file); // throws engine::Error(BadFile)

protected:
    void encodeRun(std::string_view text, std::vector<TokenId>& out) const override;
    std::string pieceBytes(TokenId id) const override { return m_bytes[static_cast<std::size_t>(id)]; }

private:
    BpeTokenizer(const files::GgufFile& file, std::string_view name, const PreTokenizerFacts* facts);
    void readMerges(const files::GgufFile& file);
    void encodeWords(std::string_view text, std::vector<TokenId>& out) const;

    const PreTokenizerFacts& m_facts;
    WordSplitter m_splitter;
    BpeModel m_model;
    AddedTokens m_userDefined;
    std::vector<std::string> m_bytes; // of each token
};

} // namespace engine::text
