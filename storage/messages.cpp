// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of messages of each conversation.
#include "storage/conversations.h"
#include "storage/failure.h"
#include "storage/message_rows.h"
#include "storage/message_words.h"

namespace storage
{
namespace
{

template <class Value>
Value known(const std::optional<Value>& value, const std::string& word)
{
    if (!value) // the schema's CHECK keeps them out: a damaged file
        throw SQLite::Exception("\"" + word + "\" is no known role or state", 11 /* SQLITE_CORRUPT */);
    return *value;
}

constexpr const char* kOwn =
    " m.id, m.conversation, m.parent, m.role, m.text, m.state, m.created, m.model_name, m.error,";
constexpr const char* kVersions =
    " (SELECT count(*) FROM messages s WHERE s.conversation = m.conversation AND s.parent IS m.parent"
    "  AND s.id < m.id),"
    " (SELECT count(*) FROM messages s WHERE s.conversation = m.conversation AND s.parent IS m.parent),";
constexpr const char* kMetrics =
    " a.message, a.prompt_tokens, a.reused_tokens, a.generated_tokens, a.first_token_seconds, a.prefill_seconds,"
    " a.decode_seconds, a.stop_reason, a.device, a.peak_bytes, a.weights_bytes, a.cache_bytes, a.scratch_bytes,"
    " a.settings, a.thinking_seconds ";

AnswerMetrics readMetrics(const SQLite::Statement& row, int column)
{
    AnswerMetrics metrics;
    metrics.promptTokens = row.getColumn(column++).getInt64();
    metrics.reusedTokens = row.getColumn(column++).getInt64();
    metrics.generatedTokens = row.getColumn(column++).getInt64();
    metrics.firstTokenSeconds = row.getColumn(column++).getDouble();
    metrics.prefillSeconds = row.getColumn(column++).getDouble();
    metrics.decodeSeconds = row.getColumn(column++).getDouble();
    metrics.stopReason = row.getColumn(column++).getString();
    metrics.device = row.getColumn(column++).getString();
    metrics.peakBytes = row.getColumn(column++).getInt64();
    metrics.weightsBytes = row.getColumn(column++).getInt64();
    metrics.cacheBytes = row.getColumn(column++).getInt64();
    metrics.scratchBytes = row.getColumn(column++).getInt64();
    metrics.settings = row.getColumn(column++).getString();
    metrics.thinkingSeconds = row.getColumn(column).getDouble();
    return metrics;
}

// `messages` of one conversation.
void giveAttachments(SQLite::Database& connection, std::vector<Message>& messages)
{
    if (messages.empty())
        return;
    auto attachments = readAttachments(connection, messages.front().conversation);
    for (Message& message : messages)
        if (const auto own = attachments.find(message.id); own != attachments.end())
            message.attachments = std::move(own->second);
}

} // namespace

std::string messageColumns()
{
    return std::string(kOwn) + kVersions + kMetrics;
}

std::string uncountedColumns()
{
    return std::string(kOwn) + " 0, 1," + kMetrics;
}

Message readMessage(const SQLite::Statement& row)
{
    Message m;
    m.id = row.getColumn(0).getInt64();
    m.conversation = row.getColumn(1).getInt64();
    m.parent = row.getColumn(2).getInt64();
    const std::string role = row.getColumn(3).getString();
    m.role = known(roleOf(role), role);
    m.text = row.getColumn(4).getString();
    const std::string state = row.getColumn(5).getString();
    m.state = known(stateOf(state), state);
    m.created = row.getColumn(6).getInt64();
    m.modelName = row.getColumn(7).getString();
    m.error = row.getColumn(8).getString();
    m.version = row.getColumn(9).getInt();
    m.versions = row.getColumn(10).getInt();
    if (!row.isColumnNull(11))
        m.metrics = readMetrics(row, 12);
    return m;
}

void bindIdOrNull(SQLite::Statement& statement, int index, Id id)
{
    if (id == 0)
        statement.bind(index);
    else
        statement.bind(index, id);
}

void insertMetrics(SQLite::Database& connection, Id answer, const AnswerMetrics& metrics)
{
    SQLite::Statement statement(connection,
                                "INSERT OR REPLACE INTO answer_metrics(message, prompt_tokens,"
                                " reused_tokens, generated_tokens, first_token_seconds, prefill_seconds,"
                                " decode_seconds, stop_reason, device, peak_bytes, weights_bytes,"
                                " cache_bytes, scratch_bytes, settings, thinking_seconds)"
                                " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
    // SQLite has no NaN: it would be a NULL. A time that was not measured is 0.
    const auto seconds = [](double value) { return value == value ? value : 0.0; };
    statement.bind(1, answer);
    statement.bind(2, metrics.promptTokens);
    statement.bind(3, metrics.reusedTokens);
    statement.bind(4, metrics.generatedTokens);
    statement.bind(5, seconds(metrics.firstTokenSeconds));
    statement.bind(6, seconds(metrics.prefillSeconds));
    statement.bind(7, seconds(metrics.decodeSeconds));
    statement.bind(8, metrics.stopReason);
    statement.bind(9, metrics.device);
    statement.bind(10, metrics.peakBytes);
    statement.bind(11, metrics.weightsBytes);
    statement.bind(12, metrics.cacheBytes);
    statement.bind(13, metrics.scratchBytes);
    statement.bind(14, metrics.settings);
    statement.bind(15, seconds(metrics.thinkingSeconds));
    statement.exec();
}

Id Conversations::insertMessage(const NewMessage& message, MessageState state)
{
    return written(m_database, "save the message", [&](SQLite::Database& connection) {
        const Milliseconds now = m_clock();
        SQLite::Statement insert(connection,
                                 "INSERT INTO messages(conversation, parent, role, state, created, model_name, text)"
                                 " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        insert.bind(1, message.conversation);
        bindIdOrNull(insert, 2, message.parent);
        insert.bind(3, wordOf(message.role));
        insert.bind(4, wordOf(state));
        insert.bind(5, now);
        insert.bind(6, message.modelName);
        insert.bindNoCopy(7, message.text);
        insert.exec();
        const Id id = connection.getLastInsertRowid();
        insertAttachments(connection, id, message.attachments);

        SQLite::Statement touch(connection, "UPDATE conversations SET leaf = ?2, updated = max(updated, ?3),"
                                            " draft = CASE WHEN ?4 THEN '' ELSE draft END WHERE id = ?1");
        touch.bind(1, message.conversation);
        touch.bind(2, id);
        touch.bind(3, now);
        touch.bind(4, message.role == Role::User ? 1 : 0);
        touch.exec();
        if (message.role == Role::User) {
            SQLite::Statement sent(connection, "DELETE FROM draft_attachments WHERE conversation = ?1");
            sent.bind(1, message.conversation);
            sent.exec();
        }
        return id;
    });
}

Id Conversations::appendMessage(const NewMessage& message)
{
    return insertMessage(message, MessageState::Complete);
}

Id Conversations::beginAnswer(Id conversation, Id parent, const std::string& modelName)
{
    return insertMessage({conversation, parent, Role::Assistant, {}, modelName, {}}, MessageState::Streaming);
}

void Conversations::updateAnswer(Id answer, const std::string& text)
{
    const int changed = written(m_database, "save the answer", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "UPDATE messages SET text = ?2 WHERE id = ?1 AND state = 'streaming'");
        statement.bind(1, answer);
        statement.bindNoCopy(2, text);
        return statement.exec();
    });
    if (changed == 0)
        failNotFound(m_database.file(), "answer that is being written");
}

void Conversations::finishAnswer(Id answer, const std::string& text, MessageState state,
                                 const std::optional<AnswerMetrics>& metrics, const std::string& error,
                                 const std::string& modelName)
{
    const int changed = written(m_database, "save the answer", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "UPDATE messages SET text = ?2, state = ?3, error = ?4,"
                                                " model_name = coalesce(nullif(?5, ''), model_name)"
                                                " WHERE id = ?1 AND state = 'streaming'");
        statement.bind(1, answer);
        statement.bindNoCopy(2, text);
        statement.bind(3, wordOf(state));
        statement.bind(4, error);
        statement.bind(5, modelName);
        const int rows = statement.exec();
        if (rows > 0 && metrics)
            insertMetrics(connection, answer, *metrics);
        return rows;
    });
    if (changed == 0)
        failNotFound(m_database.file(), "answer that is being written");
}

