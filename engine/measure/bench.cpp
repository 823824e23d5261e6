// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/measure/bench.h"

#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/model/packing.h"
#include "kernels/pool.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace engine::measure
{
namespace
{

using Clock = std::chrono::steady_clock;

// Draws tokens and runs them; both tests of a report share one.
class Bench
{
public:
    Bench(std::shared_ptr<const model::Model> model, const BenchOptions& options, const std::atomic<bool>& stop)
        : m_session(model, sessionOptions(options)),
          m_any(0, model->config().vocabulary - 1),
          m_stop(stop),
          m_bos(model->tokenizer().addsBos() ? model->tokenizer().bos() : -1)
    {
    }

    double prompt(int tokens) // seconds
    {
        std::vector<text::TokenId> ids(static_cast<std::size_t>(tokens));
        std::generate(ids.begin(), ids.end(), [&] { return draw(); });
        ids.front() = firstToken();
        m_session.clear();
        const auto start = Clock::now();
        m_session.evaluatePrompt(ids, m_stop);
        return since(start);
    }

    double generate(int tokens) // seconds
    {
        text::TokenId id = firstToken();
        m_session.clear();
        const auto start = Clock::now();
        for (int i = 0; i < tokens; ++i) {
            if (m_stop)
                throw Error(ErrorKind::Stopped, "The benchmark was stopped.");
            m_session.append({&id, 1}, 1);
            id = draw();
        }
        return since(start);
    }

    const generate::Session& session() const { return m_session; }

private:
    static generate::SessionOptions sessionOptions(const BenchOptions& options)
    {
        generate::SessionOptions session;
        session.context = std::max({options.promptTokens, options.generatedTokens, 1});
        session.threads = options.threads;
        return session;
    }

    static double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

    text::TokenId draw() { return m_any(m_random); }
    text::TokenId firstToken() { return m_bos >= 0 ? m_bos : draw(); }

    generate::Session m_session;
    std::mt19937 m_random; // unseeded: the same tokens in each run
    std::uniform_int_distribution<text::TokenId> m_any;
    const std::atomic<bool>& m_stop;
    text::TokenId m_bos; // -1 if the model adds none
};

void validate(const BenchOptions& options)
{
    const auto require = [](bool holds, const char* setting, int value, const char* range) {
        if (!holds)
            throw Error(ErrorKind::BadSetting, std::string("The setting \"") + setting + "\" is " +
                                                   std::to_string(value) + "; it must be " + range + ".");
    };
    require(options.promptTokens >= 0, "prompt tokens", options.promptTokens, "0 or more");
    require(options.generatedTokens >= 0, "generated tokens", options.generatedTokens, "0 or more");
    require(options.repetitions >= 1, "repetitions", options.repetitions, "1 or more");
}

} // namespace

std::vector<double> BenchRow::rates() const
{
    std::vector<double> result;
    for (const double s : seconds)
        result.push_back(tokens / std::max(s, 1e-9));
    return result;
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

BenchReport bench(std::shared_ptr<const model::Model> model, const BenchOptions& options, const std::atomic<bool>& stop,
                  const std::function<void(const std::string& step)>& progress)
{
    validate(options);
    Bench bench(model, options, stop);
    BenchReport report;
    report.device = bench.session().device();
    report.threads = bench.session().threads();
    const auto measure = [&](const char* kind, int tokens, auto&& once) {
        if (tokens == 0)
            return;
        BenchRow row{kind + std::to_string(tokens), tokens, {}};
        for (int i = 0; i < options.repetitions; ++i) {
            if (progress)
                progress(row.test + " " + std::to_string(i + 1) + "/" + std::to_string(options.repetitions));
            row.seconds.push_back(once(tokens));
        }
        report.rows.push_back(std::move(row));
    };
    bench.generate(1); // warm-up
    report.firstToken = Clock::now();
    if (const auto& packing = model->weights().packing) { // what is measured is the speed that lasts
        kernels::Pool pool(report.threads);
        packing->advance(pool, std::numeric_limits<int>::max());
    }
    if (options.promptTokens > 0)
        bench.prompt(options.promptTokens); // warm-up
    measure("pp", options.promptTokens, [&](int tokens) { return bench.prompt(tokens); });
    if (options.generatedTokens > 0)
        bench.generate(1); // warm-up
    measure("tg", options.generatedTokens, [&](int tokens) { return bench.generate(tokens); });
    return report;
}

} // namespace engine::measure
