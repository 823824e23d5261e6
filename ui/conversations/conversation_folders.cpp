// SPDX-License-Identifier: GPL-3.0-or-later
// The list's folders: made, named, filled, opened and closed, taken away.
#include "ui/chat/visible_text.h"
#include "ui/conversations/conversation_list.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"

#include <QCollator>

#include <algorithm>

namespace ui
{
namespace
{

constexpr qsizetype kLongestName = 100;

QString keptName(const QString& name)
{
    return visibleLine(name).trimmed().left(kLongestName);
}

QString shownName(const storage::Folder& folder)
{
    return visibleLine(QString::fromStdString(folder.name));
}

} // namespace

void ConversationList::connectFolders()
{
    connect(&m_storage, &StorageWorker::foldersChanged, this, &ConversationList::showFolders);
    connect(&m_storage, &StorageWorker::folderRemoved, this,
            [this](const QString& name, const std::vector<storage::Id>& inside) {
                QStringList ids;
                for (const storage::Id id : inside)
                    ids.append(QString::number(id));
                m_notices.post(NoticeList::Kind::Info,
                               tr("The folder “%1” was deleted; its conversations stay.").arg(visibleLine(name)),
                               QStringLiteral("undo"), QStringLiteral("folder ") + ids.join(u' ') + u'\n' + name);
            });
}

void ConversationList::createFolder(const QString& name, qlonglong conversation)
{
    const QString kept = keptName(name);
    if (kept.isEmpty())
        return;
    const std::vector<storage::Id> inside =
        conversation == 0 ? std::vector<storage::Id>() : std::vector<storage::Id>{conversation};
    m_storage.post([kept = kept.toStdString(), inside](StorageWorker& storage) { storage.createFolder(kept, inside); });
}

void ConversationList::renameFolder(qlonglong folder, const QString& name)
{
    const QString kept = keptName(name);
    if (!kept.isEmpty())
        m_storage.post(
            [folder, kept = kept.toStdString()](StorageWorker& storage) { storage.renameFolder(folder, kept); });
}

void ConversationList::removeFolder(qlonglong folder)
{
    m_storage.post([folder](StorageWorker& storage) { storage.removeFolder(folder); });
}

// "<ids>\n<name>" of one that was removed.
void ConversationList::undoFolder(const QString& subject)
{
    const qsizetype end = subject.indexOf(u'\n');
    std::vector<storage::Id> inside;
    for (const QString& id : subject.left(end).split(u' ', Qt::SkipEmptyParts))
        inside.push_back(id.toLongLong());
    m_storage.post([inside, name = subject.mid(end + 1).toStdString()](StorageWorker& storage) {
        storage.createFolder(name, inside);
    });
}

void ConversationList::moveToFolder(qlonglong conversation, qlonglong folder)
{
    const storage::Conversation* known = find(conversation);
    if (known == nullptr || known->folder == folder)
        return;
    m_storage.post([conversation, folder](StorageWorker& storage) { storage.moveToFolder({conversation}, folder); });
}

void ConversationList::createIn(qlonglong folder)
{
    create();
    m_nextFolder = folder;
}

void ConversationList::takeIntoFolder(const storage::Conversation& conversation)
{
    if (const storage::Id folder = std::exchange(m_nextFolder, 0); folder != 0)
        moveToFolder(conversation.id, folder);
}

void ConversationList::toggleFolder(qlonglong folder)
{
    if (m_closed.erase(folder) == 0)
        m_closed.insert(folder);
    saveClosed();
    refresh();
}

void ConversationList::saveClosed()
{
    std::string ids;
    for (const storage::Id id : m_closed)
        ids += std::to_string(id) + ' ';
    m_storage.post([ids](StorageWorker& storage) { storage.saveSettings({{"closedFolders", ids}}); });
}

void ConversationList::restoreClosed(const std::string& ids)
{
    for (const QByteArray& id : QByteArray::fromStdString(ids).simplified().split(' '))
        m_closed.insert(id.toLongLong());
}

void ConversationList::showFolders(const std::vector<storage::Folder>& folders)
{
    m_folders = folders;
    QCollator byName;
    byName.setNumericMode(true);
    std::stable_sort(m_folders.begin(), m_folders.end(),
                     [&](const auto& a, const auto& b) { return byName.compare(shownName(a), shownName(b)) < 0; });
    emit foldersChanged();
    refresh();
}

QVariantList ConversationList::folders() const
{
    QVariantList list;
    for (const storage::Folder& folder : m_folders)
        list.append(QVariantMap{{"id", qlonglong(folder.id)}, {"name", shownName(folder)}});
    return list;
}

QString ConversationList::folderName(storage::Id folder) const
{
    const auto found = std::find_if(m_folders.begin(), m_folders.end(),
                                    [&](const storage::Folder& known) { return known.id == folder; });
    return found == m_folders.end() ? QString() : shownName(*found);
}

ConversationList::Row ConversationList::folderRow(const storage::Folder& folder) const
{
    Row row;
    row.id = -folder.id; // conversations have ids above 0
    row.title = shownName(folder);
    row.section = Section::Folders;
    row.folder = folder.id;
    row.isFolder = true;
    row.open = !m_closed.contains(folder.id);
    row.inside = static_cast<int>(
        std::count_if(m_all.begin(), m_all.end(), [&](const auto& c) { return c.folder == folder.id; }));
    return row;
}

void ConversationList::addFolders(std::vector<Row>& rows) const
{
    for (const storage::Folder& folder : m_folders) {
        rows.push_back(folderRow(folder));
        if (!rows.back().open)
            continue;
        for (const storage::Conversation& conversation : m_all)
            if (conversation.folder == folder.id && !conversation.pinned)
                rows.push_back(row(conversation));
    }
}

} // namespace ui