void Conversations::reopenAnswer(Id answer)
{
    const int changed = written(m_database, "go on with the answer", [&](SQLite::Database& connection) {
        SQLite::Statement reopen(connection, "UPDATE messages SET state = 'streaming', error = ''"
                                             " WHERE id = ?1 AND role = 'assistant' AND state <> 'streaming'");
        reopen.bind(1, answer);
        if (reopen.exec() == 0)
            return 0;
        SQLite::Statement forget(connection, "DELETE FROM answer_metrics WHERE message = ?1");
        forget.bind(1, answer);
        forget.exec();
        SQLite::Statement show(connection, "UPDATE conversations SET leaf = ?1, updated = max(updated, ?2)"
                                           " WHERE id = (SELECT conversation FROM messages WHERE id = ?1)");
        show.bind(1, answer);
        show.bind(2, m_clock());
        return show.exec();
    });
    if (changed == 0)
        failNotFound(m_database.file(), "answer that has ended");
}

Id Conversations::copyPath(Id leaf, const std::string& title)
{
    const std::vector<Message> originals = path(leaf);
    if (originals.empty())
        failNotFound(m_database.file(), "message");
    return written(m_database, "branch off the conversation", [&](SQLite::Database& connection) {
        SQLite::Statement create(connection,
                                 "INSERT INTO conversations(title, system_prompt, model_path, model_name, folder,"
                                 " created, updated) SELECT ?2, system_prompt, model_path, model_name, folder, ?3, ?3"
                                 " FROM conversations WHERE id = ?1");
        create.bind(1, originals.back().conversation);
        create.bind(2, title);
        create.bind(3, m_clock());
        create.exec();
        const Id conversation = connection.getLastInsertRowid();
        Id parent = 0;
        for (const Message& original : originals) {
            SQLite::Statement copy(connection,
                                   "INSERT INTO messages(conversation, parent, role, state, created, model_name,"
                                   " error, text) SELECT ?2, ?3, role, replace(state, 'streaming', 'stopped'),"
                                   " created, model_name, error, text FROM messages WHERE id = ?1");
            copy.bind(1, original.id);
            copy.bind(2, conversation);
            bindIdOrNull(copy, 3, parent);
            copy.exec();
            parent = connection.getLastInsertRowid();
            insertAttachments(connection, parent, original.attachments);
            if (original.metrics)
                insertMetrics(connection, parent, *original.metrics);
        }
        SQLite::Statement show(connection, "UPDATE conversations SET leaf = ?2 WHERE id = ?1");
        show.bind(1, conversation);
        show.bind(2, parent);
        show.exec();
        return conversation;
    });
}

