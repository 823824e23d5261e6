// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 at any moment of a streaming chat: what was acknowledged is there, and the database is sound.
// 100 kills; FETTLE_KILLS=1000 in the environment for the full run.
#include "chat_script.h"

#include <QElapsedTimer>
#include <QtTest>

#include <limits>
#include <random>

#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using storage::Conversations;
using storage::Database;

class TestKill : public QObject
{
    Q_OBJECT

private slots:
    void acknowledgedMessagesSurvive();
};

namespace
{

// The child: the app's storage thread without pauses, until it is killed.
[[noreturn]] void chatUntilKilled(const std::filesystem::path& file, std::uint32_t seed, int pipe)
{
    try {
        const auto database = Database::open(file);
        Conversations chats(*database);
        chats.markInterrupted();
        for (;; seed += 100) {
            runChat(chats, seed, 20, [pipe](const Fact& fact) {
                if (::write(pipe, &fact, sizeof fact) != static_cast<ssize_t>(sizeof fact))
                    ::_exit(3);
            });
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "child: %s\n", error.what());
    }
    ::_exit(4);
}

// The next facts; fewer where the child has ended.
std::vector<Fact> take(int pipe, std::size_t count)
{
    std::vector<Fact> facts;
    Fact fact;
    while (facts.size() < count && ::read(pipe, &fact, sizeof fact) == static_cast<ssize_t>(sizeof fact))
        facts.push_back(fact);
    return facts;
}

} // namespace

void TestKill::acknowledgedMessagesSurvive()
{
    const int kills =
        qEnvironmentVariableIntValue("FETTLE_KILLS") > 0 ? qEnvironmentVariableIntValue("FETTLE_KILLS") : 100;
    std::mt19937 random(2026);
    std::uniform_int_distribution<unsigned> lifetime(2000, 30000); // microseconds
    QElapsedTimer all;
    all.start();
    std::unique_ptr<DatabaseFixture> fixture;
    std::vector<Fact> facts; // of the present file
    std::vector<double> reopenings;
    std::size_t acknowledged = 0;
    int interrupted = 0;
    for (int kill = 0; kill < kills; ++kill) {
        if (kill % 20 == 0) { // a fresh file now and then: its creation can be hit too
            fixture = std::make_unique<DatabaseFixture>();
            facts.clear();
        }
        int pipe[2];
        QCOMPARE(::pipe(pipe), 0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL); // ends with the test, however that ends
            chatUntilKilled(fixture->file, static_cast<std::uint32_t>(kill) * 10000, pipe[1]);
        }
        ::close(pipe[1]);
        std::vector<Fact> fresh;
        if (kill % 2 == 0) { // at any time, also while the file is opened; some live longer, to reach checkpoints
            ::usleep(lifetime(random) * (kill % 4 == 2 ? 5 : 1));
        } else { // at the moment of an acknowledgement, when what was said must just have become true
            fresh = take(pipe[0], 1 + static_cast<std::size_t>(lifetime(random)) % 15);
        }
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY2(WIFSIGNALED(status), "the child ended by itself");
        for (const Fact& fact : take(pipe[0], std::numeric_limits<std::size_t>::max()))
            fresh.push_back(fact);
        ::close(pipe[0]);
        facts.insert(facts.end(), fresh.begin(), fresh.end());
        acknowledged += fresh.size();

        QElapsedTimer reopening;
        reopening.start();
        Database& database = fixture->open();
        reopenings.push_back(double(reopening.nsecsElapsed()) / 1e6);
        QCOMPARE(wholeCheck(database), std::string("ok"));
        Conversations chats(database);
        const auto marked = chats.markInterrupted();
        QVERIFY(marked <= 1);
        interrupted += static_cast<int>(marked);
        for (const Fact& fact : facts) {
            const std::string wrong = missing(chats, fact);
            QVERIFY2(wrong.empty(), wrong.c_str());
        }
        for (const auto& conversation : chats.list()) {
            const auto path = chats.path(conversation.leaf);
            QCOMPARE(static_cast<std::int64_t>(path.size()), conversation.messageCount); // one line, no branches
        }
        fixture->close();
    }
    std::sort(reopenings.begin(), reopenings.end());
    qInfo("%d kills in %.1f s: %zu acknowledged facts, 0 lost, %d answers cut off; reopening p50 %.1f, p99 %.1f,"
          " max %.1f ms",
          kills, double(all.elapsed()) / 1e3, acknowledged, interrupted, reopenings[reopenings.size() / 2],
          reopenings[reopenings.size() * 99 / 100], reopenings.back());
    QVERIFY2(acknowledged > static_cast<std::size_t>(kills), "the children were killed before they did anything");
    QVERIFY(interrupted > 0);
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
