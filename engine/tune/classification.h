// SPDX-License-Identifier: GPL-3.0-or-later
// How many texts an encoder with a classifying head gives their label. Runs on the caller's thread.
#pragma once

#include "engine/model/model.h"

#include <map>

namespace engine::tune
{

struct LabelledText {
    std::string label; // as the model calls it
    std::string text;
    std::int64_t line = 0; // in the file, from 1
};

// A line each: label, tabulator, text; empty lines are skipped. `name` for errors. Throws engine::Error(BadFile) with
// the line.
std::vector<LabelledText> readLabelledTexts(std::string_view text, const std::string& name);

struct ClassificationScore {
    std::int64_t texts = 0;
    std::int64_t right = 0;
    double loss = 0;                                                      // mean -log p of the right label, nats
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> byLabel; // right ones, of so many with that label
    std::vector<bool> byText;                                             // for paired comparisons

    double accuracy() const { return texts > 0 ? static_cast<double>(right) / static_cast<double>(texts) : 0; }
    double standardError() const;    // of the accuracy, binomial
    double balancedAccuracy() const; // mean over labels: what guessing the commonest one does not raise
};

// Throws engine::Error: Unsupported (no encoder, or without a head), BadSetting (no texts, a label that the model does
// not know: the line and the labels), TooLong (with the line), Stopped.
ClassificationScore scoreClassification(const model::Model& model, const std::vector<LabelledText>& texts, int threads,
                                        const std::atomic<bool>& stop,
                                        const std::function<void(const ClassificationScore& soFar)>& progress = {});

} // namespace engine::tune
