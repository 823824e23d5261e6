// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/memory_sampler.h"

namespace ui
{

MemorySampler::MemorySampler() : m_timer(this) // a child moves to the thread with its parent
{
    m_timer.setInterval(kPeriodMs);
    connect(&m_timer, &QTimer::timeout, this, &MemorySampler::sample);
}

void MemorySampler::setActive(bool active)
{
    if (active == m_timer.isActive())
        return;
    if (active) {
        m_timer.start();
        sample();
    } else {
        m_timer.stop();
    }
}

void MemorySampler::sample()
{
    emit sampled(engine::measure::processMemory(), engine::measure::availableMemory());
}

} // namespace ui
