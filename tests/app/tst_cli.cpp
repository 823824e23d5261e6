// SPDX-License-Identifier: GPL-3.0-or-later
// The contract of fettle-cli: its commands, their output, exit codes and sentences; known results of real weights.
#include "tests/app/command_line.h"
#include "tests/support/models.h"
#include "tests/support/safetensors_builder.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>

#include <cmath>
#include <csignal>
#include <sys/stat.h>

using support::Outcome;
using support::runCli;
using support::sharedPath;

namespace
{

#define STORIES "weights/stories260K/stories260K-f32.gguf"
#define CARDPUTER "weights/cardputer-chat-3m/cardputer-chat-3m-f16.gguf"

// What must hold of each failure: exit code 1, nothing on stdout, one line on stderr that names `subject`.
void expectFailure(const Outcome& outcome, const QString& subject)
{
    QVERIFY2(outcome.code == 1, outcome.err);
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY2(outcome.err.startsWith("fettle-cli: ") && outcome.err.count('\n') == 1, outcome.err);
    QVERIFY2(outcome.err.contains(subject.toUtf8()), outcome.err);
}

} // namespace

class CliTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void versionAndHelp();
    void wrongUsage_data();
    void wrongUsage();
    void greedyText();
    void greedyChatModel_data();
    void greedyChatModel();
    void sameTextForAnyThreadCount();
    void seedRepeats();
    void starterChats();
    void stopBiasAndLogProbabilities();
    void plannedMemory();
    void keepsASession();
    void embeds();
    void classifies();
    void perplexity_data();
    void perplexity();
    void bench();
    void info();
    void convert();
    void quantize();
    void tokenize();
    void badFiles_data();
    void badFiles();
    void badSettings_data();
    void badSettings();
    void truncatedCopies();
    void fullDisk();
    void interrupt();

private:
    QTemporaryDir m_folder;
    QString m_tiny;
};

void CliTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_tiny = support::writeFile(m_folder.filePath("tiny.gguf"), support::tinyLlama().bytes());
}

void CliTest::versionAndHelp()
{
    const Outcome version = runCli({"--version"});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.startsWith("fettle-cli "));
    for (const QStringList& command : {QStringList{"--help"}, {"chat", "--help"}, {"bench", "--help"}}) {
        const Outcome help = runCli(command);
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains("--help"));
        QVERIFY(help.err.isEmpty());
    }
}

void CliTest::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown command") << QStringList{"dance"};
    QTest::newRow("no model") << QStringList{"chat", "-p", "x"};
    QTest::newRow("no prompt") << QStringList{"complete", "-m", "x"};
    QTest::newRow("no file") << QStringList{"info"};
    QTest::newRow("text and file") << QStringList{"tokenize", "-m", "x", "-p", "a", "-f", "b"};
    QTest::newRow("no text") << QStringList{"tokenize", "-m", "x"};
    QTest::newRow("not a number") << QStringList{"complete", "-m", "x", "-p", "a", "-n", "many"};
    QTest::newRow("number too large") << QStringList{"complete", "-m", "x", "-p", "a", "-n", "99999999999999999999"};
    QTest::newRow("negative threads") << QStringList{"bench", "-m", "x", "--threads", "-1"};
    QTest::newRow("negative depth") << QStringList{"bench", "-m", "x", "-d", "-1"};
    QTest::newRow("no repetitions") << QStringList{"bench", "-m", "x", "-r", "0"};
    QTest::newRow("window of 1") << QStringList{"perplexity", "-m", "x", "-f", "x", "-c", "1"};
    QTest::newRow("convert to no place") << QStringList{"convert", "x"};
    QTest::newRow("convert to an unknown type") << QStringList{"convert", "x", "y", "--type", "q3_x"};
    QTest::newRow("quantize to no type") << QStringList{"quantize", "x", "y"};
    QTest::newRow("unknown device") << QStringList{"bench", "-m", "x", "--device", "npu"};
    QTest::newRow("unknown option") << QStringList{"info", "x", "--verbose"};
}

void CliTest::wrongUsage()
{
    QFETCH(QStringList, arguments);
    const Outcome outcome = runCli(arguments);
    QVERIFY2(outcome.code == 2, outcome.err);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.startsWith("fettle-cli: "), outcome.err);
}

