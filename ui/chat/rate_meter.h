// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens per second over the last second. A value; any clock in milliseconds that does not go back.
#pragma once

#include <QtGlobal>

#include <deque>

namespace ui
{

class RateMeter
{
public:
    static constexpr qint64 kWindowMs = 1000;

    void reset();
    void add(qint64 nowMs, int tokens);
    double rate(qint64 nowMs); // 0 until something was measured, and again a window after the last token

private:
    void forget(qint64 nowMs);

    struct Count {
        qint64 at;
        int tokens;
    };
    std::deque<Count> m_counts;
    int m_sum = 0;
};

} // namespace ui
