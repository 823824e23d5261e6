// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli lab: compares settings by measuring them, without a window; the same experiments, the same table.
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/lab/report.h"
#include "engine/lab/run.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace cli
{
namespace
{

namespace lab = engine::lab;

struct LabCommand {
    std::string file;
    std::string output; // JSON of the result; empty: none
    std::string by = "decode";
    std::string prompt; // name; empty: all together
    bool csv = false;
    bool dry = false;
};

lab::Metric metricOf(const std::string& name)
{
    for (const lab::Metric metric :
         {lab::Metric::DecodeRate, lab::Metric::PrefillRate, lab::Metric::FirstToken, lab::Metric::Total})
        if (name == lab::name(metric))
            return metric;
    return lab::Metric::DecodeRate; // checked when it was parsed
}

int promptOf(const lab::Result& result, const std::string& name)
{
    if (name.empty())
        return -1;
    const auto& prompts = result.experiment.prompts;
    const auto found =
        std::find_if(prompts.begin(), prompts.end(), [&](const lab::Prompt& prompt) { return prompt.name == name; });
    if (found == prompts.end())
        throw engine::Error(engine::ErrorKind::BadSetting, "The experiment has no prompt named \"" + name + "\".");
    return static_cast<int>(found - prompts.begin());
}

void show(const lab::Result& result, const LabCommand& options)
{
    const lab::Table table = lab::tabulate(result, metricOf(options.by), promptOf(result, options.prompt));
    print(options.csv ? lab::toCsv(table) : lab::toText(result, table));
}

void write(const std::string& file, const std::string& text)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out)
        throw engine::Error(engine::ErrorKind::NotWritten, "The result cannot be written to " + file + ": " +
                                                               std::strerror(errno) + ". Choose another place.");
}

lab::Watcher watcherOf(const lab::Experiment& experiment)
{
    lab::Watcher watcher;
    watcher.preparing = [](const std::string& step) { showProgress(step); };
    watcher.began = [&experiment](const lab::RunPlace& place, int done, int all) {
        showProgress(
            (place.repetition < 0 ? "Warming up " : std::to_string(done + 1) + "/" + std::to_string(all) + " ") +
            experiment.candidates[static_cast<std::size_t>(place.candidate)].name + ", " +
            experiment.prompts[static_cast<std::size_t>(place.prompt)].name);
    };
    watcher.failed = [&experiment](int candidate, const std::string& sentence) {
        endProgress();
        remark(experiment.candidates[static_cast<std::size_t>(candidate)].name + ": " + sentence);
    };
    return watcher;
}

int run(const LabCommand& options)
{
    const lab::Experiment experiment = lab::loadExperiment(options.file);
    if (options.dry) {
        const auto problems = lab::check(experiment);
        for (const lab::Problem& problem : problems)
            complain((problem.candidate < 0
                          ? std::string()
                          : experiment.candidates[static_cast<std::size_t>(problem.candidate)].name + ": ") +
                     problem.sentence);
        return problems.empty() ? kDone : kFailed;
    }
    if (!options.output.empty())
        write(options.output, "{}\n"); // a place that cannot be written is found before hours of runs
    const lab::Result result = lab::run(experiment, stopFlag(), watcherOf(experiment));
    endProgress();
    if (!options.output.empty())
        write(options.output, lab::toJsonText(result));
    show(result, options);
    const bool nothing = std::all_of(result.facts.begin(), result.facts.end(),
                                     [](const lab::CandidateFacts& facts) { return !facts.failure.empty(); });
    return result.stopped ? kInterrupted : nothing ? kFailed : kDone;
}

void addShowing(CLI::App& command, LabCommand& options)
{
    command.add_option("--by", options.by, "What to rank by: decode, prefill, first token or total")
        ->check(CLI::IsMember({"decode", "prefill", "first token", "total"}))
        ->capture_default_str()
        ->type_name("WHAT");
    command.add_option("--prompt", options.prompt, "Only the runs with this prompt")->type_name("NAME");
    command.add_flag("--csv", options.csv, "Print the rows as comma-separated values");
}

} // namespace

void addLab(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("lab", "Compare settings by measuring them");
    command->require_subcommand(1);
    const auto options = std::make_shared<LabCommand>();
    CLI::App* measure = command->add_subcommand("run", "Run an experiment; Ctrl+C ends it and keeps what was measured");
    measure->add_option("experiment", options->file, "JSON of the experiment")->required()->type_name("FILE.json");
    measure->add_option("--json", options->output, "Write the whole result there")->type_name("OUT");
    measure->add_flag("--check", options->dry, "Only say what cannot run here");
    addShowing(*measure, *options);
    measure->callback([options, &chosen] { chosen = [options] { return run(*options); }; });

    CLI::App* shown = command->add_subcommand("show", "Print the table of a result");
    shown->add_option("result", options->file, "JSON that \"lab run --json\" wrote, or that the window exported")
        ->required()
        ->type_name("RESULT.json");
    addShowing(*shown, *options);
    shown->callback([options, &chosen] {
        chosen = [options] {
            show(lab::loadResult(options->file), *options);
            return kDone;
        };
    });
}

} // namespace cli
