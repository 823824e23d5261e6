// SPDX-License-Identifier: GPL-3.0-or-later
// The Lab's view models: what is put together, what runs, what came out, what is kept. Speeds are the script's.
#include "tests/ui/scripted_engine.h"
#include "tests/ui/scripted_lab.h"
#include "ui/workspace.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ui;

constexpr int kLong = 20'000; // milliseconds: the disk may be busy

class TestLab : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void axesTakeNumbersAndChoices();
    void countsAndObstacles();
    void refusedIsToldBeforeTheRun();
    void ranksAppliesAndKeeps();
    void stopKeepsWhatWasMeasured();
    void aWrongExperimentIsASentence();
    void exportedAndImported();
    void pastConversation();
    void answersStay();

private:
    Workspace& open();
    int axis(const QString& key) const;
    void choose(const QString& key, const QString& numbers);
    void measure();
    QVariantMap row(int place) const { return m_lab->report()->rows().value(place).toMap(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<tests::LabScript> m_script;
    std::unique_ptr<Workspace> m_workspace;
    Lab* m_lab = nullptr;
};

void TestLab::init()
{
    QTest::failOnWarning(QRegularExpression(".*"));
    m_folder = std::make_unique<QTemporaryDir>();
    m_script = std::make_shared<tests::LabScript>();
    QFile model(m_folder->filePath("model.gguf"));
    QVERIFY(model.open(QIODevice::WriteOnly));
    model.write(QByteArray(1000, 'x'));
    open();
}

void TestLab::cleanup()
{
    m_workspace.reset();
}

Workspace& TestLab::open()
{
    m_workspace.reset();
    WorkspaceOptions options;
    options.profileFolder = m_folder->path();
    options.starterModelPath = m_folder->filePath("model.gguf");
    options.hub.emplace().offline = true;
    options.engineFactory = [] { return std::make_unique<test::ScriptedEngine>(std::make_shared<test::Script>()); };
    options.labRunner = [script = m_script] { return std::make_unique<tests::ScriptedLab>(script); };
    m_workspace = std::make_unique<Workspace>(options);
    m_lab = m_workspace->lab();
    [&] { QTRY_COMPARE_WITH_TIMEOUT(m_workspace->library()->state(), ModelLibrary::State::Ready, kLong); }();
    m_lab->open();
    return *m_workspace;
}

int TestLab::axis(const QString& key) const
{
    const LabAxes& axes = *m_lab->setup()->axes();
    for (int i = 0; i < axes.rowCount(); ++i)
        if (axes.data(axes.index(i), LabAxes::KeyRole) == key)
            return i;
    return -1;
}

void TestLab::choose(const QString& key, const QString& numbers)
{
    m_lab->setup()->axes()->setText(axis(key), numbers);
}

void TestLab::measure()
{
    QTRY_VERIFY_WITH_TIMEOUT(m_lab->setup()->canStart(), kLong);
    m_lab->start();
    QTRY_VERIFY_WITH_TIMEOUT(!m_lab->run()->running(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!m_lab->report()->busy(), kLong);
}

void TestLab::axesTakeNumbersAndChoices()
{
    LabAxes& axes = *m_lab->setup()->axes();
    QAbstractItemModelTester tester(&axes, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(axis("model") < 0); // chosen by themselves
    const int threads = axis("threads");
    QCOMPARE(axes.data(axes.index(threads), LabAxes::TypedRole).toBool(), true);
    axes.setText(threads, " 1, 2;4  2 ");
    QCOMPARE(axes.data(axes.index(threads), LabAxes::CountRole).toInt(), 3);
    axes.setText(threads, "1, x");
    QVERIFY(axes.data(axes.index(threads), LabAxes::ErrorRole).toString().contains("threads"));
    QVERIFY(!axes.good());
    axes.setText(threads, "1, 999");
    QVERIFY(axes.data(axes.index(threads), LabAxes::ErrorRole).toString().contains("256"));
    axes.setText(threads, "1");
    const int cache = axis("cache");
    axes.setText(cache, "1"); // is chosen, not typed
    axes.toggle(cache, 0);
    axes.toggle(cache, 3);
    axes.toggle(cache, 99);
    axes.toggle(99, 0);
    QCOMPARE(axes.data(axes.index(cache), LabAxes::CountRole).toInt(), 2);
    QCOMPARE(axes.axes().size(), std::size_t(2));
    axes.toggle(cache, 3);
    QCOMPARE(axes.data(axes.index(cache), LabAxes::CountRole).toInt(), 1);
    axes.setDevices({"cuda:0"});
    axes.toggle(axis("device"), 1);
    axes.setDevices({}); // it went: what was chosen of it as well
    QCOMPARE(axes.data(axes.index(axis("device")), LabAxes::CountRole).toInt(), 0);
    axes.clear();
    QVERIFY(axes.axes().empty());
}

void TestLab::countsAndObstacles()
{
    LabSetup& setup = *m_lab->setup();
    QCOMPARE(setup.models().size(), 1); // the one in use
    QCOMPARE(setup.combinations(), 1.0);
    QTRY_VERIFY_WITH_TIMEOUT(setup.canStart(), kLong);
    choose("threads", "1,2,3");
    choose("batch", "64,128,256,512");
    QCOMPARE(setup.combinations(), 12.0);
    setup.setRepetitions(5);
    setup.setWarmUps(1);
    QCOMPARE(setup.runs(), 60.0);
    const double before = setup.seconds();
    setup.setTokens(2 * setup.tokens());
    QVERIFY(setup.seconds() > before);
    QVERIFY(!setup.canStart()); // it is being looked at
    QTRY_VERIFY_WITH_TIMEOUT(setup.canStart(), kLong);
    choose("context", "512,1024,2048,4096,8192,16384");
    QVERIFY2(setup.obstacle().contains("72") && setup.obstacle().contains("64"), qPrintable(setup.obstacle()));
    QVERIFY(!setup.canStart());
    choose("context", "");
    setup.togglePrompt(0);
    QVERIFY(setup.obstacle().contains("prompt"));
    setup.setOwnText("Tell me.");
    QTRY_VERIFY_WITH_TIMEOUT(setup.canStart(), kLong);
    QCOMPARE(setup.experiment().prompts.size(), std::size_t(1));
    choose("threads", "many");
    QVERIFY(!setup.obstacle().isEmpty());
    choose("threads", "1");
    setup.addModel(setup.models()[0].toMap()["path"].toString()); // once is enough
    QCOMPARE(setup.models().size(), 1);
    setup.removeModel(7);
    setup.removeModel(0);
    QVERIFY(setup.obstacle().contains("model"));
    setup.setRepetitions(-3);
    QCOMPARE(setup.repetitions(), 1);
}

void TestLab::refusedIsToldBeforeTheRun()
{
    m_script->refuse = "There is no GPU here. Choose cpu.";
    choose("threads", "1,2");
    LabSetup& setup = *m_lab->setup();
    QTRY_COMPARE_WITH_TIMEOUT(setup.problems().size(), 1, kLong);
    QCOMPARE(setup.problems()[0].toMap()["name"].toString(), QString("2 threads"));
    QVERIFY(setup.problems()[0].toMap()["sentence"].toString().contains("no GPU"));
    measure(); // the others run
    QCOMPARE(m_lab->report()->rows().size(), 2);
    QCOMPARE(row(1)["failure"].toString(), QString("There is no GPU here. Choose cpu."));
    choose("threads", "");
    QTRY_VERIFY_WITH_TIMEOUT(!setup.checking(), kLong);
    QVERIFY2(!setup.canStart(), "the only one cannot run");
}

void TestLab::ranksAppliesAndKeeps()
{
    m_script->speeds = {20, 40};
    choose("threads", "1,2");
    m_lab->setup()->axes()->toggle(axis("cache"), 3);
    QSignalSpy streams(m_lab->run()->lanes(), &QAbstractItemModel::dataChanged);
    measure();
    QVERIFY(streams.size() > 0);
    LabReport& report = *m_lab->report();
    QVERIFY(report.present());
    QCOMPARE(report.rows().size(), 2);
    QCOMPARE(row(0)["name"].toString(), QString("2 threads"));
    QCOMPARE(row(0)["rank"].toInt(), 1);
    QCOMPARE(row(0)["verdictKind"].toInt(), int(LabReport::VerdictKind::Faster));
    QVERIFY(row(0)["low"].toDouble() <= row(0)["median"].toDouble());
    QVERIFY(row(0)["median"].toDouble() <= row(0)["high"].toDouble());
    QVERIFY(std::abs(row(0)["median"].toDouble() - 40) < 2);
    QCOMPARE(report.winner(), 1);
    QVERIFY(report.winnerSure());
    report.setMetric(LabReport::Metric::FirstToken);
    QTRY_VERIFY_WITH_TIMEOUT(!report.busy(), kLong);
    QCOMPARE(row(0)["name"].toString(), QString("2 threads")); // the least time
    report.setPrompt(9);                                       // there is none
    QCOMPARE(report.prompt(), -1);
    QCOMPARE(report.partings().size(), 1);
    report.apply(report.winner());
    const LoadSettings applied = m_workspace->library()->loadSettings(m_folder->filePath("model.gguf"));
    QCOMPARE(applied.threads, 2);
    QCOMPARE(applied.cacheType, std::string("Q8_0"));
    QVERIFY(!applied.onGpu);
    report.apply(99);
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->archive()->count(), 1, kLong);
    report.close();
    QVERIFY(!report.present());
    open(); // after a restart it is still there
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->archive()->count(), 1, kLong);
    m_lab->archive()->open(0);
    QTRY_VERIFY_WITH_TIMEOUT(m_lab->report()->present(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!m_lab->report()->busy(), kLong);
    QCOMPARE(row(0)["name"].toString(), QString("2 threads"));
    m_lab->again();
    QVERIFY(!m_lab->report()->present());
    QCOMPARE(m_lab->setup()->combinations(), 2.0);
    m_lab->archive()->rename(0, "Mine");
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->archive()->data(m_lab->archive()->index(0), LabArchive::NameRole).toString(),
                              QString("Mine"), kLong);
    m_lab->archive()->remove(0);
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->archive()->count(), 0, kLong);
}

