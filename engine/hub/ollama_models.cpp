// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/files/json_text.h"
#include "engine/hub/local_models.h"
#include "engine/hub/names.h"

namespace engine::hub
{
namespace
{

namespace fs = std::filesystem;

constexpr std::size_t kMostManifestBytes = 4U << 20;
constexpr const char* kModelLayer = "application/vnd.ollama.image.model";

// "sha256:<64 hex>" → blobs/sha256-<64 hex>; nothing else ever becomes a path.
std::optional<fs::path> blobOf(const fs::path& folder, const std::string& digest)
{
    if (digest.rfind("sha256:", 0) != 0 || !isHex(digest.substr(7), 64))
        return std::nullopt;
    return folder / "blobs" / ("sha256-" + digest.substr(7));
}

std::string text(const nlohmann::json& object, const char* key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>()
                                                                             : std::string();
}

// registry.ollama.ai/library/llama3/8b → "llama3:8b", as "ollama list" has it.
std::string shortName(const fs::path& relative)
{
    std::vector<std::string> parts;
    for (const fs::path& part : relative)
        parts.push_back(part.string());
    std::string name;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i)
        if (!(i == 0 && parts[0] == "registry.ollama.ai") &&
            !(i == 1 && parts[0] == "registry.ollama.ai" && parts[1] == "library"))
            name += (name.empty() ? "" : "/") + parts[i];
    return name + ":" + parts.back();
}

// The file type that the configuration blob tells: "Q4_K_M".
std::string quantizationOf(const fs::path& folder, const nlohmann::json& manifest)
{
    const auto config = manifest.find("config");
    const auto blob = config == manifest.end() ? std::nullopt : blobOf(folder, text(*config, "digest"));
    std::error_code unknown;
    if (!blob || !fs::is_regular_file(*blob, unknown))
        return {};
    return quantizationName(text(files::readJson(*blob, kMostManifestBytes), "file_type"));
}

std::optional<LocalModel> modelOf(const fs::path& folder, const fs::path& file)
{
    const nlohmann::json manifest = files::readJson(file, kMostManifestBytes);
    LocalModel model{
        .source = Source::Ollama, .name = shortName(file.lexically_relative(folder / "manifests")), .files = 0};
    const auto layers = manifest.is_object() ? manifest.find("layers") : manifest.end();
    if (!manifest.is_object() || layers == manifest.end() || !layers->is_array())
        return std::nullopt;
    for (const auto& layer : *layers) {
        if (text(layer, "mediaType") != kModelLayer)
            continue;
        const auto blob = blobOf(folder, text(layer, "digest"));
        if (!blob)
            return std::nullopt;
        std::error_code unknown;
        const auto size = layer.find("size");
        const std::uint64_t wanted = size != layer.end() && size->is_number_unsigned() ? size->get<std::uint64_t>() : 0;
        const std::uint64_t has = fs::file_size(*blob, unknown);
        if (unknown)
            model.missing =
                "Ollama's file " + blob->filename().string() + " is not there; pull the model again with Ollama.";
        else if (wanted != 0 && has != wanted)
            model.missing =
                "Ollama's file " + blob->filename().string() + " is not whole; pull the model again with Ollama.";
        if (model.path.empty())
            model.path = *blob;
        model.bytes += wanted;
        ++model.files;
    }
    if (model.files == 0) // an adapter, or a model that lives elsewhere
        return std::nullopt;
    if (model.files > 1)
        model.missing =
            "Ollama keeps it in " + std::to_string(model.files) + " files without the names that tell their order.";
    try {
        model.quantization = quantizationOf(folder, manifest);
    } catch (const Error&) { // only a label
    }
    return model;
}

} // namespace

std::vector<LocalModel> ollamaModels(const fs::path& folder, const std::atomic<bool>& stop)
{
    std::vector<LocalModel> models;
    std::error_code failure;
    fs::recursive_directory_iterator it(folder / "manifests", fs::directory_options::skip_permission_denied, failure);
    for (; !failure && it != fs::recursive_directory_iterator(); it.increment(failure)) {
        if (stop)
            throw Error(ErrorKind::Stopped, "Looking for models was stopped.");
        std::error_code unknown;
        if (it.depth() > 6 || !it->is_regular_file(unknown) || it->file_size(unknown) == 0)
            continue;
        try {
            if (auto model = modelOf(folder, it->path()))
                models.push_back(std::move(*model));
        } catch (const Error&) { // a manifest that is damaged names no model
        }
    }
    return models;
}

} // namespace engine::hub
