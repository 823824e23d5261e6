// SPDX-License-Identifier: GPL-3.0-or-later
// fettle-cli fit, calibrate and evaluate, as a user would run them: sizes as they are written, and what is read is
// never what is written.
#include "app/cli/bytes_text.h"
#include "command_line.h"
#include "storage/conversations.h"
#include "storage/database.h"
#include "tests/support/models.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cmath>

using support::Outcome;
using support::runCli;

class CliTuneTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_model = m_folder.filePath("small.gguf");
        QVERIFY(QFile::copy(support::starterPath(), m_model));
        QFile corpus(QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/corpus/quantize.txt"));
        QVERIFY(corpus.open(QIODevice::ReadOnly));
        m_words = corpus.readAll().left(12'000).toStdString();
        m_text = support::writeFile(m_folder.filePath("text.txt"), m_words);
    }

    void sizesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qulonglong>("bytes"); // 0: none
        QTest::newRow("plain") << "4500" << 4500ULL;
        QTest::newRow("thousands") << "4500MB" << 4'500'000'000ULL; // not a byte more
        QTest::newRow("binary, with a part") << "4.2GiB" << 4'509'715'660ULL;
        QTest::newRow("with a blank") << " 1.5 kB " << 1500ULL;
        QTest::newRow("small letters") << "2kib" << 2048ULL;
        QTest::newRow("less than one") << "0.4" << 0ULL;
        QTest::newRow("negative") << "-5" << 0ULL;
        QTest::newRow("too large") << "99999999999999999999" << 0ULL;
        QTest::newRow("no number") << "MB" << 0ULL;
        QTest::newRow("no unit") << "5 apples" << 0ULL;
        QTest::newRow("nothing") << "" << 0ULL;
    }
    void sizesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qulonglong, bytes);
        QCOMPARE(cli::bytesIn(text.toStdString()).value_or(0), bytes);
    }

    void impossibleSizesAreRefused()
    {
        for (const char* size : {"-5", "99999999999999999999", "0"})
            QCOMPARE(runCli({"fit", m_model, made("fitted.gguf"), "-f", m_text, "--size", size}).code, 2);
        const Outcome small = fit({"--size", "0.0001GiB"});
        QVERIFY2(small.code == 1 && small.err.contains("bytes at least"), small.err);
        nothingMade();
    }

    void aRecipeReplacesNothing()
    {
        for (const QString& recipe : {m_model, m_text, made("fitted.gguf"), made("no/such/recipe.json")}) {
            const Outcome done = fit({"--like", "Q4_K_M", "--recipe", recipe});
            QCOMPARE(done.code, 1);
            QVERIFY2(done.err.contains("another"), done.err);
        }
        const Outcome text = runCli({"fit", m_model, m_text, "-f", m_text, "--like", "Q4_K_M"});
        QVERIFY2(text.code == 1 && text.err.contains("is read for this"), text.err);
        nothingMade();
    }

    void textsStay()
    {
        const QStringList window{"-c", "64", "--windows", "1"};
        for (const QStringList& order :
             {QStringList{"calibrate", "-m", m_model, "-f", m_text, "-o", m_text},
              {"calibrate", "-m", m_model, "-f", m_text, "-o", made("i.gguf"), "--ranges", m_text},
              {"calibrate", "-m", m_model, "-f", m_text, "-o", made("i"), "--ranges", made("i")},
              {"evaluate", "-m", m_model, "-f", m_text, "--save-base", m_text}}) {
            const Outcome done = runCli(order + window);
            QCOMPARE(done.code, 1);
            QVERIFY2(done.err.contains("hoose another"), done.err);
        }
        const Outcome done = runCli({"quantize", m_model, m_text, "--type", "Q4_0", "--gptq", m_text});
        QVERIFY2(done.code == 1 && done.err.contains("is read for this"), done.err);
        nothingMade();
    }

    // Losses, size, memory and speed of both in one table; energy where the machine tells it, else why not.
    void whatAModelCostsStandsBelowWhatItLoses()
    {
        const QStringList order{"evaluate", "-m", m_model, "--base",    m_model, "-f",
                                m_text,     "-c", "64",    "--windows", "2"};
        const Outcome done = runCli(order + QStringList{"--json"});
        QVERIFY2(done.code == 0, done.err);
        QVERIFY(std::abs(done.json()["kld"].toDouble(1)) < 1e-6); // of itself
        for (const char* which : {"cost", "base_cost"}) {
            const QJsonObject cost = done.json()[QLatin1String(which)].toObject();
            QCOMPARE(cost["file_bytes"].toInteger(), QFileInfo(m_model).size());
            QVERIFY(cost["memory_bytes"].toInteger() > 0 && cost["context"].toInteger() > 0);
            for (const char* work : {"reading", "writing"}) {
                const QJsonObject speed = cost[QLatin1String(work)].toObject();
                QVERIFY(speed["tokens_per_second"].toDouble() > 0);
                QCOMPARE(speed.contains("joules_per_token"), !cost.contains("energy_note"));
            }
        }
        const Outcome text = runCli(order);
        for (const char* row : {"KL divergence", "this model", "the base", "File", "Bits per weight", "Memory, ",
                                "Reading 128, tokens/s", "Writing 32, tokens/s", "joules per token"})
            QVERIFY2(text.out.contains(row), text.out);
        QVERIFY(!runCli(order + QStringList{"--loss-only"}).out.contains("Bits per weight"));
        const Outcome noRoom = runCli(order + QStringList{"--loss-only", "--record"}); // what was measured is told
        QVERIFY2(noRoom.code == 1 && noRoom.err.contains("has no room"), noRoom.err);
        QVERIFY2(noRoom.out.contains("KL divergence"), noRoom.out);
    }

    void answersAreComparedWithTheBase()
    {
        const QString tasks = support::writeFile(m_folder.filePath("tasks"),
                                                 "A cache\n2\nis red\nsings\nkeeps keys and values\nis a fish\n");
        const Outcome done =
            runCli({"evaluate", "-m", m_model, "--base", m_model, "--multiple-choice", tasks, "--json", "--loss-only"});
        QFile::remove(tasks);
        QVERIFY2(done.code == 0, done.err);
        const QJsonObject json = done.json();
        QCOMPARE(json["gained"].toInt(-1), 0);
        QCOMPARE(json["lost"].toInt(-1), 0);
        QCOMPARE(json["base_accuracy"].toDouble(-1), json["accuracy"].toDouble(-2));
        QCOMPARE(runCli({"evaluate", "-m", m_model}).code, 2); // of what?
        const Outcome shipped =
            runCli({"evaluate", "-m", m_model, "--base", m_model, "--windows", "1", "--json", "--loss-only"});
        QVERIFY2(shipped.code == 0 && shipped.json()["model"].toObject()["scored_tokens"].toInt() == 255, shipped.err);
    }

    // Without a text a shipped one is read; the user's conversations are another.
    void calibratesOnWhatIsThere()
    {
        const QStringList order{"calibrate", "-m", m_model,     "-o", made("importance.gguf"),
                                "-c",        "64", "--windows", "4"};
        const Outcome shipped = runCli(order + QStringList{"--json"});
        QVERIFY2(shipped.code == 0, shipped.err);
        QCOMPARE(shipped.json()["windows"].toInt(), 4);
        QVERIFY(QFile::remove(made("importance.gguf")));

        const QString profile = made("profile");
        const Outcome absent = runCli(order + QStringList{"--chats", profile});
        QVERIFY2(absent.code == 1 && absent.err.contains("There are no conversations in " + profile.toUtf8()),
                 absent.err);
        QVERIFY(QDir().mkdir(profile));
        const auto file = (profile + "/fettle.db").toStdString();
        {
            const auto database = storage::Database::open(file);
            storage::Conversations conversations(*database);
            conversations.create("empty");
        }
        const Outcome empty = runCli(order + QStringList{"--chats", profile});
        QVERIFY2(empty.code == 1 && empty.err.contains("Nothing was said yet"), empty.err);
        {
            const auto database = storage::Database::open(file);
            storage::Conversations conversations(*database);
            storage::NewMessage message;
            message.conversation = conversations.create("one");
            message.text = m_words;
            conversations.appendMessage(message);
            const Outcome open = runCli(order + QStringList{"--chats", profile});
            QVERIFY2(open.code == 1 && open.err.contains("in use"), open.err);
        }
        const Outcome over = runCli({"calibrate", "-m", m_model, "-o", profile + "/fettle.db", "--chats", profile});
        QVERIFY2(over.code == 1 && over.err.contains("is read for this"), over.err);
        const Outcome chats = runCli(order + QStringList{"--chats", profile});
        QVERIFY2(chats.code == 0, chats.err);
        const Outcome text =
            runCli({"calibrate", "-m", m_model, "-o", made("text.gguf"), "-c", "64", "--windows", "4", "-f", m_text});
        QVERIFY2(text.code == 0 && chats.out == text.out, chats.out); // the same words
        QVERIFY(QFile::remove(made("importance.gguf")) && QFile::remove(made("text.gguf")));
        QVERIFY(QDir(profile).removeRecursively());
    }

    // With a text that is too short, which each would say else: the place is looked at first.
    void aPlaceThatTakesNothingIsSaidFirst()
    {
        const QString words = support::writeFile(m_folder.filePath("words"), "only three words");
        const QString out = made("no/such/folder.gguf");
        for (const QStringList& order :
             {QStringList{"calibrate", "-m", m_model, "-f", words, "-o", out},
              {"calibrate", "-m", m_model, "-f", words, "-o", made("i.gguf"), "--ranges", out},
              {"quantize", m_model, out, "--type", "Q4_0", "--gptq", words},
              {"quantize", m_model, out, "--type", "Q4_0", "--awq", words},
              {"prune", m_model, out, "-f", words},
              {"prune", m_model, out, "-f", words, "--layers", "1"},
              {"prune", m_model, out, "-f", words, "--neurons", "0.5"},
              {"fit", m_model, out, "-f", words, "--like", "Q4_K_M"}}) {
            const Outcome done = runCli(order);
            QCOMPARE(done.code, 1);
            QVERIFY2(done.err.contains("folder.gguf cannot be written: No such file or directory"), done.err);
        }
        QFile::remove(words);
        nothingMade();
    }

    void smoothingIsAskedForWhole()
    {
        const QStringList order{"quantize", m_model, made("smooth.gguf"), "--type", "Q4_0"};
        const Outcome nan = runCli(order + QStringList{"--smooth", "nan", "--calibration", m_text});
        QVERIFY2(nan.code == 1 && nan.err.contains("must be from 0 to 1"), nan.err);
        QCOMPARE(runCli(order + QStringList{"--calibration", m_text}).code, 2); // it would have no effect
        QCOMPARE(runCli(order + QStringList{"--smooth", "0.5"}).code, 2);
        nothingMade();
    }

    void namesWithANulAreShown()
    {
        auto tiny = support::tinyLlama();
        const std::string name("blk.0.\0x.weight", 15);
        tiny.tensors.push_back({name, {32, 2}, 1, std::string(128, '\0')});
        const QString model = support::writeFile(m_folder.filePath("nul.gguf"), tiny.bytes());
        const Outcome plan = runCli({"quantize", model, made("out.gguf"), "--type", "Q8_0", "--dry-run"});
        QVERIFY2(plan.out.contains(QByteArray::fromStdString(name) + "                         F16 -> Q8_0"), plan.out);
        tiny.tensors.back().data = std::string(128, '\x7F'); // no numbers
        support::writeFile(model, tiny.bytes());
        const Outcome done = runCli({"quantize", model, made("out.gguf"), "--type", "Q8_0"});
        QVERIFY2(done.code == 1 && done.err.contains("\"blk.0.\xE2\x90\x80x.weight\" has values"), done.err);
        QFile::remove(model);
        nothingMade();
    }

private:
    Outcome fit(const QStringList& more)
    {
        return runCli(
            QStringList{"fit", m_model, made("fitted.gguf"), "-f", m_text, "--window", "64", "--probe-tokens", "64"} +
            more);
    }
    QString made(const char* name) const { return m_folder.filePath(name); }
    void nothingMade() const
    {
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 (QStringList{"small.gguf", "text.txt"}));
        QFile model(m_model), original(support::starterPath());
        QVERIFY(model.open(QIODevice::ReadOnly) && original.open(QIODevice::ReadOnly));
        QVERIFY(model.readAll() == original.readAll());
        QFile text(m_text);
        QVERIFY(text.open(QIODevice::ReadOnly) && text.readAll().toStdString() == m_words);
    }

    QTemporaryDir m_folder;
    QString m_model, m_text;
    std::string m_words;
};

QTEST_GUILESS_MAIN(CliTuneTest)
#include "tst_cli_tune.moc"
