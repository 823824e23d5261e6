// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/answer_options.h"

#include "app/cli/cache_option.h"
#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/prompt_option.h"
#include "app/cli/stop_signal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <utility>

namespace cli
{
namespace
{

using engine::generate::Result;
using engine::generate::Session;

void addMeasurements(nlohmann::ordered_json& json, const Session& session, const Result& result)
{
    const auto& timings = result.timings;
    const auto memory = session.memory();
    json["text"] = result.text;
    json["tokens"] = result.tokens;
    json["stop_reason"] = engine::generate::name(result.reason);
    json["prompt_tokens"] = timings.promptTokens;
    json["reused_tokens"] = timings.reusedTokens;
    json["generated_tokens"] = timings.generatedTokens;
    json["guessed_tokens"] = timings.guessedTokens;
    json["accepted_tokens"] = timings.acceptedTokens;
    json["first_token_ms"] = timings.firstTokenSeconds * 1000;
    json["prefill_tokens_per_second"] = timings.prefillRate();
    json["decode_tokens_per_second"] = timings.decodeRate();
    json["context"] = session.context();
    json["device"] = session.device();
    json["memory"] = {{"weights_bytes", memory.weights},
                      {"cache_bytes", memory.cache},
                      {"scratch_bytes", memory.scratch},
                      {"process_peak_bytes", engine::measure::processMemory().peakResident}};
}

// "ID=VALUE" as a bias; also a CLI11 check, which wants an empty string where all is right.
std::string readBias(const std::string& text, engine::generate::LogitBias& bias)
{
    const auto equals = text.find('=');
    const char* end = text.data() + text.size();
    const auto id = std::from_chars(text.data(), text.data() + std::min(equals, text.size()), bias.token);
    if (equals == std::string::npos || id.ec != std::errc() || id.ptr != text.data() + equals || bias.token < 0)
        return "must be a token's id, = and a number, for example 42=-100, not \"" + text + "\"";
    const auto value = std::from_chars(text.data() + equals + 1, end, bias.value);
    if (value.ec != std::errc() || value.ptr != end || !(bias.value >= -100 && bias.value <= 100))
        return "must end with a number from -100 to 100, not \"" + text.substr(equals + 1) + "\"";
    return {};
}

std::string checkBias(const std::string& text)
{
    engine::generate::LogitBias bias{};
    return readBias(text, bias);
}

nlohmann::ordered_json describe(const engine::text::Tokenizer& tokenizer,
                                const engine::generate::TokenLogProbability& token)
{
    return {{"id", token.token}, {"piece", std::string(tokenizer.piece(token.token))}, {"logprob", token.value}};
}

void addLogProbabilities(nlohmann::ordered_json& json, const Session& session, const Result& result)
{
    const auto& tokenizer = session.model().tokenizer();
    const auto known = [&](const auto& token) {
        return token.token < tokenizer.vocabularySize();
    }; // rows may be padded
    auto list = nlohmann::ordered_json::array();
    for (const auto& token : result.logProbabilities) {
        auto entry = describe(tokenizer, token.chosen);
        entry["top"] = nlohmann::ordered_json::array();
        for (const auto& likely : token.top)
            if (known(likely))
                entry["top"].push_back(describe(tokenizer, likely));
        list.push_back(entry);
    }
    json["logprobs"] = list;
}

std::string speedLine(const Session& session, const Result& result)
{
    const auto& t = result.timings;
    char line[200];
    std::snprintf(line, sizeof line, "[%d prompt tokens, first token after %.0f ms, %d tokens at %.1f tok/s, %s; ",
                  t.promptTokens, t.firstTokenSeconds * 1000, t.generatedTokens, t.decodeRate(),
                  engine::generate::name(result.reason));
    return line + session.device() + "]";
}

} // namespace

void AnswerOptions::addTo(CLI::App& command)
{
    model.addTo(command);
    command.add_option("-p,--prompt", prompt, "Prompt")->required()->type_name("TEXT");
    command.add_option("-n,--tokens", maxTokens, "Tokens to generate at most; 0 or -1 goes on to the end")
        ->check(CLI::Range(-1, 1 << 24))
        ->type_name("N");
    command.add_option("-c,--context", context, "Context in tokens; 0 takes the model's own, at most 4096")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 24))
        ->type_name("CTX");
    addCacheOption(command, cache);
    addPromptOptions(command, prompts);
    command
        .add_option("--keep", keepWhenFull,
                    "Go on when the context is full: forget the older half, but for the first N tokens")
        ->check(CLI::Range(0, 1 << 24))
        ->type_name("N");
    command
        .add_option("--guess", guesses,
                    "Guess up to N tokens ahead where the text repeats itself; the answer is the same, sooner")
        ->check(CLI::Range(0, 16))
        ->type_name("N");
    CLI::Option* draft =
        command
            .add_option("--draft-model", draftModel,
                        "A smaller model with the same vocabulary that guesses ahead; the answer is the same, sooner")
            ->type_name("FILE");
    command.add_option("--draft", draftTokens, "Tokens that the draft model guesses at once")
        ->check(CLI::Range(1, 16))
        ->needs(draft)
        ->capture_default_str()
        ->type_name("N");
    command
        .add_option("--session", sessionFile,
                    "Keep what was read in FILE: the next prompt that begins alike starts where it differs")
        ->type_name("FILE");
    const char* group = "Sampling";
    const auto setting = [&](const char* name, auto& value, const char* help) {
        command.add_option(name, value, help)->capture_default_str()->group(group);
    };
    setting("--temp", sampling.temperature, "Temperature; 0 takes the most likely token");
    setting("--top-k", sampling.topK, "Keep the K most likely tokens; 0 is off");
    setting("--top-p", sampling.topP, "Keep the most likely tokens with this total probability; 1 is off");
    setting("--min-p", sampling.minP, "Drop tokens less likely than this share of the most likely one; 0 is off");
    setting("--repeat-penalty", sampling.repeatPenalty, "Penalty for tokens used lately; 1 is off");
    setting("--presence-penalty", sampling.presencePenalty, "Subtracted once from tokens used lately; 0 is off");
    setting("--frequency-penalty", sampling.frequencyPenalty, "Subtracted per use; 0 is off");
    setting("--penalty-window", sampling.penaltyWindow, "How many last tokens the penalties look at");
    command.add_option("--stop", stopStrings, "End the answer before this text; may be given several times")
        ->type_name("TEXT")
        ->allow_extra_args(false)
        ->group(group);
    command
        .add_option("--logit-bias", logitBias,
                    "Add V (-100 to 100) to the score of the token ID; may be given several times")
        ->check(CLI::Validator(checkBias, "", "bias"))
        ->type_name("ID=V")
        ->allow_extra_args(false)
        ->group(group);
    seedGiven = command.add_option("--seed", seed, "Seed; the same one gives the same answer")->group(group);
    CLI::Option* asJson = command.add_flag("--json", json, "Print one JSON object instead of the text");
    command
        .add_option("--logprobs", logProbabilities,
                    "Report log-probabilities of the tokens and of the N likeliest, with --json")
        ->check(CLI::Range(0, 100))
        ->needs(asJson)
        ->type_name("N");
}

