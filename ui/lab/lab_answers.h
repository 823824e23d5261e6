// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of conversations whose measurements were put side by side by the person. They stay until they are taken out.
// Owned by Lab; GUI thread.
#pragma once

#include "ui/chat/message_metrics.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <string>

namespace ui
{

class StorageWorker;

class LabAnswers : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The answers belong to the Lab.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)

public:
    static constexpr int kMost = 64; // the oldest leaves

    enum Role {
        ModelRole = Qt::UserRole + 1,
        DeviceRole,
        TimeRole, // when it was put here
        PromptTokensRole,
        TokensRole,
        FirstRole, // milliseconds
        PrefillRole,
        DecodeRole,
        MemoryRole, // bytes
        ShareRole   // of its speed in the best one's, 0..1
    };
    Q_ENUM(Role)

    explicit LabAnswers(StorageWorker& storage, QObject* parent = nullptr);

    Q_INVOKABLE void add(const ui::MessageMetrics& metrics);
    Q_INVOKABLE void remove(int row);
    Q_INVOKABLE void clear();

    void restore(const std::map<std::string, std::string>& settings); // at start
    int count() const { return static_cast<int>(m_rows.size()); }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    struct Row {
        MessageMetrics metrics;
        qint64 at = 0; // milliseconds since 1970
    };
    void save();

    StorageWorker& m_storage;
    std::vector<Row> m_rows;
};

} // namespace ui
