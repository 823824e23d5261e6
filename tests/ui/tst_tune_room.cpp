// SPDX-License-Identifier: GPL-3.0-or-later
// The room where models are made smaller, with the real engine on the starter model: what is foretold comes true to the
// byte, what is stopped goes on or goes away, and whatever is wrong is a sentence that leaves the source as it was.
#include "engine/files/open_model.h"
#include "engine/tune/quantize_model.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/models.h"
#include "tests/ui/tune_room_case.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <limits>
#include <sys/resource.h>

using namespace ui;
using namespace ui::test;

class TestTuneRoom : public TuneRoomCase
{
    Q_OBJECT

private slots:
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void ordersRoundTrip();
    void hostileOrders_data();
    void hostileOrders();
    void theNameFollowsTheOrder();
    void thePreviewIsExact_data();
    void thePreviewIsExact();
    void fittingIsPlannedAndCancelled();
    void prunedAndMeasured();
    void cutsAreForetold_data();
    void cutsAreForetold();
    void tooMuchIsASentence();
    void chosenTypesAreWritten();
    void theSpeedOfAnotherModelIsNotShown();
    void onlyTheSameHasItsLoss();
    void lossesAreEstimatedBetweenVariants();
    void aModelGoesMeanwhile();
    void weightsThatAreNoNumbers();
    void rowsThatFitNoBlock();
    void textsThatAreTooShort();
    void aFullDisk();
    void variantsAreComparedAndLoaded();
};

void TestTuneRoom::ordersRoundTrip()
{
    TuneOrder order;
    order.kind = TuneOrder::Kind::Prune;
    order.source = "/a \"b\".gguf";
    order.target = "/c.gguf";
    order.preset = "Q2_K";
    order.types = {{"blk.0.attn_q.weight", "Q6_K"}};
    order.method = TuneOrder::Method::Feedback;
    order.fileBytes = 5'000'000'000;
    order.memoryBytes = 7;
    order.context = 4096;
    order.pruning = TuneOrder::Pruning::SparseGpt;
    order.sparsity = 0.25;
    order.keep = 2;
    order.of = 4;
    order.deviations = 0.75;
    order.text = TuneOrder::Text::File;
    order.textFile = "/t.txt";
    order.evaluatedTokens = 0;
    order.outliers = true;
    order.removed = 3;
    order.neurons = 0.5;
    order.folding = TuneOrder::Folding::Smooth;
    QVERIFY(TuneOrder::fromJson(order.toJson()) == order);
}

void TestTuneRoom::hostileOrders_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char* json :
         {"", "[]", "{", "{\"kind\":99,\"method\":-4,\"preset\":\"Q9\",\"types\":7}",
          "{\"types\":{\"a\":\"Q99\",\"b\":3}}",
          "{\"keep\":5,\"of\":2,\"sparsity\":8,\"context\":-1e300,\"fileBytes\":1e300,\"evaluatedTokens\":-5}",
          "{\"removed\":-7,\"neurons\":2,\"folding\":9,\"pruning\":6,\"outliers\":3}"})
        QTest::addRow("%s", json) << QByteArray(json);
}

void TestTuneRoom::hostileOrders()
{
    QFETCH(QByteArray, json);
    TuneOrder order = TuneOrder::fromJson(json.toStdString());
    QVERIFY(order.evaluatedTokens >= 0);
    order.evaluatedTokens = TuneOrder().evaluatedTokens;
    QVERIFY(order == TuneOrder());
}

void TestTuneRoom::theNameFollowsTheOrder()
{
    TuneOrder order;
    order.method = TuneOrder::Method::Plain;
    QCOMPARE(derivedName("/m/small-F16.gguf", order), std::string("small-Q4_K_M.gguf"));
    QCOMPARE(derivedName("/m/small.q8_0.gguf", order), std::string("small-Q4_K_M.gguf"));
    QCOMPARE(derivedName("/m/small.gguf", order), std::string("small-Q4_K_M.gguf"));
    choose();
    QCOMPARE(choice()->targetName(), QString("small-Q4_K_M.gguf"));
    QCOMPARE(choice()->targetFolder(), m_models->path());
    choice()->setTargetName("../../elsewhere/mine");
    QCOMPARE(choice()->targetName(), QString("mine.gguf"));
    QCOMPARE(choice()->targetFolder(), m_models->path());
    choice()->setAim(TuneChoice::Aim::Faster);
    settle();
    QCOMPARE(choice()->targetName(), QString("mine.gguf"));
}

