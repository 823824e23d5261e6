// SPDX-License-Identifier: GPL-3.0-or-later
// Which variable a name means. Jinja decides this before running: each for, macro, set block... is a frame; a name that
// is only stored in a frame starts there as a copy of the outer one or as undefined, even if the context has it.
// Follows jinja2.idtracking, because templates depend on its corners.
#pragma once

#include "engine/text/jinja/ast.h"

namespace engine::text::jinja
{

// Fills slots, hops and layouts, finds filters and tests. Throws SyntaxFailure: an unknown filter outside of an if, an
// assignment to `loop`.
void resolveScopes(Tree& tree);

} // namespace engine::text::jinja
