// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lab/run.h"

#include "engine/error.h"
#include "engine/lab/rig.h"
#include "engine/lab/statistics.h"
#include "engine/model/device.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <new>
#include <random>
#include <set>

namespace engine::lab
{
namespace
{

constexpr std::size_t kMostRigs = 16;        // each has threads of its own
constexpr std::int64_t kSpare = 512LL << 20; // memory that is left free
constexpr int kWarmUpTokens = 16;
constexpr double kMostSlowing = 0.9; // of the usual clock

std::string utcNow()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

double divergenceOf(std::span<const float> p, std::span<const float> q) // KL(p || q), nats
{
    const auto norm = [](std::span<const float> logits) {
        const double top = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
        double sum = 0;
        for (const float logit : logits)
            sum += std::exp(static_cast<double>(logit) - top);
        return top + std::log(sum);
    };
    const double a = norm(p), b = norm(q);
    double result = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double logP = static_cast<double>(p[i]) - a;
        result += std::exp(logP) * (logP - (static_cast<double>(q[i]) - b));
    }
    return std::max(result, 0.0);
}

// The name of the GPU whose meter is read; empty where all candidates run on the processor.
std::string gpuOf(const Experiment& experiment)
{
    for (const Candidate& candidate : experiment.candidates)
        for (const model::GpuDevice& gpu :
             candidate.settings.device == "cpu" ? std::vector<model::GpuDevice>() : model::gpus().list)
            if (const auto used = model::gpusOf(candidate.settings.device); !used.empty() && used.front() == gpu.index)
                return gpu.name; // of several the first one
    return {};
}

class Conductor
{
public:
    Conductor(const Experiment& experiment, const std::atomic<bool>& stop, const Watcher& watcher,
              const RunHooks& hooks)
        : m_stop(stop),
          m_watcher(watcher),
          m_hooks(hooks),
          m_random(experiment.seed),
          m_machine(gpuOf(experiment))
    {
        m_result.experiment = experiment;
        m_result.facts.resize(experiment.candidates.size());
        m_result.time = utcNow();
    }

    Result all()
    {
        for (const Problem& problem : check(experiment()))
            fail(problem.candidate, problem.sentence);
        m_result.machine = thisMachine();
        measureMemory();
        try {
            warmUp();
            rounds();
            part();
            measureMemory(); // once more: the first time something else may have disturbed it
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Stopped)
                throw;
            m_result.stopped = true;
        }
        return std::move(m_result);
    }

private:
    const Experiment& experiment() const { return m_result.experiment; }
    int candidates() const { return static_cast<int>(experiment().candidates.size()); }
    CandidateFacts& facts(int candidate) { return m_result.facts[static_cast<std::size_t>(candidate)]; }
    bool isAlive(int candidate) { return facts(candidate).failure.empty(); }
    bool anyAlive()
    {
        return std::any_of(m_result.facts.begin(), m_result.facts.end(),
                           [](const CandidateFacts& f) { return f.failure.empty(); });
    }

    void measureMemory()
    {
        if (!m_hooks.measuresBandwidth || !anyAlive())
            return;
        tell("Measuring the memory's speed");
        m_result.machine.readBandwidth =
            std::max(m_result.machine.readBandwidth, measureReadBandwidth(m_result.machine.threads));
    }

    void tell(const std::string& step) const
    {
        if (m_watcher.preparing)
            m_watcher.preparing(step);
    }

    void fail(int candidate, const std::string& sentence)
    {
        facts(candidate).failure = sentence;
        m_rigs.remove_if([&](const auto& rig) { return rig->candidate() == candidate; });
        m_models.dropUnused();
        if (m_watcher.failed)
            m_watcher.failed(candidate, sentence);
    }

    void requireGoing() const
    {
        if (m_stop)
            throw Error(ErrorKind::Stopped, "The experiment was stopped.");
    }

