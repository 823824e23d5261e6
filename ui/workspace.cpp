// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace.h"

#include "engine/error.h"
#include "ui/chat/generation_worker.h"
#include "ui/chat/local_engine.h"
#include "ui/chat/title_writer.h"
#include "ui/chat/visible_text.h"
#include "ui/dropped_folder.h"
#include "ui/file_worker.h"
#include "ui/hub/hub_worker.h"
#include "ui/storage_worker.h"
#include "ui/text/engine_sentences.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace ui
{
namespace
{

std::filesystem::path databaseFile(const QString& folder)
{
    return std::filesystem::path(QDir(folder).filePath(QStringLiteral("fettle.db")).toStdU16String());
}

EngineFactory factoryOr(const EngineFactory& factory)
{
    return factory ? factory : EngineFactory([] { return std::make_unique<LocalEngine>(); });
}

// A setting of the environment that cannot be used leaves the hub out, with its sentence.
engine::hub::Settings hubSettings(const std::optional<engine::hub::Settings>& given, NoticeList& notices)
{
    if (given)
        return *given;
    try {
        return engine::hub::Settings::fromEnvironment();
    } catch (const engine::Error& error) {
        notices.post(NoticeList::Kind::Warning, visibleText(engineSentence(std::string(error.what()))));
    }
    engine::hub::Settings offline;
    offline.offline = true;
    return offline;
}

quint64 memoryForModels()
{
    return static_cast<quint64>(engine::measure::availableMemory());
}

void start(QThread& thread, const char* name, QObject* worker)
{
    thread.setObjectName(QString::fromLatin1(name));
    worker->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, worker, &QObject::deleteLater);
    thread.start();
}

// After all that was asked before: the last task, then the end of the thread.
template <class Worker>
void finish(QThread& thread, Worker* worker)
{
    QMetaObject::invokeMethod(
        worker,
        [worker, &thread] {
            worker->shutDown();
            thread.quit();
        },
        Qt::QueuedConnection);
    thread.wait();
}

} // namespace

Workspace::Workspace(const WorkspaceOptions& options, QObject* parent)
    : QObject(parent),
      m_storage(new StorageWorker(databaseFile(options.profileFolder))),
      m_generation(new GenerationWorker(factoryOr(options.engineFactory))),
      m_files(new FileWorker),
      m_labWorker(new LabWorker(options.labRunner)),
      m_hub(nullptr),
      m_tune(new TuneWorker(factoryOr(options.engineFactory))),
      m_notices(new NoticeList(this)),
      m_settings(new AppSettings(*m_storage, this)),
      m_presets(new PresetList(*m_settings, *m_storage, *m_notices, this)),
      m_conversations(new ConversationList(*m_storage, *m_notices,
                                           options.clock ? options.clock : Clock(&QDateTime::currentDateTime), this)),
      m_library(new ModelLibrary({*m_generation, *m_storage, *m_settings, *m_notices}, options.starterModelPath, this)),
      m_chat(new ChatSession({*m_generation, *m_storage, *m_library, *m_settings, *m_notices, *m_files}, this)),
      m_devices(new DeviceChoice(*m_generation, *m_settings, this)),
      m_details(new ModelDetails(*m_files, *m_library, this)),
      m_fits(new FitPlanner({*m_files, *m_library, *m_settings, memoryForModels()}, this)),
      m_metrics(new LiveMetrics(this)),
      m_liveExport(new LiveExport(*m_files, *m_notices, this)),
      m_lab(new Lab({*m_labWorker, *m_files, *m_storage, *m_library, *m_notices, *m_metrics, *m_devices}, this)),
      m_downloads(nullptr),
      m_modelSearch(nullptr),
      m_repository(nullptr),
      m_found(nullptr),
      m_access(nullptr),
      m_titles(new TitleWriter({*m_generation, *m_storage, *m_settings}, this)),
      m_tuneRoom(new TuneRoom({*m_tune, *m_storage, *m_library, *m_notices},
                              QDir(options.profileFolder).filePath(QStringLiteral("models")), this)),
      m_loadModel(options.loadModel)
{
    const engine::hub::Settings hub = hubSettings(options.hub, *m_notices);
    m_hub = new HubWorker(hub);
    m_downloads = new DownloadList(hub, this);
    m_modelSearch = new ModelSearch(*m_hub, memoryForModels(), this);
    m_repository = new RepositoryFiles(*m_hub, *m_downloads, memoryForModels(), this);
    m_found = new FoundModels(*m_hub, *m_storage, *m_notices, this);
    m_access = new HubAccess({*m_files, *m_storage, *m_notices}, hub,
                             QDir(options.profileFolder).filePath(QStringLiteral("hub-token")), this);
    connectHub();
    connectParts();
    start(m_hubThread, "hub", m_hub);
    start(m_fileThread, "files", m_files);
    start(m_tuneThread, "tune", m_tune);
    start(m_labThread, "lab", m_labWorker);
    start(m_storageThread, "storage", m_storage);
    start(m_generationThread, "generation", m_generation);
    m_storage->post([](StorageWorker& storage) { storage.open(); });
}