void TestTuneRoom::thePreviewIsExact_data()
{
    QTest::addColumn<int>("method");
    QTest::addColumn<QString>("preset");
    QTest::addRow("plain") << static_cast<int>(TuneOrder::Method::Plain) << "Q8_0";
    QTest::addRow("importance") << static_cast<int>(TuneOrder::Method::Importance) << "IQ4_XS";
    QTest::addRow("scales of SmoothQuant") << static_cast<int>(TuneOrder::Method::Plain) << "Q4_0";
    QTest::addRow("feedback") << static_cast<int>(TuneOrder::Method::Feedback) << "Q3_K_M";
}

void TestTuneRoom::thePreviewIsExact()
{
    QFETCH(int, method);
    QFETCH(QString, preset);
    const QByteArray before = contentOf(m_source);
    choose(static_cast<TuneOrder::Method>(method));
    choice()->setAim(TuneChoice::Aim::Own);
    choice()->setPreset(preset);
    if (preset == "Q4_0")
        choice()->setFolding(static_cast<int>(TuneOrder::Folding::Smooth));
    settle();
    const QVariantMap foretold = room()->preview();
    QVERIFY(foretold["exact"].toBool());
    QVERIFY(foretold["memory"].toMap()["total"].toDouble() < foretold["sourceMemory"].toMap()["total"].toDouble());
    QCOMPARE(foretold["kld"].toDouble(), -1.0);
    QCOMPARE(foretold["speed"].toDouble(), 0.0);
    runToTheEnd();
    QVERIFY2(activity()->error().isEmpty(), qPrintable(activity()->error()));
    QCOMPARE(activity()->state(), State::Done);
    QCOMPARE(static_cast<double>(QFileInfo(target()).size()), foretold["bytes"].toDouble());
    QCOMPARE(after("memory"), foretold["memory"].toMap()["total"].toDouble());
    QVERIFY(after("kld") > 0 && after("kldError") > 0 && after("speed") > 0 && after("sameTop") > 0.3);
    QVERIFY(activity()->cells().contains(-1) == false);
    QVERIFY(contentOf(m_source) == before);
    const auto written = engine::files::openModel(target().toStdString()); // says what was measured of it
    QCOMPARE(static_cast<float>(*written.number("fettle.measured.kld")), static_cast<float>(after("kld")));
    QCOMPARE(written.string("fettle.calibration.sha256").has_value(), choice()->usesText());
    QCOMPARE(made(), QStringList{activity()->targetName()});
    // What is known now is shown the next time.
    room()->another();
    choice()->setAim(TuneChoice::Aim::Own);
    QTRY_VERIFY(room()->preview()["kld"].toDouble() == after("kld"));
    QVERIFY(room()->preview()["speed"].toDouble() > 0 && room()->preview()["seconds"].toDouble() > 0);
}

void TestTuneRoom::fittingIsPlannedAndCancelled()
{
    choose(TuneOrder::Method::Plain);
    choice()->setAim(TuneChoice::Aim::BestAtSize);
    settle();
    QVERIFY(choice()->megabytes() > 0);
    choice()->setMegabytes(5);
    settle();
    QVERIFY(!room()->preview()["exact"].toBool());
    QVERIFY(!room()->preview()["preset"].toString().isEmpty());
    room()->start(); // the engine's own tests see it to its end
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Probing, kJobMs);
    activity()->pause();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Paused, kJobMs);
    QVERIFY(QFileInfo::exists(target() + ".fit/measured")); // what it goes on from
    activity()->resume();
    QTRY_VERIFY_WITH_TIMEOUT(activity()->phase() == TuneActivity::Phase::Probing, kJobMs);
    activity()->cancel();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Cancelled, kJobMs);
    QTRY_VERIFY(made().isEmpty());
    QVERIFY2(room()->canStart(), qPrintable(room()->obstacle()));
    choice()->setMegabytes(0.5);
    settle();
    QVERIFY(!room()->preview()["warning"].toString().isEmpty());
}

