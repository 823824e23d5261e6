// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli prune: weights become zero, or layers, neurons and heads go; what that does to the outputs is shown.
#include "app/cli/bytes_text.h"
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/tune/cut_model.h"
#include "engine/tune/measure_sparse.h"
#include "engine/tune/prune_model.h"
#include "engine/tune/source_reader.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace cli
{
namespace
{

using engine::tune::CutOptions;
using engine::tune::CutResult;
using engine::tune::LayerMethod;
using engine::tune::Part;
using engine::tune::PrunedTensor;
using engine::tune::PruneMethod;
using engine::tune::PruneScope;
using engine::tune::SparseMeasure;

constexpr double kGain = 1.05; // less is what two runs of the same may differ by

struct PruneCommand {
    std::string source;
    std::string out;
    std::string text;
    std::string pattern;
    engine::tune::PruneOptions options;
    CutOptions cut;
    int layers = 0;
    double neurons = 0;
    int heads = 0;
    bool withoutCompensation = false;
    bool measure = false;
    bool json = false;

    bool isCut() const { return layers != 0 || neurons != 0 || heads != 0; }
};

template <class... Values>
std::string format(const char* pattern, Values... values)
{
    char text[240];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
}

const char* nameOf(Part part)
{
    constexpr const char* kNames[] = {"layers", "neurons", "groups of heads"};
    return kNames[static_cast<int>(part)];
}

nlohmann::ordered_json jsonOf(const CutOptions& options, const CutResult& result)
{
    nlohmann::ordered_json json{{"part", nameOf(options.part)},
                                {"before", result.before},
                                {"after", result.after},
                                {"source_bytes", result.sourceBytes},
                                {"bytes", result.bytes}};
    if (options.part == Part::Layers)
        json["layers"] = {{"removed", result.layers.removed},
                          {"influences", result.layers.influences},
                          {"kld", result.layers.loss},
                          {"kld_by_influence", result.layers.influenceLoss},
                          {"tried", result.layers.tried}};
    for (const auto& matrix : result.matrices)
        json["matrices"][matrix.name] = {{"output_error", matrix.outputError},
                                         {"without_compensation", matrix.plainError}};
    return json;
}

std::string textOf(const CutOptions& options, const CutResult& result)
{
    std::string text = format("%lld of %lld %s stay; %s instead of %s.\n", static_cast<long long>(result.after),
                              static_cast<long long>(result.before), nameOf(options.part),
                              bytesText(static_cast<double>(result.bytes)).c_str(),
                              bytesText(static_cast<double>(result.sourceBytes)).c_str());
    if (options.part == Part::Layers) {
        text += "Removed:";
        for (const int layer : result.layers.removed)
            text += " " + std::to_string(layer);
        return text + format(". KL divergence from the whole model on this text: %.4f nats (%.4f for those of the "
                             "least influence; %d choices read).\n",
                             result.layers.loss, result.layers.influenceLoss, static_cast<int>(result.layers.tried));
    }
    double error = 0, plain = 0;
    for (const auto& matrix : result.matrices) {
        error += matrix.outputError / static_cast<double>(result.matrices.size());
        plain += matrix.plainError / static_cast<double>(result.matrices.size());
    }
    return text + format("The outputs behind them are off by %.2f %% of their energy on average, without compensation "
                         "by %.2f %%.\n",
                         100 * error, 100 * plain);
}

int runCut(PruneCommand& command)
{
    CutOptions& options = command.cut;
    options.part = command.layers != 0 ? Part::Layers : command.neurons != 0 ? Part::Neurons : Part::Heads;
    options.count = command.layers != 0 ? command.layers : command.heads;
    options.share = command.neurons;
    options.compensate = !command.withoutCompensation;
    options.text = readText(command.text);
    options.window = command.options.window;
    options.windows = command.options.windows;
    options.threads = command.options.threads;
    options.keepPart = true;
    const CutResult result =
        engine::tune::cutModel(command.source, command.out, options, stopFlag(), [](const auto& step) {
            showProgress(step.what + " " + std::to_string(step.index + 1) + " of " + std::to_string(step.count));
        });
    endProgress();
    if (command.json) {
        printJson(jsonOf(options, result));
        return kDone;
    }
    print(textOf(options, result));
    remark("Without healing, a model without these parts loses several times what quantizing to the same size does; "
           "fettle-cli evaluate --base measures how much.");
    return kDone;
}

nlohmann::ordered_json jsonOf(const SparseMeasure& sparse)
{
    return {{"tensor", sparse.tensor},
            {"dense_bytes", sparse.denseBytes},
            {"sparse_bytes", sparse.sparseBytes},
            {"dense_seconds", sparse.denseSeconds},
            {"sparse_seconds", sparse.sparseSeconds},
            {"speedup", sparse.ratio()}};
}

std::string textOf(const SparseMeasure& sparse, const std::string& where)
{
    const std::string verdict = sparse.ratio() > kGain ? format("%.2f times as fast.\n", sparse.ratio())
                                                       : format("no gain (%.2f times as fast).\n", sparse.ratio());
    return "On " + where + ", " + sparse.tensor +
           format(" without its zeros: %.4f of the bytes, a product with one token takes %.1f instead of %.1f "
                  "microseconds: ",
                  static_cast<double>(sparse.sparseBytes) / static_cast<double>(sparse.denseBytes),
                  1e6 * sparse.sparseSeconds, 1e6 * sparse.denseSeconds) +
           verdict;
}

// Where models run here: on the processor and, where there is one that serves, on the first GPU.
std::string measure(const PruneCommand& command, nlohmann::ordered_json& json)
{
    const auto file = engine::files::openModel(command.out);
    const SparseMeasure here = engine::tune::measureSparse(file, command.options.threads, stopFlag());
    json["sparse_product"] = jsonOf(here);
    std::string text = textOf(here, "the processor");
    try {
        const ModelOptions whole; // of device "auto"
        for (const auto& gpu : whole.openGpus()) {
            const SparseMeasure there = engine::tune::measureSparse(file, gpu, stopFlag());
            json["sparse_product_gpu"] = jsonOf(there);
            json["sparse_product_gpu"]["device"] = gpu->name();
            text += textOf(there, gpu->name());
        }
    } catch (const engine::Error& error) {
        if (error.kind() == engine::ErrorKind::Stopped)
            throw;
        remarkWithOutput(std::string("No GPU was measured: ") + error.what());
    }
    return text;
}

int run(PruneCommand command)
{
    const std::filesystem::path read[] = {command.text};
    engine::tune::refuseInputs(command.out, read);
    if (command.isCut())
        return runCut(command);
    int end = 0;
    if (!command.pattern.empty() && (std::sscanf(command.pattern.c_str(), "%d:%d%n", &command.options.sparsity.keep,
                                                 &command.options.sparsity.of, &end) != 2 ||
                                     command.pattern.size() != static_cast<std::size_t>(end)))
        throw engine::Error(engine::ErrorKind::BadSetting,
                            "\"" + command.pattern + "\" is no pattern. Write KEPT:OF, for example 2:4.");
    if (!command.text.empty())
        command.options.text = readText(command.text);
    command.options.keepPart = true;
    const auto done = engine::tune::pruneModel(command.source, command.out, command.options, stopFlag(),
                                               [](const PrunedTensor& tensor, std::size_t index, std::size_t count) {
                                                   showProgress(std::to_string(index + 1) + " of " +
                                                                std::to_string(count) + "  " + tensor.name);
                                               });
    endProgress();
    nlohmann::ordered_json json;
    double zeros = 0, error = 0;
    for (const PrunedTensor& tensor : done) {
        json["tensors"][tensor.name] = {{"sparsity", tensor.sparsity}, {"output_error", tensor.outputError}};
        zeros += tensor.sparsity / static_cast<double>(done.size());
        error += tensor.outputError / static_cast<double>(done.size());
    }
    json["mean_sparsity"] = zeros;
    json["mean_output_error"] = error;
    const std::string measured = command.measure ? measure(command, json) : "";
    if (command.json) {
        printJson(json);
        return kDone;
    }
    print(format("%zu matrices, %.1f %% zeros; their outputs are off by %.2f %% of their energy on average.\n",
                 done.size(), 100 * zeros, 100 * error) +
          measured);
    const bool isTwoOfFour = command.options.sparsity.keep == 2 && command.options.sparsity.of == 4;
    remark(std::string("The file is as large as before") +
           (isTwoOfFour ? ": GGUF stores zeros like other weights. Fettle keeps its F32, F16 and BF16 matrices without "
                          "them in memory; --measure says whether that is faster here."
                        : " and no faster: GGUF stores zeros like other weights.") +
           " Without healing a pruned model loses more than one quantized to the same bits; fettle-cli evaluate --base "
           "measures how much.");
    return kDone;
}

void addCut(CLI::App& command, PruneCommand& options)
{
    auto* parts = command.add_option_group(
        "Parts", "Remove parts instead of weights: the file becomes smaller and the model faster");
    parts->add_option("--layers", options.layers, "Remove N whole layers")->check(CLI::Range(1, 1023))->type_name("N");
    parts->add_option("--neurons", options.neurons, "Remove this share of the feed-forward neurons")
        ->check(CLI::Range(0.001, 0.99))
        ->type_name("SHARE");
    parts->add_option("--heads", options.heads, "Remove N key and value heads of each layer, with their query heads")
        ->check(CLI::Range(1, 1023))
        ->type_name("N");
    parts->require_option(0, 1);
    const std::map<std::string, LayerMethod> methods{
        {"influence", LayerMethod::Influence}, {"greedy", LayerMethod::Greedy}, {"search", LayerMethod::Search}};
    command.add_option("--choose", options.cut.method, "How layers are chosen: influence, greedy or search")
        ->transform(CLI::CheckedTransformer(methods, CLI::ignore_case))
        ->default_str("greedy");
    command.add_option("--trials", options.cut.searchTrials, "Choices that the search reads")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str()
        ->type_name("N");
    command
        .add_option("--align", options.cut.alignment,
                    "The number of neurons stays a multiple of N; 0: of 256 where it is one, else of 32")
        ->check(CLI::Range(0, 4096))
        ->type_name("N");
    command.add_flag("--no-compensation", options.withoutCompensation, "Leave the weights that stay as they are");
}

} // namespace

void addPrune(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("prune", "Set weights to zero, or remove layers, neurons or heads");
    const auto options = std::make_shared<PruneCommand>();
    command->add_option("model", options->source, "Unquantized model: GGUF, or a folder from the hub")
        ->required()
        ->type_name("MODEL");
    command->add_option("out", options->out, "GGUF file to write")->required()->type_name("OUT");
    CLI::Option* text = command->add_option("-f,--file", options->text, "Text to calibrate on, for all but magnitude")
                            ->type_name("TEXT");
    const std::map<std::string, PruneMethod> methods{
        {"magnitude", PruneMethod::Magnitude}, {"wanda", PruneMethod::Wanda}, {"sparsegpt", PruneMethod::SparseGpt}};
    command->add_option("--method", options->options.method, "magnitude, wanda or sparsegpt")
        ->transform(CLI::CheckedTransformer(methods, CLI::ignore_case))
        ->default_str("wanda");
    CLI::Option* share =
        command->add_option("--sparsity", options->options.sparsity.share, "Share of zeros in each row")
            ->check(CLI::Range(0.0, 0.99))
            ->capture_default_str();
    CLI::Option* pattern =
        command->add_option("--pattern", options->pattern, "Keep N of each M neighbours instead, such as 2:4")
            ->excludes(share)
            ->type_name("N:M");
    command
        ->add_option("--threshold", options->options.sparsity.deviations,
                     "Truncate instead: zero what is smaller than SD standard deviations of its matrix (magnitude)")
        ->excludes(share)
        ->excludes(pattern)
        ->check(CLI::Range(0.001, 100.0))
        ->type_name("SD");
    command->add_flag("--measure", options->measure,
                      "Measure a product of the result without its zeros against the whole one (2:4, F16), on the "
                      "processor and on a GPU where there is one");
    const std::map<std::string, PruneScope> scopes{
        {"row", PruneScope::Row}, {"matrix", PruneScope::Matrix}, {"global", PruneScope::Global}};
    command
        ->add_option("--scope", options->options.scope,
                     "Weights that are compared with each other: row, matrix or global")
        ->transform(CLI::CheckedTransformer(scopes, CLI::ignore_case))
        ->default_str("row");
    CLI::Option* owl = command->add_flag("--owl", options->options.outliers.use,
                                         "Keep more weights in layers with more outliers (OWL)");
    command->add_option("--owl-limit", options->options.outliers.limit, "An outlier is so many times the mean")
        ->needs(owl)
        ->check(CLI::Range(0.01, 1e6))
        ->capture_default_str();
    command
        ->add_option("--owl-range", options->options.outliers.range,
                     "A layer's share of zeros is at most so far from the mean")
        ->needs(owl)
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    addCut(*command, *options);
    command->add_option("-c,--context", options->options.window, "Tokens per window of the text")
        ->check(CLI::Range(std::int64_t{4}, std::int64_t{1} << 20))
        ->capture_default_str();
    command->add_option("--windows", options->options.windows, "Only the first N windows; 0 takes all")
        ->check(CLI::NonNegativeNumber);
    command->add_option("-t,--threads", options->options.threads, "Threads; 0 takes all that this process may use")
        ->check(CLI::Range(0, 256));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, text, &chosen] {
        if ((options->isCut() || options->options.outliers.use || options->options.method != PruneMethod::Magnitude) &&
            text->count() == 0)
            throw CLI::RequiredError("--file, for this method,");
        chosen = [options] { return run(*options); };
    });
}

} // namespace cli
