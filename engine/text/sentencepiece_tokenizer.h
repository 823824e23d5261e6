// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies of GGUF's type "llama" and tokenizer.model files with byte-pair encoding: text as it is written, a space
// as U+2581, often one before the first word.
#pragma once

#include "engine/text/spm_model.h"
#include "engine/text/tokenizer.h"

namespace engine::text
{

class SentencePieceTokenizer final : public Tokenizer
{
public:
    explicit SentencePieceTokenizer(const files::GgufFile& file); // throws engine::Error(BadFile)

protected:
    void encodeRun(std::string_view text, std::vector<TokenId>& out) const override;
    std::string pieceBytes(TokenId id) const override;

private:
    SpmModel m_model;
};

} // namespace engine::text
