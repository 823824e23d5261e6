// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lab/experiment.h"

#include "engine/error.h"

#include <algorithm>
#include <map>
#include <set>

namespace engine::lab
{
namespace
{

[[noreturn]] void refuse(const std::string& sentence)
{
    throw Error(ErrorKind::BadSetting, sentence);
}

void requireRange(const char* setting, std::int64_t value, std::int64_t least, std::int64_t most)
{
    if (value < least || value > most)
        refuse(std::string("The experiment's \"") + setting + "\" is " + std::to_string(value) + "; it must be from " +
               std::to_string(least) + " to " + std::to_string(most) + ".");
}

void validatePrompt(const Prompt& prompt)
{
    if (prompt.name.empty())
        refuse("A prompt of the experiment has no name.");
    if (prompt.turns.empty() == prompt.text.empty())
        refuse("The prompt \"" + prompt.name + "\" must have either a text or turns.");
    for (const text::ChatMessage& turn : prompt.turns)
        if (turn.role != "system" && turn.role != "user" && turn.role != "assistant")
            refuse("The prompt \"" + prompt.name + "\" has a turn of the role \"" + turn.role.substr(0, 40) +
                   "\"; it must be system, user or assistant.");
    if (!prompt.turns.empty() && prompt.turns.back().role != "user")
        refuse("The last turn of the prompt \"" + prompt.name + "\" must be the user's.");
}

template <class List>
void requireDifferentNames(const List& list, const char* what)
{
    std::set<std::string> names;
    for (const auto& item : list)
        if (!names.insert(item.name).second)
            refuse(std::string("Two ") + what + " of the experiment are named \"" + item.name +
                   "\". Give each a name of its own.");
}

} // namespace

generate::SamplerSettings Experiment::greedy()
{
    generate::SamplerSettings settings;
    settings.temperature = 0;
    return settings;
}

void validate(const Experiment& experiment)
{
    if (experiment.candidates.empty())
        refuse("The experiment has no candidates. Add at least one, or values to a sweep.");
    if (experiment.candidates.size() > kMostCandidates)
        refuse("The experiment has " + std::to_string(experiment.candidates.size()) + " candidates; at most " +
               std::to_string(kMostCandidates) + " can be compared.");
    if (experiment.prompts.empty())
        refuse("The experiment has no prompts. Add at least one.");
    requireRange("prompts", static_cast<std::int64_t>(experiment.prompts.size()), 1, 64);
    requireRange("repetitions", experiment.repetitions, 1, 1000);
    requireRange("warm_ups", experiment.warmUps, 0, 100);
    requireRange("tokens", experiment.tokens, 1, 65536);
    requireDifferentNames(experiment.candidates, "candidates");
    requireDifferentNames(experiment.prompts, "prompts");
    for (const Prompt& prompt : experiment.prompts)
        validatePrompt(prompt);
    for (const Candidate& candidate : experiment.candidates) {
        if (candidate.name.empty())
            refuse("A candidate of the experiment has no name.");
        for (const SettingInfo& info : settingInfos()) { // each value in its range
            Settings settings;
            setSetting(settings, info.key, settingText(candidate.settings, info.key));
        }
    }
    experiment.sampling.validate();
}

std::vector<Candidate> sweep(const Settings& base, const std::vector<Axis>& axes)
{
    std::vector<Candidate> result{{"", base}};
    std::set<std::string> seen;
    for (const Axis& axis : axes) {
        if (axis.values.empty())
            refuse("The sweep has no values for \"" + axis.key + "\".");
        if (!seen.insert(axis.key).second)
            refuse("The sweep names \"" + axis.key + "\" twice.");
        if (result.size() * axis.values.size() > kMostCandidates)
            refuse("The sweep has more than " + std::to_string(kMostCandidates) +
                   " combinations. Take values out of it.");
        std::vector<Candidate> wider;
        for (const Candidate& candidate : result)
            for (const std::string& value : axis.values) {
                wider.push_back(candidate);
                setSetting(wider.back().settings, axis.key, value);
            }
        result = std::move(wider);
    }
    nameByDifference(result);
    return result;
}

void nameByDifference(std::vector<Candidate>& candidates)
{
    std::vector<std::string> differing;
    for (const SettingInfo& info : settingInfos()) {
        const auto value = [&](const Candidate& candidate) { return settingText(candidate.settings, info.key); };
        if (std::any_of(candidates.begin(), candidates.end(),
                        [&](const Candidate& c) { return value(c) != value(candidates.front()); }))
            differing.push_back(info.key);
    }
    std::map<std::string, int> uses;
    for (Candidate& candidate : candidates) {
        candidate.name.clear();
        for (const std::string& key : differing)
            candidate.name += (candidate.name.empty() ? "" : ", ") + valueTitle(candidate.settings, key);
        if (candidate.name.empty())
            candidate.name = "base";
        if (const int use = ++uses[candidate.name]; use > 1)
            candidate.name += " (" + std::to_string(use) + ")";
    }
}

} // namespace engine::lab