    // What goes wrong in `work` ends this candidate, not the experiment; a prompt that is too long for it ends only
    // `onTooLong`'s. A stop passes through.
    template <class Work, class TooLong>
    void guarded(int candidate, const Work& work, const TooLong& onTooLong)
    {
        try {
            work();
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Stopped)
                throw;
            if (error.kind() == ErrorKind::TooLong)
                onTooLong(error.what());
            else
                fail(candidate, error.what());
        } catch (const std::bad_alloc&) {
            fail(candidate,
                 "There was not enough memory for this candidate. Choose a shorter context or a smaller file.");
        }
    }

    // The last one used comes last. One that had to go is made again, and warmed up again.
    Rig& rig(int candidate)
    {
        const auto found =
            std::find_if(m_rigs.begin(), m_rigs.end(), [&](const auto& rig) { return rig->candidate() == candidate; });
        if (found != m_rigs.end()) {
            m_rigs.splice(m_rigs.end(), m_rigs, found);
            return *m_rigs.back();
        }
        while (!m_rigs.empty() && (m_rigs.size() >= kMostRigs || measure::availableMemory() < kSpare))
            m_rigs.pop_front();
        try {
            add(candidate);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::NoMemory || m_rigs.empty())
                throw;
            m_rigs.clear();
            m_models.dropUnused();
            add(candidate);
        }
        return *m_rigs.back();
    }

    void add(int candidate)
    {
        auto rig = std::make_unique<Rig>(m_models, experiment(), candidate, m_stop, m_watcher, m_hooks);
        const std::string failure = std::move(facts(candidate).failure);
        facts(candidate) = rig->facts();
        facts(candidate).failure = failure;
        m_rigs.push_back(std::move(rig));
        if (m_measuring)
            warmUp(candidate);
    }

    int longestPrompt() const
    {
        const auto length = [](const Prompt& prompt) {
            std::size_t sum = prompt.text.size();
            for (const text::ChatMessage& turn : prompt.turns)
                sum += turn.content.size();
            return sum;
        };
        const auto& prompts = experiment().prompts;
        const auto longest = std::max_element(prompts.begin(), prompts.end(),
                                              [&](const Prompt& a, const Prompt& b) { return length(a) < length(b); });
        return static_cast<int>(longest - prompts.begin());
    }

    // Touches the memory that the runs will need: the longest prompt that fits.
    void warmUp(int candidate)
    {
        std::vector<int> order{longestPrompt()};
        for (int prompt = 0; prompt < static_cast<int>(experiment().prompts.size()); ++prompt)
            order.push_back(prompt);
        for (const int prompt : order) {
            const RunPlace place{candidate, prompt, -1};
            try {
                if (m_watcher.began)
                    m_watcher.began(place, m_done, allRuns());
                rig(candidate).measure(place, std::min(kWarmUpTokens, experiment().tokens), m_machine, m_stop, {});
                return;
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::TooLong)
                    throw;
            }
        }
    }

    void warmUp()
    {
        for (int i = 0; i < std::max(1, experiment().warmUps); ++i)
            for (int candidate = 0; candidate < candidates(); ++candidate) {
                requireGoing();
                if (isAlive(candidate))
                    guarded(
                        candidate,
                        [&] {
                            Rig& ready = rig(candidate); // also without warm-ups: what it is has to be known
                            static_cast<void>(ready);
                            if (experiment().warmUps > 0)
                                warmUp(candidate);
                        },
                        [](const std::string&) {});
            }
        m_measuring = experiment().warmUps > 0;
    }

    int allRuns() const
    {
        return candidates() * static_cast<int>(experiment().prompts.size()) * experiment().repetitions;
    }

    std::vector<int> drawnOrder()
    {
        std::vector<int> order;
        for (int candidate = 0; candidate < candidates(); ++candidate)
            order.push_back(candidate);
        for (std::size_t i = order.size(); i > 1; --i) // Fisher and Yates, alike with every library
            std::swap(order[i - 1], order[m_random() % i]);
        return order;
    }

    void rounds()
    {
        for (int repetition = 0; repetition < experiment().repetitions; ++repetition)
            for (int prompt = 0; prompt < static_cast<int>(experiment().prompts.size()); ++prompt)
                for (const int candidate : drawnOrder()) {
                    requireGoing();
                    runOnce({candidate, prompt, repetition});
                    ++m_done;
                }
    }

    void runOnce(const RunPlace& place)
    {
        if (!isAlive(place.candidate) || m_tooLong.contains({place.candidate, place.prompt}))
            return;
        guarded(
            place.candidate,
            [&] {
                Rig& ready = rig(place.candidate);
                if (m_watcher.began)
                    m_watcher.began(place, m_done, allRuns());
                keep(ready.measure(place, experiment().tokens, m_machine, m_stop, m_watcher));
            },
            [&](const std::string& sentence) {
                m_tooLong.insert({place.candidate, place.prompt});
                RunRecord run;
                run.place = place;
                run.failure = sentence;
                keep(std::move(run));
            });
    }

    void keep(RunRecord run)
    {
        if (run.failure.empty())
            judgeDisturbance(run);
        m_result.runs.push_back(std::move(run));
        if (m_watcher.ended)
            m_watcher.ended(m_result.runs.back());
    }

    void judgeDisturbance(RunRecord& run)
    {
        const MachineState& state = run.machine;
        if (state.otherLoad > m_hooks.mostOtherLoad)
            run.disturbance = "Other programs took " +
                              std::to_string(static_cast<int>(std::lround(100 * state.otherLoad))) +
                              " % of the processors.";
        else if (state.waiting > m_hooks.mostWaiting &&
                 experiment().candidates[static_cast<std::size_t>(run.place.candidate)].settings.device == "cpu")
            run.disturbance = "The run waited for a processor in " +
                              std::to_string(static_cast<int>(std::lround(100 * state.waiting))) +
                              " % of its time, since other programs had it.";
        else if (state.throttled > 0)
            run.disturbance = "The processor slowed itself down because of heat.";
        else if (state.megahertz > 0 && m_clocks.size() >= 4 && state.megahertz < kMostSlowing * median(m_clocks))
            run.disturbance =
                "The processor's clock had fallen to " + std::to_string(static_cast<int>(state.megahertz)) + " MHz.";
        run.disturbed = !run.disturbance.empty();
        if (state.megahertz > 0)
            m_clocks.push_back(state.megahertz);
    }

    const RunRecord* firstRun(int candidate, int prompt) const
    {
        for (const RunRecord& run : m_result.runs)
            if (run.failure.empty() && run.place.candidate == candidate && run.place.prompt == prompt)
                return &run;
        return nullptr;
    }

    // Where the answers part from the first candidate's.
    void part()
    {
        tell("Comparing the answers");
        for (int prompt = 0; prompt < static_cast<int>(experiment().prompts.size()); ++prompt)
            for (int candidate = 1; candidate < candidates(); ++candidate) {
                requireGoing();
                const RunRecord* a = firstRun(0, prompt);
                const RunRecord* b = firstRun(candidate, prompt);
                if (a && b)
                    guarded(
                        candidate, [&] { compareAnswers(*a, *b); }, [](const std::string&) {});
            }
    }

    void compareAnswers(const RunRecord& a, const RunRecord& b)
    {
        const Prompt& prompt = experiment().prompts[static_cast<std::size_t>(a.place.prompt)];
        const auto [inA, inB] = std::mismatch(a.answer.begin(), a.answer.end(), b.answer.begin(), b.answer.end());
        Parting parting{b.place.candidate, b.place.prompt, static_cast<int>(inA - a.answer.begin())};
        parting.same = inA == a.answer.end() && inB == b.answer.end();
        if (!parting.same) {
            std::vector<text::TokenId> text = rig(0).tokensOf(prompt);
            if (text != rig(b.place.candidate).tokensOf(prompt))
                return; // another vocabulary or template: tokens cannot be compared
            text.insert(text.end(), a.answer.begin(), inA);
            parting.first = inA == a.answer.end() ? "" : rig(0).textOf(*inA);
            parting.other = inB == b.answer.end() ? "" : rig(b.place.candidate).textOf(*inB);
            const auto logits = rig(0).logitsBehind(text, m_stop);
            const std::vector<float> first(logits.begin(), logits.end());
            const auto other = rig(b.place.candidate).logitsBehind(text, m_stop);
            if (first.size() == other.size())
                parting.divergence = divergenceOf(first, other);
        }
        m_result.partings.push_back(parting);
    }

    const std::atomic<bool>& m_stop;
    const Watcher& m_watcher;
    const RunHooks& m_hooks;
    std::mt19937_64 m_random;
    Result m_result;
    Models m_models; // before the rigs, which use them
    std::list<std::unique_ptr<Rig>> m_rigs;
    MachineWatch m_machine;
    std::set<std::pair<int, int>> m_tooLong; // candidate and prompt
    std::vector<double> m_clocks;
    int m_done = 0;
    bool m_measuring = false; // the warm-ups are over
};

} // namespace

Result run(const Experiment& experiment, const std::atomic<bool>& stop, const Watcher& watcher, const RunHooks& hooks)
{
    validate(experiment);
    return Conductor(experiment, stop, watcher, hooks).all();
}

} // namespace engine::lab
