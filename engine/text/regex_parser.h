// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Oniguruma's syntax that word patterns of tokenizers use, as a tree.
#pragma once

#include "engine/text/char_set.h"

#include <memory>
#include <string_view>
#include <vector>

namespace engine::text
{

struct RegexNode {
    enum class Kind { Class, Sequence, Alternation, Repeat, LookAhead, LineStart, LineEnd, WordBoundary };
    enum class Mode { Greedy, Lazy, Possessive };
    static constexpr int kUnlimited = -1;

    Kind kind = Kind::Sequence;
    CharSet set;                                      // Class
    std::vector<std::unique_ptr<RegexNode>> children; // one of a Repeat and of a LookAhead
    int least = 0, most = 0;                          // Repeat
    Mode mode = Mode::Greedy;                         // Repeat
    bool negative = false;                            // LookAhead, WordBoundary
};

// Null where the expression holds anything outside this part: back references, look-behind, named groups, POSIX
// classes, properties other than general categories and Han, case-insensitive letters beyond ASCII; likewise where it
// is malformed or nested deeper than 50.
std::unique_ptr<RegexNode> parseRegex(std::string_view expression);

} // namespace engine::text
