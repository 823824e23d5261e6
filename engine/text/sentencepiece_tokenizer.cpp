// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/sentencepiece_tokenizer.h"

#include "engine/files/gguf.h"
#include "engine/text/space_mark.h"
#include "engine/text/spm_model.h"
#include "engine/text/unigram_model.h"

namespace engine::text
{
namespace
{

CharMap charMapOf(const files::GgufFile& file)
{
    constexpr const char* kKey = "tokenizer.ggml.precompiled_charsmap";
    const files::GgufValue* value = file.find(kKey);
    if (!value)
        return {};
    if (value->type != files::ValueType::Array ||
        (value->element != files::ValueType::U8 && value->element != files::ValueType::I8))
        file.fail(kKey, "should be an array of bytes");
    const auto map = CharMap::read({reinterpret_cast<const char*>(value->bytes.data()), value->bytes.size()});
    if (!map)
        file.fail(kKey, "is no map of characters: its sizes do not fit");
    return *map;
}

void checkPieces(const files::GgufFile& file, Vocabulary& vocabulary)
{
    TokenId unknown = -1;
    for (TokenId id = 0; id < vocabulary.size(); ++id) {
        if (vocabulary.kind(id) == TokenKind::Unknown)
            unknown = id;
        if (vocabulary.kind(id) == TokenKind::Byte && byteOfPiece(vocabulary.piece(id)) < 0)
            file.fail("tokenizer.ggml.tokens",
                      "has the malformed byte token \"" + std::string(vocabulary.piece(id).substr(0, 40)) + "\"");
    }
    if (vocabulary.unknown < 0)
        vocabulary.unknown = unknown;
    if (vocabulary.unknown < 0)
        file.fail("tokenizer.ggml.token_type", "marks no token as the unknown one");
}

} // namespace

SentencePieceFile SentencePieceFile::fromGguf(const files::GgufFile& file, bool unigram)
{
    SentencePieceFile result{Vocabulary::fromGguf(file), {}, unigram};
    Vocabulary& vocabulary = result.vocabulary;
    if (!vocabulary.hasScores())
        file.fail("tokenizer.ggml.scores", "should hold one score for each token");
    checkPieces(file, vocabulary);
    vocabulary.addBos = file.boolean("tokenizer.ggml.add_bos_token").value_or(!unigram);
    vocabulary.addEos = file.boolean("tokenizer.ggml.add_eos_token").value_or(unigram);
    result.normalizer.addsSpace = file.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
    result.normalizer.removesExtraSpace = file.boolean("tokenizer.ggml.remove_extra_whitespaces").value_or(false);
    result.normalizer.charMap = charMapOf(file);
    result.byteFallback = true; // GGUF has no word for it; it needs a token for every byte, which others do not have
    return result;
}

SentencePieceTokenizer::SentencePieceTokenizer(SentencePieceFile file)
    : Tokenizer(std::move(file.vocabulary)),
      m_normalizer(std::move(file.normalizer))
{
    m_addSpacePrefix = (m_normalizer.addsSpace || m_normalizer.removesExtraSpace) && !m_normalizer.spaceEndsWord;
    if (file.unigram)
        m_model = std::make_unique<UnigramModel>(
            vocabulary(), UnigramModel::Options{.byteFallback = file.byteFallback, .doublePrecision = true});
    else
        m_model = std::make_unique<SpmModel>(vocabulary());
}

SentencePieceTokenizer::~SentencePieceTokenizer() = default;

void SentencePieceTokenizer::encodeRun(std::string_view text, std::vector<TokenId>& out) const
{
    const std::string normal = m_normalizer.apply(text);
    MergeScratch scratch;
    if (!normal.empty())
        m_model->encode(normal, scratch, out);
}

std::string SentencePieceTokenizer::decode(std::span<const TokenId> ids) const
{
    std::string text = Tokenizer::decode(ids);
    if (m_normalizer.spaceEndsWord && m_normalizer.addsSpace && !text.empty() && text.back() == ' ')
        text.pop_back();
    return text;
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
