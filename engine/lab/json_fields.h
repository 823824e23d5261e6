// SPDX-License-Identifier: GPL-3.0-or-later
// An object of JSON from outside, read strictly: each key at most once, each of its type, none unknown. The errors are
// engine::Error(BadFile) that name the file and the place. One thread.
#pragma once

#include "engine/error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

namespace engine::lab
{

class JsonFields
{
public:
    // `json` outlives it. `place`: "candidates[3]", or empty for the whole file.
    JsonFields(const nlohmann::json& json, const std::string& name, const std::string& place)
        : m_json(json),
          m_name(name),
          m_place(place)
    {
        if (!json.is_object())
            throw Error(ErrorKind::BadFile, m_name + (place.empty() ? "" : ", " + place) + " must be an object.");
    }

    const std::string& name() const { return m_name; }

    const nlohmann::json* find(const char* key) // null where it is not there
    {
        m_known.insert(key);
        const auto found = m_json.find(key);
        return found == m_json.end() ? nullptr : &*found;
    }

    // Leaves `value` where the key is not there; true where it is.
    template <class T>
    bool read(const char* key, T& value)
    {
        const nlohmann::json* found = find(key);
        if (!found)
            return false;
        if constexpr (std::is_same_v<T, std::string>) {
            if (!found->is_string())
                fail(key, "a text");
            value = found->get<std::string>();
        } else if constexpr (std::is_same_v<T, bool>) {
            if (!found->is_boolean())
                fail(key, "true or false");
            value = found->get<bool>();
        } else if constexpr (std::is_floating_point_v<T>) {
            if (!found->is_number() || !std::isfinite(found->get<T>()))
                fail(key, "a number");
            value = found->get<T>();
        } else {
            readWhole(key, *found, value);
        }
        return true;
    }

    void finish() const // what was not asked for is unknown
    {
        for (const auto& [key, value] : m_json.items())
            if (!m_known.contains(key))
                throw Error(ErrorKind::BadFile,
                            m_name + " has an unknown key: \"" + placeOf(key.substr(0, 60)) + "\".");
    }

    [[noreturn]] void fail(const std::string& key, const std::string& wanted) const
    {
        throw Error(ErrorKind::BadFile, m_name + ": \"" + placeOf(key) + "\" must be " + wanted + ".");
    }

private:
    std::string placeOf(const std::string& key) const { return m_place.empty() ? key : m_place + "." + key; }

    template <class T>
    void readWhole(const char* key, const nlohmann::json& found, T& value)
    {
        using Limits = std::numeric_limits<T>;
        const std::string range =
            "a whole number from " + std::to_string(Limits::min()) + " to " + std::to_string(Limits::max());
        if (!found.is_number_integer())
            fail(key, range);
        const bool fits = found.is_number_unsigned() ? std::in_range<T>(found.get<std::uint64_t>())
                                                     : std::in_range<T>(found.get<std::int64_t>());
        if (!fits)
            fail(key, range);
        value = found.get<T>();
    }

    const nlohmann::json& m_json;
    const std::string m_name;
    const std::string m_place;
    std::set<std::string> m_known;
};

} // namespace engine::lab
