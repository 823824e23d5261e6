// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/sentencepiece_tokenizer.h"

#include "engine/files/gguf.h"
#include "engine/text/space_mark.h"

namespace engine::text
{
namespace
{

Vocabulary vocabularyOf(const files::GgufFile& file)
{
    Vocabulary vocabulary = Vocabulary::fromGguf(file);
    if (!vocabulary.hasScores())
        file.fail("tokenizer.ggml.scores", "should hold one score for each token");
    TokenId unknown = -1;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        if (vocabulary.kind(id) == TokenKind::Unknown)
            unknown = id;
        if (vocabulary.kind(id) == TokenKind::Byte && byteOfPiece(vocabulary.piece(id)) < 0)
            file.fail("tokenizer.ggml.tokens", "has the malformed byte token \"" + std::string(vocabulary.piece(id).substr(0, 40)) + "\"");
    }
    if (vocabulary.unknown < 0)
        vocabulary.unknown = unknown;
    if (vocabulary.unknown < 0)
        file.fail("tokenizer.ggml.token_type", "marks no token as the unknown one");
    vocabulary.addBos = file.boolean("tokenizer.ggml.add_bos_token").value_or(true);
    vocabulary.addEos = file.boolean("tokenizer.ggml.add_eos_token").value_or(false);
    return vocabulary;
}

} // namespace

SentencePieceTokenizer::SentencePieceTokenizer(const files::GgufFile& file) : Tokenizer(vocabularyOf(file)), m_model(vocabulary())
{
    m_addSpacePrefix = file.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
}

void SentencePieceTokenizer::encodeRun(std::string_view text, std::vector<TokenId>& out) const
{
    MergeScratch scratch;
    m_model.encode(withSpaceMarks(text, m_addSpacePrefix), scratch, out);
}

std::string SentencePieceTokenizer::pieceBytes(TokenId id) const
{
    if (kind(id) == TokenKind::Byte)
        return std::string(1, static_cast<char>(byteOfPiece(piece(id))));
    if (kind(id) == TokenKind::Unknown)
        return "\xEF\xBF\xBD"; // U+FFFD
    return withoutSpaceMarks(piece(id));
}

} // namespace engine::text
