// SPDX-License-Identifier: GPL-3.0-or-later
// The Lab on the starter model: its judgement, its rows for what fails, its stop, and its results as files.
#include "engine/error.h"
#include "engine/lab/report.h"
#include "engine/lab/run.h"
#include "kernels/ops.h"
#include "tests/support/models.h"

#include <nlohmann/json.hpp>

#include <ctime>
#include <limits>

using namespace engine::lab;

namespace
{

// What this thread has computed: other programs on the machine do not count. Candidates here have one thread.
double computed()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// The processor's ops, whose passes take a quarter longer: four fifths of the speed.
double passBegan = 0;

const kernels::Backend& slowBackend()
{
    static const kernels::Backend ops = [] {
        kernels::Backend slow = kernels::cpuBackend();
        slow.embed = [](const kernels::Embed& op, kernels::Pool& pool) {
            passBegan = computed();
            kernels::cpuBackend().embed(op, pool);
        };
        slow.logits = [](const kernels::Logits& op, kernels::Pool& pool) {
            kernels::cpuBackend().logits(op, pool);
            const double now = computed(), end = now + 0.25 * (now - passBegan);
            while (computed() < end) {
            }
        };
        return slow;
    }();
    return ops;
}

Experiment experimentOf(std::vector<Candidate> candidates)
{
    Experiment experiment;
    experiment.name = "test";
    for (Candidate& candidate : candidates) {
        candidate.settings.model =
            candidate.settings.model.empty() ? support::starterPath().toStdString() : candidate.settings.model;
        candidate.settings.threads = 1;
        candidate.settings.context = 256;
    }
    experiment.candidates = std::move(candidates);
    experiment.prompts = {{"short", {{"user", "Hello! What can you do?"}}, ""}, {"text", {}, "A model is"}};
    experiment.tokens = 12;
    experiment.repetitions = 1;
    return experiment;
}

const std::atomic<bool> goOn = false;

Result measured(const Experiment& experiment, RunHooks hooks = {}, const Watcher& watcher = {})
{
    hooks.measuresBandwidth = false;
    return run(experiment, goOn, watcher, hooks);
}

} // namespace

class LabRunTest : public QObject
{
    Q_OBJECT

private slots:
    // Twelve pairs, judged so strictly that chance alone fails this test once in two thousand times; the simulation in
    // tst_lab_statistics.cpp shows how often the usual strictness errs.
    void identicalSettingsAreNoiseAndASlowOneIsFound()
    {
        Experiment experiment = experimentOf({{"a", {}}, {"the same", {}}, {"slow", {}}});
        experiment.repetitions = 6;
        experiment.tokens = 16;
        RunHooks hooks;
        hooks.clock = computed;
        hooks.ops = [](int candidate) { return candidate == 2 ? &slowBackend() : nullptr; };
        const Result result = measured(experiment, hooks);
        QCOMPARE(result.runs.size(), 3U * 2 * 6);
        std::vector<double> rates[3];
        for (int repetition = 0; repetition < 6; ++repetition)
            for (int prompt = 0; prompt < 2; ++prompt)
                for (const RunRecord& run : result.runs)
                    if (run.place.repetition == repetition && run.place.prompt == prompt)
                        rates[run.place.candidate].push_back(run.decodeRate());
        const Comparison same = compare(rates[0], rates[1], 0.001), slow = compare(rates[0], rates[2], 0.05);
        qInfo("the same: %.3f [%.3f, %.3f], slow: %.3f [%.3f, %.3f]", same.ratio, same.interval.low, same.interval.high,
              slow.ratio, slow.interval.low, slow.interval.high);
        QCOMPARE(same.verdict, Verdict::Noise);
        QCOMPARE(slow.verdict, Verdict::Slower);
        QVERIFY(slow.ratio > 0.5 &&
                slow.ratio < 0.92); // 0.8, but for what waiting itself costs and for rates that scatter
        const Table table = tabulate(result);
        QCOMPARE(table.rows.size(), 3U);
        QCOMPARE(table.rows[2].name, "slow");
        QCOMPARE(table.rows[0].rank, 1);
        QVERIFY(winner(table) != 2);
    }

