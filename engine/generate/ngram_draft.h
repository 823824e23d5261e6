// SPDX-License-Identifier: GPL-3.0-or-later
// Guesses what comes next from what came before: the last three tokens are looked up in the text, and what followed
// them there is the guess (prompt lookup decoding, Saxena 2023; after speculative decoding, Leviathan et al. 2023).
// Guesses cost a wider pass, so they grow while they come true and pause while they do not; payoff.h looks at what they
// cost. Used by one thread.
#pragma once

#include "engine/text/token_model.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace engine::generate
{

class NgramDraft
{
public:
    // `most` tokens at once, 1 .. 16.
    explicit NgramDraft(int most) : m_most(most) {}

    // `text`: everything so far, the token that is to be appended at its end; longer than before or another text.
    // The guess is at most `room` tokens long, and often empty.
    std::vector<text::TokenId> guess(std::span<const text::TokenId> text, std::int64_t room);
    // What became of the last guess that was not empty.
    void report(int guessed, int accepted);

private:
    void learn(std::span<const text::TokenId> text);

    int m_most;
    int m_length = 2;   // of the next guess
    int m_failures = 0; // in a row
    int m_pause = 0;    // tokens without a guess
    std::size_t m_learned = 0;
    std::unordered_map<std::uint64_t, std::size_t> m_after; // three tokens: the place behind their last occurrence
};

} // namespace engine::generate
