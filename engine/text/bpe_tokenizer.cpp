// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/bpe_tokenizer.h"

#include "engine/files/gguf.h"
#include "engine/stop_scope.h"
#include "engine/text/byte_characters.h"
#include "engine/text/space_mark.h"
#include "engine/text/unicode.h"
#include "engine/text/utf8.h"
#include "engine/text/word_cache.h"

namespace engine::text
{
namespace
{

std::string_view nameOf(const files::GgufFile& file)
{
    if (file.string("tokenizer.ggml.model") == "gemma4")
        return "gemma4";
    return file.string("tokenizer.ggml.pre").value_or("gpt-2"); // files of before that key are of GPT-2's kind
}

const PreTokenizerFacts& factsOr(const PreTokenizerFacts* facts)
{
    return facts ? *facts : *preTokenizerByName("default");
}

Vocabulary vocabularyOf(const files::GgufFile& file, const PreTokenizerFacts& facts)
{
    Vocabulary vocabulary = Vocabulary::fromGguf(file);
    vocabulary.addBos = file.boolean("tokenizer.ggml.add_bos_token").value_or(facts.addBos);
    vocabulary.addEos = file.boolean("tokenizer.ggml.add_eos_token")
                            .value_or(file.boolean("tokenizer.ggml.add_sep_token").value_or(facts.addEos));
    return vocabulary;
}

} // namespace

BpeTokenizer::BpeTokenizer(const files::GgufFile& file)
    : BpeTokenizer(file, nameOf(file), preTokenizerByName(nameOf(file)))
{
}

BpeTokenizer::BpeTokenizer(const files::GgufFile& file, std::string_view name, const PreTokenizerFacts* facts)
    : Tokenizer(vocabularyOf(file, factsOr(facts))),
      m_facts(factsOr(facts)),
      m_splitter(m_facts.patterns),
      m_model(vocabulary(),
              {.byteLevel = !m_facts.spaceMarks, .byteFallback = m_facts.spaceMarks, .wholeWords = m_facts.wholeWords})
{
    if (!facts)
        m_notice =
            file.name() + " cuts its text in a way named \"" + std::string(name.substr(0, 40)) +
            "\" (tokenizer.ggml.pre), which is not known here. The general way is used instead, so that answers may be "
            "worse than the model can do.";
    m_bytes.reserve(static_cast<std::size_t>(vocabularySize()));
    for (TokenId id = 0; id < vocabularySize(); ++id) {
        StopScope::look();
        const std::string text(piece(id));
        const bool added = kind(id) == TokenKind::UserDefined;
        if (m_facts.spaceMarks)
            m_bytes.push_back(byteOfPiece(text) >= 0 ? std::string(1, static_cast<char>(byteOfPiece(text)))
                                                     : withoutSpaceMarks(text));
        else
            m_bytes.push_back(added || isSpecial(id) ? text : fromByteCharacters(text).value_or(text));
        if (added && !text.empty())
            m_userDefined.add({text, id});
    }
    readMerges(file);
}

void BpeTokenizer::readMerges(const files::GgufFile& file)
{
    const auto merges = file.strings("tokenizer.ggml.merges");
    if (!merges)
        file.fail("tokenizer.ggml.merges", "is missing, and byte-pair encoding needs it");
    m_model.reserve(merges->size());
    for (const std::string_view rule : *merges) {
        StopScope::look();
        const auto space = rule.find(' ', 1); // a piece may not be empty
        if (space == std::string_view::npos || !m_model.addMerge(rule.substr(0, space), rule.substr(space + 1)))
            file.fail("tokenizer.ggml.merges", "has the rule \"" + std::string(rule.substr(0, 80)) +
                                                   "\", whose tokens are not all in the vocabulary");
    }
}

void BpeTokenizer::encodeRun(std::string_view text, std::vector<TokenId>& out) const
{
    std::string composed;
    if (m_facts.composed && unicode::isValidUtf8(text)) // other bytes are no text and stay as they are
        text = composed = unicode::normalize(text, unicode::Form::NFC);
    std::size_t begin = 0;
    while (!m_userDefined.empty()) {
        const auto added = m_userDefined.find(text, begin);
        if (!added)
            break;
        encodeWords(text.substr(begin, added->begin - begin), out);
        out.push_back(added->token->id);
        begin = added->end;
    }
    encodeWords(text.substr(begin), out);
}

void BpeTokenizer::encodeWords(std::string_view text, std::vector<TokenId>& out) const
{
    const std::string marked = m_facts.spaceMarks && !m_facts.dropsSpace ? withSpaceMarks(text, false) : std::string();
    if (!marked.empty())
        text = marked;
    WordCache cache(text.size());
    MergeScratch scratch;
    std::size_t begin = 0;
    for (const std::size_t end : m_splitter.split(text)) {
        const std::string_view word = text.substr(begin, end - begin);
        begin = end;
        if (m_facts.dropsSpace && unicode::isWhiteSpace(decodeUtf8(word, 0).code))
            continue;
        cache.encode(word, out, [&](std::string_view w) { m_model.encode(w, scratch, out); });
    }
}

} // namespace engine::text
