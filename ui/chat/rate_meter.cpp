// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/rate_meter.h"

namespace ui
{

void RateMeter::reset()
{
    m_counts.clear();
    m_sum = 0;
}

void RateMeter::add(qint64 nowMs, int tokens)
{
    m_counts.push_back({nowMs, tokens});
    m_sum += tokens;
    forget(nowMs);
}

double RateMeter::rate(qint64 nowMs)
{
    forget(nowMs);
    if (m_counts.size() < 2)
        return 0;
    // Between two counts lie the tokens of the later one: those of the first came before its moment.
    const qint64 elapsed = nowMs - m_counts.front().at;
    return elapsed > 0 ? (m_sum - m_counts.front().tokens) * 1000.0 / static_cast<double>(elapsed) : 0;
}

void RateMeter::forget(qint64 nowMs)
{
    while (!m_counts.empty() && nowMs - m_counts.front().at > kWindowMs) {
        m_sum -= m_counts.front().tokens;
        m_counts.pop_front();
    }
}

} // namespace ui
