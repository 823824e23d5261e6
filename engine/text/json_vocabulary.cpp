// SPDX-License-Identifier: GPL-3.0-or-later
// The vocabulary of a tokenizer.json: the model's tokens, the added ones over them, and who begins and ends a text.
#include "engine/text/json_tokenizer.h"

#include <cmath>
#include <limits>
#include <optional>

namespace engine::text
{
namespace
{

using nlohmann::json;

constexpr std::size_t kMaxBytes = 64U << 20;
constexpr int kMaxDepth = 64;

int depthOf(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted && c == '\\')
            ++at;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '[' || c == '{'))
            deepest = std::max(deepest, ++depth);
        else if (!quoted && (c == ']' || c == '}'))
            --depth;
    }
    return deepest;
}

struct Entry {
    std::string piece;
    TokenKind kind = TokenKind::Unused; // a number that nothing has
    double score = 0;
    bool taken = false;
};

class Builder
{
public:
    explicit Builder(const JsonSource& source) : m_source(source) {}

    Entry& at(std::int64_t id, const std::string& where)
    {
        if (id < 0 || id >= static_cast<std::int64_t>(Vocabulary::kMaxTokens))
            m_source.bad(where, "has the number " + std::to_string(id) + ", which is out of range");
        if (static_cast<std::size_t>(id) >= m_entries.size())
            m_entries.resize(static_cast<std::size_t>(id) + 1);
        return m_entries[static_cast<std::size_t>(id)];
    }

    void dictionary(const json& vocab)
    {
        if (!vocab.is_object())
            m_source.bad("model.vocab", "should map tokens to numbers");
        for (const auto& [piece, id] : vocab.items()) {
            if (!id.is_number_integer())
                m_source.bad("model.vocab", "gives \"" + piece.substr(0, 40) + "\" something else than a number");
            Entry& entry = at(id.get<std::int64_t>(), "model.vocab");
            if (entry.taken)
                m_source.bad("model.vocab",
                             "gives the number " + std::to_string(id.get<std::int64_t>()) + " to two tokens");
            check(piece, "model.vocab");
            entry = {piece, TokenKind::Normal, 0, true};
        }
    }

    void list(const json& vocab)
    {
        if (!vocab.is_array())
            m_source.bad("model.vocab", "should list tokens with their scores");
        for (const json& item : vocab) {
            if (!item.is_array() || item.size() != 2 || !item[0].is_string() || !item[1].is_number())
                m_source.bad("model.vocab", "has an entry that is no token with a score");
            const auto score = item[1].get<double>();
            if (!std::isfinite(score) || std::fabs(score) > std::numeric_limits<float>::max())
                m_source.bad("model.vocab", "has a score that is not a finite number");
            const auto piece = item[0].get<std::string>();
            check(piece, "model.vocab");
            at(static_cast<std::int64_t>(m_entries.size()), "model.vocab") = {piece, TokenKind::Normal, score, true};
        }
    }

    void added(const json& token)
    {
        const auto content = token.at("content").get<std::string>();
        check(content, "added_tokens");
        Entry& entry = at(token.at("id").get<std::int64_t>(), "added_tokens");
        if (entry.taken && entry.piece != content)
            m_source.bad("added_tokens",
                         "gives \"" + content.substr(0, 40) + "\" the number of \"" + entry.piece.substr(0, 40) + "\"");
        entry.piece = content;
        entry.taken = true;
        entry.kind =
            token.value("special", false) || looksLikeControl(content) ? TokenKind::Control : TokenKind::UserDefined;
    }

