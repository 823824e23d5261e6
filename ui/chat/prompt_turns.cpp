// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/prompt_turns.h"

#include "storage/attachments.h"
#include "ui/chat/thought.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace ui
{
namespace
{

std::string settingsJson(const AnswerRequest& request)
{
    const auto& sampling = request.sampling;
    QJsonObject json{{"temperature", double(sampling.temperature)},
                     {"topK", sampling.topK},
                     {"topP", double(sampling.topP)},
                     {"minP", double(sampling.minP)},
                     {"repeatPenalty", double(sampling.repeatPenalty)},
                     {"presencePenalty", double(sampling.presencePenalty)},
                     {"frequencyPenalty", double(sampling.frequencyPenalty)},
                     {"penaltyWindow", sampling.penaltyWindow},
                     {"maxTokens", request.maxTokens}};
    if (sampling.seed)
        json["seed"] = QString::number(*sampling.seed); // a number in JSON holds 53 bits only
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

std::string withoutThought(const std::string& text)
{
    return text.starts_with("<think>") ? splitThought(QString::fromStdString(text), false).answer.toStdString() : text;
}

} // namespace

std::vector<ChatTurn> promptTurns(const std::string& systemPrompt, const std::vector<storage::Message>& path)
{
    std::vector<ChatTurn> turns;
    if (!systemPrompt.empty())
        turns.push_back({Speaker::System, systemPrompt});
    for (const storage::Message& message : path) {
        const bool user = message.role == storage::Role::User;
        if ((!user && message.role != storage::Role::Assistant) || (!user && withoutThought(message.text).empty()))
            continue;
        const std::string text =
            user ? storage::textWithAttachments(message.text, message.attachments) : withoutThought(message.text);
        if (user && !turns.empty() && turns.back().speaker == Speaker::User)
            turns.back().text += "\n\n" + text;
        else
            turns.push_back({user ? Speaker::User : Speaker::Assistant, text});
    }
    return turns;
}

storage::AnswerMetrics storedMetrics(const AnswerResult& result, const AnswerRequest& request)
{
    storage::AnswerMetrics metrics;
    metrics.promptTokens = result.timings.promptTokens;
    metrics.reusedTokens = result.timings.reusedTokens;
    metrics.generatedTokens = result.timings.generatedTokens;
    metrics.firstTokenSeconds = result.timings.firstTokenSeconds;
    metrics.prefillSeconds = result.timings.prefillSeconds;
    metrics.decodeSeconds = result.timings.decodeSeconds;
    metrics.stopReason = result.stopReason;
    metrics.device = result.device;
    metrics.peakBytes = result.peakBytes;
    metrics.weightsBytes = result.memory.weights;
    metrics.cacheBytes = result.memory.cache;
    metrics.scratchBytes = result.memory.scratch;
    metrics.settings = settingsJson(request);
    return metrics;
}

} // namespace ui
