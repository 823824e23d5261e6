// SPDX-License-Identifier: GPL-3.0-or-later
// The comparison that runs: progress, candidates, stopping. Owned by Lab; GUI thread, never waits.
#pragma once

#include "ui/lab/lab_lanes.h"

#include <QElapsedTimer>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class LiveMetrics;

class LabRun : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The run belongs to the Lab.")
    Q_PROPERTY(bool running READ running NOTIFY changed FINAL)
    Q_PROPERTY(bool stopping READ stopping NOTIFY changed FINAL)
    Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
    Q_PROPERTY(QString step READ step NOTIFY changed FINAL)     // what is done instead of a run, or empty
    Q_PROPERTY(QString prompt READ prompt NOTIFY changed FINAL) // of the run in work
    Q_PROPERTY(int done READ done NOTIFY changed FINAL)         // runs
    Q_PROPERTY(int all READ all NOTIFY changed FINAL)
    Q_PROPERTY(double secondsLeft READ secondsLeft NOTIFY changed FINAL) // -1: not known yet
    Q_PROPERTY(QString error READ error NOTIFY changed FINAL)            // why the last one did not run, or empty
    Q_PROPERTY(int candidates READ candidates NOTIFY changed FINAL)
    Q_PROPERTY(ui::LabLanes* lanes READ lanes CONSTANT FINAL)

public:
    LabRun(LabWorker& worker, LiveMetrics& metrics, QObject* parent = nullptr);

    void start(const engine::lab::Experiment& experiment); // nothing while one runs
    Q_INVOKABLE void stop();                               // what was measured is kept

    bool running() const { return m_stop != nullptr; }
    bool stopping() const { return m_stop && *m_stop; }
    QString name() const;
    QString step() const { return m_step; }
    QString prompt() const { return m_prompt; }
    int done() const { return m_done; }
    int all() const { return m_all; }
    double secondsLeft() const;
    QString error() const { return m_error; }
    int candidates() const { return m_lanes->rowCount(); }
    LabLanes* lanes() const { return m_lanes; }

signals:
    void changed();
    void measured(const engine::measure::MemoryUse& memory); // what a run took
    void finished(const ui::LabResultPointer& result);

private:
    void end(const QString& error);
    void onStreamed(const LabStream& stream);

    LabWorker& m_worker;
    LiveMetrics& m_metrics;
    LabLanes* m_lanes;
    engine::lab::Experiment m_experiment;
    LabStop m_stop; // of the run in work
    quint64 m_request = 0;
    QString m_step;
    QString m_prompt;
    QString m_error;
    QElapsedTimer m_clock; // since the first run began
    int m_done = 0;
    int m_all = 0;
    int m_tokens = 0; // of the run in work that the live graphs know of
};

} // namespace ui
