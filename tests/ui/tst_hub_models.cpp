// SPDX-License-Identifier: GPL-3.0-or-later
// Finding, opening and downloading models through the view models, against a hub on this machine.
#include "tests/engine/hub/hub_fixture.h"
#include "tests/ui/profile.h"

#include "ui/hub/hub_worker.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace ui;
using namespace ui::test;

class TestHubModels : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_server = std::make_unique<support::HubServer>(); }
    void init()
    {
        QTest::failOnWarning(QRegularExpression(".*"));
        m_profile = std::make_unique<TestProfile>();
        m_cache = std::make_unique<QTemporaryDir>();
        m_settings = support::settingsFor(*m_server, *m_cache);
        open();
    }
    void cleanup()
    {
        m_workspace.reset();
        m_profile.reset();
    }

    void catalogueFitsTheMachine();
    void searchFinds();
    void namesAndAddressesOpenAtOnce();
    void repositoryListsItsModels();
    void downloadBecomesAModel();
    void unfinishedDownloadsComeBackPaused();
    void failuresAreSentences();
    void offlineSaysSo();
    void fitIsAsItSays();
    void fitIsPlannedByTheModelsOwnNumbers();

private:
    void open()
    {
        WorkspaceOptions options = m_profile->options();
        options.hub = m_settings;
        m_workspace = std::make_unique<Workspace>(options);
        for (QAbstractItemModel* model : {static_cast<QAbstractItemModel*>(m_workspace->modelSearch()),
                                          static_cast<QAbstractItemModel*>(m_workspace->repository()),
                                          static_cast<QAbstractItemModel*>(m_workspace->downloads()),
                                          static_cast<QAbstractItemModel*>(m_workspace->found())})
            new QAbstractItemModelTester(model, QAbstractItemModelTester::FailureReportingMode::QtTest, model);
        QTRY_VERIFY(m_workspace->ready());
    }
    QStringList repos() const
    {
        QStringList names;
        for (int row = 0; row < m_workspace->modelSearch()->count(); ++row)
            names += value(*m_workspace->modelSearch(), row, ModelSearch::RepoRole).toString();
        return names;
    }
    int rowOf(const QString& quantization) const
    {
        const RepositoryFiles* files = m_workspace->repository();
        for (int row = 0; row < files->count(); ++row)
            if (value(*files, row, RepositoryFiles::QuantizationRole).toString() == quantization)
                return row;
        return -1;
    }
    DownloadList::State stateOf(int row) const
    {
        return value(*m_workspace->downloads(), row, DownloadList::StateRole).value<DownloadList::State>();
    }

    std::unique_ptr<support::HubServer> m_server;
    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<QTemporaryDir> m_cache;
    engine::hub::Settings m_settings;
    std::unique_ptr<Workspace> m_workspace;
};

void TestHubModels::catalogueFitsTheMachine()
{
    HubWorker worker(m_settings);
    const ModelSearch large(worker, 64ULL << 30);
    const ModelSearch small(worker, 6ULL << 30);
    const ModelSearch none(worker, 1);
    QVERIFY(large.isCatalogue());
    QVERIFY(small.count() >= 2 && small.count() < large.count());
    QCOMPARE(none.count(), 1); // the smallest, for want of a better one
    QVERIFY(!value(large, 0, ModelSearch::NoteRole).toString().isEmpty());
    QCOMPARE(value(large, 0, ModelSearch::DownloadsRole).toLongLong(), -1LL); // nobody was asked
}

void TestHubModels::searchFinds()
{
    ModelSearch* search = m_workspace->modelSearch();
    search->setText("tin");
    search->setText("tiny"); // the last word counts
    QTRY_COMPARE(repos(), QStringList{"alice/tiny-GGUF"});
    QCOMPARE(value(*search, 0, ModelSearch::DownloadsRole).toLongLong(), 500LL);
    QCOMPARE(value(*search, 0, ModelSearch::ChangedRole).toString(), QString("2026-03-01"));
    QVERIFY(!value(*search, 0, ModelSearch::GatedRole).toBool());
    search->setText("no such model anywhere");
    QTRY_VERIFY(!search->busy() && search->count() == 0);
    QCOMPARE(search->error(), QString());
    search->setText("");
    QVERIFY(search->isCatalogue() && search->count() > 0);
}

void TestHubModels::namesAndAddressesOpenAtOnce()
{
    m_server->forget();
    ModelSearch* search = m_workspace->modelSearch();
    const QString here = QString::fromStdString(m_settings.endpoint); // a mirror has addresses of its own
    for (const QString& text :
         {QString("bob/many-GGUF"), QString("https://huggingface.co/bob/many-GGUF"), here + "/bob/many-GGUF"}) {
        search->setText("");
        search->setText(text);
        QTRY_COMPARE(repos(), QStringList{"bob/many-GGUF"});
    }
    QVERIFY(m_server->log("/api/models?").isEmpty());
}

