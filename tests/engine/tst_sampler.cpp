// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/generate/log_probabilities.h"
#include "engine/generate/sampler.h"

#include <QtTest>

#include <cmath>

using engine::generate::Sampler;
using engine::generate::SamplerSettings;

namespace
{

SamplerSettings open(std::uint64_t seed = 1) // nothing cut, temperature 1
{
    SamplerSettings settings;
    settings.temperature = 1;
    settings.topK = 0;
    settings.topP = 1;
    settings.minP = 0;
    settings.seed = seed;
    return settings;
}

std::vector<int> counts(const SamplerSettings& settings, const std::vector<float>& logits, int draws)
{
    Sampler sampler(settings);
    std::vector<int> result(logits.size());
    for (int i = 0; i < draws; ++i)
        ++result[static_cast<std::size_t>(sampler.choose(logits))];
    return result;
}

} // namespace

class TestSampler : public QObject
{
    Q_OBJECT

private slots:
    void greedyTakesTheFirstOfTheBest()
    {
        SamplerSettings settings;
        settings.temperature = 0;
        QCOMPARE(Sampler(settings).choose(std::vector<float>{1, 3, 3, -2}), 1);
    }

    void biasMovesAToken()
    {
        SamplerSettings settings;
        settings.temperature = 0;
        settings.logitBias = {{0, 2.5F}, {1, -100}};
        QCOMPARE(Sampler(settings).choose(std::vector<float>{1, 3, 3, -2}), 0);
        settings.logitBias = {{1, -1}, {2, -1.5F}}; // 2 against 1.5
        QCOMPARE(Sampler(settings).choose(std::vector<float>{1, 3, 3, -2}), 1);
        settings.logitBias = {{4, 1}};
        QVERIFY_EXCEPTION_THROWN(Sampler(settings).choose(std::vector<float>{1, 3, 3, -2}), engine::Error);
        for (const float value : {-100.5F, 101.0F, std::nanf("")}) {
            settings.logitBias = {{0, value}};
            QVERIFY_EXCEPTION_THROWN(Sampler{settings}, engine::Error);
        }
    }

    void logProbabilitiesAreThoseOfSoftmax()
    {
        const std::vector<float> logits = {std::log(2.0F) + 50, std::log(5.0F) + 50, std::log(2.0F) + 50, std::log(1.0F) + 50};
        const auto result = engine::generate::logProbabilities(logits, 3, 3);
        QCOMPARE(result.chosen.token, 3);
        QVERIFY(std::abs(result.chosen.value - std::log(0.1)) < 1e-5); // 50 in 32 bits leaves 4e-6
        const std::vector<std::pair<int, double>> expected = {{1, 0.5}, {0, 0.2}, {2, 0.2}};
        QCOMPARE(result.top.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(result.top[i].token, expected[i].first);
            QVERIFY(std::abs(result.top[i].value - std::log(expected[i].second)) < 1e-5);
        }
        QVERIFY(engine::generate::logProbabilities(logits, 0, 0).top.empty());
        QCOMPARE(engine::generate::logProbabilities(logits, 0, 100).top.size(), logits.size());
    }

    void drawsBySoftmax()
    {
        const std::vector<float> logits = {std::log(0.5F), std::log(0.3F), std::log(0.2F)};
        const auto drawn = counts(open(), logits, 100'000);
        // Three standard deviations of a binomial share: sqrt(0.25 / 100000) * 3 < 0.005.
        QVERIFY(std::abs(drawn[0] / 1e5 - 0.5) < 0.005);
        QVERIFY(std::abs(drawn[1] / 1e5 - 0.3) < 0.005);
    }

    void cuts_data()
    {
        QTest::addColumn<int>("topK");
        QTest::addColumn<float>("topP");
        QTest::addColumn<float>("minP");
        QTest::addColumn<int>("left");
        QTest::newRow("top-k") << 2 << 1.0F << 0.0F << 2;
        QTest::newRow("top-p below the first") << 0 << 0.4F << 0.0F << 1;
        QTest::newRow("top-p") << 0 << 0.75F << 0.0F << 2; // 0.5 + 0.3 reaches it
        QTest::newRow("min-p") << 0 << 1.0F << 0.5F << 2;  // 0.5 * 0.5 = 0.25 <= 0.3
        QTest::newRow("none") << 0 << 1.0F << 0.0F << 3;
    }
    void cuts()
    {
        QFETCH(int, topK);
        QFETCH(float, topP);
        QFETCH(float, minP);
        QFETCH(int, left);
        SamplerSettings settings = open();
        settings.topK = topK;
        settings.topP = topP;
        settings.minP = minP;
        const auto drawn = counts(settings, {std::log(0.3F), std::log(0.5F), std::log(0.2F)}, 5'000);
        QCOMPARE(static_cast<int>(std::count_if(drawn.begin(), drawn.end(), [](int n) { return n > 0; })), left);
    }

    void penaltiesActOnUsedTokens()
    {
        SamplerSettings settings;
        settings.temperature = 0;
        settings.repeatPenalty = 2;
        settings.penaltyWindow = 2;
        Sampler sampler(settings);
        const std::vector<float> logits = {4, 3, -1};
        sampler.accept(0);
        QCOMPARE(sampler.choose(logits), 1); // 4 / 2 < 3
        sampler.accept(2);
        sampler.accept(2); // 0 has left the window
        QCOMPARE(sampler.choose(logits), 0);

        settings.repeatPenalty = 1;
        settings.frequencyPenalty = 0.6F;
        settings.penaltyWindow = 64;
        Sampler counting(settings);
        counting.accept(0);
        QCOMPARE(counting.choose(logits), 0); // 4 - 0.6
        counting.accept(0);
        QCOMPARE(counting.choose(logits), 1); // 4 - 1.2
    }

    void sameSeedSameChoices()
    {
        const std::vector<float> logits(100, 0.0F);
        Sampler a(open(7)), b(open(7)), c(open(8));
        bool differs = false;
        for (int i = 0; i < 50; ++i) {
            const int first = a.choose(logits);
            QCOMPARE(b.choose(logits), first);
            differs |= c.choose(logits) != first;
        }
        QVERIFY(differs);
    }

    void refusesWhatIsOutOfRange()
    {
        SamplerSettings settings;
        settings.topP = 0;
        try {
            Sampler sampler(settings);
            QFAIL("top-p 0 was taken");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::BadSetting);
            QVERIFY(QByteArray(error.what()).contains("top-p"));
        }
        settings.topP = std::nanf("");
        QVERIFY_EXCEPTION_THROWN(Sampler{settings}, engine::Error);
    }
};

QTEST_GUILESS_MAIN(TestSampler)
#include "tst_sampler.moc"
