// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/sample_history.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace ui
{
namespace
{

constexpr qint64 kSecond = 1000;
constexpr qint64 kFiveSeconds = 5000;

bool keepsTheMost(int column)
{
    return (column >= LiveSample::WeightsMiB && column <= LiveSample::ProcessMiB) || column == LiveSample::GpuCelsius;
}

double joinedValue(int column, double a, int countA, double b, int countB)
{
    if (std::isnan(a))
        return b;
    if (std::isnan(b))
        return a;
    return keepsTheMost(column) ? std::max(a, b) : (a * countA + b * countB) / (countA + countB);
}

} // namespace

void SampleHistory::join(Rows& rows, const LiveSample& sample, qint64 period)
{
    if (rows.empty() || rows.back().at / period != sample.at / period) {
        rows.push_back(sample);
        return;
    }
    LiveSample& last = rows.back();
    for (int column = 0; column < LiveSample::kColumns; ++column) {
        const auto i = static_cast<std::size_t>(column);
        last.values[i] = joinedValue(column, last.values[i], last.joined, sample.values[i], sample.joined);
    }
    last.at = sample.at;
    last.joined += sample.joined;
}

void SampleHistory::add(const LiveSample& sample)
{
    const qint64 now = sample.at;
    m_fine.push_back(sample);
    for (; now - m_fine.front().at > kFineMs; m_fine.pop_front())
        join(m_middle, m_fine.front(), kSecond);
    for (; !m_middle.empty() && now - m_middle.front().at > kMiddleMs; m_middle.pop_front())
        join(m_coarse, m_middle.front(), kFiveSeconds);
    while (!m_coarse.empty() && now - m_coarse.front().at > kSpanMs)
        m_coarse.pop_front();
}

const LiveSample* SampleHistory::nearest(qint64 at) const
{
    const LiveSample* best = nullptr;
    visit(at, at, [&](const LiveSample& row) {
        if (best == nullptr || std::llabs(row.at - at) < std::llabs(best->at - at))
            best = &row;
    });
    if (best == nullptr && !m_fine.empty())
        best = &m_fine.back(); // all are older
    return best != nullptr && std::llabs(best->at - at) <= kGapMs ? best : nullptr;
}

bool SampleHistory::has(LiveSample::Column column) const
{
    const auto told = [column](const LiveSample& row) {
        return !std::isnan(row.values[static_cast<std::size_t>(column)]);
    };
    return std::any_of(m_fine.rbegin(), m_fine.rend(), told) || std::any_of(m_middle.begin(), m_middle.end(), told) ||
           std::any_of(m_coarse.begin(), m_coarse.end(), told);
}

QByteArray SampleHistory::csv(qint64 from, qint64 to, qint64 epochMs) const
{
    QByteArray text("time,tokens_per_second,prompt_tokens_per_second,weights_mib,cache_mib,scratch_mib,process_mib,"
                    "gpu_use_percent,gpu_watts,gpu_celsius\n");
    visit(from, to, [&](const LiveSample& row) {
        if (row.at < from || row.at > to)
            return;
        text += QDateTime::fromMSecsSinceEpoch(epochMs + row.at).toString(Qt::ISODateWithMs).toUtf8();
        for (const double value : row.values)
            text += ',' + (std::isnan(value) ? QByteArray() : QByteArray::number(value, 'g', 7));
        text += '\n';
    });
    return text;
}

} // namespace ui
