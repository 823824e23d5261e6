// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_activity.h"

#include "ui/chat/visible_text.h"
#include "ui/text/engine_sentences.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <utility>

namespace ui
{
namespace
{

// Relative errors: Q8_0 lies in the first step, Q6_K and Q5_K in the second and third, Q4_K in the fourth, Q3_K and
// Q2_K above it.
constexpr std::array kScale{0.01, 0.03, 0.06, 0.1, 0.2};
constexpr qint64 kSampleMs = 500;
constexpr double kMiB = 1 << 20;

QString fileName(const std::string& path)
{
    return visibleLine(QFileInfo(QString::fromStdString(path)).fileName());
}

} // namespace

TuneActivity::TuneActivity(TuneWorker& worker, QObject* parent)
    : QObject(parent),
      m_worker(worker),
      m_series(new SampleSource(this))
{
    connect(&worker, &TuneWorker::progressed, this, [this](quint64 request, const TuneProgress& progress) {
        if (request == m_request)
            onProgress(progress);
    });
    connect(&worker, &TuneWorker::wrote, this, [this](quint64 request) {
        if (request != m_request)
            return;
        m_task.written = true;
        emit stateChanged();
    });
    connect(&worker, &TuneWorker::ended, this, [this](quint64 request, const TuneOutcome& outcome) {
        if (request == m_request)
            onEnded(outcome);
    });
}

void TuneActivity::start(const TuneTask& task, const LayerGrid& grid, const std::vector<std::string>& tensors)
{
    if (active())
        return;
    m_task = task;
    m_outcome = {};
    m_awaitsChats = m_resumesThen = false;
    m_secondsBefore = 0;
    setGrid(grid, tensors);
    run();
}

void TuneActivity::show(const TuneTask& task, const TuneOutcome& outcome, State state, const LayerGrid& grid,
                        const std::vector<std::string>& tensors)
{
    if (active())
        return;
    m_task = task;
    m_outcome = outcome;
    m_progress = {};
    m_awaitsChats = m_resumesThen = false;
    setGrid(grid, tensors);
    const QJsonObject errors = outcome.measurements["errors"].toObject();
    for (auto error = errors.begin(); error != errors.end(); ++error)
        note(error.key().toStdString(), error.value().toDouble());
    emit errorsChanged();
    emit progressed();
    setState(state);
}

void TuneActivity::run()
{
    m_progress = {};
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_clock.start();
    m_sampled = -kSampleMs;
    ++m_request;
    setState(State::Running);
    emit progressed();
    QMetaObject::invokeMethod(&m_worker, [worker = &m_worker, request = m_request, task = m_task, stop = m_stop] {
        worker->run(request, task, stop);
    });
}

void TuneActivity::pause()
{
    if (m_state != State::Running)
        return;
    *m_stop = true;
    setState(State::Pausing);
}

void TuneActivity::resume()
{
    if (m_state != State::Paused)
        return;
    m_resumesThen = m_awaitsChats;
    if (!m_awaitsChats)
        run();
}

void TuneActivity::setChats(const std::string& text)
{
    m_task.chats = text;
    m_awaitsChats = false;
    if (std::exchange(m_resumesThen, false) && m_state == State::Paused)
        run();
}

void TuneActivity::cancel()
{
    if (m_state == State::Paused) {
        discard();
        setState(m_task.written ? State::Done : State::Cancelled);
        emit finished();
    } else if (m_state == State::Running || m_state == State::Pausing) {
        *m_stop = true;
        setState(State::Cancelling);
    }
}

void TuneActivity::discard()
{
    if (m_ending)
        discardTune(m_task.order);
    else
        QMetaObject::invokeMethod(&m_worker, [worker = &m_worker, order = m_task.order] { worker->discard(order); });
}

void TuneActivity::stop()
{
    m_ending = true;
    if (!active())
        return;
    *m_stop = true;
    if (m_state == State::Running)
        setState(State::Pausing);
}

void TuneActivity::onProgress(const TuneProgress& progress)
{
    m_progress = progress;
    for (const auto& [tensor, error] : progress.errors)
        note(tensor, error);
    if (m_clock.elapsed() - m_sampled >= kSampleMs) {
        m_sampled = m_clock.elapsed();
        LiveSample sample;
        sample.at = m_sampled + static_cast<qint64>(1000 * m_secondsBefore);
        sample.values[LiveSample::TokensPerSecond] = progress.rate / kMiB;
        sample.values[LiveSample::ProcessMiB] = progress.memory / kMiB;
        m_series->add(sample);
    }
    if (!progress.errors.empty())
        emit errorsChanged();
    emit progressed();
}

void TuneActivity::onEnded(const TuneOutcome& outcome)
{
    const QJsonObject before = m_outcome.measurements; // of the time before a pause: what was written is not told again
    m_outcome = outcome;
    for (auto value = before.begin(); value != before.end(); ++value)
        if (!m_outcome.measurements.contains(value.key()))
            m_outcome.measurements[value.key()] = value.value();
    m_task.written = m_task.written || outcome.written;
    m_secondsBefore = seconds();
    m_clock.invalidate();
    State state = State::Done;
    if (outcome.end == TuneOutcome::End::Failed)
        state = State::Failed;
    else if (outcome.end == TuneOutcome::End::Stopped && m_state == State::Pausing)
        state = State::Paused;
    else if (outcome.end == TuneOutcome::End::Stopped && !m_task.written)
        state = State::Cancelled;
    if (state == State::Cancelled)
        discard();
    if (outcome.end == TuneOutcome::End::Stopped)
        m_outcome.error.clear();
    setState(state);
    emit progressed();
    emit finished();
}

void TuneActivity::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

void TuneActivity::setGrid(const LayerGrid& grid, const std::vector<std::string>& tensors)
{
    m_grid = grid;
    m_places.clear();
    for (std::size_t i = 0; i < tensors.size(); ++i)
        m_places[tensors[i]] = i;
    m_errors.assign(tensors.size(), -1);
    emit gridChanged();
    emit errorsChanged();
}

void TuneActivity::note(const std::string& tensor, double error)
{
    if (const auto place = m_places.find(tensor); place != m_places.end())
        m_errors[place->second] = error;
}

double TuneActivity::seconds() const
{
    return m_secondsBefore + (m_clock.isValid() ? static_cast<double>(m_clock.elapsed()) / 1000 : 0);
}

QString TuneActivity::error() const
{
    return visibleText(engineSentence(m_outcome.error));
}

QVariantMap TuneActivity::result() const
{
    QVariantMap result = m_outcome.measurements.toVariantMap();
    QVariant& note = result["energyNote"];
    note = visibleText(engineSentence(note.toString().toStdString()));
    return result;
}

QString TuneActivity::sourceName() const
{
    return fileName(m_task.order.source);
}

QString TuneActivity::targetName() const
{
    return fileName(m_task.order.target);
}

QString TuneActivity::what() const
{
    return visibleLine(QString::fromStdString(m_progress.what)).left(100);
}

QStringList TuneActivity::matrices() const
{
    QStringList list;
    for (const std::string& matrix : m_grid.matrices)
        list.append(visibleLine(QString::fromStdString(matrix)).left(60));
    return list;
}

QList<double> TuneActivity::scale()
{
    return {kScale.begin(), kScale.end()};
}

double TuneActivity::errorOf(int cell) const
{
    if (cell < 0 || static_cast<std::size_t>(cell) >= m_grid.cells.size())
        return -1;
    const int tensor = m_grid.cells[static_cast<std::size_t>(cell)];
    return tensor >= 0 && static_cast<std::size_t>(tensor) < m_errors.size()
               ? m_errors[static_cast<std::size_t>(tensor)]
               : -1;
}

QList<int> TuneActivity::cells() const
{
    QList<int> list;
    for (std::size_t cell = 0; cell < m_grid.cells.size(); ++cell) {
        const double error = errorOf(static_cast<int>(cell));
        list.append(
            error < 0 ? -1 : static_cast<int>(std::upper_bound(kScale.begin(), kScale.end(), error) - kScale.begin()));
    }
    return list;
}

} // namespace ui
