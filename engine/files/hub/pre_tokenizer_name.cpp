// SPDX-License-Identifier: GPL-3.0-or-later
// llama.cpp names the way a text is cut into words by hashing what a tokenizer makes of a test text. Here the cutting
// itself is compared: the expressions of tokenizer.json, which are the same for all models of a name.
#include "engine/error.h"
#include "engine/files/hub/vocabulary.h"

#include <algorithm>

namespace engine::files::hub
{
namespace
{

#define CONTRACTIONS "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define AFTER_LETTERS "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define UPPER "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define LOWER "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define CASED(end) "[^\\r\\n\\p{L}\\p{N}]?" UPPER "*" LOWER "+" end "|[^\\r\\n\\p{L}\\p{N}]?" UPPER "+" LOWER "*" end
#define AFTER_CASED "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

struct Named {
    std::string_view cuts; // the cuts in order, each on its own line
    const char* name;
};

// "bytes": GPT-2's own expression, which the part ByteLevel applies; "digit": each digit alone; "marks": punctuation.
constexpr Named kNamed[] = {
    {"bytes", "gpt-2"},
    {"digit\nbytes", "smollm"},
    {CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}" AFTER_LETTERS, "llama-bpe"},
    {CONTRACTIONS "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" AFTER_LETTERS, "qwen2"},
    {CASED("") "|\\p{N}" AFTER_CASED, "tekken"},
    {CASED(CONTRACTIONS "?") "|\\p{N}{1,3}" AFTER_CASED, "gpt-4o"},
    {"marks\nbytes\ndigits\n[0-9][0-9][0-9]", "falcon"},
    {"marks\nbytes\n[0-9][0-9][0-9]", "falcon"},
    {"'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+", "gpt-2"},
    {"\\p{N}{1,3}\n[\xE4\xB8\x80-\xE9\xBE\xA5\xE3\x81\x80-\xE3\x82\x9F\xE3\x82\xA0-\xE3\x83\xBF]+\n"
     "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| "
     "?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
     "deepseek-v3"},
    {"[\r\n]\n\\s?\\p{L}+\n\\s?\\p{P}+\n[一-龥ࠀ-一가-\uD7FF]+\ndigit", "deepseek-coder"},
};

// The second cut lists every cased letter of its time; its beginning tells it from all others.
constexpr Named kBegun[] = {{"[\r\n]\n\\s?[A-Za-zµÀ-Ö", "deepseek-llm"}};

#undef CONTRACTIONS
#undef AFTER_LETTERS
#undef UPPER
#undef LOWER
#undef CASED
#undef AFTER_CASED

bool flag(const nlohmann::json& part, const char* key, bool usual)
{
    const auto found = part.find(key);
    return found != part.end() && found->is_boolean() ? found->get<bool>() : usual;
}

void collectCuts(const nlohmann::json& part, std::string& cuts)
{
    if (!part.is_object())
        return;
    const auto type = part.find("type");
    const auto add = [&](const std::string& cut) { cuts += (cuts.empty() ? "" : "\n") + cut; };
    if (type == part.end())
        return;
    if (*type == "Sequence") {
        if (const auto parts = part.find("pretokenizers"); parts != part.end() && parts->is_array())
            for (const nlohmann::json& inner : *parts)
                collectCuts(inner, cuts);
    } else if (*type == "ByteLevel") {
        if (flag(part, "use_regex", true))
            add("bytes");
    } else if (*type == "Digits") {
        add(flag(part, "individual_digits", false) ? "digit" : "digits");
    } else if (*type == "Punctuation") {
        add("marks");
    } else if (*type == "Split") {
        const auto pattern = part.find("pattern");
        const auto expression = pattern != part.end() && pattern->is_object() ? pattern->find("Regex") : part.end();
        if (pattern != part.end() && pattern->is_object() && expression != pattern->end() && expression->is_string())
            add(expression->get<std::string>());
        else
            add("a fixed text");
    } else {
        add(type->is_string() ? type->get<std::string>() : "something unnamed");
    }
}

} // namespace

std::string preTokenizerName(const HubConfig& tokenizer)
{
    std::string cuts;
    const auto part = tokenizer.json().find("pre_tokenizer");
    if (part != tokenizer.json().end())
        collectCuts(*part, cuts);
    const auto* known =
        std::find_if(std::begin(kNamed), std::end(kNamed), [&](const Named& named) { return named.cuts == cuts; });
    for (const Named& begun : kBegun)
        if (cuts.starts_with(begun.cuts))
            return begun.name;
    if (known == std::end(kNamed))
        throw Error(ErrorKind::Unsupported, tokenizer.name() + " cuts text into words in a way that is not known: " +
                                                cuts.substr(0, 200) + ". Choose the GGUF file of this model.");
    const auto normalizer = tokenizer.json().find("normalizer");
    const bool composes = normalizer != tokenizer.json().end() && normalizer->is_object() &&
                          normalizer->value("type", nlohmann::json()) == "NFC";
    return composes && std::string_view(known->name) == "gpt-2" ? "olmo" : known->name; // the same cut, after NFC
}

} // namespace engine::files::hub
