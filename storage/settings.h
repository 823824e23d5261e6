// SPDX-License-Identifier: GPL-3.0-or-later
// Settings as keys and text. The defaults live with the caller: a missing or unreadable value gives the fallback.
// Storage thread only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace storage
{

class Database;

class Settings
{
public:
    explicit Settings(Database& database) : m_database(database) {}

    std::optional<std::string> find(const std::string& key) const;
    std::string text(const std::string& key, const std::string& fallback = {}) const;
    std::int64_t integer(const std::string& key, std::int64_t fallback) const;
    double real(const std::string& key, double fallback) const; // finite, the same in each locale
    bool flag(const std::string& key, bool fallback) const;
    std::map<std::string, std::string> all() const;

    void setText(const std::string& key, const std::string& value);
    void setInteger(const std::string& key, std::int64_t value);
    void setReal(const std::string& key, double value);
    void setFlag(const std::string& key, bool value);
    void setAll(const std::map<std::string, std::string>& values); // in one transaction; others stay
    void remove(const std::string& key);

private:
    Database& m_database;
};

} // namespace storage
