// SPDX-License-Identifier: GPL-3.0-or-later
// "text {} {name!r:>8}".format(...).
#pragma once

#include "engine/text/jinja/runtime.h"

namespace engine::text::jinja
{

Text braceFormat(Runtime& runtime, const Text& format, const CallArgs& args);

} // namespace engine::text::jinja
