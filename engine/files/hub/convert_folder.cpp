// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/convert_folder.h"

#include "engine/error.h"
#include "engine/files/hub/convert_tensors.h"
#include "engine/files/hub/convert_tokenizer.h"

#include <algorithm>

namespace engine::files::hub
{
namespace
{

constexpr std::size_t kMostConfigBytes = 4U << 20;

// llama.cpp's number for a file of mostly this type.
std::uint32_t fileType(TensorType type)
{
    switch (type) {
    case TensorType::F16:
        return 1;
    case TensorType::Q8_0:
        return 7;
    case TensorType::BF16:
        return 32;
    default:
        return 0;
    }
}

std::string nameOf(const std::filesystem::path& folder)
{
    std::error_code unknown;
    const auto whole = std::filesystem::weakly_canonical(folder, unknown);
    return (unknown ? folder : whole).filename().string();
}

} // namespace

GgufContent convertFolder(const std::filesystem::path& folder, std::optional<TensorType> type)
{
    const auto path = folder / "config.json";
    const HubConfig config = HubConfig::read(path, kMostConfigBytes);
    if (!config.exists())
        throw Error(ErrorKind::NotFound, folder.string() +
                                             " has no config.json, so it is no model folder from the hub. Choose a "
                                             "GGUF file, or a folder with config.json and model.safetensors.");
    GgufContent content;
    const Family family = convertConfig(config, content);
    content.set("general.name", std::string_view(nameOf(folder)));
    convertTokenizer(folder, config, family, content);
    convertTensors(std::make_shared<const SafetensorsFolder>(folder), family, folder.string(), type, content);
    const auto table = std::find_if(content.tensors().begin(), content.tensors().end(),
                                    [](const NewTensor& tensor) { return tensor.name == "token_embd.weight"; });
    if (table == content.tensors().end())
        throw Error(ErrorKind::BadFile,
                    folder.string() + " has no table of token embeddings, so it holds no whole model.");
    content.set("general.file_type", fileType(table->type));
    content.set("general.quantization_version", std::uint32_t{2});
    return content;
}

} // namespace engine::files::hub
