// SPDX-License-Identifier: GPL-3.0-or-later
// Sentencepiece's vocabularies, byte-pair and unigram: GGUF's types "llama" and "t5", and tokenizer.model files.
#pragma once

#include "engine/text/sentencepiece_normalizer.h"
#include "engine/text/token_model.h"
#include "engine/text/tokenizer.h"

namespace engine::text
{

// What a file says, whatever its form.
struct SentencePieceFile {
    Vocabulary vocabulary;
    SentencePieceNormalizer normalizer;
    bool unigram = false;
    bool byteFallback = false;

    // Throw engine::Error: BadFile, Unsupported.
    static SentencePieceFile fromGguf(const files::GgufFile& file, bool unigram);
    static SentencePieceFile fromModel(std::string_view bytes, const std::string& name);
};

class SentencePieceTokenizer final : public Tokenizer
{
public:
    explicit SentencePieceTokenizer(SentencePieceFile file);
    ~SentencePieceTokenizer() override;

    std::string decode(std::span<const TokenId> ids) const override;

protected:
    void encodeRun(std::string_view text, std::vector<TokenId>& out) const override;
    std::string pieceBytes(TokenId id) const override;

private:
    SentencePieceNormalizer m_normalizer;
    std::unique_ptr<const TokenModel> m_model;
};

} // namespace engine::text
