// SPDX-License-Identifier: GPL-3.0-or-later
// Speed by the conventions of llama-bench: random token ids, a warm-up, no tokenizer and no sampler; "pp N" reads a
// prompt of N tokens, "tg N" generates N tokens one by one, both from an empty cache or from one of a given depth; a
// GPU that chooses tokens itself takes the likeliest there, as no logits leave it. Runs on the caller's thread.
#pragma once

#include "engine/generate/runner.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace engine::measure
{

struct BenchOptions {
    int promptTokens = 512;    // 0 leaves the test out
    int generatedTokens = 128; // likewise
    int depth = 0;             // tokens that the cache holds already, read before and not timed; 0 or more
    int sequences = 1;         // 2 .. 64: "tg N" again for so many texts at once, counting the tokens of all
    int repetitions = 5;       // 1 or more
    int threads = 0;           // as in SessionOptions
    int batch = generate::SessionOptions().batch; // prompt tokens per pass, 1 .. 4096
    kernels::Type cacheType = kernels::Type::F16; // as in SessionOptions
    kernels::cuda::PromptProducts prompts = {};   // as in SessionOptions
    bool alsoOwnTiles = false;                    // on a GPU: "pp N" again by own tiles, in turns with the other
    const kernels::Backend* ops = nullptr;        // as in SessionOptions: those of a StageProfile, for instance
    std::function<void()> warmedUp = {};          // called before the repetitions of a test
};

struct BenchRow {
    std::string test;            // "pp512", "tg128", "tg128 x4", "tg128 @ d4096"
    int tokens = 0;              // per repetition
    std::vector<double> seconds; // of each repetition, wall clock after the work was done
    double joules = -1;          // as EnergyMeter counts, for all repetitions together; -1: not told

    std::vector<double> rates() const; // tokens per second of each repetition
    double joulesPerToken() const;     // -1: unknown
    double meanRate() const;           // of rates(), as llama-bench averages
    double rateDeviation() const;      // sample standard deviation of rates(); 0 for a single one
};

struct BenchReport {
    std::string device;     // for people
    std::string promptNote; // empty, or why prompts cannot be multiplied by the library: own tiles did it
    std::string energyNote; // empty, or why no joules are told
    int threads = 0;
    std::chrono::steady_clock::time_point firstToken; // when the first one of all was there; packing was finished then
    std::vector<BenchRow> rows;
};

// `progress` gets a short text such as "pp512 2/5". Throws engine::Error: BadSetting, NoMemory, Stopped.
BenchReport bench(std::shared_ptr<const model::Model> model, const BenchOptions& options, const std::atomic<bool>& stop,
                  const std::function<void(const std::string& step)>& progress = {});

// The same of several models, each repetition in turns: what disturbs the machine disturbs all of them. One report for
// each, in their order; all are in memory at once.
std::vector<BenchReport> benchInTurns(std::span<const std::shared_ptr<const model::Model>> models,
                                      const BenchOptions& options, const std::atomic<bool>& stop,
                                      const std::function<void(const std::string& step)>& progress = {});

} // namespace engine::measure
