// SPDX-License-Identifier: GPL-3.0-or-later
// Writes GGUF version 3. Any thread; nothing is shared.
#pragma once

#include "engine/files/gguf_content.h"

#include <atomic>
#include <filesystem>
#include <functional>

namespace engine::files
{

// Writes into "<path>.part", flushes it to the disk and renames it, so that `path` is whole or as it was. The
// alignment is that of the key general.alignment, else 32. Polls `stop` and reports the share done in 0..1.
// Throws engine::Error: NotWritten (no space, no permission), Stopped, BadFile (a tensor that cannot be kept so);
// then no part of it stays behind.
void writeGguf(const GgufContent& content, const std::filesystem::path& path, const std::atomic<bool>& stop,
               const std::function<void(double share)>& progress = {});

} // namespace engine::files
