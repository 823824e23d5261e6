// SPDX-License-Identifier: GPL-3.0-or-later
// The files that go along with the message that is being written; each conversation has its own, also after the app
// ended. Files are read and counted on the files thread, kept on the storage's. Owned by the ChatSession; GUI thread, never waits.
#pragma once

#include "storage/conversations.h"
#include "ui/chat/attached_file.h"
#include "ui/chat/chat_engine.h"

#include <QAbstractListModel>
#include <QTimer>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <set>
#include <vector>

namespace ui
{

class FileWorker;
class NoticeList;
class StorageWorker;

class AttachmentList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The attachments belong to the ChatSession.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(qlonglong tokens READ tokens NOTIFY tokensChanged FINAL) // of all; -1 while they are counted

public:
    enum Role { NameRole = Qt::UserRole + 1, TokensRole }; // -1 while they are counted
    Q_ENUM(Role)
    static constexpr int kMostFiles = 20;

    AttachmentList(FileWorker& worker, StorageWorker& storage, NoticeList& notices, QObject* parent = nullptr);

    Q_INVOKABLE void add(const QList<QUrl>& files); // a notice says why one is not taken
    Q_INVOKABLE void remove(int row);

    void setCounter(const TokenCounter& counter); // of another model: all are counted again; null: none can be counted
    void show(storage::Id conversation);          // those of this one; 0 is the one that is not stored yet
    void become(storage::Id conversation);        // the one that was not stored yet has this id now
    void restore(const std::map<storage::Id, std::vector<storage::Attachment>>& files); // at start
    void keep(storage::Id conversation); // soon: those that it has then. Changes by the person keep themselves
    void save();                         // what is to be kept, at once
    std::vector<storage::Attachment> take(); // they go with the message, with which the storage forgets them
    void giveBack(const std::vector<storage::Attachment>& files); // it could not be stored

    int count() const { return static_cast<int>(m_rows.size()); }
    qlonglong tokens() const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    static QString sentenceFor(AttachedFile::Refusal refusal, const QString& name, qint64 bytes);

signals:
    void countChanged();
    void tokensChanged();

private:
    struct Row {
        quint64 number = 0;
        storage::Attachment file;
        qlonglong tokens = -1;
    };
    void accept(storage::Id conversation, AttachedFile file);
    void append(const storage::Attachment& file);
    std::vector<storage::Attachment> filesOf(storage::Id conversation) const;
    void countTokens(const Row& row);
    void setTokens(quint64 number, qlonglong tokens);
    void replace(std::vector<Row> rows);

    FileWorker& m_worker;
    StorageWorker& m_storage;
    NoticeList& m_notices;
    TokenCounter m_counter;
    std::vector<Row> m_rows;
    std::map<storage::Id, std::vector<Row>> m_others; // of conversations that are not shown
    storage::Id m_conversation = 0;
    quint64 m_lastNumber = 0;
    std::set<storage::Id> m_unsaved;
    QTimer m_saveTimer;
};

} // namespace ui
