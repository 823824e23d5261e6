// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs that are stopped, go on, fail, are listed and run again, with the real engine on the starter model.
#include "engine/tune/quantize_model.h"
#include "tests/ui/tune_room_case.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace ui;
using namespace ui::test;

class TestTuneJobs : public TuneRoomCase
{
    Q_OBJECT

private slots:
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void pausedJobsGoOnAfterARestart();
    void anEndOfTheAppKeepsTheJob();
    void aFailedJobLeavesTheListWithItsPart();
    void cancelledJobsLeaveNothing();
    void jobsAreListedAndRunAgain();
    void aFileThatGotItsNameBeforeACrashIsTakenUp();
    void aJobOnChatsWaitsForThem();
};

void TestTuneJobs::pausedJobsGoOnAfterARestart()
{
    choose(TuneOrder::Method::Feedback);
    choice()->setEvaluatedTokens(8192);
    settle();
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Quantizing && activity()->index() > 3, kJobMs);
    QElapsedTimer clock;
    clock.start();
    activity()->pause();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Paused, 20'000);
    QVERIFY(!QFileInfo::exists(target()));
    QVERIFY(QFileInfo::exists(target() + ".part"));
    open();
    QTRY_COMPARE(room()->history()->count(), 1);
    const QModelIndex row = room()->history()->index(0, 0);
    QCOMPARE(row.data(TuneHistory::StateRole).toInt(), static_cast<int>(TuneHistory::State::Paused));
    room()->open(row.data(TuneHistory::JobIdRole).toLongLong());
    QCOMPARE(room()->step(), TuneRoom::Step::Run);
    activity()->resume();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Done, kJobMs);
    QVERIFY2(activity()->error().isEmpty(), qPrintable(activity()->error()));
    QVERIFY(after("kld") > 0);
    QTRY_COMPARE(value(*room()->history(), 0, TuneHistory::StateRole).toInt(),
                 static_cast<int>(TuneHistory::State::Done));
    QCOMPARE(made(), QStringList{activity()->targetName()});
}

void TestTuneJobs::anEndOfTheAppKeepsTheJob()
{
    choose(TuneOrder::Method::Feedback);
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Quantizing, kJobMs);
    open();
    QTRY_COMPARE(room()->history()->count(), 1);
    QCOMPARE(value(*room()->history(), 0, TuneHistory::StateRole).toInt(),
             static_cast<int>(TuneHistory::State::Paused));
    room()->remove(value(*room()->history(), 0, TuneHistory::JobIdRole).toLongLong());
    QTRY_COMPARE(room()->history()->count(), 0);
    QTRY_VERIFY(made().isEmpty());
    choose();
    choice()->setAim(TuneChoice::Aim::BestAtSize);
    settle();
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Probing, kJobMs);
    open(); // also a fit goes on
    QTRY_COMPARE(room()->history()->count(), 1);
    QCOMPARE(value(*room()->history(), 0, TuneHistory::StateRole).toInt(),
             static_cast<int>(TuneHistory::State::Paused));
    QVERIFY(!made().isEmpty());
    room()->remove(value(*room()->history(), 0, TuneHistory::JobIdRole).toLongLong());
    QTRY_VERIFY(made().isEmpty());
    choose();
    choice()->setAim(TuneChoice::Aim::Own);
    choice()->setPrunes(true);
    choice()->setPruning(static_cast<int>(TuneOrder::Pruning::SparseGpt));
    settle();
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Pruning && activity()->index() > 1, kJobMs);
    open(); // and pruning, matrix by matrix
    QTRY_COMPARE(room()->history()->count(), 1);
    QCOMPARE(value(*room()->history(), 0, TuneHistory::StateRole).toInt(),
             static_cast<int>(TuneHistory::State::Paused));
    room()->open(value(*room()->history(), 0, TuneHistory::JobIdRole).toLongLong());
    activity()->resume();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Done, kJobMs);
    QVERIFY2(activity()->error().isEmpty(), qPrintable(activity()->error()));
    QCOMPARE(made(), QStringList{activity()->targetName()});
}

// What a failed job left goes with it, but not what another one is at.
void TestTuneJobs::aFailedJobLeavesTheListWithItsPart()
{
    choose(TuneOrder::Method::Feedback);
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Quantizing && activity()->index() > 3, kJobMs);
    activity()->pause();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Paused, 20'000);
    QVERIFY(QFileInfo::exists(target() + ".part"));
    QVERIFY(QFile::rename(m_source, m_source + ".away"));
    activity()->resume();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Failed, kJobMs);
    QVERIFY(activity()->error().contains("no such file"));
    QVERIFY(QFile::rename(m_source + ".away", m_source));
    QTRY_COMPARE(value(*room()->history(), 0, TuneHistory::StateRole).toInt(),
                 static_cast<int>(TuneHistory::State::Failed));
    room()->remove(value(*room()->history(), 0, TuneHistory::JobIdRole).toLongLong());
    QTRY_COMPARE(room()->history()->count(), 0);
    QTRY_VERIFY2(made().isEmpty(), qPrintable(made().join(u' ')));
}

