// SPDX-License-Identifier: GPL-3.0-or-later
// The list on the left: all conversations, or those that were found. Owned by the Workspace; GUI thread.
#pragma once

#include "storage/conversations.h"

#include <QAbstractListModel>
#include <QDateTime>
#include <QTimer>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <set>
#include <vector>

namespace ui
{

class NoticeList;
class StorageWorker;
struct Imported;

using Clock = std::function<QDateTime()>; // local time; tests set their own

class ConversationList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The conversations belong to the Workspace.")
    Q_PROPERTY(qlonglong currentId READ currentId NOTIFY currentIdChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(QVariantList folders READ folders NOTIFY foldersChanged FINAL) // of { id, name }, by name
    Q_PROPERTY(QString searchText READ searchText WRITE setSearchText NOTIFY searchTextChanged FINAL)

public:
    static constexpr int kMostSearched = 1000; // letters; a whole file that was pasted is no search

    enum class Section { Pinned = -2, Folders, Today, Yesterday, LastSevenDays, LastThirtyDays, Older };
    Q_ENUM(Section)
    enum Role {
        ConversationIdRole = Qt::UserRole + 1,
        TitleRole,
        SectionRole,
        SnippetRole,
        PinnedRole,
        FolderRole,
        FolderNameRole,
        IsFolderRole,
        OpenRole,
        InsideRole
    };
    Q_ENUM(Role)

    enum class Format { Markdown, Fettle, OpenAi, ShareGpt };
    Q_ENUM(Format)

    ConversationList(StorageWorker& storage, NoticeList& notices, Clock clock, QObject* parent = nullptr);

    Q_INVOKABLE void create(); // an empty one; it is stored with its first message
    Q_INVOKABLE void open(qlonglong id);
    Q_INVOKABLE void rename(qlonglong id, const QString& title);
    Q_INVOKABLE void remove(qlonglong id); // with a notice that can undo it
    Q_INVOKABLE void restore(qlonglong id);
    Q_INVOKABLE void setPinned(qlonglong id, bool pinned);

    // Folders (conversation_folders.cpp). In the list, a folder is a row before those of its conversations, with
    // IsFolderRole; FolderRole is the id of the folder itself, or of the one that a conversation is in, 0 for none.
    Q_INVOKABLE void createFolder(const QString& name, qlonglong conversation = 0); // which is put into it
    Q_INVOKABLE void renameFolder(qlonglong folder, const QString& name);
    Q_INVOKABLE void removeFolder(qlonglong folder); // its conversations stay; a notice can undo it
    Q_INVOKABLE void moveToFolder(qlonglong conversation, qlonglong folder); // 0: out of its folder
    Q_INVOKABLE void toggleFolder(qlonglong folder);                         // shows or hides what is in it
    Q_INVOKABLE void createIn(qlonglong folder); // as create(), and it is put there when it is stored
    void showFolders(const std::vector<storage::Folder>& folders);
    void restoreClosed(const std::string& ids); // at start: which folders were closed
    QVariantList folders() const;

    // To and from files (conversation_exchange.cpp); notices tell what became of it.
    Q_INVOKABLE static QUrl exportFolder();
    Q_INVOKABLE QUrl exportUrl(qlonglong id, ui::ConversationList::Format format) const; // a proposal; id 0: all
    Q_INVOKABLE void exportTo(qlonglong id, const QUrl& file, ui::ConversationList::Format format);
    Q_INVOKABLE void exportAll(const QUrl& file); // in Fettle's own format, which loses nothing
    Q_INVOKABLE void importFrom(const QList<QUrl>& files);
    void undo(const QString& subject); // of a notice: a removal or an import

    void show(const std::vector<storage::Conversation>& all); // at start
    void put(const storage::Conversation& conversation);      // new or changed; deleted ones leave
    void setCurrent(storage::Id id);

    qlonglong currentId() const { return m_current; }
    int count() const { return static_cast<int>(m_rows.size()); }
    QString searchText() const { return m_searchText; }
    void setSearchText(const QString& text);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    // The first words of a first message: at most 48 characters, whole words where there are any.
    static QString titleFrom(const QString& message);
    // A title as the name of a file, without what a system could take for a path or a command; never empty.
    static QString fileNameFrom(const QString& title);
    static Section sectionOf(const QDateTime& updated, const QDateTime& now);

signals:
    void currentIdChanged();
    void createRequested(); // also when the new one is current already
    void countChanged();
    void foldersChanged();
    void searchTextChanged();

private:
    struct Row {
        storage::Id id = 0;
        QString title;
        Section section = Section::Older;
        QString snippet;
        bool pinned = false;
        storage::Id folder = 0;
        QString folderName;
        bool isFolder = false; // its id is below 0 then
        bool open = false;
        int inside = 0;
        bool operator==(const Row&) const = default;
    };
    Row row(const storage::Conversation& conversation) const;
    Row folderRow(const storage::Folder& folder) const;
    void addFolders(std::vector<Row>& rows) const;
    void connectFolders();
    void saveClosed();
    void undoFolder(const QString& subject);
    void takeIntoFolder(const storage::Conversation& conversation);
    QString folderName(storage::Id folder) const;
    void runSearch();
    void onFound(quint64 request, const std::vector<storage::SearchHit>& hits);
    void connectExchange();
    void onImported(const Imported& imported);
    void onImportUndone(const std::vector<storage::Id>& conversations);
    void showAll();
    void refresh();                            // after m_all changed
    void become(const std::vector<Row>& rows); // by precise removals, insertions, moves and changes
    void sortAll();
    void scheduleMidnight();
    storage::Conversation* find(storage::Id id);

    StorageWorker& m_storage;
    NoticeList& m_notices;
    Clock m_clock;
    std::vector<storage::Conversation> m_all; // pinned first, then newest first
    std::vector<Row> m_rows;                  // what is shown
    std::vector<storage::Folder> m_folders;   // by name
    std::set<storage::Id> m_closed;           // folders
    storage::Id m_nextFolder = 0;             // for the conversation that is not stored yet
    storage::Id m_current = 0;
    QString m_searchText;
    quint64 m_searchNumber = 0;
    QTimer m_searchTimer;
    QTimer m_dayTimer; // sections move at midnight
};

} // namespace ui
