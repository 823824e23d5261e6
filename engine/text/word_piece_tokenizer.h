// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies of GGUF's type "bert". Pieces that begin a word carry U+2581 there, and the others nothing.
#pragma once

#include "engine/text/bert_text.h"
#include "engine/text/tokenizer.h"
#include "engine/text/word_piece_model.h"

namespace engine::text
{

class WordPieceTokenizer final : public Tokenizer
{
public:
    explicit WordPieceTokenizer(const files::GgufFile& file); // throws engine::Error(BadFile)

protected:
    void encodeRun(std::string_view text, std::vector<TokenId>& out) const override;
    std::string pieceBytes(TokenId id) const override;

private:
    BertNormalizer m_normalizer;
    WordPieceModel m_model;
};

} // namespace engine::text
