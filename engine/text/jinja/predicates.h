// SPDX-License-Identifier: GPL-3.0-or-later
// Tests: `value is name(arguments)`.
#pragma once

#include "engine/text/jinja/runtime.h"

#include <string_view>

namespace engine::text::jinja
{

struct TestEntry {
    const char* name;
    bool (*holds)(Runtime&, const Value&, const CallArgs&);
};

// Null when there is no test of this name.
const TestEntry* findTest(std::string_view name);

} // namespace engine::text::jinja
