// SPDX-License-Identifier: GPL-3.0-or-later
// A model's own page: what its file tells, the memory that is planned, and how it is loaded, remembered with it.
#include "tests/support/gguf_builder.h"
#include "tests/support/models.h"
#include "tests/ui/profile.h"

#include "engine/generate/session.h"
#include "engine/model/model.h"
#include "ui/models/load_settings.h"
#include "ui/models/model_facts.h"

using namespace ui;
using namespace ui::test;

class TestModelDetails : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_profile = std::make_unique<TestProfile>();
        open();
    }
    void cleanup() { m_workspace.reset(); }

    void aRealModelIsDescribed();
    void memoryIsAsTheEngineTakesIt();
    void damagedFilesAreSentences();
    void loadSettingsRoundTrip();
    void hostileLoadSettings_data();
    void hostileLoadSettings();
    void loadSettingsCountAndStay();
    void thePageMovesWithTheSlider();
    void openingAnotherDropsTheFirst();
    void fitsAreOfTheSettingsOfEach();

private:
    void open()
    {
        m_workspace.reset();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
};

void TestModelDetails::aRealModelIsDescribed()
{
    const ModelFacts facts = readModelFacts(support::starterPath().toStdString());
    QVERIFY2(facts.error.empty() && facts.obstacle.empty(), (facts.error + facts.obstacle).c_str());
    QVERIFY(!facts.architecture.empty());
    QVERIFY(facts.parameters > 1e6 && facts.layers > 0 && facts.dim > 0 && facts.vocabulary > 0);
    QCOMPARE(facts.cells.size(), static_cast<std::size_t>(facts.layers) * facts.matrices.size());
    for (const int cell : facts.cells)
        QVERIFY(cell >= -1 && cell < static_cast<int>(facts.types.size()));
    QCOMPARE(facts.matrices.front(), std::string("attn_q"));
    QVERIFY(!facts.others.empty());
    double bytes = 0;
    for (const TypeShare& type : facts.types)
        bytes += type.bytes;
    QCOMPARE(bytes, facts.tensorBytes);
    QVERIFY(facts.tensorBytes < facts.fileBytes);
    QCOMPARE(facts.contexts.back(), std::max<std::int64_t>(512, facts.trainedContext));
    QCOMPARE(facts.plans.size(), facts.contexts.size() * facts.cacheTypes.size());
}

void TestModelDetails::memoryIsAsTheEngineTakesIt()
{
    const std::filesystem::path path = support::starterPath().toStdString();
    const ModelFacts facts = readModelFacts(path);
    const auto model = engine::model::Model::load(path, std::atomic<bool>(false));
    engine::generate::SessionOptions options;
    options.context = facts.contexts[0];
    const engine::generate::Session session(model, options);
    QCOMPARE(facts.plans[0].cache, static_cast<double>(session.memory().cache));
    QCOMPARE(facts.plans[0].scratch, static_cast<double>(session.memory().scratch));
    // More positions, more cache; a smaller type, less.
    const std::size_t types = facts.cacheTypes.size();
    for (std::size_t i = types; i < facts.plans.size(); ++i)
        QVERIFY(facts.plans[i].cache > facts.plans[i - types].cache);
}

void TestModelDetails::damagedFilesAreSentences()
{
    QVERIFY(!readModelFacts("/no/such/file.gguf").error.empty());
    QVERIFY(!readModelFacts(m_profile->starter().toStdString()).error.empty()); // five bytes
    QVERIFY(!readModelFacts(m_profile->folder().toStdString()).error.empty());
    m_workspace->details()->open(m_profile->starter());
    QTRY_VERIFY(!m_workspace->details()->busy());
    QVERIFY(m_workspace->details()->error().endsWith(u'.'));
    QCOMPARE(m_workspace->details()->planned(3, 7)["total"].toDouble(), 0.0);
    QCOMPARE(m_workspace->details()->planned(-3, -7)["total"].toDouble(), 0.0);
}

void TestModelDetails::loadSettingsRoundTrip()
{
    QCOMPARE(LoadSettings{}.toJson(), std::string());
    const LoadSettings all{8192, 3, "Q8_0", true, 12};
    QVERIFY(LoadSettings::fromJson(all.toJson()) == all);
    LoadOptions general;
    general.context = 2048;
    general.threads = 2;
    const LoadOptions over = LoadSettings{0, 0, "Q4_0", false, -1}.over(general);
    QCOMPARE(over.context, std::int64_t{2048});
    QCOMPARE(over.threads, 2);
    QCOMPARE(over.cacheType, std::string("Q4_0"));
    QCOMPARE(all.over(general).context, std::int64_t{8192});
}

