// SPDX-License-Identifier: GPL-3.0-or-later
// JSON to the variables of a template, with the origin of each string.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <nlohmann/json.hpp>

namespace engine::text::jinja
{

inline constexpr int kMaxContextDepth = 64;

// A dict of all members. Strings are data, but for two that the vocabulary and not a person has written: top-level
// variables named *_token, and a message's role when it is one of the ordinary ones (templates build "<|" role "|>").
Value contextFromJson(Runtime& runtime, const nlohmann::ordered_json& context);

} // namespace engine::text::jinja