engine::generate::SamplerSettings AnswerOptions::settings() const
{
    engine::generate::SamplerSettings result = sampling;
    if (seedGiven && seedGiven->count() > 0)
        result.seed = seed;
    for (const std::string& text : logitBias) {
        engine::generate::LogitBias bias{};
        readBias(text, bias); // checked when it was parsed
        result.logitBias.push_back(bias);
    }
    result.validate();
    return result;
}

engine::generate::SessionOptions AnswerOptions::session() const
{
    engine::generate::SessionOptions result = model.session(context);
    result.cacheType = cache;
    result.prompts = prompts;
    result.maxLogits = (draftModel.empty() ? guesses : draftTokens) + 1;
    return result;
}

std::unique_ptr<engine::generate::DraftModel> AnswerOptions::draftFor(const Session& session) const
{
    if (draftModel.empty())
        return {};
    ModelOptions own = model;
    own.file = draftModel;
    own.gpuLayers.clear();
    engine::generate::SessionOptions options = model.session(session.context());
    options.cacheType = cache;
    return std::make_unique<engine::generate::DraftModel>(own.load(), options, draftTokens, session.model());
}

void AnswerOptions::restore(Session& session) const
{
    if (!sessionFile.empty() && std::filesystem::exists(sessionFile))
        session.restore(sessionFile);
}

int answer(const AnswerOptions& options, Session& session, std::vector<engine::text::TokenId> prompt,
           nlohmann::ordered_json json, std::string_view before)
{
    engine::generate::Request request;
    request.prompt = std::move(prompt);
    request.maxTokens = options.maxTokens < 0 ? 0 : options.maxTokens;
    request.sampling = options.settings();
    request.stopStrings = options.stopStrings;
    request.keepWhenFull = options.keepWhenFull;
    request.guesses = options.guesses;
    request.logProbabilities = options.logProbabilities;
    engine::generate::Observer observer;
    const auto begin = [&before] { print(std::exchange(before, {})); }; // nothing stands there if the request is refused
    if (!options.json) {
        observer.prefill = [&](std::int64_t, std::int64_t) { begin(); };
        observer.piece = [&](std::string_view piece) {
            begin();
            print(piece);
        };
    }

    const auto draft = options.draftFor(session);
    const Result result = engine::generate::generate(session, request, stopFlag(), observer, draft.get());
    if (options.json) {
        addMeasurements(json, session, result);
        if (options.logProbabilities >= 0)
            addLogProbabilities(json, session, result);
        printJson(json);
    } else {
        begin();
        print("\n");
        if (watched())
            remark(speedLine(session, result));
    }
    if (!options.sessionFile.empty())
        session.save(options.sessionFile);
    return result.reason == engine::generate::StopReason::Stopped ? kInterrupted : kDone;
}

} // namespace cli
