// SPDX-License-Identifier: GPL-3.0-or-later
// The cache that huggingface_hub and its friends share, read and written in their layout:
//
//   models--owner--name/blobs/<hash>                 the content, by SHA-256 (LFS) or git's hash
//   models--owner--name/snapshots/<commit>/<path>    relative symbolic links to ../../blobs/<hash>
//   models--owner--name/refs/<branch>                the commit, written last
//   .locks/models--owner--name/<hash>.lock           held (flock) while a blob is made
//
// and of our own, on the same file system so that a rename is enough:
//
//   models--owner--name/.fettle/<hash>.part, .journal   see ResumableFile
//   models--owner--name/.fettle/<number>.order          see Order
//
// Names are checked here, whoever asks. Any thread. Errors: engine::Error: BadSetting (such a name), NotWritten.
#pragma once

#include "engine/hub/settings.h"

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace engine::hub
{

class HubCache
{
public:
    explicit HubCache(std::filesystem::path folder, bool links = true) : m_folder(std::move(folder)), m_links(links) {}

    const std::filesystem::path& folder() const { return m_folder; }
    std::filesystem::path repoFolder(const std::string& repo) const;
    std::filesystem::path blob(const std::string& repo, const std::string& hash) const;
    std::filesystem::path work(const std::string& repo) const; // .fettle
    std::filesystem::path snapshot(const std::string& repo, const std::string& commit) const;

    // Makes the folders of a repository.
    void prepare(const std::string& repo) const;
    // Gives a blob that is there its name in a snapshot.
    void publish(const std::string& repo, const std::string& commit, const std::string& path,
                 const std::string& hash) const;
    void setRef(const std::string& repo, const std::string& revision, const std::string& commit) const;
    // The commit of a branch as last seen; a commit stands for itself.
    std::optional<std::string> ref(const std::string& repo, const std::string& revision) const;

    struct Entry {
        std::string repo;
        std::string commit;
        std::filesystem::path folder; // the snapshot
    };
    // Every snapshot of every model; of a branch with several only the newest one (that refs/main names, else by time).
    std::vector<Entry> snapshots() const;

private:
    std::filesystem::path m_folder;
    bool m_links;
};

// A text under another name first and then renamed: a reader never sees half of it. Several programs may do it at once.
void writeSmall(const std::filesystem::path& file, const std::string& text);

// One process or thread at a time makes a blob, huggingface_hub included. Blocks until the lock is free; `waiting` is
// called once if it is not. engine::Error(Stopped).
class BlobLock
{
public:
    BlobLock(const HubCache& cache, const std::string& repo, const std::string& hash, const std::atomic<bool>& stop,
             const std::function<void()>& waiting);
    ~BlobLock();
    BlobLock(const BlobLock&) = delete;
    BlobLock& operator=(const BlobLock&) = delete;

private:
    int m_descriptor = -1;
};

} // namespace engine::hub
