// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli lab, bench --stages, bench of an encoder, and a draft model, as a user would run them.
#include "command_line.h"
#include "tests/support/models.h"

#include <QJsonArray>
#include <QTemporaryDir>

#include <csignal>

using support::Outcome;
using support::runCli;

class CliLabTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void anExperimentRuns()
    {
        const QString file = experiment(R"("sweep": {"threads": [1, 2]})", 1), out = m_folder.filePath("r.json");
        const Outcome done = runCli({"lab", "run", file, "--json", out});
        QVERIFY2(done.code == 0, done.err);
        QVERIFY(done.out.contains("1 thread") && done.out.contains("2 threads") &&
                done.out.contains("against the first"));
        QVERIFY(done.out.contains("1 of 1 answers are the first candidate's, token by token"));
        const Outcome shown = runCli({"lab", "show", out});
        QCOMPARE(shown.code, 0);
        QCOMPARE(shown.out, done.out);
        const Outcome csv = runCli({"lab", "show", out, "--csv", "--by", "total", "--prompt", "p"});
        QCOMPARE(csv.out.count("\r\n"), 3);
        expectFailure(runCli({"lab", "show", out, "--prompt", "q"}), "no prompt named");
        expectFailure(runCli({"lab", "show", file}), "no result of the Lab");
    }

    void whatCannotRunIsSaid()
    {
        const QString file = experiment(R"("sweep": {"device": ["cpu", "cuda:77"]})", 1);
        const Outcome checked = runCli({"lab", "run", file, "--check"});
        QCOMPARE(checked.code, 1);
        QVERIFY(checked.err.contains("cuda:77"));
        const Outcome done = runCli({"lab", "run", file});
        QCOMPARE(done.code, 0); // the other one ran
        QVERIFY(done.out.contains("cuda:77 is not there"));
        expectFailure(runCli({"lab", "run", m_folder.filePath("none.json")}), "no experiment");
        expectFailure(runCli({"lab", "run", file, "--json", m_folder.filePath("no/such/r.json")}), "cannot be written");
        QCOMPARE(runCli({"lab"}).code, 2);
        QCOMPARE(runCli({"lab", "run", file, "--by", "beauty"}).code, 2);
    }

    // Ctrl+C keeps what was measured.
    void aStopKeepsTheRuns()
    {
        const QString file = experiment(R"("sweep": {"threads": [1, 2]})", 1000),
                      out = m_folder.filePath("stopped.json");
        QProcess process;
        process.start(support::cliPath(), {"lab", "run", file, "--json", out});
        QVERIFY(process.waitForStarted());
        QTest::qWait(2500);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(process.readAllStandardOutput().contains("was stopped"));
        QVERIFY(QFile::exists(out));
        QCOMPARE(runCli({"lab", "show", out}).code, 0);
    }

    void stages()
    {
        const Outcome done =
            runCli({"bench", "-m", support::starterPath(), "--stages", "-p", "16", "-n", "4", "-r", "1", "--json"});
        QVERIFY2(done.code == 0, done.err);
        const QJsonArray tests = QJsonDocument::fromJson(done.out).array();
        QCOMPARE(tests.size(), 2);
        QCOMPARE(tests[0].toObject()["stages"].toArray().size(), 8); // seven, and what lies between them
        QCOMPARE(tests[1].toObject()["tokens"].toInt(), 4);
        QVERIFY(runCli({"bench", "-m", support::starterPath(), "--stages", "-p", "16", "-n", "4", "-r", "1"})
                    .out.contains("| gate/up |"));
    }

    void encoders()
    {
        const QString folder = QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/bert");
        const Outcome done =
            runCli({"bench", "-m", folder, "--lengths", "4,16", "--batches", "1,3", "-r", "2", "--json"});
        QVERIFY2(done.code == 0, done.err);
        QCOMPARE(QJsonDocument::fromJson(done.out).array().size(), 4);
        const QString texts =
            support::writeFile(m_folder.filePath("t.tsv"), "calm\tthe sun\nglad\tthe sun\nsad\tthe sun\n");
        QVERIFY(runCli({"bench", "-m", folder, "--texts", texts}).out.contains("1 of 3 texts right: 33.33 %"));
        expectFailure(runCli({"bench", "-m", support::starterPath(), "--texts", texts}), "no labels");
        expectFailure(runCli({"bench", "-m", folder, "--texts", m_folder.filePath("none")}), "cannot be read");
    }

    void draftModel()
    {
        const QStringList common{
            "complete", "-m",    support::starterPath(), "-p", "A model is", "-n", "24", "--temp", "0.8", "--seed",
            "4",        "--json"};
        const Outcome plain = runCli(common);
        const Outcome drafted = runCli(common + QStringList{"--draft-model", support::starterPath(), "--draft", "6"});
        QVERIFY2(drafted.code == 0, drafted.err);
        QCOMPARE(drafted.json()["text"], plain.json()["text"]);
        QVERIFY(plain.json()["guessed_tokens"].toInt() == 0 && drafted.json().contains("guessed_tokens"));
        expectFailure(runCli(common + QStringList{"--draft-model", m_folder.filePath("none.gguf")}), "none.gguf");
        QCOMPARE(runCli(common + QStringList{"--draft", "6"}).code, 2); // without a model
        QCOMPARE(runCli(common + QStringList{"--draft-model", "x", "--draft", "17"}).code, 2);
    }

private:
    static void expectFailure(const Outcome& outcome, const char* part)
    {
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains(part), outcome.err);
        QCOMPARE(outcome.err.count('\n'), 1);
    }

    QString experiment(const std::string& candidates, int repetitions)
    {
        return support::writeFile(
            m_folder.filePath("e.json"),
            R"({"name": "e", "base": {"model": ")" + support::starterPath().toStdString() + R"(", "context": 128}, )" +
                candidates + R"(, "prompts": [{"name": "p", "text": "A model is"}], "tokens": 8, "repetitions": )" +
                std::to_string(repetitions) + "}");
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(CliLabTest)
#include "tst_cli_lab.moc"
