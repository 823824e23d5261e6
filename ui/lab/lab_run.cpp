// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_run.h"

#include "ui/chat/visible_text.h"
#include "ui/lab/lab_words.h"
#include "ui/live/live_metrics.h"

namespace ui
{

LabRun::LabRun(LabWorker& worker, LiveMetrics& metrics, QObject* parent)
    : QObject(parent),
      m_worker(worker),
      m_metrics(metrics),
      m_lanes(new LabLanes(this))
{
    const auto mine = [this](quint64 request) { return request == m_request && running(); };
    connect(&worker, &LabWorker::preparing, this, [this, mine](quint64 request, const QString& step) {
        if (!mine(request))
            return;
        m_step = visibleText(step);
        emit changed();
    });
    connect(&worker, &LabWorker::began, this,
            [this, mine](quint64 request, const engine::lab::RunPlace& place, int done, int all) {
                if (!mine(request))
                    return;
                if (!m_clock.isValid())
                    m_clock.start();
                m_step.clear();
                m_done = done;
                m_all = all;
                m_tokens = 0;
                m_metrics.beginPrompt();
                const auto prompt = static_cast<std::size_t>(place.prompt);
                m_prompt = prompt < m_experiment.prompts.size() ? LabWords::prompt(m_experiment.prompts[prompt].name)
                                                                : QString();
                m_lanes->began(place);
                emit changed();
            });
    connect(&worker, &LabWorker::streamed, this, [this, mine](quint64 request, const LabStream& stream) {
        if (mine(request))
            onStreamed(stream);
    });
    connect(&worker, &LabWorker::ended, this, [this, mine](quint64 request, const engine::lab::RunRecord& record) {
        if (!mine(request))
            return;
        emit measured(record.memory);
        m_lanes->ended(record);
    });
    connect(&worker, &LabWorker::failed, this, [this, mine](quint64 request, int candidate, const QString& sentence) {
        if (mine(request))
            m_lanes->failed(candidate, sentence);
    });
    connect(&worker, &LabWorker::finished, this, [this, mine](quint64 request, const LabResultPointer& result) {
        if (!mine(request))
            return;
        end({});
        emit finished(result);
    });
    connect(&worker, &LabWorker::broken, this, [this, mine](quint64 request, const QString& sentence) {
        if (mine(request))
            end(visibleText(sentence));
    });
}

void LabRun::start(const engine::lab::Experiment& experiment)
{
    if (running())
        return;
    m_experiment = experiment;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_step.clear();
    m_prompt.clear();
    m_error.clear();
    m_done = 0;
    m_all = 0;
    m_clock.invalidate();
    const QStringList keys = LabWords::differing(experiment.candidates);
    QStringList names;
    for (const engine::lab::Candidate& candidate : experiment.candidates)
        names.append(LabWords::name(candidate, keys));
    m_lanes->begin(experiment, names);
    LabWorker* worker = &m_worker;
    QMetaObject::invokeMethod(
        worker, [worker, request = ++m_request, experiment, stop = m_stop] { worker->run(request, experiment, stop); });
    emit changed();
}

void LabRun::stop()
{
    if (!m_stop)
        return;
    *m_stop = true;
    emit changed();
}

void LabRun::onStreamed(const LabStream& stream)
{
    if (stream.promptRead > 0 && stream.tokens == 0)
        m_metrics.addPrompt(stream.promptRead);
    if (stream.tokens > m_tokens) {
        if (m_tokens == 0 && stream.promptRead > 0 && stream.firstSeconds > 0)
            m_metrics.setPromptRate(static_cast<double>(stream.promptRead) / stream.firstSeconds);
        m_metrics.endPrompt();
        m_metrics.addTokens(stream.tokens - m_tokens);
        m_tokens = stream.tokens;
    }
    m_lanes->streamed(stream);
}

QString LabRun::name() const
{
    return visibleLine(QString::fromStdString(m_experiment.name));
}

double LabRun::secondsLeft() const
{
    constexpr double kMilliseconds = 1000;
    if (m_done == 0 || !m_clock.isValid())
        return -1;
    return static_cast<double>(m_clock.elapsed()) / kMilliseconds / m_done * (m_all - m_done);
}

void LabRun::end(const QString& error)
{
    m_stop.reset();
    m_error = error;
    m_step.clear();
    m_lanes->rest();
    m_metrics.endPrompt();
    emit changed();
}

} // namespace ui
