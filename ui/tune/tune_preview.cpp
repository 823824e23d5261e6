// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_preview.h"

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"
#include "engine/tune/folding.h"
#include "engine/tune/plan_memory.h"
#include "ui/tune/tune_options.h"
#include "ui/tune/tune_texts.h"

#include <QTemporaryDir>

#include <algorithm>
#include <filesystem>

namespace ui
{
namespace
{

using engine::Error;
using engine::ErrorKind;
using engine::files::GgufFile;

// An importance matrix in place of the one that will be made: the plan is exact with it.
class StandIn
{
public:
    explicit StandIn(const TuneOrder& order)
    {
        if (order.method == TuneOrder::Method::Importance) {
            m_file = std::filesystem::path(m_folder.path().toStdU16String()) / kImportanceFile;
            writeStandInImportance(order, m_file);
        }
    }
    const std::filesystem::path& file() const { return m_file; }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_file;
};

// Stands for the rounder of K-GPTQ, which has a word in the new file's metadata.
class StandInRounder : public engine::tune::Rounder
{
public:
    std::string identity() const override { return {}; }
    bool knows(const engine::files::GgufTensor& /*tensor*/, engine::files::TensorType /*type*/) const override
    {
        return false;
    }
    std::optional<engine::tune::GptqResult> round(const engine::files::GgufTensor& /*tensor*/, const float* /*weights*/,
                                                  engine::files::TensorType /*type*/, kernels::Pool& /*pool*/,
                                                  const std::atomic<bool>& /*stop*/) override
    {
        return std::nullopt;
    }
};

PlannedMemory planned(const engine::measure::MemoryUse& use)
{
    return {static_cast<double>(use.weights), static_cast<double>(use.cache), static_cast<double>(use.scratch)};
}

engine::generate::SessionOptions sessionFor(const TuneOrder& order)
{
    engine::generate::SessionOptions options;
    options.context = order.context;
    return options;
}

// A model that cannot be run here, an encoder for instance, has no plan; it can be made smaller all the same.
template <class Plan>
PlannedMemory plannedOr(Plan plan)
{
    try {
        return planned(plan());
    } catch (const Error&) {
        return {};
    }
}

void describeSource(TunePreview& preview, const TuneOrder& order)
{
    const GgufFile file = engine::files::openModel(order.source);
    preview.name = std::filesystem::path(order.source).filename().string();
    preview.sourceBytes = static_cast<double>(file.size());
    double bytes = 0;
    double weights = 0;
    for (const auto& tensor : file.tensors()) {
        bytes += static_cast<double>(tensor.bytes.size());
        weights += static_cast<double>(tensor.elements());
        const auto& type = engine::files::info(tensor.type);
        preview.requantizes |= tensor.dimensions >= 2 && type.blockValues > 1;
        if (tensor.dimensions >= 2) {
            preview.tensors.push_back(tensor.name);
            preview.types.emplace_back(type.name);
        }
    }
    preview.sourceBits = weights > 0 ? 8 * bytes / weights : 0;
    preview.context = order.context;
    preview.sourceMemory = plannedOr([&] {
        const auto config = engine::model::Config::fromGguf(file);
        auto all = engine::model::Weights::fromGguf(file, config);
        const auto options = engine::generate::resolved(config, file.name(), sessionFor(order), 1);
        preview.context = options.context;
        return engine::generate::Session::plan(config, all, file.name(), options);
    });
}

void previewQuantize(TunePreview& preview, const TuneOrder& order)
{
    const StandIn importance(order);
    StandInRounder rounder;
    auto options = quantizeOptions(order, importance.file());
    options.rounder = order.method == TuneOrder::Method::Feedback ? &rounder : nullptr;
    engine::tune::Folding folding; // without scales yet: they take no room
    folding.recipe = foldingRecipe(order);
    options.folding = order.folding != TuneOrder::Folding::None ? &folding : nullptr;
    const auto plan = engine::tune::planQuantize(order.source, options);
    preview.bytes = static_cast<double>(plan.bytes);
    preview.exact = true;
    preview.bits = plan.bitsPerWeight;
    preview.memory = plannedOr([&] { return engine::tune::planMemory(plan, preview.name, sessionFor(order)); });
    preview.workBytes = preview.bytes;
    std::vector<std::string> types;
    for (const std::string& name : preview.tensors)
        for (const auto& tensor : plan.tensors)
            if (tensor.name == name)
                types.emplace_back(engine::files::info(tensor.to).name);
    preview.types = std::move(types);
    for (const auto& tensor : plan.tensors)
        preview.fellBack += tensor.fellBack ? 1 : 0;
}

void previewCut(TunePreview& preview, const TuneOrder& order)
{
    const auto cut = engine::tune::planCut(order.source, order.target, cutOptions(order, {}));
    preview.bytes = static_cast<double>(cut.bytes);
    preview.exact = true;
    preview.bits = preview.sourceBits;
    engine::tune::QuantizePlan plan; // of which memory is planned by head and size
    plan.bytes = cut.bytes;
    plan.head = cut.head;
    preview.memory = plannedOr([&] { return engine::tune::planMemory(plan, preview.name, sessionFor(order)); });
    preview.workBytes = preview.bytes;
}

void previewPrune(TunePreview& preview, const TuneOrder& order)
{
    const auto plan = engine::tune::planPrune(order.source, order.target, pruneOptions(order, {}));
    preview.bytes = static_cast<double>(plan.bytes);
    preview.exact = true;
    preview.bits = preview.sourceBits;
    preview.memory = plannedOr([&] { return engine::tune::planMemory(plan, preview.name, sessionFor(order)); });
    preview.workBytes = preview.bytes;
}

// The largest preset within the limits, which Fit has to beat. Also says what the smallest would take.
void previewFit(TunePreview& preview, const TuneOrder& order)
{
    const std::uint64_t limit = order.fileBytes > 0 ? order.fileBytes : order.memoryBytes;
    preview.bytes = static_cast<double>(limit);
    preview.workBytes =
        3 * static_cast<double>(std::min<std::uint64_t>(limit, static_cast<std::uint64_t>(preview.sourceBytes))) +
        preview.sourceBytes; // probes, the fitted one and the preset's lie beside each other
    double least = 0;
    const StandIn importance(order);
    for (const auto& preset : engine::tune::presets()) {
        if (engine::files::info(preset.base).blockValues == 1)
            continue;
        TuneOrder like = order;
        like.preset = preset.name;
        try {
            const auto plan = engine::tune::planQuantize(order.source, quantizeOptions(like, importance.file()));
            const PlannedMemory memory =
                plannedOr([&] { return engine::tune::planMemory(plan, preview.name, sessionFor(order)); });
            const double taken =
                order.fileBytes > 0 ? static_cast<double>(plan.bytes) : memory.weights + memory.cache + memory.scratch;
            least = least == 0 ? taken : std::min(least, taken);
            if (taken > static_cast<double>(limit) || !preview.preset.empty())
                continue;
            preview.preset = preset.name;
            preview.presetBytes = static_cast<double>(plan.bytes);
            preview.memory = memory;
            preview.bits = plan.bitsPerWeight;
            if (order.fileBytes == 0)
                preview.bytes = static_cast<double>(plan.bytes);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadSetting)
                throw; // else: worthless without importance
        }
    }
    if (preview.preset.empty())
        preview.warning = "No preset fits in so little: the smallest takes " +
                          std::to_string(static_cast<std::uint64_t>(least)) +
                          " bytes. A fitted model may still, hardly; allow more, or choose a smaller model.";
}

void lookAtDisk(TunePreview& preview, const TuneOrder& order)
{
    const std::filesystem::path target = order.target;
    std::error_code unknown;
    for (std::filesystem::path folder = target.parent_path(); !folder.empty(); folder = folder.parent_path()) {
        const auto space = std::filesystem::space(folder, unknown);
        if (!unknown) {
            preview.freeBytes = static_cast<double>(space.available);
            break;
        }
        if (folder == folder.parent_path())
            break;
    }
}

// The sentence that the run would end with, as far as it can be known.
std::string obstacle(const TunePreview& preview, const TuneOrder& order)
{
    const std::filesystem::path target = order.target;
    std::error_code unknown;
    if (target.filename().empty() || target.extension() != ".gguf")
        return "The new file needs a name that ends in .gguf.";
    if (std::filesystem::exists(target, unknown))
        return target.filename().string() + " exists already. Choose another name for the new file.";
    if (preview.freeBytes > 0 && preview.workBytes > preview.freeBytes)
        return "The disk has too little room for it: " + std::to_string(static_cast<std::uint64_t>(preview.workBytes)) +
               " bytes are needed, " + std::to_string(static_cast<std::uint64_t>(preview.freeBytes)) +
               " are free. Free some space, or choose another folder.";
    if (preview.requantizes && !(order.cuts() && order.pruning == TuneOrder::Pruning::Layers) &&
        (order.kind != TuneOrder::Kind::Quantize || !order.allowRequantize))
        return preview.name +
               " is quantized already. Choose the model in F16 or BF16; quantizing it again loses more than "
               "quantizing once.";
    if (order.needsText() && order.text == TuneOrder::Text::File)
        readTuneText(order.textFile);
    return {};
}

} // namespace

