// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/json_tokenizer.h"

#include "engine/error.h"
#include "engine/text/bpe_model.h"
#include "engine/text/byte_characters.h"
#include "engine/text/space_mark.h"
#include "engine/text/unicode.h"
#include "engine/text/unigram_model.h"
#include "engine/text/word_cache.h"
#include "engine/text/word_piece_model.h"

#include <array>

namespace engine::text
{
namespace
{

using nlohmann::json;

constexpr int kMaxDepth = 32;

// What WordPiece's clean-up makes of one token.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kClosed = {{{" .", "."},
                                                                                    {" ?", "?"},
                                                                                    {" !", "!"},
                                                                                    {" ,", ","},
                                                                                    {" ' ", "'"},
                                                                                    {" n't", "n't"},
                                                                                    {" 'm", "'m"},
                                                                                    {" do not", " don't"},
                                                                                    {" 's", "'s"},
                                                                                    {" 've", "'ve"},
                                                                                    {" 're", "'re"}}};

// What the library's own exceptions say is about types; the file's name makes it a sentence.
template <class Read>
auto withName(const std::string& name, Read&& read)
{
    try {
        return read();
    } catch (const json::exception& error) {
        throw Error(ErrorKind::BadFile, name + " is no tokenizer that can be read (" + error.what() + ").");
    }
}

const json& member(const json& object, const char* key)
{
    static const json null;
    const auto found = object.find(key);
    return found == object.end() ? null : *found;
}

