// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_facts.h"

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"
#include "ui/models/layer_grid.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace ui
{
namespace
{

using engine::files::GgufFile;
using engine::files::GgufTensor;

// What the file says, or nothing where the key is of another type: this page shows damaged files as well.
std::string text(const GgufFile& file, const std::string& key)
{
    const auto* value = file.find(key);
    return value != nullptr && value->type == engine::files::ValueType::String ? std::string(*file.string(key))
                                                                               : std::string();
}

std::int64_t count(const GgufFile& file, const std::string& key)
{
    try {
        return file.integer(key).value_or(0);
    } catch (const engine::Error&) {
        return 0;
    }
}

void add(ModelFacts& facts, LineageFact::Kind kind, const std::string& text)
{
    if (!text.empty())
        facts.lineage.push_back({kind, text});
}

void readLineage(ModelFacts& facts, const GgufFile& file)
{
    using Kind = LineageFact::Kind;
    constexpr std::int64_t kMost = 16;
    for (const auto& [list, kind] :
         {std::pair("general.base_model", Kind::BaseModel), {"general.dataset", Kind::Dataset}})
        for (std::int64_t i = 0; i < std::min(kMost, count(file, std::string(list) + ".count")); ++i) {
            const std::string key = std::string(list) + "." + std::to_string(i) + ".";
            const std::string owner = text(file, key + "organization");
            const std::string name = text(file, key + "name");
            const std::string address = text(file, key + "repo_url");
            add(facts, kind,
                (owner.empty() ? "" : owner + " / ") + name + (address.empty() ? "" : " (" + address + ")"));
        }
    add(facts, Kind::MadeBy, text(file, "general.quantized_by"));
    add(facts, Kind::Organization, text(file, "general.organization"));
    for (const char* key : {"general.source.repo_url", "general.source.url", "general.repo_url", "general.url"})
        add(facts, Kind::Source, text(file, key));
    for (const std::string& key : file.keys())
        if (key.starts_with("fettle."))
            add(facts, Kind::Fettle, key.substr(7) + ": " + file.display(key));
}

void readTypes(ModelFacts& facts, const GgufFile& file)
{
    std::map<std::string, TypeShare> shares;
    for (const GgufTensor& tensor : file.tensors()) {
        const char* type = engine::files::info(tensor.type).name;
        TypeShare& share = shares[type];
        share.type = type;
        share.parameters += static_cast<double>(tensor.elements());
        share.bytes += static_cast<double>(tensor.bytes.size());
        facts.parameters += static_cast<double>(tensor.elements());
        facts.tensorBytes += static_cast<double>(tensor.bytes.size());
    }
    for (const auto& [type, share] : shares)
        facts.types.push_back(share);
    std::sort(facts.types.begin(), facts.types.end(), [](const auto& a, const auto& b) { return a.bytes > b.bytes; });
}

void readGrid(ModelFacts& facts, const GgufFile& file)
{
    const auto typeOf = [&](const GgufTensor& tensor) {
        const std::string name = engine::files::info(tensor.type).name;
        const auto found =
            std::find_if(facts.types.begin(), facts.types.end(), [&](const auto& t) { return t.type == name; });
        return static_cast<int>(found - facts.types.begin());
    };
    std::vector<std::string> names;
    std::vector<int> types;
    for (const GgufTensor& tensor : file.tensors())
        if (tensor.dimensions >= 2) {
            names.push_back(tensor.name);
            types.push_back(typeOf(tensor));
        }
    const LayerGrid grid(names);
    facts.layers = grid.layers;
    facts.matrices = grid.matrices;
    for (const int cell : grid.cells)
        facts.cells.push_back(cell < 0 ? -1 : types[static_cast<std::size_t>(cell)]);
    for (const int other : grid.others)
        facts.others.emplace_back(names[static_cast<std::size_t>(other)], types[static_cast<std::size_t>(other)]);
}

// Doubling up to what the model was trained for, and that itself.
std::vector<std::int64_t> contextsUpTo(std::int64_t trained)
{
    constexpr std::int64_t kMost = std::int64_t{1} << 24;
    const std::int64_t most = std::clamp<std::int64_t>(trained, 512, kMost);
    std::vector<std::int64_t> contexts;
    for (std::int64_t context = 512; context < most; context *= 2)
        contexts.push_back(context);
    contexts.push_back(most);
    return contexts;
}

void plan(ModelFacts& facts, const GgufFile& file)
{
    using kernels::Type;
    const auto config = engine::model::Config::fromGguf(file);
    facts.dim = config.dim;
    facts.heads = config.heads;
    facts.kvHeads = config.kvHeads;
    facts.experts = config.experts.count;
    auto weights = engine::model::Weights::fromGguf(file, config);
    if (config.isEncoder())
        return;
    std::vector<Type> types;
    for (const auto& [type, name] :
         {std::pair(Type::F16, "F16"), {Type::Q8_0, "Q8_0"}, {Type::Q4_0, "Q4_0"}, {Type::F32, "F32"}})
        if (engine::model::KvCache::isAllowed(config, type)) {
            types.push_back(type);
            facts.cacheTypes.emplace_back(name);
        }
    facts.contexts = contextsUpTo(config.context);
    for (const std::int64_t context : facts.contexts)
        for (const Type type : types) {
            engine::generate::SessionOptions options;
            options.context = context;
            options.cacheType = type;
            const auto use = engine::generate::Session::plan(config, weights, file.name(), options);
            facts.plans.push_back(
                {static_cast<double>(use.weights), static_cast<double>(use.cache), static_cast<double>(use.scratch)});
        }
}

} // namespace

ModelFacts readModelFacts(const std::filesystem::path& path)
{
    ModelFacts facts;
    try {
        const GgufFile file = engine::files::openModel(path);
        facts.name = text(file, "general.name");
        facts.architecture = text(file, "general.architecture");
        facts.sizeLabel = text(file, "general.size_label");
        facts.license = text(file, "general.license");
        facts.chatTemplate = text(file, "tokenizer.chat_template");
        facts.tokenizer = text(file, "tokenizer.ggml.model");
        facts.fileBytes = static_cast<double>(file.size());
        facts.trainedContext = count(file, facts.architecture + ".context_length");
        if (const auto* tokens = file.find("tokenizer.ggml.tokens"))
            facts.vocabulary = static_cast<std::int64_t>(tokens->count);
        readLineage(facts, file);
        readTypes(facts, file);
        readGrid(facts, file);
        try {
            plan(facts, file);
        } catch (const std::exception& error) {
            facts.obstacle = error.what();
            facts.contexts.clear();
            facts.plans.clear();
        }
    } catch (const std::exception& error) {
        facts = {};
        facts.error = error.what();
    }
    return facts;
}

std::size_t nearestContext(const ModelFacts& facts, std::int64_t context)
{
    constexpr std::int64_t kUsualContext = 4096; // the engine's choice for models that have more
    const std::int64_t wanted = context > 0 ? context : kUsualContext;
    const auto& all = facts.contexts;
    const auto nearest = std::min_element(all.begin(), all.end(), [wanted](std::int64_t a, std::int64_t b) {
        return std::abs(a - wanted) < std::abs(b - wanted);
    });
    return static_cast<std::size_t>(nearest - all.begin());
}

} // namespace ui
