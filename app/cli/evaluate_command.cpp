// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli evaluate: what was lost on the way from a base model, or how many choices a model gets right.
#include "app/cli/commands.h"
#include "app/cli/cost_table.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/files/open_part.h"
#include "engine/tune/classification.h"
#include "engine/tune/divergence.h"
#include "engine/tune/lineage.h"
#include "engine/tune/multiple_choice.h"
#include "engine/tune/shipped_texts.h"
#include "engine/tune/source_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>

namespace cli
{
namespace
{

using engine::tune::Divergence;
using engine::tune::Perplexity;

struct EvaluateCommand {
    ModelOptions model;
    std::string text;
    std::string choices;
    std::string labelled;
    std::filesystem::path base;
    std::filesystem::path baseFile;
    std::filesystem::path saveBase;
    std::int64_t tasks = 0;
    bool papers = false;
    bool record = false;
    bool lossOnly = false;
    engine::tune::DivergenceOptions settings;
    bool json = false;
};

template <class... Values>
std::string line(const char* format, Values... values)
{
    char text[240];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

nlohmann::ordered_json jsonOf(const Perplexity& p)
{
    return {{"perplexity", p.perplexity},
            {"standard_error", p.standardError},
            {"mean_negative_log_likelihood", p.mean},
            {"scored_tokens", p.scored}};
}

nlohmann::ordered_json jsonOf(const Divergence& d)
{
    nlohmann::ordered_json json{
        {"model", jsonOf(d.model)}, {"base", jsonOf(d.base)}, {"kld", d.kld}, {"kld_standard_error", d.kldError}};
    for (std::size_t i = 0; i < d.klds.values.size(); ++i)
        json["kld_quantiles"].push_back({{"share", engine::tune::Quantiles::kShares[i]}, {"kld", d.klds.values[i]}});
    json["same_top_token"] = d.sameTop;
    json["same_top_token_standard_error"] = d.sameTopError;
    json["log_perplexity_ratio"] = d.logRatio;
    json["log_perplexity_ratio_standard_error"] = d.logRatioError;
    json["probability_change"] = d.change;
    json["probability_change_standard_error"] = d.changeError;
    json["probability_change_rms"] = d.rmsChange;
    return json;
}

std::string textOf(const Divergence& d)
{
    std::string text = line("Perplexity             %10.4f +/- %.4f\n", d.model.perplexity, d.model.standardError);
    text += line("Perplexity of the base %10.4f +/- %.4f\n", d.base.perplexity, d.base.standardError);
    text += line("ln(ratio)              %10.6f +/- %.6f\n", d.logRatio, d.logRatioError);
    text += line("KL divergence          %10.6f +/- %.6f nats\n", d.kld, d.kldError);
    for (std::size_t i = 0; i < d.klds.values.size(); ++i)
        text += line("  %5.1f %% of tokens    %10.6f\n", 100 * engine::tune::Quantiles::kShares[i], d.klds.values[i]);
    text += line("Same likeliest token   %10.3f +/- %.3f %%\n", 100 * d.sameTop, 100 * d.sameTopError);
    text += line("Change of p            %10.3f +/- %.3f %% (root mean square %.3f %%)\n", 100 * d.change,
                 100 * d.changeError, 100 * d.rmsChange);
    return text + line("%lld tokens scored in %lld windows\n", static_cast<long long>(d.model.scored),
                       static_cast<long long>(d.model.windows));
}

void show(const Perplexity& soFar)
{
    showProgress(line("window %lld of %lld: %.4f", static_cast<long long>(soFar.windows),
                      static_cast<long long>(soFar.ofWindows), soFar.perplexity));
}

void showDivergence(const Divergence& soFar)
{
    showProgress(line("window %lld of %lld: KL divergence %.6f", static_cast<long long>(soFar.model.windows),
                      static_cast<long long>(soFar.model.ofWindows), soFar.kld));
}

using ModelPointer = std::shared_ptr<const engine::model::Model>;

// The losses, then what the models cost; the base may be null.
int finish(const EvaluateCommand& options, nlohmann::ordered_json json, std::string text, const ModelPointer& model,
           const ModelPointer& base = nullptr)
{
    endProgress();
    const ModelPointer both[] = {model, base};
    if (!options.lossOnly)
        try {
            const CostTable table = costTable(std::span(both).first(base ? 2 : 1), options.model.threads);
            json["cost"] = table.costs[0];
            if (base)
                json["base_cost"] = table.costs[1];
            text += table.text;
        } catch (const engine::Error& error) { // also a stop: what was found before is told
            json["cost_note"] = error.what();
            text += std::string("\nSize, memory and speed were not measured. ") + error.what() + "\n";
        }
    endProgress();
    options.json ? printJson(json) : print(text);
    return kDone;
}

ModelPointer loadBase(const EvaluateCommand& options)
{
    if (options.base.empty())
        return nullptr;
    ModelOptions base = options.model;
    base.file = options.base.string();
    return base.load();
}

template <class Item>
void keepFirst(std::vector<Item>& items, std::int64_t count)
{
    if (count > 0 && static_cast<std::int64_t>(items.size()) > count)
        items.resize(static_cast<std::size_t>(count));
}

// How the base does on the same questions, and in how many the two differ.
void addFlips(const std::vector<bool>& ofModel, const std::vector<bool>& ofBase, nlohmann::ordered_json& json,
              std::string& text)
{
    const engine::tune::Flips flips = engine::tune::flipsBetween(ofModel, ofBase);
    const auto right = std::count(ofBase.begin(), ofBase.end(), true);
    json["base_accuracy"] = static_cast<double>(right) / static_cast<double>(std::max<std::int64_t>(flips.of, 1));
    json["accuracy_difference"] = flips.difference();
    json["accuracy_difference_standard_error"] = flips.standardError();
    json["gained"] = flips.gained;
    json["lost"] = flips.lost;
    text += line("The base has %lld right; difference %+.2f +/- %.2f %% (paired: %lld gained, %lld lost)\n",
                 static_cast<long long>(right), 100 * flips.difference(), 100 * flips.standardError(),
                 static_cast<long long>(flips.gained), static_cast<long long>(flips.lost));
}

int runChoices(const EvaluateCommand& options)
{
    auto tasks = engine::tune::readChoiceTasks(readText(options.choices), options.choices);
    keepFirst(tasks, options.tasks);
    const auto model = options.model.load();
    const auto base = loadBase(options);
    const auto scoreOf = [&](const ModelPointer& which) {
        return engine::tune::scoreChoices(which, tasks, options.model.threads, stopFlag(), [&](const auto& soFar) {
            showProgress(line("task %lld of %zu: %.2f %%", static_cast<long long>(soFar.tasks), tasks.size(),
                              100 * soFar.accuracy()));
        });
    };
    const auto score = scoreOf(model);
    nlohmann::ordered_json json{{"accuracy", score.accuracy()},
                                {"standard_error", score.standardError()},
                                {"tasks", score.tasks},
                                {"right", score.right}};
    std::string text = line("%lld of %lld right: %.2f +/- %.2f %%\n", static_cast<long long>(score.right),
                            static_cast<long long>(score.tasks), 100 * score.accuracy(), 100 * score.standardError());
    if (base)
        addFlips(score.byTask, scoreOf(base).byTask, json, text);
    return finish(options, json, text, model, base);
}

int runClassification(const EvaluateCommand& options)
{
    auto texts = engine::tune::readLabelledTexts(readText(options.labelled), options.labelled);
    keepFirst(texts, options.tasks);
    const auto model = options.model.load();
    const auto base = loadBase(options);
    const auto scoreOf = [&](const ModelPointer& which) {
        return engine::tune::scoreClassification(
            *which, texts, options.model.threads, stopFlag(), [&](const auto& soFar) {
                showProgress(line("text %lld of %zu: %.2f %%", static_cast<long long>(soFar.texts), texts.size(),
                                  100 * soFar.accuracy()));
            });
    };
    const auto score = scoreOf(model);
    nlohmann::ordered_json json{{"accuracy", score.accuracy()},
                                {"standard_error", score.standardError()},
                                {"balanced_accuracy", score.balancedAccuracy()},
                                {"mean_negative_log_likelihood", score.loss},
                                {"texts", score.texts},
                                {"right", score.right}};
    std::string text =
        line("%lld of %lld right: %.2f +/- %.2f %% (mean over labels %.2f %%, loss %.4f)\n",
             static_cast<long long>(score.right), static_cast<long long>(score.texts), 100 * score.accuracy(),
             100 * score.standardError(), 100 * score.balancedAccuracy(), score.loss);
    for (const auto& [label, counts] : score.byLabel) {
        json["labels"][label] = {{"right", counts.first}, {"texts", counts.second}};
        text += line("  %lld of %lld  ", static_cast<long long>(counts.first), static_cast<long long>(counts.second)) +
                label + "\n";
    }
    if (base)
        addFlips(score.byText, scoreOf(base).byText, json, text);
    return finish(options, json, text, model, base);
}

int runDivergence(const EvaluateCommand& options)
{
    const auto model = options.model.load();
    if (!options.baseFile.empty()) {
        const engine::tune::BaseFile base(options.baseFile);
        const Divergence result = engine::tune::divergence(model, base, options.settings, stopFlag(), showDivergence);
        return finish(options, jsonOf(result), textOf(result), model);
    }
    const auto base = loadBase(options);
    const std::string text =
        options.text.empty() ? std::string(engine::tune::evaluationText()) : readText(options.text);
    const Divergence result = engine::tune::divergence(model, base, text, options.settings, stopFlag(), showDivergence);
    const bool recorded =
        !options.record ||
        engine::tune::recordMeasured(options.model.file, {result.kld, result.kldError, result.model.perplexity,
                                                          result.base.perplexity, result.model.scored});
    const int code = finish(options, jsonOf(result), textOf(result), model, base);
    if (!recorded) // after what was measured
        throw engine::Error(engine::ErrorKind::NotWritten,
                            options.model.file +
                                " has no room for what was measured, or cannot be written. Leave --record out, or "
                                "quantize it with this version.");
    return code;
}

int run(EvaluateCommand options)
{
    options.settings.threads = options.model.threads;
    options.settings.protocol = options.papers ? engine::tune::Protocol::Papers : engine::tune::Protocol::LlamaCpp;
    if (!options.choices.empty())
        return runChoices(options);
    if (!options.labelled.empty())
        return runClassification(options);
    if (!options.base.empty() || !options.baseFile.empty())
        return runDivergence(options);
    const std::string text = readText(options.text);
    if (!options.saveBase.empty())
        engine::files::checkTarget(options.saveBase); // before anything that takes long
    const auto model = options.model.load();
    engine::tune::refuseOwnSource(options.saveBase, model->file(), options.model.file);
    const std::filesystem::path read[] = {options.text};
    engine::tune::refuseInputs(options.saveBase, read);
    const Perplexity result =
        options.saveBase.empty()
            ? engine::tune::perplexity(model, text, options.settings, stopFlag(), show)
            : engine::tune::writeBase(model, text, options.settings, options.saveBase, stopFlag(), show);
    return finish(options, jsonOf(result),
                  line("Perplexity %.4f +/- %.4f (%lld tokens scored in %lld windows of %lld)\n", result.perplexity,
                       result.standardError, static_cast<long long>(result.scored),
                       static_cast<long long>(result.windows), static_cast<long long>(options.settings.context)),
                  model);
}

} // namespace

void addEvaluate(CLI::App& app, Run& chosen)
{
    CLI::App* command =
        app.add_subcommand("evaluate", "Perplexity, KL divergence from a base model, multiple choice, or labels");
    const auto options = std::make_shared<EvaluateCommand>();
    options->model.autoIsProcessor = true; // a loss is compared with others, which were measured there
    options->model.addTo(*command);
    CLI::Option* text =
        command->add_option("-f,--file", options->text, "Text; - is standard input; none, with --base: a shipped one")
            ->type_name("TEXT");
    CLI::Option* base = command
                            ->add_option("--base", options->base,
                                         "Model that this one was made of: KL divergence from it, or its right answers")
                            ->type_name("FILE");
    CLI::Option* baseFile = command
                                ->add_option("--base-file", options->baseFile,
                                             "The same from a file that --save-base or llama-perplexity wrote")
                                ->type_name("FILE");
    CLI::Option* save =
        command->add_option("--save-base", options->saveBase, "Write what this model predicts, for --base-file")
            ->type_name("FILE");
    CLI::Option* choices =
        command->add_option("--multiple-choice", options->choices, "Tasks in the form of HellaSwag: six lines each")
            ->type_name("FILE");
    CLI::Option* labelled =
        command
            ->add_option("--classify", options->labelled,
                         "Texts with their labels, for an encoder: LABEL, tabulator, text in each line")
            ->type_name("FILE");
    command->add_option("--tasks", options->tasks, "Only the first N tasks or texts; 0 takes all")
        ->check(CLI::NonNegativeNumber)
        ->type_name("N");
    CLI::Option* papers =
        command->add_flag("--papers", options->papers, "Score each token of a window but the first, as papers do");
    command->add_flag("--as-llama-cpp", options->settings.peerRounding,
                      "Round inputs as llama.cpp does, for figures that equal its; slower");
    command->add_option("-c,--context", options->settings.context, "Tokens per window")
        ->check(CLI::Range(std::int64_t{4}, std::int64_t{1} << 24))
        ->capture_default_str()
        ->type_name("CTX");
    command->add_option("--windows", options->settings.most, "Only the first N windows; 0 takes all")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 30))
        ->type_name("N");
    command
        ->add_flag("--record", options->record,
                   "Write the loss into the model's file, where it says what it was made from")
        ->needs(base)
        ->excludes(choices)
        ->excludes(labelled);
    command->add_flag("--loss-only", options->lossOnly, "Without measuring size, memory, speed and energy");
    command->add_flag("--json", options->json, "Print one JSON object");
    base->excludes(baseFile)->excludes(save);
    baseFile->excludes(text)->excludes(save)->excludes(papers);
    save->needs(text)->excludes(papers);
    labelled->excludes(text)->excludes(baseFile)->excludes(save)->excludes(choices);
    choices->excludes(text)->excludes(baseFile)->excludes(save);
    command->callback([=, &chosen] {
        if (text->count() + base->count() + baseFile->count() + choices->count() + labelled->count() == 0)
            throw CLI::RequiredError("One of --file, --base, --base-file, --multiple-choice and --classify");
        chosen = [options] { return run(*options); };
    });
}

} // namespace cli
