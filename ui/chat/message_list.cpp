// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/message_list.h"

#include "storage/attachments.h"
#include "ui/chat/clipboard.h"
#include "ui/chat/visible_text.h"
#include "ui/text/engine_sentences.h"

#include <QQmlEngine>

#include <algorithm>
#include <cctype>

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

QVariantList shownAttachments(const std::vector<storage::Attachment>& attachments)
{
    QVariantList list;
    for (const storage::Attachment& file : attachments)
        list.append(QVariantMap{{"name", visibleLine(QString::fromStdString(file.name))},
                                {"tokens", static_cast<qlonglong>(file.tokens)}});
    return list;
}

// At most `most` bytes, whole characters.
std::string beginning(const std::string& text, std::size_t most)
{
    std::size_t end = std::min(text.size(), most);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

// "py" of "a.py", for the colours.
std::string suffixWord(const std::string& name)
{
    const std::string suffix = name.substr(std::min(name.rfind('.'), name.size() - 1) + 1);
    const bool word = std::all_of(suffix.begin(), suffix.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
    return word && suffix.size() < 12 ? suffix : std::string();
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
    if (message.metrics) {
        row.metrics = MessageMetrics::fromStored(*message.metrics, message.modelName);
        row.thoughtSeconds = message.metrics->thinkingSeconds;
    }
    row.error = QString::fromStdString(message.error);
    row.time = QDateTime::fromMSecsSinceEpoch(message.created);
    row.version = message.version + 1;
    row.versions = message.versions;
    row.attachments = message.attachments;
    if (row.author == Author::Assistant)
        row.model = visibleLine(QString::fromStdString(message.modelName));
    return row;
}

void MessageList::show(const std::vector<storage::Message>& path)
{
    beginResetModel(); // another conversation: no row stays
    for (const Row& row : m_rows)
        forget(row);
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
        forget(m_rows[static_cast<std::size_t>(row)]);
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
    const bool growing = shown.state == State::Streaming;
    const ThoughtSplit before = splitThought(shown.text, growing);
    const ThoughtSplit after = splitThought(text, growing);
    shown.text = text;
    if (shown.blocks != nullptr)
        shown.blocks->append(after.answer);
    if (shown.thoughts != nullptr)
        shown.thoughts->append(after.thought);
    if (before.present != after.present || before.open != after.open)
        changed(row, {ThoughtsRole, ThinkingRole});
}

void MessageList::setThoughtSeconds(storage::Id answer, double seconds)
{
    const int row = rowOf(answer);
    if (row < 0)
        return;
    m_rows[static_cast<std::size_t>(row)].thoughtSeconds = seconds;
    changed(row, {ThoughtSecondsRole});
}

void MessageList::finishAnswer(storage::Id answer, State state, const QString& text, const MessageMetrics& metrics,
                               const QString& error)
{
    const int row = rowOf(answer);
    if (row < 0)
        return;
    Row& shown = m_rows[static_cast<std::size_t>(row)];
    shown.state = state; // what was held back of the text comes with it
    setAnswerText(answer, text);
    shown.metrics = metrics;
    if (!metrics.model.isEmpty())
        shown.model = visibleLine(metrics.model);
    shown.error = error;
    changed(row, {AnsweredByRole, ModelBeforeRole, PlainTextRole, StateRole, BadgeRole, MetricsRole, ErrorRole,
                  OpenEndedRole, ThinkingRole});
    emit contextTokensChanged();
}

QString MessageList::modelBefore(int row) const
{
    const QString& own = m_rows[static_cast<std::size_t>(row)].model;
    for (int before = row - 1; before >= 0; --before) {
        const QString& other = m_rows[static_cast<std::size_t>(before)].model;
        if (!other.isEmpty())
            return own.isEmpty() || own == other ? QString() : other;
    }
    return {};
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
        copyToClipboard(shownText(m_rows[static_cast<std::size_t>(row)]));
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
        return shownText(row);
    case StateRole:
        return QVariant::fromValue(row.state);
    case BadgeRole:
        return row.metrics.decodeRate;
    case MetricsRole:
        return QVariant::fromValue(row.metrics);
    case ErrorRole:
        return engineSentence(row.error);
    case TimeRole:
        return row.time;
    case VersionRole:
        return row.version;
    case VersionsRole:
        return row.versions;
    case OpenEndedRole:
        return isOpenEnded(row);
    case ThoughtsRole:
        return QVariant::fromValue(thoughts(row));
    case ThinkingRole:
        return row.state == State::Streaming && split(row).open;
    case ThoughtSecondsRole:
        return row.thoughtSeconds;
    case AnsweredByRole:
        return row.model;
    case ModelBeforeRole:
        return modelBefore(index.row());
    case AttachmentsRole:
        return shownAttachments(row.attachments);
    default:
        return {};
    }
}

QHash<int, QByteArray> MessageList::roleNames() const
{
    return {{MessageIdRole, "messageId"},
            {AuthorRole, "author"},
            {BlocksRole, "blocks"},
            {PlainTextRole, "plainText"},
            {StateRole, "state"},
            {BadgeRole, "badge"},
            {MetricsRole, "metrics"},
            {ErrorRole, "error"},
            {TimeRole, "time"},
            {VersionRole, "version"},
            {VersionsRole, "versions"},
            {OpenEndedRole, "openEnded"},
            {ThoughtsRole, "thoughts"},
            {ThinkingRole, "thinking"},
            {ThoughtSecondsRole, "thoughtSeconds"},
            {AnsweredByRole, "answeredBy"},
            {ModelBeforeRole, "modelBefore"},
            {AttachmentsRole, "attachments"}};
}

BlockList* MessageList::makeBlocks(BlockList::Format format, const QString& source) const
{
    auto* blocks = new BlockList(format, const_cast<MessageList*>(this));
    QQmlEngine::setObjectOwnership(blocks, QQmlEngine::CppOwnership);
    connect(blocks, &BlockList::moreAsked, this, &MessageList::moreAsked);
    blocks->setSource(source);
    return blocks;
}

BlockList* MessageList::blocks(const Row& row) const
{
    if (row.blocks == nullptr) {
        const auto format = row.author == Author::User ? BlockList::Format::Plain : BlockList::Format::Markdown;
        const QString shown = split(row).answer;
        row.blocks = makeBlocks(format, shown);
        if (row.state == State::Streaming)
            row.blocks->append(shown); // to its end
    }
    return row.blocks;
}

BlockList* MessageList::thoughts(const Row& row) const
{
    if (row.thoughts == nullptr)
        if (const ThoughtSplit parts = split(row); parts.present)
            row.thoughts = makeBlocks(BlockList::Format::Markdown, parts.thought);
    return row.thoughts;
}

BlockList* MessageList::attachmentBlocks(int row, int place) const
{
    if (!contains(row) || place < 0 || place >= static_cast<int>(attachments(row).size()))
        return nullptr;
    BlockList*& blocks = m_rows[static_cast<std::size_t>(row)].files[place];
    if (blocks == nullptr) {
        const storage::Attachment& file = attachments(row)[static_cast<std::size_t>(place)];
        const std::string shown = beginning(file.text, kMostShown);
        blocks = makeBlocks(BlockList::Format::Markdown,
                            QString::fromStdString(storage::fenced(shown, suffixWord(file.name))));
    }
    return blocks;
}

ThoughtSplit MessageList::split(const Row& row)
{
    if (row.author == Author::User)
        return {{}, row.text, false, false};
    return splitThought(row.text, row.state == State::Streaming);
}

QString MessageList::shownText(const Row& row)
{
    return split(row).answer;
}

void MessageList::forget(const Row& row)
{
    if (row.blocks != nullptr)
        row.blocks->deleteLater();
    if (row.thoughts != nullptr)
        row.thoughts->deleteLater();
    for (const auto& [place, blocks] : row.files)
        blocks->deleteLater();
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
