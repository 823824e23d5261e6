// SPDX-License-Identifier: GPL-3.0-or-later
// An experiment: which settings are compared on which prompts, how often, and its JSON, which people exchange. Values
// only; any thread.
#pragma once

#include "engine/generate/sampler.h"
#include "engine/lab/settings.h"
#include "engine/text/chat_template.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace engine::lab
{

inline constexpr int kMostCandidates = 64;

struct Candidate {
    std::string name; // for people, other than those of the others
    Settings settings;
    bool operator==(const Candidate&) const = default;
};

// Either turns, rendered by each model's own chat template, or text that is completed as it is.
struct Prompt {
    std::string name;
    std::vector<text::ChatMessage> turns; // the last one is the user's; an assistant's before it are history
    std::string text;                     // where there are no turns
};

struct Experiment {
    std::string name;
    std::vector<Candidate> candidates; // 1 .. kMostCandidates; the first is what others are compared with
    std::vector<Prompt> prompts;       // 1 .. 64
    int repetitions = 5;               // 1 .. 1000 of each candidate with each prompt
    int warmUps = 1;                   // 0 .. 100 runs of each candidate that do not count
    int tokens = 64;                   // 1 .. 65536 of each answer
    bool toTheEnd = false;             // an answer may end before; else it goes on, so that all are equally long
    generate::SamplerSettings sampling = greedy(); // its seed is `seed`
    std::uint64_t seed = 1;                        // of the sampling and of the order of the runs

    static generate::SamplerSettings greedy();
};

// Names and numbers, before anything is looked for on the disk. Throws engine::Error(BadSetting).
void validate(const Experiment& experiment);

// One setting and the values that it takes, in the spelling of setSetting().
struct Axis {
    std::string key;
    std::vector<std::string> values;
};

// The product of all values on `base`, the last axis changing fastest, named by what differs. Throws
// engine::Error(BadSetting): an unknown key or value, an axis without values or twice, more than kMostCandidates.
std::vector<Candidate> sweep(const Settings& base, const std::vector<Axis>& axes);

// Names that say what differs between the candidates: "2 threads, Q8_0 cache"; "base" where nothing does, and numbers
// behind names that would be alike.
void nameByDifference(std::vector<Candidate>& candidates);

// Short question, long document, code edit, chat with history.
const std::vector<Prompt>& shippedPrompts();

// JSON of an experiment: {"name", "base": {...}, "sweep": {key: [values]} or "candidates": [{"name", ...settings}],
// "prompts": ["short question" or {"name", "text"} or {"name", "turns": [{"role", "content"}]}], "repetitions",
// "warm_ups", "tokens", "to_the_end", "seed", "sampling": {...}}. Reading is strict: an unknown key, a wrong type and a
// value out of its range are engine::Error(BadSetting or BadFile) that name `name` and the place.
Experiment readExperiment(const nlohmann::json& json, const std::string& name);
Experiment parseExperiment(std::string_view text, const std::string& name);
Experiment loadExperiment(const std::filesystem::path& path); // throws also NotFound; at most 16 MiB
nlohmann::ordered_json toJson(const Experiment& experiment);  // without a sweep: each candidate with all it has
nlohmann::ordered_json toJson(const Settings& settings);

} // namespace engine::lab