void TestLab::stopKeepsWhatWasMeasured()
{
    m_script->runMs = 30;
    choose("threads", "1,2");
    QTRY_VERIFY_WITH_TIMEOUT(m_lab->setup()->canStart(), kLong);
    m_lab->setup()->setRepetitions(1000);
    QTRY_VERIFY_WITH_TIMEOUT(m_lab->setup()->canStart(), kLong);
    m_lab->start();
    m_lab->start(); // it runs already
    QTRY_VERIFY_WITH_TIMEOUT(m_lab->run()->done() >= 6, kLong);
    QVERIFY(m_lab->run()->all() > 1000);
    QVERIFY(m_lab->run()->secondsLeft() > 0);
    m_lab->run()->stop();
    QVERIFY(m_lab->run()->stopping());
    QTRY_VERIFY_WITH_TIMEOUT(!m_lab->run()->running(), kLong);
    QTRY_VERIFY_WITH_TIMEOUT(!m_lab->report()->busy(), kLong);
    QVERIFY(m_lab->report()->stopped());
    QCOMPARE(m_lab->report()->rows().size(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->archive()->count(), 1, kLong);
}

void TestLab::aWrongExperimentIsASentence()
{
    m_script->breakWhole = "This experiment <b>cannot</b> be.";
    QTRY_VERIFY_WITH_TIMEOUT(m_lab->setup()->canStart(), kLong);
    m_lab->start();
    QTRY_VERIFY_WITH_TIMEOUT(!m_lab->run()->running(), kLong);
    QCOMPARE(m_lab->run()->error(), QString("This experiment <b>cannot</b> be."));
    QVERIFY(!m_lab->report()->present());
    m_script->breakWhole.clear();
    measure();
    QCOMPARE(m_lab->run()->error(), QString());
}

void TestLab::exportedAndImported()
{
    choose("threads", "1,2");
    measure();
    const QUrl file = QUrl::fromLocalFile(m_folder->filePath("result.json"));
    m_lab->report()->saveJson(file);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file.toLocalFile()), kLong);
    const QUrl table = QUrl::fromLocalFile(m_folder->filePath("result.csv"));
    m_lab->report()->saveCsv(table);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(table.toLocalFile()), kLong);
    m_lab->report()->close();
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->archive()->count(), 1, kLong);
    m_lab->archive()->importFile(file);
    QTRY_VERIFY_WITH_TIMEOUT(m_lab->report()->present(), kLong);
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->archive()->count(), 2, kLong);
    const int before = m_workspace->notices()->count();
    for (const char* hostile : {"", "{", "[]", "{\"experiment\": 7}", "\xff\xfe"}) {
        QFile bad(m_folder->filePath("bad.json"));
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write(hostile);
        bad.close();
        m_lab->archive()->importFile(QUrl::fromLocalFile(bad.fileName()));
    }
    m_lab->archive()->importFile(QUrl::fromLocalFile(m_folder->filePath("missing.json")));
    m_lab->archive()->importFile(QUrl("https://example.org/result.json"));
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->notices()->count() > before, kLong);
    QFile plan(m_folder->filePath("plan.json"));
    QVERIFY(plan.open(QIODevice::WriteOnly));
    plan.write(R"({"name": "A plan", "base": {"model": "elsewhere.gguf"}, "sweep": {"threads": [1, 2, 4]},
                   "prompts": ["code edit"], "repetitions": 7})");
    plan.close();
    m_lab->archive()->importFile(QUrl::fromLocalFile(plan.fileName()));
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->setup()->repetitions(), 7, kLong);
    QCOMPARE(m_lab->setup()->combinations(), 3.0);
    QVERIFY(!m_lab->report()->present());
}

