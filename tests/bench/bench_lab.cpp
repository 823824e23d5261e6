// SPDX-License-Identifier: GPL-3.0-or-later
// How often the Lab errs on this machine as it is, by the wall clock: experiments with two candidates alike, and with
// one that a fifth of its speed was taken from. Not a test.
//   bench_lab MODEL [experiments of each kind, default 20] [repetitions, default 12]
// And what guessing ahead gains where a text repeats itself (greedy answers of random weights do) and costs where it
// does not (drawn ones), by the processor's time of one thread, which other programs disturb less:
//   bench_lab MODEL guesses [repetitions, default 8]
#include "engine/lab/report.h"
#include "engine/lab/run.h"
#include "kernels/ops.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

using namespace engine::lab;

namespace
{

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double passBegan = 0;

const kernels::Backend& slowBackend() // passes take a quarter longer
{
    static const kernels::Backend ops = [] {
        kernels::Backend slow = kernels::cpuBackend();
        slow.embed = [](const kernels::Embed& op, kernels::Pool& pool) {
            passBegan = now();
            kernels::cpuBackend().embed(op, pool);
        };
        slow.logits = [](const kernels::Logits& op, kernels::Pool& pool) {
            kernels::cpuBackend().logits(op, pool);
            const double end = now() + 0.25 * (now() - passBegan);
            while (now() < end) {
            }
        };
        return slow;
    }();
    return ops;
}

void measure(const char* model, bool slow, int experiments, int repetitions)
{
    int verdicts[4] = {};
    double load = 0;
    int runs = 0;
    for (int i = 0; i < experiments; ++i) {
        Experiment experiment;
        experiment.candidates = {{"a", {}}, {"b", {}}};
        for (Candidate& candidate : experiment.candidates) {
            candidate.settings.model = model;
            candidate.settings.threads = 1;
            candidate.settings.context = 256;
        }
        experiment.prompts = {{"text", {}, "A model is"}};
        experiment.repetitions = repetitions;
        experiment.tokens = 32;
        experiment.seed = static_cast<std::uint64_t>(i);
        RunHooks hooks;
        hooks.measuresBandwidth = false;
        if (slow)
            hooks.ops = [](int candidate) { return candidate == 1 ? &slowBackend() : nullptr; };
        const std::atomic<bool> stop = false;
        const Result result = run(experiment, stop, {}, hooks);
        const Table table = tabulate(result);
        for (const Row& row : table.rows)
            if (row.candidate == 1)
                ++verdicts[static_cast<int>(row.againstFirst.verdict)];
        for (const RunRecord& one : result.runs)
            if (one.machine.otherLoad >= 0) {
                load += one.machine.otherLoad;
                ++runs;
            }
    }
    std::printf(
        "%-22s noise %d, faster %d, slower %d, too few runs %d of %d; other programs took %.0f %% of the processors\n",
        slow ? "a fifth of the speed off:" : "alike:", verdicts[1], verdicts[2], verdicts[3], verdicts[0], experiments,
        runs > 0 ? 100 * load / runs : 0);
}

double computed()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void measureGuesses(const char* model, bool repeating, int repetitions)
{
    Experiment experiment;
    experiment.candidates = {{"plain", {}}, {"8 guesses", {.guesses = 8}}};
    for (Candidate& candidate : experiment.candidates) {
        candidate.settings.model = model;
        candidate.settings.threads = 1;
        candidate.settings.context = 512;
    }
    experiment.prompts = {{"edit",
                           {{"user", "Rename total to sum_of.\n\ndef total(rows, column):\n    return "
                                     "sum(float(row[column]) for row in rows)\n"}},
                           ""}};
    experiment.repetitions = repetitions;
    experiment.tokens = 48;
    if (!repeating)
        experiment.sampling = {.temperature = 1, .topK = 0, .topP = 1, .minP = 0};
    RunHooks hooks;
    hooks.measuresBandwidth = false;
    hooks.clock = computed;
    const std::atomic<bool> stop = false;
    const Result result = run(experiment, stop, {}, hooks);
    const Table table = tabulate(result);
    for (const Row& row : table.rows)
        if (row.candidate == 1)
            std::printf(
                "%-24s x%.3f [%.3f, %.3f] of %d pairs; %s\n",
                repeating ? "a text that loops:" : "a text without repeats:", row.againstFirst.ratio,
                row.againstFirst.interval.low, row.againstFirst.interval.high, row.againstFirst.pairs,
                row.acceptedShare < 0
                    ? "no guesses"
                    : (std::to_string(static_cast<int>(100 * row.acceptedShare)) + " % of the guesses right").c_str());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "bench_lab MODEL [experiments, 20] [repetitions, 12]\n");
        return 2;
    }
    if (argc > 2 && std::string(argv[2]) == "guesses") {
        for (const bool repeating : {true, false})
            measureGuesses(argv[1], repeating, argc > 3 ? std::atoi(argv[3]) : 8);
        return 0;
    }
    const int experiments = argc > 2 ? std::atoi(argv[2]) : 20;
    const int repetitions = argc > 3 ? std::atoi(argv[3]) : 12;
    measure(argv[1], false, experiments, repetitions);
    measure(argv[1], true, experiments, repetitions);
    return 0;
}