void CliTest::greedyText()
{
    FETTLE_REQUIRE_SHARED(STORIES);
    const QByteArray known =
        "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw "
        "a big, red "
        "ball. She wanted to play with it, but it was too high.\n"
        "Lily's mom said, \"Lily, let's go to the park.\" Lily was sad and didn't know what to do. She said, \"I want "
        "to play with "
        "your ball, but I can't find it.\"\n"
        "Lily was sad and didn't know what to do. She said, \"I'm sorry, Lily. I didn't know what to do.\"\n"
        "Lily didn't want to help her mom, so";
    const Outcome outcome =
        runCli({"complete", "-m", sharedPath(STORIES), "-p", "Once upon a time", "--temp", "0", "-c", "256"});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out.left(known.size()), known);
    const Outcome json = runCli({"complete", "-m", sharedPath(STORIES), "-p", "Once upon a time", "--temp", "0", "-c",
                                 "256", "-n", "7", "--json"});
    QCOMPARE(json.json()["generated_tokens"].toInt(), 7);
    QCOMPARE(json.json()["stop_reason"].toString(), "length");
    QVERIFY(outcome.out.startsWith("Once upon a time" + json.json()["text"].toString().toUtf8()));
}

void CliTest::greedyChatModel_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("answer");
    QTest::newRow("hello") << "User: Hello, how are you today?\nBot:"
                           << " I'm doing well, thank you. How are you?";
    QTest::newRow("today") << "User: What did you do today?\nBot:"
                           << " I went to the grocery store and then came home and got some lunch.";
}

void CliTest::greedyChatModel()
{
    QFETCH(QString, prompt);
    QFETCH(QString, answer);
    FETTLE_REQUIRE_SHARED(CARDPUTER);
    const QStringList command = {"complete", "-m", sharedPath(CARDPUTER), "-p", prompt, "--temp", "0"};
    QCOMPARE(QString(runCli(command).out), prompt + answer + '\n');
    const QJsonObject json = runCli(command + QStringList{"--json"}).json();
    QCOMPARE(json["text"].toString(), answer);
    QCOMPARE(json["prompt"].toString(), prompt);
    QCOMPARE(json["stop_reason"].toString(), "end");
    QCOMPARE(json["tokens"].toArray().size(), json["generated_tokens"].toInt());
    QVERIFY(json["memory"].toObject()["weights_bytes"].toDouble() > 6e6);
}

void CliTest::sameTextForAnyThreadCount()
{
    FETTLE_REQUIRE_SHARED(STORIES);
    const QStringList command = {"complete", "-m", sharedPath(STORIES), "-p", "The dog", "--temp", "0", "-n",
                                 "100",      "-t"};
    const QByteArray one = runCli(command + QStringList{"1"}).out;
    QVERIFY(one.size() > 100);
    for (const char* threads : {"2", "3", "7"})
        QCOMPARE(runCli(command + QStringList{threads}).out, one);
}

void CliTest::seedRepeats()
{
    FETTLE_REQUIRE_SHARED(STORIES);
    const auto text = [](const char* seed) {
        return runCli(
                   {"complete", "-m", sharedPath(STORIES), "-p", "The cat", "--temp", "1", "-n", "60", "--seed", seed})
            .out;
    };
    QCOMPARE(text("7"), text("7"));
    QVERIFY(text("7") != text("8"));
}

void CliTest::starterChats()
{
    if (!QFile::exists(support::starterPath()))
        QSKIP("the starter model is absent");
    const Outcome outcome = runCli({"chat", "-m", support::starterPath(), "-p", "Hello", "--temp", "0", "--json"});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.json()["stop_reason"].toString(), "end");
    QVERIFY(outcome.json()["text"].toString().size() > 3);
    const Outcome plain = runCli({"chat", "-m", support::starterPath(), "-p", "Hello", "--temp", "0"});
    QCOMPARE(QString(plain.out), outcome.json()["text"].toString() + '\n');
    const Outcome injected =
        runCli({"chat", "-m", support::starterPath(), "-p", "<|im_end|>", "-n", "4"}); // stays text
    QCOMPARE(injected.code, 0);
}

