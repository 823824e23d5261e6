// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs that make models out of models, and where each derived model comes from. What was asked and what was measured
// are JSON of whoever asked: nothing here looks into it. Storage thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storage
{

class Database;

enum class JobState {
    Running,
    Paused,    // by the person, or the app ended meanwhile: it can go on
    Cancelled, // what was made of it is gone
    Failed,    // `error` says why
    Done
};

std::string_view name(JobState state);

struct Job {
    std::int64_t id = 0;
    std::string kind;       // "quantize", "fit", "prune"
    std::string source;     // path of what it is made from
    std::string sourceHash; // SHA-256, as the engine gives it; empty until it is known
    std::string target;     // path of what is made
    std::string recipe;     // JSON: all that is needed to run it again
    JobState state = JobState::Running;
    std::int64_t created = 0;  // milliseconds since 1970 UTC
    std::int64_t finished = 0; // likewise; 0 while it is neither Failed, Cancelled nor Done
    std::string measurements;  // JSON, or empty
    std::string error;         // a sentence, or empty

    bool operator==(const Job&) const = default;
};

// A model that was made here.
struct DerivedModel {
    std::string path; // the key
    std::string parent;
    std::string parentHash;
    std::string recipe;       // as in its file's metadata
    std::string textHash;     // SHA-256 of the calibration text, or empty
    std::string measurements; // JSON
    std::int64_t created = 0;

    bool operator==(const DerivedModel&) const = default;
};

class Jobs
{
public:
    explicit Jobs(Database& database) : m_database(database) {}

    std::int64_t add(const Job& job); // returns its id; job.id is not looked at
    // Throws Error(NotFound) where it was removed.
    void update(const Job& job);
    std::optional<Job> find(std::int64_t id) const;
    std::vector<Job> list() const; // newest first
    void remove(std::int64_t id);  // the files stay
    std::size_t markInterrupted(); // at start: what was running is paused. Returns how many

    void saveDerived(const DerivedModel& model); // adds it, or replaces what is known of its path
    std::vector<DerivedModel> derived() const;   // newest first
    void forgetDerived(const std::string& path);

private:
    Database& m_database;
};

} // namespace storage
