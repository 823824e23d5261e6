// SPDX-License-Identifier: GPL-3.0-or-later
// Conversion of the context.
#include "engine/text/jinja/context.h"

#include "engine/text/jinja/failure.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace engine::text::jinja
{

namespace
{

using Json = nlohmann::ordered_json;

bool isOrdinaryRole(const std::string& role)
{
    static constexpr std::string_view kRoles[] = {"system", "user",     "assistant", "tool",    "developer",
                                                  "model",  "function", "ipython",   "context", "documents"};
    return std::find(std::begin(kRoles), std::end(kRoles), role) != std::end(kRoles);
}

Value convert(Runtime& runtime, const Json& json, int depth);

Value convertNumber(const Json& json)
{
    if (json.is_number_unsigned()) {
        const auto value = json.get<std::uint64_t>();
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            throw RenderFailure("the number " + std::to_string(value) + " does not fit into 64 bits");
        return Value::integer(static_cast<std::int64_t>(value));
    }
    return json.is_number_integer() ? Value::integer(json.get<std::int64_t>()) : Value::real(json.get<double>());
}

Value convertObject(Runtime& runtime, const Json& json, int depth)
{
    std::vector<std::pair<Value, Value>> entries;
    for (const auto& [key, value] : json.items())
        entries.emplace_back(runtime.string(key, false), convert(runtime, value, depth + 1));
    return runtime.dict(std::move(entries));
}

Value convert(Runtime& runtime, const Json& json, int depth)
{
    if (depth > kMaxContextDepth)
        throw RenderFailure("the conversation or its tools are nested too deeply: more than " +
                            std::to_string(kMaxContextDepth) + " levels");
    switch (json.type()) {
    case Json::value_t::null:
        return {};
    case Json::value_t::boolean:
        return Value::boolean(json.get<bool>());
    case Json::value_t::string:
        return runtime.string(json.get_ref<const std::string&>(), false);
    case Json::value_t::array: {
        std::vector<Value> items;
        for (const Json& item : json)
            items.push_back(convert(runtime, item, depth + 1));
        return runtime.list(std::move(items));
    }
    case Json::value_t::object:
        return convertObject(runtime, json, depth);
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
        return convertNumber(json);
    default:
        throw RenderFailure("the conversation holds a value that is no JSON");
    }
}

Value convertMessage(Runtime& runtime, const Json& message)
{
    if (!message.is_object())
        return convert(runtime, message, 2);
    std::vector<std::pair<Value, Value>> entries;
    for (const auto& [key, value] : message.items()) {
        const bool role = key == "role" && value.is_string() && isOrdinaryRole(value.get_ref<const std::string&>());
        entries.emplace_back(runtime.string(key, false), role
                                                             ? runtime.string(value.get_ref<const std::string&>(), true)
                                                             : convert(runtime, value, 3));
    }
    return runtime.dict(std::move(entries));
}

} // namespace

Value contextFromJson(Runtime& runtime, const Json& context)
{
    if (!context.is_object())
        throw RenderFailure("the context of a template must be an object");
    std::vector<std::pair<Value, Value>> entries;
    for (const auto& [key, value] : context.items()) {
        Value converted;
        if (key == "messages" && value.is_array()) {
            std::vector<Value> messages;
            for (const Json& message : value)
                messages.push_back(convertMessage(runtime, message));
            converted = runtime.list(std::move(messages));
        } else if (value.is_string() && key.ends_with("_token")) {
            converted = runtime.string(value.get_ref<const std::string&>(), true);
        } else {
            converted = convert(runtime, value, 1);
        }
        entries.emplace_back(runtime.string(key, false), std::move(converted));
    }
    return runtime.dict(std::move(entries));
}

} // namespace engine::text::jinja
