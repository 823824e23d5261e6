// SPDX-License-Identifier: GPL-3.0-or-later
// What the Latency Lab has measured. Each result is a JSON of the engine, with what a list shows of it beside: nothing
// here looks into it. Storage thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace storage
{

class Database;

struct LabResult {
    std::int64_t id = 0;
    std::string name;          // for people
    std::int64_t measured = 0; // milliseconds since 1970 UTC
    std::string machine;       // for people
    std::string driver;        // of its GPU; empty: none
    std::string version;       // of the app that measured
    std::string commit;        // it was built from; empty: unknown
    std::int64_t candidates = 0;
    std::int64_t runs = 0;
    std::string json; // empty in a list

    bool operator==(const LabResult&) const = default;
};

class LabResults
{
public:
    explicit LabResults(Database& database) : m_database(database) {}

    std::int64_t add(const LabResult& result); // returns its id; result.id is not looked at
    std::vector<LabResult> list() const;       // newest first, without their JSON
    std::optional<LabResult> find(std::int64_t id) const;
    void rename(std::int64_t id, const std::string& name); // throws Error(NotFound)
    void remove(std::int64_t id);

private:
    Database& m_database;
};

} // namespace storage
