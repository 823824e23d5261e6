// SPDX-License-Identifier: GPL-3.0-or-later
// The memory that a model of the hub will take beside its weights, before it is downloaded: its shape from the keys at
// the beginning of its file, fetched by a range. Blocking; any thread.
#pragma once

#include "engine/hub/settings.h"

#include <atomic>
#include <cstdint>
#include <string>

namespace ui
{

struct RemotePlan {                                      // bytes
    static constexpr std::size_t kHeadBytes = 256 << 10; // a model's keys come before the words of its vocabulary

    std::int64_t context = 0; // tokens
    std::int64_t cache = 0;   // keys and values
    std::int64_t scratch = 0; // of the passes
};

// Of the GGUF file `path` in a repository; `context` 0: the engine's choice. Throws engine::Error.
RemotePlan planRemote(const engine::hub::Settings& settings, const std::string& repo, const std::string& commit,
                      const std::string& path, std::int64_t context, const std::atomic<bool>& stop);

} // namespace ui
