// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/cached_model.h"

#include "engine/error.h"
#include "engine/hub/file_sets.h"

#include <algorithm>
#include <set>

namespace engine::hub
{
namespace
{

namespace fs = std::filesystem;

fs::path whole(const fs::path& path)
{
    std::error_code unknown;
    return fs::absolute(path, unknown).lexically_normal();
}

// The folder of the repository, "models--owner--name", where `model` is in one of its snapshots.
std::optional<fs::path> repositoryOf(const fs::path& cache, const fs::path& model)
{
    const fs::path inside = whole(model).lexically_relative(whole(cache));
    const std::vector<fs::path> parts(inside.begin(), inside.end());
    std::error_code unknown;
    if (parts.size() < 3 || !parts[0].string().starts_with("models--") || parts[1] != "snapshots" ||
        (parts.size() == 3 && !fs::is_directory(model, unknown))) // a whole snapshot may end here
        return std::nullopt;
    return whole(cache) / parts[0];
}

template <class Visit>
void forEachFile(const fs::path& folder, Visit visit)
{
    std::error_code failure;
    fs::recursive_directory_iterator it(folder, failure); // links to folders are not followed
    for (; !failure && it != fs::recursive_directory_iterator(); it.increment(failure))
        if (it->is_symlink(failure) || it->is_regular_file(failure))
            visit(it->path());
}

std::vector<fs::path> filesOf(const fs::path& model)
{
    std::vector<fs::path> files;
    std::error_code unknown;
    const auto split = splitName(model.filename().string());
    if (fs::is_directory(model, unknown)) {
        forEachFile(model, [&](const fs::path& file) { files.push_back(file); });
    } else if (split) {
        forEachFile(model.parent_path(), [&](const fs::path& file) {
            const auto other = splitName(file.filename().string());
            if (other && other->base == split->base && other->count == split->count)
                files.push_back(file);
        });
    } else if (fs::exists(fs::symlink_status(model, unknown))) {
        files.push_back(model);
    }
    return files;
}

// The blob behind a name; nullopt where it is not one of this repository's.
std::optional<fs::path> blobOf(const fs::path& name, const fs::path& repository)
{
    std::error_code failure;
    const fs::path blob = fs::canonical(name, failure);
    if (failure || blob.parent_path() != fs::canonical(repository / "blobs", failure) || failure)
        return std::nullopt;
    return blob;
}

void removeEmpty(fs::path folder, const fs::path& end)
{
    std::error_code kept; // it is not empty
    for (; folder != end && fs::remove(folder, kept); folder = folder.parent_path()) {
    }
}

} // namespace

std::optional<CachedModel> cachedModel(const fs::path& cache, const fs::path& model)
{
    const auto repository = repositoryOf(cache, model);
    if (!repository)
        return std::nullopt;
    CachedModel found;
    std::set<fs::path> blobs;
    std::error_code unknown;
    for (const fs::path& file : filesOf(model)) {
        if (const auto blob = blobOf(file, *repository))
            blobs.insert(*blob);
        else
            found.names.push_back(file); // a file of its own, or a link to nothing of ours
        if (fs::is_regular_file(fs::symlink_status(file, unknown)))
            found.bytes += fs::file_size(file, unknown);
    }
    forEachFile(*repository / "snapshots", [&](const fs::path& file) {
        const auto blob = blobOf(file, *repository);
        if (blob && blobs.contains(*blob))
            found.names.push_back(file);
    });
    for (const fs::path& blob : blobs)
        found.bytes += fs::file_size(blob, unknown);
    found.blobs.assign(blobs.begin(), blobs.end());
    return found.names.empty() ? std::nullopt : std::optional(found);
}

std::uint64_t removeCachedModel(const fs::path& cache, const fs::path& model)
{
    const auto found = cachedModel(cache, model);
    if (!found)
        throw Error(ErrorKind::NotFound,
                    "The model " + model.string() + " is not in the cache of the hub (any more); nothing was removed.");
    const fs::path repository = *repositoryOf(cache, model);
    const auto remove = [&](const fs::path& file) {
        std::error_code failure;
        if (!fs::remove(file, failure) && failure)
            throw Error(ErrorKind::NotWritten, "The file " + file.string() + " could not be removed: " +
                                                   failure.message() + ". Look at the permissions of its folder.");
    };
    for (const fs::path& name : found->names) // first the names: a model is there whole or not at all
        remove(name);
    for (const fs::path& blob : found->blobs)
        remove(blob);
    for (const fs::path& name : found->names)
        removeEmpty(name.parent_path(), repository);
    std::error_code kept;
    if (!fs::exists(repository / "snapshots", kept)) {
        fs::remove_all(repository / "refs", kept);
        fs::remove(repository / "blobs", kept);
        fs::remove(repository / ".fettle", kept);
        fs::remove(repository, kept);
    }
    return found->bytes;
}

} // namespace engine::hub