void TestTuneRoom::prunedAndMeasured()
{
    choose();
    choice()->setAim(TuneChoice::Aim::Own);
    choice()->setPrunes(true);
    choice()->setPruning(static_cast<int>(TuneOrder::Pruning::Wanda));
    choice()->setPattern("2:4");
    settle();
    const QVariantMap foretold = room()->preview();
    QVERIFY(foretold["exact"].toBool());
    QVERIFY(foretold["memory"].toMap()["weights"].toDouble() < foretold["sourceMemory"].toMap()["weights"].toDouble());
    runToTheEnd();
    QVERIFY2(activity()->error().isEmpty(), qPrintable(activity()->error()));
    QCOMPARE(after("bytes"), foretold["bytes"].toDouble());
    QCOMPARE(after("memory"), foretold["memory"].toMap()["total"].toDouble());
    QVERIFY(qAbs(activity()->result()["zeros"].toDouble() - 0.5) < 0.01);
    QVERIFY(after("kld") > 0.01); // half of the weights are gone, and nothing healed
    QVERIFY(!activity()->cells().contains(-1));
}

void TestTuneRoom::cutsAreForetold_data()
{
    QTest::addColumn<int>("pruning");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("parts"); // that the result says there are
    QTest::addRow("layers") << static_cast<int>(TuneOrder::Pruning::Layers) << "small-fewer-layers.gguf" << 5;
    QTest::addRow("neurons") << static_cast<int>(TuneOrder::Pruning::Neurons) << "small-fewer-neurons.gguf" << 512;
    QTest::addRow("heads") << static_cast<int>(TuneOrder::Pruning::Heads) << "small-fewer-heads.gguf" << 3;
}

void TestTuneRoom::cutsAreForetold()
{
    QFETCH(int, pruning);
    QFETCH(QString, name);
    QFETCH(int, parts);
    const QByteArray before = contentOf(m_source);
    choose();
    choice()->setAim(TuneChoice::Aim::Own);
    choice()->setPrunes(true);
    choice()->setPruning(pruning);
    choice()->setNeurons(0.25);
    settle();
    QVERIFY(choice()->cuts() && choice()->usesText());
    QCOMPARE(choice()->targetName(), name);
    const QVariantMap foretold = room()->preview();
    QVERIFY(foretold["exact"].toBool());
    QVERIFY(foretold["bytes"].toDouble() < foretold["sourceBytes"].toDouble());
    QVERIFY(foretold["memory"].toMap()["total"].toDouble() < foretold["sourceMemory"].toMap()["total"].toDouble());
    runToTheEnd();
    QVERIFY2(activity()->error().isEmpty(), qPrintable(activity()->error()));
    QCOMPARE(activity()->state(), State::Done);
    QCOMPARE(static_cast<double>(QFileInfo(target()).size()), foretold["bytes"].toDouble());
    QCOMPARE(after("memory"), foretold["memory"].toMap()["total"].toDouble());
    QCOMPARE(activity()->result()["partsAfter"].toInt(), parts);
    QVERIFY(after("kld") > 0.01); // nothing healed
    QVERIFY(contentOf(m_source) == before);
    QCOMPARE(made(), QStringList{activity()->targetName()});
}

void TestTuneRoom::tooMuchIsASentence()
{
    choose();
    choice()->setAim(TuneChoice::Aim::Own);
    choice()->setPrunes(true);
    choice()->setPruning(static_cast<int>(TuneOrder::Pruning::Layers));
    choice()->setRemoved(600);
    settle();
    QVERIFY(!room()->canStart());
    QVERIFY2(room()->obstacle().contains("remove from 1 to 5"), qPrintable(room()->obstacle()));
    choice()->setPruning(static_cast<int>(TuneOrder::Pruning::Magnitude));
    settle();
    QVERIFY2(room()->canStart(), qPrintable(room()->obstacle()));
    QVERIFY(!choice()->usesText());
    choice()->setOutliers(true);
    settle();
    QVERIFY(choice()->usesText()); // magnitudes need none, outliers do
    choice()->setPattern("2:4");
    QVERIFY(!choice()->usesText()); // of a pattern each layer has the same share
}

