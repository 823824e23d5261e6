// SPDX-License-Identifier: GPL-3.0-or-later
// What the hub promises about a file's content: SHA-256 of files in LFS, git's hash of a blob for the small ones.
#pragma once

#include "engine/files/digest.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace engine::hub
{

struct ContentId {
    std::string hex;        // 64 digits: SHA-256 of the bytes; 40: SHA-1 of "blob <size>\0" and the bytes
    std::uint64_t size = 0; // bytes

    bool operator==(const ContentId&) const = default;
};

using files::Digest;
Digest digestFor(const ContentId& id); // of the kind that `id` has, with what goes before the bytes

// Hears bytes read so far, and says whether to go on.
using ReadProgress = std::function<bool(std::uint64_t)>;

// Whether a file is what `id` says. False where it is not there. Throws engine::Error(Stopped) where `goOn` says so.
bool fileMatches(const std::filesystem::path& file, const ContentId& id, const ReadProgress& goOn);

} // namespace engine::hub
