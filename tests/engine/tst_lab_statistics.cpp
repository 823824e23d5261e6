// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the Lab's judgement errs as seldom as it says, on runs as machines make them: heavy tails, drift, bursts.
#include "engine/lab/statistics.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

using namespace engine::lab;

namespace
{

// Rates of two candidates over rounds in drawn order. A run's rate falls by a noise of 3 %, which has outliers of up to
// twice the time in one of twelve runs; the machine drifts by 15 % in all, and bursts of other work slow several
// neighbouring runs by a quarter.
struct Rates {
    std::vector<double> a, b;
};

Rates simulate(std::uint64_t seed, int rounds, double rateOfB)
{
    std::mt19937_64 random(seed);
    const auto uniform = [&] { return std::generate_canonical<double, 53>(random); };
    std::normal_distribution<double> normal(0, 0.03);
    Rates rates;
    int burst = 0;
    const int runs = 2 * rounds;
    const auto runAt = [&](int slot, double rate) {
        if (burst == 0 && uniform() < 0.04)
            burst = 1 + static_cast<int>(uniform() * 5);
        const double load = burst > 0 ? 1.25 : 1.0;
        burst = std::max(0, burst - 1);
        const double outlier = uniform() < 1.0 / 12 ? 1 + uniform() * uniform() : 1.0;
        const double drift = 1 + 0.15 * slot / runs;
        return rate / (std::exp(normal(random)) * load * outlier * drift);
    };
    for (int round = 0; round < rounds; ++round) {
        const bool aFirst = random() % 2 == 0;
        double a = 0, b = 0;
        for (int half = 0; half < 2; ++half) {
            const bool isA = (half == 0) == aFirst;
            (isA ? a : b) = runAt(2 * round + half, isA ? 100 : 100 * rateOfB);
        }
        rates.a.push_back(a);
        rates.b.push_back(b);
    }
    return rates;
}

constexpr int kExperiments = 2000;

int verdicts(int rounds, double rateOfB, Verdict wanted)
{
    int count = 0;
    for (std::uint64_t seed = 0; seed < kExperiments; ++seed) {
        const Rates rates = simulate(seed, rounds, rateOfB);
        count += compare(rates.a, rates.b).verdict == wanted;
    }
    return count;
}

} // namespace

class LabStatisticsTest : public QObject
{
    Q_OBJECT

private slots:
    void percentilesAreThoseOfTheLineBetweenValues()
    {
        const std::vector<double> values{4, 1, 3, 2};
        QCOMPARE(median(values), 2.5);
        QCOMPARE(percentile(values, 0), 1.0);
        QCOMPARE(percentile(values, 1), 4.0);
        QCOMPARE(percentile(values, 0.5 / 3), 1.5);
        QCOMPARE(median({}), 0.0);
        QCOMPARE(percentile(std::vector<double>{7}, 0.99), 7.0);
    }

    // How often the interval holds the true median: with n values as many coins decide, so 93 to 98 % are right for 5
    // %.
    void bootstrapIntervalsHoldTheMedian()
    {
        std::mt19937_64 random(4);
        std::normal_distribution<double> normal(10, 2);
        int held = 0;
        for (int i = 0; i < 300; ++i) {
            std::vector<double> values(20);
            std::generate(values.begin(), values.end(), [&] { return normal(random); });
            const Interval interval = bootstrapMedian(values);
            QVERIFY(interval.low <= median(values) && median(values) <= interval.high);
            held += interval.low <= 10 && 10 <= interval.high;
        }
        // 285 expected of 300; three standard deviations (3.8 each) and the 2 % that a bootstrap of 20 values is off
        QVERIFY2(held >= 267, qPrintable(QString::number(held)));
        QCOMPARE(bootstrapMedian(std::vector<double>{3}).low, 3.0);
    }

