// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs and derived models: what is stored comes back, whatever it holds, and an end of the app leaves no job running.
#include "database_fixture.h"
#include "storage/jobs.h"

#include <QObject>
#include <QTest>

using namespace storage;

class TestJobs : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<DatabaseFixture>(DatabaseFixture::InMemory);
        m_jobs = std::make_unique<Jobs>(m_fixture->open());
    }

    void aJobComesBack();
    void theNewestIsFirst();
    void whatRanIsPausedAfterAnEnd();
    void aRemovedJobIsNotWritten();
    void derivedModelsAreKeptByPath();
    void theOldSchemaGetsJobs();
    void anUnknownStateIsRefused();

private:
    static Job job(std::int64_t created)
    {
        Job job;
        job.kind = "quantize";
        job.source = "/models/a.gguf";
        job.target = "/models/a \xE2\x80\x9Cq4\xE2\x80\x9D.gguf";
        job.recipe = "{\"preset\":\"Q4_K_M'; DROP TABLE jobs; --\"}";
        job.created = created;
        return job;
    }
    std::unique_ptr<DatabaseFixture> m_fixture;
    std::unique_ptr<Jobs> m_jobs;
};

void TestJobs::aJobComesBack()
{
    Job first = job(5);
    first.id = m_jobs->add(first);
    QVERIFY(m_jobs->find(first.id) == first);
    for (const JobState state : {JobState::Paused, JobState::Cancelled, JobState::Failed, JobState::Done}) {
        first.state = state;
        first.finished = 9;
        first.sourceHash = std::string(64, 'a');
        first.measurements = std::string("{\"kld\":0.01}\0x", 14);
        first.error = "The disk is full.";
        m_jobs->update(first);
        QVERIFY(m_jobs->find(first.id) == first);
    }
    QVERIFY(!m_jobs->find(first.id + 1));
}

void TestJobs::theNewestIsFirst()
{
    const auto old = m_jobs->add(job(1));
    const auto newer = m_jobs->add(job(7));
    const auto same = m_jobs->add(job(7));
    const auto list = m_jobs->list();
    QCOMPARE(list.size(), std::size_t{3});
    QCOMPARE(list[0].id, same);
    QCOMPARE(list[1].id, newer);
    QCOMPARE(list[2].id, old);
}

void TestJobs::whatRanIsPausedAfterAnEnd()
{
    Job done = job(1);
    done.state = JobState::Done;
    done.id = m_jobs->add(done);
    const auto running = m_jobs->add(job(2));
    m_jobs.reset();
    m_jobs = std::make_unique<Jobs>(m_fixture->open());
    QCOMPARE(m_jobs->markInterrupted(), std::size_t{1});
    QVERIFY(m_jobs->find(running)->state == JobState::Paused);
    QVERIFY(m_jobs->find(done.id)->state == JobState::Done);
    QCOMPARE(m_jobs->markInterrupted(), std::size_t{0});
}

void TestJobs::aRemovedJobIsNotWritten()
{
    Job gone = job(1);
    gone.id = m_jobs->add(gone);
    m_jobs->remove(gone.id);
    m_jobs->remove(gone.id); // twice is no mistake
    QVERIFY(m_jobs->list().empty());
    QVERIFY_EXCEPTION_THROWN(m_jobs->update(gone), Error);
}

void TestJobs::derivedModelsAreKeptByPath()
{
    DerivedModel model{"/models/q4.gguf",
                       "/models/a.gguf",
                       std::string(64, 'b'),
                       "Q4_K_M --imatrix",
                       std::string(64, 'c'),
                       "{\"kld\":0.02}",
                       3};
    m_jobs->saveDerived(model);
    model.measurements = "{\"kld\":0.01}";
    m_jobs->saveDerived(model);
    m_jobs->saveDerived({"/models/q2.gguf", "/models/a.gguf", {}, "Q2_K", {}, {}, 8});
    const auto all = m_jobs->derived();
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(all[0].path, std::string("/models/q2.gguf"));
    QVERIFY(all[1] == model);
    m_jobs->forgetDerived(model.path);
    QCOMPARE(m_jobs->derived().size(), std::size_t{1});
}

void TestJobs::theOldSchemaGetsJobs()
{
    DatabaseFixture fixture;
    OpenOptions old;
    old.steps = migrations().first(migrations().size() - 1);
    Database::open(fixture.file, old)
        ->connection()
        .exec("INSERT INTO conversations(title, created, updated) VALUES('old', 1, 2)");
    Jobs jobs(fixture.open());
    QVERIFY(fixture.database->report().migratedFrom > 0);
    QVERIFY(jobs.list().empty());
    QVERIFY(jobs.add(job(1)) > 0);
    QCOMPARE(Conversations(*fixture.database).list().at(0).title, std::string("old"));
}

void TestJobs::anUnknownStateIsRefused()
{
    m_jobs->add(job(1));
    QVERIFY_EXCEPTION_THROWN(m_fixture->database->connection().exec("UPDATE jobs SET state = 'flying'"),
                             SQLite::Exception);
}

QTEST_GUILESS_MAIN(TestJobs)
#include "tst_jobs.moc"
