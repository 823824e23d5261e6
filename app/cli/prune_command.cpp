// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli prune: weights become zero, and what that does to the outputs is shown.
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/tune/prune_model.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace cli
{
namespace
{

using engine::tune::PrunedTensor;
using engine::tune::PruneMethod;

struct PruneCommand {
    std::string source;
    std::string out;
    std::string text;
    std::string pattern;
    engine::tune::PruneOptions options;
    bool json = false;
};

int run(PruneCommand command)
{
    if (!command.pattern.empty() &&
        std::sscanf(command.pattern.c_str(), "%d:%d", &command.options.sparsity.keep, &command.options.sparsity.of) != 2)
        throw engine::Error(engine::ErrorKind::BadSetting, "\"" + command.pattern + "\" is no pattern. Write KEPT:OF, for example 2:4.");
    if (command.options.method != PruneMethod::Magnitude)
        command.options.text = readText(command.text);
    const auto done = engine::tune::pruneModel(command.source, command.out, command.options, stopFlag(),
                                               [](const PrunedTensor& tensor, std::size_t index, std::size_t count) {
                                                   showProgress(std::to_string(index + 1) + " of " + std::to_string(count) + "  " + tensor.name);
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
    if (command.json) {
        printJson(json);
        return kDone;
    }
    char text[200];
    std::snprintf(text, sizeof text, "%zu matrices, %.1f %% zeros; their outputs are off by %.2f %% of their energy on average.\n", done.size(),
                  100 * zeros, 100 * error);
    print(text);
    remark("The file is as large as before and no faster: GGUF stores zeros like other weights. Without healing a pruned model loses "
           "more than one quantized to the same bits; fettle-cli evaluate --base measures how much.");
    return kDone;
}

} // namespace

void addPrune(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("prune", "Set weights to zero, by magnitude, Wanda or SparseGPT");
    const auto options = std::make_shared<PruneCommand>();
    command->add_option("model", options->source, "Unquantized model: GGUF, or a folder from the hub")->required()->type_name("MODEL");
    command->add_option("out", options->out, "GGUF file to write")->required()->type_name("OUT");
    CLI::Option* text = command->add_option("-f,--file", options->text, "Text to calibrate on, for wanda and sparsegpt")->type_name("TEXT");
    const std::map<std::string, PruneMethod> methods{
        {"magnitude", PruneMethod::Magnitude}, {"wanda", PruneMethod::Wanda}, {"sparsegpt", PruneMethod::SparseGpt}};
    command->add_option("--method", options->options.method, "magnitude, wanda or sparsegpt")
        ->transform(CLI::CheckedTransformer(methods, CLI::ignore_case))
        ->default_str("wanda");
    CLI::Option* share = command->add_option("--sparsity", options->options.sparsity.share, "Share of zeros in each row")->check(CLI::Range(0.0, 0.99))->capture_default_str();
    command->add_option("--pattern", options->pattern, "Keep N of each M neighbours instead, such as 2:4")->excludes(share)->type_name("N:M");
    command->add_option("-c,--context", options->options.window, "Tokens per window of the text")
        ->check(CLI::Range(std::int64_t{4}, std::int64_t{1} << 20))
        ->capture_default_str();
    command->add_option("--windows", options->options.windows, "Only the first N windows; 0 takes all")->check(CLI::NonNegativeNumber);
    command->add_option("-t,--threads", options->options.threads, "Threads; 0 takes all that this process may use")->check(CLI::Range(0, 256));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, text, &chosen] {
        if (options->options.method != PruneMethod::Magnitude && text->count() == 0)
            throw CLI::RequiredError("--file, for this method,");
        chosen = [options] { return run(*options); };
    });
}

} // namespace cli