void CliTest::stopBiasAndLogProbabilities()
{
    const QStringList command = {"chat", "-m",    support::starterPath(), "-p", "Hello", "--temp", "0", "-n",
                                 "12",   "--json"};
    const QJsonObject plain = runCli(command + QStringList{"--logprobs", "3"}).json();
    const QJsonArray tokens = plain["tokens"].toArray();
    const QJsonArray logprobs = plain["logprobs"].toArray();
    QCOMPARE(logprobs.size(), tokens.size());
    QVERIFY(tokens.size() > 3);
    for (int i = 0; i < tokens.size(); ++i) {
        const QJsonObject token = logprobs[i].toObject();
        QCOMPARE(token["id"].toInt(), tokens[i].toInt());
        QCOMPARE(token["top"].toArray().size(), 3);
        QCOMPARE(token["top"].toArray()[0].toObject()["logprob"].toDouble(), token["logprob"].toDouble());
        QVERIFY(token["logprob"].toDouble() <= 0);
    }
    const QString banned = QString::number(tokens[0].toInt()) + "=-100";
    const QJsonObject biased = runCli(command + QStringList{"--logit-bias", banned, "--logit-bias", "5=0.5"}).json();
    QVERIFY(biased["tokens"].toArray()[0] != tokens[0]);
    QVERIFY(!biased.contains("logprobs"));

    const QString text = plain["text"].toString();
    const QJsonObject stopped = runCli(command + QStringList{"--stop", "never said", "--stop", text.mid(3, 4)}).json();
    QCOMPARE(stopped["stop_reason"].toString(), "stop string");
    QCOMPARE(stopped["text"].toString(), text.left(text.indexOf(text.mid(3, 4))));
    for (const char* wrong : {"5", "=1", "5=", "5=101", "five=1", "-1=1", "5=1x"})
        QCOMPARE(runCli(command + QStringList{QString("--logit-bias=%1").arg(wrong)}).code, 2);
    QCOMPARE(runCli({"chat", "-m", support::starterPath(), "-p", "Hello", "--logprobs", "1"}).code, 2); // wants --json
}

void CliTest::plannedMemory()
{
    for (const char* cache : {"f16", "q8_0"}) {
        const QJsonObject plan =
            runCli({"plan", "-m", support::starterPath(), "-c", "300", "--cache", cache, "--json"}).json();
        const Outcome answer = runCli(
            {"complete", "-m", support::starterPath(), "-p", "A", "-n", "1", "-c", "300", "--cache", cache, "--json"});
        const QJsonObject memory = answer.json()["memory"].toObject();
        for (const char* part : {"weights_bytes", "cache_bytes", "scratch_bytes"}) {
            QVERIFY(memory[part].toDouble() > 0);
            QCOMPARE(plan[part].toDouble(), memory[part].toDouble());
        }
        QVERIFY(plan["fits"].toBool());
    }
    const Outcome text = runCli({"plan", "-m", support::starterPath()});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("weights") && text.out.contains("MiB"));
    expectFailure(runCli({"plan", "-m", "/no/such.gguf"}), "/no/such.gguf");
    QCOMPARE(runCli({"plan", "-m", support::starterPath(), "--device", "cpu", "--json"}).code, 0);
    expectFailure(runCli({"plan", "-m", support::starterPath(), "--device", "cuda:99"}), "cuda:99");
}

void CliTest::keepsASession()
{
    const QString file = m_folder.filePath("context");
    const auto ask = [&](const QString& prompt, const QStringList& more) {
        return runCli(
            QStringList{"complete", "-m", support::starterPath(), "-p", prompt, "--temp", "0", "-n", "8", "--json"} +
            more);
    };
    const QJsonObject first = ask("A GGUF file is", {"--session", file}).json();
    QCOMPARE(first["reused_tokens"].toInt(-1), 0);
    const QString longer = "A GGUF file is" + first["text"].toString();
    const QJsonObject next = ask(longer, {"--session", file}).json();
    QVERIFY(next["reused_tokens"].toInt() >= first["prompt_tokens"].toInt());
    QCOMPARE(next["tokens"].toArray(), ask(longer, {}).json()["tokens"].toArray()); // nothing but time is saved
    expectFailure(runCli({"complete", "-m", m_tiny, "-p", "a", "-n", "1", "--session", file}), "another model");
    const Outcome unsaved = ask("A", {"--session", "/no/such/folder/context"});
    QCOMPARE(unsaved.code, 1);
    QVERIFY(unsaved.err.contains("/no/such/folder/context"));
    QVERIFY(!unsaved.json()["text"].toString().isEmpty()); // the answer is there all the same
}

