// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/lm_studio.h"

#include "storage/exchange/refused.h"
#include "storage/exchange/tree_builder.h"

#include <cmath>

namespace storage::exchange
{
namespace
{

std::string textOfSteps(const Json& steps)
{
    std::string text;
    for (const Json& step : steps) {
        const Json* content = arrayMember(step, "content");
        if (textMember(step, "type") != "contentBlock" || content == nullptr)
            continue; // notes for its own use
        const std::string part = textOf(*content);
        if (!text.empty() && !part.empty())
            text += "\n\n";
        text += part;
        if (text.size() > kMostText)
            throw Refused("has a text of more than " + std::to_string(kMostText >> 20) + " MiB");
    }
    return text;
}

double number(const Json& stats, const char* key)
{
    const Json* value = member(stats, key);
    const double found = value != nullptr && value->is_number() ? value->get<double>() : 0;
    return found >= 0 && found < 1e12 ? found : 0;
}

// What LM Studio measured, as far as Fettle keeps the same.
std::optional<AnswerMetrics> metricsOf(const Json& steps)
{
    for (const Json& step : steps) {
        const Json* info = objectMember(step, "genInfo");
        const Json* stats = info == nullptr ? nullptr : objectMember(*info, "stats");
        if (stats == nullptr)
            continue;
        AnswerMetrics metrics;
        metrics.promptTokens = std::llround(number(*stats, "promptTokensCount"));
        metrics.generatedTokens = std::llround(number(*stats, "predictedTokensCount"));
        metrics.firstTokenSeconds = number(*stats, "timeToFirstTokenSec");
        const double rate = number(*stats, "tokensPerSecond");
        metrics.decodeSeconds = rate > 0 ? static_cast<double>(metrics.generatedTokens) / rate : 0;
        metrics.stopReason = textMember(*stats, "stopReason");
        return metrics;
    }
    return std::nullopt;
}

TreeMessage versionOf(const Json& version)
{
    if (!version.is_object())
        throw Refused("has a version of a message that is no object");
    TreeMessage message;
    message.role = foreignRole(textMember(version, "role"));
    if (const Json* steps = arrayMember(version, "steps")) {
        message.text = textOfSteps(*steps);
        message.metrics = metricsOf(*steps);
    } else if (const Json* content = member(version, "content")) {
        message.text = textOf(*content);
    }
    if (const Json* sender = objectMember(version, "senderInfo"))
        message.modelName = textMember(*sender, "senderName");
    return message;
}

void appendVersions(ConversationTree& tree, const Json& entry)
{
    const Json* versions = arrayMember(entry, "versions");
    if (versions == nullptr)
        throw Refused("has a message without versions");
    const Json* selected = member(entry, "currentlySelected");
    if (selected != nullptr && !selected->is_number_unsigned())
        throw Refused("has \"currentlySelected\" that is no whole number");
    const std::size_t shown = selected == nullptr ? 0 : selected->get<std::size_t>();
    if (!versions->empty() && shown >= versions->size())
        throw Refused("shows a version of a message that it does not have");
    const int parent = tree.leaf;
    for (std::size_t i = 0; i < versions->size(); ++i) {
        if (tree.messages.size() >= kMostMessages)
            throw Refused("has more than " + std::to_string(kMostMessages) + " messages");
        TreeMessage message = versionOf((*versions)[i]);
        message.parent = parent;
        tree.messages.push_back(std::move(message));
        if (i == shown)
            tree.leaf = static_cast<int>(tree.messages.size()) - 1;
    }
}

// The one of this chat, which overrides its own older place.
std::string systemPromptOf(const Json& json)
{
    const Json* config = objectMember(json, "perChatPredictionConfig");
    const Json* fields = config == nullptr ? nullptr : arrayMember(*config, "fields");
    if (fields != nullptr) {
        for (const Json& field : *fields) {
            const Json* value = member(field, "value");
            if (textMember(field, "key") == "llm.prediction.systemPrompt" && value != nullptr && value->is_string())
                return textMember(field, "value");
        }
    }
    return textMember(json, "systemPrompt");
}

} // namespace

bool isLmStudio(const Json& json)
{
    const Json* messages = member(json, "messages");
    if (messages == nullptr || !messages->is_array())
        return false;
    if (messages->empty())
        return json.contains("usePerChatPredictionConfig") || json.contains("perChatPredictionConfig");
    return messages->front().is_object() && messages->front().contains("versions");
}

ConversationTree fromLmStudio(const Json& json)
{
    ConversationTree tree;
    tree.title = textMember(json, "name");
    tree.created = timeMember(json, "createdAt");
    tree.updated = std::max(timeMember(json, "userLastMessagedAt"), timeMember(json, "assistantLastMessagedAt"));
    tree.pinned = flagMember(json, "pinned");
    tree.systemPrompt = systemPromptOf(json);
    if (const Json* model = objectMember(json, "lastUsedModel"))
        tree.modelName = textMember(*model, "identifier");
    for (const Json& entry : *arrayMember(json, "messages"))
        appendVersions(tree, entry);
    return tree;
}

} // namespace storage::exchange
