// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/hub_config.h"

#include "engine/error.h"
#include "engine/files/json_text.h"

#include <cmath>

namespace engine::files::hub
{
namespace
{

constexpr std::int64_t kMost = std::int64_t{1} << 40;
constexpr std::size_t kMostTextBytes = 16U << 20; // a chat template is one of them

} // namespace

HubConfig::HubConfig(nlohmann::json object, std::string name) : m_json(std::move(object)), m_name(std::move(name))
{
    if (!m_json.is_object())
        throw Error(ErrorKind::BadFile, m_name + " should hold one JSON object.");
}

HubConfig HubConfig::read(const std::filesystem::path& path, std::size_t mostBytes)
{
    const auto text = readSmallFile(path, mostBytes);
    return text ? HubConfig(parseJson(*text, path.string()), path.string()) : HubConfig();
}

const nlohmann::json* HubConfig::find(Keys keys, const char** which) const
{
    for (const char* key : keys) {
        const auto found = m_json.find(key);
        if (found == m_json.end() || found->is_null())
            continue;
        *which = key;
        return &*found;
    }
    return nullptr;
}

std::optional<std::int64_t> HubConfig::integer(Keys keys) const
{
    const char* key = nullptr;
    const nlohmann::json* value = find(keys, &key);
    if (!value)
        return std::nullopt;
    if (!value->is_number_integer() ||
        (value->is_number_unsigned() && value->get<std::uint64_t>() > std::uint64_t{kMost}))
        fail(key, "should be a whole number");
    const auto number = value->get<std::int64_t>();
    if (number < 0)
        fail(key, "should not be negative");
    return number;
}

std::int64_t HubConfig::needInteger(Keys keys, std::int64_t least, std::int64_t most) const
{
    const auto value = integer(keys);
    if (!value)
        fail(*keys.begin(), "is missing, and this family needs it");
    if (*value < least || *value > most)
        fail(*keys.begin(),
             "is " + std::to_string(*value) + ", outside " + std::to_string(least) + " to " + std::to_string(most));
    return *value;
}

std::optional<double> HubConfig::number(Keys keys) const
{
    const char* key = nullptr;
    const nlohmann::json* value = find(keys, &key);
    if (!value)
        return std::nullopt;
    if (!value->is_number() || !std::isfinite(value->get<double>()))
        fail(key, "should be a number");
    return value->get<double>();
}

std::optional<bool> HubConfig::boolean(Keys keys) const
{
    const char* key = nullptr;
    const nlohmann::json* value = find(keys, &key);
    if (!value)
        return std::nullopt;
    if (!value->is_boolean())
        fail(key, "should be true or false");
    return value->get<bool>();
}

std::optional<std::string> HubConfig::text(Keys keys) const
{
    const char* key = nullptr;
    const nlohmann::json* value = find(keys, &key);
    if (!value)
        return std::nullopt;
    if (!value->is_string() || value->get_ref<const std::string&>().size() > kMostTextBytes)
        fail(key, "should be a text");
    return value->get<std::string>();
}

std::optional<std::vector<float>> HubConfig::numbers(Keys keys) const
{
    const char* key = nullptr;
    const nlohmann::json* value = find(keys, &key);
    if (!value)
        return std::nullopt;
    std::vector<float> result;
    for (const nlohmann::json& item : *value) {
        if (!value->is_array() || !item.is_number() || !std::isfinite(item.get<float>()))
            fail(key, "should be a list of numbers");
        result.push_back(item.get<float>());
    }
    return result;
}

std::optional<std::vector<std::string>> HubConfig::texts(Keys keys) const
{
    const char* key = nullptr;
    const nlohmann::json* value = find(keys, &key);
    if (!value)
        return std::nullopt;
    std::vector<std::string> result;
    for (const nlohmann::json& item : *value) {
        if (!value->is_array() || !item.is_string())
            fail(key, "should be a list of texts");
        result.push_back(item.get<std::string>());
    }
    return result;
}

HubConfig HubConfig::object(const char* key) const
{
    const char* which = nullptr;
    const nlohmann::json* value = find({key}, &which);
    return value ? HubConfig(*value, m_name + ", \"" + key + "\"") : HubConfig();
}

void HubConfig::fail(const std::string& key, const std::string& why) const
{
    throw Error(ErrorKind::BadFile, m_name + ": the key \"" + key + "\" " + why + ".");
}

} // namespace engine::files::hub
