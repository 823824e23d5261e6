// SPDX-License-Identifier: GPL-3.0-or-later
// A Lab whose runs take no time: each candidate has a speed of its own, and says a text. The script is shared with the
// test's thread.
#pragma once

#include "engine/error.h"
#include "ui/lab/lab_runner.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

namespace tests
{

struct LabScript {
    std::mutex mutex;
    std::vector<double> speeds = {40, 20, 30,
                                  25}; // tokens per second by candidate, again from the start after the last
    std::string text = "One word after another. ";
    std::string refuse;         // a sentence: the last candidate cannot run
    std::string breakWhole;     // likewise: the experiment is wrong
    std::atomic<int> runMs = 0; // of each run
    std::atomic<int> checks = 0;
};

class ScriptedLab : public ui::LabRunner
{
public:
    explicit ScriptedLab(std::shared_ptr<LabScript> script) : m_script(std::move(script)) {}

    std::vector<engine::lab::Problem> check(const engine::lab::Experiment& experiment) override
    {
        ++m_script->checks;
        engine::lab::validate(experiment);
        const std::lock_guard lock(m_script->mutex);
        if (m_script->refuse.empty())
            return {};
        return {{static_cast<int>(experiment.candidates.size()) - 1, m_script->refuse}};
    }

    engine::lab::Result run(const engine::lab::Experiment& experiment, const std::atomic<bool>& stop,
                            const engine::lab::Watcher& watcher) override
    {
        {
            const std::lock_guard lock(m_script->mutex);
            if (!m_script->breakWhole.empty())
                throw engine::Error(engine::ErrorKind::BadSetting, m_script->breakWhole);
        }
        engine::lab::Result result;
        result.experiment = experiment;
        result.machine.processor = "A processor of the script";
        result.machine.version = "0.1.0";
        result.time = "2026-11-21T12:00:00Z";
        result.facts.resize(experiment.candidates.size());
        watcher.preparing("Loading the model");
        const int candidates = static_cast<int>(experiment.candidates.size());
        const int last = refused() ? candidates - 1 : candidates;
        if (last < candidates) {
            result.facts.back().failure = m_script->refuse;
            watcher.failed(last, m_script->refuse);
        }
        const int prompts = static_cast<int>(experiment.prompts.size());
        const int all = last * (experiment.warmUps + prompts * experiment.repetitions);
        int done = 0;
        for (int repetition = -experiment.warmUps; repetition < experiment.repetitions; ++repetition)
            for (int prompt = 0; prompt < (repetition < 0 ? 1 : prompts); ++prompt)
                for (int candidate = 0; candidate < last; ++candidate) {
                    if (stop) {
                        result.stopped = true;
                        return result;
                    }
                    const engine::lab::RunPlace place{candidate, prompt, std::max(repetition, -1)};
                    watcher.began(place, done++, all);
                    const engine::lab::RunRecord record = told(place, experiment.tokens, watcher);
                    if (repetition < 0)
                        continue;
                    result.runs.push_back(record);
                    watcher.ended(record);
                }
        for (int candidate = 1; candidate < last; ++candidate)
            result.partings.push_back({candidate, 0, experiment.tokens, true, -1, {}, {}});
        return result;
    }

private:
    bool refused() const
    {
        const std::lock_guard lock(m_script->mutex);
        return !m_script->refuse.empty();
    }

    engine::lab::RunRecord told(const engine::lab::RunPlace& place, int tokens,
                                const engine::lab::Watcher& watcher) const
    {
        std::unique_lock lock(m_script->mutex);
        // A little of noise, other in each run and the same each time.
        const double wobble = 1 + 0.01 * ((place.repetition * 7 + place.candidate * 3) % 5 - 2);
        const double speed =
            m_script->speeds[static_cast<std::size_t>(place.candidate) % m_script->speeds.size()] * wobble;
        const std::string text = m_script->text;
        lock.unlock();
        engine::lab::RunRecord record;
        record.place = place;
        record.tokens = tokens;
        record.timings.promptTokens = 100;
        record.timings.generatedTokens = tokens;
        record.timings.prefillSeconds = 1 / speed;
        record.timings.firstTokenSeconds = 1 / speed;
        record.timings.decodeSeconds = (tokens - 1) / speed;
        record.decodeSeconds = record.timings.decodeSeconds;
        record.decodeTokens = tokens - 1;
        record.totalSeconds = tokens / speed;
        record.tokenSeconds.assign(static_cast<std::size_t>(std::max(tokens - 1, 0)), 1 / speed);
        record.memory = {200'000'000, (place.candidate + 1) * 10'000'000, 5'000'000};
        record.peakBytes = 400'000'000;
        watcher.prefill(place, 100, 100);
        for (int token = 1; token <= tokens; ++token) {
            watcher.piece(place,
                          std::string_view(text).substr(static_cast<std::size_t>(token - 1) * 4 % text.size(), 4));
            watcher.token(place, token, token / speed);
            if (m_script->runMs > 0)
                std::this_thread::sleep_for(std::chrono::microseconds(m_script->runMs * 1000 / tokens));
        }
        record.text = text;
        return record;
    }

    std::shared_ptr<LabScript> m_script;
};

} // namespace tests
