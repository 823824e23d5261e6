// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/folders.h"

#include "storage/failure.h"
#include "storage/message_rows.h"

namespace storage
{

Id folderNamed(SQLite::Database& connection, const std::string& name, Milliseconds now)
{
    SQLite::Statement known(connection, "SELECT id FROM folders WHERE name = ?1 ORDER BY id");
    known.bind(1, name);
    if (known.executeStep())
        return known.getColumn(0).getInt64();
    SQLite::Statement insert(connection, "INSERT INTO folders(name, created) VALUES(?1, ?2)");
    insert.bind(1, name);
    insert.bind(2, now);
    insert.exec();
    return connection.getLastInsertRowid();
}

std::string folderName(SQLite::Database& connection, Id folder)
{
    SQLite::Statement row(connection, "SELECT name FROM folders WHERE id = ?1");
    row.bind(1, folder);
    return row.executeStep() ? row.getColumn(0).getString() : std::string();
}

std::vector<Folder> Conversations::folders() const
{
    return guarded(m_database, "list the folders", [](SQLite::Database& connection) {
        std::vector<Folder> all;
        SQLite::Statement row(connection, "SELECT id, name, created FROM folders ORDER BY name, id");
        while (row.executeStep())
            all.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getString(), row.getColumn(2).getInt64()});
        return all;
    });
}

Id Conversations::createFolder(const std::string& name)
{
    return written(m_database, "make the folder",
                   [&](SQLite::Database& connection) { return folderNamed(connection, name, m_clock()); });
}

void Conversations::renameFolder(Id folder, const std::string& name)
{
    const int changed = written(m_database, "rename the folder", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "UPDATE folders SET name = ?2 WHERE id = ?1");
        statement.bind(1, folder);
        statement.bind(2, name);
        return statement.exec();
    });
    if (changed == 0)
        failNotFound(m_database.file(), "folder");
}

std::vector<Id> Conversations::removeFolder(Id folder)
{
    return written(m_database, "delete the folder", [&](SQLite::Database& connection) {
        std::vector<Id> inside;
        SQLite::Statement row(connection, "SELECT id FROM conversations WHERE folder = ?1");
        row.bind(1, folder);
        while (row.executeStep())
            inside.push_back(row.getColumn(0).getInt64());
        SQLite::Statement statement(connection, "DELETE FROM folders WHERE id = ?1"); // the key lets go of them
        statement.bind(1, folder);
        statement.exec();
        return inside;
    });
}

void Conversations::moveToFolder(const std::vector<Id>& conversations, Id folder)
{
    written(m_database, "move the conversation", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "UPDATE conversations SET folder = ?2 WHERE id = ?1");
        for (const Id conversation : conversations) {
            statement.reset();
            statement.bind(1, conversation);
            bindIdOrNull(statement, 2, folder);
            statement.exec();
        }
    });
}

} // namespace storage