    Vocabulary build() const
    {
        Vocabulary vocabulary(m_source.name);
        std::vector<double> scores;
        std::size_t holes = 0;
        for (const Entry& entry : m_entries) {
            vocabulary.add(entry.piece, entry.kind);
            scores.push_back(entry.score);
            holes += !entry.taken;
        }
        if (m_entries.empty() || holes > m_entries.size() / 2 + 1'000)
            m_source.bad("model.vocab", "holds too few tokens for its numbers");
        vocabulary.index();
        vocabulary.setScores(std::move(scores));
        return vocabulary;
    }

private:
    void check(const std::string& piece, const std::string& where) const
    {
        if (piece.size() > Vocabulary::kMaxPieceBytes)
            m_source.bad(where, "has a token of " + std::to_string(piece.size()) + " bytes");
    }

    const JsonSource& m_source;
    std::vector<Entry> m_entries;
};

// Reads who stands around a text: special tokens before the sequence A and after it.
void readPostProcessor(const json& processor, Vocabulary& vocabulary, int depth)
{
    if (!processor.is_object() || depth > kMaxDepth)
        return;
    const auto type = processor.value("type", std::string());
    const auto first = [&](TokenId id) {
        if (vocabulary.contains(id) && !vocabulary.addBos) {
            vocabulary.bos = id;
            vocabulary.addBos = true;
        }
    };
    const auto last = [&](TokenId id) {
        if (vocabulary.contains(id)) {
            vocabulary.eos = id;
            vocabulary.addEos = true;
        }
    };
    if (type == "Sequence") {
        for (const json& inner : processor.at("processors"))
            readPostProcessor(inner, vocabulary, depth + 1);
    } else if (type == "RobertaProcessing" || type == "BertProcessing") {
        first(vocabulary.find(processor.at("cls").at(0).get<std::string>()));
        last(vocabulary.find(processor.at("sep").at(0).get<std::string>()));
    } else if (type == "TemplateProcessing") {
        bool after = false;
        for (const json& item : processor.at("single")) {
            if (item.contains("Sequence"))
                after = true;
            else if (after)
                last(vocabulary.find(item.at("SpecialToken").at("id").get<std::string>()));
            else
                first(vocabulary.find(item.at("SpecialToken").at("id").get<std::string>()));
        }
    }
}

TokenId byConfig(const json& config, const char* key, const Vocabulary& vocabulary)
{
    const auto found = config.is_object() ? config.find(key) : config.end();
    if (!config.is_object() || found == config.end())
        return -1;
    if (found->is_string())
        return vocabulary.find(found->get<std::string>());
    return found->is_object() && found->contains("content") ? vocabulary.find(found->at("content").get<std::string>())
                                                            : -1;
}

TokenId byName(const Vocabulary& vocabulary, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        if (const TokenId id = vocabulary.find(name); id >= 0 && vocabulary.kind(id) == TokenKind::Control)
            return id;
    return -1;
}

} // namespace

json parseTokenizerJson(std::string_view text, const std::string& name)
{
    const JsonSource source{name};
    if (text.size() > kMaxBytes)
        source.bad("the file", "is larger than " + std::to_string(kMaxBytes >> 20) + " MiB");
    if (depthOf(text) > kMaxDepth)
        source.bad("the file", "is nested deeper than " + std::to_string(kMaxDepth) + " levels");
    try {
        return json::parse(text);
    } catch (const json::parse_error& error) {
        source.bad("the file", "is no JSON from byte " + std::to_string(error.byte) + " on");
    } catch (const json::exception&) {
        source.bad("the file", "holds a number that is too large");
    }
}

Vocabulary vocabularyOfJson(const json& json, const nlohmann::json& config, const JsonSource& source)
{
    Builder builder(source);
    const nlohmann::json& model = json.at("model");
    const nlohmann::json& vocab = model.at("vocab");
    if (vocab.is_array())
        builder.list(vocab);
    else
        builder.dictionary(vocab);
    if (const auto added = json.find("added_tokens"); added != json.end())
        for (const nlohmann::json& token : *added)
            builder.added(token);
    Vocabulary vocabulary = builder.build();

    if (const auto unknown = model.find("unk_token"); unknown != model.end() && unknown->is_string())
        vocabulary.unknown = vocabulary.find(unknown->get<std::string>());
    if (const auto unknown = model.find("unk_id"); unknown != model.end() && unknown->is_number_integer()) {
        const auto id = unknown->get<std::int64_t>();
        if (id < 0 || id >= vocabulary.size())
            source.bad("model.unk_id", "is " + std::to_string(id) + ", but the vocabulary has " +
                                           std::to_string(vocabulary.size()) + " tokens");
        vocabulary.unknown = static_cast<TokenId>(id);
    }
    if (const auto processor = json.find("post_processor"); processor != json.end())
        readPostProcessor(*processor, vocabulary, 0);
    const auto orElse = [](TokenId& id, TokenId other) { id = id >= 0 ? id : other; };
    if (const TokenId eos = byConfig(config, "eos_token", vocabulary); eos >= 0 && !vocabulary.addEos)
        vocabulary.eos = eos;
    orElse(vocabulary.bos, byConfig(config, "bos_token", vocabulary));
    orElse(vocabulary.bos, byName(vocabulary, {"<s>", "<|begin_of_text|>", "<bos>"}));
    orElse(vocabulary.eos, byName(vocabulary, {"</s>", "<|end_of_text|>", "<eos>", "<|endoftext|>"}));
    if (config.is_object()) {
        vocabulary.addBos = config.value("add_bos_token", vocabulary.addBos);
        vocabulary.addEos = config.value("add_eos_token", vocabulary.addEos);
    }
    for (const TokenId id : {vocabulary.bos, vocabulary.eos})
        if (id >= 0 && vocabulary.kind(id) == TokenKind::UserDefined)
            vocabulary.setKind(id, TokenKind::Control);
    vocabulary.findEnds();
    return vocabulary;
}

} // namespace engine::text
