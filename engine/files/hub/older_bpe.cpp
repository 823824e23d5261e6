// SPDX-License-Identifier: GPL-3.0-or-later
// Before tokenizer.json a byte-level BPE vocabulary came as vocab.json and merges.txt, and how text was cut into words
// stood in the program that the class of the tokenizer names.
#include "engine/error.h"
#include "engine/files/hub/vocabulary.h"
#include "engine/files/json_text.h"

#include <algorithm>
#include <array>

namespace engine::files::hub
{
namespace
{

constexpr std::size_t kMostBytes = 256U << 20;

constexpr const char* kQwen2Words = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| "
                                    "?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

// "A b" a line, after a line with the version.
nlohmann::json readMergeLines(std::string_view text, const std::string& file)
{
    auto merges = nlohmann::json::array();
    for (bool first = true; !text.empty(); first = false) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (line.empty() || (first && line.starts_with("#version")))
            continue;
        const std::size_t space = line.find(' ');
        if (space == 0 || space == std::string_view::npos || space + 1 >= line.size() ||
            line.find(' ', space + 1) != std::string_view::npos)
            throw Error(ErrorKind::BadFile,
                        file + ": \"" + std::string(line.substr(0, 80)) + "\" is no pair of tokens.");
        merges.push_back(std::string(line));
    }
    return merges;
}

// How the class cuts text, as tokenizer.json would say it.
void addCuts(const std::string& tokenizerClass, const std::string& file, nlohmann::json& json)
{
    const auto is = [&](const char* name) {
        return tokenizerClass == name || tokenizerClass == std::string(name) + "Fast";
    };
    if (is("GPT2Tokenizer") || is("CodeGenTokenizer")) {
        json["pre_tokenizer"] = {{"type", "ByteLevel"}};
    } else if (is("Qwen2Tokenizer")) {
        json["normalizer"] = {{"type", "NFC"}};
        json["pre_tokenizer"] = {{"type", "Sequence"},
                                 {"pretokenizers",
                                  {{{"type", "Split"}, {"pattern", {{"Regex", kQwen2Words}}}},
                                   {{"type", "ByteLevel"}, {"use_regex", false}}}}};
    } else {
        throw Error(ErrorKind::Unsupported, file + " belongs to a \"" + tokenizerClass.substr(0, 80) +
                                                "\", whose way of cutting text is not known. Fetch tokenizer.json into "
                                                "this folder, or choose the GGUF file of this model.");
    }
}

// The texts that settings name as special: as they are, or as an object with them.
std::vector<std::string> specialTexts(const HubConfig& settings)
{
    std::vector<std::string> texts;
    const auto add = [&](const nlohmann::json& entry) {
        const nlohmann::json& text = entry.is_object() && entry.contains("content") ? entry["content"] : entry;
        if (text.is_string())
            texts.push_back(text.get<std::string>());
    };
    for (const char* key : {"bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token"})
        if (settings.json().contains(key))
            add(settings.json()[key]);
    const auto more = settings.json().find("additional_special_tokens");
    if (more != settings.json().end() && more->is_array())
        for (const nlohmann::json& entry : *more)
            add(entry);
    return texts;
}

} // namespace

HubConfig readOlderBpe(const std::filesystem::path& folder, const HubConfig& config, const HubConfig& settings,
                       const HubConfig& special)
{
    const HubConfig vocabulary = HubConfig::read(folder / "vocab.json", kMostBytes);
    const auto merges = readSmallFile(folder / "merges.txt", kMostBytes);
    if (!vocabulary.exists() || !merges)
        return {};
    nlohmann::json json;
    json["model"] = {{"type", "BPE"},
                     {"vocab", vocabulary.json()},
                     {"merges", readMergeLines(*merges, (folder / "merges.txt").string())}};
    const std::string family = config.text({"model_type"}).value_or("");
    const char* usual = family == "gpt2" || family == "opt" ? "GPT2Tokenizer"
                        : family.rfind("qwen", 0) == 0      ? "Qwen2Tokenizer"
                                                            : "";
    addCuts(settings.text({"tokenizer_class"}).value_or(config.text({"tokenizer_class"}).value_or(usual)),
            vocabulary.name(), json);

    std::vector<std::string> texts = {"<|endoftext|>"}; // the classes' own, where nothing is said
    for (const HubConfig* source : {&settings, &special})
        for (std::string& text : specialTexts(*source))
            texts.push_back(std::move(text));
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    json["added_tokens"] = nlohmann::json::array();
    for (const std::string& text : texts)
        if (const auto id = vocabulary.json().find(text); id != vocabulary.json().end())
            json["added_tokens"].push_back({{"id", *id}, {"content", text}, {"special", true}});
    return HubConfig(std::move(json), vocabulary.name());
}

} // namespace engine::files::hub
