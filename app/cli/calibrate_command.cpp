// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli calibrate: what a text tells of a model's inputs, for quantizing.
#include "app/cli/chats_text.h"
#include "app/cli/commands.h"
#include "app/cli/model_options.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/files/open_part.h"
#include "engine/files/part_file.h"
#include "engine/stop_scope.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/shipped_texts.h"
#include "engine/tune/source_reader.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>

namespace cli
{
namespace
{

struct CalibrateCommand {
    ModelOptions model;
    std::string text;    // empty: the shipped one, or
    bool chats = false;  // the conversations of
    std::string profile; // empty: where the window keeps them
    std::filesystem::path out;
    std::filesystem::path ranges;
    engine::tune::WindowOptions windows{.protocol = engine::tune::Protocol::Whole};
    bool json = false;
};

nlohmann::ordered_json rangesOf(const engine::model::Model& model, const engine::tune::RangeObserver& observer)
{
    nlohmann::ordered_json all;
    for (const auto& [place, range] : observer.ranges())
        for (const std::string& name : engine::tune::tensorsWith(model, place.first, place.second))
            all[name] = {{"min", range.lowest()},
                         {"max", range.highest()},
                         {"mean", range.mean()},
                         {"standard_deviation", std::sqrt(range.variance())},
                         {"clip_8_bit", range.clip()}};
    return all;
}

void writeText(const std::filesystem::path& path, const std::string& text)
{
    engine::files::PartFile file(path, text.size());
    file.write(std::as_bytes(std::span(text)));
    file.finish();
}

std::filesystem::path profileOf(const CalibrateCommand& options)
{
    return options.profile.empty() ? profileFolder() : std::filesystem::path(options.profile);
}

std::string textOf(const CalibrateCommand& options)
{
    if (options.chats)
        return chatsText(profileOf(options));
    return options.text.empty() ? std::string(engine::tune::calibrationText()) : readText(options.text);
}

// As the matrix will say.
std::string nameOf(const CalibrateCommand& options)
{
    if (options.chats)
        return "conversations";
    return options.text.empty() ? "calibration.txt" : std::filesystem::path(options.text).filename().string();
}

int run(const CalibrateCommand& options)
{
    using namespace engine::tune;
    const std::string text = textOf(options);
    for (const std::filesystem::path& out : {options.out, options.ranges})
        if (!out.empty())
            engine::files::checkTarget(out); // before anything that takes long
    const auto model = options.model.load();
    const std::filesystem::path read[] = {options.chats ? profileOf(options) / "fettle.db"
                                                        : std::filesystem::path(options.text)};
    for (const std::filesystem::path& out : {options.out, options.ranges}) {
        refuseOwnSource(out, model->file(), options.model.file);
        refuseInputs(out, read);
    }
    refuseSame(options.ranges, options.out);
    const engine::StopScope scope(stopFlag());
    const Windows windows(model->tokenizer(), text, options.windows);
    ImportanceSums importance(model);
    RangeObserver ranges;
    Observers observers;
    observers.add(importance);
    if (!options.ranges.empty())
        observers.add(ranges);
    const Observation seen = observeActivations(
        model, windows, options.model.threads, observers, stopFlag(), [](std::int64_t done, std::int64_t of) {
            showProgress("layer " + std::to_string(done) + " of " + std::to_string(of));
        });
    endProgress();
    const ImportanceMatrix matrix = importance.matrix(windows, nameOf(options));
    writeImportance(matrix, options.out, stopFlag());
    if (!options.ranges.empty())
        writeText(options.ranges, rangesOf(*model, ranges).dump(2) + "\n");

    if (options.json) {
        printJson({{"model", model->displayName()},
                   {"tensors", matrix.tensors.size()},
                   {"windows", windows.count()},
                   {"context", windows.context()},
                   {"perplexity", std::exp(seen.meanLoss)}});
        return kDone;
    }
    char line[200];
    std::snprintf(line, sizeof line,
                  "%zu tensors seen over %lld windows of %lld tokens (perplexity of this text %.4f).\n",
                  matrix.tensors.size(), static_cast<long long>(windows.count()),
                  static_cast<long long>(windows.context()), std::exp(seen.meanLoss));
    print(line);
    return kDone;
}

} // namespace

void addCalibrate(CLI::App& app, Run& chosen)
{
    CLI::App* command =
        app.add_subcommand("calibrate", "Which inputs of a model matter, on a text: an importance matrix for quantize");
    const auto options = std::make_shared<CalibrateCommand>();
    options->model.autoIsProcessor = true;
    options->model.addTo(*command);
    CLI::Option* text =
        command
            ->add_option("-f,--file", options->text, "Text to calibrate on; - is standard input; none: a shipped one")
            ->type_name("TEXT");
    CLI::Option* chats = command
                             ->add_option_function<std::vector<std::string>>(
                                 "--chats",
                                 [options](const std::vector<std::string>& given) {
                                     options->chats = true;
                                     options->profile = given.empty() ? "" : given.front();
                                 },
                                 "Your own conversations instead, of the window's profile or of that in a folder")
                             ->expected(0, 1)
                             ->type_name("FOLDER");
    text->excludes(chats);
    command->add_option("-o,--output", options->out, "Importance matrix to write, in llama.cpp's GGUF form")
        ->required()
        ->type_name("FILE");
    command->add_option("--ranges", options->ranges, "Ranges of the inputs as well, as JSON")->type_name("FILE");
    command->add_option("-c,--context", options->windows.context, "Tokens per window")
        ->check(CLI::Range(std::int64_t{4}, std::int64_t{1} << 24))
        ->capture_default_str()
        ->type_name("CTX");
    command->add_option("--windows", options->windows.most, "Only the first N windows; 0 takes all")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 30))
        ->type_name("N");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