void TestModelDetails::hostileLoadSettings_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char* json : {"", "[]", "{", "null", "{\"context\":1e300}", "{\"context\":-5,\"threads\":-9}",
                             "{\"context\":\"x\",\"threads\":99999999}", "{\"cache\":\"Q9_9\"}", "{\"cache\":7}",
                             "{\"device\":\"gpu\",\"gpuLayers\":2000000000}"})
        QTest::addRow("%s", json) << QByteArray(json);
}

void TestModelDetails::hostileLoadSettings()
{
    QFETCH(QByteArray, json);
    const LoadSettings settings = LoadSettings::fromJson(json.toStdString());
    QCOMPARE(settings.context, std::int64_t{0});
    QVERIFY(settings.threads >= 0 && settings.threads <= 256);
    QVERIFY(settings.cacheType.empty() && settings.gpuLayers >= -1 && settings.gpuLayers <= 1024);
}

void TestModelDetails::loadSettingsCountAndStay()
{
    ModelLibrary* library = m_workspace->library();
    m_workspace->settings()->setContextLength(2000);
    m_workspace->details()->open(m_profile->starter());
    m_workspace->details()->setContextLength(1234);
    library->reload();
    QTRY_VERIFY(library->state() == ModelLibrary::State::Ready && library->contextLength() == 1234);
    open(); // loading it once more has not made it forget
    QCOMPARE(m_workspace->library()->contextLength(), 1234);
    m_workspace->details()->open(m_profile->starter());
    QCOMPARE(m_workspace->details()->contextLength(), 1234);
    m_workspace->details()->setContextLength(0);
    m_workspace->library()->reload();
    QTRY_VERIFY(m_workspace->library()->contextLength() == 2000);
}

void TestModelDetails::thePageMovesWithTheSlider()
{
    ModelDetails* details = m_workspace->details();
    details->open(support::starterPath());
    QVERIFY(details->busy());
    QTRY_VERIFY(!details->busy());
    QVERIFY2(details->error().isEmpty(), qPrintable(details->error()));
    QVERIFY(details->availableBytes() > 0 && details->contexts().size() > 1);
    QVERIFY(details->planned(1, 0)["total"].toDouble() > details->planned(0, 0)["total"].toDouble());
    QCOMPARE(details->contextPlace(512), 0);
    QCOMPARE(details->contextPlace(1 << 24), static_cast<int>(details->contexts().size()) - 1);
    const int types = static_cast<int>(details->cacheTypes().size());
    details->setCacheType(types - 1);
    QCOMPARE(details->cacheType(), types - 1);
    details->setCacheType(99);
    QCOMPARE(details->cacheType(), types - 1);
    QCOMPARE(details->types().size(), static_cast<int>(details->types().size()));
    QVERIFY(!details->chatTemplate().isEmpty());
}

void TestModelDetails::openingAnotherDropsTheFirst()
{
    ModelDetails* details = m_workspace->details();
    details->open(support::starterPath());
    details->open(m_profile->starter());
    QTRY_VERIFY(!details->busy());
    QVERIFY(!details->error().isEmpty() && details->layers() == 0);
    details->open({});
    QVERIFY(!details->busy() && details->path().isEmpty());
}

void TestModelDetails::fitsAreOfTheSettingsOfEach()
{
    const QString starter = support::starterPath();
    m_workspace->library()->add(starter, "A starter");
    QTRY_COMPARE(m_workspace->library()->count(), 2);
    QSignalSpy planned(m_workspace->fits(), &FitPlanner::planned);
    const auto fitOf = [&](const QString& path) {
        planned.clear();
        m_workspace->fits()->plan(path);
        return planned.wait(20'000) ? planned[0][1].value<LocalFit>() : LocalFit();
    };
    const LocalFit usual = fitOf(starter);
    QVERIFY(usual.known && usual.fit == RepositoryFiles::Fit::Good);
    QVERIFY(usual.neededBytes > static_cast<double>(QFileInfo(starter).size()) / 2);
    LoadSettings own;
    own.cacheType = "F32";
    m_workspace->library()->setLoadSettings(starter, own);
    const LocalFit larger = fitOf(starter);
    QVERIFY(larger.known && larger.neededBytes > usual.neededBytes);
    QCOMPARE(larger.context, usual.context);
    QCOMPARE(usual.neededBytes - usual.cacheBytes, larger.neededBytes - larger.cacheBytes);
    QVERIFY(!fitOf(starter + ".absent").known);
}

QTEST_GUILESS_MAIN(TestModelDetails)
#include "tst_model_details.moc"
