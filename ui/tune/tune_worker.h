// SPDX-License-Identifier: GPL-3.0-or-later
// The thread "tune": previews, jobs, comparisons, one after the other. Made without a parent and moved there; called by
// queued invoke only. Each request ends by exactly one signal.
#pragma once

#include "ui/chat/generation_worker.h"
#include "ui/tune/tune_preview.h"
#include "ui/tune/tune_run.h"

#include <QObject>

namespace ui
{

struct TuneQuestion {  // to two models
    std::string first; // paths
    std::string second;
    std::string prompt;
    int maxTokens = 256;
};

class TuneWorker : public QObject
{
    Q_OBJECT

public:
    explicit TuneWorker(EngineFactory factory);
    ~TuneWorker() override;

    // On this worker's thread.
    void preview(quint64 request, const TuneOrder& order);
    void run(quint64 request, const TuneTask& task, const StopFlag& stop);
    void discard(const TuneOrder& order);
    void measure(quint64 request, const std::string& path, const StopFlag& stop);
    void compare(quint64 request, const TuneQuestion& question, const StopFlag& stop);
    void shutDown() {} // nothing is kept between requests

signals:
    void previewed(quint64 request, const ui::TunePreview& preview);
    void progressed(quint64 request, const ui::TuneProgress& progress);
    void wrote(quint64 request); // the new file is there, measuring goes on
    void ended(quint64 request, const ui::TuneOutcome& outcome);
    void measured(quint64 request, const ui::TuneSpeed& speed);
    void pieceCame(quint64 request, int side, const QString& text); // 0: of the first model
    void sideEnded(quint64 request, int side, double rate, const QString& error);
    void compared(quint64 request);

private:
    void answer(quint64 request, int side, const std::string& path, const TuneQuestion& question,
                const std::atomic<bool>& stop);

    EngineFactory m_factory;
};

} // namespace ui