void TestHubModels::repositoryListsItsModels()
{
    RepositoryFiles* files = m_workspace->repository();
    files->open("bob/many-GGUF");
    QVERIFY(files->busy());
    QTRY_COMPARE(files->count(), 3);
    const int split = rowOf("Q8_0");
    QCOMPARE(value(*files, split, RepositoryFiles::FilesRole).toInt(), 3);
    QCOMPARE(value(*files, split, RepositoryFiles::BytesRole).toDouble(), 120'000.0);
    QVERIFY(value(*files, rowOf("Q4_K_M"), RepositoryFiles::RecommendedRole).toBool());
    QVERIFY(!value(*files, split, RepositoryFiles::RecommendedRole).toBool());
    files->open("bob/many-GGUF"); // again: closed
    QCOMPARE(files->repo(), QString());
    QCOMPARE(files->count(), 0);
}

void TestHubModels::downloadBecomesAModel()
{
    m_workspace->repository()->open("bob/many-GGUF");
    QTRY_COMPARE(m_workspace->repository()->count(), 3);
    QSignalSpy finished(m_workspace->downloads(), &DownloadList::finished);
    const int before = m_workspace->library()->count();
    m_workspace->repository()->download(rowOf("Q4_K_M"));
    m_workspace->repository()->download(4711);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(m_workspace->downloads()->count(), 1);
    QCOMPARE(stateOf(0), DownloadList::State::Done);
    QCOMPARE(m_workspace->downloads()->active(), 0);
    QTRY_COMPARE(m_workspace->library()->count(), before + 1);
    const QString path = finished[0][0].toString();
    QVERIFY2(path.endsWith("many-Q4_K_M.gguf"), qPrintable(path));
    m_workspace->downloads()->cancel(value(*m_workspace->downloads(), 0, DownloadList::DownloadIdRole).toInt());
    QTRY_COMPARE(m_workspace->downloads()->count(), 0);
    QVERIFY(QFile::exists(path)); // it leaves the list only
}

void TestHubModels::unfinishedDownloadsComeBackPaused()
{
    m_workspace->repository()->open("erin/large");
    QTRY_COMPARE(m_workspace->repository()->count(), 1);
    m_workspace->repository()->download(0);
    const int id = value(*m_workspace->downloads(), 0, DownloadList::DownloadIdRole).toInt();
    m_workspace->downloads()->pause(id);
    QTRY_VERIFY(stateOf(0) == DownloadList::State::Paused || stateOf(0) == DownloadList::State::Done);
    if (stateOf(0) == DownloadList::State::Done)
        QSKIP("it was complete before it could be paused");
    m_workspace.reset();
    open();
    QTRY_COMPARE(m_workspace->downloads()->count(), 1);
    QCOMPARE(stateOf(0), DownloadList::State::Paused);
    QSignalSpy finished(m_workspace->downloads(), &DownloadList::finished);
    m_workspace->downloads()->resume(value(*m_workspace->downloads(), 0, DownloadList::DownloadIdRole).toInt());
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
}

void TestHubModels::failuresAreSentences()
{
    RepositoryFiles* files = m_workspace->repository();
    files->open("nobody/nothing");
    QTRY_VERIFY(!files->busy());
    QVERIFY2(files->error().contains("nobody/nothing"), qPrintable(files->error()));
    files->open("dave/gated");
    QTRY_VERIFY(!files->busy() && files->count() == 1);
    files->download(0);
    QTRY_COMPARE(stateOf(0), DownloadList::State::Failed);
    QVERIFY(!value(*m_workspace->downloads(), 0, DownloadList::SentenceRole).toString().isEmpty());
}

void TestHubModels::offlineSaysSo()
{
    m_workspace.reset();
    m_settings.offline = true;
    open();
    m_workspace->modelSearch()->setText("tiny");
    QTRY_VERIFY(!m_workspace->modelSearch()->error().isEmpty());
    QVERIFY(!m_workspace->modelSearch()->busy());
}

void TestHubModels::fitIsAsItSays()
{
    using Fit = RepositoryFiles::Fit;
    const double needed = RepositoryFiles::neededBytes(4e9);
    QVERIFY(needed > 4e9);
    QCOMPARE(RepositoryFiles::fitOf(needed, needed - 1), Fit::TooBig);
    QCOMPARE(RepositoryFiles::fitOf(needed, needed), Fit::Tight);
    QCOMPARE(RepositoryFiles::fitOf(needed, 2 * needed), Fit::Good);
}

void TestHubModels::fitIsPlannedByTheModelsOwnNumbers()
{
    m_workspace->settings()->setContextLength(512);
    RepositoryFiles* files = m_workspace->repository();
    files->open("grace/real-GGUF");
    QTRY_COMPARE(files->count(), 1);
    QTRY_VERIFY(value(*files, 0, RepositoryFiles::PlannedRole).toBool());
    QCOMPARE(value(*files, 0, RepositoryFiles::ContextRole).toDouble(), 512.0);
    QVERIFY(value(*files, 0, RepositoryFiles::CacheBytesRole).toDouble() > 0);
    const double estimated = RepositoryFiles::neededBytes(value(*files, 0, RepositoryFiles::BytesRole).toDouble());
    QVERIFY(value(*files, 0, RepositoryFiles::NeededBytesRole).toDouble() < estimated);
    files->open("bob/many-GGUF"); // of noise: nothing can be planned
    QTRY_COMPARE(files->count(), 3);
    QTest::qWait(200);
    QVERIFY(!value(*files, 0, RepositoryFiles::PlannedRole).toBool());
    QCOMPARE(value(*files, 0, RepositoryFiles::NeededBytesRole).toDouble(),
             RepositoryFiles::neededBytes(value(*files, 0, RepositoryFiles::BytesRole).toDouble()));
}

QTEST_GUILESS_MAIN(TestHubModels)
#include "tst_hub_models.moc"
