// SPDX-License-Identifier: GPL-3.0-or-later
// Python's operators on values. All throw RenderFailure with the sentence that Python would say.
#pragma once

#include "engine/text/jinja/ast.h"
#include "engine/text/jinja/runtime.h"

namespace engine::text::jinja
{

Value arithmetic(Runtime& runtime, Op op, const Value& a, const Value& b);
Value negative(Runtime& runtime, const Value& value);
Value positive(Runtime& runtime, const Value& value);
bool compareOp(Runtime& runtime, Op op, const Value& a, const Value& b);
bool contains(Runtime& runtime, const Value& container, const Value& item);
// `a ~ b ~ c`, and str.join's way of putting texts together.
Value concatenate(Runtime& runtime, const std::vector<Value>& parts);
Text escapeHtml(Runtime& runtime, const Text& text);

} // namespace engine::text::jinja
