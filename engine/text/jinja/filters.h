// SPDX-License-Identifier: GPL-3.0-or-later
// value|filter(arguments). One table per kind of filter; findFilter looks through all of them.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <span>
#include <string_view>

namespace engine::text::jinja
{

struct FilterEntry {
    const char* name;
    Value (*apply)(Runtime&, const Value&, const CallArgs&);
};

// Null when there is no filter of this name.
const FilterEntry* findFilter(std::string_view name);

std::span<const FilterEntry> textFilters();     // upper, trim, replace, indent...
std::span<const FilterEntry> numberFilters();   // int, round, filesizeformat...
std::span<const FilterEntry> sequenceFilters(); // join, first, sort, batch...
std::span<const FilterEntry> selectFilters();   // map, select, groupby...

} // namespace engine::text::jinja
