// SPDX-License-Identifier: GPL-3.0-or-later
// The command line with GPUs: the program itself, with a module beside it whose devices are emulated.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

namespace
{

const QString kModel = FETTLE_SOURCE_DIR "/tests/golden/families/llama"; // random weights: any difference shows

struct Outcome {
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

} // namespace

class TestCudaCli : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const char* place : {"with", "without"}) {
            QVERIFY(QDir().mkpath(m_folder.filePath(QString(place) + "/bin")));
            const QString program = m_folder.filePath(QString(place) + "/bin/fettle-cli");
            QVERIFY(QFile::copy(FETTLE_BINARY_DIR "/bin/fettle-cli", program)); // the module is looked for beside it
        }
        QVERIFY(QDir().mkpath(m_folder.filePath("with/lib/fettle")));
        QVERIFY(QFile::link(FETTLE_BINARY_DIR "/tests/libfettle-cuda-emulated.so",
                            m_folder.filePath("with/lib/fettle/libfettle-cuda.so")));
        const Outcome cpu = complete({"--device", "cpu"});
        QVERIFY2(cpu.code == 0 && cpu.err.isEmpty(), cpu.err);
        m_expected = cpu.json()["text"].toString();
        QVERIFY(!m_expected.isEmpty());
    }

    void sameTextOnEachDevice_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("device");
        QTest::newRow("one") << QStringList{"--device", "cuda:1"} << "emulated device";
        QTest::newRow("two") << QStringList{"--device", "cuda:0,cuda:1", "--gpu-layers", "1,1"}
                             << "cuda:0 emulated device, cuda:1 emulated device";
        QTest::newRow("one twice") << QStringList{"--device", "cuda:0,cuda:0", "--gpu-layers", "1,1"}
                                   << "cuda:0 emulated device, cuda:0 emulated device";
        QTest::newRow("one layer") << QStringList{"--device", "cuda:0", "--gpu-layers", "1"}
                                   << "emulated device, 1 layer on the processor";
        QTest::newRow("auto") << QStringList{"--device", "auto"} << "emulated device";
        QTest::newRow("nothing said") << QStringList{} << "emulated device";
    }

    void sameTextOnEachDevice()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, device);
        const Outcome outcome = complete(options);
        QVERIFY2(outcome.code == 0, outcome.err);
        QCOMPARE(outcome.err, QByteArray()); // nothing to remark
        QCOMPARE(outcome.json()["text"].toString(), m_expected);
        QCOMPARE(outcome.json()["device"].toString(), device);
    }

    void autoTakesTheProcessor_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("says");
        QTest::newRow("no module") << "without"
                                   << ""
                                   << "this build has no CUDA module";
        QTest::newRow("no device") << "with"
                                   << "EMULATED_DEVICES=0"
                                   << "reports no device";
        QTest::newRow("too old") << "with"
                                 << "EMULATED_CAPABILITY=61"
                                 << "compute capability 6.1";
        QTest::newRow("no memory") << "with"
                                   << "EMULATED_MEBIBYTES=1"
                                   << "memory";
    }

    // One line says why, not on stdout, and the answer is there.
    void autoTakesTheProcessor()
    {
        QFETCH(QString, place);
        QFETCH(QString, variable);
        QFETCH(QString, says);
        const Outcome outcome = complete({"--device", "auto"}, place, variable);
        QVERIFY2(outcome.code == 0, outcome.err);
        QCOMPARE(outcome.json()["text"].toString(), m_expected);
        QVERIFY2(outcome.json()["device"].toString().startsWith("CPU"), outcome.out);
        QVERIFY2(outcome.err.contains("No GPU is used: ") && outcome.err.contains(says.toUtf8()), outcome.err);
        QCOMPARE(outcome.err.count('\n'), 1);
    }

    // A loss that is measured is the processor's, unless a GPU is named.
    void measuringStays()
    {
        QFile text(m_folder.filePath("text.txt"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write(QByteArray("A model reads a text and says what comes next. ").repeated(20));
        text.close();
        const auto measure = [&](const QStringList& more) {
            return cli(QStringList{"perplexity", "-m", kModel, "-f", text.fileName(), "-c", "32", "--json"} + more);
        };
        const Outcome plain = measure({}), cpu = measure({"--device", "cpu"}),
                      gpu = measure({"--device", "cuda:0,cuda:1"});
        QVERIFY2(plain.code == 0 && plain.err.isEmpty(), plain.err);
        QVERIFY2(gpu.code == 0, gpu.err);
        QCOMPARE(plain.json()["perplexity"].toDouble(), cpu.json()["perplexity"].toDouble());
        QVERIFY(std::abs(gpu.json()["perplexity"].toDouble() / cpu.json()["perplexity"].toDouble() - 1) <
                0.01); // halves, bfloat16
    }

    // The plan has the same bytes as the memory of the answer, place by place.
    void plansOfSeveral()
    {
        const QStringList where{"--device", "cuda:0,cuda:1", "--gpu-layers", "1,1", "-c", "128"};
        const Outcome plan = cli(QStringList{"plan", "-m", kModel, "--json"} + where);
        QVERIFY2(plan.code == 0, plan.err);
        const QJsonArray places = plan.json()["places"].toArray();
        QCOMPARE(places.size(), 2);
        QCOMPARE(places[1].toObject()["device"].toString(), QString("cuda:1"));
        QCOMPARE(places[1].toObject()["first_layer"].toInt(), 1);
        const QJsonObject used = complete(where).json()["memory"].toObject();
        for (const char* part : {"weights_bytes", "cache_bytes"})
            QCOMPARE(plan.json()[part].toDouble(), used[part].toDouble());
        QVERIFY(plan.json()["fits"].toBool());
        const Outcome text = cli(QStringList{"plan", "-m", kModel} + where);
        QVERIFY(text.out.contains("cuda:1, emulated device, layers 1 to 1") && text.out.contains("It fits."));
        const Outcome split = cli({"plan", "-m", kModel, "--device", "cuda:0", "--gpu-layers", "1"});
        QVERIFY2(split.out.contains("the processor, layers 0 to 0"), split.out);
    }

    // Prompts by the library and by own tiles, in turns.
    void benchOfBothProducts()
    {
        const Outcome outcome = cli({"bench", "-m", kModel, "--device", "cuda:0", "-p", "64", "-n", "0", "-r", "1",
                                     "--both-products", "--json"});
        QVERIFY2(outcome.code == 0, outcome.err);
        const QJsonArray rows = QJsonDocument::fromJson(outcome.out).array();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].toObject()["test"].toString(), QString("pp64"));
        QCOMPARE(rows[1].toObject()["test"].toString(), QString("pp64 own tiles"));
        QVERIFY(!rows[0].toObject().contains("prompt_note")); // the emulated machine has the library
    }

    void wrongChoices_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("says");
        QTest::newRow("not there") << QStringList{"--device", "cuda:0,cuda:5"} << "cuda:5";
        QTest::newRow("mixed") << QStringList{"--device", "cuda:0,cpu"} << "cuda:0,cpu";
        QTest::newRow("no layers") << QStringList{"--gpu-layers", "1,x"} << "1,x";
        QTest::newRow("too many numbers") << QStringList{"--device", "cuda:0", "--gpu-layers", "1,1"} << "one for each";
        QTest::newRow("8-bit prompts here") << QStringList{"--device", "cpu", "--prompt-precision", "int8"}
                                            << "Leave out --prompt-precision";
        QTest::newRow("8-bit floats") << QStringList{"--device", "cuda:0", "--prompt-precision", "fp8"} << "8.9";
        QTest::newRow("8 bits by tiles") << QStringList{"--device", "cuda:0", "--prompt-precision", "int8",
                                                        "--prompt-products", "own"}
                                         << "own tiles are exact";
        QTest::newRow("no precision") << QStringList{"--prompt-precision", "int4"} << "int4";
        QTest::newRow("too many layers") << QStringList{"--device", "cuda:0,cuda:1", "--gpu-layers", "2,2"}
                                         << "from 0 to 2";
    }

    void wrongChoices()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, says);
        const Outcome outcome = complete(options);
        QVERIFY(outcome.code != 0);
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(outcome.err.contains(says.toUtf8()), outcome.err);
    }

private:
    Outcome cli(const QStringList& arguments, const QString& place = "with", const QString& variable = {})
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        if (!variable.isEmpty())
            environment.insert(variable.section('=', 0, 0), variable.section('=', 1));
        process.setProcessEnvironment(environment);
        process.start(m_folder.filePath(place + "/bin/fettle-cli"), arguments);
        process.waitForFinished(120000);
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    Outcome complete(const QStringList& options, const QString& place = "with", const QString& variable = {})
    {
        return cli(QStringList{"complete", "-m", kModel, "-p", "What is", "-n", "4", "--temp", "0", "--json"} + options,
                   place, variable);
    }

    QTemporaryDir m_folder;
    QString m_expected;
};

QTEST_GUILESS_MAIN(TestCudaCli)
#include "tst_cuda_cli.moc"