Workspace::~Workspace()
{
    m_titles->stop();
    m_chat->close();
    m_library->stopLoading();
    m_devices->stop();
    m_modelSearch->stop();
    m_repository->stop();
    m_found->stop();
    m_tuneRoom->stop();
    finish(m_tuneThread, m_tune);
    QCoreApplication::sendPostedEvents(m_tuneRoom->activity(), QEvent::MetaCall); // how the job ended
    m_lab->run()->stop();
    finish(m_labThread, m_labWorker);
    QCoreApplication::sendPostedEvents(m_lab->run(), QEvent::MetaCall); // what a stopped run has measured is kept
    finish(m_hubThread, m_hub);
    finish(m_fileThread, m_files);
    finish(m_generationThread, m_generation);
    // What the engine said last is on its way in this thread's queue.
    QCoreApplication::sendPostedEvents(m_chat, QEvent::MetaCall);
    QCoreApplication::sendPostedEvents(m_lab->archive(), QEvent::MetaCall);
    m_chat->closeRun();
    finish(m_storageThread, m_storage);
}

QString Workspace::version() const
{
    return QStringLiteral(FETTLE_VERSION);
}

void Workspace::openFiles(const QList<QUrl>& files)
{
    static const QStringList kOfConversations{"json", "jsonl", "md", "chat"}; // their content decides what they are
    static const QStringList kOfModels{"gguf", "safetensors", ""};
    QList<QUrl> conversations;
    std::copy_if(files.begin(), files.end(), std::back_inserter(conversations), [](const QUrl& file) {
        return kOfConversations.contains(QFileInfo(file.fileName()).suffix().toLower());
    });
    QList<QUrl> folders;
    std::copy_if(files.begin(), files.end(), std::back_inserter(folders),
                 [](const QUrl& file) { return file.isLocalFile() && QFileInfo(file.toLocalFile()).isDir(); });
    for (const QUrl& folder : folders)
        openFolder(folder);
    const auto isModel = [&](const QUrl& file) { // also without a suffix, as Ollama's are
        return !folders.contains(file) &&
               (!file.isLocalFile() || kOfModels.contains(QFileInfo(file.fileName()).suffix().toLower()));
    };
    const auto model = std::find_if(files.begin(), files.end(), isModel);
    if (!conversations.isEmpty())
        m_conversations->importFrom(conversations);
    else if (model != files.end())
        m_library->loadUrl(*model);
    else if (folders.isEmpty() && !files.isEmpty())
        m_chat->attachments()->add(files);
}

void Workspace::connectHub()
{
    connect(m_access, &HubAccess::settingsChanged, this, [this] {
        m_hub->use(m_access->settings());
        m_downloads->use(m_access->settings());
    });
    connect(m_settings, &AppSettings::loadOptionsChanged, this,
            [this] { m_repository->setContext(m_settings->contextLength()); });
    connect(m_library, &ModelLibrary::currentChanged, this, [this] { m_found->setCurrent(m_library->currentPath()); });
    connect(m_found, &FoundModels::removed, m_library, &ModelLibrary::forget);
    connect(m_chat, &ChatSession::asked, m_titles, &TitleWriter::stop);
    connect(m_chat, &ChatSession::firstAnswerEnded, m_titles, &TitleWriter::onFirstAnswer);
    connect(m_library, &ModelLibrary::aboutToChange, m_titles, &TitleWriter::stop);
}

void Workspace::openFolder(const QUrl& folder)
{
    m_files->run(
        this, [path = std::filesystem::path(folder.toLocalFile().toStdU16String())] { return lookInto(path); },
        [this, folder](const DroppedFolder& found) {
            QList<QUrl> files;
            for (const std::filesystem::path& file : found.files)
                files.append(QUrl::fromLocalFile(QString::fromStdU16String(file.u16string())));
            if (found.kind == DroppedFolder::Kind::Model)
                m_library->loadUrl(folder);
            else if (found.kind == DroppedFolder::Kind::Conversations)
                m_conversations->importFrom(files);
            else
                m_found->addFolder(folder);
            if (found.kind == DroppedFolder::Kind::Place)
                m_notices->post(
                    NoticeList::Kind::Info,
                    tr("The models in “%1” are listed on the page of models.").arg(visibleLine(folder.fileName())));
        });
}

