// SPDX-License-Identifier: GPL-3.0-or-later
// tokenizer.json of the "tokenizers" library: byte-level BPE, sentencepiece-like BPE, WordPiece and unigram.
#include "engine/error.h"
#include "engine/files/hub/vocabulary.h"
#include "engine/stop_scope.h"

#include <algorithm>

namespace engine::files::hub
{
namespace
{

constexpr const char* kSpaceMark = "\xE2\x96\x81"; // U+2581

// Whether a part of the pipeline, or one of a sequence's, is of this type and `also` holds.
template <class Also>
bool hasPart(const nlohmann::json& part, const char* type, const Also& also)
{
    if (!part.is_object())
        return false;
    const auto name = part.find("type");
    if (name != part.end() && *name == type && also(part))
        return true;
    for (const char* list : {"pretokenizers", "normalizers", "processors"})
        if (const auto parts = part.find(list); parts != part.end() && parts->is_array())
            for (const nlohmann::json& inner : *parts)
                if (hasPart(inner, type, also))
                    return true;
    return false;
}

bool hasPart(const nlohmann::json& part, const char* type)
{
    return hasPart(part, type, [](const nlohmann::json&) { return true; });
}

const nlohmann::json& partOf(const HubConfig& json, const char* key)
{
    static const nlohmann::json none;
    const auto found = json.json().find(key);
    return found == json.json().end() ? none : *found;
}

void readVocabulary(const HubConfig& model, HubVocabulary& vocabulary)
{
    const auto list = model.json().find("vocab");
    if (list == model.json().end() || !list->is_object() || list->empty())
        model.fail("vocab", "should number the tokens");
    for (const auto& [piece, id] : list->items()) {
        StopScope::look();
        if (!id.is_number_unsigned())
            model.fail("vocab", "gives the token \"" + piece.substr(0, 80) + "\" something that is no number");
        const auto number = id.get<std::uint64_t>();
        if (number > 4 * list->size() + 65'536) // as many gaps as no vocabulary has
            model.fail("vocab", "gives the token \"" + piece.substr(0, 80) + "\" the impossible number " +
                                    std::to_string(number));
        vocabulary.put(static_cast<std::int64_t>(number), piece, PieceKind::Normal, model.name());
    }
}

std::vector<std::string> readMerges(const HubConfig& model)
{
    const auto list = model.json().find("merges");
    if (list == model.json().end() || !list->is_array())
        model.fail("merges", "should list the pairs that are joined");
    std::vector<std::string> merges;
    for (const nlohmann::json& merge : *list) {
        StopScope::look();
        const std::size_t already = merges.size();
        if (merge.is_string())
            merges.push_back(merge.get<std::string>());
        else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
            merges.push_back(merge[0].get<std::string>() + " " + merge[1].get<std::string>());
        if (merges.size() == already || merges.back().find(' ', 1) == std::string::npos)
            model.fail("merges", "has something that is no pair of tokens");
    }
    return merges;
}

bool isByteName(const std::string& piece) // "<0xAB>"
{
    return piece.size() == 6 && piece.rfind("<0x", 0) == 0 && piece[5] == '>';
}

// Sentencepiece's BPE merges the pair of the best score first; the rank of a merge is such a score.
void scoreByRank(HubVocabulary& vocabulary)
{
    vocabulary.scores.assign(vocabulary.pieces.size(), -static_cast<float>(vocabulary.merges.size()) - 1);
    for (std::size_t rank = vocabulary.merges.size(); rank-- > 0;) { // the first of several stays
        StopScope::look();
        std::string joined = vocabulary.merges[rank];
        joined.erase(joined.find(' ', 1), 1);
        if (const std::int64_t id = vocabulary.find(joined); id >= 0)
            vocabulary.scores[static_cast<std::size_t>(id)] = -static_cast<float>(rank);
    }
    for (std::size_t i = 0; i < vocabulary.pieces.size(); ++i)
        if (vocabulary.kinds[i] == PieceKind::Normal && isByteName(vocabulary.pieces[i]))
            vocabulary.kinds[i] = PieceKind::Byte;
    vocabulary.merges.clear();
}

void readBpe(const HubConfig& json, const HubConfig& model, HubVocabulary& vocabulary)
{
    vocabulary.merges = readMerges(model);
    if (hasPart(partOf(json, "pre_tokenizer"), "ByteLevel")) {
        vocabulary.model = "gpt2";
        vocabulary.pre = preTokenizerName(json);
        return;
    }
    const auto marks = [](const nlohmann::json& part) { return part.value("content", nlohmann::json()) == kSpaceMark; };
    const bool replaces = hasPart(partOf(json, "normalizer"), "Replace", marks);
    const bool metaspace = hasPart(partOf(json, "pre_tokenizer"), "Metaspace");
    if (!replaces && !metaspace)
        throw Error(ErrorKind::Unsupported, json.name() +
                                                " has BPE that works on neither bytes nor marked spaces, which is "
                                                "not built in yet.");
    vocabulary.model = "llama";
    vocabulary.pre = "default";
    const auto prepends = [](const nlohmann::json& part) {
        return part.value("prepend_scheme", nlohmann::json("always")) != "never" &&
               part.value("add_prefix_space", nlohmann::json(true)) != false;
    };
    vocabulary.addsSpace =
        hasPart(partOf(json, "normalizer"), "Prepend") || hasPart(partOf(json, "pre_tokenizer"), "Metaspace", prepends);
    if (const auto unknown = model.text({"unk_token"}))
        if (const std::int64_t id = vocabulary.find(*unknown); id >= 0)
            vocabulary.kinds[static_cast<std::size_t>(id)] = PieceKind::Unknown;
    scoreByRank(vocabulary);
}

// GGUF marks the beginning of a word where WordPiece marks its continuation.
std::string wordPiece(const std::string& piece)
{
    if (piece.size() > 2 && piece.front() == '[' && piece.back() == ']')
        return piece;
    return piece.rfind("##", 0) == 0 ? piece.substr(2) : kSpaceMark + piece;
}

void readWordPiece(const HubConfig& json, HubVocabulary& vocabulary)
{
    vocabulary.model = "bert";
    vocabulary.pre = "default";
    for (std::string& piece : vocabulary.pieces)
        piece = wordPiece(piece);
    const nlohmann::json& normalizer = partOf(json, "normalizer");
    const auto keepsCase = [](const nlohmann::json& part) {
        return part.value("lowercase", nlohmann::json(true)) == false;
    };
    vocabulary.lowercases = !hasPart(normalizer, "BertNormalizer", keepsCase);
}

void readAddedTokens(const HubConfig& json, HubVocabulary& vocabulary)
{
    const nlohmann::json& added = partOf(json, "added_tokens");
    if (!added.is_array())
        return;
    for (const nlohmann::json& entry : added) {
        const HubConfig token(entry, json.name() + ", \"added_tokens\"");
        const auto text = token.text({"content"});
        const auto id = token.integer({"id"});
        if (!text || !id || *id > static_cast<std::int64_t>(vocabulary.pieces.size()) + 65'536)
            token.fail(text ? "id" : "content", "is missing or impossible");
        const bool known = *id < static_cast<std::int64_t>(vocabulary.pieces.size());
        if (known && vocabulary.kinds[static_cast<std::size_t>(*id)] == PieceKind::Unknown)
            continue;
        const bool special = token.boolean({"special"}).value_or(false);
        vocabulary.put(*id, *text, special ? PieceKind::Control : PieceKind::UserDefined, json.name());
    }
}

// Files of before 2021 do not name the type; each has fields of its own.
const char* typeOfOlder(const nlohmann::json& model)
{
    return model.contains("merges")                     ? "BPE"
           : model.contains("max_input_chars_per_word") ? "WordPiece"
           : model.contains("unk_id")                   ? "Unigram"
                                                        : "";
}

} // namespace

HubVocabulary readTokenizerJson(const HubConfig& json)
{
    const HubConfig model = json.object("model");
    const std::string type = model.text({"type"}).value_or(typeOfOlder(model.json()));
    HubVocabulary vocabulary;
    if (type != "BPE" && type != "WordPiece" && type != "Unigram")
        throw Error(ErrorKind::Unsupported, json.name() + " has a vocabulary of the type \"" + type.substr(0, 40) +
                                                "\", which is not built in yet.");
    if (type != "Unigram")
        readVocabulary(model, vocabulary);
    if (type == "BPE")
        readBpe(json, model, vocabulary);
    else if (type == "WordPiece")
        readWordPiece(json, vocabulary);
    else
        readUnigram(json, model, vocabulary);
    readAddedTokens(json, vocabulary);
    return vocabulary;
}

HubVocabulary readWordList(std::string_view text, const std::string& file)
{
    HubVocabulary vocabulary;
    vocabulary.model = "bert";
    vocabulary.pre = "default";
    vocabulary.lowercases = true;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string word(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!word.empty() && word.back() == '\r')
            word.pop_back();
        const bool special = word.size() > 2 && word.front() == '[' && word.back() == ']';
        vocabulary.put(static_cast<std::int64_t>(vocabulary.pieces.size()), wordPiece(word),
                       special ? PieceKind::Control : PieceKind::Normal, file);
    }
    if (vocabulary.pieces.empty())
        throw Error(ErrorKind::BadFile, file + " lists no words.");
    return vocabulary;
}

} // namespace engine::files::hub
