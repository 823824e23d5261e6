// SPDX-License-Identifier: GPL-3.0-or-later
// Asks the system for the memory in use, ten times a second while it is active. Lives on the thread "sampling".
#pragma once

#include "engine/measure/memory.h"

#include <QObject>
#include <QTimer>

namespace ui
{

class MemorySampler : public QObject
{
    Q_OBJECT

public:
    static constexpr int kPeriodMs = 100;

    MemorySampler();
    void setActive(bool active); // on this object's thread

signals:
    void sampled(const engine::measure::ProcessMemory& process, qint64 availableBytes);

private:
    void sample();

    QTimer m_timer;
};

} // namespace ui
