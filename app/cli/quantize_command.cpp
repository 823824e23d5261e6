// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli quantize: a model in fewer bits, with the loss of each tensor.
#include "app/cli/bytes_text.h"
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/files/open_part.h"
#include "engine/tune/folding.h"
#include "engine/tune/lineage.h"
#include "engine/tune/quantize_model.h"
#include "engine/tune/source_reader.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace cli
{
namespace
{

using engine::tune::QuantizePlan;
using engine::tune::QuantizeProgress;
using engine::tune::TensorReport;

struct QuantizeCommand {
    std::string source;
    std::string out;
    std::string preset;
    std::string importance;
    std::string outputType;
    std::string embeddingType;
    std::vector<std::string> rules;
    engine::tune::QuantizeOptions options;
    std::string text; // for rounding with feedback
    engine::tune::FeedbackOptions feedback;
    std::string awqText;
    std::optional<double> smooth; // the strength
    std::string smoothText;
    bool withoutLineage = false;
    bool dryRun = false;
    bool verbose = false;
};

template <class... Values>
std::string format(const char* pattern, Values... values)
{
    char text[200];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
}

engine::tune::QuantizeOptions optionsOf(const QuantizeCommand& command)
{
    engine::tune::QuantizeOptions options = command.options;
    options.types.preset = engine::tune::findPreset(command.preset);
    if (options.types.preset == nullptr)
        throw engine::Error(engine::ErrorKind::BadSetting, "\"" + command.preset + "\" is no preset. Choose one of " +
                                                               engine::tune::presetNames() + ".");
    options.importance = command.importance;
    options.lineage = !command.withoutLineage;
    if (!command.outputType.empty())
        options.types.output = engine::tune::writableType(command.outputType);
    if (!command.embeddingType.empty())
        options.types.embedding = engine::tune::writableType(command.embeddingType);
    for (const std::string& rule : command.rules) {
        const std::size_t at = rule.rfind('=');
        if (at == std::string::npos || at == 0)
            throw engine::Error(engine::ErrorKind::BadSetting,
                                "\"" + rule + "\" is no rule. Write PATTERN=TYPE, for example ffn_down=q6_k.");
        options.types.rules.push_back({rule.substr(0, at), engine::tune::writableType(rule.substr(at + 1))});
    }
    return options;
}

std::string typeOf(engine::files::TensorType type)
{
    return engine::files::info(type).name;
}

void printTensor(const TensorReport& tensor)
{
    constexpr std::size_t kWidth = 36;
    std::string line = tensor.name; // which may hold any byte
    line.resize(std::max(line.size(), kWidth), ' ');
    line += format(" %6s -> %-7s %10s", typeOf(tensor.from).c_str(), typeOf(tensor.to).c_str(),
                   bytesText(static_cast<double>(tensor.bytes)).c_str());
    if (tensor.relativeError > 0)
        line += format("   error %.5f", tensor.relativeError);
    if (tensor.weighted)
        line += format(", weighted %.5f", tensor.weightedError);
    if (tensor.plainOutputError > 0)
        line += format(tensor.rounded ? ", output %.3g instead of %.3g" : ", output stays: %.3g against %.3g",
                       tensor.outputError, tensor.plainOutputError);
    if (tensor.fellBack)
        line += "   (its rows do not fit the preset's type)";
    print(line + "\n");
}

void printPlan(const QuantizePlan& plan)
{
    print(bytesText(static_cast<double>(plan.sourceBytes)) + " -> " + bytesText(static_cast<double>(plan.bytes)) +
          format(" (%llu bytes, %.2f bits per weight)\n", static_cast<unsigned long long>(plan.bytes),
                 plan.bitsPerWeight));
    const auto fallen =
        std::count_if(plan.tensors.begin(), plan.tensors.end(), [](const auto& t) { return t.fellBack; });
    if (fallen > 0)
        remark(format(
            "%d tensors get a larger type, since their rows do not fit the preset's blocks; --verbose shows them.",
            static_cast<int>(fallen)));
}

void printWorst(std::vector<TensorReport> tensors)
{
    std::sort(tensors.begin(), tensors.end(),
              [](const auto& a, const auto& b) { return a.relativeError > b.relativeError; });
    print("Largest errors:\n");
    for (std::size_t i = 0; i < std::min<std::size_t>(5, tensors.size()) && tensors[i].relativeError > 0; ++i)
        printTensor(tensors[i]);
}

using Texts = std::map<std::string, std::string>; // by path, each read once: standard input cannot be read again

Texts textsOf(const QuantizeCommand& command)
{
    Texts texts;
    for (const std::string& path : {command.text, command.awqText, command.smoothText})
        if (!path.empty() && texts.count(path) == 0)
            texts[path] = readText(path);
    return texts;
}

std::string hashOf(const Texts& texts)
{
    std::string hashes;
    for (const auto& [path, text] : texts)
        hashes += (hashes.empty() ? "" : ",") + engine::tune::hashOfText(text);
    return hashes;
}

// Scales that are folded in, if any are asked for.
std::optional<engine::tune::Folding> foldingOf(const QuantizeCommand& command, const Texts& texts,
                                               const engine::tune::QuantizeOptions& options)
{
    engine::tune::FoldOptions settings;
    settings.threads = options.threads;
    settings.window = command.feedback.context;
    std::optional<engine::tune::Folding> folding;
    if (!command.awqText.empty()) {
        settings.text = texts.at(command.awqText);
        folding = engine::tune::awqFolding(
            command.source, options, settings, stopFlag(), [](std::size_t layer, std::size_t layers) {
                showProgress("scales of layer " + std::to_string(layer + 1) + " of " + std::to_string(layers));
            });
    } else if (command.smooth) {
        settings.text = texts.at(command.smoothText);
        folding = engine::tune::smoothFolding(command.source, *command.smooth, settings, stopFlag());
    }
    endProgress();
    return folding;
}

void printFolds(const engine::tune::Folding& folding, bool all)
{
    double error = 0, plain = 0;
    for (const engine::tune::Fold& fold : folding.folds) {
        if (all)
            print(format("%-36s exponent %.2f", fold.place.c_str(), fold.alpha) +
                  (fold.plainError > 0 ? format(", output error %.4f of that without", fold.error / fold.plainError)
                                       : "") +
                  "\n");
        error += fold.plainError > 0 ? fold.error / fold.plainError : 1;
        plain += 1;
    }
    if (folding.recipe == "--awq")
        print(format("Scales folded into %zu inputs; errors of the outputs are %.3f of those without, on average.\n",
                     folding.folds.size(), error / plain));
    else
        print(format("Scales folded into %zu inputs.\n", folding.folds.size()));
}

int run(const QuantizeCommand& command)
{
    auto options = optionsOf(command);
    const std::filesystem::path read[] = {command.source, command.text, command.awqText, command.smoothText};
    engine::tune::refuseInputs(command.out, read);
    const Texts texts = textsOf(command);
    options.calibration = hashOf(texts);
    const QuantizePlan plan = engine::tune::planQuantize(command.source, options);
    printPlan(plan);
    if (command.dryRun) {
        for (const TensorReport& tensor : plan.tensors)
            printTensor(tensor);
        return kDone;
    }
    engine::files::checkTarget(command.out); // before anything that takes long
    const auto folding = foldingOf(command, texts, options);
    if (folding)
        options.folding = &*folding;
    std::unique_ptr<engine::tune::Rounder> rounder;
    if (!command.text.empty()) {
        auto feedback = command.feedback;
        feedback.threads = options.threads;
        feedback.folding = options.folding;
        rounder = engine::tune::feedbackRounder(command.source, texts.at(command.text), feedback, stopFlag());
        options.rounder = rounder.get();
    }
    const auto result = engine::tune::quantizeModel(
        command.source, command.out, options, {stopFlag()}, [&](const QuantizeProgress& step) {
            showProgress(
                format("%3d %%  %d of %d  ",
                       static_cast<int>(100.0 * static_cast<double>(step.bytes) / static_cast<double>(step.ofBytes)),
                       static_cast<int>(step.index + 1), static_cast<int>(step.count)) +
                step.tensor->name);
            if (step.finished && command.verbose) {
                endProgress();
                printTensor(*step.tensor);
            }
        });
    endProgress();
    if (result.resumedBytes > 0)
        print(bytesText(static_cast<double>(result.resumedBytes)) + " were there already from before.\n");
    if (folding)
        printFolds(*folding, command.verbose);
    printWorst(result.plan.tensors);
    const auto rounded =
        std::count_if(result.plan.tensors.begin(), result.plan.tensors.end(), [](const auto& t) { return t.rounded; });
    if (rounder)
        print(format("%d tensors were rounded with feedback, better on the part of the text that was kept apart.\n",
                     static_cast<int>(rounded)));
    print(command.out + ": " + bytesText(static_cast<double>(result.plan.bytes)) + " in " +
          secondsText(result.seconds) + "\n");
    return kDone;
}

} // namespace

void addQuantize(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("quantize", "Make a model smaller, with the loss of each tensor");
    const auto given = std::make_shared<QuantizeCommand>();
    command->add_option("IN", given->source, "GGUF file in F32, F16 or BF16, or a model folder from the hub")
        ->required()
        ->type_name("");
    command->add_option("OUT", given->out, "GGUF file to write")->required()->type_name("");
    command->add_option("--type", given->preset, "Preset: " + engine::tune::presetNames())
        ->required()
        ->type_name("PRESET");
    command->add_option("--imatrix", given->importance, "Importance matrix, in either of llama.cpp's formats")
        ->type_name("FILE");
    command->add_option("--tensor-type", given->rules, "Type of the tensors whose name a regular expression finds")
        ->type_name("PATTERN=T");
    command->add_option("--output-tensor-type", given->outputType, "Type of output.weight")->type_name("T");
    command->add_option("--token-embedding-type", given->embeddingType, "Type of token_embd.weight")->type_name("T");
    command
        ->add_option("--gptq", given->text,
                     "Round with feedback on this text (K-GPTQ): slower, closer; - is standard input")
        ->type_name("TEXT");
    CLI::Option* awq =
        command->add_option("--awq", given->awqText, "Fold scales in by what channels this text shows to matter (AWQ)")
            ->type_name("TEXT");
    CLI::Option* smooth =
        command
            ->add_option("--smooth", given->smooth,
                         "Fold scales in so that inputs suit 8 bits (SmoothQuant, 0 .. 1; 0.5 is usual)")
            ->check(CLI::Range(0.0, 1.0))
            ->type_name("ALPHA")
            ->excludes(awq);
    CLI::Option* calibration =
        command->add_option("--calibration", given->smoothText, "Text for --smooth")->type_name("TEXT");
    smooth->needs(calibration);
    calibration->needs(smooth);
    command->add_option("--gptq-context", given->feedback.context, "Tokens per window of such a text")
        ->check(CLI::Range(std::int64_t{16}, std::int64_t{1} << 20))
        ->capture_default_str()
        ->type_name("CTX");
    command->add_flag("--pure", given->options.types.pure, "The preset's own type for all matrices");
    command->add_flag("--allow-requantize", given->options.allowRequantize, "Take a quantized model as well");
    command->add_flag("--no-lineage", given->withoutLineage, "Leave out what the file was made from");
    command->add_flag("--dry-run", given->dryRun, "Show types and sizes, write nothing");
    command->add_flag("-v,--verbose", given->verbose, "Show each tensor");
    command->add_option("-t,--threads", given->options.threads, "Threads; 0: all that are there")
        ->check(CLI::Range(0, 256))
        ->type_name("N");
    command->callback([given, &chosen] { chosen = [given] { return run(*given); }; });
}

} // namespace cli
