// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/conversation_tree.h"

#include "storage/failure.h"
#include "storage/folders.h"
#include "storage/message_rows.h"
#include "storage/message_words.h"

#include <algorithm>
#include <unordered_map>

namespace storage
{
namespace
{

void checkShape(const ConversationTree& tree)
{
    const auto isPlace = [](int place, std::size_t end) { return place >= -1 && place < static_cast<int>(end); };
    for (std::size_t i = 0; i < tree.messages.size(); ++i) {
        if (!isPlace(tree.messages[i].parent, i))
            throw Error(ErrorKind::BadFile, "A message of the conversation has no place in its tree.");
    }
    if (!isPlace(tree.leaf, tree.messages.size()))
        throw Error(ErrorKind::BadFile, "The conversation ends at a message that it does not have.");
}

MessageState settled(MessageState state)
{
    return state == MessageState::Streaming ? MessageState::Stopped : state;
}

Id insertConversation(SQLite::Database& connection, const ConversationTree& tree)
{
    SQLite::Statement insert(connection,
                             "INSERT INTO conversations(title, created, updated, pinned, system_prompt, model_path,"
                             " model_name, draft) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    insert.bind(1, tree.title);
    insert.bind(2, tree.created);
    insert.bind(3, tree.updated);
    insert.bind(4, tree.pinned ? 1 : 0);
    insert.bind(5, tree.systemPrompt);
    insert.bind(6, tree.modelPath);
    insert.bind(7, tree.modelName);
    insert.bind(8, tree.draft);
    insert.exec();
    const Id id = connection.getLastInsertRowid();
    if (!tree.folder.empty()) {
        SQLite::Statement put(connection, "UPDATE conversations SET folder = ?2 WHERE id = ?1");
        put.bind(1, id);
        put.bind(2, folderNamed(connection, tree.folder, tree.created));
        put.exec();
    }
    return id;
}

// The new ids, by place.
std::vector<Id> insertMessages(SQLite::Database& connection, Id conversation, const std::vector<TreeMessage>& messages)
{
    std::vector<Id> ids;
    SQLite::Statement insert(connection, "INSERT INTO messages(conversation, parent, role, state, created, model_name,"
                                         " error, text) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (const TreeMessage& message : messages) {
        insert.reset();
        insert.bind(1, conversation);
        bindIdOrNull(insert, 2, message.parent < 0 ? 0 : ids[static_cast<std::size_t>(message.parent)]);
        insert.bind(3, wordOf(message.role));
        insert.bind(4, wordOf(settled(message.state)));
        insert.bind(5, message.created);
        insert.bind(6, message.modelName);
        insert.bind(7, message.error);
        insert.bindNoCopy(8, message.text);
        insert.exec();
        ids.push_back(connection.getLastInsertRowid());
        insertAttachments(connection, ids.back(), message.attachments);
        if (message.metrics)
            insertMetrics(connection, ids.back(), *message.metrics);
    }
    return ids;
}

} // namespace

std::vector<int> shownPath(const ConversationTree& tree)
{
    std::vector<int> path;
    for (int place = tree.leaf; place >= 0; place = tree.messages[static_cast<std::size_t>(place)].parent)
        path.push_back(place);
    std::reverse(path.begin(), path.end());
    return path;
}

ConversationTree Conversations::exportTree(Id conversation) const
{
    const auto found = find(conversation);
    if (!found)
        failNotFound(m_database.file(), "conversation");
    ConversationTree tree{found->title,
                          found->created,
                          found->updated,
                          found->pinned,
                          found->systemPrompt,
                          found->modelPath,
                          found->modelName,
                          found->draft,
                          {},
                          -1,
                          {}};
    guarded(m_database, "read the conversation", [&](SQLite::Database& connection) {
        auto attachments = readAttachments(connection, conversation);
        std::unordered_map<Id, int> places; // a parent's id is below its children's, so it has its place first
        SQLite::Statement statement(connection, "SELECT" + uncountedColumns() +
                                                    "FROM messages m LEFT JOIN answer_metrics a ON a.message = m.id"
                                                    " WHERE m.conversation = ?1 ORDER BY m.id");
        statement.bind(1, conversation);
        while (statement.executeStep()) {
            Message m = readMessage(statement);
            const auto parent = places.find(m.parent);
            places.emplace(m.id, static_cast<int>(tree.messages.size()));
            tree.messages.push_back({parent == places.end() ? -1 : parent->second, m.role, std::move(m.text),
                                     settled(m.state), m.created, std::move(m.modelName), std::move(m.error),
                                     std::move(m.metrics), std::move(attachments[m.id])});
        }
        tree.folder = folderName(connection, found->folder);
        if (const auto leaf = places.find(found->leaf); leaf != places.end())
            tree.leaf = leaf->second;
    });
    return tree;
}

Id Conversations::importTree(const ConversationTree& tree)
{
    checkShape(tree);
    return written(m_database, "import the conversation", [&](SQLite::Database& connection) {
        const Id conversation = insertConversation(connection, tree);
        const std::vector<Id> ids = insertMessages(connection, conversation, tree.messages);
        if (tree.leaf >= 0) {
            SQLite::Statement show(connection, "UPDATE conversations SET leaf = ?2 WHERE id = ?1");
            show.bind(1, conversation);
            show.bind(2, ids[static_cast<std::size_t>(tree.leaf)]);
            show.exec();
        }
        return conversation;
    });
}

bool Conversations::holds(const ConversationTree& tree) const
{
    std::vector<Id> alike; // to be compared whole; almost always none or one
    guarded(m_database, "look for the conversation", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "SELECT id FROM conversations WHERE deleted IS NULL AND created = ?1"
                                                " AND title = ?2 LIMIT 8");
        statement.bind(1, tree.created);
        statement.bind(2, tree.title);
        while (statement.executeStep())
            alike.push_back(statement.getColumn(0).getInt64());
    });
    return std::any_of(alike.begin(), alike.end(), [&](Id id) { return exportTree(id).messages == tree.messages; });
}

void Conversations::removeAll(const std::vector<Id>& conversations)
{
    written(m_database, "delete the conversations", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection,
                                    "UPDATE conversations SET deleted = coalesce(deleted, ?2) WHERE id = ?1");
        for (const Id id : conversations) {
            statement.reset();
            statement.bind(1, id);
            statement.bind(2, m_clock());
            statement.exec();
        }
    });
}

} // namespace storage
