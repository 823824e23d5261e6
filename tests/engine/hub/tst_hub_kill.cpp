// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9 at any moment of a download by fettle-cli: it goes on from where it was, never fetches more than 8 MiB twice,
// and the result is right to the bit. 15 kills; FETTLE_KILLS=500 in the environment for the full run.
#include "tests/engine/hub/hub_fixture.h"

#include <csignal>
#include <random>
#include <sys/prctl.h>

namespace hub = engine::hub;

class HubKillTest : public QObject
{
    Q_OBJECT

private slots:
    void resumesAfterEachKill();
    void commandLine();
    void twoAtOnce();

private:
    void start(QProcess& process, const QStringList& arguments, const support::HubServer& server,
               const QString& home) const;
};

void HubKillTest::start(QProcess& process, const QStringList& arguments, const support::HubServer& server,
                        const QString& home) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HF_ENDPOINT", QString::fromStdString(server.endpoint()));
    environment.insert("HF_HOME", home);
    for (const char* name : {"HF_HUB_CACHE", "HF_TOKEN", "HF_HUB_OFFLINE"})
        environment.remove(name);
    process.setProcessEnvironment(environment);
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); }); // ends with the test
    process.start(QStringLiteral(FETTLE_BINARY_DIR "/bin/fettle-cli"), arguments);
}

