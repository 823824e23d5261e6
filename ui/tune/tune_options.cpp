// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_options.h"

#include "engine/tune/lineage.h"

namespace ui
{
namespace
{

// A regular expression that finds this name and no other.
std::string exactly(const std::string& name)
{
    static const std::string kSpecial = R"(.^$|()[]{}*+?\)";
    std::string pattern = "^";
    for (const char letter : name)
        pattern += (kSpecial.find(letter) != std::string::npos ? "\\" : "") + std::string(1, letter);
    return pattern + "$";
}

} // namespace

engine::tune::QuantizeOptions quantizeOptions(const TuneOrder& order, const std::filesystem::path& importance)
{
    engine::tune::QuantizeOptions options;
    options.types.preset = engine::tune::findPreset(order.preset);
    options.importance = importance;
    options.allowRequantize = order.allowRequantize;
    if (order.needsText())
        options.calibration = engine::tune::kAnyTextHash; // until it is read
    for (const auto& [tensor, type] : order.types)
        options.types.rules.push_back({exactly(tensor), engine::tune::writableType(type)});
    return options;
}

engine::tune::FitOptions fitOptions(const TuneOrder& order, const std::filesystem::path& importance, std::string text)
{
    engine::tune::FitOptions options;
    options.fileBytes = order.fileBytes;
    options.memoryBytes = order.memoryBytes;
    options.context = order.context;
    options.text = std::move(text);
    options.importance = importance;
    return options;
}

engine::tune::PruneOptions pruneOptions(const TuneOrder& order, std::string text)
{
    engine::tune::PruneOptions options;
    options.method = static_cast<engine::tune::PruneMethod>(order.pruning);
    options.sparsity.share = order.sparsity;
    options.sparsity.keep = order.keep;
    options.sparsity.of = order.of;
    options.sparsity.deviations = order.truncates() ? order.deviations : 0;
    options.outliers.use = order.usesOutliers();
    options.keepPart = true;
    options.text = std::move(text);
    return options;
}

std::string foldingRecipe(const TuneOrder& order)
{
    constexpr const char* kRecipes[] = {"", "--awq", "--smooth 0.5"};
    return kRecipes[static_cast<int>(order.folding)];
}

engine::tune::CutOptions cutOptions(const TuneOrder& order, std::string text)
{
    using engine::tune::Part;
    engine::tune::CutOptions options;
    options.part = order.pruning == TuneOrder::Pruning::Layers    ? Part::Layers
                   : order.pruning == TuneOrder::Pruning::Neurons ? Part::Neurons
                                                                  : Part::Heads;
    options.count = order.removed;
    options.share = order.neurons;
    options.text = std::move(text);
    options.keepPart = true;
    return options;
}

} // namespace ui
