// SPDX-License-Identifier: GPL-3.0-or-later
// What the live graphs show. Samples only while it is active. Owned by the Workspace; GUI thread, the measuring is on
// the thread "sampling".
#pragma once

#include "engine/measure/memory.h"
#include "ui/chat/rate_meter.h"
#include "ui/live/series_table.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThread>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class MemorySampler;

class LiveMetrics : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The metrics belong to the Workspace.")
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged FINAL)
    Q_PROPERTY(ui::SeriesTable* series READ series CONSTANT FINAL)
    Q_PROPERTY(double tokensPerSecond READ tokensPerSecond NOTIFY sampled FINAL)
    Q_PROPERTY(double weightsBytes READ weightsBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double cacheBytes READ cacheBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double scratchBytes READ scratchBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double processBytes READ processBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double availableBytes READ availableBytes NOTIFY sampled FINAL)

public:
    explicit LiveMetrics(QObject* parent = nullptr);
    ~LiveMetrics() override;

    void addTokens(int tokens);
    void setModelMemory(const engine::measure::MemoryUse& memory);

    bool active() const { return m_active; }
    void setActive(bool active);
    SeriesTable* series() const { return m_series; }
    double tokensPerSecond() const { return m_tokensPerSecond; }
    double weightsBytes() const { return static_cast<double>(m_model.weights); }
    double cacheBytes() const { return static_cast<double>(m_model.cache); }
    double scratchBytes() const { return static_cast<double>(m_model.scratch); }
    double processBytes() const { return static_cast<double>(m_process.resident); }
    double availableBytes() const { return static_cast<double>(m_available); }

signals:
    void activeChanged();
    void sampled();

private:
    void onSampled(const engine::measure::ProcessMemory& process, qint64 available);

    QThread m_thread;
    MemorySampler* m_sampler; // lives on m_thread, deleted when it ends
    SeriesTable* m_series;
    RateMeter m_meter;
    QElapsedTimer m_clock;
    engine::measure::MemoryUse m_model;
    engine::measure::ProcessMemory m_process;
    qint64 m_available = 0;
    double m_tokensPerSecond = 0;
    bool m_active = false;
};

} // namespace ui
