// SPDX-License-Identifier: GPL-3.0-or-later
// Vocabularies of GGUF's type "llama": the sentencepiece library on a model rebuilt from the file's pieces and scores.
#pragma once

#include "engine/text/tokenizer.h"

namespace sentencepiece
{
class SentencePieceProcessor;
}

namespace engine::text
{

class SentencePieceTokenizer final : public Tokenizer
{
public:
    explicit SentencePieceTokenizer(const files::GgufFile& file); // throws engine::Error(BadFile)
    ~SentencePieceTokenizer() override;

protected:
    void encodeRun(std::string_view text, std::vector<TokenId>& out) const override;
    std::string pieceBytes(TokenId id) const override;

private:
    std::unique_ptr<sentencepiece::SentencePieceProcessor> m_processor;
};

} // namespace engine::text