void Workspace::connectParts()
{
    connect(m_storage, &StorageWorker::opened, this, &Workspace::onOpened);
    connect(m_storage, &StorageWorker::failed, this, &Workspace::onStorageFailed);
    connect(m_storage, &StorageWorker::movedAside, this, [this](const QString& sentence, const QString& file) {
        m_notices->post(NoticeList::Kind::Error,
                        tr("%1 It was kept as %2, and a new one was begun.").arg(sentence, visibleLine(file)));
    });
    connect(m_storage, &StorageWorker::recovered, this,
            [this] { m_notices->dismissSubject(QStringLiteral("storage")); });

    connect(m_conversations, &ConversationList::currentIdChanged, this, [this] {
        if (m_conversations->currentId() != 0)
            m_chat->open(m_conversations->currentId());
    });
    connect(m_conversations, &ConversationList::createRequested, this, [this] { m_chat->open(0); });
    connect(m_chat, &ChatSession::turnStored, this, [this](const storage::Conversation& conversation, bool shown) {
        m_conversations->put(conversation);
        if (shown)
            m_conversations->setCurrent(conversation.id);
    });
    connect(m_storage, &StorageWorker::branchedOff, this,
            [this](const storage::Conversation& conversation) { m_conversations->setCurrent(conversation.id); });
    connect(m_notices, &NoticeList::acted, this, [this](const QString& action, const QString& subject) {
        if (action == u"undo")
            m_conversations->undo(subject);
    });
    connect(m_downloads, &DownloadList::finished, this, [this](const QString& path, const QString& title) {
        m_library->add(path, title);
        m_notices->post(NoticeList::Kind::Info, tr("“%1” is complete and checked.").arg(title));
    });
    connect(m_library, &ModelLibrary::currentChanged, this, [this] {
        m_metrics->setModelMemory(m_library->memory());
        m_metrics->watchGpu(m_library->gpu());
    });
    connect(m_generation, &GenerationWorker::pieces, this, [this](RequestNumber, const QString&, int tokens) {
        m_metrics->endPrompt();
        m_metrics->addTokens(tokens);
    });
    connect(m_chat, &ChatSession::asked, m_metrics, &LiveMetrics::beginPrompt);
    connect(m_generation, &GenerationWorker::promptProgress, this,
            [this](RequestNumber, qint64 read, qint64) { m_metrics->addPrompt(read); });
    for (const auto ended : {&GenerationWorker::answerFinished, &GenerationWorker::answerStopped})
        connect(m_generation, ended, m_metrics, [this] { m_metrics->endPrompt(); });
    connect(m_generation, &GenerationWorker::answerFinished, m_lab, [this](RequestNumber, const AnswerResult& result) {
        m_lab->setup()->setSpeeds(result.timings.prefillRate(), result.timings.decodeRate());
    });
    connect(m_generation, &GenerationWorker::answerFailed, m_metrics, [this] { m_metrics->endPrompt(); });
}

void Workspace::onOpened(const Profile& profile)
{
    m_notices->dismissSubject(QStringLiteral("storage"));
    m_conversations->showFolders(profile.folders);
    if (const auto closed = profile.settings.find("closedFolders"); closed != profile.settings.end())
        m_conversations->restoreClosed(closed->second);
    m_conversations->show(profile.conversations);
    if (m_ready)
        return; // it was opened late: what the person set meanwhile stays
    m_downloads->restore();
    m_settings->restore(profile.settings);
    m_access->restore(profile.settings);
    m_found->restore(profile.settings);
    m_presets->restore(profile.settings);
    if (const auto draft = profile.settings.find("draft.new"); draft != profile.settings.end())
        m_chat->restoreNewDraft(QString::fromStdString(draft->second));
    m_chat->attachments()->restore(profile.draftFiles);
    settle();
}

void Workspace::onStorageFailed(quint64 request, int kind, const QString& sentence)
{
    Q_UNUSED(request);
    Q_UNUSED(kind);
    m_notices->postLatest(NoticeList::Kind::Error, visibleText(sentence), QStringLiteral("storage"));
    settle(); // also without a database the window works, and says so
}

void Workspace::settle()
{
    if (m_ready)
        return;
    m_ready = true;
    emit readyChanged();
    if (m_loadModel)
        m_library->loadFirst();
}

} // namespace ui
