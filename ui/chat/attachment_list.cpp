// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/attachment_list.h"

#include "storage/attachments.h"
#include "ui/chat/visible_text.h"
#include "ui/file_worker.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace ui
{
namespace
{

constexpr int kSaveMs = 300; // several files that come together are written once

} // namespace

AttachmentList::AttachmentList(FileWorker& worker, StorageWorker& storage, NoticeList& notices, QObject* parent)
    : QAbstractListModel(parent),
      m_worker(worker),
      m_storage(storage),
      m_notices(notices)
{
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(kSaveMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &AttachmentList::save);
}

void AttachmentList::add(const QList<QUrl>& files)
{
    int room = kMostFiles - count();
    for (const QUrl& file : files) {
        const QString name = visibleLine(file.isLocalFile() ? file.fileName() : file.toDisplayString().left(200));
        if (!file.isLocalFile()) {
            m_notices.post(NoticeList::Kind::Warning,
                           tr("Only files on this computer can be attached, not %1.").arg(name));
        } else if (room-- <= 0) {
            m_notices.post(NoticeList::Kind::Warning,
                           tr("“%1” was not attached: a message takes %2 files.").arg(name).arg(kMostFiles));
        } else {
            m_worker.run(
                this,
                [path = std::filesystem::path(file.toLocalFile().toStdU16String())] { return readAttachedFile(path); },
                [this, conversation = m_conversation](AttachedFile read) { accept(conversation, std::move(read)); });
        }
    }
}

void AttachmentList::accept(storage::Id conversation, AttachedFile file)
{
    if (file.refusal != AttachedFile::Refusal::None) {
        m_notices.post(NoticeList::Kind::Warning,
                       sentenceFor(file.refusal, QString::fromStdString(file.content.name), file.bytes));
        return;
    }
    if (conversation == m_conversation)
        append(file.content);
    else
        m_others[conversation].push_back({++m_lastNumber, std::move(file.content), -1});
    keep(conversation);
}

QString AttachmentList::sentenceFor(AttachedFile::Refusal refusal, const QString& name, qint64 bytes)
{
    using Refusal = AttachedFile::Refusal;
    const QLocale locale;
    switch (refusal) {
    case Refusal::None:
        return {};
    case Refusal::Gone:
        return tr("“%1” is not there any more; nothing was attached.").arg(name);
    case Refusal::NotAllowed:
        return tr("“%1” cannot be read: you have no permission for this file.").arg(name);
    case Refusal::Folder:
        return tr("“%1” is a folder; attach the files in it.").arg(name);
    case Refusal::NoFile:
        return tr("“%1” is no file with a content of its own and was not opened.").arg(name);
    case Refusal::Empty:
        return tr("“%1” is empty; nothing was attached.").arg(name);
    case Refusal::TooLarge:
        return tr("“%1” has %2; an attached file may have %3. Attach the part that matters.")
            .arg(name, locale.formattedDataSize(bytes), locale.formattedDataSize(AttachedFile::kMostBytes));
    case Refusal::Picture:
        return tr("“%1” is a picture; the models here read text only. It was not opened.").arg(name);
    case Refusal::Document:
        return tr("“%1” is a document with a format of its own; save it as plain text and attach that.").arg(name);
    case Refusal::Binary:
        return tr("“%1” holds no text; only text files can be attached.").arg(name);
    case Refusal::NoUtf8:
        return tr("“%1” is not in UTF-8; save it with this encoding and attach it again.").arg(name);
    }
    return {};
}

void AttachmentList::append(const storage::Attachment& file)
{
    if (count() >= kMostFiles)
        return;
    beginInsertRows({}, count(), count());
    m_rows.push_back({++m_lastNumber, file, -1});
    endInsertRows();
    emit countChanged();
    emit tokensChanged();
    countTokens(m_rows.back());
}

void AttachmentList::countTokens(const Row& row)
{
    if (!m_counter)
        return;
    m_worker.run(
        this,
        [counter = m_counter, file = row.file] {
            return counter(storage::textWithAttachments({}, {file})); // with its name and its fences
        },
        [this, number = row.number](qint64 tokens) { setTokens(number, tokens); });
}

void AttachmentList::setTokens(quint64 number, qlonglong tokens)
{
    const auto row = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& r) { return r.number == number; });
    if (row == m_rows.end() || row->tokens == tokens)
        return;
    row->tokens = tokens;
    row->file.tokens = tokens;
    const QModelIndex changed = index(static_cast<int>(row - m_rows.begin()));
    emit dataChanged(changed, changed, {TokensRole});
    emit tokensChanged();
}