void TestTuneRoom::chosenTypesAreWritten()
{
    choose();
    choice()->setAim(TuneChoice::Aim::Own);
    settle();
    TuneTypes* types = room()->types();
    QVERIFY(types->layers() > 0 && !types->edited());
    QCOMPARE(types->cells().size(), types->layers() * types->matrices().size());
    const double before = room()->preview()["bytes"].toDouble();
    const int q8 = static_cast<int>(TuneTypes::names().indexOf("Q8_0"));
    types->setMatrix(static_cast<int>(types->matrices().indexOf("attn_q")), q8);
    types->setCell(-4, q8);
    types->setCell(1 << 20, q8);
    types->setLayer(types->layers(), q8);
    types->setCell(0, 999);
    settle();
    QVERIFY(types->edited());
    QVERIFY(room()->preview()["bytes"].toDouble() > before);
    const double foretold = room()->preview()["bytes"].toDouble();
    runToTheEnd();
    QVERIFY2(activity()->error().isEmpty(), qPrintable(activity()->error()));
    QCOMPARE(static_cast<double>(QFileInfo(target()).size()), foretold);
    QCOMPARE(typeIn(target(), "blk.0.attn_q.weight"), std::string("Q8_0"));
    QVERIFY(typeIn(target(), "blk.0.attn_k.weight") != "Q8_0");
    types->reset();
    settle();
    QCOMPARE(room()->preview()["bytes"].toDouble(), before);
}

void TestTuneRoom::theSpeedOfAnotherModelIsNotShown()
{
    const QString other = m_models->filePath("other-F16.gguf");
    QVERIFY(QFile::copy(support::starterPath(), other));
    choose();
    room()->measureSource();
    QVERIFY(room()->measuring());
    room()->choose(other);
    QVERIFY(!room()->measuring());
    settle();
    QVERIFY(room()->canStart());
    room()->measureSource(); // queued behind the first, which was given up
    QTRY_VERIFY_WITH_TIMEOUT(!room()->measuring(), kJobMs);
    QVERIFY(room()->variants()->sourceSpeed() > 0);
    room()->choose(m_source);
    QCOMPARE(room()->variants()->sourceSpeed(), 0.0);
    QVERIFY(QFile::remove(other));
}

void TestTuneRoom::lossesAreEstimatedBetweenVariants()
{
    TuneVariants variants;
    variants.setSource("/s.gguf");
    std::vector<KnownDerived> known;
    using Method = TuneOrder::Method;
    const auto add = [&](TuneOrder::Kind kind, double bits, double kld, const char* parent = "/s.gguf",
                         Method method = Method::Plain) {
        TuneOrder order;
        order.kind = kind;
        order.method = method;
        const QJsonObject measured{{"essence", QString::fromStdString(TuneVariants::essence(order))},
                                   {"after", QJsonObject{{"kld", kld}, {"bitsPerWeight", bits}}}};
        known.emplace_back();
        known.back().model.parent = parent;
        known.back().model.measurements = QJsonDocument(measured).toJson().toStdString();
        variants.show(known);
    };
    const auto is = [&](double bits, double kld) {
        return std::abs(variants.lossAbout(bits, Method::Plain) / kld - 1) < 1e-9;
    };
    QCOMPARE(variants.lossAbout(5, Method::Plain), -1.0);
    add(TuneOrder::Kind::Prune, 5, 3);
    add(TuneOrder::Kind::Quantize, 5, 1, "/another.gguf");
    QCOMPARE(variants.lossAbout(5, Method::Plain), -1.0);
    add(TuneOrder::Kind::Quantize, 6, 0.004);
    QVERIFY(is(6, 0.004) && is(5, 0.016) && is(7, 0.001));
    QCOMPARE(variants.lossAbout(4, Method::Plain), -1.0); // too far to say
    add(TuneOrder::Kind::Fit, 4, 0.064);
    QVERIFY(is(4, 0.064) && is(5, 0.016) && is(4.5, 0.032) && is(3, 0.256));
    add(TuneOrder::Kind::Quantize, 6, 0.5); // older than the first of so many bits
    QVERIFY(is(6, 0.004));
    add(TuneOrder::Kind::Quantize, 5, 0.01, "/s.gguf", Method::Feedback); // another way of rounding tells less
    QVERIFY(is(4.5, 0.032));
    QVERIFY(std::abs(variants.lossAbout(5.5, Method::Feedback) / 0.005 - 1) < 1e-9);
    QVERIFY(std::abs(variants.lossAbout(5, Method::Importance) / 0.01 - 1) < 1e-9); // of all, where it has none
}

