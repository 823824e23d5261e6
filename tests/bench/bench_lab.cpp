// SPDX-License-Identifier: GPL-3.0-or-later
// How often the Lab errs on this machine as it is, by the wall clock: experiments with two candidates alike, and with one
// that a fifth of its speed was taken from. Not a test.
//   bench_lab MODEL [experiments of each kind, default 20] [repetitions, default 12]
#include "engine/lab/report.h"
#include "engine/lab/run.h"
#include "kernels/ops.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

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
    std::printf("%-22s noise %d, faster %d, slower %d, too few runs %d of %d; other programs took %.0f %% of the processors\n", slow ? "a fifth of the speed off:" : "alike:",
                verdicts[1], verdicts[2], verdicts[3], verdicts[0], experiments, runs > 0 ? 100 * load / runs : 0);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "bench_lab MODEL [experiments, 20] [repetitions, 12]\n");
        return 2;
    }
    const int experiments = argc > 2 ? std::atoi(argv[2]) : 20;
    const int repetitions = argc > 3 ? std::atoi(argv[3]) : 12;
    measure(argv[1], false, experiments, repetitions);
    measure(argv[1], true, experiments, repetitions);
    return 0;
}
