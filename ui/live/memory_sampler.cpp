// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/memory_sampler.h"

namespace ui
{

MemorySampler::MemorySampler() : m_timer(this) // a child moves to the thread with its parent
{
    m_timer.setInterval(kRestMs);
    connect(&m_timer, &QTimer::timeout, this, &MemorySampler::sample);
}

void MemorySampler::start()
{
    m_timer.start();
}

void MemorySampler::setActive(bool active)
{
    const int period = active ? kPeriodMs : kRestMs;
    if (m_timer.interval() == period)
        return;
    m_timer.setInterval(period);
    if (active)
        sample();
}

void MemorySampler::watch(const QString& gpu)
{
    m_gpu = gpu;
    m_sinceGpu.invalidate();
}

void MemorySampler::sample()
{
    emit sampled(engine::measure::processMemory(), engine::measure::availableMemory());
    if (m_gpu.isEmpty() || (m_sinceGpu.isValid() && m_sinceGpu.elapsed() < kRestMs - kPeriodMs / 2))
        return;
    m_sinceGpu.start();
    if (!m_meter)
        m_meter = std::make_unique<engine::measure::GpuMeter>();
    if (const auto reading = m_meter->read(m_meter->find(m_gpu.toStdString())))
        emit gpuSampled(*reading);
}

} // namespace ui
