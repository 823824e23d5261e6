// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli convert: a model folder from the hub as one GGUF file.
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/stop_signal.h"
#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/hub/convert_folder.h"
#include "engine/stop_scope.h"

#include <map>

namespace cli
{
namespace
{

using engine::files::TensorType;

struct ConvertCommand {
    std::string folder;
    std::string file;
    std::string type;
};

std::optional<TensorType> typeNamed(const std::string& name)
{
    static const std::map<std::string, TensorType> names = {
        {"f32", TensorType::F32}, {"f16", TensorType::F16}, {"bf16", TensorType::BF16}, {"q8_0", TensorType::Q8_0}};
    const auto found = names.find(name);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

int run(const ConvertCommand& options)
{
    const engine::StopScope scope(stopFlag());
    const auto content = engine::files::hub::convertFolder(options.folder, typeNamed(options.type));
    engine::files::writeGguf(content, options.file, stopFlag(), [](double share) {
        showProgress("Writing " + std::to_string(static_cast<int>(share * 100)) + " %");
    });
    endProgress();
    print(options.file + ": " + std::to_string(content.tensors().size()) + " tensors\n");
    return kDone;
}

} // namespace

void addConvert(CLI::App& app, Run& chosen)
{
    CLI::App* command = app.add_subcommand("convert", "Turn a model folder from the hub into a GGUF file");
    const auto options = std::make_shared<ConvertCommand>();
    command->add_option("DIR", options->folder, "Folder with config.json and model.safetensors")->required()->type_name("");
    command->add_option("OUT", options->file, "GGUF file to write")->required()->type_name("");
    command->add_option("--type", options->type, "Type of the matrices: f32, f16, bf16 or q8_0; without it, as they are stored")
        ->check(CLI::IsMember({"f32", "f16", "bf16", "q8_0"}))
        ->type_name("T");
    command->callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

} // namespace cli
