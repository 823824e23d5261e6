// SPDX-License-Identifier: GPL-3.0-or-later
// "text %s" % values.
#pragma once

#include "engine/text/jinja/runtime.h"

namespace engine::text::jinja
{

// `values`: a tuple, a dict for %(name)s, or one value. Throws RenderFailure for too few, too many, or a wrong kind.
// With `escape` the converted values are escaped for HTML, as a format that is |safe does.
Text percentFormat(Runtime& runtime, const Text& format, const Value& values, bool escape = false);

} // namespace engine::text::jinja
