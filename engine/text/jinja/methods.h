// SPDX-License-Identifier: GPL-3.0-or-later
// The attributes that values have by themselves: methods of str, dict, list and numbers, and the parts of loop and
// macro. Those that would change a list or a dict are undefined, as in the sandbox that templates are written for.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <string>
#include <string_view>

namespace engine::text::jinja
{

// Each returns false when there is no such attribute.
bool methodAttribute(Runtime& runtime, const Value& value, const std::string& name, Value& out);
bool loopAttribute(Runtime& runtime, const Value& value, const std::string& name, Value& out);
bool macroAttribute(Runtime& runtime, const Value& value, const std::string& name, Value& out);

struct MethodEntry {
    const char* name;
    Builtin code;
};
const MethodEntry* findTextMethod(std::string_view name);    // text_methods.cpp
const MethodEntry* findTextPredicate(std::string_view name); // text_predicates.cpp: isalpha...
const MethodEntry* findSplitMethod(std::string_view name);   // split_methods.cpp: split, partition, splitlines...

} // namespace engine::text::jinja
