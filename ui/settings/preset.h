// SPDX-License-Identifier: GPL-3.0-or-later
// A system prompt and how the answers to it are chosen, under one name. Shipped ones are in the language of the
// interface; a person's own can be kept in a file and given to others. Pure but for the translations.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace ui
{

struct Preset {
    QString name;
    QString systemPrompt;
    double temperature = 0.7; // the ranges of AppSettings, which clamps
    int topK = 40;
    double topP = 0.95;
    double minP = 0.05;
    double repeatPenalty = 1;
    double presencePenalty = 0;
    double frequencyPenalty = 0;
    int maxTokens = 0;
    QStringList stopStrings;
    int contextLength = 0; // 0: as it is

    bool operator==(const Preset&) const = default;
    bool isLike(const Preset& other) const; // but for the name, and for what this one leaves open
};

std::vector<Preset> shippedPresets();

// JSON of a list of presets, with a mark of what it is.
QByteArray toJson(const std::vector<Preset>& presets);
// What of it is good; std::nullopt and a sentence where it is no such list. At most 1 MiB, 1,000 presets.
std::optional<std::vector<Preset>> presetsFromJson(const QByteArray& json, QString* sentence);

} // namespace ui
