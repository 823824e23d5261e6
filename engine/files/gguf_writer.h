// SPDX-License-Identifier: GPL-3.0-or-later
// Writes GGUF version 3. Any thread; nothing is shared.
#pragma once

#include "engine/files/gguf_content.h"

#include <atomic>
#include <filesystem>
#include <functional>

namespace engine::files
{

// Where everything of a file comes to lie.
struct GgufLayout {
    std::vector<std::byte> head;        // metadata and the table of tensors, padded: the tensors' data begins behind it
    std::uint64_t headPadding = 0;      // bytes of it at its end that say nothing
    std::vector<std::uint64_t> offsets; // of each tensor's data, from the beginning of the file
    std::uint64_t size = 0;             // of the file; what is between and behind tensors is zero
};

// Throws engine::Error(BadFile): a tensor that cannot be kept so.
GgufLayout layoutOf(const GgufContent& content, const std::string& name);

// Writes into "<path>.part", flushes it to the disk and renames it, so that `path` is whole or as it was. The
// alignment is that of the key general.alignment, else 32. Polls `stop` and reports the share done in 0..1.
// Throws engine::Error: NotWritten (no space, no permission), Stopped, BadFile (a tensor that cannot be kept so);
// then no part of it stays behind.
void writeGguf(const GgufContent& content, const std::filesystem::path& path, const std::atomic<bool>& stop,
               const std::function<void(double share)>& progress = {});

} // namespace engine::files
