// SPDX-License-Identifier: GPL-3.0-or-later
// A model of the hub's cache as what could be removed from the disk. Only names and blobs below the cache's own folder
// are ever touched. Free functions, any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace engine::hub
{

struct CachedModel {
    std::vector<std::filesystem::path> names; // in all snapshots of its repository
    std::vector<std::filesystem::path> blobs; // their contents
    std::uint64_t bytes = 0;                  // that would be free
};

// `model` as LocalModel::path: a GGUF file (all its parts count) or a folder. Nullopt where it is not of this cache.
std::optional<CachedModel> cachedModel(const std::filesystem::path& cache, const std::filesystem::path& model);

// Removes it for good; returns the bytes that are free now. Throws engine::Error: NotFound, NotWritten.
std::uint64_t removeCachedModel(const std::filesystem::path& cache, const std::filesystem::path& model);

} // namespace engine::hub
