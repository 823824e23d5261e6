// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/files/json_text.h"
#include "engine/lab/experiment.h"
#include "engine/lab/json_fields.h"

#include <algorithm>

namespace engine::lab
{
namespace
{

constexpr std::size_t kMostBytes = 16U << 20;

std::string settingValue(const JsonFields& at, const char* key, const nlohmann::json& value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_number_integer() || value.is_boolean())
        return value.dump();
    at.fail(key, "a text, a whole number, true or false");
}

void readSettings(JsonFields& fields, Settings& settings)
{
    for (const SettingInfo& info : settingInfos())
        if (const nlohmann::json* value = fields.find(info.key))
            setSetting(settings, info.key, settingValue(fields, info.key, *value));
}

std::vector<Axis> readAxes(const JsonFields& fields, const nlohmann::json& json)
{
    if (!json.is_object())
        fields.fail("sweep", "an object of settings with lists of values");
    std::vector<Axis> axes;
    for (const SettingInfo& info : settingInfos()) { // in the order of the settings: JSON has none of its own
        const auto found = json.find(info.key);
        if (found == json.end())
            continue;
        if (!found->is_array())
            fields.fail(std::string("sweep.") + info.key, "a list of values");
        axes.push_back({info.key, {}});
        for (const nlohmann::json& value : *found)
            axes.back().values.push_back(settingValue(fields, info.key, value));
    }
    for (const auto& [key, value] : json.items())
        if (!findSetting(key))
            fields.fail("sweep." + key.substr(0, 60), "the name of a setting");
    return axes;
}

std::vector<Candidate> readCandidates(const JsonFields& fields, const nlohmann::json& json, const Settings& base)
{
    if (!json.is_array())
        fields.fail("candidates", "a list of objects");
    if (json.size() > kMostCandidates)
        throw Error(ErrorKind::BadSetting, fields.name() + " has " + std::to_string(json.size()) +
                                               " candidates; at most " + std::to_string(kMostCandidates) +
                                               " can be compared.");
    std::vector<Candidate> candidates;
    for (const nlohmann::json& item : json) {
        JsonFields own(item, fields.name(), "candidates[" + std::to_string(candidates.size()) + "]");
        Candidate candidate{"", base};
        readSettings(own, candidate.settings);
        own.read("name", candidate.name);
        own.finish();
        candidates.push_back(candidate);
    }
    std::vector<Candidate> named = candidates;
    nameByDifference(named);
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (candidates[i].name.empty())
            candidates[i].name = named[i].name;
    return candidates;
}

Prompt readPrompt(const nlohmann::json& json, const std::string& name, const std::string& place)
{
    if (json.is_string()) {
        const auto& shipped = shippedPrompts();
        const auto found = std::find_if(shipped.begin(), shipped.end(),
                                        [&](const Prompt& p) { return p.name == json.get_ref<const std::string&>(); });
        if (found != shipped.end())
            return *found;
        std::string known;
        for (const Prompt& prompt : shipped)
            known += (known.empty() ? "" : ", ") + prompt.name;
        throw Error(ErrorKind::BadSetting, name + ", " + place + ": \"" + json.get<std::string>().substr(0, 60) +
                                               "\" is no prompt that Fettle brings. It has: " + known + ".");
    }
    JsonFields fields(json, name, place);
    Prompt prompt;
    fields.read("name", prompt.name);
    fields.read("text", prompt.text);
    if (const nlohmann::json* turns = fields.find("turns")) {
        if (!turns->is_array())
            fields.fail("turns", "a list of objects");
        for (const nlohmann::json& turn : *turns) {
            JsonFields own(turn, name, place + ".turns[" + std::to_string(prompt.turns.size()) + "]");
            text::ChatMessage message;
            own.read("role", message.role);
            own.read("content", message.content);
            own.finish();
            prompt.turns.push_back(message);
        }
    }
    fields.finish();
    return prompt;
}

void readSampling(const nlohmann::json& json, const std::string& name, generate::SamplerSettings& sampling)
{
    JsonFields fields(json, name, "sampling");
    fields.read("temperature", sampling.temperature);
    fields.read("top_k", sampling.topK);
    fields.read("top_p", sampling.topP);
    fields.read("min_p", sampling.minP);
    fields.read("repeat_penalty", sampling.repeatPenalty);
    fields.read("presence_penalty", sampling.presencePenalty);
    fields.read("frequency_penalty", sampling.frequencyPenalty);
    fields.read("penalty_window", sampling.penaltyWindow);
    fields.finish();
}

nlohmann::ordered_json toJson(const Prompt& prompt)
{
    nlohmann::ordered_json json{{"name", prompt.name}};
    if (prompt.turns.empty())
        json["text"] = prompt.text;
    for (const text::ChatMessage& turn : prompt.turns)
        json["turns"].push_back({{"role", turn.role}, {"content", turn.content}});
    return json;
}

} // namespace

