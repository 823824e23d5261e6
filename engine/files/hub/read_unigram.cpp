// SPDX-License-Identifier: GPL-3.0-or-later
// Unigram vocabularies of tokenizer.json (Kudo 2018), in the terms of sentencepiece, which GGUF's "t5" has: a map of
// characters, a space before, and whether several spaces are one.
#include "engine/error.h"
#include "engine/files/base64.h"
#include "engine/files/hub/vocabulary.h"

#include <cmath>

namespace engine::files::hub
{
namespace
{

constexpr const char* kSpaceMark = "\xE2\x96\x81"; // U+2581

[[noreturn]] void refuse(const HubConfig& json, const std::string& part, const std::string& what)
{
    throw Error(ErrorKind::Unsupported, json.name() + " has a unigram vocabulary with the " + part + " " +
                                            what.substr(0, 80) +
                                            ", which GGUF cannot say. Choose the GGUF file of this model.");
}

std::string typeOf(const nlohmann::json& part)
{
    const auto type = part.is_object() ? part.find("type") : part.end();
    return part.is_object() && type != part.end() && type->is_string() ? type->get<std::string>() : std::string();
}

bool flag(const nlohmann::json& part, const char* key, bool usual)
{
    const auto found = part.find(key);
    return found != part.end() && found->is_boolean() ? found->get<bool>() : usual;
}

bool replaces(const nlohmann::json& part, const char* kind, const char* what, const char* by)
{
    const auto pattern = part.find("pattern");
    return pattern != part.end() && pattern->is_object() && pattern->value(kind, nlohmann::json()) == what &&
           part.value("content", nlohmann::json()) == by;
}

void readNormalizer(const HubConfig& json, const nlohmann::json& part, HubVocabulary& vocabulary)
{
    const std::string type = typeOf(part);
    if (part.is_null())
        return;
    if (type == "Sequence" && part.contains("normalizers") && part["normalizers"].is_array()) {
        for (const nlohmann::json& inner : part["normalizers"])
            readNormalizer(json, inner, vocabulary);
    } else if (type == "Precompiled") {
        const HubConfig map(part, json.name() + ", \"normalizer\"");
        const auto bytes = fromBase64(map.text({"precompiled_charsmap"}).value_or(""));
        if (!bytes || !vocabulary.charMap.empty())
            map.fail("precompiled_charsmap", "is no base64 text, or there are two");
        vocabulary.charMap = *bytes;
    } else if (type == "Strip" || replaces(part, "Regex", " {2,}", " ") ||
               replaces(part, "Regex", " {2,}", kSpaceMark)) {
        vocabulary.removesSpace = true;
    } else if (type == "Prepend" && part.value("prepend", nlohmann::json()) == kSpaceMark) {
        vocabulary.addsSpace = true;
    } else if (type != "Replace" || !replaces(part, "String", " ", kSpaceMark)) {
        refuse(json, "normalizer", part.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
    }
}

void readPreTokenizer(const HubConfig& json, const nlohmann::json& part, HubVocabulary& vocabulary)
{
    const std::string type = typeOf(part);
    if (part.is_null())
        return;
    if (type == "Sequence" && part.contains("pretokenizers") && part["pretokenizers"].is_array()) {
        for (const nlohmann::json& inner : part["pretokenizers"])
            readPreTokenizer(json, inner, vocabulary);
    } else if (type == "WhitespaceSplit") {
        vocabulary.removesSpace = true;
    } else if (type == "Metaspace" && part.value("replacement", nlohmann::json(kSpaceMark)) == kSpaceMark) {
        vocabulary.addsSpace =
            part.value("prepend_scheme", nlohmann::json("always")) != "never" && flag(part, "add_prefix_space", true);
    } else {
        refuse(json, "pre-tokenizer", part.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
    }
}

bool isByteName(const std::string& piece) // "<0xAB>"
{
    return piece.size() == 6 && piece.rfind("<0x", 0) == 0 && piece[5] == '>';
}

} // namespace

void readUnigram(const HubConfig& json, const HubConfig& model, HubVocabulary& vocabulary)
{
    vocabulary.model = "t5";
    vocabulary.pre = "default";
    vocabulary.addsSpace = false;
    vocabulary.removesSpace = false;
    const auto list = model.json().find("vocab");
    if (list == model.json().end() || !list->is_array() || list->empty())
        model.fail("vocab", "should list the pieces with their scores");
    const bool bytes = model.boolean({"byte_fallback"}).value_or(false);
    const std::int64_t unknown = model.integerOr({"unk_id"}, -1);
    for (const nlohmann::json& entry : *list) {
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number() ||
            !std::isfinite(entry[1].get<float>()))
            model.fail("vocab", "has something that is no piece with a score");
        const auto id = static_cast<std::int64_t>(vocabulary.pieces.size());
        const auto piece = entry[0].get<std::string>();
        const PieceKind kind = id == unknown                ? PieceKind::Unknown
                               : bytes && isByteName(piece) ? PieceKind::Byte
                                                            : PieceKind::Normal;
        vocabulary.put(id, piece, kind, model.name());
        vocabulary.scores.push_back(entry[1].get<float>());
    }
    const auto part = [&](const char* key) { return json.json().value(key, nlohmann::json()); };
    readNormalizer(json, part("normalizer"), vocabulary);
    readPreTokenizer(json, part("pre_tokenizer"), vocabulary);
}

} // namespace engine::files::hub
