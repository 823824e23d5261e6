// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/json_text.h"
#include "engine/hub/local_models.h"

#include <algorithm>
#include <fstream>

namespace engine::hub
{
namespace
{

namespace fs = std::filesystem;

constexpr std::size_t kMostSettingsBytes = 4U << 20;

std::string text(const Environment& environment, const char* name)
{
    const char* value = environment(name);
    return value ? value : "";
}

// The value behind "key" at the beginning of a line of a settings file of another app; empty if there is none.
std::string lineValue(const fs::path& file, const std::string& key)
{
    std::error_code unknown;
    if (!fs::is_regular_file(file, unknown) || fs::file_size(file, unknown) > kMostSettingsBytes)
        return {};
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.rfind(key, 0) == 0) {
            std::string value = line.substr(key.size());
            value.erase(0, std::min(value.find_first_not_of(" \t\"'"), value.size()));
            value.erase(value.find_last_not_of(" \t\r\"'") + 1);
            return value;
        }
    return {};
}

std::string jsonValue(const fs::path& file, const char* key)
{
    std::error_code unknown;
    if (!fs::is_regular_file(file, unknown) || fs::file_size(file, unknown) == 0)
        return {};
    try {
        const auto json = files::readJson(file, kMostSettingsBytes);
        const auto found = json.is_object() ? json.find(key) : json.end();
        return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                             : std::string();
    } catch (
        const std::exception&) { // another app's file: if it is damaged, its default place is looked at all the same
        return {};
    }
}

} // namespace

std::vector<Place> knownPlaces(const Environment& environment, const Settings& settings)
{
    const fs::path home = text(environment, "HOME");
    const auto xdg = [&](const char* name, const char* fallback) {
        const std::string value = text(environment, name);
        return value.empty() ? home / fallback : fs::path(value);
    };
    const fs::path data = xdg("XDG_DATA_HOME", ".local/share");
    const fs::path cache = xdg("XDG_CACHE_HOME", ".cache");
    const fs::path config = xdg("XDG_CONFIG_HOME", ".config");

    std::string studio = lineValue(home / ".lmstudio-home-pointer", "");
    const fs::path studioHome = studio.empty() ? home / ".lmstudio" : fs::path(studio);
    const std::string ollama = text(environment, "OLLAMA_MODELS");
    const std::string llama = text(environment, "LLAMA_CACHE");
    const std::string jan = jsonValue(config / "Jan/settings.json", "data_folder");
    const fs::path janHome = jan.empty() ? data / "Jan/data" : fs::path(jan);
    const std::vector<Place> candidates = {
        {Source::HuggingFace, settings.cache},
        {Source::LmStudio, jsonValue(studioHome / "settings.json", "downloadsFolder")},
        {Source::LmStudio, studioHome / "models"},
        {Source::LmStudio, cache / "lm-studio/models"},
        {Source::Ollama, ollama.empty() ? home / ".ollama/models" : fs::path(ollama)},
        {Source::Ollama, "/usr/share/ollama/.ollama/models"},
        {Source::Gpt4All, lineValue(config / "nomic.ai/GPT4All.ini", "modelPath=")},
        {Source::Gpt4All, data / "nomic.ai/GPT4All"},
        {Source::Jan, janHome / "llamacpp/models"},
        {Source::Jan, janHome / "models"},
        {Source::LlamaCpp, llama.empty() ? cache / "llama.cpp" : fs::path(llama)},
    };
    std::vector<Place> places;
    for (const Place& place : candidates) {
        std::error_code unknown;
        const bool known = std::any_of(places.begin(), places.end(), [&](const Place& other) {
            return fs::equivalent(other.folder, place.folder, unknown);
        });
        if (!place.folder.empty() && fs::is_directory(place.folder, unknown) && !known)
            places.push_back(place);
    }
    return places;
}

} // namespace engine::hub
