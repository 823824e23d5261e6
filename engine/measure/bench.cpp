// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/bench.h"

#include "engine/error.h"
#include "engine/generate/ahead.h"
#include "engine/measure/energy_meter.h"
#include "engine/model/packing.h"
#include "kernels/pool.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <random>

namespace engine::measure
{
namespace
{

using Clock = std::chrono::steady_clock;

// Draws tokens and runs them; all tests of a report share one.
class Bench
{
public:
    Bench(std::shared_ptr<const model::Model> model, const BenchOptions& options, const std::atomic<bool>& stop)
        : m_runner(model, runnerOptions(options), options.sequences),
          m_batch(static_cast<std::size_t>(options.batch)),
          m_any(0, model->config().vocabulary - 1),
          m_stop(stop),
          m_bos(model->tokenizer().addsBos() ? model->tokenizer().bos() : -1)
    {
        for (int i = 0; i < options.sequences; ++i)
            m_sequences.push_back(m_runner.makeSequence());
    }

    double prompt(int tokens) // seconds
    {
        std::vector<text::TokenId> ids(static_cast<std::size_t>(tokens));
        std::generate(ids.begin(), ids.end(), [&] { return draw(); });
        ids.front() = firstToken();
        rewind(1);
        const auto start = Clock::now();
        read(m_sequences[0], ids);
        return since(start);
    }

    // Seconds; so many tokens of each of the first `sequences`, one of each in a pass.
    double generate(int tokens, int sequences)
    {
        std::vector<text::TokenId> ids(static_cast<std::size_t>(sequences), firstToken());
        std::vector<generate::Runner::Step> steps;
        for (std::size_t i = 0; i < ids.size(); ++i)
            steps.push_back({m_sequences[i], std::span(ids).subspan(i, 1)});
        rewind(ids.size());
        const auto start = Clock::now();
        for (int i = 0; i < tokens; ++i) {
            if (sequences == 1 && m_runner.canStep(m_sequences[0])) {
                runAhead(ids[0], tokens - i);
                break;
            }
            append(steps, sequences);
            std::generate(ids.begin(), ids.end(), [&] { return draw(); });
        }
        return since(start);
    }

    // What the caches of all tests after this hold before they are timed.
    void setDepth(int tokens) { m_depth = static_cast<std::size_t>(tokens); }

    const generate::Runner& runner() const { return m_runner; }

private:
    static generate::SessionOptions runnerOptions(const BenchOptions& options)
    {
        generate::SessionOptions runner;
        runner.context = options.depth + std::max({options.promptTokens, options.generatedTokens, 1});
        runner.threads = options.threads;
        runner.batch = options.batch;
        runner.cacheType = options.cacheType;
        runner.prompts = options.prompts;
        runner.maxLogits = options.sequences;
        runner.ops = options.ops;
        return runner;
    }

    static double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

    void append(std::span<const generate::Runner::Step> steps, int logitRows)
    {
        if (m_stop)
            throw Error(ErrorKind::Stopped, "The benchmark was stopped.");
        m_runner.append(steps, logitRows);
    }

    // As answers on a GPU are made: it chooses the tokens itself, here the likeliest.
    void runAhead(text::TokenId token, int count)
    {
        generate::Ahead ahead(m_runner, m_sequences[0], token, {}, [] { return 0.0; });
        for (int i = 0; i < count; ++i) {
            if (m_stop)
                throw Error(ErrorKind::Stopped, "The benchmark was stopped.");
            ahead.next();
        }
    }

    void read(generate::Sequence& sequence, std::span<const text::TokenId> ids)
    {
        for (std::size_t done = 0; done < ids.size();) {
            const auto part = ids.subspan(done, std::min(m_batch, ids.size() - done));
            done += part.size();
            append(std::vector<generate::Runner::Step>{{sequence, part}}, done == ids.size() ? 1 : 0);
        }
    }