// A loss is foretold only where just the same was measured: not of another limit, not of other types.
void TestTuneRoom::onlyTheSameHasItsLoss()
{
    TuneVariants variants;
    variants.setSource("/s.gguf");
    TuneOrder order;
    order.kind = TuneOrder::Kind::Fit;
    order.source = "/s.gguf";
    order.target = "/a.gguf";
    order.fileBytes = 6'000'000;
    const auto known = [&] {
        const QJsonObject measured{{"order", QString::fromStdString(order.recipe())},
                                   {"essence", QString::fromStdString(TuneVariants::essence(order))},
                                   {"after", QJsonObject{{"kld", 0.25}, {"kldError", 0.01}}}};
        KnownDerived one;
        one.model.path = order.target;
        one.model.parent = order.source;
        one.model.measurements = QJsonDocument(measured).toJson().toStdString();
        variants.show({one});
        double error = 0;
        return variants.lossOf(order, &error);
    };
    double error = 0;
    QCOMPARE(known(), 0.25);
    order.target = "/b.gguf";
    order.evaluatedTokens = 8192;
    order.preset = "Q2_K"; // a fit does not look at it
    QCOMPARE(variants.lossOf(order, &error), 0.25);
    order.fileBytes = 3'000'000;
    QCOMPARE(variants.lossOf(order, &error), -1.0);
    order.kind = TuneOrder::Kind::Quantize;
    order.types = {{"blk.0.attn_q.weight", "Q6_K"}};
    QCOMPARE(known(), 0.25);
    order.types = {{"blk.0.attn_q.weight", "Q2_K"}};
    QCOMPARE(variants.lossOf(order, &error), -1.0);
    order.kind = TuneOrder::Kind::Prune;
    order.pruning = TuneOrder::Pruning::Magnitude;
    QCOMPARE(known(), 0.25); // a share
    order.deviations = 0.5;
    QCOMPARE(variants.lossOf(order, &error), -1.0);
    QCOMPARE(known(), 0.25); // a limit
    order.sparsity = 0.25;   // which has no say then
    QCOMPARE(variants.lossOf(order, &error), 0.25);
    order.deviations = 0.75;
    QCOMPARE(variants.lossOf(order, &error), -1.0);
}

void TestTuneRoom::aModelGoesMeanwhile()
{
    choose();
    QVERIFY(QFile::remove(m_source));
    room()->start();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Failed, kJobMs);
    QVERIFY2(activity()->error().contains("small-F16.gguf") && activity()->error().endsWith(u'.'),
             qPrintable(activity()->error()));
    choice()->setAim(TuneChoice::Aim::Faster);
    settle();
    QVERIFY(!room()->canStart() && room()->obstacle().contains("small-F16.gguf"));
    QVERIFY(made().isEmpty());
}

void TestTuneRoom::weightsThatAreNoNumbers()
{
    choose();
    const auto file = engine::files::openModel(m_source.toStdString());
    const auto* tensor = file.findTensor("blk.1.ffn_down.weight");
    const auto place = file.placeOf(tensor->bytes);
    QFile damaged(m_source);
    QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek(static_cast<qint64>(place->offset)));
    QCOMPARE(damaged.write("\xff\x7f", 2), 2); // NaN in F16
    damaged.close();
    const QByteArray before = contentOf(m_source);
    room()->start();
    QTRY_COMPARE_WITH_TIMEOUT(activity()->state(), State::Failed, kJobMs);
    QVERIFY2(activity()->error().contains("blk.1.ffn_down.weight"), qPrintable(activity()->error()));
    QVERIFY(contentOf(m_source) == before);
    QVERIFY(made().isEmpty());
}

void TestTuneRoom::rowsThatFitNoBlock()
{
    support::GgufBuilder builder;
    builder.string("general.architecture", "llama").u32("llama.block_count", 1);
    support::Bytes data;
    for (int i = 0; i < 96 * 8; ++i)
        data.number(0.01F * static_cast<float>(i % 7));
    for (const char* name : {"token_embd.weight", "blk.0.attn_q.weight", "blk.0.ffn_down.weight"})
        builder.tensors.push_back({name, {96, 8}, 0, data.data()});
    const QString path = m_models->filePath("odd.gguf");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(QByteArray::fromStdString(builder.bytes())) > 0);
    file.close();
    m_source = path;
    choose();
    QVERIFY2(room()->canStart(), qPrintable(room()->obstacle()));
    QVERIFY(room()->preview()["fellBack"].toInt() >= 2);
    QCOMPARE(room()->preview()["memory"].toMap()["total"].toDouble(), 0.0); // nothing that could run
    runToTheEnd();
    QVERIFY2(activity()->state() == State::Done,
             qPrintable(activity()->error())); // written; what it lost cannot be measured, and that is said
    QVERIFY(activity()->written() && activity()->error().endsWith(u'.'));
    QCOMPARE(typeIn(target(), "blk.0.attn_q.weight"), std::string("Q5_0"));
}

