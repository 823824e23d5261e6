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

void MemorySampler::watch(const QString& gpu)
{
    m_gpu = gpu;
    m_samples = 0;
}

void MemorySampler::sample()
{
    emit sampled(engine::measure::processMemory(), engine::measure::availableMemory());
    constexpr int kSecond = 1000 / kPeriodMs;
    if (m_gpu.isEmpty() || m_samples++ % kSecond != 0)
        return;
    if (!m_meter)
        m_meter = std::make_unique<engine::measure::GpuMeter>();
    if (const auto reading = m_meter->read(m_meter->find(m_gpu.toStdString())))
        emit gpuSampled(*reading);
}

} // namespace ui
