// SPDX-License-Identifier: GPL-3.0-or-later
// What a model's file tells of it, and the memory that it will take, without loading it. Values; any thread. Texts come
// from strangers: show them as plain text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ui
{

struct TypeShare {
    std::string type; // "Q4_K"
    double parameters = 0;
    double bytes = 0;
};

struct LineageFact {
    enum class Kind { BaseModel, MadeBy, Organization, Source, Dataset, Fettle };
    Kind kind = Kind::BaseModel;
    std::string text; // of kind Fettle: "key: value"
};

struct PlannedMemory { // bytes; all 0 where it could not be planned
    double weights = 0;
    double cache = 0;
    double scratch = 0;
};

struct ModelFacts {
    std::string error;    // a sentence where the file could not be read; the rest is empty then
    std::string obstacle; // a sentence where it was read but cannot be run here

    std::string name;
    std::string architecture; // as in the file: "llama"
    std::string sizeLabel;    // general.size_label
    std::string license;
    std::string chatTemplate;
    std::string tokenizer; // "gpt2"
    double parameters = 0;
    double fileBytes = 0;
    double tensorBytes = 0;
    std::int64_t trainedContext = 0; // 0: the file does not say
    std::int64_t vocabulary = 0;
    int dim = 0;
    int heads = 0;
    int kvHeads = 0;
    int experts = 0;
    std::vector<LineageFact> lineage;
    std::vector<TypeShare> types; // most bytes first

    // The matrices of the layers: cells[layer * matrices.size() + matrix] is a place in `types`, -1 where a layer has
    // no such matrix. Norms and biases are left out.
    int layers = 0;
    std::vector<std::string> matrices; // "attn_q"
    std::vector<int> cells;
    std::vector<std::pair<std::string, int>> others; // matrices that belong to no layer, with their type

    // The memory for each context and type of cache: plans[context * cacheTypes.size() + type].
    std::vector<std::int64_t> contexts;  // rising
    std::vector<std::string> cacheTypes; // "F16" first; those that the model can have
    std::vector<PlannedMemory> plans;
};

// Blocking; reads the header only. Never throws.
ModelFacts readModelFacts(const std::filesystem::path& path);

// The place of the planned context that comes nearest to `context`; 0: to what the engine would choose.
std::size_t nearestContext(const ModelFacts& facts, std::int64_t context);

} // namespace ui
