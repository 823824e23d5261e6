// SPDX-License-Identifier: GPL-3.0-or-later
// The conversations themselves; their messages are in messages.cpp, finding them in conversation_search.cpp.
#include "storage/conversations.h"

#include "storage/failure.h"
#include "storage/message_rows.h"

#include <chrono>

namespace storage
{
namespace
{

constexpr const char* kSelect =
    "SELECT c.id, title, created, updated, pinned, system_prompt, model_path, model_name, leaf, draft, deleted,"
    " (SELECT count(*) FROM messages m WHERE m.conversation = c.id), folder FROM conversations c ";

Conversation readConversation(const SQLite::Statement& row)
{
    Conversation c;
    c.id = row.getColumn(0).getInt64();
    c.title = row.getColumn(1).getString();
    c.created = row.getColumn(2).getInt64();
    c.updated = row.getColumn(3).getInt64();
    c.pinned = row.getColumn(4).getInt() != 0;
    c.systemPrompt = row.getColumn(5).getString();
    c.modelPath = row.getColumn(6).getString();
    c.modelName = row.getColumn(7).getString();
    c.leaf = row.getColumn(8).getInt64();
    c.draft = row.getColumn(9).getString();
    if (!row.isColumnNull(10))
        c.deleted = row.getColumn(10).getInt64();
    c.messageCount = row.getColumn(11).getInt64();
    c.folder = row.getColumn(12).getInt64();
    return c;
}

// Runs "UPDATE conversations SET <set> WHERE id = ?1" with the values from ?2 on.
template <class... Values>
void update(Database& database, std::string_view doing, Id conversation, const std::string& set,
            const Values&... values)
{
    const int changed = written(database, doing, [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "UPDATE conversations SET " + set + " WHERE id = ?1");
        statement.bind(1, conversation);
        int index = 2;
        (statement.bind(index++, values), ...);
        return statement.exec();
    });
    if (changed == 0)
        failNotFound(database.file(), "conversation");
}

Milliseconds systemClock()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

Conversations::Conversations(Database& database, std::function<Milliseconds()> clock)
    : m_database(database),
      m_clock(clock ? std::move(clock) : systemClock)
{
}

Id Conversations::create(const std::string& title, const std::string& systemPrompt)
{
    return written(m_database, "create the conversation", [&](SQLite::Database& connection) {
        SQLite::Statement statement(
            connection, "INSERT INTO conversations(title, system_prompt, created, updated) VALUES(?1, ?2, ?3, ?3)");
        statement.bind(1, title);
        statement.bind(2, systemPrompt);
        statement.bind(3, m_clock());
        statement.exec();
        return Id{connection.getLastInsertRowid()};
    });
}

std::vector<Conversation> Conversations::list(std::int64_t limit) const
{
    return guarded(m_database, "list the conversations", [&](SQLite::Database& connection) {
        std::vector<Conversation> all;
        SQLite::Statement statement(connection, std::string(kSelect) +
                                                    "WHERE deleted IS NULL"
                                                    " ORDER BY pinned DESC, updated DESC, c.id DESC LIMIT ?1");
        statement.bind(1, limit);
        while (statement.executeStep())
            all.push_back(readConversation(statement));
        return all;
    });
}

std::optional<Conversation> Conversations::find(Id conversation) const
{
    return guarded(m_database, "read the conversation", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, std::string(kSelect) + "WHERE c.id = ?1");
        statement.bind(1, conversation);
        return statement.executeStep() ? std::optional(readConversation(statement)) : std::nullopt;
    });
}

void Conversations::rename(Id conversation, const std::string& title)
{
    update(m_database, "rename the conversation", conversation, "title = ?2", title);
}

void Conversations::setPinned(Id conversation, bool pinned)
{
    update(m_database, "pin the conversation", conversation, "pinned = ?2", pinned ? 1 : 0);
}

void Conversations::setSystemPrompt(Id conversation, const std::string& prompt)
{
    update(m_database, "save the system prompt", conversation, "system_prompt = ?2", prompt);
}

void Conversations::setModel(Id conversation, const std::string& path, const std::string& name)
{
    update(m_database, "save the conversation's model", conversation, "model_path = ?2, model_name = ?3", path, name);
}

void Conversations::saveDraft(Id conversation, const std::string& draft)
{
    update(m_database, "save the draft", conversation, "draft = ?2", draft);
}

void Conversations::saveDraftFiles(Id conversation, const std::vector<Attachment>& files)
{
    written(m_database, "save the draft's files", [&](SQLite::Database& connection) {
        SQLite::Statement clear(connection, "DELETE FROM draft_attachments WHERE conversation IS ?1");
        bindIdOrNull(clear, 1, conversation);
        clear.exec();
        SQLite::Statement insert(connection,
                                 "INSERT INTO draft_attachments(conversation, name, text) VALUES(?1, ?2, ?3)");
        for (const Attachment& file : files) {
            bindIdOrNull(insert, 1, conversation);
            insert.bind(2, file.name);
            insert.bindNoCopy(3, file.text);
            insert.exec();
            insert.reset();
        }
        return 0;
    });
}

std::map<Id, std::vector<Attachment>> Conversations::draftFiles() const
{
    return guarded(m_database, "read the drafts' files", [&](SQLite::Database& connection) {
        SQLite::Statement statement(
            connection, "SELECT coalesce(conversation, 0), name, text FROM draft_attachments ORDER BY id");
        std::map<Id, std::vector<Attachment>> files;
        while (statement.executeStep())
            files[statement.getColumn(0).getInt64()].push_back(
                {statement.getColumn(1).getString(), statement.getColumn(2).getString(), 0});
        return files;
    });
}

void Conversations::remove(Id conversation)
{
    update(m_database, "delete the conversation", conversation, "deleted = coalesce(deleted, ?2)", m_clock());
}

void Conversations::restore(Id conversation)
{
    update(m_database, "bring the conversation back", conversation, "deleted = NULL");
}

std::int64_t Conversations::purge()
{
    return written(m_database, "clear out what was deleted long ago", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM conversations WHERE deleted < ?1");
        statement.bind(1, m_clock() - kKeepDeleted);
        return std::int64_t{statement.exec()};
    });
}

void Conversations::setLeaf(Id conversation, Id message)
{
    if (message == 0)
        update(m_database, "show no message", conversation, "leaf = NULL");
    else // a message of another conversation breaks the foreign key at the commit
        update(m_database, "show another version", conversation, "leaf = ?2", message);
}

} // namespace storage
