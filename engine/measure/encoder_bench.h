// SPDX-License-Identifier: GPL-3.0-or-later
// How long an encoder takes for texts, by their length and by how many are read at once, and how many labels of a text
// file it gets right. On the caller's thread.
#pragma once

#include "engine/model/model.h"

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::measure
{

struct EncoderBenchOptions {
    std::vector<int> lengths = {16, 64, 128, 256, 512}; // tokens; those above the model's context are left out
    std::vector<int> batches = {1, 8, 32};              // texts at once, 1 .. 1024
    int repetitions = 5;                                // 1 or more
    int threads = 0;                                    // 0: all that this process may use
};

struct EncoderBenchRow {
    int length = 0, batch = 0;
    std::vector<double> seconds; // of each repetition, for all texts of the batch
    double joules = -1;          // as EnergyMeter counts, for all repetitions together; -1: not told

    double medianSeconds() const;
    double textsPerSecond() const;
};

// Throws engine::Error: Unsupported (no encoder), BadSetting, NoMemory, Stopped. `progress` gets "128 tokens x 8".
std::vector<EncoderBenchRow> benchEncoder(const model::Model& model, const EncoderBenchOptions& options,
                                          const std::atomic<bool>& stop,
                                          const std::function<void(const std::string& step)>& progress = {});

struct LabelledText {
    std::string label, text;
};

// Lines of a label, a tab and a text; empty lines are none. Throws engine::Error(BadFile) naming `name` and the line.
std::vector<LabelledText> readLabelled(std::string_view lines, const std::string& name);

struct LengthLatency {
    int longest = 0; // tokens: texts of this length and below, above that of the row before
    int texts = 0;
    double medianSeconds = 0;
};

struct Classification {
    int texts = 0, right = 0;
    std::vector<LengthLatency> latencies; // of texts read one by one
    double batchSeconds = 0;              // of all, as many at once as a pass holds
    double accuracy() const { return texts > 0 ? static_cast<double>(right) / texts : 0; }
};

// Each text cut at the model's longest. Throws engine::Error: Unsupported (no classifying head), BadSetting (a label
// that the model has not), Stopped.
Classification classifyTexts(const model::Model& model, const std::vector<LabelledText>& texts, int threads,
                             const std::atomic<bool>& stop,
                             const std::function<void(const std::string& step)>& progress = {});

} // namespace engine::measure
