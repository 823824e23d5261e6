// SPDX-License-Identifier: GPL-3.0-or-later
// The Lab's thread: checks and runs experiments, one after the other. Made without a parent and moved to the thread
// "lab"; called by queued invoke only. A run ends by exactly one of finished() and broken(); what streams meanwhile is
// gathered, so that the window gets it at most once a frame.
#pragma once

#include "ui/lab/lab_runner.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace ui
{

using LabStop = std::shared_ptr<std::atomic<bool>>;
using LabResultPointer = std::shared_ptr<const engine::lab::Result>;

struct LabStream { // what has come of one run since the last time
    engine::lab::RunPlace place;
    qint64 promptRead = 0; // tokens so far
    qint64 promptAll = 0;
    QString text;       // new
    int tokens = 0;     // so far, of all requests
    double seconds = 0; // since the run's request, when the last of them came
    double firstSeconds = 0;
};

class LabWorker : public QObject
{
    Q_OBJECT

public:
    static constexpr int kFlushMs = 33;

    explicit LabWorker(LabRunnerFactory factory);
    ~LabWorker() override;

    // On this worker's thread.
    void check(quint64 request, const engine::lab::Experiment& experiment);
    void run(quint64 request, const engine::lab::Experiment& experiment, const LabStop& stop);
    void shutDown(); // lets go of the runner

signals:
    void checked(quint64 request, const std::vector<engine::lab::Problem>& problems);
    void preparing(quint64 request, const QString& step);
    void began(quint64 request, const engine::lab::RunPlace& place, int done, int all);
    void streamed(quint64 request, const ui::LabStream& stream);
    void ended(quint64 request, const engine::lab::RunRecord& record);
    void failed(quint64 request, int candidate, const QString& sentence);
    void finished(quint64 request, const ui::LabResultPointer& result);
    void broken(quint64 request, const QString& sentence);

private:
    LabRunner& runner();

    LabRunnerFactory m_factory;
    std::unique_ptr<LabRunner> m_runner;
};

} // namespace ui
