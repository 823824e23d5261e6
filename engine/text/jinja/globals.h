// SPDX-License-Identifier: GPL-3.0-or-later
// The functions that every template can call: range, namespace, dict, raise_exception, strftime_now, cycler, joiner.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <string_view>

namespace engine::text::jinja
{

// False when there is no such global.
bool findGlobal(Runtime& runtime, std::string_view name, Value& out);

} // namespace engine::text::jinja
