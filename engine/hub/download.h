// SPDX-License-Identifier: GPL-3.0-or-later
// Fetches a set of files of one commit into the cache: whole, checked, resumable. Blocking; DownloadQueue runs it on
// threads.
#pragma once

#include "engine/hub/content_hash.h"
#include "engine/hub/hub_api.h"
#include "engine/hub/hub_cache.h"

namespace engine::hub
{

// What is to be fetched; kept on the disk until it is done, so that it can go on after a crash.
struct Order {
    std::string repo;
    std::string revision; // gets a ref when all files are there
    std::string commit;
    std::string title; // for people: "owner/name Q4_K_M"
    SetKind kind = SetKind::Gguf;
    std::string folder; // of a Safetensors set inside the repository; empty at the top
    std::vector<NamedFile> files;

    std::uint64_t bytes() const;
    bool operator==(const Order& other) const; // the same files of the same commit
};

Order orderOf(const Repository& repository, const FileSet& set);

enum class Step { Waiting, Fetching, Checking };

struct Progress {
    Step step = Step::Fetching;
    std::uint64_t done = 0; // bytes of all files that are on the disk
    std::uint64_t total = 0;
    std::string note; // why it waits, as a sentence
};

// Called on the thread of the download, at most once per 256 KiB.
using Report = std::function<void(const Progress&)>;

// Returns what openModel() takes: the (first) GGUF file, or the folder. Files that are there and right are not fetched.
// Throws engine::Error: Stopped (what came is kept), NotWritten, NotAllowed, NotFound, BadFile (the content is not what
// the hub promised, twice), Network.
std::filesystem::path download(const Order& order, const Settings& settings, const std::atomic<bool>& stop,
                               const Report& report);

// Where a finished order lies; nullopt where a file of it is not there. Reads no content.
std::optional<std::filesystem::path> downloaded(const Order& order, const Settings& settings);

// Bytes of an order that are on the disk already, unchecked.
std::uint64_t bytesHere(const Order& order, const Settings& settings);

// Removes what an unfinished order has left; blobs that are whole stay.
void discard(const Order& order, const Settings& settings);

// Orders that were not finished, from all of the cache.
std::vector<Order> unfinishedOrders(const Settings& settings);

} // namespace engine::hub
