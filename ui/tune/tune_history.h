// SPDX-License-Identifier: GPL-3.0-or-later
// The jobs of before, newest first. Owned by the TuneRoom; GUI thread.
#pragma once

#include "ui/tune/known_jobs.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace ui
{

class TuneHistory : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The history belongs to the TuneRoom.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)

public:
    enum class State { Running, Paused, Cancelled, Failed, Done }; // as storage::JobState
    Q_ENUM(State)
    enum Role {
        JobIdRole = Qt::UserRole + 1,
        RecipeRole,
        SourceNameRole,
        TargetNameRole,
        StateRole,
        TimeRole,
        BytesRole, // of the new file, 0: not known
        KldRole,   // -1: not measured
        KldErrorRole,
        ErrorRole,
        MissingRole
    };
    Q_ENUM(Role)

    explicit TuneHistory(QObject* parent = nullptr) : QAbstractListModel(parent) {}

    void show(const std::vector<KnownJob>& jobs);
    const KnownJob* find(qlonglong id) const; // null where there is none
    bool isShared(qlonglong id) const;        // another job that runs or waits makes the same file
    const std::vector<KnownJob>& jobs() const { return m_jobs; }
    // Seconds that an order of this kind and method takes here for a byte of its source; 0: none was done yet.
    double secondsPerByte(const storage::Job& like) const;

    int count() const { return static_cast<int>(m_jobs.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    std::vector<KnownJob> m_jobs;
};

} // namespace ui