// The folder as the hub has it; its tokens and scores are those of transformers.
void CliTest::embeds()
{
    const QString folder = FETTLE_SOURCE_DIR "/tests/golden/families/bert";
    QFile file(folder + "/golden.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray texts = QJsonDocument::fromJson(file.readAll()).object()["texts"].toArray();
    QVERIFY(!texts.isEmpty());
    for (const QJsonValue& entry : texts) {
        const QJsonObject result = runCli({"embed", "-m", folder, "-p", entry["text"].toString(), "--json"}).json();
        QCOMPARE(result["tokens"].toArray(), entry["tokens"].toArray());
        const QJsonArray vector = result["embedding"].toArray();
        const QJsonArray hidden = entry["hidden"].toArray();
        std::vector<double> mean(static_cast<std::size_t>(vector.size()));
        double squares = 0;
        for (std::size_t i = 0; i < mean.size(); ++i) {
            for (const QJsonValue& row : hidden)
                mean[i] += row.toArray()[static_cast<int>(i)].toDouble();
            squares += mean[i] * mean[i];
        }
        QVERIFY(squares > 0);
        for (std::size_t i = 0; i < mean.size(); ++i)
            QVERIFY(std::abs(vector[static_cast<int>(i)].toDouble() - mean[i] / std::sqrt(squares)) < 1e-5);
    }
    QCOMPARE(runCli({"embed", "-m", folder, "-p", "the sun"}).out.count('\n'), 32);
    expectFailure(runCli({"embed", "-m", support::starterPath(), "-p", "a"}), "encoder");
    expectFailure(runCli({"chat", "-m", folder, "-p", "a"}), "encoder");
}

void CliTest::classifies()
{
    const QString folder = FETTLE_SOURCE_DIR "/tests/golden/families/distilbert";
    QFile file(folder + "/golden.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray texts = QJsonDocument::fromJson(file.readAll()).object()["texts"].toArray();
    QVERIFY(!texts.isEmpty());
    const QStringList names = {"calm", "glad", "sad"};
    for (const QJsonValue& entry : texts) {
        const QJsonArray labels =
            runCli({"classify", "-m", folder, "-p", entry["text"].toString(), "--json"}).json()["labels"].toArray();
        QCOMPARE(labels.size(), 3);
        const QJsonArray scores = entry["scores"].toArray();
        const auto score = [&](int place) {
            return scores[names.indexOf(labels[place]["label"].toString())].toDouble();
        };
        for (int place : {1, 2}) { // a softmax: the logarithm of two shares differs as the scores do
            const double shares =
                std::log(labels[place - 1]["probability"].toDouble() / labels[place]["probability"].toDouble());
            QVERIFY(shares >= 0 && std::abs(shares - (score(place - 1) - score(place))) < 1e-4);
        }
    }
    QCOMPARE(runCli({"classify", "-m", folder, "-p", "the sun"}).out.count('\n'), 3);
}

void CliTest::perplexity_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<double>("known");
    QTest::newRow("stories260K") << sharedPath(STORIES) << 7.1019;
    QTest::newRow("cardputer-chat-3m") << sharedPath(CARDPUTER) << 12.5449;
}

void CliTest::perplexity()
{
    QFETCH(QString, model);
    QFETCH(double, known);
    FETTLE_REQUIRE_SHARED(STORIES);
    FETTLE_REQUIRE_SHARED(CARDPUTER);
    FETTLE_REQUIRE_SHARED("text/ts_200k.txt");
    const Outcome outcome =
        runCli({"perplexity", "-m", model, "-f", sharedPath("text/ts_200k.txt"), "-c", "256", "--json"});
    QVERIFY2(outcome.code == 0, outcome.err);
    const double found = outcome.json()["perplexity"].toDouble();
    // Another order of sums and a 16-bit cache move the fourth digit; 0.1 % leaves room for no other protocol.
    QVERIFY2(std::abs(found / known - 1) < 1e-3, qPrintable(QString::number(found)));
    QVERIFY(outcome.json()["standard_error"].toDouble() > 0);
}

void CliTest::bench()
{
    const Outcome outcome = runCli({"bench", "-m", m_tiny, "-p", "16", "-n", "8", "-r", "3", "--json"});
    QVERIFY2(outcome.code == 0, outcome.err);
    const QJsonArray rows = QJsonDocument::fromJson(outcome.out).array();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].toObject()["test"].toString(), "pp16");
    QCOMPARE(rows[1].toObject()["test"].toString(), "tg8");
    for (const QJsonValue& row : rows) {
        QCOMPARE(row.toObject()["samples_ts"].toArray().size(), 3);
        double sum = 0;
        for (const QJsonValue& rate : row.toObject()["samples_ts"].toArray())
            sum += rate.toDouble();
        QVERIFY(std::abs(sum / 3 / row.toObject()["avg_ts"].toDouble() - 1) < 1e-9);
        QVERIFY(row.toObject()["first_token_ns"].toDouble() > 0);
    }
    QCOMPARE(QJsonDocument::fromJson(runCli({"bench", "-m", m_tiny, "-p", "0", "-n", "4", "-r", "1", "--json"}).out)
                 .array()
                 .size(),
             1);
    QVERIFY(runCli({"bench", "-m", m_tiny, "-p", "8", "-n", "4", "-r", "2"}).out.contains("| tg4 |"));
    const QByteArray deep = runCli({"bench", "-m", m_tiny, "-p", "8", "-n", "4", "-d", "16", "-b", "3", "--cache",
                                    "f32", "-s", "2", "-r", "1", "--json"})
                                .out;
    const QJsonArray behind = QJsonDocument::fromJson(deep).array();
    QCOMPARE(behind.size(), 3);
    QCOMPARE(behind[0].toObject()["test"].toString(), "pp8 @ d16");
    QCOMPARE(behind[2].toObject()["test"].toString(), "tg4 x2 @ d16");
    QCOMPARE(behind[2].toObject()["n_depth"].toInt(), 16);
    const QByteArray many = runCli({"bench", "-m", m_tiny, "-p", "0", "-n", "4", "-s", "3", "-r", "1", "--json"}).out;
    const QJsonArray both = QJsonDocument::fromJson(many).array();
    QCOMPARE(both.size(), 2);
    QCOMPARE(both[1].toObject()["test"].toString(), "tg4 x3");
    QCOMPARE(both[1].toObject()["n_gen"].toInt(), 12);
}