void AttachmentList::remove(int row)
{
    if (row < 0 || row >= count())
        return;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    keep(m_conversation);
    emit countChanged();
    emit tokensChanged();
}

void AttachmentList::setCounter(const TokenCounter& counter)
{
    m_counter = counter;
    for (Row& row : m_rows) {
        row.number = ++m_lastNumber; // counts on their way are of another model
        row.tokens = -1;
        countTokens(row);
    }
    if (count() == 0)
        return;
    emit dataChanged(index(0), index(count() - 1), {TokensRole});
    emit tokensChanged();
}

void AttachmentList::show(storage::Id conversation)
{
    if (conversation == m_conversation)
        return;
    m_others[m_conversation] = m_rows;
    m_conversation = conversation;
    std::vector<Row> rows = std::move(m_others[conversation]);
    m_others.erase(conversation);
    replace(std::move(rows));
}

void AttachmentList::become(storage::Id conversation)
{
    m_conversation = conversation;
    if (!m_rows.empty())
        keep(conversation);
}

void AttachmentList::restore(const std::map<storage::Id, std::vector<storage::Attachment>>& files)
{
    for (const auto& [conversation, kept] : files) {
        for (const storage::Attachment& file : kept) {
            if (conversation == m_conversation)
                append(file);
            else
                m_others[conversation].push_back({++m_lastNumber, file, -1});
        }
    }
}

void AttachmentList::keep(storage::Id conversation)
{
    m_unsaved.insert(conversation);
    if (!m_saveTimer.isActive())
        m_saveTimer.start();
}

void AttachmentList::save()
{
    m_saveTimer.stop();
    for (const storage::Id conversation : std::exchange(m_unsaved, {}))
        m_storage.post([conversation, files = filesOf(conversation)](StorageWorker& storage) {
            storage.saveDraftFiles(conversation, files);
        });
}

std::vector<storage::Attachment> AttachmentList::filesOf(storage::Id conversation) const
{
    const auto other = m_others.find(conversation);
    std::vector<storage::Attachment> files;
    if (conversation == m_conversation || other != m_others.end())
        for (const Row& row : conversation == m_conversation ? m_rows : other->second)
            files.push_back(row.file);
    return files;
}

std::vector<storage::Attachment> AttachmentList::take()
{
    std::vector<storage::Attachment> files;
    for (Row& row : m_rows)
        files.push_back(std::move(row.file));
    replace({});
    return files;
}

void AttachmentList::giveBack(const std::vector<storage::Attachment>& files)
{
    for (const storage::Attachment& file : files)
        append(file);
    keep(m_conversation);
}

void AttachmentList::replace(std::vector<Row> rows)
{
    if (m_rows.empty() && rows.empty())
        return;
    beginResetModel(); // another message: no row stays
    m_rows = std::move(rows);
    endResetModel();
    emit countChanged();
    setCounter(m_counter); // the model may have changed while they were away
    emit tokensChanged();
}

qlonglong AttachmentList::tokens() const
{
    qlonglong all = 0;
    for (const Row& row : m_rows) {
        if (row.tokens < 0)
            return -1;
        all += row.tokens;
    }
    return all;
}

int AttachmentList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant AttachmentList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return visibleLine(QString::fromStdString(row.file.name));
    case TokensRole:
        return row.tokens;
    default:
        return {};
    }
}

QHash<int, QByteArray> AttachmentList::roleNames() const
{
    return {{NameRole, "name"}, {TokensRole, "tokens"}};
}

} // namespace ui
