// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a tokenizer that turns one word into ids: byte-pair encoding, unigram or WordPiece. What a word is, is
// decided before it. Const after construction; any thread may use one, each with its own scratch.
#pragma once

#include "engine/text/merging.h"

namespace engine::text
{

class TokenModel
{
public:
    virtual ~TokenModel() = default;
    // Appends the ids of `word`, which is not empty.
    virtual void encode(std::string_view word, MergeScratch& scratch, std::vector<TokenId>& out) const = 0;
};

} // namespace engine::text
