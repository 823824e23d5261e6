// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/cut_model.h"

#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/tune/cut_width.h"
#include "engine/tune/lineage.h"
#include "engine/tune/source_reader.h"

#include <algorithm>
#include <cstdio>

namespace engine::tune
{
namespace
{

std::string listOf(const std::vector<int>& numbers)
{
    std::string text;
    for (const int number : numbers)
        text += (text.empty() ? "" : ",") + std::to_string(number);
    return text;
}

// Windows go by the layer's number in some architectures: a layer that moves would see something else.
void refuseTakingTurns(const model::Model& model)
{
    const auto& windows = model.config().windows;
    if (std::adjacent_find(windows.begin(), windows.end(), std::not_equal_to<>()) != windows.end())
        throw Error(ErrorKind::Unsupported,
                    "The layers of " + model.displayName() +
                        " take turns in how far back they see, so that none can be left out. Remove neurons or heads.");
}

LayerChoice choose(const std::shared_ptr<const model::Model>& model, const CutOptions& options,
                   const std::atomic<bool>& stop, const std::function<void(const CutProgress&)>& progress)
{
    refuseTakingTurns(*model);
    const Windows windows(model->tokenizer(), options.text, {options.window, options.windows, Protocol::LlamaCpp});
    LayerTrials trials(model, windows, options.threads, stop);
    return chooseLayers(trials, model->config().layers, options.count, options.method, options.searchTrials,
                        [&](std::size_t tried, std::size_t of) {
                            if (progress)
                                progress({"layers tried", tried, of});
                        });
}

// Renames the tensors of what stays, and drops the others.
void removeLayers(files::GgufContent& content, const std::vector<int>& removed)
{
    const auto layerOf = [](const std::string& name) {
        int layer = -1;
        return std::sscanf(name.c_str(), "blk.%d.", &layer) == 1 ? layer : -1;
    };
    const auto isRemoved = [&](int layer) { return std::binary_search(removed.begin(), removed.end(), layer); };
    std::erase_if(content.tensors(), [&](const files::NewTensor& tensor) { return isRemoved(layerOf(tensor.name)); });
    for (files::NewTensor& tensor : content.tensors())
        if (const int layer = layerOf(tensor.name); layer >= 0) {
            const auto before = std::lower_bound(removed.begin(), removed.end(), layer) - removed.begin();
            tensor.name = "blk." + std::to_string(layer - before) + tensor.name.substr(tensor.name.find('.', 4));
        }
}

std::string recipeOf(const CutOptions& options, const CutResult& result)
{
    if (options.part == Part::Layers) {
        constexpr const char* kMethods[] = {"influence", "greedy", "search"};
        return "prune --layers " + std::to_string(options.count) + " --choose " +
               kMethods[static_cast<int>(options.method)] + " (blocks " + listOf(result.layers.removed) + ")";
    }
    const std::string numbers = " (" + std::to_string(result.after) + " of " + std::to_string(result.before) + " stay)";
    char share[32];
    std::snprintf(share, sizeof share, "%g", options.share);
    return (options.part == Part::Neurons ? std::string("prune --neurons ") + share
                                          : "prune --heads " + std::to_string(options.count)) +
           (options.compensate ? "" : " --no-compensation") + numbers;
}

} // namespace

CutResult cutModel(const std::filesystem::path& source, const std::filesystem::path& out, const CutOptions& options,
                   const std::atomic<bool>& stop, const std::function<void(const CutProgress&)>& progress)
{
    const auto model = model::Model::load(source, stop);
    refuseOwnSource(out, model->file(), source);
    if (model->config().isEncoder())
        throw Error(ErrorKind::Unsupported,
                    model->displayName() + " is an encoder; only models that predict text are cut in this version.");
    const std::string family = model->config().architecture + ".";
    CutResult result;
    result.sourceBytes = model->file().size();
    files::GgufContent content = files::GgufContent::copyOf(model->file());
    content.remove("general.size_label"); // is true of the whole model only
    std::unique_ptr<WidthCutter> width;
    if (options.part == Part::Layers) {
        result.before = model->config().layers;
        result.layers = choose(model, options, stop, progress);
        result.after = result.before - static_cast<std::int64_t>(result.layers.removed.size());
        removeLayers(content, result.layers.removed);
        content.set(family + "block_count", static_cast<std::uint32_t>(result.after));
    } else {
        width = std::make_unique<WidthCutter>(model, options, stop, progress, result);
        width->apply(content);
    }
    describeParent(content, model->file(), source, recipeOf(options, result), stop);
    result.bytes = files::layoutOf(content, out.string()).size;
    files::writeGguf(content, out, stop);
    return result;
}

} // namespace engine::tune