void CliTest::info()
{
    const QJsonObject json = runCli({"info", m_tiny, "--json"}).json();
    QCOMPARE(json["architecture"].toString(), "llama");
    QCOMPARE(json["parameters"].toInt(), 8 * 12 + 3 * 8 + 2 * 64 + 2 * 32 + 3 * 64);
    QCOMPARE(json["context_length"].toInt(), 32);
    QCOMPARE(json["vocabulary"].toObject()["size"].toInt(), 12);
    QCOMPARE(json["types"].toObject()["F32"].toObject()["tensors"].toInt(), 3);
    QCOMPARE(json["runs"].toBool(), true);
    QCOMPARE(json["metadata"].toObject()["general.name"].toString(), "tiny");
    const Outcome plain = runCli({"info", m_tiny});
    QCOMPARE(plain.code, 0);
    QVERIFY(plain.out.contains("llama.block_count = 1"));

    support::GgufBuilder foreign = support::tinyLlama();
    foreign.string("general.architecture", "plamo2");
    const QJsonObject other =
        runCli({"info", support::writeFile(m_folder.filePath("foreign.gguf"), foreign.bytes()), "--json"}).json();
    QCOMPARE(other["runs"].toBool(true), false);
    QVERIFY(other["obstacle"].toString().contains("plamo2"));
}

// A folder is written as a file, and both are the same model.
void CliTest::convert()
{
    const std::filesystem::path folder = m_folder.filePath("hub").toStdString();
    support::HubModel().write(folder);
    const QString from = QString::fromStdString(folder.string());
    const QString to = m_folder.filePath("converted.gguf");
    const Outcome converted = runCli({"convert", from, to, "--type", "f16"});
    QVERIFY2(converted.code == 0, converted.err);
    const Outcome file = runCli({"info", to, "--json"});
    QCOMPARE(file.json()["architecture"].toString(), "llama");
    QVERIFY2(file.json()["runs"].toBool(), file.out);
    QVERIFY(file.json()["types"].toObject().contains("F16"));
    const Outcome opened = runCli({"info", from, "--json"});
    QCOMPARE(opened.json()["parameters"], file.json()["parameters"]);
    expectFailure(runCli({"convert", m_folder.path(), to}), "config.json");
    expectFailure(runCli({"convert", from, m_folder.filePath("no/such/place.gguf")}), "no/such/place.gguf");
}

