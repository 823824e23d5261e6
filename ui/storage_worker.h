// SPDX-License-Identifier: GPL-3.0-or-later
// Every call of the database, on the thread "storage". Made without a parent and moved there; called through post().
// A database that cannot be opened is tried again with each call, so that a freed disk needs no restart.
#pragma once

#include "storage/conversations.h"
#include "storage/database.h"
#include "storage/lab_results.h"
#include "storage/models.h"
#include "storage/settings.h"
#include "ui/conversations/import_run.h"
#include "ui/tune/known_jobs.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ui
{

struct KnownModel {
    storage::ModelFile file;
    bool missing = false; // not there, or not readable, when it was looked at
};

struct Profile { // all that the start needs
    std::map<std::string, std::string> settings;
    std::vector<storage::Conversation> conversations;
    std::vector<storage::Folder> folders;
    std::vector<KnownModel> models;
    std::vector<KnownJob> jobs;
    std::vector<KnownDerived> derived;
    std::vector<storage::LabResult> labResults; // without their JSON
    std::map<storage::Id, std::vector<storage::Attachment>> draftFiles;
};

struct OpenedConversation {
    storage::Conversation conversation;
    std::vector<storage::Message> path;
};

struct NewTurn {
    storage::Id conversation = 0; // 0: a new one, with this title and system prompt
    std::string title;
    std::string systemPrompt;
    storage::Id parent = 0;
    std::optional<std::string> text;                   // absent: another answer to `parent`, or
    std::vector<storage::Attachment> attachments = {}; // go with the text
    storage::Id continued = 0;                         // an answer below `parent` that goes on
    std::string modelPath;
    std::string modelName;
};

struct StoredTurn {
    storage::Conversation conversation;
    std::vector<storage::Message> path; // from the root to the user's message
    storage::Message answer; // streaming, empty unless it goes on; id 0 where only the message could be stored
    std::string error;       // why, then
};

struct AnswerEnding {
    storage::Id answer = 0;
    std::string text;
    storage::MessageState state = storage::MessageState::Complete;
    std::optional<storage::AnswerMetrics> metrics;
    std::string error;
    std::string modelName; // that answered; empty: as it was begun with
};

class StorageWorker : public QObject
{
    Q_OBJECT

public:
    static constexpr int kRetryMs = 2000;

    explicit StorageWorker(std::filesystem::path file);
    ~StorageWorker() override;

    // From any thread: runs `task(worker)` on the storage thread, in the order of asking.
    template <class Task>
    void post(Task task)
    {
        QMetaObject::invokeMethod(
            this, [this, task = std::move(task)]() mutable { task(*this); }, Qt::QueuedConnection);
    }

    // On the storage thread. `request` comes back in the signal or in failed(); 0 where nobody waits.
    void open();
    void shutDown(); // writes what still waits, closes the database

    void storeTurn(quint64 request, const NewTurn& turn);
    void updateAnswer(storage::Id answer, const std::string& text);
    void finishAnswer(const AnswerEnding& ending); // kept and tried again until it is written
    void openConversation(quint64 request, storage::Id conversation);
    // Shows another version of a message, `step` places on among them, and what followed it last.
    void showVersion(quint64 request, storage::Id message, int step);
    void branchOff(storage::Id message, const QString& titlePattern); // then branchedOff(); %1 is the old title
    void rename(storage::Id conversation, const std::string& title);
    // Where it still has the title `from`.
    void renameFrom(storage::Id conversation, const std::string& from, const std::string& title);
    void setPinned(storage::Id conversation, bool pinned);
    void remove(storage::Id conversation);
    void restore(storage::Id conversation);
    void createFolder(const std::string& name, const std::vector<storage::Id>& inside); // then foldersChanged()
    void renameFolder(storage::Id folder, const std::string& name);
    void removeFolder(storage::Id folder); // then folderRemoved(), its conversations stay
    void moveToFolder(const std::vector<storage::Id>& conversations, storage::Id folder); // 0: out of theirs
    void saveDraft(storage::Id conversation, const std::string& draft);
    void saveDraftFiles(storage::Id conversation, const std::vector<storage::Attachment>& files);
    // Then exported() or exchangeFailed(). No ids: all conversations.
    void exportFile(const std::vector<storage::Id>& conversations, const std::filesystem::path& file,
                    storage::exchange::Format format);
    void importFiles(const std::vector<std::filesystem::path>& files); // then imported()
    void undoImport(const std::vector<storage::Id>& conversations);    // then importUndone()
    void search(quint64 request, const std::string& query);
    void saveSettings(const std::map<std::string, std::string>& values);
    void saveModel(const storage::ModelFile& model);                         // as used now
    void addModel(const storage::ModelFile& model);                          // as it is
    void saveLoadSettings(const std::string& path, const std::string& json); // adds a model that is not known
    void forgetModel(const std::string& path);
    void addJob(quint64 request, const storage::Job& job); // then jobAdded(), jobsChanged()
    void updateJob(const storage::Job& job);               // these three: then jobsChanged()
    void removeJob(std::int64_t id);
    void saveDerived(const storage::DerivedModel& model);
    void collectChats(quint64 request); // what was said in all conversations: chatsCollected(), empty where it failed
    void saveLabResult(const storage::LabResult& result); // then labResultsChanged(); likewise the next two
    void renameLabResult(storage::Id id, const std::string& name);
    void removeLabResult(storage::Id id);
    void openLabResult(quint64 request, storage::Id id); // then labResultOpened()

signals:
    void opened(const ui::Profile& profile);
    void movedAside(const QString& sentence, const QString& file); // a damaged database was kept under this name
    void turnStored(quint64 request, const ui::StoredTurn& turn);
    void answerUpdated(qint64 answer);
    void conversationOpened(quint64 request, const ui::OpenedConversation& opened);
    void conversationChanged(const storage::Conversation& conversation);
    void foldersChanged(const std::vector<storage::Folder>& folders);
    void folderRemoved(const QString& name, const std::vector<storage::Id>& inside);
    void branchedOff(const storage::Conversation& conversation);
    void exported(int conversations, const QString& file);
    void exchangeFailed(const QString& sentence);
    void imported(const ui::Imported& imported);
    void importUndone(const std::vector<storage::Id>& conversations);
    void found(quint64 request, const std::vector<storage::SearchHit>& hits);
    void modelsChanged(const std::vector<ui::KnownModel>& models);
    void jobAdded(quint64 request, qint64 id);
    void jobsChanged(const std::vector<ui::KnownJob>& jobs, const std::vector<ui::KnownDerived>& derived);
    void chatsCollected(quint64 request, const std::string& text);
    void labResultsChanged(const std::vector<storage::LabResult>& results); // without their JSON
    void labResultOpened(quint64 request, const storage::LabResult& result);
    void failed(quint64 request, int kind, const QString& sentence); // storage::ErrorKind
    void recovered(); // an answer that could not be written is on the disk now

private:
    struct Stores;

    bool attempt(quint64 request, const std::function<void(Stores&)>& operation);
    void ensureOpen();
    void openOrMoveAside();
    static void discard(Stores& stores, storage::Id conversation);
    void announce(Stores& stores, storage::Id conversation);
    std::vector<KnownModel> knownModels(Stores& stores) const;
    static std::vector<KnownJob> knownJobs(Stores& stores);
    static std::vector<KnownDerived> knownDerived(Stores& stores);
    void announceJobs(Stores& stores);
    void writeWaiting();
    void continueImport();

    std::filesystem::path m_file;
    std::unique_ptr<Stores> m_stores;
    std::map<storage::Id, AnswerEnding> m_waiting; // endings that could not be written yet
    std::deque<ImportRun> m_imports;               // the first one is on its way
    QTimer* m_retry = nullptr;                     // made on the storage thread
};

} // namespace ui
