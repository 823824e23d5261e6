// SPDX-License-Identifier: GPL-3.0-or-later
// Models that other apps have on this machine; they are used where they lie. Owned by the Workspace; GUI thread.
#pragma once

#include "engine/hub/local_models.h"
#include "ui/chat/chat_engine.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <map>

namespace ui
{

class HubWorker;
class NoticeList;
class StorageWorker;

class FoundModels : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The found models belong to the Workspace.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(QStringList folders READ folders NOTIFY foldersChanged FINAL) // that the person added
    Q_PROPERTY(bool busy READ busy NOTIFY busyChanged FINAL)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        SourceRole, // "LM Studio"
        QuantizationRole,
        BytesRole,
        PathRole,
        CachedRole, // in the hub's cache: it can be removed from the disk
        MissingRole // a sentence where files of it are not there, or ""
    };
    Q_ENUM(Role)

    FoundModels(HubWorker& worker, StorageWorker& storage, NoticeList& notices, QObject* parent = nullptr);
    void stop(); // the app ends

    Q_INVOKABLE void refresh();
    Q_INVOKABLE void addFolder(const QUrl& folder);
    Q_INVOKABLE void removeFolder(int place); // it is not looked into any more; nothing on the disk changes
    // Of a model in the hub's cache: then removalReady(), and after the person has said yes, remove().
    Q_INVOKABLE void askRemoval(const QString& path, const QString& name);
    Q_INVOKABLE void remove(const QString& path);

    void restore(const std::map<std::string, std::string>& stored); // at start: the folders
    void setCurrent(const QString& path) { m_current = path; }      // the model in use
    QStringList folders() const { return m_folders; }

    bool busy() const { return m_busy; }
    int count() const { return static_cast<int>(m_models.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void busyChanged();
    void foldersChanged();
    void removalReady(const QString& path, const QString& name, double bytes); // that would be free
    void removed(const QString& path);

private:
    void show(const std::vector<engine::hub::LocalModel>& models);

    void saveFolders();
    void onRemoved(const QString& path, double bytes);

    HubWorker& m_worker;
    StorageWorker& m_storage;
    NoticeList& m_notices;
    QStringList m_folders;
    QString m_current;
    QString m_removalName;
    quint64 m_removal = 0;
    std::vector<engine::hub::LocalModel> m_models;
    quint64 m_request = 0;
    StopFlag m_stop;
    bool m_busy = false;
};

} // namespace ui
