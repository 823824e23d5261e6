// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli bench: reading and generating speed, with llama-bench's conventions and field names.
#include "app/cli/cache_option.h"
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/prompt_option.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/measure/bench.h"
#include "engine/measure/encoder_bench.h"
#include "engine/measure/stages.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace cli
{
namespace
{

using engine::measure::BenchReport;
using engine::measure::BenchRow;

struct BenchCommand {
    ModelOptions model;
    engine::measure::BenchOptions bench;
    std::vector<int> lengths, batches; // of an encoder's texts; empty: those of EncoderBenchOptions
    std::string texts;                 // a file of labelled ones; empty: none
    bool stages = false;
    bool json = false;
    std::chrono::steady_clock::time_point start; // of loading
};

nlohmann::ordered_json rowJson(const BenchCommand& options, const engine::model::Model& model,
                               const BenchReport& report, const BenchRow& row)
{
    std::vector<std::int64_t> nanoseconds;
    for (const double s : row.seconds)
        nanoseconds.push_back(std::llround(s * 1e9));
    const bool prompt = row.test.starts_with("pp");
    nlohmann::ordered_json json;
    json["test"] = row.test;
    json["model_filename"] = options.model.file;
    json["model_name"] = model.displayName();
    json["model_size"] = model.weights().bytes;
    json["model_n_params"] = model.weights().parameters;
    json["device"] = report.device;
    json["n_threads"] = report.threads;
    json["n_prompt"] = prompt ? row.tokens : 0;
    json["n_gen"] = prompt ? 0 : row.tokens;
    if (!report.promptNote.empty())
        json["prompt_note"] = report.promptNote;
    json["n_depth"] = options.bench.depth;
    json["avg_ns"] = std::accumulate(nanoseconds.begin(), nanoseconds.end(), std::int64_t{0}) /
                     static_cast<std::int64_t>(nanoseconds.size());
    json["avg_ts"] = row.meanRate();
    json["stddev_ts"] = row.rateDeviation();
    if (row.joulesPerToken() >= 0)
        json["joules_per_token"] = row.joulesPerToken();
    json["samples_ns"] = nanoseconds;
    json["samples_ts"] = row.rates();
    json["first_token_ns"] = std::chrono::nanoseconds(report.firstToken - options.start).count();
    return json;
}

void printTable(const engine::model::Model& model, const BenchReport& report)
{
    char line[200];
    if (!report.promptNote.empty())
        print("Prompts are multiplied by Fettle's own tiles: " + report.promptNote + "\n");
    const bool power =
        std::any_of(report.rows.begin(), report.rows.end(), [](const BenchRow& row) { return row.joules >= 0; });
    print(model.displayName() + ", " + report.device + "\n\n| size | params | threads | test | t/s |" +
          (power ? " J/token |" : "") + "\n| ---: | ---: | ---: | ---: | ---: |" + (power ? " ---: |" : "") + "\n");
    for (const BenchRow& row : report.rows) {
        std::snprintf(line, sizeof line, "| %.2f MiB | %.2f M | %d | %s | %.2f ± %.2f |",
                      static_cast<double>(model.weights().bytes) / (1 << 20),
                      static_cast<double>(model.weights().parameters) / 1e6, report.threads, row.test.c_str(),
                      row.meanRate(), row.rateDeviation());
        print(line);
        if (power) {
            std::snprintf(line, sizeof line, " %.3f |", row.joulesPerToken());
            print(line);
        }
        print("\n");
    }
}

template <class... Values>
std::string line(const char* format, Values... values)
{
    char text[200];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

// The stages of one test: reading, or generating.
nlohmann::ordered_json stagesOf(const BenchCommand& options, const std::shared_ptr<const engine::model::Model>& model,
                                bool reading, std::string& table)
{
    engine::measure::StageProfile profile;
    engine::measure::BenchOptions bench = options.bench;
    (reading ? bench.generatedTokens : bench.promptTokens) = 0;
    bench.sequences = 1;
    bench.ops = &profile.ops();
    bench.warmedUp = [&profile] { profile.clear(); };
    const BenchReport report =
        engine::measure::bench(model, bench, stopFlag(), [](const std::string& step) { showProgress(step); });
    endProgress();
    const BenchRow& row = report.rows.front();
    const double whole = std::accumulate(row.seconds.begin(), row.seconds.end(), 0.0);
    const auto tokens = static_cast<double>(profile.tokens());
    nlohmann::ordered_json json{{"test", row.test},
                                {"device", report.device},
                                {"n_threads", report.threads},
                                {"tokens", profile.tokens()},
                                {"seconds", whole}};
    table += row.test + ", " + line("%.2f t/s", row.meanRate()) +
             "\n\n| stage | us/token | share | calls | GB/s |\n| --- | ---: | ---: | ---: | ---: |\n";
    const auto add = [&](const char* stage, double seconds, std::int64_t calls, std::int64_t bytes) {
        json["stages"].push_back({{"stage", stage}, {"seconds", seconds}, {"calls", calls}, {"weight_bytes", bytes}});
        table += line("| %s | %.2f | %.1f %% | %lld | %s |\n", stage, seconds / tokens * 1e6, 100 * seconds / whole,
                      static_cast<long long>(calls),
                      bytes > 0 ? line("%.1f", static_cast<double>(bytes) / seconds / 1e9).c_str() : "");
    };
    for (const engine::measure::StageRow& stage : profile.rows())
        add(name(stage.stage), stage.seconds, stage.calls, stage.bytes);
    add("between them", std::max(0.0, whole - profile.seconds()), 0, 0);
    table += "\n";
    return json;
}

int runStages(const BenchCommand& options, const std::shared_ptr<const engine::model::Model>& model)
{
    if (model->gpu())
        throw engine::Error(engine::ErrorKind::Unsupported,
                            "The stages of a GPU run ahead of the host, so they cannot be timed from here. Use "
                            "--device cpu, or NVIDIA's Nsight Systems.");
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    std::string table;
    if (options.bench.promptTokens > 0)
        json.push_back(stagesOf(options, model, true, table));
    if (options.bench.generatedTokens > 0)
        json.push_back(stagesOf(options, model, false, table));
    if (options.json)
        printJson(json);
    else
        print(model->displayName() + "\n\n" + table);
    return kDone;
}

void showClassification(const BenchCommand& options, const engine::model::Model& model)
{
    const auto texts = engine::measure::readLabelled(readText(options.texts), options.texts);
    const auto found = engine::measure::classifyTexts(model, texts, options.model.threads, stopFlag(),
                                                      [](const std::string& step) { showProgress(step); });
    endProgress();
    if (options.json) {
        nlohmann::ordered_json json{{"texts", found.texts},
                                    {"right", found.right},
                                    {"accuracy", found.accuracy()},
                                    {"batch_seconds", found.batchSeconds}};
        for (const auto& one : found.latencies)
            json["latencies"].push_back(
                {{"longest_tokens", one.longest}, {"texts", one.texts}, {"median_seconds", one.medianSeconds}});
        printJson(json);
        return;
    }
    std::string table =
        line("%d of %d texts right: %.2f %%\n\n| tokens up to | texts | ms each |\n| ---: | ---: | ---: |\n",
             found.right, found.texts, 100 * found.accuracy());
    for (const auto& one : found.latencies)
        table += line("| %d | %d | %.2f |\n", one.longest, one.texts, one.medianSeconds * 1000);
    print(table + line("\nAll of them in full passes: %.2f s, %.1f texts/s\n", found.batchSeconds,
                       found.texts / std::max(found.batchSeconds, 1e-9)));
}

int runEncoder(const BenchCommand& options, const engine::model::Model& model)
{
    if (!options.texts.empty()) {
        showClassification(options, model);
        return kDone;
    }
    engine::measure::EncoderBenchOptions bench;
    bench.lengths = options.lengths.empty() ? bench.lengths : options.lengths;
    bench.batches = options.batches.empty() ? bench.batches : options.batches;
    bench.repetitions = options.bench.repetitions;
    bench.threads = options.model.threads;
    const auto rows =
        engine::measure::benchEncoder(model, bench, stopFlag(), [](const std::string& step) { showProgress(step); });
    endProgress();
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    std::string table =
        model.displayName() + "\n\n| tokens | texts at once | ms | texts/s |\n| ---: | ---: | ---: | ---: |\n";
    for (const auto& row : rows) {
        json.push_back({{"tokens", row.length},
                        {"batch", row.batch},
                        {"median_seconds", row.medianSeconds()},
                        {"texts_per_second", row.textsPerSecond()},
                        {"seconds", row.seconds}});
        table += line("| %d | %d | %.2f | %.1f |\n", row.length, row.batch, row.medianSeconds() * 1000,
                      row.textsPerSecond());
    }
    if (options.json)
        printJson(json);
    else
        print(table);
    return kDone;
}

int run(BenchCommand options)
{
    options.start = std::chrono::steady_clock::now();
    options.model.autoIsProcessor = options.stages;
    const auto model = options.model.load();
    options.bench.threads = options.model.threads;
    if (model->config().isEncoder())
        return runEncoder(options, *model);
    if (!options.texts.empty())
        throw engine::Error(engine::ErrorKind::Unsupported,
                            model->displayName() + " writes text and has no labels, so --texts means nothing for it. "
                                                   "Choose an encoder with a classifying head.");
    if (options.stages)
        return runStages(options, model);
    const BenchReport report =
        engine::measure::bench(model, options.bench, stopFlag(), [](const std::string& step) { showProgress(step); });
    endProgress();
    if (options.json) {
        auto json = nlohmann::ordered_json::array();
        for (const BenchRow& row : report.rows)
            json.push_back(rowJson(options, *model, report, row));
        printJson(json);
    } else {
        printTable(*model, report);
    }
    return kDone;
}

} // namespace

void addBench(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand(
        "bench", "Measure reading (pp) and generating (tg) speed; of an encoder how long texts take");
    const auto options = std::make_shared<BenchCommand>();
    options->model.addTo(*command);
    const auto count = [&](const char* name, int& value, int least, int most, const char* help) {
        command->add_option(name, value, help)->check(CLI::Range(least, most))->capture_default_str()->type_name("N");
    };
    count("-p,--prompt-tokens", options->bench.promptTokens, 0, 1 << 20, "Prompt tokens; 0 leaves this test out");
    count("-n,--tokens", options->bench.generatedTokens, 0, 1 << 20, "Tokens to generate; 0 leaves this test out");
    count("-d,--depth", options->bench.depth, 0, 1 << 24, "Tokens in the cache before each test, read but not timed");
    count("-s,--sequences", options->bench.sequences, 1, 64, "Generate for so many texts at once as well");
    count("-b,--batch", options->bench.batch, 1, 4096, "Prompt tokens per pass");
    addCacheOption(*command, options->bench.cacheType);
    addPromptOptions(*command, options->bench.prompts);
    command->add_flag("--both-products", options->bench.alsoOwnTiles,
                      "On a GPU: prompts as said, and in turns with that by Fettle's own tiles, to see which is faster");
    count("-r,--repetitions", options->bench.repetitions, 1, 10000, "Repetitions");
    command->add_flag("--stages", options->stages, "Where the time of a pass goes, stage by stage, on the processor");
    command->add_option("--lengths", options->lengths, "Of an encoder: tokens of a text, for example 16,128")
        ->delimiter(',')
        ->check(CLI::Range(1, 1 << 20))
        ->type_name("N,N");
    command->add_option("--batches", options->batches, "Of an encoder: texts at once, for example 1,8")
        ->delimiter(',')
        ->check(CLI::Range(1, 1024))
        ->type_name("N,N");
    command
        ->add_option("--texts", options->texts,
                     "Of a classifying encoder: lines of a label, a tab and a text; how many it gets right")
        ->type_name("FILE");
    command->add_flag("--json", options->json, "Print a JSON array with an object per test");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