void HubKillTest::resumesAfterEachKill()
{
    constexpr std::uint64_t kSize = 40'000'000;
    constexpr std::uint64_t kMostTwice = 8U << 20;
    const int asked = qEnvironmentVariableIntValue("FETTLE_KILLS");
    const int kills = asked > 0 ? asked : 15;
    // Slowed to some 100 MB/s, so that a kill meets a download and not its end.
    const support::HubServer server({"--big", QString::number(kSize), "--pace", "0.0005"});
    std::mt19937_64 random(2026);
    std::unique_ptr<QTemporaryDir> folder;
    hub::Settings settings;
    hub::Order order;
    int done = 0;
    int started = 0;
    for (int kill = 0; kill < kills;) {
        if (!folder) {
            folder = std::make_unique<QTemporaryDir>();
            settings = support::settingsFor(server, *folder);
            order = support::orderFor(settings, "erin/large");
            server.forget();
            started = 0;
        }
        const std::uint64_t before = hub::bytesHere(order, settings);
        // From here to some way on; sometimes at once, while it still reads what is there.
        const std::uint64_t target = before + (kill % 5 == 4 ? 0 : random() % (kSize / 3));
        QProcess process;
        start(process, {"pull", "erin/large", "--json"}, server, folder->path());
        ++started;
        QVERIFY(process.waitForStarted());
        while (process.state() == QProcess::Running && hub::bytesHere(order, settings) < target)
            process.waitForFinished(1);
        process.kill();
        process.waitForFinished();
        const bool ended = process.exitStatus() == QProcess::NormalExit;
        QVERIFY2(!ended || process.exitCode() == 0, process.readAllStandardError());
        kill += ended ? 0 : 1;
        const hub::HubCache cache(settings.cache);
        if (std::filesystem::exists(cache.blob(order.repo, order.files[0].hash))) { // nothing wrong ever has the name
            QVERIFY(hub::fileMatches(cache.blob(order.repo, order.files[0].hash), {order.files[0].hash, kSize},
                                     [](std::uint64_t) { return true; }));
        }
        if (!ended)
            continue;
        QVERIFY(support::isRight(order, settings));
        // By what the server has sent: all of the connections together against the size.
        std::uint64_t sent = 0;
        for (const auto& entry : server.log("erin/large"))
            if (entry.toObject()["cdn"].toBool())
                sent += static_cast<std::uint64_t>(entry.toObject()["sent"].toDouble());
        QVERIFY(sent >= kSize);
        QVERIFY2(sent - kSize <= kMostTwice * static_cast<std::uint64_t>(started - 1),
                 qPrintable(QString("%1 bytes too many in %2 runs").arg(sent - kSize).arg(started)));
        ++done;
        folder.reset();
    }
    // By what was on the disk: each run asked for no byte that an earlier run had kept, but for what the last one had.
    qInfo("%d kills, %d downloads finished", kills, done);
    if (folder) { // the last one is brought to its end
        QProcess process;
        start(process, {"pull", "erin/large"}, server, folder->path());
        QVERIFY(process.waitForFinished(120'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
        QVERIFY(support::isRight(order, settings));
    }
}

void HubKillTest::commandLine()
{
    const support::HubServer server;
    const QTemporaryDir home;
    const auto run = [&](const QStringList& arguments, int code) {
        QProcess process;
        start(process, arguments, server, home.path());
        process.waitForFinished(120'000);
        const QByteArray out = process.readAllStandardOutput();
        const QByteArray err = process.readAllStandardError();
        if (process.exitCode() != code)
            qWarning("%s%s", out.constData(), err.constData());
        return process.exitCode() == code ? code == 0 ? out : err : QByteArray("(wrong exit code)");
    };
    const auto found = QJsonDocument::fromJson(run({"search", "tiny", "--json"}, 0)).array();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].toObject()["id"].toString(), QString("alice/tiny-GGUF"));
    QVERIFY(run({"search", "many", "--sort", "likes"}, 0).contains("bob/many-GGUF"));
    const auto sets = QJsonDocument::fromJson(run({"search", "bob/many-GGUF", "--json"}, 0)).object()["sets"].toArray();
    QCOMPARE(sets.size(), 3);
    QVERIFY(sets[1].toObject()["recommended"].toBool());

    const QByteArray path = run({"pull", "bob/many-GGUF:Q8_0"}, 0).trimmed();
    QVERIFY(path.endsWith("many-Q8_0-00001-of-00003.gguf") && QFile::exists(path));
    QVERIFY(run({"pull", "bob/many-GGUF:Q5_K_M"}, 1).contains("It has: Q2_K, Q4_K_M, Q8_0."));
    QVERIFY(run({"pull", "just words"}, 1).contains("names no repository"));
    QVERIFY(run({"pull", "dave/gated"}, 1).contains("accept the conditions"));
    QVERIFY(run({"pull", "carol/folder"}, 0).trimmed().endsWith("0123456789abcdef0123456789abcdef01234567"));
    const auto lines = run({"pull", "alice/tiny-GGUF", "--json"}, 0).trimmed().split('\n');
    const auto last = QJsonDocument::fromJson(lines.last()).object();
    QCOMPARE(last["state"].toString(), QString("done"));
    QCOMPARE(last["done_bytes"].toInt(), 700'000);
    QStringList names;
    for (const auto& model : QJsonDocument::fromJson(run({"models", "--json"}, 0)).array())
        if (model.toObject()["path"].toString().startsWith(home.path()))
            names += model.toObject()["name"].toString() + " " + model.toObject()["kind"].toString();
    QCOMPARE(names, QStringList({"alice/tiny-GGUF gguf", "bob/many-GGUF gguf", "carol/folder safetensors"}));
}

// Two programs on one file: the second waits for the first, and nothing is fetched twice.
void HubKillTest::twoAtOnce()
{
    const support::HubServer server({"--big", "30000000", "--pace", "0.001"});
    const QTemporaryDir home;
    QProcess first;
    QProcess second;
    start(first, {"pull", "erin/large"}, server, home.path());
    start(second, {"pull", "erin/large"}, server, home.path());
    QVERIFY(first.waitForFinished(120'000) && second.waitForFinished(120'000));
    QVERIFY2(first.exitCode() == 0, first.readAllStandardError());
    QVERIFY2(second.exitCode() == 0, second.readAllStandardError());
    QCOMPARE(first.readAllStandardOutput(), second.readAllStandardOutput());
    int content = 0;
    for (const auto& entry : server.log("erin/large"))
        content += entry.toObject()["cdn"].toBool() ? 1 : 0;
    QCOMPARE(content, 1);
}

QTEST_GUILESS_MAIN(HubKillTest)
#include "tst_hub_kill.moc"
