// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli perplexity: how well a model predicts a text.
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/tune/evaluate.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>

namespace cli
{
namespace
{

struct PerplexityCommand {
    ModelOptions model;
    std::string text;
    std::int64_t context = 512;
    bool json = false;
};

int run(const PerplexityCommand& options)
{
    const std::string text = readText(options.text);
    const auto model = options.model.load();
    engine::tune::PerplexityOptions settings;
    settings.context = options.context;
    settings.threads = options.model.threads;
    const auto start = std::chrono::steady_clock::now();
    const auto result =
        engine::tune::perplexity(model, text, settings, stopFlag(), [](const engine::tune::Perplexity& soFar) {
            char line[100];
            std::snprintf(line, sizeof line, "window %lld of %lld: %.4f", static_cast<long long>(soFar.windows),
                          static_cast<long long>(soFar.ofWindows), soFar.perplexity);
            showProgress(line);
        });
    endProgress();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

    if (!options.json) {
        char line[200];
        std::snprintf(line, sizeof line,
                      "Final estimate: PPL = %.4f +/- %.5f (%lld tokens scored in %lld windows of %lld, %.1f s)\n",
                      result.perplexity, result.standardError, static_cast<long long>(result.scored),
                      static_cast<long long>(result.windows), static_cast<long long>(options.context), seconds);
        print(line);
        return kDone;
    }
    nlohmann::ordered_json json;
    json["model"] = model->displayName();
    json["perplexity"] = result.perplexity;
    json["standard_error"] = result.standardError;
    json["mean_negative_log_likelihood"] = result.mean;
    json["context"] = options.context;
    json["windows"] = result.windows;
    json["scored_tokens"] = result.scored;
    json["text_tokens"] = result.textTokens;
    json["seconds"] = seconds;
    printJson(json);
    return kDone;
}

} // namespace

void addPerplexity(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("perplexity", "Perplexity of a text, by llama.cpp's protocol");
    const auto options = std::make_shared<PerplexityCommand>();
    options->model.autoIsProcessor = true; // a loss is compared with others, which were measured there
    options->model.addTo(*command);
    command->add_option("-f,--file", options->text, "Text file; - is standard input")->required()->type_name("TEXT");
    command->add_option("-c,--context", options->context, "Tokens per window")
        ->check(CLI::Range(std::int64_t{4}, std::int64_t{1} << 24))
        ->capture_default_str()
        ->type_name("CTX");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