std::string derivedName(const std::string& sourceFile, const TuneOrder& order)
{
    std::string stem = std::filesystem::path(sourceFile).stem().string();
    for (const auto& preset : engine::tune::presets()) {
        const std::string name = preset.name;
        if (stem.size() <= name.size() + 1)
            continue;
        const std::string end = stem.substr(stem.size() - name.size());
        const auto* found = engine::tune::findPreset(end);
        if (found == &preset && std::string("-._").find(stem[stem.size() - name.size() - 1]) != std::string::npos) {
            stem.resize(stem.size() - name.size() - 1);
            break;
        }
    }
    constexpr const char* kPrunings[] = {"magnitude", "wanda", "sparsegpt", "layers", "neurons", "heads"};
    if (order.kind == TuneOrder::Kind::Fit)
        return stem + "-fit.gguf";
    if (order.kind == TuneOrder::Kind::Prune)
        return stem + "-" + (order.cuts() ? "fewer-" : "") + kPrunings[static_cast<int>(order.pruning)] + ".gguf";
    constexpr const char* kMethods[] = {"", "-imat", "-kgptq"};
    constexpr const char* kFoldings[] = {"", "-awq", "-smooth"};
    return stem + "-" + order.preset + (order.types.empty() ? "" : "-own") +
           kFoldings[static_cast<int>(order.folding)] + kMethods[static_cast<int>(order.method)] + ".gguf";
}

TunePreview previewTune(const TuneOrder& order)
{
    TunePreview preview;
    try {
        preview.idea = derivedName(order.source, order);
        preview.availableBytes = static_cast<double>(engine::measure::availableMemory());
        describeSource(preview, order);
        lookAtDisk(preview, order);
        if (order.kind == TuneOrder::Kind::Quantize) {
            previewQuantize(preview, order);
        } else if (order.kind == TuneOrder::Kind::Fit) {
            previewFit(preview, order);
        } else if (order.cuts()) {
            previewCut(preview, order);
        } else {
            previewPrune(preview, order);
        }
        preview.error = obstacle(preview, order);
    } catch (const std::exception& error) {
        preview.error = error.what();
    }
    preview.grid = LayerGrid(preview.tensors);
    return preview;
}

} // namespace ui
