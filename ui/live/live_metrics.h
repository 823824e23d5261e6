// SPDX-License-Identifier: GPL-3.0-or-later
// What the live graphs show: one history for the whole app, ten rows a second while somebody looks and one a second
// else. Owned by the Workspace; GUI thread, the measuring is on the thread "sampling".
#pragma once

#include "engine/measure/gpu_meter.h"
#include "engine/measure/memory.h"
#include "ui/chat/rate_meter.h"
#include "ui/live/sample_source.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QThread>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class MemorySampler;

class LiveMetrics : public ui::SampleSource // qualified, for qmltyperegistrar
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The metrics belong to the Workspace.")
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged FINAL)
    Q_PROPERTY(double tokensPerSecond READ tokensPerSecond NOTIFY sampled FINAL)
    Q_PROPERTY(double promptPerSecond READ promptPerSecond NOTIFY sampled FINAL)
    Q_PROPERTY(double weightsBytes READ weightsBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double cacheBytes READ cacheBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double scratchBytes READ scratchBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double processBytes READ processBytes NOTIFY sampled FINAL)
    Q_PROPERTY(double availableBytes READ availableBytes NOTIFY sampled FINAL)
    Q_PROPERTY(bool hasGpu READ hasGpu NOTIFY gpuSampled FINAL)
    Q_PROPERTY(QString gpuName READ gpuName NOTIFY gpuSampled FINAL)
    Q_PROPERTY(double gpuUsedBytes READ gpuUsedBytes NOTIFY gpuSampled FINAL)
    Q_PROPERTY(double gpuAllBytes READ gpuAllBytes NOTIFY gpuSampled FINAL)
    Q_PROPERTY(int gpuUse READ gpuUse NOTIFY gpuSampled FINAL)
    Q_PROPERTY(int gpuCelsius READ gpuCelsius NOTIFY gpuSampled FINAL)
    Q_PROPERTY(double gpuWatts READ gpuWatts NOTIFY gpuSampled FINAL)

public:
    explicit LiveMetrics(QObject* parent = nullptr);
    ~LiveMetrics() override;

    void addTokens(int tokens);
    void beginPrompt();          // a prompt is asked for: its time counts from here
    void addPrompt(qint64 read); // so many of its tokens are read by now
    void endPrompt();
    void setPromptRate(double tokensPerSecond); // of one that was read between two samples
    void setModelMemory(const engine::measure::MemoryUse& memory);
    void watchGpu(const QString& name); // which computes; empty: none does
    void setGpu(const engine::measure::GpuReading& reading);

    bool active() const { return m_active; }
    void setActive(bool active);
    double tokensPerSecond() const { return m_tokensPerSecond; }
    double promptPerSecond() const { return m_promptPerSecond; }
    double weightsBytes() const { return static_cast<double>(m_model.weights); }
    double cacheBytes() const { return static_cast<double>(m_model.cache); }
    double scratchBytes() const { return static_cast<double>(m_model.scratch); }
    double processBytes() const { return static_cast<double>(m_process.resident); }
    double availableBytes() const { return static_cast<double>(m_available); }

    // Of the GPU that computes; -1: it does not tell.
    bool hasGpu() const { return !m_gpu.name.empty(); }
    QString gpuName() const { return QString::fromStdString(m_gpu.name); }
    double gpuUsedBytes() const { return static_cast<double>(m_gpu.usedBytes); }
    double gpuAllBytes() const { return static_cast<double>(m_gpu.allBytes); }
    int gpuUse() const { return m_gpu.usePercent; }
    int gpuCelsius() const { return m_gpu.celsius; }
    double gpuWatts() const { return m_gpu.watts; }

signals:
    void activeChanged();
    void gpuSampled();

private:
    void onSampled(const engine::measure::ProcessMemory& process, qint64 available);

    QThread m_thread;
    MemorySampler* m_sampler; // lives on m_thread, deleted when it ends
    RateMeter m_meter;
    QElapsedTimer m_clock;
    engine::measure::MemoryUse m_model;
    engine::measure::ProcessMemory m_process;
    engine::measure::GpuReading m_gpu;
    qint64 m_available = 0;
    qint64 m_promptAt = 0; // when so many tokens of the prompt were read
    qint64 m_promptRead = 0;
    double m_promptRate = 0; // between the last two times
    bool m_promptBusy = false;
    bool m_promptFresh = false; // no sample has shown the rate yet
    double m_tokensPerSecond = 0;
    double m_promptPerSecond = 0;
    bool m_active = false;
};

} // namespace ui
