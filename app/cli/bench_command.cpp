// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli bench: reading and generating speed, with llama-bench's conventions and field names.
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/measure/bench.h"

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
    const bool power = std::any_of(report.rows.begin(), report.rows.end(), [](const BenchRow& row) { return row.joules >= 0; });
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

int run(BenchCommand options)
{
    options.start = std::chrono::steady_clock::now();
    const auto model = options.model.load();
    options.bench.threads = options.model.threads;
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
    CLI::App* command = app.add_subcommand("bench", "Measure reading (pp) and generating (tg) speed");
    const auto options = std::make_shared<BenchCommand>();
    options->model.addTo(*command);
    const auto count = [&](const char* name, int& value, int least, int most, const char* help) {
        command->add_option(name, value, help)->check(CLI::Range(least, most))->capture_default_str()->type_name("N");
    };
    count("-p,--prompt-tokens", options->bench.promptTokens, 0, 1 << 20, "Prompt tokens; 0 leaves this test out");
    count("-n,--tokens", options->bench.generatedTokens, 0, 1 << 20, "Tokens to generate; 0 leaves this test out");
    count("-s,--sequences", options->bench.sequences, 1, 64, "Generate for so many texts at once as well");
    count("-r,--repetitions", options->bench.repetitions, 1, 10000, "Repetitions");
    command->add_flag("--json", options->json, "Print a JSON array with an object per test");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
