// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/jobs.h"

#include "storage/failure.h"

#include <algorithm>
#include <array>

namespace storage
{
namespace
{

constexpr std::array<std::string_view, 5> kStates{"running", "paused", "cancelled", "failed", "done"};
constexpr const char* kSelect =
    "SELECT id, kind, source, source_hash, target, recipe, state, created, finished, measurements, error FROM jobs ";

JobState stateOf(const std::string& name)
{
    const auto found = std::find(kStates.begin(), kStates.end(), name);
    return static_cast<JobState>(found - kStates.begin()); // the table takes no other word
}

void bindAll(SQLite::Statement& statement, const Job& job)
{
    statement.bind(1, job.kind);
    statement.bind(2, job.source);
    statement.bind(3, job.sourceHash);
    statement.bind(4, job.target);
    statement.bind(5, job.recipe);
    statement.bind(6, std::string(name(job.state)));
    statement.bind(7, job.created);
    statement.bind(8, job.finished);
    statement.bind(9, job.measurements);
    statement.bind(10, job.error);
}

Job readJob(const SQLite::Statement& row)
{
    Job job;
    job.id = row.getColumn(0).getInt64();
    job.kind = row.getColumn(1).getString();
    job.source = row.getColumn(2).getString();
    job.sourceHash = row.getColumn(3).getString();
    job.target = row.getColumn(4).getString();
    job.recipe = row.getColumn(5).getString();
    job.state = stateOf(row.getColumn(6).getString());
    job.created = row.getColumn(7).getInt64();
    job.finished = row.getColumn(8).getInt64();
    job.measurements = row.getColumn(9).getString();
    job.error = row.getColumn(10).getString();
    return job;
}

} // namespace

std::string_view name(JobState state)
{
    return kStates[static_cast<std::size_t>(state)];
}

std::int64_t Jobs::add(const Job& job)
{
    return written(m_database, "remember the job", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "INSERT INTO jobs(kind, source, source_hash, target, recipe, state,"
                                                " created, finished, measurements, error)"
                                                " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        bindAll(statement, job);
        statement.exec();
        return static_cast<std::int64_t>(connection.getLastInsertRowid());
    });
}

void Jobs::update(const Job& job)
{
    written(m_database, "remember how the job went", [&](SQLite::Database& connection) {
        SQLite::Statement statement(
            connection, "UPDATE jobs SET kind = ?1, source = ?2, source_hash = ?3, target = ?4, recipe = ?5,"
                        " state = ?6, created = ?7, finished = ?8, measurements = ?9, error = ?10"
                        " WHERE id = ?11");
        bindAll(statement, job);
        statement.bind(11, job.id);
        if (statement.exec() == 0)
            failNotFound(m_database.file(), "job");
    });
}

std::optional<Job> Jobs::find(std::int64_t id) const
{
    return guarded(m_database, "look up the job", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, std::string(kSelect) + "WHERE id = ?1");
        statement.bind(1, id);
        return statement.executeStep() ? std::optional(readJob(statement)) : std::nullopt;
    });
}

std::vector<Job> Jobs::list() const
{
    return guarded(m_database, "list the jobs", [](SQLite::Database& connection) {
        std::vector<Job> jobs;
        SQLite::Statement statement(connection, std::string(kSelect) + "ORDER BY created DESC, id DESC");
        while (statement.executeStep())
            jobs.push_back(readJob(statement));
        return jobs;
    });
}

void Jobs::remove(std::int64_t id)
{
    written(m_database, "remove the job", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM jobs WHERE id = ?1");
        statement.bind(1, id);
        statement.exec();
    });
}

std::size_t Jobs::markInterrupted()
{
    return written(m_database, "look after its jobs", [](SQLite::Database& connection) {
        return static_cast<std::size_t>(connection.exec("UPDATE jobs SET state = 'paused' WHERE state = 'running'"));
    });
}

void Jobs::saveDerived(const DerivedModel& model)
{
    written(m_database, "remember where the model comes from", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection,
                                    "INSERT INTO derived_models(path, parent, parent_hash, recipe, text_hash,"
                                    " measurements, created) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                                    " ON CONFLICT(path) DO UPDATE SET parent = excluded.parent,"
                                    " parent_hash = excluded.parent_hash, recipe = excluded.recipe,"
                                    " text_hash = excluded.text_hash, measurements = excluded.measurements,"
                                    " created = excluded.created");
        statement.bind(1, model.path);
        statement.bind(2, model.parent);
        statement.bind(3, model.parentHash);
        statement.bind(4, model.recipe);
        statement.bind(5, model.textHash);
        statement.bind(6, model.measurements);
        statement.bind(7, model.created);
        statement.exec();
    });
}

std::vector<DerivedModel> Jobs::derived() const
{
    return guarded(m_database, "list the models made here", [](SQLite::Database& connection) {
        std::vector<DerivedModel> models;
        SQLite::Statement row(connection, "SELECT path, parent, parent_hash, recipe, text_hash, measurements, created"
                                          " FROM derived_models ORDER BY created DESC, path");
        while (row.executeStep())
            models.push_back({row.getColumn(0).getString(), row.getColumn(1).getString(), row.getColumn(2).getString(),
                              row.getColumn(3).getString(), row.getColumn(4).getString(), row.getColumn(5).getString(),
                              row.getColumn(6).getInt64()});
        return models;
    });
}

void Jobs::forgetDerived(const std::string& path)
{
    written(m_database, "forget where the model comes from", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM derived_models WHERE path = ?1");
        statement.bind(1, path);
        statement.exec();
    });
}

} // namespace storage
