// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/word_piece_tokenizer.h"

#include "engine/files/gguf.h"
#include "engine/text/space_mark.h"
#include "engine/text/word_cache.h"

namespace engine::text
{
namespace
{

Vocabulary vocabularyOf(const files::GgufFile& file)
{
    Vocabulary vocabulary = Vocabulary::fromGguf(file);
    const auto orFind = [&](TokenId& id, std::string_view piece) {
        if (id < 0)
            id = vocabulary.find(piece);
    };
    orFind(vocabulary.unknown, "[UNK]");
    orFind(vocabulary.classifier, "[CLS]");
    orFind(vocabulary.separator, "[SEP]");
    if (vocabulary.unknown < 0)
        file.fail("tokenizer.ggml.unknown_token_id", "is missing, and so is the token [UNK]");
    if (vocabulary.classifier >= 0)
        vocabulary.bos = vocabulary.classifier;
    if (vocabulary.separator >= 0)
        vocabulary.eos = vocabulary.separator;
    vocabulary.addBos = file.boolean("tokenizer.ggml.add_bos_token").value_or(true);
    vocabulary.addEos = file.boolean("tokenizer.ggml.add_sep_token")
                            .value_or(file.boolean("tokenizer.ggml.add_eos_token").value_or(true));
    return vocabulary;
}

} // namespace

WordPieceTokenizer::WordPieceTokenizer(const files::GgufFile& file)
    : Tokenizer(vocabularyOf(file)),
      m_model(vocabulary(), {.first = std::string(kSpaceMark), .continuing = ""})
{
    m_addSpacePrefix = true; // each word of a decoded text begins with a space, the first too
    m_normalizer.lowercases = file.boolean("tokenizer.ggml.normalizer.lowercase").value_or(true);
    m_normalizer.stripsAccents =
        file.boolean("tokenizer.ggml.normalizer.strip_accents").value_or(m_normalizer.lowercases);
}

void WordPieceTokenizer::encodeRun(std::string_view text, std::vector<TokenId>& out) const
{
    const std::string normal = m_normalizer.apply(text);
    WordCache cache(normal.size());
    MergeScratch scratch;
    for (const std::string_view word : bertWords(normal))
        cache.encode(word, out, [&](std::string_view w) { m_model.encode(w, scratch, out); });
}

std::string WordPieceTokenizer::pieceBytes(TokenId id) const
{
    return withoutSpaceMarks(piece(id));
}

} // namespace engine::text
