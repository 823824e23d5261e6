// SPDX-License-Identifier: GPL-3.0-or-later
// Experiments as JSON and back, sweeps, and the sentences for what is wrong with them.
#include "engine/error.h"
#include "engine/lab/experiment.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace engine::lab;

namespace
{

std::string sentenceOf(const std::string& json)
{
    try {
        parseExperiment(json, "e.json");
    } catch (const engine::Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class LabExperimentTest : public QObject
{
    Q_OBJECT

private slots:
    void settingsComeBackFromText()
    {
        Settings settings;
        setSetting(settings, "model", "/models/a.gguf");
        setSetting(settings, "device", "cuda:1");
        setSetting(settings, "cache", "Q8_0");
        setSetting(settings, "context", "8192");
        setSetting(settings, "reuse_prefix", "true");
        setSetting(settings, "gpu_layers", "-1");
        Settings copy;
        for (const SettingInfo& info : settingInfos())
            setSetting(copy, info.key, settingText(settings, info.key));
        QVERIFY(copy == settings);
        QVERIFY(!(copy == Settings()));
        QCOMPARE(settingInfos().size(), 14U);
    }

    void sweepsAreProducts()
    {
        Settings base;
        base.model = "a.gguf";
        const auto candidates = sweep(base, {{"threads", {"1", "2"}}, {"cache", {"F16", "Q8_0", "Q4_0"}}});
        QCOMPARE(candidates.size(), 6U);
        QCOMPARE(candidates[0].name, "1 thread, F16 cache");
        QCOMPARE(candidates[5].name, "2 threads, Q4_0 cache");
        QCOMPARE(candidates[4].settings.cacheType, kernels::Type::Q8_0);
        QCOMPARE(candidates[4].settings.model, "a.gguf");
        QVERIFY_EXCEPTION_THROWN(sweep(base, {{"threads", {}}}), engine::Error);
        QVERIFY_EXCEPTION_THROWN(sweep(base, {{"threads", {"1"}}, {"threads", {"2"}}}), engine::Error);
        std::vector<std::string> many;
        for (int i = 1; i <= 65; ++i)
            many.push_back(std::to_string(i));
        QVERIFY_EXCEPTION_THROWN(sweep(base, {{"threads", many}}), engine::Error);
    }

    void alikeCandidatesHaveNames()
    {
        std::vector<Candidate> twice(2);
        nameByDifference(twice);
        QCOMPARE(twice[0].name, "base");
        QCOMPARE(twice[1].name, "base (2)");
    }

    void jsonComesBack()
    {
        const Experiment read = parseExperiment(R"({"name": "n", "base": {"model": "a.gguf", "threads": 2},
            "sweep": {"guess": [0, 8], "cache": ["F16", "Q4_0"]},
            "prompts": ["code edit", {"name": "own", "text": "Once"}, {"name": "turns", "turns": [{"role": "user", "content": "Hi"}]}],
            "repetitions": 3, "warm_ups": 0, "tokens": 16, "to_the_end": true, "seed": 9, "sampling": {"temperature": 0.5}})",
                                                "e.json");
        QCOMPARE(read.candidates.size(), 4U);
        QCOMPARE(read.prompts.size(), 3U);
        QCOMPARE(read.sampling.temperature, 0.5F);
        const Experiment again = readExperiment(nlohmann::json::parse(toJson(read).dump()), "again");
        QVERIFY(again.candidates == read.candidates);
        QCOMPARE(toJson(again).dump(), toJson(read).dump());
        QCOMPARE(again.repetitions, 3);
        QVERIFY(again.toTheEnd);
    }

    void promptsThatFettleBrings()
    {
        QCOMPARE(shippedPrompts().size(), 4U);
        const Experiment read = parseExperiment(R"({"base": {"model": "a"}})", "e.json");
        QCOMPARE(read.prompts.size(), 4U);
        QCOMPARE(read.prompts[3].turns.size(), 6U);
        QVERIFY(read.prompts[1].turns[0].content.size() > 4000); // the long one is long
    }

    void wrongOnesAreSentences_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("part");
        QTest::newRow("not JSON") << "{"
                                  << "e.json";
        QTest::newRow("a list") << "[]"
                                << "e.json must be an object";
        QTest::newRow("unknown key") << R"({"repetition": 3})"
                                     << "unknown key: \"repetition\"";
        QTest::newRow("unknown setting") << R"({"base": {"flash": true}})"
                                         << "unknown key: \"base.flash\"";
        QTest::newRow("unknown axis") << R"({"sweep": {"flash": [true]}})"
                                      << "sweep.flash";
        QTest::newRow("axis without a list") << R"({"sweep": {"threads": 2}})"
                                             << "\"sweep.threads\" must be a list";
        QTest::newRow("range") << R"({"base": {"threads": 257}})"
                               << "\"threads\" is \"257\"; it must be from 0 to 256";
        QTest::newRow("type") << R"({"base": {"threads": 1.5}})"
                              << "\"base.threads\" must be";
        QTest::newRow("cache") << R"({"base": {"cache": "Q5_1"}})"
                               << "F16, BF16, F32, Q8_0 or Q4_0";
        QTest::newRow("device") << R"({"base": {"device": "gpu"}})"
                                << "cpu or cuda:N";
        QTest::newRow("both") << R"({"sweep": {}, "candidates": []})"
                              << "both";
        QTest::newRow("no candidates") << R"({"candidates": []})"
                                       << "no candidates";
        QTest::newRow("no prompts") << R"({"prompts": []})"
                                    << "no prompts";
        QTest::newRow("strange prompt") << R"({"prompts": ["poem"]})"
                                        << "short question, long document";
        QTest::newRow("empty prompt") << R"({"prompts": [{"name": "x"}]})"
                                      << "either a text or turns";
        QTest::newRow("both kinds")
            << R"({"prompts": [{"name": "x", "text": "a", "turns": [{"role": "user", "content": "b"}]}]})"
            << "either a text or turns";
        QTest::newRow("last turn")
            << R"({"prompts": [{"name": "x", "turns": [{"role": "assistant", "content": "b"}]}]})"
            << "must be the user's";
        QTest::newRow("role") << R"({"prompts": [{"name": "x", "turns": [{"role": "tool", "content": "b"}]}]})"
                              << "role \"tool\"";
        QTest::newRow("same names") << R"({"candidates": [{"name": "a"}, {"name": "a"}]})"
                                    << "named \"a\"";
        QTest::newRow("repetitions") << R"({"repetitions": 0})"
                                     << "from 1 to 1000";
        QTest::newRow("huge number") << R"({"repetitions": 99999999999999999999})"
                                     << "whole number";
        QTest::newRow("temperature") << R"({"sampling": {"temperature": 9}})"
                                     << "temperature";
    }
    void wrongOnesAreSentences()
    {
        QFETCH(QString, json);
        QFETCH(QString, part);
        const QString found = QString::fromStdString(sentenceOf(json.toStdString()));
        QVERIFY2(found.contains(part), qPrintable(found));
    }

    void missingFile() { QVERIFY_EXCEPTION_THROWN(loadExperiment("/nowhere/e.json"), engine::Error); }
};

QTEST_GUILESS_MAIN(LabExperimentTest)
#include "tst_lab_experiment.moc"
