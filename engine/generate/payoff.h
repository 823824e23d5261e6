// SPDX-License-Identifier: GPL-3.0-or-later
// Whether guessing ahead pays: passes with guesses are timed against those without. Where a token costs more with them,
// they pause, each time longer; so a text that does not repeat itself, or a draft model that is slow or wrong, costs a
// few per cent at most. When a token comes depends on this, never which one. One thread.
#pragma once

namespace engine::generate
{

class Payoff
{
public:
    bool wantsGuesses() const; // in the next pass
    // A pass is over, with what was spent on guessing for it, and gave so many tokens. `guessed`: 0 where it had none.
    void report(int guessed, int tokens, double seconds);

    int pauses() const { return m_pauses; } // so far

private:
    struct Rate { // the later passes count more
        double seconds = 0, tokens = 0;
        int passes = 0;
        void add(double addedSeconds, double addedTokens);
        double perToken() const { return seconds / tokens; }
    };
    void judge();

    Rate m_plain, m_guessed;
    int m_trial = 0; // passes with guesses since the last judgement
    int m_pause = 0; // tokens still to come without guesses
    int m_pauses = 0;
    int m_sincePlain = 0; // passes with guesses since the last one without
};

} // namespace engine::generate
