// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/storage_worker.h"

#include "storage/error.h"
#include "ui/text/engine_sentences.h"

#include <QDateTime>

#include <algorithm>
#include <filesystem>

namespace ui
{

struct StorageWorker::Stores {
    explicit Stores(std::unique_ptr<storage::Database> opened)
        : database(std::move(opened)),
          conversations(*database),
          jobs(*database),
          models(*database),
          labResults(*database),
          settings(*database)
    {
    }

    std::unique_ptr<storage::Database> database;
    storage::Conversations conversations;
    storage::Jobs jobs;
    storage::Models models;
    storage::LabResults labResults;
    storage::Settings settings;
};

StorageWorker::StorageWorker(std::filesystem::path file) : m_file(std::move(file)) {}

StorageWorker::~StorageWorker() = default;

void StorageWorker::open()
{
    attempt(0, [](Stores&) {});
}

void StorageWorker::shutDown()
{
    writeWaiting();
    m_stores.reset();
    delete std::exchange(m_retry, nullptr);
}

void StorageWorker::ensureOpen()
{
    if (m_stores)
        return;
    openOrMoveAside();
    Stores& stores = *m_stores;
    stores.conversations.markInterrupted();
    stores.conversations.purge();
    stores.jobs.markInterrupted();
    emit opened({stores.settings.all(), stores.conversations.list(), stores.conversations.folders(),
                 knownModels(stores), knownJobs(stores), knownDerived(stores), stores.labResults.list(),
                 stores.conversations.draftFiles()});
}

void StorageWorker::openOrMoveAside()
{
    try {
        m_stores = std::make_unique<Stores>(storage::Database::open(m_file));
    } catch (const storage::Error& error) {
        if (error.kind() != storage::ErrorKind::Corrupt)
            throw;
        const auto kept = storage::Database::moveAside(m_file);
        m_stores = std::make_unique<Stores>(storage::Database::open(m_file));
        emit movedAside(engineSentence(std::string(error.what())), QString::fromStdString(kept.string()));
    }
}

bool StorageWorker::attempt(quint64 request, const std::function<void(Stores&)>& operation)
{
    try {
        ensureOpen();
        operation(*m_stores);
        return true;
    } catch (const storage::Error& error) {
        emit failed(request, static_cast<int>(error.kind()), engineSentence(std::string(error.what())));
    } catch (const std::exception& error) {
        emit failed(request, static_cast<int>(storage::ErrorKind::Io), QString::fromLocal8Bit(error.what()));
    }
    return false;
}

void StorageWorker::storeTurn(quint64 request, const NewTurn& turn)
{
    attempt(request, [&](Stores& stores) {
        storage::Conversations& chats = stores.conversations;
        StoredTurn stored;
        storage::Id conversation = turn.conversation;
        storage::Id user = turn.parent;
        if (conversation == 0)
            conversation = chats.create(turn.title, turn.systemPrompt);
        try {
            if (turn.text)
                user = chats.appendMessage(
                    {conversation, turn.parent, storage::Role::User, *turn.text, {}, turn.attachments});
        } catch (const storage::Error&) {
            if (turn.conversation == 0)
                discard(stores, conversation);
            throw;
        }
        // The message is on the disk: what fails from here on takes nothing back.
        try {
            chats.setModel(conversation, turn.modelPath, turn.modelName);
            storage::Id answer = turn.continued;
            if (answer == 0)
                answer = chats.beginAnswer(conversation, user, turn.modelName);
            else
                chats.reopenAnswer(answer);
            stored.answer = chats.message(answer).value();
        } catch (const storage::Error& error) {
            stored.error = error.what();
        }
        stored.conversation = chats.find(conversation).value();
        stored.path = chats.path(user);
        emit turnStored(request, stored);
    });
}

// A conversation without a message, because that could not be stored.
void StorageWorker::discard(Stores& stores, storage::Id conversation)
{
    try {
        stores.conversations.remove(conversation);
    } catch (const storage::Error&) { // what is reported is why the message could not be stored
    }
}

void StorageWorker::updateAnswer(storage::Id answer, const std::string& text)
{
    attempt(0, [&](Stores& stores) { stores.conversations.updateAnswer(answer, text); });
    emit answerUpdated(answer);
}

void StorageWorker::finishAnswer(const AnswerEnding& ending)
{
    const bool written = attempt(0, [&](Stores& stores) {
        stores.conversations.finishAnswer(ending.answer, ending.text, ending.state, ending.metrics, ending.error,
                                          ending.modelName);
    });
    if (written)
        return;
    m_waiting[ending.answer] = ending;
    if (m_retry == nullptr) {
        m_retry = new QTimer(this);
        m_retry->setInterval(kRetryMs);
        connect(m_retry, &QTimer::timeout, this, &StorageWorker::writeWaiting);
    }
    m_retry->start();
}

void StorageWorker::writeWaiting()
{
    if (m_waiting.empty())
        return;
    for (auto next = m_waiting.begin(); next != m_waiting.end();) {
        const AnswerEnding& ending = next->second;
        try {
            ensureOpen();
            m_stores->conversations.finishAnswer(ending.answer, ending.text, ending.state, ending.metrics, ending.error,
                                                 ending.modelName);
        } catch (const storage::Error& error) {
            if (error.kind() != storage::ErrorKind::NotFound)
                return; // the next time, perhaps; it was reported already
        } catch (const std::exception&) {
            return;
        }
        next = m_waiting.erase(next);
    }
    if (m_retry != nullptr)
        m_retry->stop();
    emit recovered();
}

void StorageWorker::openConversation(quint64 request, storage::Id conversation)
{
    attempt(request, [&](Stores& stores) {
        const auto found = stores.conversations.find(conversation);
        if (!found)
            throw storage::Error(storage::ErrorKind::NotFound, "This conversation is not in the database any more.");
        OpenedConversation opened{*found, {}};
        if (found->leaf != 0)
            opened.path = stores.conversations.path(found->leaf);
        emit conversationOpened(request, opened);
    });
}

void StorageWorker::showVersion(quint64 request, storage::Id message, int step)
{
    attempt(request, [&](Stores& stores) {
        storage::Conversations& chats = stores.conversations;
        const std::vector<storage::Id> versions = chats.siblings(message);
        const auto place = std::find(versions.begin(), versions.end(), message) - versions.begin() + step;
        if (place < 0 || place >= static_cast<std::ptrdiff_t>(versions.size()))
            throw storage::Error(storage::ErrorKind::NotFound, "This version is not in the database any more.");
        const storage::Id leaf = chats.newestLeafBelow(versions[static_cast<std::size_t>(place)]);
        const storage::Id conversation = chats.message(leaf).value().conversation;
        chats.setLeaf(conversation, leaf);
        emit conversationOpened(request, {chats.find(conversation).value(), chats.path(leaf)});
    });
}

void StorageWorker::branchOff(storage::Id message, const QString& titlePattern)
{
    attempt(0, [&](Stores& stores) {
        std::string title;
        if (const auto found = stores.conversations.message(message))
            title = stores.conversations.find(found->conversation).value().title;
        const storage::Id copy =
            stores.conversations.copyPath(message, titlePattern.arg(QString::fromStdString(title)).toStdString());
        announce(stores, copy);
        emit branchedOff(stores.conversations.find(copy).value());
    });
}

void StorageWorker::rename(storage::Id conversation, const std::string& title)
{
    attempt(0, [&](Stores& stores) {
        stores.conversations.rename(conversation, title);
        announce(stores, conversation);
    });
}

void StorageWorker::renameFrom(storage::Id conversation, const std::string& from, const std::string& title)
{
    attempt(0, [&](Stores& stores) {
        const auto known = stores.conversations.find(conversation);
        if (!known || known->deleted || known->title != from)
            return;
        stores.conversations.rename(conversation, title);
        announce(stores, conversation);
    });
}

void StorageWorker::setPinned(storage::Id conversation, bool pinned)
{
    attempt(0, [&](Stores& stores) {
        stores.conversations.setPinned(conversation, pinned);
        announce(stores, conversation);
    });
}

void StorageWorker::remove(storage::Id conversation)
{
    attempt(0, [&](Stores& stores) {
        stores.conversations.remove(conversation);
        announce(stores, conversation);
    });
}

void StorageWorker::restore(storage::Id conversation)
{
    attempt(0, [&](Stores& stores) {
        stores.conversations.restore(conversation);
        announce(stores, conversation);
    });
}

void StorageWorker::createFolder(const std::string& name, const std::vector<storage::Id>& inside)
{
    attempt(0, [&](Stores& stores) {
        const storage::Id folder = stores.conversations.createFolder(name);
        emit foldersChanged(stores.conversations.folders());
        stores.conversations.moveToFolder(inside, folder);
        for (const storage::Id conversation : inside)
            announce(stores, conversation);
    });
}

void StorageWorker::renameFolder(storage::Id folder, const std::string& name)
{
    attempt(0, [&](Stores& stores) {
        stores.conversations.renameFolder(folder, name);
        emit foldersChanged(stores.conversations.folders());
    });
}

void StorageWorker::removeFolder(storage::Id folder)
{
    attempt(0, [&](Stores& stores) {
        std::string name;
        for (const storage::Folder& known : stores.conversations.folders())
            if (known.id == folder)
                name = known.name;
        const std::vector<storage::Id> inside = stores.conversations.removeFolder(folder);
        for (const storage::Id conversation : inside)
            if (const auto found = stores.conversations.find(conversation); found && !found->deleted)
                emit conversationChanged(*found);
        emit foldersChanged(stores.conversations.folders());
        emit folderRemoved(QString::fromStdString(name), inside);
    });
}

void StorageWorker::moveToFolder(const std::vector<storage::Id>& conversations, storage::Id folder)
{
    attempt(0, [&](Stores& stores) {
        stores.conversations.moveToFolder(conversations, folder);
        for (const storage::Id conversation : conversations)
            announce(stores, conversation);
    });
}

void StorageWorker::saveDraft(storage::Id conversation, const std::string& draft)
{
    attempt(0, [&](Stores& stores) { stores.conversations.saveDraft(conversation, draft); });
}

void StorageWorker::saveDraftFiles(storage::Id conversation, const std::vector<storage::Attachment>& files)
{
    attempt(0, [&](Stores& stores) { stores.conversations.saveDraftFiles(conversation, files); });
}

void StorageWorker::exportFile(const std::vector<storage::Id>& conversations, const std::filesystem::path& file,
                               storage::exchange::Format format)
{
    attempt(0, [&](Stores& stores) {
        std::vector<storage::Id> ids = conversations;
        if (ids.empty())
            for (const storage::Conversation& conversation : stores.conversations.list())
                ids.push_back(conversation.id);
        try {
            storage::exchange::exportFile(stores.conversations, ids, file, format);
            emit exported(static_cast<int>(ids.size()), QString::fromStdString(file.filename().string()));
        } catch (const storage::Error& error) {
            emit exchangeFailed(engineSentence(std::string(error.what())));
        }
    });
}

void StorageWorker::importFiles(const std::vector<std::filesystem::path>& files)
{
    m_imports.emplace_back(files);
    if (m_imports.size() == 1)
        continueImport();
}

void StorageWorker::continueImport()
{
    if (m_imports.empty())
        return;
    bool more = false;
    attempt(0, [&](Stores& stores) { more = m_imports.front().step(stores.conversations); });
    if (!more) {
        attempt(0, [&](Stores& stores) { emit foldersChanged(stores.conversations.folders()); });
        emit imported(m_imports.front().imported());
        m_imports.pop_front();
    }
    if (!m_imports.empty())
        post([](StorageWorker& storage) { storage.continueImport(); });
}

void StorageWorker::undoImport(const std::vector<storage::Id>& conversations)
{
    attempt(0, [&](Stores& stores) {
        stores.conversations.removeAll(conversations);
        emit importUndone(conversations);
    });
}

void StorageWorker::search(quint64 request, const std::string& query)
{
    attempt(request, [&](Stores& stores) { emit found(request, stores.conversations.search(query)); });
}

void StorageWorker::saveSettings(const std::map<std::string, std::string>& values)
{
    attempt(0, [&](Stores& stores) { stores.settings.setAll(values); });
}

void StorageWorker::saveModel(const storage::ModelFile& model)
{
    storage::ModelFile used = model;
    used.lastUsed = QDateTime::currentMSecsSinceEpoch();
    addModel(used);
}

void StorageWorker::addModel(const storage::ModelFile& model)
{
    attempt(0, [&](Stores& stores) {
        storage::ModelFile saved = model;
        std::error_code unknown;
        const auto bytes = std::filesystem::file_size(model.path, unknown);
        if (!unknown)
            saved.bytes = static_cast<std::int64_t>(bytes);
        if (const auto known = stores.models.find(model.path); known && saved.loadSettings.empty())
            saved.loadSettings = known->loadSettings;
        stores.models.save(saved);
        emit modelsChanged(knownModels(stores));
    });
}

void StorageWorker::saveLoadSettings(const std::string& path, const std::string& json)
{
    attempt(0, [&](Stores& stores) {
        const std::filesystem::path file = path;
        storage::ModelFile model =
            stores.models.find(path).value_or(storage::ModelFile{path, file.filename().string()});
        std::error_code unknown;
        if (const auto bytes = std::filesystem::file_size(file, unknown); !unknown)
            model.bytes = static_cast<std::int64_t>(bytes);
        model.loadSettings = json;
        stores.models.save(model);
        emit modelsChanged(knownModels(stores));
    });
}

void StorageWorker::saveLabResult(const storage::LabResult& result)
{
    attempt(0, [&](Stores& stores) {
        stores.labResults.add(result);
        emit labResultsChanged(stores.labResults.list());
    });
}

void StorageWorker::renameLabResult(storage::Id id, const std::string& name)
{
    attempt(0, [&](Stores& stores) {
        stores.labResults.rename(id, name);
        emit labResultsChanged(stores.labResults.list());
    });
}

void StorageWorker::removeLabResult(storage::Id id)
{
    attempt(0, [&](Stores& stores) {
        stores.labResults.remove(id);
        emit labResultsChanged(stores.labResults.list());
    });
}

void StorageWorker::openLabResult(quint64 request, storage::Id id)
{
    attempt(request, [&](Stores& stores) {
        if (const auto result = stores.labResults.find(id))
            emit labResultOpened(request, *result);
    });
}

void StorageWorker::forgetModel(const std::string& path)
{
    attempt(0, [&](Stores& stores) {
        stores.models.remove(path);
        emit modelsChanged(knownModels(stores));
    });
}

void StorageWorker::addJob(quint64 request, const storage::Job& job)
{
    attempt(request, [&](Stores& stores) {
        emit jobAdded(request, stores.jobs.add(job));
        announceJobs(stores);
    });
}

void StorageWorker::updateJob(const storage::Job& job)
{
    attempt(0, [&](Stores& stores) {
        if (!stores.jobs.find(job.id))
            return; // it was taken off the list meanwhile
        stores.jobs.update(job);
        announceJobs(stores);
    });
}

void StorageWorker::removeJob(std::int64_t id)
{
    attempt(0, [&](Stores& stores) {
        stores.jobs.remove(id);
        announceJobs(stores);
    });
}

void StorageWorker::saveDerived(const storage::DerivedModel& model)
{
    attempt(0, [&](Stores& stores) {
        stores.jobs.saveDerived(model);
        announceJobs(stores);
    });
}

void StorageWorker::collectChats(quint64 request)
{
    std::string text;
    attempt(0, [&](Stores& stores) { text = stores.conversations.allText(); });
    emit chatsCollected(request, text);
}

void StorageWorker::announceJobs(Stores& stores)
{
    emit jobsChanged(knownJobs(stores), knownDerived(stores));
}

std::vector<KnownJob> StorageWorker::knownJobs(Stores& stores)
{
    std::vector<KnownJob> known;
    std::error_code unknown;
    for (const storage::Job& job : stores.jobs.list())
        known.push_back({job, !std::filesystem::exists(job.target, unknown)});
    return known;
}

std::vector<KnownDerived> StorageWorker::knownDerived(Stores& stores)
{
    std::vector<KnownDerived> known;
    std::error_code unknown;
    for (const storage::DerivedModel& model : stores.jobs.derived())
        known.push_back({model, !std::filesystem::exists(model.path, unknown)});
    return known;
}

void StorageWorker::announce(Stores& stores, storage::Id conversation)
{
    if (const auto found = stores.conversations.find(conversation))
        emit conversationChanged(*found);
}

std::vector<KnownModel> StorageWorker::knownModels(Stores& stores) const
{
    std::vector<KnownModel> known;
    for (const storage::ModelFile& file : stores.models.list()) {
        std::error_code unknown;
        known.push_back({file, !std::filesystem::exists(file.path, unknown)});
    }
    return known;
}

} // namespace ui
