// SPDX-License-Identifier: GPL-3.0-or-later
// Looking into values: attributes, items, slices, lengths, iteration; with the rules of Jinja's immutable sandbox.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <string>
#include <vector>

namespace engine::text::jinja
{

// `value.name` (attribute first, then item) and `value[key]` (item first, then attribute); undefined when there is
// none.
Value attribute(Runtime& runtime, const Value& value, const std::string& name);
Value item(Runtime& runtime, const Value& value, const Value& key);
// value[start:stop:step], each bound None when left out.
Value slice(Runtime& runtime, const Value& value, const Value& start, const Value& stop, const Value& step);

// All items; a generator is used up by it. Throws RenderFailure for what cannot be walked.
std::vector<Value> iterate(Runtime& runtime, const Value& value);
bool isIterable(const Value& value);
bool hasLength(const Value& value);
std::int64_t length(Runtime& runtime, const Value& value);
// Counts what an == or < of these two may cost, before it is done: shared lists can make it huge.
void chargeComparison(Runtime& runtime, const Value& a, const Value& b);
// All characters as strings.
std::vector<Value> characters(Runtime& runtime, const String& string);

} // namespace engine::text::jinja
