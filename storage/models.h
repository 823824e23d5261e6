// SPDX-License-Identifier: GPL-3.0-or-later
// The model files that the app knows, by path, with the settings each was last loaded with. Storage thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace storage
{

class Database;

struct ModelFile {
    std::string path; // absolute; the key
    std::string name; // for people
    std::int64_t bytes = 0;
    std::int64_t lastUsed = 0; // milliseconds since 1970 UTC; 0: never
    std::string loadSettings;  // JSON; empty: the defaults
};

class Models
{
public:
    explicit Models(Database& database) : m_database(database) {}

    void save(const ModelFile& model);   // adds it, or replaces what is known of its path
    std::vector<ModelFile> list() const; // last used first, then by name
    std::optional<ModelFile> find(const std::string& path) const;
    void remove(const std::string& path); // forgets it; the file stays

private:
    Database& m_database;
};

} // namespace storage
