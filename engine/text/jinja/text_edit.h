// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of strings that methods and filters share. Every byte of a result keeps the origin it had.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace engine::text::jinja
{

// Removes characters of `set` (space when null) from the ends.
Text strip(Runtime& runtime, const Text& text, const Text* set, bool left, bool right);
Text replace(Runtime& runtime, const Text& text, const Text& from, const Text& to, std::int64_t most = -1);
Text join(Runtime& runtime, const Text& separator, const std::vector<Text>& parts);

enum class Casing { Upper, Lower, Capitalize, Title, Swap };
Text changeCase(Runtime& runtime, const Text& text, Casing casing);
// Padding to `width` characters; the side that gets the odd one is Python's.
enum class Side { Left, Right, Both };
Text pad(Runtime& runtime, const Text& text, std::int64_t width, std::string_view fill, Side padded);

struct Line {
    std::size_t begin, end, next; // bytes; the line end lies in [end, next)
};
std::vector<Line> lines(std::string_view bytes); // as str.splitlines

} // namespace engine::text::jinja