// Planned, written, and read again; what cannot be done says why.
void CliTest::quantize()
{
    const QString from = support::starterPath();
    const QString to = m_folder.filePath("quantized.gguf");
    const Outcome plan = runCli({"quantize", from, to, "--type", "q4_k_m", "--dry-run"});
    QVERIFY2(plan.code == 0, plan.err);
    QVERIFY(!QFile::exists(to));
    const Outcome done =
        runCli({"quantize", from, to, "--type", "q4_k_m", "--tensor-type", "blk\\.0\\.ffn_up=q8_0", "-v"});
    QVERIFY2(done.code == 0, done.err);
    QVERIFY2(done.out.contains("blk.3.ffn_down.weight") && done.out.contains("error 0."), done.out);
    const QJsonObject types = runCli({"info", to, "--json"}).json()["types"].toObject();
    QVERIFY(types.contains("Q4_K") && types.contains("Q6_K") && types.contains("Q8_0"));
    QVERIFY2(runCli({"complete", "-m", to, "-p", "Hello", "-n", "2"}).code == 0, "the file is no model");

    expectFailure(runCli({"quantize", from, to, "--type", "Q4_K_XL"}), "Q4_K_XL");
    expectFailure(runCli({"quantize", from, to, "--type", "Q4_0", "--tensor-type", "ffn_up"}), "ffn_up");
    expectFailure(runCli({"quantize", from, to, "--type", "Q4_0", "--output-tensor-type", "IQ1_S"}), "IQ1_S");
    expectFailure(runCli({"quantize", from, to, "--type", "Q2_K_S"}), "importance matrix");
    expectFailure(runCli({"quantize", to, m_folder.filePath("x.gguf"), "--type", "Q4_0"}), "already");
    expectFailure(runCli({"quantize", "/no/such/model.gguf", to, "--type", "Q4_0"}), "/no/such/model.gguf");
    expectFailure(runCli({"quantize", from, to, "--type", "Q4_0", "--imatrix", from}), "not an importance matrix");
}

void CliTest::tokenize()
{
    const QJsonObject json = runCli({"tokenize", "-m", m_tiny, "-p", "abcd", "--json"}).json();
    QCOMPARE(json["ids"].toArray(), (QJsonArray{3, 10}));
    QCOMPARE(json["pieces"].toArray(), (QJsonArray{"▁", "abcd"}));
    QCOMPARE(json["text"].toString(), "abcd");
    const QString file = support::writeFile(m_folder.filePath("text"), "abcd");
    QCOMPARE(runCli({"tokenize", "-m", m_tiny, "-f", file, "--json"}).json(), json);
    QCOMPARE(runCli({"tokenize", "-m", m_tiny, "-f", "-", "--json"}, "abcd").json(), json);
    QCOMPARE(runCli({"tokenize", "-m", m_tiny, "-p", "abcd", "--bos", "--json"}).json()["ids"].toArray(),
             (QJsonArray{1, 3, 10}));
    // "<s>" is a control token only where that is asked for
    QVERIFY(!runCli({"tokenize", "-m", m_tiny, "-p", "<s>", "--json"}).json()["ids"].toArray().contains(1));
    QCOMPARE(runCli({"tokenize", "-m", m_tiny, "-p", "a<s>", "--special", "--json"}).json()["ids"].toArray().last(),
             QJsonValue(1));
    QCOMPARE(runCli({"tokenize", "-m", m_tiny, "-p", ""}).code, 0);
}

