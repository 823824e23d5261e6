// SPDX-License-Identifier: GPL-3.0-or-later
// What graphs show of the live measurements: the last so many seconds, or a stretch that stands still. Several graphs
// share one, so that they move together and one pointer reads them all. Made in QML; GUI thread.
#pragma once

#include "ui/live/sample_source.h"

#include <QObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class TimeWindow : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ui::SampleSource* metrics READ metrics WRITE setMetrics NOTIFY metricsChanged FINAL)
    Q_PROPERTY(double span READ span WRITE setSpan NOTIFY changed FINAL)     // seconds
    Q_PROPERTY(bool paused READ paused WRITE setPaused NOTIFY changed FINAL) // what is shown then is kept as it was
    Q_PROPERTY(double pointed READ pointed WRITE setPointed NOTIFY pointedChanged FINAL) // 0..1 of the width, -1: none
    Q_PROPERTY(double secondsAgo READ secondsAgo NOTIFY pointedChanged FINAL)            // of what is pointed at
    Q_PROPERTY(double endsAgo READ endsAgo NOTIFY changed FINAL) // seconds from the right end to now

public:
    enum Column { // LiveSample::Column
        TokensPerSecond,
        PromptPerSecond,
        WeightsMiB,
        CacheMiB,
        ScratchMiB,
        ProcessMiB,
        GpuPercent,
        GpuWatts,
        GpuCelsius
    };
    Q_ENUM(Column)
    static constexpr double kLeastSpan = 5;
    static constexpr double kMostSpan = 3600;

    explicit TimeWindow(QObject* parent = nullptr);

    // By that factor around the place that is pointed at; while it runs, the right end stays at now.
    Q_INVOKABLE void zoom(double factor);
    Q_INVOKABLE void pan(double share);  // of the span, to the left for < 0; it stands still from then on
    Q_INVOKABLE void point(double step); // moves the pointer by a share of the width
    // At the pointer, or of the newest row where there is none; NaN where nothing was measured.
    Q_INVOKABLE double valueAt(int column) const;
    Q_INVOKABLE bool has(int column) const;

    SampleSource* metrics() const { return m_metrics; }
    void setMetrics(SampleSource* metrics);
    double span() const { return m_span; }
    void setSpan(double seconds);
    bool paused() const { return m_paused; }
    void setPaused(bool paused);
    double pointed() const { return m_pointed; }
    void setPointed(double share);
    double secondsAgo() const;
    double endsAgo() const;

    const SampleHistory& history() const;
    qint64 from() const { return to() - static_cast<qint64>(m_span * 1000); } // milliseconds of the samples' clock
    qint64 to() const { return m_paused ? m_end : history().newest(); }

signals:
    void metricsChanged();
    void changed();        // another stretch is shown
    void moved();          // by a sample
    void pointedChanged(); // or the row below the pointer

private:
    QPointer<SampleSource> m_metrics;
    SampleHistory m_kept; // while paused
    qint64 m_end = 0;     // likewise
    double m_span = 60;
    double m_pointed = -1;
    bool m_paused = false;
};

} // namespace ui
