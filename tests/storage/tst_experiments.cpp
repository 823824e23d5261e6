// SPDX-License-Identifier: GPL-3.0-or-later
// Experiments of the Lab and their results: what is stored comes back, after a restart and after an upgrade.
#include "database_fixture.h"
#include "storage/experiments.h"

#include <QObject>
#include <QTest>

using namespace storage;

class TestExperiments : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<DatabaseFixture>(DatabaseFixture::InMemory);
        m_now = 1000;
        open();
    }

    void experimentsComeBack()
    {
        const Id first = m_experiments->create("a", R"({"name": "a"})");
        m_now = 2000;
        const Id second = m_experiments->create("b\xc3\xa4", "{}");
        m_now = 3000;
        m_experiments->save(first, "a2", R"({"name": "a2"})");
        open();
        const auto all = m_experiments->list();
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].name, "a2");
        QCOMPARE(all[0].changed, 3000);
        QCOMPARE(all[1].id, second);
        QCOMPARE(all[1].name, "b\xc3\xa4");
        QCOMPARE(m_experiments->find(first).value(), R"({"name": "a2"})");
        QVERIFY(!m_experiments->find(99));
    }

    void resultsBelongToTheirExperiment()
    {
        const Id first = m_experiments->create("a", "{}"), second = m_experiments->create("b", "{}");
        const Id early = m_experiments->addResult(resultOf(first, 10, "{\"early\": 1}"));
        const Id late = m_experiments->addResult(resultOf(first, 20, std::string(100'000, ' ') + "{}"));
        const Id other = m_experiments->addResult(resultOf(second, 15, "{}"));
        open();
        QCOMPARE(m_experiments->list()[1].results, 2);
        const auto found = m_experiments->results(first);
        QCOMPARE(found.size(), 2U);
        QCOMPARE(found[0].id, late);
        QCOMPARE(found[1].id, early);
        QCOMPARE(found[1].machine, "machine");
        QCOMPARE(found[1].driver, "driver");
        QCOMPARE(found[1].version, "0.1");
        QCOMPARE(found[1].commit, "abc");
        QCOMPARE(found[1].runs, 7);
        QVERIFY(found[1].stopped);
        QCOMPARE(m_experiments->result(early)->json, "{\"early\": 1}");
        QCOMPARE(m_experiments->result(late)->json.size(), 100'002U);
        QCOMPARE(m_experiments->results(0).size(), 3U);
        m_experiments->removeResult(late);
        QCOMPARE(m_experiments->results(first).size(), 1U);
        m_experiments->remove(first);
        QVERIFY(!m_experiments->result(early));
        QVERIFY(m_experiments->result(other));
        QCOMPARE(wholeCheck(*m_fixture->database), "ok");
    }

    void whatIsNotThereIsSaid()
    {
        QVERIFY_EXCEPTION_THROWN(m_experiments->save(5, "x", "{}"), storage::Error);
        QVERIFY_EXCEPTION_THROWN(m_experiments->remove(5), storage::Error);
        QVERIFY_EXCEPTION_THROWN(m_experiments->removeResult(5), storage::Error);
        QVERIFY_EXCEPTION_THROWN(m_experiments->addResult(resultOf(5, 1, "{}")), storage::Error);
        QVERIFY(m_experiments->results(5).empty());
    }

    void theOldSchemaGetsThem()
    {
        m_experiments.reset();
        DatabaseFixture old(DatabaseFixture::InMemory);
        old.open({.steps = migrations().first(4)});
        Database& now = old.open();
        QCOMPARE(now.report().migratedFrom, 4);
        Experiments experiments(now);
        QVERIFY(experiments.create("a", "{}") > 0);
        QVERIFY(experiments.list()[0].changed > 1'600'000'000'000); // the system's clock
    }

private:
    static StoredResult resultOf(Id experiment, Milliseconds time, const std::string& json)
    {
        StoredResult result;
        result.experiment = experiment;
        result.time = time;
        result.machine = "machine";
        result.driver = "driver";
        result.version = "0.1";
        result.commit = "abc";
        result.runs = 7;
        result.stopped = true;
        result.json = json;
        return result;
    }

    void open()
    {
        m_experiments.reset();
        m_experiments = std::make_unique<Experiments>(m_fixture->open(), [this] { return m_now; });
    }

    std::unique_ptr<DatabaseFixture> m_fixture;
    std::unique_ptr<Experiments> m_experiments;
    Milliseconds m_now = 0;
};

QTEST_GUILESS_MAIN(TestExperiments)
#include "tst_experiments.moc"