    // The first `sequences` hold so many tokens as the depth is, read now where they were not before.
    void rewind(std::size_t sequences)
    {
        for (generate::Sequence& sequence : std::span(m_sequences).first(sequences)) {
            if (sequence.tokens.size() < m_depth) {
                std::vector<text::TokenId> ids(m_depth - sequence.tokens.size());
                std::generate(ids.begin(), ids.end(), [&] { return draw(); });
                read(sequence, ids);
            }
            sequence.shorten(m_depth);
        }
    }

    text::TokenId draw() { return m_any(m_random); }
    text::TokenId firstToken() { return m_bos >= 0 ? m_bos : draw(); }

    generate::Runner m_runner;
    std::vector<generate::Sequence> m_sequences;
    std::size_t m_batch;     // prompt tokens per pass
    std::size_t m_depth = 0; // of the caches before a test
    std::mt19937 m_random;   // unseeded: the same tokens in each run
    std::uniform_int_distribution<text::TokenId> m_any;
    const std::atomic<bool>& m_stop;
    text::TokenId m_bos; // -1 if the model adds none
};

BenchOptions withOwnTiles(BenchOptions options)
{
    options.prompts = {kernels::cuda::PromptPrecision::Exact, false};
    options.sequences = 1;
    return options;
}

void validate(const BenchOptions& options)
{
    const auto require = [](bool holds, const char* setting, int value, const char* range) {
        if (!holds)
            throw Error(ErrorKind::BadSetting, std::string("The setting \"") + setting + "\" is " +
                                                   std::to_string(value) + "; it must be " + range + ".");
    };
    require(options.promptTokens >= 0, "prompt tokens", options.promptTokens, "0 or more");
    require(options.generatedTokens >= 0, "generated tokens", options.generatedTokens, "0 or more");
    require(options.depth >= 0 && options.depth <= 1 << 24, "depth", options.depth, "from 0 to 16777216");
    require(options.sequences >= 1 && options.sequences <= 64, "sequences", options.sequences, "from 1 to 64");
    require(options.batch >= 1 && options.batch <= 4096, "batch", options.batch, "from 1 to 4096");
    require(options.repetitions >= 1, "repetitions", options.repetitions, "1 or more");
}

// One of the models that are measured in turns, with its report.
class Contender
{
public:
    Contender(const std::shared_ptr<const model::Model>& model, const BenchOptions& options,
              const std::atomic<bool>& stop)
        : m_model(model),
          m_options(options),
          m_stop(stop),
          m_bench(model, options, stop),
          m_meter(model->gpu() ? model->gpu()->name() : "")
    {
        report.device = m_bench.runner().device();
        report.threads = m_bench.runner().threads();
        report.energyNote = m_meter.refusal();
        m_bench.generate(1, 1); // warm-up
        m_bench.setDepth(options.depth);
        report.firstToken = Clock::now();
        if (const auto& packing = model->weights().packing) { // what is measured is the speed that lasts
            kernels::Pool pool(report.threads);
            packing->advance(pool, std::numeric_limits<int>::max());
        }
        if (model->gpu() && options.prompts.byLibrary)
            report.promptNote = model->gpu()->promptRefusal(options.prompts);
        if (options.depth > 0)
            m_deep = " @ d" + std::to_string(options.depth);
    }

    void beginPrompts()
    {
        const std::string name = "pp" + std::to_string(m_options.promptTokens) + m_deep;
        m_row = add(name, m_options.promptTokens);
        if (m_options.alsoOwnTiles && m_model->gpu()) {
            m_otherRow = add(name + " own tiles", m_options.promptTokens);
            m_ownTiles.emplace(m_model, withOwnTiles(m_options), m_stop); // with a cache of its own
            m_ownTiles->setDepth(m_options.depth);
            m_ownTiles->prompt(m_options.promptTokens); // warm-up
        }
        m_bench.prompt(m_options.promptTokens); // warm-up
    }

    void prompt()
    {
        measure(m_row, [&] { return m_bench.prompt(m_options.promptTokens); });
        if (m_ownTiles)
            measure(m_otherRow, [&] { return m_ownTiles->prompt(m_options.promptTokens); });
    }

