// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/models.h"

#include "storage/failure.h"

namespace storage
{
namespace
{

constexpr const char* kSelect = "SELECT path, name, bytes, last_used, load_settings FROM models ";

ModelFile readModel(const SQLite::Statement& row)
{
    return {row.getColumn(0).getString(), row.getColumn(1).getString(), row.getColumn(2).getInt64(),
            row.getColumn(3).getInt64(), row.getColumn(4).getString()};
}

} // namespace

void Models::save(const ModelFile& model)
{
    written(m_database, "remember the model", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection,
                                    "INSERT INTO models(path, name, bytes, last_used, load_settings)"
                                    " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(path) DO UPDATE SET name = excluded.name,"
                                    " bytes = excluded.bytes, last_used = excluded.last_used,"
                                    " load_settings = excluded.load_settings");
        statement.bind(1, model.path);
        statement.bind(2, model.name);
        statement.bind(3, model.bytes);
        statement.bind(4, model.lastUsed);
        statement.bind(5, model.loadSettings);
        statement.exec();
    });
}

std::vector<ModelFile> Models::list() const
{
    return guarded(m_database, "list the models", [](SQLite::Database& connection) {
        std::vector<ModelFile> models;
        SQLite::Statement statement(connection, std::string(kSelect) + "ORDER BY last_used DESC, name, path");
        while (statement.executeStep())
            models.push_back(readModel(statement));
        return models;
    });
}

std::optional<ModelFile> Models::find(const std::string& path) const
{
    return guarded(m_database, "look up the model", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, std::string(kSelect) + "WHERE path = ?1");
        statement.bind(1, path);
        return statement.executeStep() ? std::optional(readModel(statement)) : std::nullopt;
    });
}

void Models::remove(const std::string& path)
{
    written(m_database, "forget the model", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM models WHERE path = ?1");
        statement.bind(1, path);
        statement.exec();
    });
}

} // namespace storage
