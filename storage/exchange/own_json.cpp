// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/own_json.h"

#include "storage/exchange/refused.h"
#include "storage/message_words.h"

#include <array>
#include <cmath>
#include <utility>

namespace storage::exchange
{
namespace
{

constexpr int kVersion = 1;
constexpr Milliseconds kMostTime = 8'640'000'000'000'000; // 100 million days, as in JavaScript
constexpr const char* kHexDigits = "0123456789abcdef";

using Count = std::pair<const char*, std::int64_t AnswerMetrics::*>;
constexpr std::array<Count, 7> kCounts{{
    {"promptTokens", &AnswerMetrics::promptTokens},
    {"reusedTokens", &AnswerMetrics::reusedTokens},
    {"generatedTokens", &AnswerMetrics::generatedTokens},
    {"peakBytes", &AnswerMetrics::peakBytes},
    {"weightsBytes", &AnswerMetrics::weightsBytes},
    {"cacheBytes", &AnswerMetrics::cacheBytes},
    {"scratchBytes", &AnswerMetrics::scratchBytes},
}};
using Seconds = std::pair<const char*, double AnswerMetrics::*>;
constexpr std::array<Seconds, 4> kSeconds{{
    {"firstTokenSeconds", &AnswerMetrics::firstTokenSeconds},
    {"prefillSeconds", &AnswerMetrics::prefillSeconds},
    {"decodeSeconds", &AnswerMetrics::decodeSeconds},
    {"thinkingSeconds", &AnswerMetrics::thinkingSeconds},
}};
using Words = std::pair<const char*, std::string AnswerMetrics::*>;
constexpr std::array<Words, 3> kWords{{
    {"stopReason", &AnswerMetrics::stopReason},
    {"device", &AnswerMetrics::device},
    {"settings", &AnswerMetrics::settings},
}};

bool isUtf8(const std::string& text)
{
    try {
        (void)Json(text).dump(); // checks each sequence, and throws
        return true;
    } catch (const Json::type_error&) {
        return false;
    }
}

OrderedJson writtenText(const std::string& text)
{
    if (isUtf8(text))
        return text;
    std::string digits;
    for (const char c : text) {
        digits += kHexDigits[static_cast<unsigned char>(c) >> 4];
        digits += kHexDigits[static_cast<unsigned char>(c) & 15];
    }
    return {{"bytes", digits}};
}

unsigned digitOf(char c)
{
    const std::string_view digits(kHexDigits);
    const auto place = digits.find(c);
    if (place == std::string_view::npos)
        throw Refused("has \"bytes\" that are not hexadecimal");
    return static_cast<unsigned>(place);
}

std::string readText(const Json& object, const char* key)
{
    const Json* value = member(object, key);
    if (value == nullptr || !value->is_object())
        return textMember(object, key);
    const std::string digits = textMember(*value, "bytes");
    if (digits.size() % 2 != 0)
        throw Refused("has \"bytes\" that are not hexadecimal");
    std::string text;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        text += static_cast<char>(digitOf(digits[i]) << 4 | digitOf(digits[i + 1]));
    return text;
}

std::int64_t readInteger(const Json& object, const char* key, std::int64_t least, std::int64_t most)
{
    const Json* value = member(object, key);
    if (value == nullptr || !value->is_number_integer())
        throw Refused("has no whole number \"" + std::string(key) + "\"");
    const bool beyond = value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(most);
    if (beyond || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most)
        throw Refused("has \"" + std::string(key) + "\" beyond its range: " + value->dump());
    return value->get<std::int64_t>();
}

OrderedJson toJson(const AnswerMetrics& metrics)
{
    OrderedJson json;
    for (const auto& [key, field] : kCounts)
        json[key] = metrics.*field;
    for (const auto& [key, field] : kSeconds)
        json[key] = std::isfinite(metrics.*field) ? metrics.*field : 0.0; // JSON has no other numbers
    for (const auto& [key, field] : kWords)
        json[key] = writtenText(metrics.*field);
    return json;
}

AnswerMetrics readMetrics(const Json& json)
{
    AnswerMetrics metrics;
    for (const auto& [key, field] : kCounts)
        metrics.*field = readInteger(json, key, 0, INT64_MAX);
    for (const auto& [key, field] : kSeconds) {
        const Json* value = member(json, key);
        if (value == nullptr || !value->is_number())
            throw Refused("has no number \"" + std::string(key) + "\"");
        metrics.*field = value->get<double>();
    }
    for (const auto& [key, field] : kWords)
        metrics.*field = readText(json, key);
    return metrics;
}

OrderedJson toJson(const TreeMessage& message)
{
    OrderedJson json{{"parent", message.parent},
                     {"role", wordOf(message.role)},
                     {"state", wordOf(message.state)},
                     {"created", message.created}};
    if (!message.modelName.empty())
        json["model"] = writtenText(message.modelName);
    if (!message.error.empty())
        json["error"] = writtenText(message.error);
    json["text"] = writtenText(message.text);
    for (const Attachment& attachment : message.attachments)
        json["attachments"].push_back({{"name", writtenText(attachment.name)},
                                       {"tokens", attachment.tokens},
                                       {"text", writtenText(attachment.text)}});
    if (message.metrics)
        json["metrics"] = toJson(*message.metrics);
    return json;
}

TreeMessage readMessage(const Json& json, std::size_t place)
{
    if (!json.is_object())
        throw Refused("has a message that is no object");
    const std::string role = textMember(json, "role");
    const std::string state = textMember(json, "state");
    TreeMessage message;
    message.parent = static_cast<int>(readInteger(json, "parent", -1, static_cast<std::int64_t>(place) - 1));
    if (const auto known = roleOf(role))
        message.role = *known;
    else
        throw Refused("has a message of the unknown role \"" + role.substr(0, 40) + "\"");
    if (const auto known = stateOf(state))
        message.state = *known;
    else
        throw Refused("has a message in the unknown state \"" + state.substr(0, 40) + "\"");
    message.created = readInteger(json, "created", -kMostTime, kMostTime);
    message.modelName = readText(json, "model");
    message.error = readText(json, "error");
    message.text = readText(json, "text");
    if (const Json* attachments = arrayMember(json, "attachments"))
        for (const Json& attachment : *attachments)
            message.attachments.push_back({readText(attachment, "name"), readText(attachment, "text"),
                                           readInteger(attachment, "tokens", 0, INT64_MAX)});
    if (const Json* metrics = objectMember(json, "metrics"))
        message.metrics = readMetrics(*metrics);
    return message;
}

} // namespace

OrderedJson toOwnJson(const ConversationTree& tree)
{
    OrderedJson json{{"fettle", "conversation"},
                     {"version", kVersion},
                     {"title", writtenText(tree.title)},
                     {"created", tree.created},
                     {"updated", tree.updated},
                     {"pinned", tree.pinned},
                     {"systemPrompt", writtenText(tree.systemPrompt)},
                     {"modelPath", writtenText(tree.modelPath)},
                     {"modelName", writtenText(tree.modelName)},
                     {"draft", writtenText(tree.draft)},
                     {"folder", writtenText(tree.folder)},
                     {"leaf", tree.leaf},
                     {"messages", OrderedJson::array()}};
    for (const TreeMessage& message : tree.messages)
        json["messages"].push_back(toJson(message));
    return json;
}

bool isOwnJson(const Json& json)
{
    const Json* mark = member(json, "fettle");
    return mark != nullptr && *mark == "conversation";
}

ConversationTree fromOwnJson(const Json& json)
{
    if (readInteger(json, "version", 1, INT32_MAX) > kVersion)
        throw Refused("was written by a newer Fettle; update this one to import it");
    ConversationTree tree;
    tree.title = readText(json, "title");
    tree.created = readInteger(json, "created", -kMostTime, kMostTime);
    tree.updated = readInteger(json, "updated", -kMostTime, kMostTime);
    tree.pinned = flagMember(json, "pinned");
    tree.systemPrompt = readText(json, "systemPrompt");
    tree.modelPath = readText(json, "modelPath");
    tree.modelName = readText(json, "modelName");
    tree.draft = readText(json, "draft");
    tree.folder = readText(json, "folder");
    const Json* messages = arrayMember(json, "messages");
    if (messages == nullptr)
        throw Refused("has no list of messages");
    if (messages->size() > kMostMessages)
        throw Refused("has more than " + std::to_string(kMostMessages) + " messages");
    for (const Json& message : *messages)
        tree.messages.push_back(readMessage(message, tree.messages.size()));
    tree.leaf = static_cast<int>(readInteger(json, "leaf", -1, static_cast<std::int64_t>(tree.messages.size()) - 1));
    return tree;
}

std::string dumped(const OrderedJson& json, int indent)
{
    return json.dump(indent, ' ', false, OrderedJson::error_handler_t::replace);
}

} // namespace storage::exchange
