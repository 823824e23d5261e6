// SPDX-License-Identifier: GPL-3.0-or-later
// Models that other apps have on this machine; they are used where they lie. Owned by the Workspace; GUI thread.
#pragma once

#include "engine/hub/local_models.h"
#include "ui/chat/chat_engine.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class HubWorker;

class FoundModels : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The found models belong to the Workspace.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(bool busy READ busy NOTIFY busyChanged FINAL)

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        SourceRole, // "LM Studio"
        QuantizationRole,
        BytesRole,
        PathRole,
        MissingRole // a sentence where files of it are not there, or ""
    };
    Q_ENUM(Role)

    explicit FoundModels(HubWorker& worker, QObject* parent = nullptr);
    void stop(); // the app ends

    Q_INVOKABLE void refresh();

    bool busy() const { return m_busy; }
    int count() const { return static_cast<int>(m_models.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void busyChanged();

private:
    void show(const std::vector<engine::hub::LocalModel>& models);

    HubWorker& m_worker;
    std::vector<engine::hub::LocalModel> m_models;
    quint64 m_request = 0;
    StopFlag m_stop;
    bool m_busy = false;
};

} // namespace ui