    void alikeOnesAreNoise_data() { rounds(); }
    void alikeOnesAreNoise()
    {
        QFETCH(int, rounds);
        // 5 % of 2000 may differ: 100; four standard deviations of the binomial (9.7) above that never happen by
        // chance.
        const int wrong = kExperiments - verdicts(rounds, 1, Verdict::Noise);
        qInfo("%d pairs: called different %d of %d", rounds, wrong, kExperiments);
        QVERIFY2(wrong <= 100 + 39, qPrintable(QString::number(wrong)));
    }

    // 19 of 20: 1900 of 2000. From twelve pairs on, which is what three repetitions of four prompts give.
    void aFifthSlowerIsFound_data() { rounds(); }
    void aFifthSlowerIsFound()
    {
        QFETCH(int, rounds);
        const int found = verdicts(rounds, 1 / 1.2, Verdict::Slower);
        qInfo("%d pairs: found %d of %d", rounds, found, kExperiments);
        if (rounds >= 12)
            QVERIFY2(found >= 1900, qPrintable(QString::number(found)));
        QCOMPARE(verdicts(rounds, 1 / 1.2, Verdict::Faster), 0);
    }

    // The order in a round is drawn, so even a machine on which the second run of each pair is slower by 10 % is fair.
    void theOrderIsNoDifference()
    {
        int wrong = 0;
        for (std::uint64_t seed = 0; seed < kExperiments; ++seed) {
            std::mt19937_64 random(seed);
            std::vector<double> a, b;
            for (int i = 0; i < 12; ++i) {
                const bool aFirst = random() % 2 == 0;
                a.push_back(aFirst ? 100 : 90);
                b.push_back(aFirst ? 90 : 100);
            }
            wrong += compare(a, b).verdict != Verdict::Noise;
        }
        QVERIFY2(wrong <= 100 + 39, qPrintable(QString::number(wrong)));
    }

    void fewPairsAreNotJudged()
    {
        QCOMPARE(fewestPairs(0.05), 6);
        const std::vector<double> slow(5, 10.0), fast(5, 20.0);
        const Comparison found = compare(slow, fast);
        QCOMPARE(found.verdict, Verdict::TooFew);
        QCOMPARE(found.ratio, 2.0);
        QCOMPARE(compare(std::vector<double>(6, 10.0), std::vector<double>(6, 20.0)).verdict, Verdict::Faster);
        QCOMPARE(compare({}, {}).pairs, 0);
        QCOMPARE(compare(std::vector<double>(6, 10.0), std::vector<double>(6, 10.0)).verdict, Verdict::Noise);
    }

    // A failed run has no rate: its pair does not count.
    void pairsWithoutARateAreLeftOut()
    {
        const std::vector<double> a{10, 0, 10, 10, 10, 10, 10, 10}, b{5, 5, 5, 5, 0, 5, 5, 5};
        const Comparison found = compare(a, b);
        QCOMPARE(found.pairs, 6);
        QCOMPARE(found.verdict, Verdict::Slower);
    }

    void histogramsCountAll()
    {
        const std::vector<double> times{0.01, 0.012, 0.02, 0.1, 0};
        const Histogram found = histogram(times, 8);
        QCOMPARE(found.edges.size(), 9U);
        QCOMPARE(found.counts.size(), 8U);
        QCOMPARE(std::accumulate(found.counts.begin(), found.counts.end(), 0), 4);
        QVERIFY(found.counts.front() >= 2 && found.counts.back() == 1);
        QVERIFY(histogram({}, 8).counts.empty());
        for (const std::vector<double>& odd : {std::vector<double>{1e-308, 1e308}, {2, 2, 2}, {5e-324}}) { // from files
            const Histogram all = histogram(odd, 8);
            QCOMPARE(std::accumulate(all.counts.begin(), all.counts.end(), 0), static_cast<int>(odd.size()));
        }
        QCOMPARE(std::accumulate(found.counts.begin(), found.counts.end(), 0), 4);
    }

private:
    static void rounds()
    {
        QTest::addColumn<int>("rounds");
        for (const int count : {6, 8, 12, 20, 40})
            QTest::addRow("%d pairs", count) << count;
    }
};

QTEST_GUILESS_MAIN(LabStatisticsTest)
#include "tst_lab_statistics.moc"
