// SPDX-License-Identifier: GPL-3.0-or-later
// Values as text: Python's str() and repr().
#pragma once

#include "engine/text/jinja/runtime.h"

#include <string>

namespace engine::text::jinja
{

// "0.1", "1e+16", "nan": the shortest digits that read back equal, laid out as Python does.
std::string floatRepr(double value);
// Strings keep their origin; numbers and the names of constants count as text of the template (a template may put a
// counter into a token, and no number is a token by itself); the punctuation of lists and dicts is data.
void appendStr(Runtime& runtime, Text& out, const Value& value);
void appendRepr(Runtime& runtime, Text& out, const Value& value);
Text toStr(Runtime& runtime, const Value& value);

} // namespace engine::text::jinja