std::int64_t Conversations::markInterrupted()
{
    return written(m_database, "mark the interrupted answers", [](SQLite::Database& connection) {
        return std::int64_t{connection.exec("UPDATE messages SET state = 'interrupted' WHERE state = 'streaming'")};
    });
}

std::optional<Message> Conversations::message(Id message) const
{
    return guarded(m_database, "read the message", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "SELECT" + messageColumns() +
                                                    "FROM messages m LEFT JOIN answer_metrics a ON a.message = m.id"
                                                    " WHERE m.id = ?1");
        statement.bind(1, message);
        if (!statement.executeStep())
            return std::optional<Message>();
        std::vector<Message> found{readMessage(statement)};
        giveAttachments(connection, found);
        return std::optional(std::move(found.front()));
    });
}

std::vector<Message> Conversations::path(Id leaf, std::int64_t limit) const
{
    return guarded(m_database, "read the conversation", [&](SQLite::Database& connection) {
        std::vector<Message> messages;
        SQLite::Statement statement(
            connection, std::string("WITH RECURSIVE up(id, parent, height) AS ("
                                    "  SELECT id, parent, 1 FROM messages WHERE id = ?1"
                                    "  UNION ALL"
                                    "  SELECT m.id, m.parent, up.height + 1 FROM up JOIN messages m ON m.id = up.parent"
                                    "  LIMIT ?2) SELECT") +
                            messageColumns() +
                            "FROM up CROSS JOIN messages m ON m.id = up.id"
                            " LEFT JOIN answer_metrics a ON a.message = m.id ORDER BY up.height DESC");
        statement.bind(1, leaf);
        statement.bind(2, limit);
        while (statement.executeStep())
            messages.push_back(readMessage(statement));
        giveAttachments(connection, messages);
        return messages;
    });
}

std::string Conversations::allText(std::size_t enoughBytes) const
{
    std::string text;
    for (const Conversation& conversation : list()) {
        if (text.size() >= enoughBytes)
            break;
        if (conversation.leaf != 0)
            for (const Message& message : path(conversation.leaf))
                text += message.text + "\n\n";
    }
    return text;
}

std::vector<Id> Conversations::siblings(Id message) const
{
    return guarded(m_database, "read the versions", [&](SQLite::Database& connection) {
        std::vector<Id> ids;
        SQLite::Statement statement(connection, "SELECT s.id FROM messages m JOIN messages s"
                                                " ON s.conversation = m.conversation AND s.parent IS m.parent"
                                                " WHERE m.id = ?1 ORDER BY s.id");
        statement.bind(1, message);
        while (statement.executeStep())
            ids.push_back(statement.getColumn(0).getInt64());
        return ids;
    });
}

Id Conversations::newestLeafBelow(Id message) const
{
    return guarded(m_database, "read the versions", [&](SQLite::Database& connection) {
        SQLite::Statement statement(
            connection, "WITH RECURSIVE down(id, conversation) AS ("
                        "  SELECT id, conversation FROM messages WHERE id = ?1"
                        "  UNION ALL"
                        "  SELECT (SELECT max(m.id) FROM messages m WHERE m.conversation = down.conversation"
                        "          AND m.parent = down.id), down.conversation FROM down WHERE down.id IS NOT NULL)"
                        " SELECT max(id) FROM down"); // a child's id is above its parent's
        statement.bind(1, message);
        statement.executeStep();
        return Id{statement.getColumn(0).getInt64()};
    });
}

} // namespace storage
