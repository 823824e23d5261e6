// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/files/json_text.h"
#include "engine/lab/json_fields.h"
#include "engine/lab/result.h"

namespace engine::lab
{
namespace
{

constexpr std::size_t kMostBytes = 256U << 20;
constexpr std::size_t kMostRuns = 1'000'000;
constexpr int kFormat = 1;

using Json = nlohmann::ordered_json;

// Each kind of object names its members once; the two visitors below read and write them.
template <class Visitor, class T>
void members(Visitor& v, T& m, const Machine*)
{
    v("processor", m.processor);
    v("instructions", m.instructions);
    v("threads", m.threads);
    v("memory_bytes", m.memoryBytes);
    v("system", m.system);
    v("gpu", m.gpu);
    v("driver", m.driver);
    v("version", m.version);
    v("commit", m.commit);
    v("read_bandwidth", m.readBandwidth);
}

template <class Visitor, class T>
void members(Visitor& v, T& f, const CandidateFacts*)
{
    v("failure", f.failure);
    v("device", f.device);
    v("model", f.model);
    v("weight_bytes", f.weightBytes);
    v("bytes_per_token", f.bytesPerToken);
}

template <class Visitor, class T>
void members(Visitor& v, T& p, const Parting*)
{
    v("candidate", p.candidate);
    v("prompt", p.prompt);
    v("equal_tokens", p.equalTokens);
    v("same", p.same);
    v("divergence", p.divergence);
    v("first", p.first);
    v("other", p.other);
}

template <class Visitor, class T>
void members(Visitor& v, T& r, const RunRecord*)
{
    v("candidate", r.place.candidate);
    v("prompt", r.place.prompt);
    v("repetition", r.place.repetition);
    v("failure", r.failure);
    v("prompt_tokens", r.timings.promptTokens);
    v("reused_tokens", r.timings.reusedTokens);
    v("generated_tokens", r.timings.generatedTokens);
    v("guessed_tokens", r.timings.guessedTokens);
    v("accepted_tokens", r.timings.acceptedTokens);
    v("prefill_s", r.timings.prefillSeconds);
    v("first_token_s", r.timings.firstTokenSeconds);
    v("answer_decode_s", r.timings.decodeSeconds);
    v("read_tokens", r.readTokens);
    v("read_s", r.readSeconds);
    v("total_s", r.totalSeconds);
    v("tokens", r.tokens);
    v("decode_s", r.decodeSeconds);
    v("decode_tokens", r.decodeTokens);
    v("token_s", r.tokenSeconds);
    v("weights_bytes", r.memory.weights);
    v("cache_bytes", r.memory.cache);
    v("scratch_bytes", r.memory.scratch);
    v("peak_bytes", r.peakBytes);
    v("bandwidth", r.bandwidth);
    v("other_load", r.machine.otherLoad);
    v("waiting", r.machine.waiting);
    v("megahertz", r.machine.megahertz);
    v("celsius", r.machine.celsius);
    v("throttled", r.machine.throttled);
    v("gpu_percent", r.machine.gpuPercent);
    v("gpu_watts", r.machine.gpuWatts);
    v("gpu_celsius", r.machine.gpuCelsius);
    v("joules", r.machine.joules);
    v("disturbed", r.disturbed);
    v("disturbance", r.disturbance);
    v("answer", r.answer);
    v("text", r.text);
}

struct Writer {
    Json json;
    template <class T>
    void operator()(const char* key, const T& value)
    {
        json[key] = value;
    }
};

struct Reader {
    JsonFields fields;
    template <class T>
    void operator()(const char* key, T& value)
    {
        fields.read(key, value);
    }
    template <class T>
    void operator()(const char* key, std::vector<T>& values)
    {
        const nlohmann::json* found = fields.find(key);
        if (!found)
            return;
        if (!found->is_array())
            fields.fail(key, "a list of numbers");
        for (const nlohmann::json& item : *found) {
            if (std::is_integral_v<T> ? !item.is_number_integer() : !item.is_number())
                fields.fail(key, "a list of numbers");
            values.push_back(item.get<T>());
        }
    }
};

template <class T>
Json written(const T& object)
{
    Writer writer;
    members(writer, object, static_cast<const T*>(nullptr));
    return std::move(writer.json);
}

template <class T>
T readObject(const nlohmann::json& json, const std::string& name, const std::string& place)
{
    Reader reader{JsonFields(json, name, place)};
    T object;
    members(reader, object, static_cast<const T*>(nullptr));
    reader.fields.finish();
    return object;
}

template <class T>
std::vector<T> readList(JsonFields& fields, const char* key)
{
    std::vector<T> list;
    const nlohmann::json* found = fields.find(key);
    if (!found)
        return list;
    if (!found->is_array() || found->size() > kMostRuns)
        fields.fail(key, "a list of at most " + std::to_string(kMostRuns) + " objects");
    for (const nlohmann::json& item : *found)
        list.push_back(readObject<T>(item, fields.name(), std::string(key) + "[" + std::to_string(list.size()) + "]"));
    return list;
}

void requirePlace(const Result& result, const std::string& name, int candidate, int prompt)
{
    const auto within = [](int number, std::size_t size) {
        return number >= 0 && static_cast<std::size_t>(number) < size;
    };
    if (!within(candidate, result.experiment.candidates.size()) || !within(prompt, result.experiment.prompts.size()))
        throw Error(ErrorKind::BadFile, name + " has a run of the candidate " + std::to_string(candidate) +
                                            " with the prompt " + std::to_string(prompt) +
                                            ", which its experiment has not.");
}

// Counts and bytes that no sum of a report overflows by.
void requireSane(const RunRecord& run, const std::string& name)
{
    constexpr std::int64_t kMost = std::int64_t{1} << 56;
    for (const std::int64_t bytes : {run.memory.weights, run.memory.cache, run.memory.scratch, run.peakBytes})
        if (bytes < 0 || bytes > kMost)
            throw Error(ErrorKind::BadFile,
                        name + " has a run that took " + std::to_string(bytes) + " bytes of memory.");
    for (const int count :
         {run.readTokens, run.timings.promptTokens, run.timings.reusedTokens, run.timings.generatedTokens,
          run.timings.guessedTokens, run.timings.acceptedTokens, run.tokens, run.decodeTokens})
        if (count < 0)
            throw Error(ErrorKind::BadFile, name + " has a run with " + std::to_string(count) + " tokens.");
}

} // namespace

nlohmann::ordered_json toJson(const Result& result)
{
    Json json{{"fettle_lab_result", kFormat}, {"time", result.time}, {"stopped", result.stopped}};
    json["machine"] = written(result.machine);
    json["experiment"] = toJson(result.experiment);
    json["facts"] = Json::array();
    for (const CandidateFacts& facts : result.facts)
        json["facts"].push_back(written(facts));
    json["runs"] = Json::array();
    for (const RunRecord& run : result.runs)
        json["runs"].push_back(written(run));
    json["partings"] = Json::array();
    for (const Parting& parting : result.partings)
        json["partings"].push_back(written(parting));
    return json;
}

std::string toJsonText(const Result& result)
{
    return toJson(result).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result readResult(const nlohmann::json& json, const std::string& name)
{
    JsonFields fields(json, name, "");
    int format = 0;
    if (!fields.read("fettle_lab_result", format) || format != kFormat)
        throw Error(ErrorKind::BadFile, name + " is no result of the Lab that this version of Fettle reads.");
    Result result;
    fields.read("time", result.time);
    fields.read("stopped", result.stopped);
    if (const nlohmann::json* machine = fields.find("machine"))
        result.machine = readObject<Machine>(*machine, name, "machine");
    const nlohmann::json* experiment = fields.find("experiment");
    if (!experiment)
        throw Error(ErrorKind::BadFile, name + " has no experiment.");
    result.experiment = readExperiment(*experiment, name + ", experiment");
    result.facts = readList<CandidateFacts>(fields, "facts");
    result.runs = readList<RunRecord>(fields, "runs");
    result.partings = readList<Parting>(fields, "partings");
    fields.finish();
    if (result.facts.size() != result.experiment.candidates.size())
        throw Error(ErrorKind::BadFile, name + " has facts of " + std::to_string(result.facts.size()) +
                                            " candidates, but " + std::to_string(result.experiment.candidates.size()) +
                                            " candidates.");
    for (const RunRecord& run : result.runs) {
        requirePlace(result, name, run.place.candidate, run.place.prompt);
        requireSane(run, name);
    }
    for (const Parting& parting : result.partings)
        requirePlace(result, name, parting.candidate, parting.prompt);
    return result;
}

Result parseResult(std::string_view text, const std::string& name)
{
    return readResult(files::parseJson(text, name), name);
}

Result loadResult(const std::filesystem::path& path)
{
    const auto text = files::readSmallFile(path, kMostBytes);
    if (!text)
        throw Error(ErrorKind::NotFound, "There is no result at " + path.string() + ", or it cannot be read.");
    return parseResult(*text, path.filename().string());
}

} // namespace engine::lab
