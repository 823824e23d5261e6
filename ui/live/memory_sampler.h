// SPDX-License-Identifier: GPL-3.0-or-later
// Asks the system for the memory in use, ten times a second while it is active and once a second else, and once a
// second a GPU for what it does. Lives on the thread "sampling".
#pragma once

#include "engine/measure/gpu_meter.h"
#include "engine/measure/memory.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

namespace ui
{

class MemorySampler : public QObject
{
    Q_OBJECT

public:
    static constexpr int kPeriodMs = 100;
    static constexpr int kRestMs = 1000;

    MemorySampler();
    void start(); // on this object's thread; likewise
    void setActive(bool active);
    void watch(const QString& gpu); // the one of this name

signals:
    void sampled(const engine::measure::ProcessMemory& process, qint64 availableBytes);
    void gpuSampled(const engine::measure::GpuReading& reading);

private:
    void sample();

    QTimer m_timer;
    std::unique_ptr<engine::measure::GpuMeter> m_meter; // made when first needed
    QString m_gpu;
    QElapsedTimer m_sinceGpu;
};

} // namespace ui
