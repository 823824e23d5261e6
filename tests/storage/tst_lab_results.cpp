// SPDX-License-Identifier: GPL-3.0-or-later
// Results of the Lab: kept, listed newest first, renamed, removed, and there after a restart.
#include "storage/database.h"
#include "storage/error.h"
#include "storage/lab_results.h"

#include <QTemporaryDir>
#include <QTest>

using namespace storage;

class TestLabResults : public QObject
{
    Q_OBJECT

private slots:
    void keepsAndLists();
    void renamesAndRemoves();
};

namespace
{

LabResult measured(const char* name, std::int64_t at)
{
    LabResult result;
    result.name = name;
    result.measured = at;
    result.machine = "A processor, 2 threads";
    result.driver = "580.1";
    result.version = "0.1.0";
    result.commit = "abc";
    result.candidates = 12;
    result.runs = 60;
    result.json = R"({"name": "'; DROP TABLE lab_results; --"})";
    return result;
}

} // namespace

void TestLabResults::keepsAndLists()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("fettle.db").toStdString();
    std::int64_t id = 0;
    {
        const auto database = Database::open(file);
        LabResults results(*database);
        QVERIFY(results.list().empty());
        id = results.add(measured("threads <b>", 1000));
        results.add(measured("caches", 2000));
    }
    const auto database = Database::open(file);
    const LabResults results(*database);
    const auto list = results.list();
    QCOMPARE(list.size(), std::size_t(2));
    QCOMPARE(list[0].name, std::string("caches"));
    QCOMPARE(list[0].json, std::string());
    LabResult expected = measured("threads <b>", 1000);
    expected.id = id;
    QVERIFY(results.find(id) == expected);
    QVERIFY(!results.find(99));
}

void TestLabResults::renamesAndRemoves()
{
    const QTemporaryDir folder;
    const auto database = Database::open(folder.filePath("fettle.db").toStdString());
    LabResults results(*database);
    const std::int64_t id = results.add(measured("a", 1));
    results.rename(id, "b");
    QCOMPARE(results.find(id)->name, std::string("b"));
    QVERIFY_EXCEPTION_THROWN(results.rename(99, "c"), Error);
    results.remove(id);
    results.remove(id); // nothing is there any more
    QVERIFY(results.list().empty());
}

QTEST_GUILESS_MAIN(TestLabResults)
#include "tst_lab_results.moc"
