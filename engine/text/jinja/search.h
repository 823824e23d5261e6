// SPDX-License-Identifier: GPL-3.0-or-later
// Finding a text in a text in linear time, whatever the two are, and counted.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <cstddef>
#include <string_view>

namespace engine::text::jinja
{

// Byte offset of the first occurrence at or after `from`, npos when there is none. An empty needle is found at `from`.
std::size_t findText(Runtime& runtime, std::string_view text, std::string_view needle, std::size_t from = 0);
// Byte offset of the last occurrence.
std::size_t findTextFromRight(Runtime& runtime, std::string_view text, std::string_view needle);

} // namespace engine::text::jinja
