// SPDX-License-Identifier: GPL-3.0-or-later
// Repositories on the hub: what a search found, or the catalogue that is shipped while nothing is searched for.
// Owned by the Workspace; GUI thread, never waits.
#pragma once

#include "engine/hub/hub_api.h"
#include "ui/chat/chat_engine.h"

#include <QAbstractListModel>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace ui
{

class HubWorker;

class ModelSearch : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The search belongs to the Workspace.")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged FINAL)
    Q_PROPERTY(Order order READ order WRITE setOrder NOTIFY orderChanged FINAL)
    Q_PROPERTY(bool busy READ busy NOTIFY busyChanged FINAL)
    Q_PROPERTY(QString error READ error NOTIFY errorChanged FINAL) // a sentence, or ""
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(bool catalogue READ isCatalogue NOTIFY countChanged FINAL)
    Q_PROPERTY(bool hasMore READ hasMore NOTIFY countChanged FINAL)

public:
    enum class Order { Trending, Downloads, Likes, Changed };
    Q_ENUM(Order)
    enum Role {
        RepoRole = Qt::UserRole + 1,
        DownloadsRole, // of the last 30 days, -1 unknown
        LikesRole,     // -1 unknown
        ChangedRole,   // "2026-11-20", or ""
        GatedRole,     // conditions have to be accepted first
        LicenseRole,
        NoteRole // of the catalogue: what it is good for
    };
    Q_ENUM(Role)

    // `memory`: bytes that a model may take; the catalogue shows what fits, the largest first.
    ModelSearch(HubWorker& worker, quint64 memory, QObject* parent = nullptr);
    void stop();        // the app ends
    void retranslate(); // the catalogue

    Q_INVOKABLE void fetchMoreRows(); // the next page
    Q_INVOKABLE void again();         // after an error

    QString text() const { return m_text; }
    void setText(const QString& text);
    Order order() const { return m_order; }
    void setOrder(Order order);
    bool busy() const { return m_busy; }
    QString error() const { return m_error; }
    bool isCatalogue() const { return m_text.trimmed().isEmpty(); }
    bool hasMore() const { return !m_next.empty(); }

    int count() const { return static_cast<int>(m_rows.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void textChanged();
    void orderChanged();
    void busyChanged();
    void errorChanged();
    void countChanged();

private:
    struct Row {
        QString repo;
        qlonglong downloads = -1;
        qlonglong likes = -1;
        QString changed;
        bool gated = false;
        QString license;
        QString note;
    };
    void run();
    void ask(const std::function<void(HubWorker&, quint64, const StopFlag&)>& question);
    void onFound(quint64 request, const engine::hub::SearchPage& page);
    void onFailed(quint64 request, const QString& sentence);
    void show(std::vector<Row> rows);
    void setBusy(bool busy);
    void setError(const QString& sentence);
    static Row fromHub(const engine::hub::RepoSummary& summary);
    std::vector<Row> catalogueRows() const;

    HubWorker& m_worker;
    quint64 m_memory;
    std::vector<Row> m_rows;
    QString m_text;
    Order m_order = Order::Downloads;
    QTimer m_delay;
    quint64 m_request = 0;
    StopFlag m_stop;
    bool m_appending = false;
    bool m_busy = false;
    QString m_error;
    std::string m_next;
};

} // namespace ui
