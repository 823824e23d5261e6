// SPDX-License-Identifier: GPL-3.0-or-later
// The comparisons that were measured, and those that came from other machines: kept in the database, newest first.
// Owned by Lab; GUI thread, never waits.
#pragma once

#include "storage/lab_results.h"
#include "ui/lab/lab_worker.h"

#include <QAbstractListModel>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class FileWorker;
class NoticeList;
class StorageWorker;

class LabArchive : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The archive belongs to the Lab.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)

public:
    enum Role { NameRole = Qt::UserRole + 1, TimeRole, MachineRole, CandidatesRole, RunsRole, VersionRole };
    Q_ENUM(Role)

    LabArchive(StorageWorker& storage, FileWorker& files, NoticeList& notices, QObject* parent = nullptr);

    Q_INVOKABLE void open(int row); // then opened()
    Q_INVOKABLE void rename(int row, const QString& name);
    Q_INVOKABLE void remove(int row);
    // A result is kept and opened; an experiment that nobody has measured is shown to be run: described().
    Q_INVOKABLE void importFile(const QUrl& file);

    void keep(const LabResultPointer& result);
    int count() const { return static_cast<int>(m_rows.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void opened(const ui::LabResultPointer& result);
    void described(const engine::lab::Experiment& experiment);

private:
    struct Read;
    void show(const std::vector<storage::LabResult>& rows);
    void parse(const std::string& json, const QString& name);
    std::int64_t idOf(int row) const; // 0: none

    StorageWorker& m_storage;
    FileWorker& m_files;
    NoticeList& m_notices;
    std::vector<storage::LabResult> m_rows;
    quint64 m_request = 0;
};

} // namespace ui
