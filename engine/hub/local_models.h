// SPDX-License-Identifier: GPL-3.0-or-later
// Models that are on this machine already, whoever brought them. Reads names, sizes and small indexes, never the
// weights; nothing is moved or written. Free functions, any thread.
#pragma once

#include "engine/hub/file_sets.h"
#include "engine/hub/settings.h"

#include <atomic>

namespace engine::hub
{

enum class Source { HuggingFace, LmStudio, Ollama, Gpt4All, Jan, LlamaCpp, Folder };
const char* sourceName(Source source); // "LM Studio"

struct LocalModel {
    Source source = Source::Folder;
    std::string name; // as its app calls it: "owner/name", "llama3:8b", a file's name
    SetKind kind = SetKind::Gguf;
    std::string quantization;   // "Q4_K_M"; empty if the names do not tell
    std::filesystem::path path; // what openModel() takes
    std::uint64_t bytes = 0;    // of all its files
    int files = 1;
    std::string missing; // a sentence where files of it are not there, so that it cannot be opened; else empty
};

struct Place {
    Source source = Source::Folder;
    std::filesystem::path folder;
};

// Where the apps keep their models by default and by their own settings (OLLAMA_MODELS, LLAMA_CACHE, GPT4All.ini and
// so on); folders that are there.
std::vector<Place> knownPlaces(const Environment& environment, const Settings& settings);

// All models below these places, each once (the first place that has it), sorted by name. Throws
// engine::Error(Stopped).
std::vector<LocalModel> findModels(const std::vector<Place>& places, const std::atomic<bool>& stop);

// Ollama's: manifests/<host>/<namespace>/<model>/<tag> name the layers, blobs/sha256-<digest> hold them.
std::vector<LocalModel> ollamaModels(const std::filesystem::path& folder, const std::atomic<bool>& stop);

} // namespace engine::hub
