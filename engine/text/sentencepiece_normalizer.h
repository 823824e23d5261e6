// SPDX-License-Identifier: GPL-3.0-or-later
// What sentencepiece does to a text before it cuts it: a map of characters, white space, U+2581 for a space.
#pragma once

#include "engine/text/char_map.h"

namespace engine::text
{

struct SentencePieceNormalizer {
    CharMap charMap;
    bool addsSpace = true;          // one before the text (or after, see below), which makes its first word like others
    bool removesExtraSpace = false; // at both ends, and of several beside one another all but one
    bool marksSpaces = true;        // a space is written as U+2581
    bool spaceEndsWord = false;     // ... and belongs to the word before it

    std::string apply(std::string_view text) const;
};

} // namespace engine::text
