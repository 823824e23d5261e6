// SPDX-License-Identifier: GPL-3.0-or-later
// The list's files: export, import, and how an import is taken back.
#include "ui/chat/visible_text.h"
#include "ui/conversations/conversation_list.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"

#include <QDir>
#include <QStandardPaths>

#include <algorithm>
#include <unordered_set>

namespace ui
{
namespace
{

constexpr qsizetype kLongestName = 60; // characters; at most 240 bytes, below what file systems take
constexpr QLatin1String kImport("import ");
constexpr QLatin1String kFolder("folder ");

std::filesystem::path pathOf(const QUrl& file)
{
    return std::filesystem::path(file.toLocalFile().toStdU16String());
}

QString shown(const QUrl& file)
{
    return visibleLine(file.toDisplayString().left(200));
}

QString suffixOf(ConversationList::Format format, bool several)
{
    using Format = ConversationList::Format;
    if (format == Format::Markdown)
        return QStringLiteral(".md");
    return format == Format::OpenAi && several ? QStringLiteral(".jsonl") : QStringLiteral(".json");
}

storage::exchange::Format stored(ConversationList::Format format)
{
    return static_cast<storage::exchange::Format>(format); // the same, for QML
}

QString idsText(const std::vector<storage::Conversation>& conversations)
{
    QStringList ids;
    for (const storage::Conversation& conversation : conversations)
        ids.append(QString::number(conversation.id));
    return ids.join(u' ');
}

} // namespace

void ConversationList::connectExchange()
{
    connect(&m_storage, &StorageWorker::exported, this, [this](int conversations, const QString& file) {
        const QString name = visibleLine(file);
        m_notices.post(NoticeList::Kind::Info,
                       conversations == 1 ? tr("The conversation was written to “%1”.").arg(name)
                                          : tr("%1 conversations were written to “%2”.").arg(conversations).arg(name));
    });
    connect(&m_storage, &StorageWorker::exchangeFailed, this, [this](const QString& sentence) {
        m_notices.postLatest(NoticeList::Kind::Error, visibleText(sentence), QStringLiteral("exchange"));
    });
    connect(&m_storage, &StorageWorker::imported, this, &ConversationList::onImported);
    connect(&m_storage, &StorageWorker::importUndone, this, &ConversationList::onImportUndone);
}

QUrl ConversationList::exportFolder()
{
    return QUrl::fromLocalFile(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
}

QUrl ConversationList::exportUrl(qlonglong id, Format format) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [id](const auto& c) { return c.id == id; });
    const QString name = found == m_all.end() ? tr("Conversations") + u' ' + m_clock().date().toString(Qt::ISODate)
                                              : fileNameFrom(visibleLine(QString::fromStdString(found->title)));
    return QUrl::fromLocalFile(QDir(exportFolder().toLocalFile()).filePath(name + suffixOf(format, id == 0)));
}

void ConversationList::exportTo(qlonglong id, const QUrl& file, Format format)
{
    if (!file.isLocalFile()) {
        m_notices.post(NoticeList::Kind::Warning,
                       tr("Conversations can only be written to this computer, not to %1.").arg(shown(file)));
        return;
    }
    m_notices.dismissSubject(QStringLiteral("exchange"));
    const std::vector<storage::Id> ids = id == 0 ? std::vector<storage::Id>() : std::vector<storage::Id>{id};
    m_storage.post(
        [ids, path = pathOf(file), format](StorageWorker& storage) { storage.exportFile(ids, path, stored(format)); });
}

void ConversationList::exportAll(const QUrl& file)
{
    exportTo(0, file, Format::Fettle);
}

void ConversationList::importFrom(const QList<QUrl>& files)
{
    std::vector<std::filesystem::path> paths;
    for (const QUrl& file : files) {
        if (file.isLocalFile())
            paths.push_back(pathOf(file));
        else
            m_notices.post(NoticeList::Kind::Warning,
                           tr("Only files on this computer can be imported, not %1.").arg(shown(file)));
    }
    if (!paths.empty())
        m_storage.post([paths](StorageWorker& storage) { storage.importFiles(paths); });
}

void ConversationList::undo(const QString& subject)
{
    if (subject.startsWith(kFolder))
        return undoFolder(subject.mid(kFolder.size()));
    if (!subject.startsWith(kImport))
        return restore(subject.toLongLong());
    std::vector<storage::Id> ids;
    for (const QString& id : subject.mid(kImport.size()).split(u' '))
        ids.push_back(id.toLongLong());
    m_storage.post([ids](StorageWorker& storage) { storage.undoImport(ids); });
}

void ConversationList::onImported(const Imported& imported)
{
    const auto count = imported.conversations.size();
    m_all.insert(m_all.end(), imported.conversations.begin(), imported.conversations.end());
    refresh();
    QStringList sentences;
    if (count == 1)
        sentences += tr("1 conversation was imported.");
    else if (count > 1)
        sentences += tr("%1 conversations were imported.").arg(count);
    else
        sentences += tr("Nothing was imported.");
    if (imported.known > 0)
        sentences += tr("Already here: %1.").arg(imported.known);
    if (imported.leftOut > 0)
        sentences += tr("Left out: %1. %2").arg(imported.leftOut).arg(visibleText(imported.reason));
    m_notices.post(imported.leftOut > 0 ? NoticeList::Kind::Warning : NoticeList::Kind::Info, sentences.join(u' '),
                   count > 0 ? QStringLiteral("undo") : QString(),
                   count > 0 ? kImport + idsText(imported.conversations) : QString());
    if (count == 1)
        setCurrent(imported.conversations.front().id);
}

void ConversationList::onImportUndone(const std::vector<storage::Id>& conversations)
{
    const std::unordered_set<storage::Id> gone(conversations.begin(), conversations.end());
    std::erase_if(m_all, [&](const storage::Conversation& conversation) { return gone.contains(conversation.id); });
    if (gone.contains(m_current))
        create();
    refresh();
}

QString ConversationList::fileNameFrom(const QString& title)
{
    QString name;
    for (const QChar c : title.left(kLongestName))
        name += c.unicode() < 0x20 || QStringView(u"/\\:*?\"<>|").contains(c) ? QChar(u' ') : c;
    name = name.simplified();
    while (!name.isEmpty() && QStringView(u".-~ ").contains(name.front())) // hidden, an option, a home
        name.remove(0, 1);
    while (name.endsWith(u'.') || name.endsWith(u' ') || (!name.isEmpty() && name.back().isHighSurrogate()))
        name.chop(1);
    static const QStringList kDevices{"con", "prn", "aux", "nul"}; // what Windows would open instead
    return name.isEmpty() || kDevices.contains(name.toLower()) ? tr("Conversation") : name;
}

} // namespace ui
