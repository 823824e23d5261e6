// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/cut_model.h"

#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/open_part.h"
#include "engine/stop_scope.h"
#include "engine/tune/block_name.h"
#include "engine/tune/cut_width.h"
#include "engine/tune/lineage.h"
#include "engine/tune/source_reader.h"
#include "engine/tune/write_resumable.h"

#include <algorithm>
#include <cstdio>

namespace engine::tune
{
namespace
{

// Each with as many digits as the largest of `below` has, so that a plan knows how long the list will be.
std::string listOf(const std::vector<int>& numbers, int below)
{
    const std::size_t digits = std::to_string(below - 1).size();
    std::string text;
    for (const int number : numbers) {
        const std::string plain = std::to_string(number);
        text += (text.empty() ? "" : ",") + std::string(digits - plain.size(), '0') + plain;
    }
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
        const auto block = blockName(name);
        return block ? block->layer : -1;
    };
    const auto isRemoved = [&](int layer) { return std::binary_search(removed.begin(), removed.end(), layer); };
    std::erase_if(content.tensors(), [&](const files::NewTensor& tensor) { return isRemoved(layerOf(tensor.name)); });
    for (files::NewTensor& tensor : content.tensors())
        if (const int layer = layerOf(tensor.name); layer >= 0) {
            const auto before = std::lower_bound(removed.begin(), removed.end(), layer) - removed.begin();
            tensor.name = "blk." + std::to_string(layer - before) + tensor.name.substr(tensor.name.find('.', 4));
        }
}

std::string recipeOf(const CutOptions& options, const CutResult& result, int layers)
{
    if (options.part == Part::Layers) {
        constexpr const char* kMethods[] = {"influence", "greedy", "search"};
        return "prune --layers " + std::to_string(options.count) + " --choose " +
               kMethods[static_cast<int>(options.method)] + " (blocks " + listOf(result.layers.removed, layers) + ")";
    }
    const std::string numbers = " (" + std::to_string(result.after) + " of " + std::to_string(result.before) + " stay)";
    char share[32];
    std::snprintf(share, sizeof share, "%g", options.share);
    return (options.part == Part::Neurons ? std::string("prune --neurons ") + share
                                          : "prune --heads " + std::to_string(options.count)) +
           (options.compensate ? "" : " --no-compensation") + numbers;
}

} // namespace

namespace
{

// A model opened to be cut, with what the new file will have.
class Cutting
{
public:
    Cutting(const std::filesystem::path& source, const std::filesystem::path& out, const CutOptions& options,
            const std::atomic<bool>& stop, const std::function<void(const CutProgress&)>& progress)
        : m_options(options),
          m_stop(stop),
          m_progress(progress),
          m_model(model::Model::load(source, stop))
    {
        refuseOwnSource(out, m_model->file(), source);
        refusePartName(out);
        if (m_model->config().isEncoder())
            throw Error(ErrorKind::Unsupported,
                        m_model->displayName() +
                            " is an encoder; only models that predict text are cut in this version.");
        result.sourceBytes = m_model->file().size();
        content = files::GgufContent::copyOf(m_model->file());
        content.remove("general.size_label"); // is true of the whole model only
    }

    void apply(LayerChoice layers) // is not looked at for neurons and heads
    {
        if (m_options.part == Part::Layers) {
            result.before = m_model->config().layers;
            result.layers = std::move(layers);
            result.after = result.before - static_cast<std::int64_t>(result.layers.removed.size());
            removeLayers(content, result.layers.removed);
            content.set(m_model->config().architecture + ".block_count", static_cast<std::uint32_t>(result.after));
        } else {
            m_width = std::make_unique<WidthCutter>(m_model, m_options, m_stop, m_progress, result);
            m_width->apply(content);
        }
    }

