// SPDX-License-Identifier: GPL-3.0-or-later
// The job that runs, or ran last: how far it is, what each matrix lost, how it ended. One at a time. Owned by the
// TuneRoom; GUI thread, never waits.
#pragma once

#include "ui/live/sample_source.h"
#include "ui/tune/tune_worker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class TuneActivity : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The activity belongs to the TuneRoom.")
    Q_PROPERTY(State state READ state NOTIFY stateChanged FINAL)
    Q_PROPERTY(bool active READ active NOTIFY stateChanged FINAL) // runs, or is about to stop
    Q_PROPERTY(bool written READ written NOTIFY stateChanged FINAL) // the new file is there
    Q_PROPERTY(QString error READ error NOTIFY stateChanged FINAL)  // a sentence, or ""
    Q_PROPERTY(QString sourceName READ sourceName NOTIFY stateChanged FINAL)
    Q_PROPERTY(QString targetName READ targetName NOTIFY stateChanged FINAL)
    Q_PROPERTY(QString target READ target NOTIFY stateChanged FINAL) // path
    Q_PROPERTY(QString recipe READ recipe NOTIFY stateChanged FINAL)
    Q_PROPERTY(bool pruned READ pruned NOTIFY stateChanged FINAL)
    Q_PROPERTY(QVariantMap result READ result NOTIFY stateChanged FINAL) // as TuneOutcome::measurements
    Q_PROPERTY(Phase phase READ phase NOTIFY progressed FINAL)
    Q_PROPERTY(int index READ index NOTIFY progressed FINAL) // of count, from 0
    Q_PROPERTY(int count READ count NOTIFY progressed FINAL)
    Q_PROPERTY(QString what READ what NOTIFY progressed FINAL)
    Q_PROPERTY(double share READ share NOTIFY progressed FINAL) // of the phase
    Q_PROPERTY(double rate READ rate NOTIFY progressed FINAL)   // bytes of the new file a second; 0: unknown
    Q_PROPERTY(double memoryBytes READ memoryBytes NOTIFY progressed FINAL)
    Q_PROPERTY(double kld READ kld NOTIFY progressed FINAL) // so far; -1: not measured yet
    Q_PROPERTY(double kldError READ kldError NOTIFY progressed FINAL)
    Q_PROPERTY(double seconds READ seconds NOTIFY progressed FINAL)
    Q_PROPERTY(int layers READ layers NOTIFY gridChanged FINAL)
    Q_PROPERTY(QStringList matrices READ matrices NOTIFY gridChanged FINAL)
    Q_PROPERTY(QList<int> cells READ cells NOTIFY errorsChanged FINAL) // a step of the scale, -1: not done
    Q_PROPERTY(QList<double> scale READ scale CONSTANT FINAL)          // where each step but the last ends
    Q_PROPERTY(ui::SampleSource* series READ series CONSTANT FINAL)    // TokensPerSecond holds MiB a second here

public:
    enum class State { Idle, Running, Pausing, Paused, Cancelling, Cancelled, Failed, Done };
    Q_ENUM(State)
    enum class Phase { Starting, Calibrating, Quantizing, Probing, Verifying, Pruning, MeasuringLoss, MeasuringSpeed };
    Q_ENUM(Phase)

    TuneActivity(TuneWorker& worker, QObject* parent = nullptr);

    Q_INVOKABLE void pause();
    Q_INVOKABLE void resume();
    Q_INVOKABLE void cancel(); // while it measures: the new model stays, what is not measured yet is left out
    Q_INVOKABLE double errorOf(int cell) const; // of `cells`; -1 where it is not known

    void start(const TuneTask& task, const LayerGrid& grid, const std::vector<std::string>& tensors);
    // As it ended before.
    void show(const TuneTask& task, const TuneOutcome& outcome, State state, const LayerGrid& grid,
              const std::vector<std::string>& tensors);
    // A job of before goes on with them: resume() waits from the first call to the second.
    void awaitChats() { m_awaitsChats = true; }
    void setChats(const std::string& text);
    void stop();                                                    // the app ends

    const TuneTask& task() const { return m_task; }
    const TuneOutcome& outcome() const { return m_outcome; }
    State state() const { return m_state; }
    bool active() const
    {
        return m_state == State::Running || m_state == State::Pausing || m_state == State::Cancelling;
    }
    bool written() const { return m_task.written; }
    QString error() const;
    QString sourceName() const;
    QString targetName() const;
    QString target() const { return QString::fromStdString(m_task.order.target); }
    QString recipe() const { return QString::fromStdString(m_task.order.recipe()); }
    bool pruned() const { return m_task.order.kind == TuneOrder::Kind::Prune; }
    QVariantMap result() const;
    Phase phase() const { return static_cast<Phase>(m_progress.phase); }
    int index() const { return m_progress.index; }
    int count() const { return m_progress.count; }
    QString what() const;
    double share() const { return m_progress.share; }
    double rate() const { return m_progress.rate; }
    double memoryBytes() const { return m_progress.memory; }
    double kld() const { return m_progress.kld; }
    double kldError() const { return m_progress.kldError; }
    double seconds() const;
    int layers() const { return m_grid.layers; }
    QStringList matrices() const;
    QList<int> cells() const;
    static QList<double> scale();
    SampleSource* series() const { return m_series; }

signals:
    void stateChanged();
    void progressed();
    void gridChanged();
    void errorsChanged();
    void finished(); // it ended in some way

private:
    void run();
    void discard();
    void setGrid(const LayerGrid& grid, const std::vector<std::string>& tensors);
    void note(const std::string& tensor, double error);
    void onProgress(const TuneProgress& progress);
    void onEnded(const TuneOutcome& outcome);
    void setState(State state);

    TuneWorker& m_worker;
    SampleSource* m_series;
    TuneTask m_task;
    TuneOutcome m_outcome;
    TuneProgress m_progress;
    LayerGrid m_grid;
    std::map<std::string, std::size_t> m_places; // of tensors in m_errors
    std::vector<double> m_errors;                // by tensor, -1: not known
    State m_state = State::Idle;
    quint64 m_request = 0;
    StopFlag m_stop;
    bool m_awaitsChats = false;
    bool m_resumesThen = false; // when they have come
    bool m_ending = false; // the app: the worker is gone when the last word of a job comes
    QElapsedTimer m_clock;
    double m_secondsBefore = 0; // of runs before the last pause
    qint64 m_sampled = -1000;
};

} // namespace ui
