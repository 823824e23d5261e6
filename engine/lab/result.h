// SPDX-License-Identifier: GPL-3.0-or-later
// What an experiment has measured, and its JSON, by which people compare machines. Values only; any thread.
#pragma once

#include "engine/lab/experiment.h"
#include "engine/lab/machine.h"
#include "engine/measure/memory.h"
#include "engine/measure/timings.h"
#include "engine/text/token_model.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace engine::lab
{

// Which run: numbers into the experiment's lists. repetition -1: a warm-up.
struct RunPlace {
    int candidate = 0;
    int prompt = 0;
    int repetition = 0;
    bool operator==(const RunPlace&) const = default;
};

// One measured run. Of several requests at once: times until all had that, tokens of all together, text of the first.
struct RunRecord {
    RunPlace place;
    std::string failure;              // a sentence; then nothing below holds
    measure::Timings timings;         // of the first request
    int readTokens = 0;               // of the prompts of all requests, in so many seconds until the last was read
    double readSeconds = 0;           // 0, in results of old: as timings has it
    double totalSeconds = 0;          // from the request to the last token of all
    int tokens = 0;                   // of all requests
    double decodeSeconds = 0;         // from when all requests had their first token to the last token of all
    int decodeTokens = 0;             // that came meanwhile
    std::vector<double> tokenSeconds; // between one token and the next, of all requests
    measure::MemoryUse memory;        // with a draft model's
    std::int64_t peakBytes = 0;       // of the process during the run; 0: not told
    double bandwidth = 0;             // bytes of weights and cache read per second while generating; 0: not known
    MachineState machine;
    bool disturbed = false;
    std::string disturbance;           // why: a sentence
    std::vector<text::TokenId> answer; // of the first request; likewise the text
    std::string text;

    double prefillRate() const { return readSeconds > 0 ? readTokens / readSeconds : timings.prefillRate(); }
    double decodeRate() const
    {
        return decodeSeconds > 0 ? decodeTokens / decodeSeconds : 0;
    } // tokens per second of all
};

// Where the answer of a candidate parts from that of the first one, to the same prompt.
struct Parting {
    int candidate = 0;
    int prompt = 0;
    int equalTokens = 0;      // before it
    bool same = true;         // they do not part
    double divergence = -1;   // KL(first || this) in nats of the next token there; -1: not to be had
    std::string first, other; // the tokens there as text; empty: that answer had ended
};

struct CandidateFacts {
    std::string failure;            // a sentence: refused before the run, or failed in it; empty: it ran
    std::string device;             // for people: "CPU, AVX-512 VNNI, 2 threads"
    std::string model;              // for people
    std::int64_t weightBytes = 0;   // in memory
    std::int64_t bytesPerToken = 0; // of the weights that a token reads; 0: not known
};

struct Result {
    Experiment experiment;
    Machine machine;
    std::string time;                  // UTC, "2026-11-21T12:00:00Z", when it began
    std::vector<CandidateFacts> facts; // one per candidate
    std::vector<RunRecord> runs;       // in the order in which they ran
    std::vector<Parting> partings;
    bool stopped = false; // not all runs were made
};

nlohmann::ordered_json toJson(const Result& result);
std::string toJsonText(const Result& result); // what is no UTF-8 in an answer becomes U+FFFD
// Throws engine::Error(BadFile) naming `name` and the place; hostile input.
Result readResult(const nlohmann::json& json, const std::string& name);
Result parseResult(std::string_view text, const std::string& name);
Result loadResult(const std::filesystem::path& path); // at most 256 MiB

} // namespace engine::lab