    // All that the weights depend on beside the recipe, which is in the file.
    std::string order() const
    {
        std::string settings = "cut 1 " + std::to_string(m_options.compensate) + " " +
                               std::to_string(m_options.window) + " " + std::to_string(m_options.windows);
        for (const int layer : result.layers.removed)
            settings += " " + std::to_string(layer);
        return settings + " " + SourceReader(m_model->file()).identity();
    }

    // What the journal keeps of a matrix behind what goes; nothing of other tensors.
    std::string noteOf(const std::string& name) const
    {
        for (const CutMatrix& matrix : result.matrices)
            if (matrix.name == name) {
                char note[80];
                std::snprintf(note, sizeof note, "%a %a %d", matrix.outputError, matrix.plainError,
                              matrix.compensated ? 1 : 0);
                return note;
            }
        return "-";
    }

    void takeUp(const std::string& name, const std::string& note)
    {
        CutMatrix matrix{name};
        int compensated = 0;
        if (std::sscanf(note.c_str(), "%la %la %d", &matrix.outputError, &matrix.plainError, &compensated) != 3 ||
            noteOf(name) != "-") // looked at again for another tensor of its layer
            return;
        matrix.compensated = compensated == 1;
        result.matrices.push_back(std::move(matrix));
    }

    // The first blocks, in place of those that a text would choose.
    LayerChoice anyLayers() const
    {
        LayerChoice choice;
        if (m_options.part != Part::Layers)
            return choice;
        refuseTakingTurns(*m_model);
        checkCount(m_model->config().layers, m_options.count);
        for (int layer = 0; layer < m_options.count; ++layer)
            choice.removed.push_back(layer);
        return choice;
    }
    LayerChoice chosenLayers() const
    {
        return m_options.part == Part::Layers ? choose(m_model, m_options, m_stop, m_progress) : LayerChoice();
    }

    std::string recipe() const { return recipeOf(m_options, result, m_model->config().layers); }
    const files::GgufFile& file() const { return m_model->file(); }

    files::GgufContent content;
    CutResult result;

private:
    const CutOptions& m_options;
    const std::atomic<bool>& m_stop;
    const std::function<void(const CutProgress&)>& m_progress;
    std::shared_ptr<const model::Model> m_model;
    std::unique_ptr<WidthCutter> m_width;
};

} // namespace

CutResult cutModel(const std::filesystem::path& source, const std::filesystem::path& out, const CutOptions& options,
                   const std::atomic<bool>& stop, const std::function<void(const CutProgress&)>& progress)
{
    const StopScope scope(stop);
    files::checkTarget(out);
    Cutting cutting(source, out, options, stop, progress);
    if (options.text.empty())
        throw Error(ErrorKind::BadSetting, "There is no text to choose by what goes. Choose one.");
    cutting.apply(cutting.chosenLayers());
    describeParent(cutting.content, cutting.file(), source, cutting.recipe(), stop);
    describeCalibration(cutting.content, hashOfText(options.text));
    cutting.result.bytes = files::layoutOf(cutting.content, out.string()).size;
    writeResumable(
        cutting.content, out, cutting.order(), options.keepPart, stop,
        {[&](std::size_t i) { return cutting.noteOf(cutting.content.tensors()[i].name); },
         [&](std::size_t i, const std::string& note) { cutting.takeUp(cutting.content.tensors()[i].name, note); }});
    return std::move(cutting.result);
}

CutPlan planCut(const std::filesystem::path& source, const std::filesystem::path& out, const CutOptions& options)
{
    const std::function<void(const CutProgress&)> nobody;
    CutOptions unread = options;
    unread.text.clear();
    Cutting cutting(source, out, unread, kNoStop, nobody);
    cutting.apply(cutting.anyLayers());
    describeParent(cutting.content, parentName(cutting.file(), source), cutting.recipe(),
                   anyHash(cutting.file().paths().size()));
    describeCalibration(cutting.content, kAnyTextHash);
    files::GgufLayout layout = files::layoutOf(cutting.content, out.string());
    return {cutting.result.before, cutting.result.after, layout.size, std::move(layout.head)};
}

} // namespace engine::tune
