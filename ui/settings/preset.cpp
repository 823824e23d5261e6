// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preset.h"

#include "ui/chat/visible_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ui
{
namespace
{

constexpr qsizetype kMostBytes = qsizetype{1} << 20;
constexpr qsizetype kMostPresets = 1000;
constexpr qsizetype kLongestName = 100;
constexpr qsizetype kMostStops = 16;
const QString kMark = QStringLiteral("fettle_presets");

struct Words { // for the tool that collects what is translated
    Q_DECLARE_TR_FUNCTIONS(Preset)
};

QJsonObject toObject(const Preset& preset)
{
    return {{"name", preset.name},
            {"system_prompt", preset.systemPrompt},
            {"temperature", preset.temperature},
            {"top_k", preset.topK},
            {"top_p", preset.topP},
            {"min_p", preset.minP},
            {"repeat_penalty", preset.repeatPenalty},
            {"presence_penalty", preset.presencePenalty},
            {"frequency_penalty", preset.frequencyPenalty},
            {"max_tokens", preset.maxTokens},
            {"stop", QJsonArray::fromStringList(preset.stopStrings)},
            {"context_length", preset.contextLength}};
}

// What is absent or of another type keeps its default.
Preset fromObject(const QJsonObject& object)
{
    Preset preset;
    preset.name = visibleLine(object["name"].toString()).trimmed().left(kLongestName);
    preset.systemPrompt = object["system_prompt"].toString();
    preset.temperature = object["temperature"].toDouble(preset.temperature);
    preset.topK = object["top_k"].toInt(preset.topK);
    preset.topP = object["top_p"].toDouble(preset.topP);
    preset.minP = object["min_p"].toDouble(preset.minP);
    preset.repeatPenalty = object["repeat_penalty"].toDouble(preset.repeatPenalty);
    preset.presencePenalty = object["presence_penalty"].toDouble(preset.presencePenalty);
    preset.frequencyPenalty = object["frequency_penalty"].toDouble(preset.frequencyPenalty);
    preset.maxTokens = object["max_tokens"].toInt(preset.maxTokens);
    preset.contextLength = object["context_length"].toInt(preset.contextLength);
    for (const QJsonValue& stop : object["stop"].toArray())
        if (!stop.toString().isEmpty() && preset.stopStrings.size() < kMostStops)
            preset.stopStrings.append(stop.toString());
    return preset;
}

Preset shipped(const QString& name, const QString& systemPrompt, double temperature)
{
    Preset preset;
    preset.name = name;
    preset.systemPrompt = systemPrompt;
    preset.temperature = temperature;
    return preset;
}

} // namespace

bool Preset::isLike(const Preset& other) const
{
    Preset same = other;
    same.name = name;
    if (contextLength == 0) // it leaves that open
        same.contextLength = 0;
    return *this == same;
}

std::vector<Preset> shippedPresets()
{
    return {
        shipped(Words::tr("Plain"), {}, 0.7),
        shipped(
            Words::tr("Translation"),
            Words::tr(
                "You are a translator. Translate what the user writes into English, and what is English into Chinese. "
                "Keep names, numbers, code and formatting as they are. Give the translation only."),
            0.2),
        shipped(Words::tr("Customer service"),
                Words::tr(
                    "You answer the customers of a company: friendly, short and exact. Ask for what you need to know. "
                    "Where you do not know something, say so and offer to pass the question on; promise nothing."),
                0.4),
        shipped(
            Words::tr("Quick questions"),
            Words::tr("Answer in one to three sentences. Begin with the answer itself. Say so where you are not sure."),
            0.3),
        shipped(
            Words::tr("Writing"),
            Words::tr(
                "You help with writing. Use plain, lively language, keep the author's voice, and give a draft that can "
                "be used as it stands."),
            0.9),
        shipped(
            Words::tr("Summarising"),
            Words::tr("Summarise what the user gives you in at most five points, each one sentence long. Keep figures, "
                      "names and dates exact. Add nothing that is not in the text."),
            0.2),
        shipped(Words::tr("Sentiment"),
                Words::tr(
                    "Judge the mood of each text that the user gives you. Answer with one word, positive, negative or "
                    "neutral, and then a reason of at most ten words."),
                0),
    };
}

QByteArray toJson(const std::vector<Preset>& presets)
{
    QJsonArray list;
    for (const Preset& preset : presets)
        list.append(toObject(preset));
    return QJsonDocument(QJsonObject{{kMark, 1}, {"presets", list}}).toJson();
}

std::optional<std::vector<Preset>> presetsFromJson(const QByteArray& json, QString* sentence)
{
    if (json.size() > kMostBytes) {
        *sentence = Words::tr("It is larger than 1 MiB, which no file of presets is.");
        return std::nullopt;
    }
    QJsonParseError error;
    const QJsonObject root = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError || !root.contains(kMark)) {
        *sentence = Words::tr("It is not a file of presets that Fettle wrote.");
        return std::nullopt;
    }
    std::vector<Preset> presets;
    for (const QJsonValue& value : root["presets"].toArray()) {
        const Preset preset = fromObject(value.toObject());
        if (!preset.name.isEmpty() && presets.size() < static_cast<std::size_t>(kMostPresets))
            presets.push_back(preset);
    }
    return presets;
}

} // namespace ui
