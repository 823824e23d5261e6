// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/settings.h"

#include "storage/failure.h"

#include <charconv>
#include <cmath>

namespace storage
{
namespace
{

template <class Number>
std::optional<Number> parsed(const std::optional<std::string>& text)
{
    Number value{};
    if (!text)
        return std::nullopt;
    const char* end = text->data() + text->size();
    const auto result = std::from_chars(text->data(), end, value);
    if (result.ec != std::errc() || result.ptr != end)
        return std::nullopt;
    return value;
}

void insert(SQLite::Database& connection, const std::string& key, const std::string& value)
{
    SQLite::Statement statement(connection, "INSERT INTO settings(key, value) VALUES(?1, ?2)"
                                            " ON CONFLICT(key) DO UPDATE SET value = excluded.value");
    statement.bind(1, key);
    statement.bind(2, value);
    statement.exec();
}

} // namespace

std::optional<std::string> Settings::find(const std::string& key) const
{
    return guarded(m_database, "read its settings", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "SELECT value FROM settings WHERE key = ?1");
        statement.bind(1, key);
        return statement.executeStep() ? std::optional(statement.getColumn(0).getString()) : std::nullopt;
    });
}

std::string Settings::text(const std::string& key, const std::string& fallback) const
{
    return find(key).value_or(fallback);
}

std::int64_t Settings::integer(const std::string& key, std::int64_t fallback) const
{
    return parsed<std::int64_t>(find(key)).value_or(fallback);
}

double Settings::real(const std::string& key, double fallback) const
{
    const auto value = parsed<double>(find(key));
    return value && std::isfinite(*value) ? *value : fallback;
}

bool Settings::flag(const std::string& key, bool fallback) const
{
    const auto value = find(key);
    if (value == "true")
        return true;
    return value == "false" ? false : fallback;
}

std::map<std::string, std::string> Settings::all() const
{
    return guarded(m_database, "read its settings", [](SQLite::Database& connection) {
        std::map<std::string, std::string> values;
        SQLite::Statement statement(connection, "SELECT key, value FROM settings");
        while (statement.executeStep())
            values.emplace(statement.getColumn(0).getString(), statement.getColumn(1).getString());
        return values;
    });
}

void Settings::setText(const std::string& key, const std::string& value)
{
    setAll({{key, value}});
}

void Settings::setInteger(const std::string& key, std::int64_t value)
{
    setText(key, std::to_string(value));
}

void Settings::setReal(const std::string& key, double value)
{
    char text[64]; // the shortest text that reads back the same
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    setText(key, std::string(text, end));
}

void Settings::setFlag(const std::string& key, bool value)
{
    setText(key, value ? "true" : "false");
}

void Settings::setAll(const std::map<std::string, std::string>& values)
{
    written(m_database, "save its settings", [&](SQLite::Database& connection) {
        for (const auto& [key, value] : values)
            insert(connection, key, value);
    });
}

void Settings::remove(const std::string& key)
{
    written(m_database, "save its settings", [&](SQLite::Database& connection) {
        SQLite::Statement statement(connection, "DELETE FROM settings WHERE key = ?1");
        statement.bind(1, key);
        statement.exec();
    });
}

} // namespace storage