void TestLab::pastConversation()
{
    m_workspace->chat()->setDraft("What is a cache?");
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->chat()->canSend(), kLong);
    m_workspace->chat()->send();
    QTRY_VERIFY_WITH_TIMEOUT(m_workspace->chat()->messages()->count() >= 2 && !m_workspace->chat()->busy(), kLong);
    m_lab->setup()->useConversation(m_workspace->conversations()->currentId());
    QTRY_VERIFY_WITH_TIMEOUT(!m_lab->setup()->conversation().isEmpty(), kLong);
    const auto prompts = m_lab->setup()->experiment().prompts;
    QCOMPARE(prompts.size(), std::size_t(2));
    QCOMPARE(prompts[1].turns.back().content, std::string("What is a cache?"));
    m_lab->setup()->useConversation(0);
    m_lab->setup()->dropConversation();
    QCOMPARE(m_lab->setup()->experiment().prompts.size(), std::size_t(1));
}

void TestLab::answersStay()
{
    MessageMetrics metrics;
    m_lab->answers()->add(metrics); // of nothing
    QCOMPARE(m_lab->answers()->count(), 0);
    metrics.present = true;
    metrics.model = "A model <b>";
    metrics.decodeRate = 41.5;
    metrics.generatedTokens = 12;
    for (int i = 0; i < LabAnswers::kMost + 3; ++i)
        m_lab->answers()->add(metrics);
    QCOMPARE(m_lab->answers()->count(), LabAnswers::kMost);
    open();
    QTRY_COMPARE_WITH_TIMEOUT(m_lab->answers()->count(), LabAnswers::kMost, kLong);
    const QModelIndex first = m_lab->answers()->index(0);
    QCOMPARE(m_lab->answers()->data(first, LabAnswers::DecodeRole).toDouble(), 41.5);
    QCOMPARE(m_lab->answers()->data(first, LabAnswers::ShareRole).toDouble(), 1.0);
    m_lab->answers()->restore({{"lab.answers", "[{\"decode\": -5, \"tokens\": -4, \"model\": 7}, 3]"}});
    QCOMPARE(m_lab->answers()->data(first, LabAnswers::TokensRole).toInt(), 0);
    m_lab->answers()->remove(0);
    m_lab->answers()->clear();
    QCOMPARE(m_lab->answers()->count(), 0);
}

QTEST_GUILESS_MAIN(TestLab)
#include "tst_lab.moc"
