// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/message_metrics.h"

namespace ui
{
namespace
{

double rate(std::int64_t tokens, double seconds)
{
    return tokens > 0 && seconds > 0 ? static_cast<double>(tokens) / seconds : 0;
}

} // namespace

MessageMetrics MessageMetrics::fromStored(const storage::AnswerMetrics& stored, const std::string& modelName)
{
    MessageMetrics metrics;
    metrics.present = true;
    metrics.promptTokens = static_cast<int>(stored.promptTokens);
    metrics.reusedTokens = static_cast<int>(stored.reusedTokens);
    metrics.generatedTokens = static_cast<int>(stored.generatedTokens);
    metrics.firstTokenMs = stored.firstTokenSeconds * 1000;
    metrics.prefillRate = rate(stored.promptTokens - stored.reusedTokens, stored.prefillSeconds);
    metrics.decodeRate = rate(stored.generatedTokens - 1, stored.decodeSeconds); // from the first to the last
    metrics.stopReason = QString::fromStdString(stored.stopReason);
    metrics.device = QString::fromStdString(stored.device);
    metrics.model = QString::fromStdString(modelName);
    metrics.peakMemoryBytes = static_cast<double>(stored.peakBytes);
    metrics.weightsBytes = static_cast<double>(stored.weightsBytes);
    metrics.cacheBytes = static_cast<double>(stored.cacheBytes);
    metrics.scratchBytes = static_cast<double>(stored.scratchBytes);
    return metrics;
}

} // namespace ui
