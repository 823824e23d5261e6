// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/load_settings.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace ui
{
namespace
{

constexpr std::int64_t kMostContext = std::int64_t{1} << 24;
constexpr int kMostThreads = 256;
constexpr int kMostLayers = 1024;
constexpr int kMostBatch = 4096;
constexpr int kMostGuesses = 16;
constexpr std::array kCacheTypes{"F16", "Q8_0", "Q4_0", "F32", "BF16"};

} // namespace

std::string LoadSettings::toJson() const
{
    QJsonObject json;
    if (context > 0)
        json["context"] = static_cast<double>(context);
    if (threads > 0)
        json["threads"] = threads;
    if (!cacheType.empty())
        json["cache"] = QString::fromStdString(cacheType);
    if (onGpu) {
        json["device"] = QStringLiteral("gpu");
        json["gpuLayers"] = gpuLayers;
    }
    if (batch > 0)
        json["batch"] = batch;
    if (guesses > 0)
        json["guesses"] = guesses;
    return json.isEmpty() ? std::string() : QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

LoadSettings LoadSettings::fromJson(const std::string& json)
{
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    LoadSettings settings;
    const double context = object["context"].toDouble();
    if (context >= 1 && context <= static_cast<double>(kMostContext))
        settings.context = static_cast<std::int64_t>(context);
    settings.threads = std::clamp(object["threads"].toInt(), 0, kMostThreads);
    const std::string cache = object["cache"].toString().toStdString();
    if (std::find(kCacheTypes.begin(), kCacheTypes.end(), cache) != kCacheTypes.end())
        settings.cacheType = cache;
    settings.onGpu = object["device"].toString() == u"gpu";
    if (settings.onGpu)
        settings.gpuLayers = std::clamp(object["gpuLayers"].toInt(-1), -1, kMostLayers);
    settings.batch = std::clamp(object["batch"].toInt(), 0, kMostBatch);
    settings.guesses = std::clamp(object["guesses"].toInt(), 0, kMostGuesses);
    return settings;
}

LoadOptions LoadSettings::over(const LoadOptions& general) const
{
    LoadOptions options = general;
    if (context > 0)
        options.context = context;
    if (threads > 0)
        options.threads = threads;
    options.cacheType = cacheType;
    if (onGpu)
        options.device = "cuda:0";
    options.gpuLayers = gpuLayers;
    options.batch = batch;
    options.guesses = guesses;
    return options;
}

} // namespace ui
