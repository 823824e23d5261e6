// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_facts.h"

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <map>
#include <optional>

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

// "blk.12.attn_q.weight" is matrix "attn_q" of layer 12.
struct Place {
    int layer = 0;
    std::string matrix;
};

std::optional<Place> placeOf(const std::string& name)
{
    constexpr std::string_view kLayer = "blk.";
    constexpr std::string_view kWeight = ".weight";
    if (!name.starts_with(kLayer) || !name.ends_with(kWeight))
        return std::nullopt;
    Place place;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + kLayer.size(), end, place.layer);
    if (error != std::errc() || rest == end || *rest != '.' || place.layer < 0 || place.layer >= 1024)
        return std::nullopt;
    place.matrix = std::string(rest + 1, end - kWeight.size());
    return place;
}

// In the order in which a layer uses them; others follow by name.
std::size_t rankOf(const std::string& matrix)
{
    constexpr std::array kOrder{"attn_qkv", "attn_q", "attn_k",   "attn_v",        "attn_output", "ffn_gate_inp",
                                "ffn_gate", "ffn_up", "ffn_down", "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"};
    return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), matrix) - kOrder.begin());
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
    std::map<std::pair<int, std::string>, int> cells;
    for (const GgufTensor& tensor : file.tensors()) {
        if (tensor.dimensions < 2)
            continue;
        if (const auto place = placeOf(tensor.name)) {
            facts.layers = std::max(facts.layers, place->layer + 1);
            if (std::find(facts.matrices.begin(), facts.matrices.end(), place->matrix) == facts.matrices.end() &&
                facts.matrices.size() < 64)
                facts.matrices.push_back(place->matrix);
            cells[{place->layer, place->matrix}] = typeOf(tensor);
        } else if (facts.others.size() < 64) {
            facts.others.emplace_back(tensor.name, typeOf(tensor));
        }
    }
    std::sort(facts.matrices.begin(), facts.matrices.end(),
              [](const auto& a, const auto& b) { return std::pair(rankOf(a), a) < std::pair(rankOf(b), b); });
    for (int layer = 0; layer < facts.layers; ++layer)
        for (const std::string& matrix : facts.matrices) {
            const auto cell = cells.find({layer, matrix});
            facts.cells.push_back(cell == cells.end() ? -1 : cell->second);
        }
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
