// SPDX-License-Identifier: GPL-3.0-or-later
// The measurements that every answer keeps. Seconds are wall clock, stamped after the work was done.
#pragma once

namespace engine::measure
{

struct Timings {
    int promptTokens = 0;          // of the whole prompt
    int reusedTokens = 0;          // of these, already in the cache
    int generatedTokens = 0;
    int guessedTokens = 0;         // ahead of their turn, and how many of them came true
    int acceptedTokens = 0;
    double prefillSeconds = 0;     // evaluating promptTokens - reusedTokens
    double firstTokenSeconds = 0;  // from the request to the first token chosen
    double decodeSeconds = 0;      // from the first to the last token chosen

    // Tokens per second; 0 where nothing was measured.
    double prefillRate() const { return prefillSeconds > 0 ? (promptTokens - reusedTokens) / prefillSeconds : 0; }
    double decodeRate() const { return decodeSeconds > 0 ? (generatedTokens - 1) / decodeSeconds : 0; }
};

} // namespace engine::measure