void TestTuneRoom::textsThatAreTooShort()
{
    QFile text(m_models->filePath("three words.txt"));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("just three words") > 0);
    text.close();
    choose(TuneOrder::Method::Importance);
    choice()->chooseText(QUrl::fromLocalFile(m_models->filePath("none.txt")));
    settle();
    QVERIFY2(room()->obstacle().contains("none.txt"), qPrintable(room()->obstacle()));
    choice()->chooseText(QUrl::fromLocalFile(m_models->path()));
    settle();
    QVERIFY(!room()->canStart());
    choice()->chooseText(QUrl::fromLocalFile(text.fileName()));
    settle();
    runToTheEnd();
    QCOMPARE(activity()->state(), State::Failed);
    QVERIFY2(activity()->error().contains("too short") && activity()->error().contains("256"),
             qPrintable(activity()->error()));
    choice()->setTextKind(static_cast<int>(TuneOrder::Text::Chats)); // there are none
    settle();
    QSignalSpy finished(activity(), &TuneActivity::finished);
    room()->start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kJobMs);
    QCOMPARE(activity()->state(), State::Failed);
    QVERIFY(activity()->error().contains("too short"));
    QCOMPARE(made(), QStringList{"three words.txt"});
}

void TestTuneRoom::aFullDisk()
{
    choose();
    QVERIFY(QFile(m_models->filePath("small-Q6_K.gguf")).open(QIODevice::WriteOnly));
    choice()->setTargetName("small-Q6_K.gguf");
    settle();
    QVERIFY2(!room()->canStart() && room()->obstacle().contains("exists"), qPrintable(room()->obstacle()));
    choice()->setTargetName("full.gguf");
    settle();
    std::signal(SIGXFSZ, SIG_IGN); // as the app does: a quota becomes an error of the write
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit small = before;
    small.rlim_cur = 1 << 20;
    setrlimit(RLIMIT_FSIZE, &small);
    room()->start();
    QTRY_VERIFY_WITH_TIMEOUT(!activity()->active(), kJobMs);
    setrlimit(RLIMIT_FSIZE, &before);
    QCOMPARE(activity()->state(), State::Failed);
    QVERIFY2(activity()->error().contains("full.gguf"), qPrintable(activity()->error()));
    QVERIFY(!QFileInfo::exists(m_models->filePath("full.gguf")));
    choice()->setTargetName("again.gguf");
    settle();
    runToTheEnd(); // the app goes on
    QCOMPARE(activity()->state(), State::Done);
}

void TestTuneRoom::variantsAreComparedAndLoaded()
{
    m_profile->script()->say("An answer.");
    choose();
    runToTheEnd();
    QTRY_COMPARE(room()->variants()->points().size(), 2);
    const QVariantMap original = room()->variants()->points()[0].toMap();
    const QVariantMap made = room()->variants()->points()[1].toMap();
    QVERIFY(original["original"].toBool() && original["y"].toDouble() == 0 && original["x"].toDouble() == 1);
    QVERIFY(made["x"].toDouble() < 1 && made["y"].toDouble() > 0 && !made["missing"].toBool());
    TuneComparison* comparison = room()->comparison();
    comparison->ask("  ");
    QVERIFY(!comparison->busy());
    comparison->ask("What is a token?");
    QVERIFY(comparison->busy());
    QTRY_VERIFY(!comparison->busy());
    QVERIFY2(!comparison->texts()[0].isEmpty() && comparison->texts()[0] == comparison->texts()[1],
             qPrintable(comparison->errors().join(u' ')));
    QSignalSpy chat(room(), &TuneRoom::chatRequested);
    room()->chat();
    QCOMPARE(chat.size(), 1);
    QTRY_COMPARE(m_workspace->library()->currentPath(), target());
}

QTEST_GUILESS_MAIN(TestTuneRoom)
#include "tst_tune_room.moc"
