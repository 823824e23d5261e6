// SPDX-License-Identifier: GPL-3.0-or-later
// The weights of a folder from the hub: model.safetensors, or the shards that model.safetensors.index.json names.
// Const after construction.
#pragma once

#include "engine/files/safetensors.h"

namespace engine::files
{

class SafetensorsFolder
{
public:
    // Throws engine::Error: NotFound (no weights, a shard is missing), BadFile, Unsupported (only pickled weights).
    explicit SafetensorsFolder(const std::filesystem::path& folder);

    std::vector<const SafeTensor*> tensors() const; // in the order of the files
    const SafeTensor* find(std::string_view name) const;

private:
    void openIndex(const std::filesystem::path& folder, const std::filesystem::path& index);

    std::vector<SafetensorsFile> m_files;
    std::map<std::string, std::size_t, std::less<>> m_fileOf; // of each tensor; empty where there is one file
};

} // namespace engine::files
