// SPDX-License-Identifier: GPL-3.0-or-later
// The first bytes of a file of the hub, before it is downloaded. Blocking; any thread.
#pragma once

#include "engine/hub/settings.h"

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

namespace engine::hub
{

// At most `most` bytes of the file `path`, by one request. Throws engine::Error: Network, NotAllowed, Stopped.
std::vector<std::byte> remoteHead(const Settings& settings, const std::string& repo, const std::string& commit,
                                  const std::string& path, std::size_t most, const std::atomic<bool>& stop);

} // namespace engine::hub
