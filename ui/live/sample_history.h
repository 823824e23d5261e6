// SPDX-License-Identifier: GPL-3.0-or-later
// The last hour of measurements in bounded memory: the last minute as it was sampled, before that a row for each
// second, after ten minutes one for each five seconds. Rows that are joined keep the mean of speeds and powers and the
// most of memory and temperature, weighted by how many samples they hold. A value; any thread, one at a time.
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <array>
#include <deque>

namespace ui
{

struct LiveSample {
    enum Column {
        TokensPerSecond,
        PromptPerSecond,
        WeightsMiB,
        CacheMiB,
        ScratchMiB,
        ProcessMiB, // holds the three before it
        GpuPercent, // likewise the next two: NaN where nothing tells
        GpuWatts,
        GpuCelsius,
        kColumns
    };
    qint64 at = 0; // milliseconds of a steady clock
    std::array<double, kColumns> values{};
    int joined = 1; // samples in it
};

class SampleHistory
{
public:
    static constexpr qint64 kFineMs = 60'000;
    static constexpr qint64 kMiddleMs = 600'000;
    static constexpr qint64 kSpanMs = 3'600'000;
    static constexpr qint64 kGapMs = 12'000; // rows further apart than this are no line

    void add(const LiveSample& sample); // not older than the one before it; what is older than the span goes

    bool empty() const { return m_fine.empty() && m_middle.empty() && m_coarse.empty(); }
    std::size_t size() const { return m_fine.size() + m_middle.size() + m_coarse.size(); }
    qint64 newest() const { return m_fine.empty() ? 0 : m_fine.back().at; }

    // Oldest first, those with from <= at <= to and one more on either side.
    template <class Visit>
    void visit(qint64 from, qint64 to, Visit take) const;
    // The row nearest to that time; null where none is within a gap of it.
    const LiveSample* nearest(qint64 at) const;
    bool has(LiveSample::Column column) const; // any value that is a number

    // "time,tokens_per_second,..."; times as ISO 8601 with the milliseconds, `epochMs` is that of at == 0.
    QByteArray csv(qint64 from, qint64 to, qint64 epochMs) const;

private:
    using Rows = std::deque<LiveSample>;
    static void join(Rows& rows, const LiveSample& sample, qint64 period);

    Rows m_fine;
    Rows m_middle;
    Rows m_coarse;
};

template <class Visit>
void SampleHistory::visit(qint64 from, qint64 to, Visit take) const
{
    const LiveSample* before = nullptr;
    bool after = false;
    for (const Rows* rows : {&m_coarse, &m_middle, &m_fine})
        for (const LiveSample& row : *rows) {
            if (row.at < from) {
                before = &row;
                continue;
            }
            if (before != nullptr)
                take(*before);
            before = nullptr;
            if (after)
                return;
            take(row);
            after = row.at > to;
        }
}

} // namespace ui
