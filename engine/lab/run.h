// SPDX-License-Identifier: GPL-3.0-or-later
// Runs an experiment: rounds in which each candidate has one run with one prompt, in an order drawn anew for each round
// (statistics.h says why). Models, caches and buffers stay in memory between the runs of a candidate while there is
// room; the weights are shared by all candidates that have them alike. On the caller's thread, and those of the
// engine's pools.
#pragma once

#include "engine/lab/result.h"

#include <atomic>
#include <functional>
#include <string_view>

namespace kernels
{
struct Backend;
}

namespace engine::lab
{

// What cannot run here, and why; nothing is loaded for it, but the head of each model is read.
struct Problem {
    int candidate = -1; // -1: the experiment as a whole
    std::string sentence;
};
std::vector<Problem> check(const Experiment& experiment);

// Called on the running thread; all optional. Times are seconds since the run's request.
struct Watcher {
    std::function<void(const std::string& step)> preparing; // "Loading a.gguf", "Measuring the memory's speed"
    std::function<void(const RunPlace& place, int done, int all)> began;      // runs done so far, of so many
    std::function<void(const RunPlace& place, int done, int all)> prefill;    // prompt tokens
    std::function<void(const RunPlace& place, std::string_view piece)> piece; // whole UTF-8 characters, first request
    std::function<void(const RunPlace& place, int tokens, double seconds)> token; // of all requests, so far
    std::function<void(const RunRecord& run)> ended;                              // not for warm-ups
    std::function<void(int candidate, const std::string& failure)> failed;        // it is left out from now on
};

struct RunHooks {
    // The ops of a candidate on the processor; null: those of the engine. For tests and stage profiles.
    std::function<const kernels::Backend*(int candidate)> ops;
    std::function<double()>
        clock; // seconds; null: the wall's. Tests take the processor's time, which other load spares
    bool measuresBandwidth = true; // of the memory, once, before the first run
    double mostOtherLoad = 0.15;   // a run is marked as disturbed where other programs took more of all processors
    double mostWaiting = 0.15;     // or where a run on the processor waited for one longer
};

// Candidates that check() refuses are rows with its sentence. A stop keeps what was measured. Throws
// engine::Error(BadSetting) where the experiment itself is wrong; everything else becomes a row's sentence.
Result run(const Experiment& experiment, const std::atomic<bool>& stop, const Watcher& watcher = {},
           const RunHooks& hooks = {});

} // namespace engine::lab