std::string text(const json& object, const char* key)
{
    const json& value = member(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag(const json& object, const char* key)
{
    const json& value = member(object, key);
    return value.is_boolean() && value.get<bool>();
}

void replaceAll(std::string& where, std::string_view what, std::string_view by)
{
    for (auto at = where.find(what); at != std::string::npos; at = where.find(what, at + by.size()))
        where.replace(at, what.size(), by);
}

} // namespace

JsonTokenizer::JsonTokenizer(const json& file, const json& config, const std::string& name)
    : Tokenizer(withName(name, [&] { return vocabularyOfJson(file, config, JsonSource{name}); }))
{
    withName(name, [&] {
        const JsonSource source{name};
        m_normalizer = readNormalizer(member(file, "normalizer"), "normalizer", source);
        bool bytes = false;
        m_preTokenizers = readPreTokenizers(member(file, "pre_tokenizer"), source, bytes);
        readAddedTokens(member(file, "added_tokens"));
        readModel(file.at("model"), bytes, source);
        if (!member(file, "decoder").is_null())
            readDecoder(member(file, "decoder"), 0);
    });
}

JsonTokenizer::~JsonTokenizer() = default;

void JsonTokenizer::readAddedTokens(const json& tokens)
{
    m_specials = {};
    for (const json& token : tokens) {
        AddedTokens::Token added{token.at("content").get<std::string>(), token.at("id").get<TokenId>(),
                                 token.value("lstrip", false), token.value("rstrip", false),
                                 token.value("single_word", false)};
        if (added.text.empty())
            continue;
        if (isSpecial(added.id))
            m_specials.add(std::move(added));
        else if (token.value("normalized", true))
            m_normalAdded.add(std::move(added));
        else
            m_rawAdded.add(std::move(added));
    }
}

void JsonTokenizer::readModel(const json& model, bool bytes, const JsonSource& source)
{
    std::string type = text(model, "type");
    if (type.empty()) // older files leave it to the reader
        type = model.contains("merges") ? "BPE" : member(model, "vocab").is_array() ? "Unigram" : "WordPiece";
    if (type == "BPE") {
        readBpe(model, bytes, source);
    } else if (type == "Unigram") {
        m_model = std::make_unique<UnigramModel>(
            vocabulary(), UnigramModel::Options{.byteFallback = flag(model, "byte_fallback"), .doublePrecision = true});
    } else if (type == "WordPiece") {
        if (vocabulary().unknown < 0)
            source.bad("model.unk_token", "is missing or not in the vocabulary");
        WordPieceModel::Options options;
        options.continuing = model.value("continuing_subword_prefix", options.continuing);
        options.maxCharacters = model.value("max_input_chars_per_word", options.maxCharacters);
        m_model = std::make_unique<WordPieceModel>(vocabulary(), options);
    } else {
        source.unsupported("model", "type \"" + type.substr(0, 40) + "\"");
    }
    if (bytes && type != "BPE")
        source.unsupported("pre_tokenizer", "byte level with a model of the type " + type);
}

void JsonTokenizer::readBpe(const json& model, bool bytes, const JsonSource& source)
{
    auto bpe = std::make_unique<BpeModel>(vocabulary(),
                                          BpeModel::Options{.byteLevel = bytes,
                                                            .byteFallback = flag(model, "byte_fallback"),
                                                            .fuseUnknown = flag(model, "fuse_unk"),
                                                            .wholeWords = flag(model, "ignore_merges"),
                                                            .continuing = text(model, "continuing_subword_prefix"),
                                                            .ending = text(model, "end_of_word_suffix")});
    const json& merges = member(model, "merges");
    if (!merges.is_array())
        source.bad("model.merges", "should list the merge rules");
    bpe->reserve(merges.size());
    for (const json& rule : merges) {
        std::string left, right;
        if (rule.is_array() && rule.size() == 2) {
            left = rule[0].get<std::string>();
            right = rule[1].get<std::string>();
        } else {
            const auto whole = rule.get<std::string>();
            const auto space = whole.find(' ');
            if (space == std::string::npos)
                source.bad("model.merges", "has the rule \"" + whole.substr(0, 80) + "\", which is no pair");
            left = whole.substr(0, space);
            right = whole.substr(space + 1);
        }
        if (!bpe->addMerge(left, right))
            source.bad("model.merges", "has the rule \"" + (left + " " + right).substr(0, 80) +
                                           "\", whose tokens are not all in the vocabulary");
    }
    m_model = std::move(bpe);
}

void JsonTokenizer::readDecoder(const json& decoder, int depth)
{
    if (depth > kMaxDepth)
        return;
    const std::string type = text(decoder, "type");
    if (type == "Sequence") {
        for (const json& inner : decoder.at("decoders"))
            readDecoder(inner, depth + 1);
    } else if (type == "ByteLevel") {
        m_decoding.byteLevel = true;
    } else if (type == "ByteFallback") {
        m_decoding.byteFallback = true;
    } else if (type == "Metaspace") {
        const json& mark = member(decoder, "replacement");
        m_decoding.replacements.emplace_back(mark.is_string() ? mark.get<std::string>() : std::string(kSpaceMark), " ");
        m_decoding.stripsSpace = decoder.value("add_prefix_space", true) && text(decoder, "prepend_scheme") != "never";
    } else if (type == "Replace") {
        if (const std::string what = text(member(decoder, "pattern"), "String"); !what.empty())
            m_decoding.replacements.emplace_back(what, text(decoder, "content"));
    } else if (type == "Strip") {
        m_decoding.stripsSpace = text(decoder, "content") == " " && decoder.value("start", 0) > 0;
    } else if (type == "WordPiece") {
        m_decoding.wordPiece = true;
        m_decoding.prefix = text(decoder, "prefix");
        m_decoding.cleansUp = flag(decoder, "cleanup");
    } else if (type == "BPEDecoder") {
        m_decoding.suffix = text(decoder, "suffix");
    }
}

void JsonTokenizer::encodeRun(std::string_view text, std::vector<TokenId>& out) const
{
    std::size_t begin = 0;
    while (!m_rawAdded.empty()) {
        const auto found = m_rawAdded.find(text, begin);
        if (!found)
            break;
        encodeNormal(unicode::stripped(text.substr(begin, found->begin - begin), false, found->token->stripsLeft), out);
        out.push_back(found->token->id);
        begin = found->end;
        if (found->token->stripsRight)
            begin = text.size() - unicode::stripped(text.substr(begin), true, false).size();
    }
    encodeNormal(text.substr(begin), out);
}

void JsonTokenizer::encodeNormal(std::string_view text, std::vector<TokenId>& out) const
{
    if (text.empty())
        return;
    std::string normal;
    if (m_normalizer)
        text = normal = m_normalizer->apply(std::string(text));
    std::size_t begin = 0;
    while (!m_normalAdded.empty()) {
        const auto found = m_normalAdded.find(text, begin);
        if (!found)
            break;
        encodePieces(unicode::stripped(text.substr(begin, found->begin - begin), false, found->token->stripsLeft), out);
        out.push_back(found->token->id);
        begin = found->end;
        if (found->token->stripsRight)
            begin = text.size() - unicode::stripped(text.substr(begin), true, false).size();
    }
    encodePieces(text.substr(begin), out);
}

void JsonTokenizer::encodePieces(std::string_view text, std::vector<TokenId>& out) const
{
    if (text.empty())
        return;
    JsonPieces pieces;
    pieces.list.push_back(text);
    pieces.atStart = out.empty();
    for (const auto& step : m_preTokenizers)
        step->apply(pieces);
    WordCache cache(text.size());
    MergeScratch scratch;
    for (const std::string_view piece : pieces.list)
        if (!piece.empty())
            cache.encode(piece, out, [&](std::string_view word) { m_model->encode(word, scratch, out); });
}

std::string JsonTokenizer::pieceBytes(TokenId id) const
{
    std::string bytes(piece(id));
    if (kind(id) == TokenKind::UserDefined)
        return bytes;
    if (m_decoding.byteFallback && byteOfPiece(bytes) >= 0)
        return std::string(1, static_cast<char>(byteOfPiece(bytes)));
    if (m_decoding.byteLevel)
        bytes = fromByteCharacters(bytes).value_or(bytes);
    for (const auto& [what, by] : m_decoding.replacements)
        replaceAll(bytes, what, by);
    if (!m_decoding.suffix.empty())
        replaceAll(bytes, m_decoding.suffix, " ");
    if (m_decoding.wordPiece) {
        const bool continues =
            !m_decoding.prefix.empty() && bytes.compare(0, m_decoding.prefix.size(), m_decoding.prefix) == 0;
        bytes = continues ? bytes.substr(m_decoding.prefix.size()) : " " + bytes;
    }
    for (std::size_t i = 0; m_decoding.cleansUp && i < kClosed.size(); ++i)
        replaceAll(bytes, kClosed[i].first, kClosed[i].second);
    return bytes;
}

std::string JsonTokenizer::decode(std::span<const TokenId> ids) const
{
    std::string whole;
    for (const TokenId id : ids)
        whole += bytes(id);
    if ((m_decoding.stripsSpace || m_decoding.wordPiece) && !whole.empty() && whole.front() == ' ')
        whole.erase(0, 1);
    if (!m_decoding.suffix.empty() && !whole.empty() && whole.back() == ' ')
        whole.pop_back();
    return whole;
}

} // namespace engine::text
