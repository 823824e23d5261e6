// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/series_table.h"

#include <algorithm>

namespace ui
{

SeriesTable::SeriesTable(QObject* parent) : QAbstractTableModel(parent) {}

void SeriesTable::add(const Sample& sample)
{
    std::size_t old = 0;
    while (old < m_samples.size() && sample.at - m_samples[old].at > kSpanMs)
        ++old;
    if (old > 0) {
        beginRemoveRows({}, 0, static_cast<int>(old) - 1);
        m_samples.erase(m_samples.begin(), m_samples.begin() + static_cast<std::ptrdiff_t>(old));
        endRemoveRows();
    }
    beginInsertRows({}, count(), count());
    m_samples.push_back(sample);
    endInsertRows();
    m_now = sample.at; // all are further back now
    emit dataChanged(index(0, Seconds), index(count() - 1, Seconds), {Qt::DisplayRole});
    emit sampled();
}

QList<QPointF> SeriesTable::points(int column) const
{
    QList<QPointF> points;
    if (column <= Seconds || column >= kColumns)
        return points;
    points.reserve(count());
    for (std::size_t row = 0; row < m_samples.size(); ++row)
        points.append({secondsAt(row), m_samples[row].values[static_cast<std::size_t>(column)]});
    return points;
}

double SeriesTable::maximum(int column) const
{
    double most = 0;
    if (column > Seconds && column < kColumns)
        for (const Sample& sample : m_samples)
            most = std::max(most, sample.values[static_cast<std::size_t>(column)]);
    return most;
}

int SeriesTable::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

int SeriesTable::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant SeriesTable::data(const QModelIndex& index, int role) const
{
    if (role != Qt::DisplayRole ||
        !checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (index.column() == Seconds)
        return secondsAt(row);
    return m_samples[row].values[static_cast<std::size_t>(index.column())];
}

QVariant SeriesTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    static constexpr std::array<const char*, kColumns> kNames{"seconds",  "tokensPerSecond", "weightsMiB",
                                                              "cacheMiB", "scratchMiB",      "processMiB"};
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    return QString::fromLatin1(kNames[static_cast<std::size_t>(section)]);
}

double SeriesTable::secondsAt(std::size_t row) const
{
    return static_cast<double>(m_samples[row].at - m_now) / 1000;
}

} // namespace ui
