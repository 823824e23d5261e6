// SPDX-License-Identifier: GPL-3.0-or-later
// A JSON object of a hub folder (config.json and its kin) with typed reads: each error names the file and the key.
// Const after construction.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace engine::files::hub
{

class HubConfig
{
public:
    HubConfig() = default;                              // an empty one
    HubConfig(nlohmann::json object, std::string name); // throws engine::Error(BadFile) unless it is an object
    // Empty where there is no such file.
    static HubConfig read(const std::filesystem::path& path, std::size_t mostBytes);

    bool exists() const { return !m_name.empty(); }
    const std::string& name() const { return m_name; }
    const nlohmann::json& json() const { return m_json; }

    // The first of these keys that is there and not null. A key of another type or out of range: Error(BadFile).
    using Keys = std::initializer_list<const char*>;
    std::optional<std::int64_t> integer(Keys keys) const; // 0 .. 2^40
    std::optional<double> number(Keys keys) const;        // finite
    std::optional<bool> boolean(Keys keys) const;
    std::optional<std::string> text(Keys keys) const; // at most 64 KiB
    std::optional<std::vector<float>> numbers(Keys keys) const;
    std::optional<std::vector<std::string>> texts(Keys keys) const;
    HubConfig object(const char* key) const; // empty where absent

    std::int64_t integerOr(Keys keys, std::int64_t fallback) const { return integer(keys).value_or(fallback); }
    std::int64_t needInteger(Keys keys, std::int64_t least, std::int64_t most) const; // Error(BadFile) where absent
    [[noreturn]] void fail(const std::string& key, const std::string& why) const;

private:
    const nlohmann::json* find(Keys keys, const char** which) const;

    nlohmann::json m_json = nlohmann::json::object();
    std::string m_name;
};

} // namespace engine::files::hub
