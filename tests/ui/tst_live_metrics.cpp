// SPDX-License-Identifier: GPL-3.0-or-later
// The live graphs: how often is sampled, what is kept of an hour, rates, the window on it, and what is written of it.
#include "ui/file_worker.h"
#include "ui/live/live_export.h"
#include "ui/live/live_metrics.h"
#include "ui/live/memory_sampler.h"
#include "ui/live/time_window.h"
#include "ui/notices/notice_list.h"

#include <QDateTime>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace ui;

class TestLiveMetrics : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(".*")); }
    void samplesFasterWhileActive();
    void samplerRestsWhenInactive();
    void showsTokensAndMemory();
    void showsHowFastAPromptIsRead();
    void thinsWhatIsOld();
    void visitsAStretch();
    void windowHoldsZoomsAndReads();
    void writesNumbers();
    void exportTellsHowItEnded();
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

void TestLiveMetrics::samplesFasterWhileActive()
{
    LiveMetrics metrics;
    QVERIFY(metrics.history().empty());
    metrics.setActive(true);
    QTRY_VERIFY(metrics.history().size() >= 5);
    metrics.setActive(false);
    QTest::qWait(150); // a sample may be on its way
    const std::size_t count = metrics.history().size();
    QTest::qWait(500);
    QVERIFY(metrics.history().size() <= count + 1);
    QTRY_VERIFY(metrics.history().size() > count); // once a second also then: there is one history
}

void TestLiveMetrics::samplerRestsWhenInactive()
{
    MemorySampler sampler;
    QSignalSpy samples(&sampler, &MemorySampler::sampled);
    sampler.start();
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
    const LiveSample* last = metrics.history().nearest(metrics.history().newest());
    QVERIFY(last != nullptr);
    QCOMPARE(last->values[LiveSample::WeightsMiB], 200.0);
    QCOMPARE(last->values[LiveSample::CacheMiB], 20.0);
    QVERIFY(std::isnan(last->values[LiveSample::GpuWatts]));
    QTRY_COMPARE_WITH_TIMEOUT(metrics.tokensPerSecond(), 0.0, 3000); // a second after the last token
}

void TestLiveMetrics::showsHowFastAPromptIsRead()
{
    LiveMetrics metrics;
    metrics.addPrompt(100); // of no request: a title is being written
    metrics.beginPrompt();
    QTest::qWait(100);
    metrics.addPrompt(300);
    metrics.setActive(true);
    QTRY_VERIFY(metrics.promptPerSecond() > 0);
    QVERIFY2(metrics.promptPerSecond() <= 3000, "300 tokens took at least a tenth of a second");
    QTest::qWait(250);
    QVERIFY2(metrics.promptPerSecond() > 0, "while the next part is read, the last rate stands");
    metrics.endPrompt();
    QTRY_COMPARE(metrics.promptPerSecond(), 0.0);
}

namespace
{

LiveSample sampleAt(qint64 at, double speed, double memory = 1)
{
    LiveSample sample{at, {}};
    sample.values.fill(std::numeric_limits<double>::quiet_NaN());
    sample.values[LiveSample::TokensPerSecond] = speed;
    sample.values[LiveSample::ProcessMiB] = memory;
    return sample;
}

std::vector<LiveSample> rowsOf(const SampleHistory& history, qint64 from, qint64 to)
{
    std::vector<LiveSample> rows;
    history.visit(from, to, [&](const LiveSample& row) { rows.push_back(row); });
    return rows;
}

} // namespace

