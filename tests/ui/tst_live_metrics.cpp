// SPDX-License-Identifier: GPL-3.0-or-later
// The live graphs: sampling while active only, the last minute, rates.
#include "ui/live/live_metrics.h"
#include "ui/live/memory_sampler.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace ui;

class TestLiveMetrics : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(".*")); }
    void samplesOnlyWhileActive();
    void samplerRestsWhenInactive();
    void showsTokensAndMemory();
    void keepsAMinute();
    void rates();
    void showsAGpu();
};

void TestLiveMetrics::showsAGpu()
{
    LiveMetrics metrics;
    QSignalSpy changes(&metrics, &LiveMetrics::gpuSampled);
    QVERIFY(!metrics.hasGpu());
    engine::measure::GpuReading reading;
    reading.name = "A GPU";
    reading.usedBytes = std::int64_t{3} << 30;
    reading.allBytes = std::int64_t{8} << 30;
    reading.usePercent = 70;
    reading.celsius = 55;
    metrics.setGpu(reading);
    QVERIFY(metrics.hasGpu());
    QCOMPARE(metrics.gpuName(), QString("A GPU"));
    QCOMPARE(metrics.gpuUsedBytes(), 3.0 * (1 << 30));
    QCOMPARE(metrics.gpuAllBytes(), 8.0 * (1 << 30));
    QCOMPARE(metrics.gpuUse(), 70);
    QCOMPARE(metrics.gpuCelsius(), 55);
    QCOMPARE(metrics.gpuWatts(), -1.0); // it does not tell
    metrics.watchGpu({});
    QVERIFY(!metrics.hasGpu());
    QCOMPARE(changes.size(), 2);
}

void TestLiveMetrics::samplesOnlyWhileActive()
{
    LiveMetrics metrics;
    QTest::qWait(250);
    QCOMPARE(metrics.series()->count(), 0);
    metrics.setActive(true);
    QTRY_VERIFY(metrics.series()->count() >= 5);
    metrics.setActive(false);
    QTest::qWait(150); // a sample may be on its way
    const int count = metrics.series()->count();
    QTest::qWait(300);
    QCOMPARE(metrics.series()->count(), count);
    metrics.setActive(true);
    QTRY_VERIFY(metrics.series()->count() > count);
}

void TestLiveMetrics::samplerRestsWhenInactive()
{
    MemorySampler sampler;
    QSignalSpy samples(&sampler, &MemorySampler::sampled);
    sampler.setActive(true);
    sampler.setActive(true);
    QCOMPARE(samples.size(), 1); // the first at once
    QTRY_VERIFY(samples.size() >= 3);
    sampler.setActive(false);
    samples.clear();
    QTest::qWait(3 * MemorySampler::kPeriodMs);
    QCOMPARE(samples.size(), 0);
}

void TestLiveMetrics::showsTokensAndMemory()
{
    LiveMetrics metrics;
    metrics.setModelMemory({200 << 20, 20 << 20, 2 << 20});
    metrics.setActive(true);
    for (int i = 0; i < 12; ++i) {
        metrics.addTokens(5);
        QTest::qWait(20);
    }
    QTRY_VERIFY(metrics.tokensPerSecond() > 10);
    QVERIFY(metrics.processBytes() > 1 << 20);
    QVERIFY(metrics.availableBytes() > 0);
    QCOMPARE(metrics.weightsBytes(), double(200 << 20));
    const SeriesTable& series = *metrics.series();
    const int last = series.count() - 1;
    QCOMPARE(series.data(series.index(last, SeriesTable::Seconds)).toDouble(), 0.0);
    QCOMPARE(series.data(series.index(last, SeriesTable::WeightsMiB)).toDouble(), 200.0);
    QCOMPARE(series.data(series.index(last, SeriesTable::CacheMiB)).toDouble(), 20.0);
    QCOMPARE(series.points(SeriesTable::WeightsMiB).last(), QPointF(0, 200));
    QCOMPARE(series.maximum(SeriesTable::ScratchMiB), 2.0);
    QTRY_COMPARE_WITH_TIMEOUT(metrics.tokensPerSecond(), 0.0, 3000); // a second after the last token
}

void TestLiveMetrics::keepsAMinute()
{
    SeriesTable series;
    QAbstractItemModelTester tester(&series, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&series, &QAbstractItemModel::modelReset);
    for (qint64 at = 0; at < 100'000; at += 500)
        series.add({at, {0, double(at), 1, 2, 3, 4}});
    QCOMPARE(series.count(), 121);
    QCOMPARE(series.data(series.index(0, SeriesTable::Seconds)).toDouble(), -60.0);
    QCOMPARE(series.data(series.index(0, SeriesTable::TokensPerSecond)).toDouble(), 39'500.0);
    QCOMPARE(series.headerData(1, Qt::Horizontal).toString(), QString("tokensPerSecond"));
    QCOMPARE(series.points(0).size(), 0);
    QCOMPARE(series.points(99).size(), 0);
    QCOMPARE(resets.size(), 0);
    series.add({1'000'000, {}}); // after a pause all before is gone
    QCOMPARE(series.count(), 1);
}

void TestLiveMetrics::rates()
{
    RateMeter meter;
    QCOMPARE(meter.rate(0), 0.0);
    meter.add(0, 100); // of what came before nothing is known
    QCOMPARE(meter.rate(0), 0.0);
    for (int ms = 25; ms <= 3000; ms += 25)
        meter.add(ms, 5);
    QCOMPARE(meter.rate(3000), 200.0);
    QVERIFY(meter.rate(3500) < 200.0);
    QCOMPARE(meter.rate(5000), 0.0);
    meter.reset();
    QCOMPARE(meter.rate(5000), 0.0);
}

QTEST_GUILESS_MAIN(TestLiveMetrics)
#include "tst_live_metrics.moc"
