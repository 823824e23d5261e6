// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tune/tune_room.h"

#include "ui/chat/visible_text.h"
#include "ui/models/model_library.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"
#include "ui/text/engine_sentences.h"

#include <QDateTime>
#include <QJsonDocument>

namespace ui
{
namespace
{

constexpr int kPreviewMs = 60; // so that typing asks once
constexpr double kMiB = 1 << 20;
constexpr double kSuggestedFile = 0.35; // of the source: about Q5_K of a file in F16
constexpr double kSuggestedMemory = 0.5;

storage::JobState stored(TuneActivity::State state)
{
    using State = TuneActivity::State;
    switch (state) {
    case State::Paused:
        return storage::JobState::Paused;
    case State::Cancelled:
        return storage::JobState::Cancelled;
    case State::Failed:
        return storage::JobState::Failed;
    case State::Done:
        return storage::JobState::Done;
    default:
        return storage::JobState::Running;
    }
}

TuneActivity::State shown(storage::JobState state)
{
    using State = TuneActivity::State;
    constexpr State kStates[] = {State::Paused, State::Paused, State::Cancelled, State::Failed, State::Done};
    return kStates[static_cast<int>(state)];
}

QVariantMap mapOf(const PlannedMemory& memory)
{
    return {{"weights", memory.weights},
            {"cache", memory.cache},
            {"scratch", memory.scratch},
            {"total", memory.weights + memory.cache + memory.scratch}};
}

std::string compact(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

TuneRoom::TuneRoom(const Parts& parts, const QString& ownFolder, QObject* parent)
    : QObject(parent),
      m_parts(parts),
      m_choice(new TuneChoice(ownFolder, this)),
      m_types(new TuneTypes(this)),
      m_activity(new TuneActivity(parts.worker, this)),
      m_history(new TuneHistory(this)),
      m_variants(new TuneVariants(this)),
      m_comparison(new TuneComparison(parts.worker, this))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kPreviewMs);
    connect(&m_timer, &QTimer::timeout, this, &TuneRoom::ask);
    connect(m_choice, &TuneChoice::changed, this, [this] {
        if (m_choice->source() != m_measured)
            dropMeasuring();
        m_variants->setSource(m_choice->source());
        refresh();
    });
    connect(m_types, &TuneTypes::chosen, m_choice, &TuneChoice::setTypes);
    connect(&parts.worker, &TuneWorker::previewed, this, [this](quint64 request, const TunePreview& preview) {
        if (request == m_request)
            onPreview(preview);
    });
    connect(&parts.worker, &TuneWorker::measured, this, [this](quint64 request, const TuneSpeed& speed) {
        if (request == m_measureRequest)
            onSpeed(speed);
    });
    connect(m_activity, &TuneActivity::finished, this, &TuneRoom::onFinished);
    connect(&parts.worker, &TuneWorker::wrote, this, [this] { keepJob(); });
    connect(&parts.storage, &StorageWorker::opened, this,
            [this](const Profile& profile) { showJobs(profile.jobs, profile.derived); });
    connect(&parts.storage, &StorageWorker::jobsChanged, this, &TuneRoom::showJobs);
    connect(&parts.storage, &StorageWorker::jobAdded, this, [this](quint64 request, qint64 id) {
        if (request != m_jobRequest)
            return;
        m_job.id = id;
        keepJob(); // it may have gone on meanwhile
    });
    connect(&parts.storage, &StorageWorker::chatsCollected, this, [this](quint64 request, const std::string& text) {
        if (request == m_chatsRequest)
            onChats(text);
    });
}

void TuneRoom::showJobs(const std::vector<KnownJob>& jobs, const std::vector<KnownDerived>& derived)
{
    m_history->show(jobs);
    m_variants->show(derived);
    emit previewChanged(); // what is known of loss, speed and time
}

void TuneRoom::setStep(Step step)
{
    const bool free = !m_activity->active() && (step == Step::Model || !m_choice->source().isEmpty());
    const bool there = step == Step::Run ? m_activity->state() != TuneActivity::State::Idle : free;
    if (step == m_step || !there)
        return;
    if (m_step == Step::Run && m_activity->state() == TuneActivity::State::Done)
        m_choice->renew(); // the name is taken now
    m_step = step;
    emit stepChanged();
}

void TuneRoom::choose(const QString& path)
{
    if (m_activity->active() || path.isEmpty())
        return;
    m_choice->setSource(path);
    refresh();
    setStep(Step::Aim);
}

void TuneRoom::chooseUrl(const QUrl& file)
{
    if (file.isLocalFile())
        choose(file.toLocalFile());
}

void TuneRoom::refresh()
{
    if (m_choice->source().isEmpty())
        return;
    m_previewing = true;
    m_timer.start();
    emit previewChanged();
}

void TuneRoom::ask()
{
    m_comparison->stop(); // the thread is needed
    m_previewed = m_choice->order();
    QMetaObject::invokeMethod(&m_parts.worker, [worker = &m_parts.worker, request = ++m_request, order = m_previewed] {
        worker->preview(request, order);
    });
}

void TuneRoom::onPreview(const TunePreview& preview)
{
    m_preview = preview;
    m_previewing = m_timer.isActive();
    m_types->show(preview, !m_previewed.types.empty());
    const PlannedMemory& memory = preview.sourceMemory;
    m_choice->suggestLimits(kSuggestedFile * preview.sourceBytes / kMiB,
                            kSuggestedMemory * (memory.weights + memory.cache + memory.scratch) / kMiB);
    m_choice->setIdea(visibleLine(QString::fromStdString(preview.idea)));
    emit previewChanged();
}

QString TuneRoom::obstacle() const
{
    return visibleText(engineSentence(m_preview.error));
}

bool TuneRoom::canStart() const
{
    return !m_previewing && m_preview.error.empty() && !m_choice->source().isEmpty() && !m_activity->active() &&
           !measuring();
}

QVariantMap TuneRoom::preview() const
{
    double error = 0;
    const double loss = m_variants->lossOf(m_previewed, &error);
    const double speed = m_variants->sourceSpeed();
    const bool quantizes = m_previewed.kind == TuneOrder::Kind::Quantize;
    const bool planned = m_preview.memory.weights > 0 && m_preview.sourceMemory.weights > 0;
    storage::Job like;
    like.recipe = m_previewed.toJson();
    return {{"warning", visibleText(QString::fromStdString(m_preview.warning))},
            {"sourceBytes", m_preview.sourceBytes},
            {"bytes", m_preview.bytes},
            {"exact", m_preview.exact},
            {"sourceBits", m_preview.sourceBits},
            {"bits", m_preview.bits},
            {"context", static_cast<double>(m_preview.context)},
            {"sourceMemory", mapOf(m_preview.sourceMemory)},
            {"memory", mapOf(m_preview.memory)},
            {"availableBytes", m_preview.availableBytes},
            {"workBytes", m_preview.workBytes},
            {"freeBytes", m_preview.freeBytes},
            {"fellBack", m_preview.fellBack},
            {"preset", QString::fromStdString(m_preview.preset)},
            {"presetBytes", m_preview.presetBytes},
            {"speed", speed},
            {"newSpeed", planned ? speed * m_preview.sourceMemory.weights / m_preview.memory.weights : 0},
            {"kld", loss},
            {"kldError", error},
            {"kldAbout", quantizes ? m_variants->lossAbout(m_preview.bits, m_previewed.method) : -1},
            {"seconds", m_history->secondsPerByte(like) * m_preview.sourceBytes}};
}

void TuneRoom::measureSource()
{
    if (measuring() || m_activity->active() || m_choice->source().isEmpty())
        return;
    m_measured = m_choice->source();
    m_measureStop = std::make_shared<std::atomic<bool>>(false);
    QMetaObject::invokeMethod(&m_parts.worker,
                              [worker = &m_parts.worker, request = ++m_measureRequest, path = m_choice->order().source,
                               stop = m_measureStop] { worker->measure(request, path, stop); });
    emit previewChanged();
}

// Of another model than the one that is chosen now: nobody waits for it.
void TuneRoom::dropMeasuring()
{
    if (!m_measureStop)
        return;
    *m_measureStop = true;
    m_measureStop.reset();
    ++m_measureRequest;
}

void TuneRoom::onSpeed(const TuneSpeed& speed)
{
    m_measureStop.reset();
    if (speed.error.empty())
        m_variants->setSourceSpeed(speed.rate);
    else
        m_parts.notices.post(NoticeList::Kind::Warning, visibleText(engineSentence(speed.error)));
    emit previewChanged();
}

void TuneRoom::start()
{
    if (!canStart() || m_previewed != m_choice->order())
        return;
    m_comparison->stop(); // the thread is needed
    TuneTask task;
    task.order = m_choice->order();
    if (task.order.needsText() && task.order.text == TuneOrder::Text::Chats)
        m_parts.storage.post([request = ++m_chatsRequest](StorageWorker& storage) { storage.collectChats(request); });
    else
        begin(task);
}

void TuneRoom::onChats(const std::string& text)
{
    if (m_activity->state() == TuneActivity::State::Paused) // a job of before waits for them
        return m_activity->setChats(text);
    TuneTask task;
    task.order = m_choice->order();
    task.chats = text;
    begin(task);
}

void TuneRoom::begin(const TuneTask& task)
{
    m_job = {};
    m_job.kind = task.order.kindName();
    m_job.source = task.order.source;
    m_job.target = task.order.target;
    m_job.recipe = task.order.toJson();
    m_job.created = QDateTime::currentMSecsSinceEpoch();
    m_activity->start(task, m_preview.grid, m_preview.tensors);
    m_parts.storage.post(
        [request = ++m_jobRequest, job = m_job](StorageWorker& storage) { storage.addJob(request, job); });
    setStep(Step::Run);
}

void TuneRoom::keepJob()
{
    const TuneOutcome& outcome = m_activity->outcome();
    QJsonObject measurements = outcome.measurements;
    measurements["written"] = m_activity->written();
    measurements["order"] = QString::fromStdString(m_activity->task().order.recipe());
    measurements["essence"] = QString::fromStdString(TuneVariants::essence(m_activity->task().order));
    m_job.state = stored(m_activity->state());
    m_job.sourceHash = outcome.sourceHash.empty() ? m_job.sourceHash : outcome.sourceHash;
    m_job.measurements = compact(measurements);
    m_job.error = outcome.error;
    const bool over = m_job.state != storage::JobState::Running && m_job.state != storage::JobState::Paused;
    m_job.finished = over ? QDateTime::currentMSecsSinceEpoch() : 0;
    if (m_job.id != 0)
        m_parts.storage.post([job = m_job](StorageWorker& storage) { storage.updateJob(job); });
}

void TuneRoom::onFinished()
{
    keepJob();
    emit previewChanged();
    if (m_activity->state() != TuneActivity::State::Done)
        return;
    const TuneOutcome& outcome = m_activity->outcome();
    const TuneOrder& order = m_activity->task().order;
    storage::DerivedModel derived{order.target,     order.source,       m_job.sourceHash, outcome.recipe,
                                  outcome.textHash, m_job.measurements, m_job.finished};
    m_parts.storage.post([derived](StorageWorker& storage) { storage.saveDerived(derived); });
    m_parts.library.add(m_activity->target(), m_activity->targetName());
    m_comparison->setModels(QString::fromStdString(order.source), m_activity->target());
}

void TuneRoom::chat()
{
    m_comparison->stop();
    m_parts.library.load(m_activity->target());
    emit chatRequested();
}

void TuneRoom::load(const QString& path)
{
    m_parts.library.load(path);
}

void TuneRoom::open(qlonglong id)
{
    const KnownJob* known = m_history->find(id);
    if (known == nullptr || m_activity->active())
        return;
    m_job = known->job;
    TuneTask task;
    task.order = TuneOrder::fromJson(m_job.recipe);
    TuneOutcome outcome;
    outcome.measurements = QJsonDocument::fromJson(QByteArray::fromStdString(m_job.measurements)).object();
    outcome.written = task.written = outcome.measurements["written"].toBool() && !known->missing;
    outcome.error = m_job.error;
    outcome.sourceHash = m_job.sourceHash;
    std::vector<std::string> tensors;
    for (const QString& name : outcome.measurements["errors"].toObject().keys())
        tensors.push_back(name.toStdString());
    m_choice->setSource(QString::fromStdString(task.order.source));
    m_activity->show(task, outcome, shown(m_job.state), LayerGrid(tensors), tensors);
    m_comparison->setModels(QString::fromStdString(task.order.source), m_activity->target());
    if (m_activity->state() == TuneActivity::State::Paused && task.order.text == TuneOrder::Text::Chats) {
        m_activity->awaitChats();
        m_parts.storage.post([request = ++m_chatsRequest](StorageWorker& storage) { storage.collectChats(request); });
    }
    setStep(Step::Run);
}

void TuneRoom::again(qlonglong id)
{
    const KnownJob* known = m_history->find(id);
    if (known == nullptr || m_activity->active())
        return;
    const TuneOrder order = TuneOrder::fromJson(known->job.recipe);
    m_choice->setSource(QString::fromStdString(order.source));
    m_choice->setOrder(order);
    refresh();
    setStep(Step::Preview);
}

void TuneRoom::remove(qlonglong id)
{
    const KnownJob* known = m_history->find(id);
    const bool atWork = id == m_job.id && m_activity->active();
    if (known == nullptr || atWork)
        return;
    const bool left = known->job.state == storage::JobState::Paused || known->job.state == storage::JobState::Failed;
    if (left && !m_history->isShared(id)) // a full disk, too, leaves what could go on
        QMetaObject::invokeMethod(
            &m_parts.worker,
            [worker = &m_parts.worker, order = TuneOrder::fromJson(known->job.recipe)] { worker->discard(order); });
    m_parts.storage.post([id](StorageWorker& storage) { storage.removeJob(id); });
}

void TuneRoom::another()
{
    if (m_activity->active())
        return;
    setStep(Step::Model);
}

void TuneRoom::stop()
{
    m_activity->stop();
    m_comparison->stop();
    if (m_measureStop)
        *m_measureStop = true;
}

} // namespace ui
