// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/lab_results.h"

#include "storage/failure.h"

namespace storage
{
namespace
{

LabResult readResult(const SQLite::Statement& row)
{
    LabResult result;
    result.id = row.getColumn(0).getInt64();
    result.name = row.getColumn(1).getString();
    result.measured = row.getColumn(2).getInt64();
    result.machine = row.getColumn(3).getString();
    result.driver = row.getColumn(4).getString();
    result.version = row.getColumn(5).getString();
    result.commit = row.getColumn(6).getString();
    result.candidates = row.getColumn(7).getInt64();
    result.runs = row.getColumn(8).getInt64();
    result.json = row.getColumn(9).getString();
    return result;
}

} // namespace

std::int64_t LabResults::add(const LabResult& result)
{
    return written(m_database, "keep what was measured", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection,
                                    "INSERT INTO lab_results(name, measured, machine, driver, version, commit_id,"
                                    " candidates, runs, json) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        statement.bind(1, result.name);
        statement.bind(2, result.measured);
        statement.bind(3, result.machine);
        statement.bind(4, result.driver);
        statement.bind(5, result.version);
        statement.bind(6, result.commit);
        statement.bind(7, result.candidates);
        statement.bind(8, result.runs);
        statement.bind(9, result.json);
        statement.exec();
        return static_cast<std::int64_t>(connection.getLastInsertRowid());
    });
}

std::vector<LabResult> LabResults::list() const
{
    return guarded(m_database, "list what was measured", [](SQLite::Database& connection) {
        std::vector<LabResult> results;
        SQLite::Statement statement(connection,
                                    "SELECT id, name, measured, machine, driver, version, commit_id, candidates, runs,"
                                    " '' FROM lab_results ORDER BY measured DESC, id DESC");
        while (statement.executeStep())
            results.push_back(readResult(statement));
        return results;
    });
}

std::optional<LabResult> LabResults::find(std::int64_t id) const
{
    return guarded(m_database, "look up what was measured", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection,
                                    "SELECT id, name, measured, machine, driver, version, commit_id, candidates, runs,"
                                    " json FROM lab_results WHERE id = ?1");
        statement.bind(1, id);
        return statement.executeStep() ? std::optional(readResult(statement)) : std::nullopt;
    });
}

void LabResults::rename(std::int64_t id, const std::string& name)
{
    written(m_database, "rename what was measured", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "UPDATE lab_results SET name = ?1 WHERE id = ?2");
        statement.bind(1, name);
        statement.bind(2, id);
        if (statement.exec() == 0)
            failNotFound(m_database.file(), "measurement");
    });
}

void LabResults::remove(std::int64_t id)
{
    written(m_database, "remove what was measured", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM lab_results WHERE id = ?1");
        statement.bind(1, id);
        statement.exec();
    });
}

} // namespace storage
