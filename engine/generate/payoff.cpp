// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/payoff.h"

#include <algorithm>

namespace engine::generate
{
namespace
{

constexpr double kKept = 0.9;      // of the weight of older passes: about the last ten count
constexpr int kFirstPlain = 3;     // passes without guesses, before there are any: what to compare with
constexpr int kTrial = 4;          // passes with guesses before they are judged
constexpr int kPlainEvery = 32;    // passes with guesses: then one without, since a longer context makes both slower
constexpr int kShortestPause = 32; // tokens; doubled with each further pause
constexpr int kLongestDoubling = 5;

} // namespace

void Payoff::Rate::add(double addedSeconds, double addedTokens)
{
    seconds = kKept * seconds + addedSeconds;
    tokens = kKept * tokens + addedTokens;
    ++passes;
}

bool Payoff::wantsGuesses() const
{
    return m_plain.passes >= kFirstPlain && m_pause == 0 && m_sincePlain < kPlainEvery;
}

void Payoff::report(int guessed, int tokens, double seconds)
{
    if (tokens < 1)
        return;
    if (guessed == 0) {
        m_plain.add(seconds, tokens);
        m_pause = std::max(0, m_pause - tokens);
        m_sincePlain = 0;
        return;
    }
    m_guessed.add(seconds, tokens);
    ++m_sincePlain;
    if (++m_trial >= kTrial)
        judge();
}

void Payoff::judge()
{
    m_trial = 0;
    if (m_guessed.perToken() <= m_plain.perToken()) {
        m_pauses = std::max(0, m_pauses - 1);
        return;
    }
    m_pause = kShortestPause << std::min(m_pauses, kLongestDoubling);
    ++m_pauses;
    m_guessed = {}; // another passage of the text may be another matter
}

} // namespace engine::generate
