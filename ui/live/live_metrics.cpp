// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_metrics.h"

#include "ui/live/memory_sampler.h"

namespace ui
{
namespace
{

double mebibytes(std::int64_t bytes)
{
    return static_cast<double>(bytes) / (1024.0 * 1024.0);
}

} // namespace

LiveMetrics::LiveMetrics(QObject* parent)
    : QObject(parent),
      m_sampler(new MemorySampler),
      m_series(new SeriesTable(this))
{
    m_clock.start();
    m_thread.setObjectName("sampling");
    m_sampler->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_sampler, &QObject::deleteLater);
    connect(m_sampler, &MemorySampler::sampled, this, &LiveMetrics::onSampled);
    connect(m_sampler, &MemorySampler::gpuSampled, this, &LiveMetrics::setGpu);
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
    if (!m_active)
        return; // it was on its way when sampling ended
    const qint64 now = m_clock.elapsed();
    m_process = process;
    m_available = available;
    m_tokensPerSecond = m_meter.rate(now);
    m_series->add({now,
                   {0, m_tokensPerSecond, mebibytes(m_model.weights), mebibytes(m_model.cache),
                    mebibytes(m_model.scratch), mebibytes(process.resident)}});
    emit sampled();
}

} // namespace ui
