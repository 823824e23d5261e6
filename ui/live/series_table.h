// SPDX-License-Identifier: GPL-3.0-or-later
// The last minute of measurements as a table for charts: oldest row first. Owned by LiveMetrics; GUI thread.
#pragma once

#include <QAbstractTableModel>
#include <QPointF>
#include <QtQml/qqmlregistration.h>

#include <array>
#include <deque>

namespace ui
{

class SeriesTable : public QAbstractTableModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The series belong to LiveMetrics.")
    Q_PROPERTY(int count READ count NOTIFY sampled FINAL)

public:
    enum Column { Seconds, TokensPerSecond, WeightsMiB, CacheMiB, ScratchMiB, ProcessMiB, kColumns };
    Q_ENUM(Column)
    static constexpr int kSpanMs = 60'000;

    struct Sample {
        qint64 at = 0;                         // milliseconds of a steady clock
        std::array<double, kColumns> values{}; // [Seconds] is not used
    };

    explicit SeriesTable(QObject* parent = nullptr);

    void add(const Sample& sample); // drops what is older than the span
    int count() const { return static_cast<int>(m_samples.size()); }

    // One column over the seconds, for a line series' replace().
    Q_INVOKABLE QList<QPointF> points(int column) const;
    Q_INVOKABLE double maximum(int column) const; // 0 if empty

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void sampled(); // after each new row

private:
    double secondsAt(std::size_t row) const;

    std::deque<Sample> m_samples;
    qint64 m_now = 0; // the seconds count back from here
};

} // namespace ui
