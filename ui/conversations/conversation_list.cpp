// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/conversations/conversation_list.h"

#include "ui/chat/visible_text.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace ui
{
namespace
{

constexpr int kSearchDelayMs = 150;
constexpr qsizetype kLongestTitle = 48;
constexpr qsizetype kLongestRename = 200;

} // namespace

ConversationList::ConversationList(StorageWorker& storage, NoticeList& notices, Clock clock, QObject* parent)
    : QAbstractListModel(parent),
      m_storage(storage),
      m_notices(notices),
      m_clock(std::move(clock))
{
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(kSearchDelayMs);
    connect(&m_searchTimer, &QTimer::timeout, this, &ConversationList::runSearch);
    m_dayTimer.setSingleShot(true);
    connect(&m_dayTimer, &QTimer::timeout, this, [this] {
        if (m_searchText.isEmpty())
            showAll();
        scheduleMidnight();
    });
    connect(&storage, &StorageWorker::found, this, &ConversationList::onFound);
    connect(&storage, &StorageWorker::conversationChanged, this, &ConversationList::put);
    connectExchange();
    connectFolders();
    scheduleMidnight();
}

void ConversationList::create()
{
    m_nextFolder = 0;
    setCurrent(0);
    emit createRequested();
}

void ConversationList::open(qlonglong id)
{
    m_nextFolder = 0;
    setCurrent(id);
}

void ConversationList::rename(qlonglong id, const QString& title)
{
    const QString kept = visibleLine(title).trimmed().left(kLongestRename);
    if (kept.isEmpty())
        return;
    m_storage.post([id, kept = kept.toStdString()](StorageWorker& storage) { storage.rename(id, kept); });
}

void ConversationList::remove(qlonglong id)
{
    m_storage.post([id](StorageWorker& storage) { storage.remove(id); });
}

void ConversationList::restore(qlonglong id)
{
    m_storage.post([id](StorageWorker& storage) { storage.restore(id); });
}

void ConversationList::setPinned(qlonglong id, bool pinned)
{
    m_storage.post([id, pinned](StorageWorker& storage) { storage.setPinned(id, pinned); });
}

void ConversationList::show(const std::vector<storage::Conversation>& all)
{
    m_all = all;
    sortAll();
    showAll();
}

void ConversationList::put(const storage::Conversation& conversation)
{
    const auto known = std::find_if(m_all.begin(), m_all.end(), [&](const auto& c) { return c.id == conversation.id; });
    if (conversation.deleted) {
        if (known == m_all.end())
            return;
        m_all.erase(known);
        if (m_current == conversation.id)
            create();
        m_notices.post(NoticeList::Kind::Info,
                       tr("“%1” was deleted.").arg(visibleLine(QString::fromStdString(conversation.title))),
                       QStringLiteral("undo"), QString::number(conversation.id));
    } else if (known != m_all.end()) {
        *known = conversation;
    } else {
        m_all.push_back(conversation);
        takeIntoFolder(conversation);
    }
    refresh();
}

void ConversationList::refresh()
{
    sortAll();
    if (m_searchText.isEmpty())
        showAll();
    else
        runSearch();
}

void ConversationList::setCurrent(storage::Id id)
{
    if (m_current == id)
        return;
    m_current = id;
    emit currentIdChanged();
}

void ConversationList::setSearchText(const QString& wanted)
{
    const QString text = wanted.left(kMostSearched);
    if (m_searchText == text)
        return;
    m_searchText = text;
    emit searchTextChanged();
    if (text.trimmed().isEmpty()) {
        m_searchTimer.stop();
        ++m_searchNumber; // answers on their way are late
        showAll();
    } else {
        m_searchTimer.start();
    }
}

void ConversationList::runSearch()
{
    m_storage.post([request = ++m_searchNumber, query = m_searchText.toStdString()](StorageWorker& storage) {
        storage.search(request, query);
    });
}

void ConversationList::onFound(quint64 request, const std::vector<storage::SearchHit>& hits)
{
    if (request != m_searchNumber)
        return;
    std::vector<Row> rows;
    std::unordered_set<storage::Id> seen;
    for (const storage::SearchHit& hit : hits) {
        const storage::Conversation* conversation = find(hit.conversation);
        if (conversation == nullptr || !seen.insert(hit.conversation).second)
            continue;
        Row found = row(*conversation);
        if (hit.message != 0)
            found.snippet = visibleLine(QString::fromStdString(hit.snippet));
        rows.push_back(found);
    }
    for (const storage::Conversation& conversation : m_all) // what is in a folder of this name
        if (folderName(conversation.folder).contains(m_searchText.trimmed(), Qt::CaseInsensitive) &&
            conversation.folder != 0 && seen.insert(conversation.id).second)
            rows.push_back(row(conversation));
    become(rows);
}

ConversationList::Row ConversationList::row(const storage::Conversation& conversation) const
{
    Row row;
    row.id = conversation.id;
    row.title = visibleLine(QString::fromStdString(conversation.title));
    row.pinned = conversation.pinned;
    row.folder = conversation.folder;
    row.folderName = folderName(conversation.folder);
    row.section = conversation.pinned ? Section::Pinned
                  : conversation.folder != 0
                      ? Section::Folders
                      : sectionOf(QDateTime::fromMSecsSinceEpoch(conversation.updated), m_clock());
    return row;
}

void ConversationList::showAll()
{
    std::vector<Row> rows;
    rows.reserve(m_all.size());
    const auto add = [&](bool pinned) {
        for (const storage::Conversation& conversation : m_all)
            if (conversation.pinned == pinned && (pinned || conversation.folder == 0))
                rows.push_back(row(conversation));
    };
    add(true);
    addFolders(rows);
    add(false);
    become(rows);
}

void ConversationList::become(const std::vector<Row>& rows)
{
    const int oldCount = count();
    std::unordered_set<storage::Id> wanted;
    for (const Row& row : rows)
        wanted.insert(row.id);
    for (int last = count() - 1; last >= 0; --last) { // removals, run by run from the end
        const auto gone = [&](int row) { return !wanted.contains(m_rows[static_cast<std::size_t>(row)].id); };
        if (!gone(last))
            continue;
        int first = last;
        while (first > 0 && gone(first - 1))
            --first;
        beginRemoveRows({}, first, last);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
    std::unordered_set<storage::Id> present;
    for (const Row& row : m_rows)
        present.insert(row.id);
    for (int to = 0; to < static_cast<int>(rows.size()); ++to) {
        const Row& wantedRow = rows[static_cast<std::size_t>(to)];
        if (!present.contains(wantedRow.id)) {
            int end = to + 1;
            while (end < static_cast<int>(rows.size()) && !present.contains(rows[static_cast<std::size_t>(end)].id))
                ++end;
            beginInsertRows({}, to, end - 1);
            m_rows.insert(m_rows.begin() + to, rows.begin() + to, rows.begin() + end);
            endInsertRows();
            to = end - 1;
            continue;
        }
        int from = to;
        while (m_rows[static_cast<std::size_t>(from)].id != wantedRow.id)
            ++from;
        if (from != to) {
            beginMoveRows({}, from, from, {}, to);
            std::rotate(m_rows.begin() + to, m_rows.begin() + from, m_rows.begin() + from + 1);
            endMoveRows();
        }
        if (Row& row = m_rows[static_cast<std::size_t>(to)]; row != wantedRow) {
            row = wantedRow;
            emit dataChanged(index(to), index(to));
        }
    }
    if (count() != oldCount)
        emit countChanged();
}

void ConversationList::sortAll()
{
    std::stable_sort(m_all.begin(), m_all.end(), [](const auto& a, const auto& b) {
        return std::tuple(!a.pinned, -a.updated, -a.id) < std::tuple(!b.pinned, -b.updated, -b.id);
    });
}

void ConversationList::scheduleMidnight()
{
    const QDateTime now = m_clock();
    const QDateTime midnight = now.date().addDays(1).startOfDay();
    m_dayTimer.start(static_cast<int>(std::clamp<qint64>(now.msecsTo(midnight) + 1000, 1000, 24 * 3600 * 1000)));
}

storage::Conversation* ConversationList::find(storage::Id id)
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [id](const auto& c) { return c.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

int ConversationList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ConversationList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case ConversationIdRole:
        return QVariant::fromValue(qlonglong(row.id));
    case Qt::DisplayRole:
    case TitleRole:
        return row.title;
    case SectionRole:
        return static_cast<int>(row.section);
    case SnippetRole:
        return row.snippet;
    case PinnedRole:
        return row.pinned;
    case FolderRole:
        return QVariant::fromValue(qlonglong(row.folder));
    case FolderNameRole:
        return row.folderName;
    case IsFolderRole:
        return row.isFolder;
    case OpenRole:
        return row.open;
    case InsideRole:
        return row.inside;
    default:
        return {};
    }
}

QHash<int, QByteArray> ConversationList::roleNames() const
{
    return {{ConversationIdRole, "conversationId"},
            {TitleRole, "title"},
            {SectionRole, "section"},
            {SnippetRole, "snippet"},
            {PinnedRole, "pinned"},
            {FolderRole, "folder"},
            {FolderNameRole, "folderName"},
            {IsFolderRole, "isFolder"},
            {OpenRole, "open"},
            {InsideRole, "inside"}};
}

QString ConversationList::titleFrom(const QString& message)
{
    const QString line = visibleLine(message.left(4 * kLongestTitle)).simplified();
    if (line.size() <= kLongestTitle)
        return line;
    qsizetype end = line.lastIndexOf(u' ', kLongestTitle);
    if (end <= 0)
        end = kLongestTitle - (line[kLongestTitle - 1].isHighSurrogate() ? 1 : 0);
    return line.left(end);
}

ConversationList::Section ConversationList::sectionOf(const QDateTime& updated, const QDateTime& now)
{
    const qint64 days = updated.date().daysTo(now.date());
    if (days <= 0)
        return Section::Today;
    if (days == 1)
        return Section::Yesterday;
    if (days <= 7)
        return Section::LastSevenDays;
    return days <= 30 ? Section::LastThirtyDays : Section::Older;
}

} // namespace ui