    void beginGenerating()
    {
        m_ownTiles.reset();
        const std::string name = "tg" + std::to_string(m_options.generatedTokens);
        m_row = add(name + m_deep, m_options.generatedTokens);
        if (m_options.sequences > 1)
            m_otherRow = add(name + " x" + std::to_string(m_options.sequences) + m_deep,
                             m_options.generatedTokens * m_options.sequences);
        m_bench.generate(1, m_options.sequences); // warm-up
    }

    void generate()
    {
        measure(m_row, [&] { return m_bench.generate(m_options.generatedTokens, 1); });
        if (m_options.sequences > 1)
            measure(m_otherRow, [&] { return m_bench.generate(m_options.generatedTokens, m_options.sequences); });
    }

    BenchReport report;

private:
    std::size_t add(const std::string& test, int tokens)
    {
        report.rows.push_back({test, tokens, {}});
        return report.rows.size() - 1;
    }

    template <class Work>
    void measure(std::size_t row, const Work& work)
    {
        const auto before = m_meter.joules();
        const double seconds = work();
        const auto after = m_meter.joules();
        BenchRow& to = report.rows[row];
        to.seconds.push_back(seconds);
        if (before && after)
            to.joules = std::max(to.joules, 0.0) + *after - *before;
    }

    std::shared_ptr<const model::Model> m_model;
    const BenchOptions& m_options;
    const std::atomic<bool>& m_stop;
    Bench m_bench;
    std::optional<Bench> m_ownTiles;
    EnergyMeter m_meter;
    std::string m_deep; // " @ d4096"
    std::size_t m_row = 0, m_otherRow = 0;
};

} // namespace

std::vector<double> BenchRow::rates() const
{
    std::vector<double> result;
    for (const double s : seconds)
        result.push_back(tokens / std::max(s, 1e-9));
    return result;
}

double BenchRow::joulesPerToken() const
{
    return joules < 0 || seconds.empty() ? -1
                                         : joules / (static_cast<double>(tokens) * static_cast<double>(seconds.size()));
}

double BenchRow::meanRate() const
{
    const std::vector<double> all = rates();
    return all.empty() ? 0 : std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
}

double BenchRow::rateDeviation() const
{
    const std::vector<double> all = rates();
    if (all.size() < 2)
        return 0;
    const double mean = meanRate();
    double squares = 0;
    for (const double rate : all)
        squares += (rate - mean) * (rate - mean);
    return std::sqrt(squares / static_cast<double>(all.size() - 1));
}

std::vector<BenchReport> benchInTurns(std::span<const std::shared_ptr<const model::Model>> models,
                                      const BenchOptions& options, const std::atomic<bool>& stop,
                                      const std::function<void(const std::string& step)>& progress)
{
    validate(options);
    std::vector<std::unique_ptr<Contender>> all;
    for (const auto& model : models)
        all.push_back(std::make_unique<Contender>(model, options, stop));
    const auto inTurns = [&](void (Contender::*prepare)(), void (Contender::*once)()) {
        for (const auto& one : all)
            (*one.*prepare)();
        if (options.warmedUp)
            options.warmedUp();
        for (int i = 1; i <= options.repetitions; ++i)
            for (const auto& one : all) {
                (*one.*once)();
                if (progress)
                    progress(one->report.rows.back().test + " " + std::to_string(i) + "/" +
                             std::to_string(options.repetitions));
            }
    };
    if (options.promptTokens > 0)
        inTurns(&Contender::beginPrompts, &Contender::prompt);
    if (options.generatedTokens > 0)
        inTurns(&Contender::beginGenerating, &Contender::generate);
    std::vector<BenchReport> reports;
    for (const auto& one : all)
        reports.push_back(std::move(one->report));
    return reports;
}

BenchReport bench(std::shared_ptr<const model::Model> model, const BenchOptions& options, const std::atomic<bool>& stop,
                  const std::function<void(const std::string& step)>& progress)
{
    return std::move(benchInTurns({&model, 1}, options, stop, progress).front());
}

} // namespace engine::measure
