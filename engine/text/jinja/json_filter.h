// SPDX-License-Identifier: GPL-3.0-or-later
// tojson: json.dumps with the settings that chat templates are rendered with (ensure_ascii off, order kept).
#pragma once

#include "engine/text/jinja/runtime.h"

namespace engine::text::jinja
{

// tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False)
Value toJson(Runtime& runtime, const Value& value, const CallArgs& args);

} // namespace engine::text::jinja
