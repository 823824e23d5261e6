// SPDX-License-Identifier: GPL-3.0-or-later
// "text {} {name!r:>8}".format(...).
#pragma once

#include "engine/text/jinja/runtime.h"

namespace engine::text::jinja
{

// With `escape` the values are escaped for HTML, as a format that is |safe does.
Text braceFormat(Runtime& runtime, const Text& format, const CallArgs& args, bool escape = false);

} // namespace engine::text::jinja