Experiment readExperiment(const nlohmann::json& json, const std::string& name)
{
    JsonFields fields(json, name, "");
    Experiment experiment;
    fields.read("name", experiment.name);
    fields.read("repetitions", experiment.repetitions);
    fields.read("warm_ups", experiment.warmUps);
    fields.read("tokens", experiment.tokens);
    fields.read("to_the_end", experiment.toTheEnd);
    fields.read("seed", experiment.seed);
    Settings base;
    if (const nlohmann::json* settings = fields.find("base")) {
        JsonFields own(*settings, name, "base");
        readSettings(own, base);
        own.finish();
    }
    const nlohmann::json* swept = fields.find("sweep");
    const nlohmann::json* listed = fields.find("candidates");
    if (swept && listed)
        throw Error(ErrorKind::BadSetting, name + " has both \"sweep\" and \"candidates\". Keep one of them.");
    experiment.candidates = swept    ? sweep(base, readAxes(fields, *swept))
                            : listed ? readCandidates(fields, *listed, base)
                                     : sweep(base, {});
    if (const nlohmann::json* sampling = fields.find("sampling"))
        readSampling(*sampling, name, experiment.sampling);
    if (const nlohmann::json* prompts = fields.find("prompts")) {
        if (!prompts->is_array())
            fields.fail("prompts", "a list");
        for (const nlohmann::json& prompt : *prompts)
            experiment.prompts.push_back(
                readPrompt(prompt, name, "prompts[" + std::to_string(experiment.prompts.size()) + "]"));
    } else {
        experiment.prompts = shippedPrompts();
    }
    fields.finish();
    validate(experiment);
    return experiment;
}

Experiment parseExperiment(std::string_view text, const std::string& name)
{
    return readExperiment(files::parseJson(text, name), name);
}

Experiment loadExperiment(const std::filesystem::path& path)
{
    const auto text = files::readSmallFile(path, kMostBytes);
    if (!text)
        throw Error(ErrorKind::NotFound, "There is no experiment at " + path.string() + ", or it cannot be read.");
    return parseExperiment(*text, path.filename().string());
}

nlohmann::ordered_json toJson(const Settings& settings)
{
    nlohmann::ordered_json json;
    for (const SettingInfo& info : settingInfos()) {
        const std::string text = settingText(settings, info.key);
        if (info.kind == SettingKind::Whole)
            json[info.key] = std::stoll(text);
        else if (info.kind == SettingKind::Flag)
            json[info.key] = text == "true";
        else
            json[info.key] = text;
    }
    return json;
}

nlohmann::ordered_json toJson(const Experiment& experiment)
{
    nlohmann::ordered_json json{{"name", experiment.name}};
    json["candidates"] = nlohmann::ordered_json::array();
    for (const Candidate& candidate : experiment.candidates) {
        nlohmann::ordered_json item{{"name", candidate.name}};
        item.update(toJson(candidate.settings));
        json["candidates"].push_back(item);
    }
    json["prompts"] = nlohmann::ordered_json::array();
    for (const Prompt& prompt : experiment.prompts)
        json["prompts"].push_back(toJson(prompt));
    json["repetitions"] = experiment.repetitions;
    json["warm_ups"] = experiment.warmUps;
    json["tokens"] = experiment.tokens;
    json["to_the_end"] = experiment.toTheEnd;
    json["seed"] = experiment.seed;
    const generate::SamplerSettings& s = experiment.sampling;
    json["sampling"] = {{"temperature", s.temperature},
                        {"top_k", s.topK},
                        {"top_p", s.topP},
                        {"min_p", s.minP},
                        {"repeat_penalty", s.repeatPenalty},
                        {"presence_penalty", s.presencePenalty},
                        {"frequency_penalty", s.frequencyPenalty},
                        {"penalty_window", s.penaltyWindow}};
    return json;
}

} // namespace engine::lab
