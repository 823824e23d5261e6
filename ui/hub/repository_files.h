// SPDX-License-Identifier: GPL-3.0-or-later
// The models in one repository of the hub: each quantization as a row, and whether it fits this machine.
// Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "engine/hub/hub_api.h"
#include "ui/chat/chat_engine.h"
#include "ui/hub/remote_plan.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <optional>

namespace ui
{

class DownloadList;
class HubWorker;

class RepositoryFiles : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The repository belongs to the Workspace.")
    Q_PROPERTY(QString repo READ repo NOTIFY repoChanged FINAL) // "" while none is open
    Q_PROPERTY(bool busy READ busy NOTIFY busyChanged FINAL)
    Q_PROPERTY(QString error READ error NOTIFY busyChanged FINAL) // a sentence, or ""
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)

public:
    enum class Fit { Good, Tight, TooBig };
    Q_ENUM(Fit)
    enum Role {
        NameRole = Qt::UserRole + 1,
        QuantizationRole, // "Q4_K_M", or ""
        BytesRole,
        FilesRole,
        FitRole,
        NeededBytesRole, // weights by the size of the files, cache and scratch as planned, or estimated from that size
        PlannedRole,     // by the model's own numbers and the chosen context
        CacheBytesRole,  // of these: keys, values and scratch; 0 where it is not planned
        ContextRole,     // that it was planned for, in tokens
        RecommendedRole,
        MissingRole // a sentence where it is not whole, or ""
    };
    Q_ENUM(Role)

    // `memory`: bytes that a model may take.
    RepositoryFiles(HubWorker& worker, DownloadList& downloads, quint64 memory, QObject* parent = nullptr);
    void stop(); // the app ends

    Q_INVOKABLE void open(const QString& repo); // the same one again: it is closed
    Q_INVOKABLE void download(int row);

    void setContext(int tokens) { m_context = tokens; } // for repositories that are opened from now on; 0: the engine's

    // What a model of so many bytes needs in all, and how that fits.
    static double neededBytes(double fileBytes);
    static Fit fitOf(double neededBytes, double memory);

    QString repo() const { return m_repo; }
    bool busy() const { return m_busy; }
    QString error() const { return m_error; }
    int count() const { return static_cast<int>(m_repository.sets.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void repoChanged();
    void busyChanged();
    void countChanged();

private:
    void show(const engine::hub::Repository& repository);
    double needed(const engine::hub::FileSet& set) const;

    HubWorker& m_worker;
    DownloadList& m_downloads;
    quint64 m_memory;
    int m_context = 0;
    std::optional<RemotePlan> m_plan;
    QString m_repo;
    engine::hub::Repository m_repository;
    quint64 m_request = 0;
    StopFlag m_stop;
    bool m_busy = false;
    QString m_error;
};

} // namespace ui
