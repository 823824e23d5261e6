// SPDX-License-Identifier: GPL-3.0-or-later
// The candidates of a running comparison, a row for each: how far it is, how fast, what it says. Owned by LabRun; GUI
// thread.
#pragma once

#include "ui/lab/lab_worker.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class LabLanes : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The lanes belong to the Lab.")

public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        RunsRole, // that have ended, without warm-ups
        AllRunsRole,
        SpeedRole,     // median tokens per second of its runs, 0: none yet
        LiveRole,      // tokens per second of the run in work, 0: none
        FirstRole,     // median milliseconds to the first token
        TextRole,      // of its latest run
        ActiveRole,    // it runs now
        WarmingRole,   // and the run does not count
        FailureRole,   // a sentence, or empty
        DisturbedRole, // runs
        ShareRole      // of its speed in the best one's, 0..1
    };
    Q_ENUM(Role)

    explicit LabLanes(QObject* parent = nullptr);

    void begin(const engine::lab::Experiment& experiment, const QStringList& names);
    void began(const engine::lab::RunPlace& place);
    void streamed(const LabStream& stream);
    void ended(const engine::lab::RunRecord& record);
    void failed(int candidate, const QString& sentence);
    void rest(); // nothing runs any more

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    struct Row {
        QString name;
        int runs = 0;
        std::vector<double> speeds;
        std::vector<double> firsts; // milliseconds
        double speed = 0;
        double first = 0;
        double live = 0;
        QString text;
        QString failure;
        int disturbed = 0;
        bool active = false;
        bool warming = false;
    };
    Row* find(int candidate);
    void touch(int candidate, const QList<int>& roles);

    std::vector<Row> m_rows;
    int m_allRuns = 0; // of each
    int m_active = -1;
};

} // namespace ui
