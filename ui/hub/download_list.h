// SPDX-License-Identifier: GPL-3.0-or-later
// The downloads: what runs, waits, is paused or has ended, also from earlier runs of the app. The transfers are on
// threads of their own (engine/hub/download_queue.h). Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "engine/hub/download_queue.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace ui
{

class DownloadList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The downloads belong to the Workspace.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(int active READ active NOTIFY activeChanged FINAL)  // that want to go on: not paused, not ended
    Q_PROPERTY(double share READ share NOTIFY activeChanged FINAL) // of the active ones together, 0..1

public:
    enum class State { Queued, Running, Waiting, Checking, Paused, Done, Failed };
    Q_ENUM(State)
    enum Role {
        DownloadIdRole = Qt::UserRole + 1,
        TitleRole,
        StateRole,
        DoneBytesRole,
        TotalBytesRole,
        SpeedRole,       // bytes per second, 0 unless it is known
        SecondsLeftRole, // -1 unknown
        SentenceRole,    // why it waits or has failed
        PathRole         // of a finished one
    };
    Q_ENUM(Role)

    explicit DownloadList(const engine::hub::Settings& settings, QObject* parent = nullptr);
    ~DownloadList() override; // pauses all; what came is kept

    Q_INVOKABLE void pause(int id);
    Q_INVOKABLE void resume(int id);
    Q_INVOKABLE void cancel(int id); // what came goes; a finished one only leaves the list

    void add(const engine::hub::Order& order);
    void use(const engine::hub::Settings& settings); // what runs goes on with them
    void restore();                                  // what earlier runs did not finish, paused

    int active() const;
    double share() const;
    int count() const { return static_cast<int>(m_rows.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void activeChanged();
    void finished(const QString& path, const QString& title);

private:
    void refresh(int id);
    void begin(const engine::hub::Settings& settings);

    std::vector<engine::hub::DownloadStatus> m_rows;
    std::unique_ptr<engine::hub::DownloadQueue> m_queue;
};

} // namespace ui
