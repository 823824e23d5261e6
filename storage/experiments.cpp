// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments.h"

#include "storage/failure.h"

#include <chrono>
#include <utility>

namespace storage
{
namespace
{

Milliseconds systemNow()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

constexpr const char* kResultColumns = "SELECT id, experiment, time, machine, driver, version, commit_id, runs, stopped";

void readEntry(SQLite::Statement& row, ResultEntry& entry)
{
    entry.id = row.getColumn(0).getInt64();
    entry.experiment = row.getColumn(1).getInt64();
    entry.time = row.getColumn(2).getInt64();
    entry.machine = row.getColumn(3).getString();
    entry.driver = row.getColumn(4).getString();
    entry.version = row.getColumn(5).getString();
    entry.commit = row.getColumn(6).getString();
    entry.runs = row.getColumn(7).getInt();
    entry.stopped = row.getColumn(8).getInt() != 0;
}

} // namespace

Experiments::Experiments(Database& database, std::function<Milliseconds()> clock)
    : m_database(database), m_clock(clock ? std::move(clock) : systemNow)
{
}

std::vector<ExperimentEntry> Experiments::list() const
{
    return guarded(m_database, "list the experiments", [](SQLite::Database& connection) {
        std::vector<ExperimentEntry> all;
        SQLite::Statement row(connection, "SELECT e.id, e.name, e.changed, count(r.id) FROM experiments e LEFT JOIN experiment_results r ON r.experiment = e.id "
                                          "GROUP BY e.id ORDER BY e.changed DESC, e.id DESC");
        while (row.executeStep())
            all.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getString(), row.getColumn(2).getInt64(), row.getColumn(3).getInt()});
        return all;
    });
}

Id Experiments::create(const std::string& name, const std::string& json)
{
    return written(m_database, "save the experiment", [&](SQLite::Database& connection) {
        SQLite::Statement insert(connection, "INSERT INTO experiments(name, changed, json) VALUES(?1, ?2, ?3)");
        insert.bind(1, name);
        insert.bind(2, m_clock());
        insert.bind(3, json);
        insert.exec();
        return connection.getLastInsertRowid();
    });
}

void Experiments::save(Id experiment, const std::string& name, const std::string& json)
{
    const int changed = written(m_database, "save the experiment", [&](SQLite::Database& connection) {
        SQLite::Statement update(connection, "UPDATE experiments SET name = ?2, changed = ?3, json = ?4 WHERE id = ?1");
        update.bind(1, experiment);
        update.bind(2, name);
        update.bind(3, m_clock());
        update.bind(4, json);
        return update.exec();
    });
    if (changed == 0)
        failNotFound(m_database.file(), "experiment");
}

std::optional<std::string> Experiments::find(Id experiment) const
{
    return guarded(m_database, "read the experiment", [&](SQLite::Database& connection) {
        SQLite::Statement row(connection, "SELECT json FROM experiments WHERE id = ?1");
        row.bind(1, experiment);
        return row.executeStep() ? std::optional(row.getColumn(0).getString()) : std::nullopt;
    });
}

void Experiments::remove(Id experiment)
{
    const int changed = written(m_database, "delete the experiment", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM experiments WHERE id = ?1");
        statement.bind(1, experiment);
        return statement.exec();
    });
    if (changed == 0)
        failNotFound(m_database.file(), "experiment");
}

Id Experiments::addResult(const StoredResult& result)
{
    const Id id = written(m_database, "save the result", [&](SQLite::Database& connection) -> Id {
        SQLite::Statement known(connection, "SELECT 1 FROM experiments WHERE id = ?1");
        known.bind(1, result.experiment);
        if (!known.executeStep())
            return 0;
        SQLite::Statement insert(connection, "INSERT INTO experiment_results(experiment, time, machine, driver, version, commit_id, runs, stopped, json) "
                                             "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        insert.bind(1, result.experiment);
        insert.bind(2, result.time);
        insert.bind(3, result.machine);
        insert.bind(4, result.driver);
        insert.bind(5, result.version);
        insert.bind(6, result.commit);
        insert.bind(7, result.runs);
        insert.bind(8, result.stopped ? 1 : 0);
        insert.bind(9, result.json);
        insert.exec();
        return connection.getLastInsertRowid();
    });
    if (id == 0)
        failNotFound(m_database.file(), "experiment");
    return id;
}

std::vector<ResultEntry> Experiments::results(Id experiment) const
{
    return guarded(m_database, "list the results", [&](SQLite::Database& connection) {
        std::vector<ResultEntry> all;
        SQLite::Statement row(connection, std::string(kResultColumns) + " FROM experiment_results WHERE ?1 = 0 OR experiment = ?1 ORDER BY time DESC, id DESC");
        row.bind(1, experiment);
        while (row.executeStep())
            readEntry(row, all.emplace_back());
        return all;
    });
}

std::optional<StoredResult> Experiments::result(Id result) const
{
    return guarded(m_database, "read the result", [&](SQLite::Database& connection) -> std::optional<StoredResult> {
        SQLite::Statement row(connection, std::string(kResultColumns) + ", json FROM experiment_results WHERE id = ?1");
        row.bind(1, result);
        if (!row.executeStep())
            return {};
        StoredResult found;
        readEntry(row, found);
        found.json = row.getColumn(9).getString();
        return found;
    });
}

void Experiments::removeResult(Id result)
{
    const int changed = written(m_database, "delete the result", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM experiment_results WHERE id = ?1");
        statement.bind(1, result);
        return statement.exec();
    });
    if (changed == 0)
        failNotFound(m_database.file(), "result");
}

} // namespace storage
