// SPDX-License-Identifier: GPL-3.0-or-later
// Multiple choice by likelihood, in the form of HellaSwag (Zellers et al. 2019) and by the protocol of llama-perplexity
// --hellaswag: no question is asked, the ending that the model finds likeliest is its choice. Runs on the caller's
// thread.
#pragma once

#include "engine/generate/runner.h"

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::tune
{

struct ChoiceTask {
    std::string context;
    std::vector<std::string> endings; // 2 or more
    std::size_t right = 0;            // of the endings
};

// Six lines for each task: the context, the number of the right ending (0..3), four endings. `name` for errors. Throws
// engine::Error(BadFile) with the line.
std::vector<ChoiceTask> readChoiceTasks(std::string_view text, const std::string& name);

struct ChoiceScore {
    std::int64_t tasks = 0;
    std::int64_t right = 0;
    double accuracy() const { return tasks > 0 ? static_cast<double>(right) / static_cast<double>(tasks) : 0; }
    double standardError() const; // of the accuracy, binomial
    std::vector<bool> byTask;     // for paired comparisons: how many answers flipped
};

// An ending's score is the mean log-probability of its tokens, each given the context and what came before. A task that
// is longer than the model's context is an error. `progress` is called after each task. Throws engine::Error as Runner
// does, BadSetting (no tasks), TooLong and Stopped.
ChoiceScore scoreChoices(const std::shared_ptr<const model::Model>& model, const std::vector<ChoiceTask>& tasks,
                         int threads, const std::atomic<bool>& stop,
                         const std::function<void(const ChoiceScore& soFar)>& progress = {});

// The same questions answered by a model and by its base: what accuracies hide is how many answers changed.
struct Flips {
    std::int64_t of = 0;
    std::int64_t gained = 0; // right now, and not by the base
    std::int64_t lost = 0;
    double difference() const;    // of the accuracies
    double standardError() const; // of the difference, paired
};
Flips flipsBetween(const std::vector<bool>& model, const std::vector<bool>& base); // of one length

} // namespace engine::tune
