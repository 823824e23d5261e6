// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens to tree. The grammar is Jinja's; every recursion is counted against kMaxNesting.
#pragma once

#include "engine/text/jinja/ast.h"

#include <string_view>

namespace engine::text::jinja
{

// Throws SyntaxFailure with line and column. Names are not yet resolved (scope.h does that).
Tree parseTemplate(std::string_view source);

} // namespace engine::text::jinja
