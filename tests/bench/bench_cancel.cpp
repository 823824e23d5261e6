// SPDX-License-Identifier: GPL-3.0-or-later
// How long tuning goes on after it was told to stop, in each phase and at many moments.
//
//   bench_cancel MODEL.gguf TEXT.txt FOLDER [--moments N] [--until SECONDS] [--only NAME] [--bytes N] [--hub DIR]
//
// Each phase is begun anew for each moment: half of them drawn evenly from 0 to SECONDS, half set by progress (the flag
// is set a random while, at most half a second, after a progress report that was drawn, or after SECONDS). Prints wall
// clock and processor time from the flag to the end, the load of the machine, and what was left behind in FOLDER.
// Another thread sets the flag, as in the app.
#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/hub/convert_folder.h"
#include "engine/stop_scope.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/cut_model.h"
#include "engine/tune/fit.h"
#include "engine/tune/folding.h"
#include "engine/tune/multiple_choice.h"
#include "engine/tune/prune_model.h"
#include "engine/tune/quantize_model.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <random>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <thread>

using namespace engine::tune;
using Clock = std::chrono::steady_clock;

namespace
{

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double processorSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Given {
    std::filesystem::path model, folder, importance, hub;
    std::string text;
};

// One run of a phase: sets the flag at its moment, and takes the time from then on.
class Attempt
{
public:
    Attempt(double after, int report, double latest) : m_after(after), m_report(report), m_latest(latest) {}

    const std::atomic<bool>& stop() const { return m_stop; }
    void progressed()
    {
        const std::lock_guard lock(m_mutex);
        ++m_reports;
        m_changed.notify_one();
    }
    int reports() const { return m_reports; }

    template <class Work>
    void run(const Work& work)
    {
        std::thread setter([this] { set(); });
        try {
            work(*this);
        } catch (const engine::Error& error) {
            if (error.kind() != engine::ErrorKind::Stopped)
                std::fprintf(stderr, "  %s\n", error.what());
        }
        const auto end = Clock::now();
        const double worked = processorSeconds();
        {
            const std::lock_guard lock(m_mutex);
            m_ended = true;
            m_changed.notify_one();
        }
        setter.join();
        if (m_stop) {
            wall = std::chrono::duration<double>(end - m_setAt).count();
            processor = worked - m_workedBefore;
        }
    }

