// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli models: what is on this machine already, whoever brought it.
#include "app/cli/bytes_text.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/hub/local_models.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>

namespace cli
{
namespace
{

namespace hub = engine::hub;

struct ModelsCommand {
    std::vector<std::string> folders;
    bool json = false;
};

nlohmann::ordered_json describe(const hub::LocalModel& model)
{
    return {{"source", hub::sourceName(model.source)},
            {"name", model.name},
            {"kind", model.kind == hub::SetKind::Gguf ? "gguf" : "safetensors"},
            {"quantization", model.quantization},
            {"size_bytes", model.bytes},
            {"files", model.files},
            {"path", model.path.string()},
            {"missing", model.missing}};
}

int run(const ModelsCommand& options)
{
    std::vector<hub::Place> places =
        hub::knownPlaces([](const char* name) { return std::getenv(name); }, hub::Settings::fromEnvironment());
    for (const std::string& folder : options.folders) {
        std::error_code unknown;
        if (!std::filesystem::is_directory(folder, unknown))
            throw engine::Error(engine::ErrorKind::NotFound,
                                "There is no folder " + folder + " to look for models in.");
        places.insert(places.begin(), {hub::Source::Folder, folder});
    }
    const auto models = hub::findModels(places, stopFlag());
    if (options.json) {
        auto list = nlohmann::ordered_json::array();
        for (const hub::LocalModel& model : models)
            list.push_back(describe(model));
        printJson(list);
        return kDone;
    }
    for (const hub::LocalModel& model : models) {
        char row[80];
        const std::string label = model.kind == hub::SetKind::Safetensors ? "safetensors" : model.quantization;
        std::snprintf(row, sizeof row, "%-12s %-12s %10s  ", hub::sourceName(model.source), label.c_str(),
                      bytesText(static_cast<double>(model.bytes)).c_str());
        print(row + model.name + "\n    " + (model.missing.empty() ? model.path.string() : model.missing) + "\n");
    }
    if (models.empty())
        remark("No models were found. \"fettle-cli search\" finds some on the hub.");
    return kDone;
}

} // namespace

void addModels(CLI::App& app, Run& chosen)
{
    CLI::App* command =
        app.add_subcommand("models", "List the models that are here: of Fettle, LM Studio, Ollama and others");
    const auto options = std::make_shared<ModelsCommand>();
    command->add_option("DIR", options->folders, "Further folders to look in")->type_name("");
    command->add_flag("--json", options->json, "Print one JSON list");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