void CliTest::badFiles_data()
{
    QTest::addColumn<QString>("file");
    const QString folder = m_folder.path();
    const auto row = [&](const char* name, const QString& file) { QTest::newRow(name) << file; };
    row("absent", folder + "/absent.gguf");
    row("empty", support::writeFile(folder + "/empty.gguf", ""));
    row("folder", folder);
    row("endless device", "/dev/zero");
    row("random bytes", support::writeFile(folder + "/random.gguf",
                                           std::string("\x8F\x13\xC7\x00\x91\xE2", 6) + std::string(5000, '\xA7')));
    row("html", support::writeFile(folder + "/page.gguf", "<!DOCTYPE html><title>404</title>"));
    ::mkfifo(qPrintable(folder + "/fifo.gguf"), 0600);
    row("fifo", folder + "/fifo.gguf");
    support::GgufBuilder foreign = support::tinyLlama();
    foreign.string("general.architecture", "plamo2");
    row("unknown architecture", support::writeFile(folder + "/plamo2.gguf", foreign.bytes()));
    support::GgufBuilder type = support::tinyLlama();
    type.tensor("blk.0.attn_q.weight").type = 25;
    row("unknown type", support::writeFile(folder + "/integers.gguf", type.bytes()));
    if (QFile::exists(sharedPath("formats/weight-inspect/tiny.gguf")))
        row("truncated real file", sharedPath("formats/weight-inspect/tiny.gguf"));
}

void CliTest::badFiles()
{
    QFETCH(QString, file);
    expectFailure(runCli({"complete", "-m", file, "-p", "a"}), file);
    expectFailure(runCli({"chat", "-m", file, "-p", "a", "--json"}), file);
    const QString text = support::writeFile(m_folder.filePath("any.txt"), "abcd");
    expectFailure(runCli({"perplexity", "-m", file, "-f", text}), file);
    expectFailure(runCli({"bench", "-m", file}), file);
}

void CliTest::badSettings_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("subject");
    const auto row = [&](const char* name, const QStringList& arguments, const char* subject) {
        QTest::newRow(name) << arguments << subject;
    };
    row("prompt longer than the context", {"complete", "-p", QString("a ").repeated(100), "-c", "32"}, "32");
    row("chat longer than the context", {"chat", "-p", QString("a ").repeated(100), "-c", "32"}, "32");
    row("temperature", {"complete", "-p", "a", "--temp", "9"}, "temperature");
    row("temperature NaN", {"complete", "-p", "a", "--temp", "nan"}, "temperature");
    row("top-p", {"chat", "-p", "a", "--top-p", "0"}, "top-p");
    row("gpu", {"complete", "-p", "a", "--device", "cuda:0"}, "cuda:0");
    row("no text", {"perplexity", "-f", "/absent.txt"}, "/absent.txt");
    row("text is a folder", {"perplexity", "-f", "/tmp"}, "/tmp");
    row("text too short", {"perplexity", "-f", "/dev/null"}, "512");
    row("absent text", {"tokenize", "-f", "/absent.txt"}, "/absent.txt");
}

void CliTest::badSettings()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, subject);
    arguments.insert(1, "-m");
    arguments.insert(2, m_tiny);
    const Outcome outcome = runCli(arguments);
    QVERIFY2(outcome.code == 1, outcome.err);
    QVERIFY2(outcome.err.startsWith("fettle-cli: ") && outcome.err.count('\n') == 1 &&
                 outcome.err.contains(subject.toUtf8()),
             outcome.err);
}

void CliTest::truncatedCopies()
{
    FETTLE_REQUIRE_SHARED(STORIES);
    QFile whole(sharedPath(STORIES));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const std::string bytes = whole.readAll().toStdString();
    for (const double share : {0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.9999}) {
        const auto size = static_cast<std::size_t>(share * static_cast<double>(bytes.size()));
        const QString file = support::writeFile(m_folder.filePath("cut.gguf"), bytes.substr(0, size));
        expectFailure(runCli({"complete", "-m", file, "-p", "a"}), file);
    }
}

void CliTest::fullDisk()
{
    QProcess shell;
    shell.start("/bin/sh", {"-c", R"("$0" info "$1" > /dev/full)", support::cliPath(), m_tiny});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.exitCode(), 1);
    QVERIFY(shell.readAllStandardError().contains("could not be written"));
}

void CliTest::interrupt()
{
    QProcess process;
    process.start(support::cliPath(), {"bench", "-m", m_tiny, "-p", "4096", "-n", "0", "-r", "10000"});
    QVERIFY(process.waitForStarted());
    QTest::qWait(300);
    QCOMPARE(process.state(), QProcess::Running);
    QElapsedTimer timer;
    timer.start();
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(5000));
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
}

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
