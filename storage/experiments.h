// SPDX-License-Identifier: GPL-3.0-or-later
// The Lab's experiments and what they measured, as the JSON that the engine reads and writes; this layer does not look
// into it, but for what a list shows. Storage thread only.
#pragma once

#include "storage/conversations.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace storage
{

class Database;

struct ExperimentEntry { // without its JSON, for lists
    Id id = 0;
    std::string name;
    Milliseconds changed = 0; // since 1970 UTC
    int results = 0;
};

struct ResultEntry {
    Id id = 0;
    Id experiment = 0;
    Milliseconds time = 0;
    std::string machine, driver, version, commit; // for people
    int runs = 0;
    bool stopped = false;
};

struct StoredResult : ResultEntry {
    std::string json;
};

// Throws storage::Error as conversations.h says: NotFound where there is no such row, DiskFull and the like.
class Experiments
{
public:
    // `clock` as that of Conversations: the system's where there is none.
    explicit Experiments(Database& database, std::function<Milliseconds()> clock = {});

    std::vector<ExperimentEntry> list() const; // last changed first
    Id create(const std::string& name, const std::string& json);
    void save(Id experiment, const std::string& name, const std::string& json);
    std::optional<std::string> find(Id experiment) const; // its JSON
    void remove(Id experiment);                           // with its results

    Id addResult(const StoredResult& result);              // `id` is not looked at
    std::vector<ResultEntry> results(Id experiment) const; // latest first; 0: of all experiments
    std::optional<StoredResult> result(Id result) const;
    void removeResult(Id result);

private:
    Database& m_database;
    std::function<Milliseconds()> m_clock;
};

} // namespace storage
