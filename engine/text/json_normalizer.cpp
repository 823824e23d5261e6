// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/json_pipeline.h"

#include "engine/error.h"
#include "engine/files/base64.h"
#include "engine/text/bert_text.h"
#include "engine/text/byte_characters.h"
#include "engine/text/char_map.h"
#include "engine/text/unicode.h"
#include "engine/text/word_pattern.h"

#include <functional>

namespace engine::text
{
namespace
{

using nlohmann::json;

constexpr int kMaxSteps = 64;

class Function final : public JsonNormalizer
{
public:
    explicit Function(std::function<std::string(std::string)> function) : m_function(std::move(function)) {}
    std::string apply(std::string text) const override { return m_function(std::move(text)); }

private:
    std::function<std::string(std::string)> m_function;
};

class Sequence final : public JsonNormalizer
{
public:
    explicit Sequence(std::vector<std::unique_ptr<const JsonNormalizer>> steps) : m_steps(std::move(steps)) {}
    std::string apply(std::string text) const override
    {
        for (const auto& step : m_steps)
            text = step->apply(std::move(text));
        return text;
    }

private:
    std::vector<std::unique_ptr<const JsonNormalizer>> m_steps;
};

std::string replaced(const std::string& text, const std::string& what, const std::string& by)
{
    std::string out;
    std::size_t at = 0;
    for (auto found = text.find(what); found != std::string::npos; found = text.find(what, at)) {
        out.append(text, at, found - at).append(by);
        at = found + what.size();
    }
    return out.append(text, at);
}

std::string replacedMatches(const std::string& text, const WordPattern& pattern, const std::string& by)
{
    RegexScratch scratch;
    std::string out;
    std::size_t at = 0;
    pattern.forEachMatch(text, scratch, [&](std::size_t begin, std::size_t end) {
        out.append(text, at, begin - at).append(by);
        at = end;
    });
    return out.append(text, at);
}

std::unique_ptr<const JsonNormalizer> readReplace(const json& step, const std::string& where, const JsonSource& source)
{
    const json& pattern = step.at("pattern");
    const auto by = step.at("content").get<std::string>();
    if (pattern.contains("String")) {
        const auto what = pattern.at("String").get<std::string>();
        if (what.empty())
            source.bad(where + ".pattern", "is empty");
        return std::make_unique<Function>([what, by](const std::string& text) { return replaced(text, what, by); });
    }
    const std::shared_ptr<const WordPattern> compiled = WordPattern::compile(pattern.at("Regex").get<std::string>());
    if (!compiled)
        source.bad(where + ".pattern", "is no regular expression that can be used");
    return std::make_unique<Function>(
        [compiled, by](const std::string& text) { return replacedMatches(text, *compiled, by); });
}

std::unique_ptr<const JsonNormalizer> readBert(const json& step)
{
    BertNormalizer bert;
    bert.cleansText = step.value("clean_text", true);
    bert.spacesChinese = step.value("handle_chinese_chars", true);
    bert.lowercases = step.value("lowercase", true);
    const auto strip = step.find("strip_accents");
    bert.stripsAccents = strip == step.end() || strip->is_null() ? bert.lowercases : strip->get<bool>();
    return std::make_unique<Function>([bert](const std::string& text) { return bert.apply(text); });
}

std::unique_ptr<const JsonNormalizer> readOne(const json& step, const std::string& where, const JsonSource& source,
                                              int& budget)
{
    using unicode::Form;
    if (--budget < 0)
        source.bad(where, "has too many steps");
    const auto type = step.at("type").get<std::string>();
    const auto form = [](Form f) {
        return std::make_unique<Function>([f](const std::string& text) { return unicode::normalize(text, f); });
    };
    if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD")
        return form(type == "NFC" ? Form::NFC : type == "NFD" ? Form::NFD : type == "NFKC" ? Form::NFKC : Form::NFKD);
    if (type == "Lowercase")
        return std::make_unique<Function>([](const std::string& text) { return unicode::toLower(text); });
    if (type == "StripAccents")
        return std::make_unique<Function>(
            [](const std::string& text) { return unicode::withoutMarks(text, unicode::kMarks); });
    if (type == "BertNormalizer")
        return readBert(step);
    if (type == "Replace")
        return readReplace(step, where, source);
    if (type == "ByteLevel")
        return std::make_unique<Function>([](const std::string& text) { return toByteCharacters(text); });
    if (type == "Prepend") {
        const auto prefix = step.at("prepend").get<std::string>();
        return std::make_unique<Function>(
            [prefix](const std::string& text) { return text.empty() ? text : prefix + text; });
    }
    if (type == "Strip") {
        const bool left = step.value("strip_left", true);
        const bool right = step.value("strip_right", true);
        return std::make_unique<Function>(
            [left, right](const std::string& text) { return std::string(unicode::stripped(text, left, right)); });
    }
    if (type == "Precompiled") {
        const json& blob = step.at("precompiled_charsmap");
        const auto bytes = files::fromBase64(blob.is_null() ? std::string() : blob.get<std::string>());
        auto map = bytes ? CharMap::read(*bytes) : std::nullopt;
        if (!map)
            source.bad(where + ".precompiled_charsmap", "is no map of characters in base64: its sizes do not fit");
        const auto shared = std::make_shared<const CharMap>(std::move(*map));
        return std::make_unique<Function>([shared](const std::string& text) { return shared->apply(text); });
    }
    if (type == "Sequence") {
        std::vector<std::unique_ptr<const JsonNormalizer>> steps;
        for (const json& inner : step.at("normalizers"))
            steps.push_back(readOne(inner, where + "[" + std::to_string(steps.size()) + "]", source, budget));
        return std::make_unique<Sequence>(std::move(steps));
    }
    source.unsupported(where, "normalizer \"" + type.substr(0, 40) + "\"");
}

} // namespace

void JsonSource::bad(const std::string& where, const std::string& why) const
{
    throw Error(ErrorKind::BadFile, name + ": " + where + " " + why + ".");
}

void JsonSource::unsupported(const std::string& where, const std::string& what) const
{
    throw Error(ErrorKind::Unsupported, name + ": " + where + " asks for the " + what + ", which is not built in.");
}

std::unique_ptr<const JsonNormalizer> readNormalizer(const json& json, const std::string& where,
                                                     const JsonSource& source)
{
    int budget = kMaxSteps;
    return json.is_null() ? nullptr : readOne(json, where, source, budget);
}

} // namespace engine::text
