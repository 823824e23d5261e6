// SPDX-License-Identifier: GPL-3.0-or-later
// The attribute argument of sort, map, groupby and the like: "a.b.0" looks into items of items.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <vector>

namespace engine::text::jinja
{

class AttributePath
{
public:
    AttributePath(Runtime& runtime, const Value& attribute); // None: the item itself
    // Undefined steps become `otherwise` when one is given.
    Value of(Runtime& runtime, const Value& value, const Value* otherwise = nullptr) const;

private:
    std::vector<Value> m_parts;
};

// Strings in lower case, everything else as it is: how filters compare unless told to mind the case.
Value ignoringCase(Runtime& runtime, const Value& value);

// Sorts stably by a key of each item.
std::vector<Value> sortedBy(Runtime& runtime, std::vector<Value> items, std::vector<Value> keys, bool reverse);

} // namespace engine::text::jinja
