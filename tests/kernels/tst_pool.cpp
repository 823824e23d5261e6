// SPDX-License-Identifier: GPL-3.0-or-later
// The pool: each value once, borders on the grain, nothing burnt while idle.
#include "kernels/pool.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <ctime>
#include <numeric>
#include <thread>
#include <vector>

using kernels::Pool;

class TestPool : public QObject
{
    Q_OBJECT

private slots:
    void coversEachValueOnce_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3, 7, 32}) {
            QTest::addRow("%d threads", threads) << threads;
        }
    }

    void coversEachValueOnce()
    {
        QFETCH(int, threads);
        Pool pool(threads);
        QCOMPARE(pool.threads(), threads);
        for (const std::int64_t count : {0, 1, 2, 15, 16, 17, 127, 128, 1000, 4099}) {
            for (const std::int64_t grain : {1, 3, 16, 5000}) {
                std::vector<std::atomic<int>> seen(static_cast<std::size_t>(count));
                std::atomic<int> wrong{0};
                pool.forRanges(count, grain, [&](std::int64_t begin, std::int64_t end, int thread) {
                    const bool borders = begin % grain == 0 && (end % grain == 0 || end == count) && begin < end;
                    if (!borders || thread < 0 || thread >= threads) {
                        ++wrong;
                    }
                    for (std::int64_t i = begin; i < end; ++i) {
                        ++seen[static_cast<std::size_t>(i)];
                    }
                });
                QCOMPARE(wrong.load(), 0);
                for (const auto& times : seen) {
                    QCOMPARE(times.load(), 1);
                }
            }
        }
    }

    // Plain writes of one job are read by the next: what the ops rely on. Also the test that ThreadSanitizer watches.
    void jobsFollowEachOther()
    {
        Pool pool(4);
        std::vector<std::int64_t> values(256, 0);
        constexpr int kJobs = 20000;
        for (int job = 0; job < kJobs; ++job) {
            pool.forRanges(256, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
                for (std::int64_t i = begin; i < end; ++i) {
                    values[static_cast<std::size_t>(i)] += (job + i) % 3;
                }
            });
            if (job % 5000 == 0) { // helpers fall asleep in between
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
            }
        }
        std::int64_t expected = 0;
        for (std::int64_t job = 0; job < kJobs; ++job) {
            for (std::int64_t i = 0; i < 256; ++i) {
                expected += (job + i) % 3;
            }
        }
        QCOMPARE(std::accumulate(values.begin(), values.end(), std::int64_t{0}), expected);
    }

    // A part that takes long keeps the caller waiting, also past the spinning.
    void waitsForSlowParts()
    {
        Pool pool(4);
        std::atomic<int> done{0};
        pool.forRanges(8, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            done += static_cast<int>(end - begin);
        });
        QCOMPARE(done.load(), 8);
    }

    // Where helpers exist they do help.
    void helpersHelp()
    {
        Pool pool(3);
        std::atomic<unsigned> threads{0};
        pool.forRanges(12, 1, [&](std::int64_t, std::int64_t, int thread) {
            threads |= 1U << static_cast<unsigned>(thread);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        });
        QCOMPARE(threads.load(), 7U);
    }

    void idleCostsNothing()
    {
        Pool pool(4);
        pool.forRanges(64, 1, [](std::int64_t, std::int64_t, int) {});
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const std::clock_t before = std::clock(); // processor time of all threads
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        const double used = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        QVERIFY2(used < 0.03, qPrintable(QString::number(used)));
    }

    void endsAtOnce()
    {
        for (int i = 0; i < 200; ++i) {
            Pool pool(3);
            if (i % 2 == 0) {
                pool.forRanges(10, 1, [](std::int64_t, std::int64_t, int) {});
            }
        }
    }

    void availableThreadsIsSane()
    {
        QVERIFY(Pool::availableThreads() >= 1);
        QVERIFY(Pool::availableThreads() <= 256);
        QVERIFY(Pool::availableThreads() <= static_cast<int>(std::thread::hardware_concurrency()));
    }
};

QTEST_GUILESS_MAIN(TestPool)
#include "tst_pool.moc"