void TestTuneJobs::cancelledJobsLeaveNothing()
{
    choose(TuneOrder::Method::Importance);
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() != TuneActivity::Phase::Starting, kJobMs);
    activity()->cancel();
    QCOMPARE(activity()->state(), State::Cancelling);
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Cancelled, 20'000);
    QVERIFY(activity()->error().isEmpty());
    QTRY_VERIFY(made().isEmpty());
    QTRY_COMPARE(value(*room()->history(), 0, TuneHistory::StateRole).toInt(),
                 static_cast<int>(TuneHistory::State::Cancelled));
}

void TestTuneJobs::jobsAreListedAndRunAgain()
{
    choose();
    runToTheEnd();
    QTRY_VERIFY(room()->history()->count() == 1 && value(*room()->history(), 0, TuneHistory::KldRole).toDouble() > 0);
    const auto job = value(*room()->history(), 0, TuneHistory::JobIdRole).toLongLong();
    room()->again(job);
    settle();
    QCOMPARE(room()->step(), TuneRoom::Step::Preview);
    QCOMPARE(choice()->targetName(), QString("small-Q4_K_M-2.gguf"));
    runToTheEnd();
    QCOMPARE(activity()->state(), State::Done);
    QVERIFY(contentOf(m_models->filePath("small-Q4_K_M.gguf")) == contentOf(m_models->filePath("small-Q4_K_M-2.gguf")));
    QTRY_COMPARE(room()->history()->count(), 2);
    room()->open(job);
    QCOMPARE(activity()->targetName(), QString("small-Q4_K_M.gguf"));
    QVERIFY(after("kld") > 0 && activity()->state() == State::Done && !activity()->cells().contains(-1));
    room()->remove(job);
    QTRY_COMPARE(room()->history()->count(), 1);
    QVERIFY(QFileInfo::exists(m_models->filePath("small-Q4_K_M.gguf")));
    room()->open(12345);
    room()->again(-1);
}

// The app may end between a file's name and the note of it.
void TestTuneJobs::aFileThatGotItsNameBeforeACrashIsTakenUp()
{
    choose();
    TuneTask task;
    task.order = choice()->order();
    const QString path = QString::fromStdString(task.order.target);
    const std::atomic<bool> going = false;
    QByteArray order;
    TuneOutcome outcome = runTune(task, going, {{}, [&] { order = contentOf(path + ".tune/order.json"); }});
    QCOMPARE(outcome.end, TuneOutcome::End::Done);
    QVERIFY(!order.isEmpty());
    const QByteArray bytes = contentOf(path);
    QCOMPARE(made(), QStringList{QFileInfo(path).fileName()});
    const auto leave = [&](const QByteArray& text) {
        QVERIFY(QDir().mkpath(path + ".tune"));
        QFile file(path + ".tune/order.json");
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    };
    leave(order);
    bool told = false;
    outcome = runTune(task, going, {{}, [&told] { told = true; }});
    QVERIFY2(outcome.end == TuneOutcome::End::Done && outcome.error.empty(), outcome.error.c_str());
    QVERIFY(told && outcome.written && outcome.measurements["after"].toObject()["kld"].toDouble() > 0);
    QVERIFY(contentOf(path) == bytes);
    QCOMPARE(made(), QStringList{QFileInfo(path).fileName()});

    leave(order + " "); // of another order: the file is somebody's
    outcome = runTune(task, going, {});
    QVERIFY(outcome.end == TuneOutcome::End::Failed && !outcome.written);
    QVERIFY2(outcome.error.find("exists already") != std::string::npos, outcome.error.c_str());
    QVERIFY(contentOf(path) == bytes);
}

// What a paused job is to go on with comes after the window has opened it.
void TestTuneJobs::aJobOnChatsWaitsForThem()
{
    for (int i = 0; i < 30; ++i)
        sendAndWait(*m_workspace,
                    QStringLiteral("What does a cache of keys and values hold, and why, in chapter %1?").arg(i));
    choose(TuneOrder::Method::Feedback);
    choice()->setTextKind(static_cast<int>(TuneOrder::Text::Chats));
    settle();
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Quantizing, kJobMs);
    activity()->pause();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Paused, 20'000);
    const std::string text = activity()->outcome().textHash;
    open();
    QTRY_COMPARE(room()->history()->count(), 1);
    room()->open(value(*room()->history(), 0, TuneHistory::JobIdRole).toLongLong());
    activity()->resume(); // at once
    QCOMPARE(activity()->state(), State::Paused);
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Done, kJobMs);
    QVERIFY2(activity()->error().isEmpty(), qPrintable(activity()->error()));
    QVERIFY(!text.empty() && activity()->outcome().textHash == text);
}

QTEST_GUILESS_MAIN(TestTuneJobs)
#include "tst_tune_jobs.moc"
