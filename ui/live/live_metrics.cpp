// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_metrics.h"

#include "ui/live/memory_sampler.h"

#include <limits>

namespace ui
{
namespace
{

double mebibytes(std::int64_t bytes)
{
    return static_cast<double>(bytes) / (1024.0 * 1024.0);
}

} // namespace

LiveMetrics::LiveMetrics(QObject* parent) : SampleSource(parent), m_sampler(new MemorySampler)
{
    m_clock.start();
    m_thread.setObjectName("sampling");
    m_sampler->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_sampler, &QObject::deleteLater);
    connect(m_sampler, &MemorySampler::sampled, this, &LiveMetrics::onSampled);
    connect(m_sampler, &MemorySampler::gpuSampled, this, &LiveMetrics::setGpu);
    connect(&m_thread, &QThread::started, m_sampler, &MemorySampler::start);
    m_thread.start();
}

LiveMetrics::~LiveMetrics()
{
    m_thread.quit();
    m_thread.wait();
}

void LiveMetrics::addTokens(int tokens)
{
    m_meter.add(m_clock.elapsed(), tokens);
}

void LiveMetrics::beginPrompt()
{
    m_promptAt = m_clock.elapsed();
    m_promptRead = 0;
    m_promptRate = 0;
    m_promptBusy = true;
}

void LiveMetrics::addPrompt(qint64 read)
{
    const qint64 now = m_clock.elapsed();
    if (!m_promptBusy || read <= m_promptRead || now <= m_promptAt)
        return;
    m_promptRate = static_cast<double>(read - m_promptRead) * 1000 / static_cast<double>(now - m_promptAt);
    m_promptAt = now;
    m_promptRead = read;
    m_promptFresh = true;
}

void LiveMetrics::endPrompt()
{
    m_promptBusy = false;
}

void LiveMetrics::setPromptRate(double tokensPerSecond)
{
    m_promptRate = tokensPerSecond;
    m_promptFresh = true;
}

void LiveMetrics::setModelMemory(const engine::measure::MemoryUse& memory)
{
    m_model = memory;
    emit sampled();
}

void LiveMetrics::watchGpu(const QString& name)
{
    setGpu({});
    QMetaObject::invokeMethod(m_sampler, [sampler = m_sampler, name] { sampler->watch(name); });
}

void LiveMetrics::setGpu(const engine::measure::GpuReading& reading)
{
    m_gpu = reading;
    emit gpuSampled();
}

void LiveMetrics::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    QMetaObject::invokeMethod(m_sampler, [sampler = m_sampler, active] { sampler->setActive(active); });
    emit activeChanged();
}

void LiveMetrics::onSampled(const engine::measure::ProcessMemory& process, qint64 available)
{
    const qint64 now = m_clock.elapsed();
    m_process = process;
    m_available = available;
    m_tokensPerSecond = m_meter.rate(now);
    m_promptPerSecond = m_promptBusy || m_promptFresh ? m_promptRate : 0;
    m_promptFresh = false;
    const auto told = [](double value) { return value < 0 ? std::numeric_limits<double>::quiet_NaN() : value; };
    const bool gpu = hasGpu();
    add({now,
         {m_tokensPerSecond, m_promptPerSecond, mebibytes(m_model.weights), mebibytes(m_model.cache),
          mebibytes(m_model.scratch), mebibytes(process.resident), told(gpu ? m_gpu.usePercent : -1),
          told(gpu ? m_gpu.watts : -1), told(gpu ? m_gpu.celsius : -1)}});
}

} // namespace ui
