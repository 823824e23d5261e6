// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli fit: as little loss as can be in so many bytes.
#include "app/cli/bytes_text.h"
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/files/part_file.h"
#include "engine/tune/fit.h"
#include "engine/tune/shipped_texts.h"
#include "engine/tune/source_reader.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace cli
{
namespace
{

using engine::tune::FitPhase;
using engine::tune::FitResult;
using engine::tune::refuseInputs;

struct FitCommand {
    std::string source;
    std::string out;
    std::string text;
    std::string like;
    std::string recipe;
    std::string feedback;
    engine::tune::FitOptions options;
    bool json = false;
};

template <class... Values>
std::string format(const char* pattern, Values... values)
{
    char text[240];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
}

std::uint64_t bytesLike(const FitCommand& command)
{
    engine::tune::QuantizeOptions options;
    options.types.preset = engine::tune::findPreset(command.like);
    if (options.types.preset == nullptr)
        throw engine::Error(engine::ErrorKind::BadSetting, "\"" + command.like + "\" is no preset. Choose one of " +
                                                               engine::tune::presetNames() + ".");
    options.importance = command.options.importance;
    options.types.importance = !options.importance.empty();
    return engine::tune::planQuantize(command.source, options).bytes;
}

std::vector<std::filesystem::path> inputsOf(const FitCommand& command)
{
    return {command.source, command.text, command.feedback, command.options.importance};
}

nlohmann::ordered_json lossOf(const engine::tune::Divergence& d)
{
    return {{"kld", d.kld},
            {"kld_standard_error", d.kldError},
            {"perplexity", d.model.perplexity},
            {"same_top_token", d.sameTop}};
}

nlohmann::ordered_json jsonOf(const FitCommand& command, const FitResult& result)
{
    nlohmann::ordered_json json{{"file", command.out},
                                {"bytes", result.bytes},
                                {"file_limit", command.options.fileBytes},
                                {"memory_limit", command.options.memoryBytes},
                                {"probes", result.probes},
                                {"predicted_kld", result.predicted},
                                {"chosen", result.presetWon ? "preset" : "fitted"},
                                {"fitted", lossOf(result.fitted)}};
    if (result.preset != nullptr) {
        json["preset"] = {
            {"name", result.preset->name}, {"bytes", result.presetBytes}, {"loss", lossOf(result.presetLoss)}};
        json["difference"] = {{"kld", result.difference.mean}, {"standard_error", result.difference.error}};
    }
    for (const auto& tensor : result.tensors)
        json["tensors"][tensor.name] = {{"type", engine::files::info(tensor.type).name},
                                        {"bytes", tensor.bytes},
                                        {"predicted_kld", tensor.predicted}};
    json["llama_quantize"] = result.tensorTypeArguments();
    return json;
}

std::string textOf(const FitCommand& command, const FitResult& result)
{
    std::string text = format(
        "%-12s %14s  KL divergence %.6f +/- %.6f, same likeliest token %.2f %% (predicted %.6f from %d probes)\n",
        "Fitted", bytesText(static_cast<double>(result.bytes)).c_str(), result.fitted.kld, result.fitted.kldError,
        100 * result.fitted.sameTop, result.predicted, static_cast<int>(result.probes));
    if (result.preset == nullptr)
        return text + "No preset fits.\n" + command.out + " is written.\n";
    text += format("%-12s %14s  KL divergence %.6f +/- %.6f, same likeliest token %.2f %%\n", result.preset->name,
                   bytesText(static_cast<double>(result.presetBytes)).c_str(), result.presetLoss.kld,
                   result.presetLoss.kldError, 100 * result.presetLoss.sameTop);
    text += format("Difference %.6f +/- %.6f on text that the search has not seen: ", result.difference.mean,
                   result.difference.error);
    text += result.presetWon ? "not better by two standard errors, so the preset is what was written.\n"
                             : "the fitted file is what was written.\n";
    return text;
}

const char* nameOf(FitPhase phase)
{
    constexpr const char* kNames[] = {"measuring types", "probing", "writing", "verifying"};
    return kNames[static_cast<int>(phase)];
}

// What is read must outlive what is written, and a recipe that cannot be written is said before hours of work.
void checkRecipe(const FitCommand& command)
{
    if (command.recipe.empty())
        return;
    refuseInputs(command.recipe, inputsOf(command));
    engine::tune::refuseSame(command.recipe, command.out);
    engine::files::PartFile(command.recipe, 0); // goes again at once
}

int run(FitCommand command)
{
    refuseInputs(command.out, inputsOf(command));
    checkRecipe(command);
    command.options.text = command.text.empty() ? std::string(engine::tune::probeText()) : readText(command.text);
    if (!command.feedback.empty())
        command.options.feedbackText = readText(command.feedback);
    if (!command.like.empty())
        command.options.fileBytes = bytesLike(command);
    const FitResult result =
        engine::tune::fitModel(command.source, command.out, command.options, stopFlag(), [](const auto& step) {
            showProgress(format("%s: %d of %d  ", nameOf(step.phase), static_cast<int>(step.index + 1),
                                static_cast<int>(step.count)) +
                         step.what);
        });
    endProgress();
    const nlohmann::ordered_json json = jsonOf(command, result);
    if (!command.recipe.empty()) {
        const std::string text = json.dump(2) + "\n";
        engine::files::PartFile file(command.recipe, text.size());
        file.write(std::as_bytes(std::span(text)));
        file.finish();
    }
    command.json ? printJson(json) : print(textOf(command, result));
    return kDone;
}

} // namespace

void addFit(CLI::App& app, Run& chosen)
{
    CLI::App* command =
        app.add_subcommand("fit", "Choose each tensor's type so that the model fits and loses least, by measuring");
    const auto options = std::make_shared<FitCommand>();
    command->add_option("model", options->source, "Unquantized model: GGUF, or a folder from the hub")
        ->required()
        ->type_name("MODEL");
    command->add_option("out", options->out, "GGUF file to write")->required()->type_name("OUT");
    command
        ->add_option("-f,--file", options->text,
                     "Text: half of it for probes, half for the verdict; none: a shipped one")
        ->type_name("TEXT");
    const CLI::Validator asBytes(
        [](std::string& text) {
            const auto bytes = bytesIn(text);
            if (!bytes || *bytes == 0)
                return "\"" + text + "\" is no size. Write it like 4500MB or 4.2GiB.";
            text = std::to_string(*bytes);
            return std::string();
        },
        "");
    auto* limit = command->add_option_group("Limit", "How large it may be");
    limit->add_option("--size", options->options.fileBytes, "Bytes of the file, such as 4500MB or 4.2GiB")
        ->transform(asBytes)
        ->type_name("BYTES");
    limit->add_option("--like", options->like, "Those of a preset, such as Q4_K_M")->type_name("PRESET");
    limit->add_option("--memory", options->options.memoryBytes, "Bytes of weights, cache and scratch together")
        ->transform(asBytes)
        ->type_name("BYTES");
    limit->require_option(1);
    command
        ->add_option("-c,--context", options->options.context,
                     "Context in tokens, for --memory; 0 takes the model's own, at most 4096")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 24))
        ->type_name("CTX");
    command->add_option("--imatrix", options->options.importance, "Importance matrix (fettle-cli calibrate makes one)")
        ->type_name("FILE");
    command->add_option("--gptq", options->feedback, "Round what is written with feedback on this text (K-GPTQ)")
        ->type_name("TEXT");
    command->add_option("--window", options->options.window, "Tokens per window of the text")
        ->check(CLI::Range(std::int64_t{4}, std::int64_t{1} << 20))
        ->capture_default_str();
    command->add_option("--probe-tokens", options->options.probeTokens, "Tokens read by each probe at most")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--recipe", options->recipe, "Write types, losses and the line for llama-quantize as JSON")
        ->type_name("FILE");
    command->add_option("-t,--threads", options->options.threads, "Threads; 0 takes all that this process may use")
        ->check(CLI::Range(0, 256));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
