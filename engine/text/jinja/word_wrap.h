// SPDX-License-Identifier: GPL-3.0-or-later
// Breaking a line at words, as Python's textwrap does with tabs and space left alone.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <vector>

namespace engine::text::jinja
{

// `line` has no line end; `width` is in characters, at least 1.
std::vector<Text> wrapLine(Runtime& runtime, const Text& line, std::size_t width, bool breakLongWords,
                           bool breakOnHyphens);

} // namespace engine::text::jinja