    double wall = -1; // seconds; below 0: it had ended before its moment
    double processor = 0;
    double at = 0; // seconds from the begin

private:
    void set()
    {
        const auto begin = Clock::now();
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, std::chrono::duration<double>(m_latest),
                           [this] { return m_ended || m_reports >= m_report; });
        m_changed.wait_for(lock, std::chrono::duration<double>(m_after), [this] { return m_ended; });
        if (m_ended)
            return;
        at = secondsSince(begin);
        m_workedBefore = processorSeconds();
        m_setAt = Clock::now();
        m_stop = true;
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::atomic<bool> m_stop = false;
    int m_reports = 0;
    bool m_ended = false;
    double m_after;
    int m_report;
    double m_latest;
    Clock::time_point m_setAt;
    double m_workedBefore = 0;
};

struct Phase {
    std::string name;
    std::function<void(const Given&, Attempt&)> work;
};

Phase quantizing(const char* preset, bool weighted, bool feedback)
{
    return {std::string("quantize ") + preset + (weighted ? " --imatrix" : "") + (feedback ? " --gptq" : ""),
            [=](const Given& given, Attempt& attempt) {
                QuantizeOptions options;
                options.types.preset = findPreset(preset);
                options.allowRequantize = true;
                options.keepPart = false;
                if (weighted)
                    options.importance = given.importance;
                std::unique_ptr<Rounder> rounder;
                if (feedback) {
                    FeedbackOptions of;
                    of.context = 512;
                    rounder = feedbackRounder(given.model, given.text, of, attempt.stop());
                    options.rounder = rounder.get();
                }
                quantizeModel(given.model, given.folder / "out.gguf", options, {attempt.stop()},
                              [&](const QuantizeProgress&) { attempt.progressed(); });
            }};
}

Phase pruning(const char* name, PruneMethod method, PruneScope scope, bool outliers)
{
    return {std::string("prune ") + name, [=](const Given& given, Attempt& attempt) {
                PruneOptions options;
                options.method = method;
                options.scope = scope;
                options.outliers.use = outliers;
                if (method != PruneMethod::Magnitude || outliers)
                    options.text = given.text;
                pruneModel(given.model, given.folder / "out.gguf", options, attempt.stop(),
                           [&](const PrunedTensor&, std::size_t, std::size_t) { attempt.progressed(); });
            }};
}

Phase cutting(const char* name, Part part, LayerMethod method)
{
    return {std::string("cut ") + name, [=](const Given& given, Attempt& attempt) {
                CutOptions options;
                options.part = part;
                options.method = method;
                options.count = part == Part::Layers ? 2 : 1;
                options.share = 0.25;
                options.text = given.text;
                cutModel(given.model, given.folder / "out.gguf", options, attempt.stop(),
                         [&](const CutProgress&) { attempt.progressed(); });
            }};
}

template <class Observer>
Phase calibrating(const char* name, Observer (*make)(const std::shared_ptr<const engine::model::Model>&, kernels::Pool&,
                                                     const std::atomic<bool>&))
{
    return {std::string("calibrate ") + name, [=](const Given& given, Attempt& attempt) {
                const auto model = engine::model::Model::load(given.model, attempt.stop());
                kernels::Pool pool(kernels::Pool::availableThreads());
                auto observer = make(model, pool, attempt.stop());
                const Windows windows(model->tokenizer(), given.text, {512, 0, Protocol::Whole});
                observeActivations(model, windows, 0, observer, attempt.stop(),
                                   [&](std::int64_t, std::int64_t) { attempt.progressed(); });
            }};
}

std::vector<Phase> phases()
{
    using Model = std::shared_ptr<const engine::model::Model>;
    using Flag = const std::atomic<bool>&;
    std::vector<Phase> all;
    for (const char* preset : {"Q8_0", "Q4_0", "Q5_1", "Q4_K_M", "Q6_K", "Q2_K", "IQ4_XS", "F16"})
        all.push_back(quantizing(preset, false, false));
    for (const char* preset : {"Q4_K_M", "Q2_K", "IQ4_XS"})
        all.push_back(quantizing(preset, true, false));
    all.push_back(quantizing("Q4_K_M", false, true));
    all.push_back(quantizing("Q2_K", false, true));
    all.push_back(calibrating<ImportanceSums>("importance",
                                              [](const Model& m, kernels::Pool&, Flag) { return ImportanceSums(m); }));
    all.push_back(
        calibrating<RangeObserver>("ranges", [](const Model&, kernels::Pool&, Flag) { return RangeObserver(); }));
    all.push_back(calibrating<SecondMoments>("second moments", [](const Model&, kernels::Pool& pool, Flag stop) {
        return SecondMoments(Input::FeedForwardDown, 3, pool, stop);
    }));
    all.push_back({"evaluate perplexity and KLD", [](const Given& given, Attempt& attempt) {
                       const auto model = engine::model::Model::load(given.model, attempt.stop());
                       DivergenceOptions options;
                       options.context = 512;
                       divergence(model, model, given.text, options, attempt.stop());
                   }});
    all.push_back({"evaluate base file", [](const Given& given, Attempt& attempt) {
                       const auto model = engine::model::Model::load(given.model, attempt.stop());
                       PerplexityOptions options;
                       options.context = 512;
                       writeBase(model, given.text, options, given.folder / "out.gguf", attempt.stop(),
                                 [&](const Perplexity&) { attempt.progressed(); });
                   }});
    all.push_back({"evaluate multiple choice", [](const Given& given, Attempt& attempt) {
                       const auto model = engine::model::Model::load(given.model, attempt.stop());
                       std::vector<ChoiceTask> tasks(64);
                       for (std::size_t i = 0; i < tasks.size(); ++i)
                           tasks[i] = {given.text.substr(i * 900, 800),
                                       {"one", "two words", "three words here", given.text.substr(i * 500, 300)},
                                       0};
                       scoreChoices(model, tasks, 0, attempt.stop(), [&](const ChoiceScore&) { attempt.progressed(); });
                   }});
    all.push_back(pruning("magnitude", PruneMethod::Magnitude, PruneScope::Row, false));
    all.push_back(pruning("magnitude --scope global", PruneMethod::Magnitude, PruneScope::Global, false));
    all.push_back(pruning("wanda", PruneMethod::Wanda, PruneScope::Row, false));
    all.push_back(pruning("wanda --scope matrix", PruneMethod::Wanda, PruneScope::Matrix, false));
    all.push_back(pruning("sparsegpt", PruneMethod::SparseGpt, PruneScope::Row, false));
    all.push_back(pruning("wanda --owl", PruneMethod::Wanda, PruneScope::Row, true));
    all.push_back(cutting("layers, search", Part::Layers, LayerMethod::Search));
    all.push_back(cutting("neurons", Part::Neurons, LayerMethod::Influence));
    all.push_back(cutting("heads", Part::Heads, LayerMethod::Influence));
    all.push_back({"fit", [](const Given& given, Attempt& attempt) {
                       FitOptions options;
                       options.fileBytes = 640'000'000;
                       options.text = given.text;
                       options.probeTokens = 1024;
                       fitModel(given.model, given.folder / "out.gguf", options, attempt.stop(),
                                [&](const FitProgress&) { attempt.progressed(); });
                   }});
    all.push_back({"fold awq", [](const Given& given, Attempt& attempt) {
                       QuantizeOptions quantize;
                       quantize.types.preset = findPreset("Q4_K_M");
                       FoldOptions options;
                       options.text = given.text;
                       awqFolding(given.model, quantize, options, attempt.stop(),
                                  [&](std::size_t, std::size_t) { attempt.progressed(); });
                   }});
    all.push_back({"fold smoothquant", [](const Given& given, Attempt& attempt) {
                       FoldOptions options;
                       options.text = given.text;
                       options.windows = 4;
                       smoothFolding(given.model, 0.5, options, attempt.stop());
                   }});
    all.push_back({"convert", [](const Given& given, Attempt& attempt) {
                       if (given.hub.empty())
                           return;
                       const engine::StopScope scope(attempt.stop());
                       const auto content =
                           engine::files::hub::convertFolder(given.hub, engine::files::TensorType::Q8_0);
                       engine::files::writeGguf(content, given.folder / "out.gguf", attempt.stop(),
                                                [&](double) { attempt.progressed(); });
                   }});
    return all;
}

double load()
{
    double average = 0;
    return ::getloadavg(&average, 1) == 1 ? average : 0;
}

std::string leftovers(const std::filesystem::path& folder)
{
    std::string names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() != ".imatrix")
            names += " " + entry.path().filename().string();
    return names;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fprintf(
            stderr,
            "bench_cancel MODEL.gguf TEXT.txt FOLDER [--moments N] [--until SECONDS] [--only NAME] [--hub DIR]\n");
        return 2;
    }
    int moments = 6;
    double until = 12;
    std::size_t bytes = std::string::npos;
    std::string only;
    Given given{argv[1], argv[3], {}, {}, {}};
    for (int i = 4; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--moments")
            moments = std::atoi(argv[i + 1]);
        else if (name == "--until")
            until = std::atof(argv[i + 1]);
        else if (name == "--only")
            only = argv[i + 1];
        else if (name == "--bytes") // of the text: few, and what comes after reading it is reached
            bytes = static_cast<std::size_t>(std::atoll(argv[i + 1]));
        else if (name == "--hub")
            given.hub = argv[i + 1];
    }
    std::ostringstream text;
    text << std::ifstream(argv[2]).rdbuf();
    given.text = text.str().substr(0, bytes);
    given.importance = given.folder / "bench.imatrix"; // optional: made by fettle-cli calibrate
    std::mt19937 random(static_cast<unsigned>(Clock::now().time_since_epoch().count()));
    const auto state = [&] {
        return std::to_string(std::filesystem::file_size(given.model)) + " " +
               std::to_string(std::filesystem::last_write_time(given.model).time_since_epoch().count());
    };
    const std::string before = state();
    std::printf("| phase | moments | wall, ms: median | most | processors, ms: most | at, s | load "
                "|\n|---|---|---|---|---|---|---|\n");
    for (const Phase& phase : phases()) {
        if (phase.name.find(only) == std::string::npos || (phase.name == "convert" && given.hub.empty()))
            continue;
        std::vector<double> walls;
        double work = 0, worstAt = 0;
        int reports = 40; // of the last attempt that ran to its end
        for (int i = 0; i < moments; ++i) {
            const bool byProgress = i % 2 == 1;
            Attempt attempt(std::uniform_real_distribution<>(0, byProgress ? 0.5 : until)(random),
                            byProgress ? std::uniform_int_distribution<>(1, reports)(random) : 0, until);
            attempt.run([&](Attempt& a) { phase.work(given, a); });
            reports = std::max(1, attempt.reports());
            if (const std::string left = leftovers(given.folder); !left.empty() && attempt.wall >= 0)
                std::printf("%s left%s\n", phase.name.c_str(), left.c_str());
            std::filesystem::remove(given.folder / "out.gguf");
            if (attempt.wall < 0)
                continue;
            if (walls.empty() || attempt.wall > *std::max_element(walls.begin(), walls.end()))
                worstAt = attempt.at;
            walls.push_back(attempt.wall);
            work = std::max(work, attempt.processor);
        }
        std::sort(walls.begin(), walls.end());
        if (walls.empty())
            std::printf("| %s | 0 | | | | | %.1f |\n", phase.name.c_str(), load());
        else
            std::printf("| %s | %zu | %.0f | %.0f | %.0f | %.1f | %.1f |\n", phase.name.c_str(), walls.size(),
                        1e3 * walls[walls.size() / 2], 1e3 * walls.back(), 1e3 * work, worstAt, load());
        std::fflush(stdout);
    }
    if (state() != before)
        std::printf("The source was changed.\n");
    return 0;
}
