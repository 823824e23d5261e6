// SPDX-License-Identifier: GPL-3.0-or-later
// A model's numbers from the beginning of its GGUF file, before the rest of it is there.
#pragma once

#include "engine/model/config.h"

#include <cstddef>
#include <span>

namespace engine::model
{

// `head`: the first bytes of a file, however far they reach beyond the keys of its shape; hostile input. `name` appears
// in errors. Throws engine::Error: BadFile (no such beginning, or a key is missing), Unsupported.
Config configOfHead(std::span<const std::byte> head, const std::string& name);

} // namespace engine::model