void TestLiveMetrics::thinsWhatIsOld()
{
    SampleHistory history;
    const qint64 end = 2 * SampleHistory::kSpanMs;
    for (qint64 at = 0; at <= end; at += 100)
        history.add(sampleAt(at, at % 1000 == 0 ? 10 : 0, at % 1000 == 0 ? 7 : 1));
    QVERIFY2(history.size() < 2000, qPrintable(QString::number(history.size())));
    const auto all = rowsOf(history, 0, end);
    QVERIFY(end - all.front().at <= SampleHistory::kSpanMs);
    QVERIFY(end - all.front().at > SampleHistory::kSpanMs - 10'000);
    for (std::size_t i = 1; i < all.size(); ++i)
        QVERIFY(all[i].at > all[i - 1].at);
    QCOMPARE(all.front().values[LiveSample::TokensPerSecond], 1.0); // the mean of 50
    QCOMPARE(all.front().values[LiveSample::ProcessMiB], 7.0);      // the most of them
    QCOMPARE(all.back().values[LiveSample::TokensPerSecond], 10.0); // as it was
    QVERIFY(std::isnan(all.front().values[LiveSample::GpuWatts]));
    QVERIFY(history.has(LiveSample::ProcessMiB));
    QVERIFY(!history.has(LiveSample::GpuWatts));
    history.add(sampleAt(end + 2 * SampleHistory::kSpanMs, 3)); // after a pause all before is gone
    QCOMPARE(rowsOf(history, 0, history.newest()).size(), std::size_t(1));
}

void TestLiveMetrics::visitsAStretch()
{
    SampleHistory history;
    for (qint64 at = 0; at <= 1000; at += 100)
        history.add(sampleAt(at, double(at)));
    const auto rows = rowsOf(history, 250, 650);
    QCOMPARE(rows.front().at, 200); // one more on either side, so that lines reach the edges
    QCOMPARE(rows.back().at, 700);
    QCOMPARE(history.nearest(290)->at, 300);
    QCOMPARE(history.nearest(5000)->at, 1000);
    QVERIFY(history.nearest(1000 + 2 * SampleHistory::kGapMs) == nullptr);
    QVERIFY(SampleHistory().nearest(0) == nullptr);
}

void TestLiveMetrics::windowHoldsZoomsAndReads()
{
    LiveMetrics metrics;
    metrics.setModelMemory({200 << 20, 0, 0});
    metrics.setActive(true);
    TimeWindow window;
    QCOMPARE(window.from(), -60'000); // without anything to show
    QVERIFY(std::isnan(window.valueAt(TimeWindow::WeightsMiB)));
    window.setMetrics(&metrics);
    QSignalSpy moves(&window, &TimeWindow::moved);
    QTRY_VERIFY(moves.size() >= 3);
    QCOMPARE(window.to(), metrics.history().newest());
    QCOMPARE(window.valueAt(TimeWindow::WeightsMiB), 200.0);
    QVERIFY(std::isnan(window.valueAt(99)));
    QVERIFY(!window.has(TimeWindow::GpuPercent));
    window.zoom(0.5);
    QCOMPARE(window.span(), 30.0);
    window.zoom(1e9);
    QCOMPARE(window.span(), TimeWindow::kMostSpan);
    window.setSpan(std::nan(""));
    window.setSpan(-3);
    QCOMPARE(window.span(), TimeWindow::kLeastSpan);
    window.setPaused(true);
    const qint64 held = window.to();
    const qsizetype seen = moves.size();
    QTRY_VERIFY(metrics.history().newest() > held + 200);
    QCOMPARE(window.to(), held);
    QCOMPARE(moves.size(), seen);
    window.setPointed(0.5);
    QCOMPARE(window.secondsAgo(), 2.5);
    window.zoom(2); // what is pointed at stays
    QCOMPARE(window.span(), 10.0);
    QVERIFY(std::abs(window.secondsAgo() - 5) < 0.01); // the right end cannot be after what was measured
    window.pan(-0.5);
    QCOMPARE(window.endsAgo(), 5.0);
    window.pan(7);
    QCOMPARE(window.endsAgo(), 0.0);
    window.setPaused(false);
    QTRY_VERIFY(window.to() > held);
    window.setPointed(-1);
    window.pan(-0.25);
    QVERIFY2(window.paused(), "what is further back stands still");
}

void TestLiveMetrics::writesNumbers()
{
    SampleHistory history;
    history.add(sampleAt(0, 41.5, 128));
    history.add(sampleAt(100, 0, 129));
    history.add(sampleAt(200, 1, 130));
    const QList<QByteArray> lines = history.csv(0, 100, 1'700'000'000'000).split('\n');
    QCOMPARE(lines.size(), 4); // titles, two rows, the end of the last line
    QCOMPARE(lines[0].count(','), LiveSample::kColumns);
    QVERIFY(lines[1].endsWith(",41.5,,,,,128,,,"));
    QVERIFY(QDateTime::fromString(lines[2].split(',')[0], Qt::ISODateWithMs).toMSecsSinceEpoch() == 1'700'000'000'100);
}

void TestLiveMetrics::exportTellsHowItEnded()
{
    FileWorker files;
    NoticeList notices;
    LiveExport exporter(files, notices);
    LiveMetrics metrics;
    metrics.setActive(true);
    TimeWindow window;
    window.setMetrics(&metrics);
    QTRY_VERIFY(!metrics.history().empty());
    const QTemporaryDir folder;
    const QString file = folder.filePath("measured.csv");
    exporter.saveCsv(&window, QUrl::fromLocalFile(file));
    QTRY_COMPARE(notices.count(), 1);
    QVERIFY(QFile::exists(file));
    exporter.saveCsv(&window, QUrl::fromLocalFile(folder.filePath("nowhere/measured.csv")));
    QTRY_COMPARE(notices.count(), 2);
    QVERIFY(notices.data(notices.index(1), NoticeList::TextRole).toString().contains("measured.csv"));
    exporter.saveCsv(&window, QUrl("https://example.org/measured.csv"));
    QCOMPARE(notices.count(), 3);
    exporter.saveCsv(nullptr, QUrl::fromLocalFile(file));
    QImage picture(8, 4, QImage::Format_RGB32);
    picture.fill(Qt::red);
    exporter.savePicture(picture, QUrl::fromLocalFile(folder.filePath("measured.png")));
    QTRY_COMPARE(QImage(folder.filePath("measured.png")).size(), picture.size());
    exporter.savePicture(QVariant("no picture"), QUrl::fromLocalFile(folder.filePath("no.png")));
    QVERIFY(!QFile::exists(folder.filePath("no.png")));
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
