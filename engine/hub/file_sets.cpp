// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/file_sets.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace engine::hub
{
namespace
{

// From the best compromise on, in the order in which they are offered; see perplexities in the results of this project.
constexpr const char* kPreferred[] = {"Q4_K_M", "Q4_K_XL", "Q4_K_S", "MXFP4", "Q5_K_M", "Q5_K_S", "IQ4_NL",
                                      "IQ4_XS", "Q4_K",    "Q4_1",   "Q4_0",  "Q5_1",   "Q5_0",   "Q6_K",
                                      "Q8_0",   "Q3_K_L",  "Q3_K_M", "IQ3_M", "Q3_K_S", "IQ3_S",  "BF16",
                                      "F16",    "IQ3_XXS", "Q2_K",   "IQ2_M", "F32"};

std::string upper(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return result;
}

bool endsWith(std::string_view text, std::string_view ending)
{
    return text.size() >= ending.size() && upper(text.substr(text.size() - ending.size())) == upper(ending);
}

std::string_view fileName(std::string_view path)
{
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

std::string folderOf(std::string_view path)
{
    const std::size_t slash = path.rfind('/');
    return std::string(slash == path.npos ? std::string_view() : path.substr(0, slash));
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// One word of a name, upper case: Q4_K_M, IQ2_XXS, TQ1_0, MXFP4, BF16, F16, FP32.
bool isQuantization(std::string_view word)
{
    static const std::set<std::string_view> plain = {"F16",  "F32",   "BF16",      "FP16",
                                                     "FP32", "MXFP4", "MXFP4_MOE", "NVFP4"};
    if (plain.count(word) != 0)
        return true;
    if (!word.empty() && (word[0] == 'I' || word[0] == 'T'))
        word.remove_prefix(1);
    if (word.size() < 4 || word[0] != 'Q' || !isDigit(word[1]) || word[2] != '_')
        return false;
    static const std::set<std::string_view> tails = {"0",     "1",   "K",     "K_S",   "K_M",  "K_L", "K_XL",
                                                     "K_XXL", "K_P", "XXS",   "XS",    "S",    "M",   "L",
                                                     "XL",    "NL",  "0_4_4", "0_4_8", "0_8_8"};
    return tails.count(word.substr(3)) != 0;
}

// The last such word, since names of models may have one too.
std::string quantizationIn(std::string_view text)
{
    std::string found;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find_first_of("-./ @", from), text.size());
        const std::string word = upper(text.substr(from, to - from));
        for (std::size_t at = 0; at < word.size(); at = std::min(word.find('_', at), word.size() - 1) + 1)
            if ((at == 0 || word[at - 1] == '_') && isQuantization(std::string_view(word).substr(at))) { // "model_Q4_0"
                found = word.substr(at);
                break;
            }
        from = to + 1;
    }
    return found == "FP16" ? "F16" : found == "FP32" ? "F32" : found;
}

int rank(const FileSet& set)
{
    const auto* found = std::find(std::begin(kPreferred), std::end(kPreferred), set.quantization);
    return static_cast<int>(found - std::begin(kPreferred));
}

void addGguf(const std::vector<NamedFile>& files, std::vector<FileSet>& sets)
{
    std::map<std::string, std::map<int, const NamedFile*>> splits; // by base and count
    std::map<std::string, int> counts;
    for (const NamedFile& file : files) {
        if (!endsWith(file.path, ".gguf") || isSideFile(file.path))
            continue;
        if (const auto split = splitName(file.path)) {
            const std::string key = split->base + "/" + std::to_string(split->count);
            splits[key][split->number] = &file;
            counts[key] = split->count;
            continue;
        }
        const std::string name(file.path.substr(0, file.path.size() - 5));
        sets.push_back({SetKind::Gguf, name, quantizationName(file.path), {file}, file.size, {}, false});
    }
    for (const auto& [key, parts] : splits) {
        FileSet set{SetKind::Gguf, key.substr(0, key.rfind('/')), {}, {}, 0, {}, false};
        for (const auto& [number, file] : parts) {
            set.files.push_back(*file);
            set.bytes += file->size;
        }
        set.quantization = quantizationName(set.files.front().path);
        const int absent = counts[key] - static_cast<int>(parts.size());
        if (absent > 0)
            set.missing = std::to_string(absent) + " of its " + std::to_string(counts[key]) + " parts " +
                          (absent == 1 ? "is" : "are") + " not there.";
        sets.push_back(std::move(set));
    }
}

bool isWeights(std::string_view name) // model.safetensors or model-00001-of-00004.safetensors
{
    return name == "model.safetensors" || (name.substr(0, 6) == "model-" && endsWith(name, ".safetensors"));
}

// What goes with the weights: configuration, tokenizer, template. The engine reads no other file of a folder.
bool isCompanion(std::string_view name)
{
    static const std::set<std::string_view> names = {"config.json",
                                                     "generation_config.json",
                                                     "tokenizer.json",
                                                     "tokenizer_config.json",
                                                     "tokenizer.model",
                                                     "special_tokens_map.json",
                                                     "added_tokens.json",
                                                     "vocab.json",
                                                     "vocab.txt",
                                                     "merges.txt",
                                                     "chat_template.jinja",
                                                     "chat_template.json",
                                                     "sentencepiece.bpe.model",
                                                     "spiece.model",
                                                     "model.safetensors.index.json"};
    return names.count(name) != 0;
}

// "model-00001-of-00004.safetensors" → 4; 1 for a single file.
int shardCount(const FileSet& set)
{
    int count = 1;
    for (const NamedFile& file : set.files) {
        const std::string_view name = fileName(file.path);
        const std::size_t of = name.rfind("-of-");
        if (isWeights(name) && of != name.npos)
            count = std::max(count, std::atoi(std::string(name.substr(of + 4, 5)).c_str()));
    }
    return count;
}

void addSafetensors(const std::vector<NamedFile>& files, std::vector<FileSet>& sets)
{
    std::set<std::string> folders;
    for (const NamedFile& file : files)
        if (fileName(file.path) == "config.json")
            folders.insert(folderOf(file.path));
    for (const std::string& folder : folders) {
        FileSet set{SetKind::Safetensors, folder, {}, {}, 0, {}, false};
        int weights = 0;
        bool whole = false;
        for (const NamedFile& file : files)
            whole = whole || (folderOf(file.path) == folder && fileName(file.path) == "model.safetensors");
        for (const NamedFile& file : files) {
            const std::string_view name = fileName(file.path);
            const bool needed = whole ? name == "model.safetensors" : isWeights(name);
            if (folderOf(file.path) != folder || !(needed || isCompanion(name)))
                continue;
            weights += needed ? 1 : 0;
            set.bytes += file.size;
            set.files.insert(name == "config.json" ? set.files.begin() : set.files.end(), file);
        }
        if (weights == 0)
            continue;
        if (const int count = shardCount(set); weights < count)
            set.missing = std::to_string(count - weights) + " of its " + std::to_string(count) +
                          " files with weights " + (count - weights == 1 ? "is" : "are") + " not there.";
        sets.push_back(std::move(set));
    }
}

void recommend(std::vector<FileSet>& sets, std::uint64_t memory)
{
    FileSet* best = nullptr;
    const bool haveGguf = std::any_of(
        sets.begin(), sets.end(), [](const FileSet& set) { return set.kind == SetKind::Gguf && set.missing.empty(); });
    for (FileSet& set : sets) { // from the smallest on: it stays where nothing fits
        if (!set.missing.empty() || (haveGguf && set.kind != SetKind::Gguf))
            continue;
        const bool fits = memory == 0 || set.bytes <= memory;
        if (!best || (fits && rank(set) < rank(*best)))
            best = &set;
    }
    if (best)
        best->recommended = true;
}

} // namespace

std::string quantizationName(std::string_view path)
{
    std::string name(fileName(path));
    if (const auto split = splitName(name))
        name = split->base;
    const std::string found = quantizationIn(endsWith(name, ".gguf") ? name.substr(0, name.size() - 5) : name);
    return found.empty() ? quantizationIn(folderOf(path)) : found; // "Q4_K_M/model-00001-of-00002.gguf"
}

std::optional<SplitName> splitName(std::string_view path)
{
    constexpr std::size_t kTail = 20; // of "-00001-of-00003.gguf"
    if (path.size() <= kTail || !endsWith(path, ".gguf"))
        return std::nullopt;
    const std::string tail(path.substr(path.size() - kTail));
    for (std::size_t i = 0; i < 15; ++i)
        if (i == 0 || (i >= 6 && i < 10) ? tail[i] != "-00000-of-"[i] : !isDigit(tail[i]))
            return std::nullopt;
    return SplitName{std::string(path.substr(0, path.size() - kTail)), std::stoi(tail.substr(1, 5)),
                     std::stoi(tail.substr(10, 5))};
}

bool isSideFile(std::string_view path)
{
    const std::string name = upper(fileName(path));
    const auto has = [&](const char* word) { return name.find(word) != std::string::npos; };
    return has("MMPROJ") || has("IMATRIX") || name.rfind("MTP-", 0) == 0 || has("-LORA.") || has("-VOCAB.") ||
           has("-LORA-0") || name.rfind("GGML-VOCAB-", 0) == 0;
}

std::vector<FileSet> fileSets(const std::vector<NamedFile>& files, std::uint64_t memory)
{
    std::vector<FileSet> sets;
    addGguf(files, sets);
    addSafetensors(files, sets);
    std::stable_sort(sets.begin(), sets.end(), [](const FileSet& a, const FileSet& b) { return a.bytes < b.bytes; });
    recommend(sets, memory);
    return sets;
}

const FileSet* findSet(const std::vector<FileSet>& sets, std::string_view wanted)
{
    const std::string name = upper(wanted);
    for (const FileSet& set : sets)
        if (name.empty() ? set.recommended : name == upper(set.quantization) || name == upper(set.name))
            return &set;
    for (const FileSet& set : sets)
        for (const NamedFile& file : set.files)
            if (upper(file.path) == name)
                return &set;
    return name == "SAFETENSORS" && !sets.empty() && sets.back().kind == SetKind::Safetensors ? &sets.back() : nullptr;
}

} // namespace engine::hub