    void everythingIsMeasured()
    {
        Experiment experiment =
            experimentOf({{"one", {}},
                          {"guessing", {.guesses = 8}},
                          {"drafting", {.draftModel = support::starterPath().toStdString(), .draftTokens = 3}},
                          {"three at once", {.parallel = 3}},
                          {"Q4_0 cache", {.cacheType = kernels::Type::Q4_0}}});
        int pieces = 0, tokens = 0, ended = 0;
        Watcher watcher;
        watcher.piece = [&](const RunPlace&, std::string_view) { ++pieces; };
        watcher.token = [&](const RunPlace& place, int, double) { tokens += place.repetition >= 0; };
        watcher.ended = [&](const RunRecord&) { ++ended; };
        const Result result = measured(experiment, {}, watcher);
        QCOMPARE(result.runs.size(), 10U);
        QCOMPARE(ended, 10);
        QVERIFY(pieces > 0);
        QCOMPARE(tokens, 2 * 12 * (4 + 3));
        for (const RunRecord& run : result.runs) {
            const bool three = run.place.candidate == 3;
            QVERIFY2(run.failure.empty(), run.failure.c_str());
            QCOMPARE(run.tokens, three ? 36 : 12);
            QVERIFY(run.decodeTokens >= 11 && run.decodeSeconds > 0 && run.totalSeconds >= run.decodeSeconds);
            QCOMPARE(run.readTokens, run.timings.promptTokens * (three ? 3 : 1));
            QVERIFY(run.readSeconds >= run.timings.prefillSeconds && run.readSeconds <= run.totalSeconds);
            QCOMPARE(run.tokenSeconds.size(), three ? 33U : 11U);
            QVERIFY(run.memory.weights > 0 && run.memory.cache > 0 && run.memory.scratch > 0);
            QVERIFY(run.timings.promptTokens > 0 && run.timings.firstTokenSeconds > 0 && run.prefillRate() > 0);
            QCOMPARE(run.answer.size(), 12U);
        }
        // Greedy answers: the same with guesses, with drafts and in a batch; only another cache may change them.
        for (const Parting& parting : result.partings)
            if (parting.candidate != 4) {
                QVERIFY(parting.same);
                QCOMPARE(parting.equalTokens, 12);
            }
        QCOMPARE(result.partings.size(), 8U);
        QCOMPARE(result.facts[0].failure, "");
        QVERIFY(result.facts[0].bytesPerToken > 1'000'000 &&
                result.facts[0].bytesPerToken < result.facts[0].weightBytes);
        QVERIFY(result.runs[0].memory.cache > 0);
        QVERIFY(!toText(result, tabulate(result)).empty());
        const QString csv = QString::fromStdString(toCsv(tabulate(result)));
        QCOMPARE(csv.count("\r\n"), 6);
    }

    // A cache of four bits parts from the others at last in a long answer; there the two distributions differ.
    void partingsHaveADivergence()
    {
        Experiment experiment = experimentOf({{"a", {}}, {"Q4_0", {.cacheType = kernels::Type::Q4_0}}});
        experiment.tokens = 150;
        const Result result = measured(experiment);
        QCOMPARE(result.partings.size(), 2U);
        int parted = 0;
        for (const Parting& parting : result.partings)
            if (!parting.same) {
                ++parted;
                QVERIFY(parting.divergence > 0 && parting.divergence < 5);
                QVERIFY(parting.first != parting.other && parting.equalTokens < 150);
            }
        QVERIFY(parted > 0);
    }

    void whatFailsIsARow()
    {
        Experiment experiment = experimentOf({{"missing", {.model = "/nowhere/a.gguf"}},
                                              {"good", {}},
                                              {"GPU", {.device = "cuda:63"}},
                                              {"both", {.guesses = 2, .parallel = 2}}});
        QCOMPARE(check(experiment).size(), 3U);
        experiment.prompts.push_back({"long", {}, std::string(4000, 'a')});
        const Result result = measured(experiment);
        QVERIFY(!result.stopped);
        QVERIFY(QString::fromStdString(result.facts[0].failure).contains("a.gguf"));
        QVERIFY(QString::fromStdString(result.facts[2].failure).contains("cuda:63"));
        QVERIFY(QString::fromStdString(result.facts[3].failure).contains("one request at a time"));
        QCOMPARE(result.facts[1].failure, "");
        QCOMPARE(result.runs.size(), 3U); // two good ones, and the prompt that is too long
        const Table table = tabulate(result);
        QCOMPARE(table.rows[0].name, "good");
        QVERIFY(!table.rows[0].failure.empty()); // of the long prompt
        QCOMPARE(table.rows[1].rank, 0);
        QCOMPARE(winner(table), 1);
    }

