// SPDX-License-Identifier: GPL-3.0-or-later
// A history of measurements that graphs can show: the app's own (LiveMetrics), or that of a job. GUI thread.
#pragma once

#include "ui/live/sample_history.h"

#include <QDateTime>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class SampleSource : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A history belongs to what is measured.")

public:
    explicit SampleSource(QObject* parent = nullptr) : QObject(parent) {}

    const SampleHistory& history() const { return m_history; }
    qint64 epochMs() const { return m_epochMs; } // when the history's clock began, since 1970: with this object
    void add(const LiveSample& sample)           // not older than the one before it
    {
        m_history.add(sample);
        emit sampled();
    }

signals:
    void sampled();

private:
    SampleHistory m_history;
    qint64 m_epochMs = QDateTime::currentMSecsSinceEpoch();
};

} // namespace ui
