// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/message_list.h"

#include "ui/chat/clipboard.h"

#include <QQmlEngine>

namespace ui
{
namespace
{

MessageList::State stateOf(storage::MessageState state)
{
    switch (state) {
    case storage::MessageState::Complete:
        return MessageList::State::Complete;
    case storage::MessageState::Streaming:
        return MessageList::State::Streaming;
    case storage::MessageState::Stopped:
        return MessageList::State::Stopped;
    case storage::MessageState::Interrupted:
        return MessageList::State::Interrupted;
    case storage::MessageState::Failed:
        break;
    }
    return MessageList::State::Failed;
}

} // namespace

bool MessageList::isOpenEnded(const Row& row)
{
    return row.author == Author::Assistant && !row.text.isEmpty() && row.state != State::Streaming &&
           (row.state != State::Complete || row.metrics.stopReason == QLatin1String("length"));
}

MessageList::MessageList(QObject* parent) : QAbstractListModel(parent) {}

MessageList::Row MessageList::fromStored(const storage::Message& message)
{
    Row row;
    row.id = message.id;
    row.author = message.role == storage::Role::User ? Author::User : Author::Assistant;
    row.text = QString::fromStdString(message.text);
    row.state = stateOf(message.state);
    if (message.metrics)
        row.metrics = MessageMetrics::fromStored(*message.metrics, message.modelName);
    row.error = QString::fromStdString(message.error);
    row.time = QDateTime::fromMSecsSinceEpoch(message.created);
    row.version = message.version + 1;
    row.versions = message.versions;
    return row;
}

void MessageList::show(const std::vector<storage::Message>& path)
{
    beginResetModel(); // another conversation: no row stays
    for (const Row& row : m_rows)
        if (row.blocks != nullptr)
            row.blocks->deleteLater();
    m_rows.clear();
    for (const storage::Message& message : path)
        if (message.role == storage::Role::User || message.role == storage::Role::Assistant)
            m_rows.push_back(fromStored(message));
    endResetModel();
    emit countChanged();
    emit contextTokensChanged();
}

void MessageList::become(const std::vector<storage::Message>& path)
{
    std::vector<storage::Message> shown;
    for (const storage::Message& message : path)
        if (message.role == storage::Role::User || message.role == storage::Role::Assistant)
            shown.push_back(message);
    std::size_t kept = 0;
    while (kept < m_rows.size() && kept < shown.size() && m_rows[kept].id == shown[kept].id)
        ++kept;
    removeAfter(kept == 0 ? 0 : m_rows[kept - 1].id);
    for (; kept < shown.size(); ++kept)
        append(shown[kept]);
}

void MessageList::append(const storage::Message& message)
{
    beginInsertRows({}, count(), count());
    m_rows.push_back(fromStored(message));
    endInsertRows();
    emit countChanged();
    emit contextTokensChanged();
}

void MessageList::removeAfter(storage::Id message)
{
    const int first = rowOf(message) + 1;
    if (first == count())
        return;
    beginRemoveRows({}, first, count() - 1);
    for (int row = first; row < count(); ++row)
        if (BlockList* blocks = m_rows[static_cast<std::size_t>(row)].blocks)
            blocks->deleteLater();
    m_rows.erase(m_rows.begin() + first, m_rows.end());
    endRemoveRows();
    emit countChanged();
    emit contextTokensChanged();
}

void MessageList::reopen(storage::Id answer)
{
    const int row = rowOf(answer);
    if (row < 0)
        return;
    Row& shown = m_rows[static_cast<std::size_t>(row)];
    shown.state = State::Streaming;
    shown.metrics = {};
    shown.error.clear();
    changed(row, {StateRole, BadgeRole, MetricsRole, ErrorRole, OpenEndedRole});
}

void MessageList::setAnswerText(storage::Id answer, const QString& text)
{
    const int row = rowOf(answer);
    if (row < 0)
        return;
    Row& shown = m_rows[static_cast<std::size_t>(row)];
    shown.text = text;
    if (shown.blocks != nullptr)
        shown.blocks->append(text);
}

void MessageList::finishAnswer(storage::Id answer, State state, const QString& text, const MessageMetrics& metrics,
                               const QString& error)
{
    const int row = rowOf(answer);
    if (row < 0)
        return;
    setAnswerText(answer, text);
    Row& shown = m_rows[static_cast<std::size_t>(row)];
    shown.state = state;
    shown.metrics = metrics;
    shown.error = error;
    changed(row, {PlainTextRole, StateRole, BadgeRole, MetricsRole, ErrorRole, OpenEndedRole});
    emit contextTokensChanged();
}

int MessageList::contextTokens() const
{
    for (auto row = m_rows.rbegin(); row != m_rows.rend(); ++row)
        if (row->metrics.present)
            return row->metrics.promptTokens + row->metrics.generatedTokens;
    return 0;
}

void MessageList::copy(int row) const
{
    if (row >= 0 && row < count())
        copyToClipboard(text(row));
}

int MessageList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant MessageList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case MessageIdRole:
        return QVariant::fromValue(qlonglong(row.id));
    case AuthorRole:
        return QVariant::fromValue(row.author);
    case BlocksRole:
        return QVariant::fromValue(blocks(row));
    case Qt::DisplayRole:
    case PlainTextRole:
        return row.text;
    case StateRole:
        return QVariant::fromValue(row.state);
    case BadgeRole:
        return row.metrics.decodeRate;
    case MetricsRole:
        return QVariant::fromValue(row.metrics);
    case ErrorRole:
        return row.error;
    case TimeRole:
        return row.time;
    case VersionRole:
        return row.version;
    case VersionsRole:
        return row.versions;
    case OpenEndedRole:
        return isOpenEnded(row);
    default:
        return {};
    }
}

QHash<int, QByteArray> MessageList::roleNames() const
{
    return {{MessageIdRole, "messageId"}, {AuthorRole, "author"},     {BlocksRole, "blocks"},
            {PlainTextRole, "plainText"}, {StateRole, "state"},       {BadgeRole, "badge"},
            {MetricsRole, "metrics"},     {ErrorRole, "error"},       {TimeRole, "time"},
            {VersionRole, "version"},     {VersionsRole, "versions"}, {OpenEndedRole, "openEnded"}};
}

BlockList* MessageList::blocks(const Row& row) const
{
    if (row.blocks == nullptr) {
        const auto format = row.author == Author::User ? BlockList::Format::Plain : BlockList::Format::Markdown;
        row.blocks = new BlockList(format, const_cast<MessageList*>(this));
        QQmlEngine::setObjectOwnership(row.blocks, QQmlEngine::CppOwnership);
        row.blocks->setSource(row.text);
    }
    return row.blocks;
}

int MessageList::rowOf(storage::Id id) const
{
    for (int row = count() - 1; row >= 0; --row) // the answer that streams is the last one
        if (m_rows[static_cast<std::size_t>(row)].id == id)
            return row;
    return -1;
}

void MessageList::changed(int row, const QList<int>& roles)
{
    emit dataChanged(index(row), index(row), roles);
}

} // namespace ui
