// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli info: what a GGUF file holds, also where Fettle cannot run it.
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/model/config.h"
#include "engine/model/weights.h"
#include "engine/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <map>

namespace cli
{
namespace
{

using engine::files::GgufFile;

struct InfoCommand {
    std::string file;
    bool json = false;
};

struct TypeCount {
    std::int64_t tensors = 0;
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0;
};

std::map<std::string, TypeCount> countTypes(const GgufFile& file)
{
    std::map<std::string, TypeCount> types;
    for (const auto& tensor : file.tensors()) {
        TypeCount& count = types[engine::files::info(tensor.type).name];
        ++count.tensors;
        count.parameters += tensor.elements();
        count.bytes += tensor.bytes.size();
    }
    return types;
}

// Empty if the engine can run this file, else its sentence.
std::string obstacle(const GgufFile& file)
{
    try {
        const auto config = engine::model::Config::fromGguf(file);
        static_cast<void>(engine::model::Weights::fromGguf(file, config));
        static_cast<void>(engine::text::Tokenizer::fromGguf(file));
        return {};
    } catch (const engine::Error& error) {
        return error.what();
    }
}

std::string text(const GgufFile& file, std::string_view key)
{
    const auto* value = file.find(key);
    return value && value->type == engine::files::ValueType::String ? std::string(*file.string(key)) : std::string();
}

nlohmann::ordered_json describe(const InfoCommand& options, const GgufFile& file)
{
    const std::string architecture = text(file, "general.architecture");
    nlohmann::ordered_json json;
    json["file"] = options.file;
    json["size_bytes"] = file.size();
    json["gguf_version"] = file.version();
    json["architecture"] = architecture;
    json["name"] = text(file, "general.name");
    std::uint64_t parameters = 0;
    auto types = nlohmann::ordered_json::object();
    for (const auto& [name, count] : countTypes(file)) {
        parameters += count.parameters;
        types[name] = {{"tensors", count.tensors}, {"parameters", count.parameters}, {"bytes", count.bytes}};
    }
    json["parameters"] = parameters;
    json["tensors"] = file.tensors().size();
    json["types"] = types;
    const auto* context = file.find(architecture + ".context_length");
    json["context_length"] =
        context ? nlohmann::ordered_json(file.integer(architecture + ".context_length").value_or(0)) : nullptr;
    const auto* tokens = file.find("tokenizer.ggml.tokens");
    json["vocabulary"] = {{"type", text(file, "tokenizer.ggml.model")}, {"size", tokens ? tokens->count : 0}};
    json["chat_template"] = text(file, "tokenizer.chat_template");
    const std::string problem = obstacle(file);
    json["runs"] = problem.empty();
    json["obstacle"] = problem;
    auto metadata = nlohmann::ordered_json::object();
    for (const std::string& key : file.keys())
        metadata[key] = file.display(key);
    json["metadata"] = metadata;
    return json;
}

std::string amount(double value, const char* const units[], int count, double step)
{
    int unit = 0;
    for (; value >= step && unit + 1 < count; ++unit)
        value /= step;
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, unit == 0 ? "%.0f%s" : "%.2f%s", value, units[unit]);
    return buffer;
}

std::string bytesText(std::uint64_t bytes)
{
    static const char* const units[] = {" bytes", " KiB", " MiB", " GiB", " TiB"};
    return amount(static_cast<double>(bytes), units, 5, 1024);
}

std::string countText(std::uint64_t count)
{
    static const char* const units[] = {"", " thousand", " million", " billion", " trillion"};
    return amount(static_cast<double>(count), units, 5, 1000);
}

void printPlain(const nlohmann::ordered_json& json)
{
    const auto line = [](const char* label, const std::string& value) {
        char start[24];
        std::snprintf(start, sizeof start, "%-15s ", label);
        print(start + (value.empty() ? std::string("-") : value) + "\n");
    };
    line("File", json["file"]);
    line("Size", bytesText(json["size_bytes"]));
    line("Name", json["name"]);
    line("Architecture", json["architecture"]);
    line("Parameters", countText(json["parameters"]));
    line("Context", json["context_length"].is_null()
                        ? ""
                        : std::to_string(json["context_length"].get<std::int64_t>()) + " tokens");
    const auto& vocabulary = json["vocabulary"];
    line("Vocabulary",
         std::to_string(vocabulary["size"].get<std::uint64_t>()) + " tokens, " + vocabulary["type"].get<std::string>());
    line("Runs in Fettle", json["runs"].get<bool>() ? "yes" : "no: " + json["obstacle"].get<std::string>());
    print("\nTensors by type\n");
    for (const auto& [name, count] : json["types"].items()) {
        char row[160];
        std::snprintf(row, sizeof row, "  %-8s %6lld tensors  %s, %s\n", name.c_str(),
                      static_cast<long long>(count["tensors"].get<std::int64_t>()),
                      countText(count["parameters"]).c_str(), bytesText(count["bytes"]).c_str());
        print(row);
    }
    print("\nMetadata\n");
    for (const auto& [key, value] : json["metadata"].items())
        print("  " + key + " = " + value.get<std::string>() + "\n");
    const std::string chatTemplate = json["chat_template"];
    print(chatTemplate.empty() ? "\nNo chat template.\n" : "\nChat template\n" + chatTemplate + "\n");
}

int run(const InfoCommand& options)
{
    const GgufFile file = engine::files::openModel(options.file);
    const auto json = describe(options, file);
    if (options.json)
        printJson(json);
    else
        printPlain(json);
    return kDone;
}

} // namespace

void addInfo(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("info", "Show what a model file holds");
    const auto options = std::make_shared<InfoCommand>();
    command->add_option("-m,--model,FILE", options->file, "Model file (GGUF), or a folder from the hub")->required()->type_name("FILE");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
