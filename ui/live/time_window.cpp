// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/time_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui
{

TimeWindow::TimeWindow(QObject* parent) : QObject(parent)
{
    connect(this, &TimeWindow::changed, this, &TimeWindow::pointedChanged);
}

void TimeWindow::setMetrics(SampleSource* metrics)
{
    if (m_metrics == metrics)
        return;
    if (m_metrics)
        m_metrics->disconnect(this);
    m_metrics = metrics;
    if (m_metrics)
        connect(m_metrics, &SampleSource::sampled, this, [this] {
            if (m_paused)
                return;
            emit moved();
            emit pointedChanged();
        });
    emit metricsChanged();
    emit changed();
}

const SampleHistory& TimeWindow::history() const
{
    static const SampleHistory kNone;
    return m_paused ? m_kept : m_metrics ? m_metrics->history() : kNone;
}

void TimeWindow::setSpan(double seconds)
{
    if (!std::isfinite(seconds))
        return;
    m_span = std::clamp(seconds, kLeastSpan, kMostSpan);
    emit changed();
}

void TimeWindow::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    if (paused)
        m_kept = history();
    m_end = m_kept.newest();
    m_paused = paused;
    if (!paused)
        m_kept = {};
    emit changed();
}

void TimeWindow::zoom(double factor)
{
    if (!std::isfinite(factor) || factor <= 0)
        return;
    const double before = m_span;
    const double share = m_pointed < 0 ? 1 : m_pointed;
    m_span = std::clamp(m_span * factor, kLeastSpan, kMostSpan);
    if (m_paused) // what is below the pointer stays there
        m_end += static_cast<qint64>((m_span - before) * (1 - share) * 1000);
    m_end = std::min(m_end, m_kept.newest());
    emit changed();
}

void TimeWindow::pan(double share)
{
    if (!std::isfinite(share))
        return;
    setPaused(true);
    const qint64 newest = m_kept.newest();
    m_end = std::clamp(m_end + static_cast<qint64>(share * m_span * 1000), newest - SampleHistory::kSpanMs, newest);
    emit changed();
}

void TimeWindow::point(double step)
{
    setPointed(std::clamp((m_pointed < 0 ? 1.0 : m_pointed) + step, 0.0, 1.0));
}

void TimeWindow::setPointed(double share)
{
    if (m_pointed == share)
        return;
    m_pointed = share;
    emit pointedChanged();
}

double TimeWindow::secondsAgo() const
{
    return m_pointed < 0 ? 0 : endsAgo() + (1 - m_pointed) * m_span;
}

double TimeWindow::endsAgo() const
{
    return m_paused ? static_cast<double>(m_kept.newest() - m_end) / 1000 : 0;
}

double TimeWindow::valueAt(int column) const
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    if (column < 0 || column >= LiveSample::kColumns)
        return none;
    const double share = m_pointed < 0 ? 1 : m_pointed;
    const LiveSample* row = history().nearest(from() + static_cast<qint64>(share * m_span * 1000));
    return row == nullptr ? none : row->values[static_cast<std::size_t>(column)];
}

bool TimeWindow::has(int column) const
{
    return column >= 0 && column < LiveSample::kColumns && history().has(static_cast<LiveSample::Column>(column));
}

} // namespace ui
