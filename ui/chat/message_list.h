// SPDX-License-Identifier: GPL-3.0-or-later
// The messages of the conversation that is shown, oldest first. Owned by the ChatSession; GUI thread.
#pragma once

#include "storage/conversations.h"
#include "ui/chat/block_list.h"
#include "ui/chat/message_metrics.h"
#include "ui/chat/thought.h"

#include <QAbstractListModel>
#include <QDateTime>
#include <QtQml/qqmlregistration.h>

#include <map>
#include <vector>

namespace ui
{

class MessageList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The messages belong to the ChatSession.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(int contextTokens READ contextTokens NOTIFY contextTokensChanged FINAL)

public:
    enum class Author { User, Assistant };
    Q_ENUM(Author)
    enum class State { Complete, Streaming, Stopped, Interrupted, Failed };
    Q_ENUM(State)
    enum Role {
        MessageIdRole = Qt::UserRole + 1,
        AuthorRole,
        BlocksRole,
        PlainTextRole, // the source without thoughts; announced as changed when an answer ends, not for each piece
        StateRole,
        BadgeRole, // tokens per second, 0 = none
        MetricsRole,
        ErrorRole,
        TimeRole,
        VersionRole,        // place among its versions, from 1
        VersionsRole,       // how many those are
        OpenEndedRole,      // an answer that was cut off: it can go on
        ThoughtsRole,       // BlockList of what the model thought before its answer, or null
        ThinkingRole,       // it still does
        ThoughtSecondsRole, // how long that took, 0: not measured
        AnsweredByRole,     // the model's name, "" where it is not known
        ModelBeforeRole,    // that of the answer before, where it was another one; else ""
        AttachmentsRole     // the files that went along: a list of { name, tokens }
    };
    Q_ENUM(Role)

    explicit MessageList(QObject* parent = nullptr);

    // The source text with its Markdown, without thoughts, to the clipboard.
    Q_INVOKABLE void copy(int row) const;

    // The content of a file that went along with a message, as a block of code; what is longer than kMostShown ends
    // there.
    Q_INVOKABLE ui::BlockList* attachmentBlocks(int row, int place) const;
    static constexpr std::size_t kMostShown = 256 * 1024; // bytes

    void show(const std::vector<storage::Message>& path);   // another conversation
    void become(const std::vector<storage::Message>& path); // the same one: rows that stay are left alone
    void append(const storage::Message& message);
    void removeAfter(storage::Id message); // the rows below it; 0: all
    void reopen(storage::Id answer);       // it streams again
    // Of the answer with this id; nothing happens if it is not in the list.
    void setAnswerText(storage::Id answer, const QString& text); // begins with the text before
    void setThoughtSeconds(storage::Id answer, double seconds);
    void finishAnswer(storage::Id answer, State state, const QString& text, const MessageMetrics& metrics,
                      const QString& error);

    int count() const { return static_cast<int>(m_rows.size()); }
    int contextTokens() const; // what the last measured answer and its prompt took of the context, 0 if none
    storage::Id lastId() const { return m_rows.empty() ? 0 : m_rows.back().id; }
    QString text(int row) const { return m_rows[static_cast<std::size_t>(row)].text; }
    bool isOpenEnded(int row) const { return isOpenEnded(m_rows[static_cast<std::size_t>(row)]); }
    bool contains(int row) const { return row >= 0 && row < count(); }
    storage::Id id(int row) const { return m_rows[static_cast<std::size_t>(row)].id; }
    Author author(int row) const { return m_rows[static_cast<std::size_t>(row)].author; }
    const std::vector<storage::Attachment>& attachments(int row) const
    {
        return m_rows[static_cast<std::size_t>(row)].attachments;
    }
    State state(int row) const { return m_rows[static_cast<std::size_t>(row)].state; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void contextTokensChanged();
    void moreAsked(); // of a long message; it is about to come

private:
    struct Row {
        storage::Id id = 0;
        Author author = Author::User;
        QString text;
        State state = State::Complete;
        MessageMetrics metrics;
        QString error;
        QDateTime time;
        int version = 1;
        int versions = 1;
        double thoughtSeconds = 0;
        QString model; // that answered
        std::vector<storage::Attachment> attachments;
        mutable BlockList* blocks = nullptr; // made when first asked for; a child of this
        mutable BlockList* thoughts = nullptr;
        mutable std::map<int, BlockList*> files; // by place
    };
    QString modelBefore(int row) const;
    static Row fromStored(const storage::Message& message);
    static bool isOpenEnded(const Row& row);
    BlockList* makeBlocks(BlockList::Format format, const QString& source) const;
    BlockList* blocks(const Row& row) const;
    BlockList* thoughts(const Row& row) const; // null without any
    static ThoughtSplit split(const Row& row);
    static QString shownText(const Row& row);
    static void forget(const Row& row);
    int rowOf(storage::Id id) const; // -1 if absent
    void changed(int row, const QList<int>& roles);

    std::vector<Row> m_rows;
};

} // namespace ui
