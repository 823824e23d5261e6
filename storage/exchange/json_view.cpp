// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/json_view.h"

#include "storage/exchange/refused.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>

namespace storage::exchange
{
namespace
{

constexpr double kLastTime = 253'402'300'799'999.0; // of the year 9999

[[noreturn]] void refuseType(const char* key, const char* wanted)
{
    throw Refused("has \"" + std::string(key) + "\" that is no " + wanted);
}

const std::string& checkedText(const Json& value)
{
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > kMostText)
        throw Refused("has a text of more than " + std::to_string(kMostText >> 20) + " MiB");
    return text;
}

Milliseconds isoTime(const std::string& text)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
    double seconds = 0;
    const int found =
        std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%6lf", &year, &month, &day, &hour, &minute, &seconds);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (found < 3 || year < 1970 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        !(seconds >= 0 && seconds < 61))
        throw Refused("has a date that is none: \"" + text.substr(0, 40) + "\"");
    const auto days = std::chrono::sys_days(date).time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(days).count() + hour * Milliseconds{3'600'000} +
           minute * Milliseconds{60'000} + std::llround(seconds * 1000);
}

void appendPart(std::string& text, const std::string& part)
{
    if (part.empty())
        return;
    if (!text.empty())
        text += "\n\n";
    if (text.size() + part.size() > kMostText)
        throw Refused("has a text of more than " + std::to_string(kMostText >> 20) + " MiB");
    text += part;
}

std::string partText(const Json& part)
{
    if (part.is_string())
        return checkedText(part);
    if (!part.is_object())
        throw Refused("has a message with a part that is neither text nor an object");
    const Json* text = member(part, "text");
    if (text != nullptr && text->is_object())
        text = member(*text, "value");
    if (text == nullptr)
        return {}; // an image, a file, a call
    if (!text->is_string())
        refuseType("text", "text");
    return checkedText(*text);
}

} // namespace

const Json* member(const Json& object, const char* key)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json* objectMember(const Json& object, const char* key)
{
    const Json* value = member(object, key);
    if (value != nullptr && !value->is_object())
        refuseType(key, "object");
    return value;
}

const Json* arrayMember(const Json& object, const char* key)
{
    const Json* value = member(object, key);
    if (value != nullptr && !value->is_array())
        refuseType(key, "list");
    return value;
}

std::string textMember(const Json& object, const char* key)
{
    const Json* value = member(object, key);
    if (value == nullptr)
        return {};
    if (!value->is_string())
        refuseType(key, "text");
    return checkedText(*value);
}

bool flagMember(const Json& object, const char* key)
{
    const Json* value = member(object, key);
    if (value == nullptr)
        return false;
    if (!value->is_boolean())
        refuseType(key, "yes or no");
    return value->get<bool>();
}

Milliseconds timeMember(const Json& object, const char* key)
{
    constexpr double kFirstMilliseconds = 1e11; // 1973 in milliseconds, the year 5138 in seconds
    const Json* value = member(object, key);
    if (value == nullptr)
        return 0;
    if (value->is_string())
        return isoTime(checkedText(*value));
    if (!value->is_number())
        refuseType(key, "time");
    const double number = value->get<double>();
    const double time = std::abs(number) < kFirstMilliseconds ? number * 1000 : number;
    if (!(time >= 0 && time <= kLastTime))
        throw Refused("has a time beyond the calendar: " + value->dump());
    return std::llround(time);
}

std::string textOf(const Json& content)
{
    if (content.is_null())
        return {};
    if (content.is_string())
        return checkedText(content);
    if (content.is_object())
        return partText(content);
    if (!content.is_array())
        refuseType("content", "text");
    std::string text;
    for (const Json& part : content)
        appendPart(text, partText(part));
    return text;
}

Role foreignRole(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, Role>, 13> kWords{{
        {"user", Role::User},
        {"human", Role::User},
        {"prompter", Role::User},
        {"assistant", Role::Assistant},
        {"gpt", Role::Assistant},
        {"model", Role::Assistant},
        {"bot", Role::Assistant},
        {"chatgpt", Role::Assistant},
        {"system", Role::System},
        {"developer", Role::System},
        {"tool", Role::Tool},
        {"function", Role::Tool},
        {"observation", Role::Tool},
    }};
    for (const auto& [name, role] : kWords) {
        if (word == name)
            return role;
    }
    if (word.empty())
        throw Refused("has a message that does not say whose it is");
    throw Refused("has a message of \"" + std::string(word.substr(0, 40)) + "\", which is nobody that Fettle knows");
}

} // namespace storage::exchange
