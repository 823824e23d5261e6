// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the view models and the worker threads and connects them; the root object that QML gets. GUI thread.
#pragma once

#include "ui/chat/chat_engine.h"
#include "ui/chat/chat_session.h"
#include "ui/conversations/conversation_list.h"
#include "ui/hub/download_list.h"
#include "ui/hub/found_models.h"
#include "ui/hub/hub_access.h"
#include "ui/hub/model_search.h"
#include "ui/hub/repository_files.h"
#include "ui/live/live_metrics.h"
#include "ui/models/device_choice.h"
#include "ui/models/fit_planner.h"
#include "ui/models/model_details.h"
#include "ui/models/model_library.h"
#include "ui/notices/notice_list.h"
#include "ui/settings/app_settings.h"
#include "ui/settings/preset_list.h"
#include "ui/tune/tune_room.h"

#include <QObject>
#include <QThread>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <optional>

namespace ui
{

class FileWorker;
class HubWorker;
class TitleWriter;
class StorageWorker;
struct Profile;

struct WorkspaceOptions {
    QString profileFolder;                    // made if missing; holds fettle.db
    QString starterModelPath;                 // empty: none
    EngineFactory engineFactory;              // empty: LocalEngine
    Clock clock;                              // empty: the system's local time
    bool loadModel = true;                    // at start: the one used last, else the starter
    std::optional<engine::hub::Settings> hub; // none: from the environment
};

class Workspace : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The app makes the one Workspace.")
    Q_PROPERTY(ui::ConversationList* conversations READ conversations CONSTANT FINAL)
    Q_PROPERTY(ui::ChatSession* chat READ chat CONSTANT FINAL)
    Q_PROPERTY(ui::ModelLibrary* library READ library CONSTANT FINAL)
    Q_PROPERTY(ui::DeviceChoice* devices READ devices CONSTANT FINAL)
    Q_PROPERTY(ui::ModelDetails* details READ details CONSTANT FINAL)
    Q_PROPERTY(ui::FitPlanner* fits READ fits CONSTANT FINAL)
    Q_PROPERTY(ui::LiveMetrics* metrics READ metrics CONSTANT FINAL)
    Q_PROPERTY(ui::AppSettings* settings READ settings CONSTANT FINAL)
    Q_PROPERTY(ui::ModelSearch* modelSearch READ modelSearch CONSTANT FINAL)
    Q_PROPERTY(ui::RepositoryFiles* repository READ repository CONSTANT FINAL)
    Q_PROPERTY(ui::DownloadList* downloads READ downloads CONSTANT FINAL)
    Q_PROPERTY(ui::FoundModels* found READ found CONSTANT FINAL)
    Q_PROPERTY(ui::HubAccess* hub READ hub CONSTANT FINAL)
    Q_PROPERTY(ui::PresetList* presets READ presets CONSTANT FINAL)
    Q_PROPERTY(ui::NoticeList* notices READ notices CONSTANT FINAL)
    Q_PROPERTY(ui::TuneRoom* tune READ tune CONSTANT FINAL)
    Q_PROPERTY(QString version READ version CONSTANT FINAL)
    Q_PROPERTY(bool ready READ ready NOTIFY readyChanged FINAL)

public:
    explicit Workspace(const WorkspaceOptions& options, QObject* parent = nullptr);
    ~Workspace() override; // stops what runs, writes what is there, joins the workers

    // Dropped on the window: conversations are imported, or a model is loaded, or texts are attached; a folder is a
    // model, or one of Jan's with conversations, or a place to look for models.
    Q_INVOKABLE void openFiles(const QList<QUrl>& files);

    ConversationList* conversations() const { return m_conversations; }
    ChatSession* chat() const { return m_chat; }
    ModelLibrary* library() const { return m_library; }
    DeviceChoice* devices() const { return m_devices; }
    ModelDetails* details() const { return m_details; }
    FitPlanner* fits() const { return m_fits; }
    LiveMetrics* metrics() const { return m_metrics; }
    AppSettings* settings() const { return m_settings; }
    ModelSearch* modelSearch() const { return m_modelSearch; }
    RepositoryFiles* repository() const { return m_repository; }
    DownloadList* downloads() const { return m_downloads; }
    FoundModels* found() const { return m_found; }
    HubAccess* hub() const { return m_access; }
    PresetList* presets() const { return m_presets; }
    NoticeList* notices() const { return m_notices; }
    TuneRoom* tune() const { return m_tuneRoom; }
    QString version() const;
    bool ready() const { return m_ready; }

signals:
    void readyChanged(); // once: the profile is open, or a notice says why not

private:
    void connectParts();
    void onOpened(const Profile& profile);
    void onStorageFailed(quint64 request, int kind, const QString& sentence);
    void settle();
    void connectHub();
    void openFolder(const QUrl& folder);

    QThread m_storageThread;
    QThread m_generationThread;
    QThread m_hubThread;
    QThread m_fileThread;
    QThread m_tuneThread;
    StorageWorker* m_storage; // live on their threads, deleted when those end
    GenerationWorker* m_generation;
    FileWorker* m_files;
    HubWorker* m_hub;
    TuneWorker* m_tune;
    NoticeList* m_notices;
    AppSettings* m_settings;
    PresetList* m_presets;
    ConversationList* m_conversations;
    ModelLibrary* m_library;
    ChatSession* m_chat;
    DeviceChoice* m_devices;
    ModelDetails* m_details;
    FitPlanner* m_fits;
    LiveMetrics* m_metrics;
    DownloadList* m_downloads;
    ModelSearch* m_modelSearch;
    RepositoryFiles* m_repository;
    FoundModels* m_found;
    HubAccess* m_access;
    TitleWriter* m_titles;
    TuneRoom* m_tuneRoom;
    bool m_loadModel;
    bool m_ready = false;
};

} // namespace ui
