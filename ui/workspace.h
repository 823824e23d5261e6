// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the view models and the worker threads and connects them; the root object that QML gets. GUI thread.
#pragma once

#include "ui/chat/chat_engine.h"
#include "ui/chat/chat_session.h"
#include "ui/conversations/conversation_list.h"
#include "ui/live/live_metrics.h"
#include "ui/models/model_library.h"
#include "ui/notices/notice_list.h"
#include "ui/settings/app_settings.h"

#include <QObject>
#include <QThread>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class StorageWorker;
struct Profile;

struct WorkspaceOptions {
    QString profileFolder;       // made if missing; holds fettle.db
    QString starterModelPath;    // empty: none
    EngineFactory engineFactory; // empty: LocalEngine
    Clock clock;                 // empty: the system's local time
    bool loadModel = true;       // at start: the one used last, else the starter
};

class Workspace : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The app makes the one Workspace.")
    Q_PROPERTY(ui::ConversationList* conversations READ conversations CONSTANT FINAL)
    Q_PROPERTY(ui::ChatSession* chat READ chat CONSTANT FINAL)
    Q_PROPERTY(ui::ModelLibrary* library READ library CONSTANT FINAL)
    Q_PROPERTY(ui::LiveMetrics* metrics READ metrics CONSTANT FINAL)
    Q_PROPERTY(ui::AppSettings* settings READ settings CONSTANT FINAL)
    Q_PROPERTY(ui::NoticeList* notices READ notices CONSTANT FINAL)
    Q_PROPERTY(QString version READ version CONSTANT FINAL)
    Q_PROPERTY(bool ready READ ready NOTIFY readyChanged FINAL)

public:
    explicit Workspace(const WorkspaceOptions& options, QObject* parent = nullptr);
    ~Workspace() override; // stops what runs, writes what is there, joins the workers

    // Files dropped on the window: conversations are imported, of others the first is loaded as a model.
    Q_INVOKABLE void openFiles(const QList<QUrl>& files);

    ConversationList* conversations() const { return m_conversations; }
    ChatSession* chat() const { return m_chat; }
    ModelLibrary* library() const { return m_library; }
    LiveMetrics* metrics() const { return m_metrics; }
    AppSettings* settings() const { return m_settings; }
    NoticeList* notices() const { return m_notices; }
    QString version() const;
    bool ready() const { return m_ready; }

signals:
    void readyChanged(); // once: the profile is open, or a notice says why not

private:
    void connectParts();
    void onOpened(const Profile& profile);
    void onStorageFailed(quint64 request, int kind, const QString& sentence);
    void settle();

    QThread m_storageThread;
    QThread m_generationThread;
    StorageWorker* m_storage; // live on their threads, deleted when those end
    GenerationWorker* m_generation;
    NoticeList* m_notices;
    AppSettings* m_settings;
    ConversationList* m_conversations;
    ModelLibrary* m_library;
    ChatSession* m_chat;
    LiveMetrics* m_metrics;
    bool m_loadModel;
    bool m_ready = false;
};

} // namespace ui