    void settingsThatCannotBeHadAreRefusedBefore_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("part");
        QTest::newRow("layers") << "gpu_layers"
                                << "3"
                                << "runs on the processor";
        QTest::newRow("graph") << "graph"
                               << "false"
                               << "Graph capture";
        QTest::newRow("device sampling") << "sample_on_device"
                                         << "false"
                                         << "Sampling on the GPU";
        QTest::newRow("device") << "device"
                                << "cuda:9"
                                << "cuda:9 is not there";
        QTest::newRow("no model") << "model"
                                  << ""
                                  << "No model";
        QTest::newRow("no such draft") << "draft_model"
                                       << "/nowhere/d.gguf"
                                       << "d.gguf";
        if (QFile::exists(support::sharedPath("weights/stories260K/stories260K-f32.gguf")))
            QTest::newRow("other vocabulary")
                << "draft_model" << support::sharedPath("weights/stories260K/stories260K-f32.gguf") << "vocabulary";
        QTest::newRow("memory") << "context"
                                << "16777216"
                                << "MiB";
    }
    void settingsThatCannotBeHadAreRefusedBefore()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, part);
        Experiment experiment = experimentOf({{"a", {}}});
        setSetting(experiment.candidates[0].settings, key.toStdString(), value.toStdString());
        const auto problems = check(experiment);
        QCOMPARE(problems.size(), 1U);
        QCOMPARE(problems[0].candidate, 0);
        QVERIFY2(QString::fromStdString(problems[0].sentence).contains(part), problems[0].sentence.c_str());
    }

    void aStopKeepsWhatWasMeasured()
    {
        Experiment experiment = experimentOf({{"a", {}}, {"b", {}}});
        experiment.repetitions = 5;
        std::atomic<bool> stop = false;
        int runs = 0;
        Watcher watcher;
        watcher.ended = [&](const RunRecord&) { stop = ++runs == 5; };
        RunHooks hooks;
        hooks.measuresBandwidth = false;
        const Result result = run(experiment, stop, watcher, hooks);
        QVERIFY(result.stopped);
        QCOMPARE(result.runs.size(), 5U);
        QVERIFY(toText(result, tabulate(result)).find("was stopped") != std::string::npos);
    }

    void readingAgainIsSpared()
    {
        Experiment experiment = experimentOf({{"anew", {}}, {"reuse", {.reusePrefix = true}}});
        experiment.prompts = {shippedPrompts()[3]};
        const Result result = measured(experiment);
        QCOMPARE(result.runs.size(), 2U);
        for (const RunRecord& run : result.runs) {
            QVERIFY2(run.failure.empty(), run.failure.c_str());
            QVERIFY(run.place.candidate == 0 ? run.timings.reusedTokens == 0
                                             : run.timings.reusedTokens > run.timings.promptTokens / 2);
        }
        QVERIFY(result.partings[0].same);
    }

    void resultsComeBackFromJson()
    {
        const Result result = measured(
            experimentOf({{"a", {}}, {"b", {.cacheType = kernels::Type::Q8_0}}, {"missing", {.model = "/nowhere"}}}));
        const std::string text = toJsonText(result);
        const Result again = parseResult(text, "r.json");
        QCOMPARE(toJsonText(again), text);
        QCOMPARE(toText(again, tabulate(again)), toText(result, tabulate(result)));
        QVERIFY(!again.machine.processor.empty() && again.machine.threads > 0 && !again.machine.version.empty());
    }

    void hostileResultsAreSentences()
    {
        const Result result = measured(experimentOf({{"a", {}}}));
        const auto broken = [&](auto change) {
            nlohmann::json json = nlohmann::json::parse(toJsonText(result));
            change(json);
            try {
                readResult(json, "r.json");
            } catch (const engine::Error& error) {
                return QString(error.what()).contains("r.json");
            }
            return false;
        };
        QVERIFY(broken([](auto& json) { json["fettle_lab_result"] = 2; }));
        QVERIFY(broken([](auto& json) { json["runs"][0]["candidate"] = 5; }));
        QVERIFY(broken([](auto& json) { json["runs"][0]["prompt"] = -1; }));
        QVERIFY(broken([](auto& json) { json["runs"][0]["token_s"] = "x"; }));
        QVERIFY(broken([](auto& json) { json["runs"] = 3; }));
        QVERIFY(
            broken([](auto& json) { json["runs"][0]["weights_bytes"] = std::numeric_limits<std::int64_t>::max(); }));
        QVERIFY(broken([](auto& json) { json["runs"][0]["prompt_tokens"] = -5; }));
        QVERIFY(broken([](auto& json) { json["facts"] = nlohmann::json::array(); }));
        QVERIFY(broken([](auto& json) { json.erase("experiment"); }));
        QVERIFY(broken([](auto& json) { json["more"] = 1; }));
        QVERIFY_EXCEPTION_THROWN(loadResult("/nowhere/r.json"), engine::Error);
    }

    void trapsHaveTheNumbers()
    {
        Result result;
        result.experiment = experimentOf({{"F16", {}}, {"Q4_0", {.cacheType = kernels::Type::Q4_0}}});
        result.facts.resize(2);
        for (int repetition = 0; repetition < 8; ++repetition)
            for (int candidate = 0; candidate < 2; ++candidate) {
                RunRecord run;
                run.place = {candidate, 0, repetition};
                run.decodeTokens = candidate == 0 ? 41 : 20;
                run.decodeSeconds = 1 + 0.01 * repetition;
                result.runs.push_back(run);
            }
        const auto found = traps(result);
        QCOMPARE(found.size(), 1U);
        QCOMPARE(QString::fromStdString(found[0]), QString("Q4_0 cache instead of F16 cache costs about half of the "
                                                           "speed of generating here: 39.6 → 19.3 tok/s."));
        for (RunRecord& run : result.runs)
            run.decodeTokens = 41;
        QVERIFY(traps(result).empty());
    }
};

QTEST_GUILESS_MAIN(LabRunTest)
#include "tst_lab_run.moc"
