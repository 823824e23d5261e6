// SPDX-License-Identifier: GPL-3.0-or-later
// Opening: pragmas, permissions, migrations, and who may have the file open. Damage is in tst_damage.cpp.
#include "database_fixture.h"

#include "storage/migrations.h"

#include <QtTest>

#include <array>
#include <csignal>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using storage::Conversations;
using storage::Database;
using storage::ErrorKind;
using storage::Migration;
using storage::OpenOptions;

namespace
{

namespace fs = std::filesystem;

int modeOf(const fs::path& path)
{
    struct stat status {
    };
    return ::stat(path.c_str(), &status) == 0 ? static_cast<int>(status.st_mode & 0777) : -1;
}

// Three versions of a small schema, as the app's own would grow.
void step1(SQLite::Database& db)
{
    db.exec("CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT); INSERT INTO note(body) VALUES('one'), ('two')");
}
void step2(SQLite::Database& db)
{
    db.exec("ALTER TABLE note ADD COLUMN size INTEGER; UPDATE note SET size = length(body)");
}
void step3(SQLite::Database& db)
{
    db.exec("CREATE TABLE tag(note INTEGER REFERENCES note(id)); INSERT INTO tag SELECT id FROM note");
}
void failingStep3(SQLite::Database& db)
{
    step3(db);
    db.exec("UPDATE note SET body = 'half done'");
    db.exec("this is no SQL");
}
void orphaningStep3(SQLite::Database& db)
{
    step3(db);
    db.exec("INSERT INTO tag VALUES(4711)");
}

constexpr std::array kOne{Migration{1, step1}};
constexpr std::array kTwo{Migration{1, step1}, Migration{2, step2}};
constexpr std::array kThree{Migration{1, step1}, Migration{2, step2}, Migration{3, step3}};
constexpr std::array kFailing{Migration{1, step1}, Migration{2, step2}, Migration{3, failingStep3}};
constexpr std::array kOrphaning{Migration{1, step1}, Migration{2, step2}, Migration{3, orphaningStep3}};

OpenOptions with(std::span<const Migration> steps)
{
    OpenOptions options;
    options.steps = steps;
    return options;
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private slots:
    void createsPrivatelyWithItsPragmas();
    void reopensWithoutWork();
    void refusesAPragmaThatDidNotTake();
    void migratesEachOldVersion();
    void failingStepLeavesTheOldVersion();
    void orphaningStepIsRefused();
    void keepsThreeBackups();
    void newerSchemaIsRefusedUntouched();
    void otherProgramsFileIsRefusedUntouched();
    void secondOpenIsInUse();
    void lockDiesWithItsProcess();
    void linksAreFollowed();
    void heldFileIsBusy();
};

void TestDatabase::createsPrivatelyWithItsPragmas()
{
    DatabaseFixture fixture;
    fixture.file = fixture.file.parent_path() / "new" / "deeper" / "fettle.db";
    Database& database = fixture.open();
    QVERIFY(database.report().created);
    QVERIFY(!database.report().uncleanEnd);
    QCOMPARE(modeOf(fixture.file), 0600);
    QCOMPARE(modeOf(fs::path(fixture.file) += "-wal"), 0600);
    QCOMPARE(modeOf(fixture.file.parent_path()), 0700);
    QCOMPARE(modeOf(fixture.file.parent_path().parent_path()), 0700);
    const auto pragma = [&](const char* name) {
        return database.connection().execAndGet(std::string("PRAGMA ") + name).getString();
    };
    QCOMPARE(pragma("journal_mode"), std::string("wal"));
    QCOMPARE(pragma("synchronous"), std::string("2"));
    QCOMPARE(pragma("foreign_keys"), std::string("1"));
    QCOMPARE(pragma("mmap_size"), std::string("0"));
    QCOMPARE(pragma("busy_timeout"), std::string("5000"));
    QCOMPARE(pragma("journal_size_limit"), std::string("16777216"));
    QCOMPARE(pragma("user_version"), std::to_string(storage::migrations().back().version));
    QCOMPARE(pragma("application_id"), std::to_string(storage::kApplicationId));
    QCOMPARE(wholeCheck(database), std::string("ok"));
}

void TestDatabase::reopensWithoutWork()
{
    DatabaseFixture fixture;
    fillChat(fixture, 3);
    QVERIFY(!fs::exists(fs::path(fixture.file) += "-wal"));
    const auto& report = fixture.open().report();
    QVERIFY(!report.created && !report.uncleanEnd && report.migratedFrom == 0 && !report.backup);
    QCOMPARE(Conversations(*fixture.database).list().at(0).messageCount, 3);
}

void TestDatabase::refusesAPragmaThatDidNotTake()
{
    DatabaseFixture fixture;
    OpenOptions options;
    options.vfs = "unix-dotfile"; // has no shared memory, so WAL is silently not switched on
    const auto error = errorOf([&] { fixture.open(options); });
    QVERIFY(error);
    QVERIFY2(std::string(error->what()).find("journal_mode") != std::string::npos, error->what());
}

void TestDatabase::migratesEachOldVersion()
{
    for (int old = 1; old <= 3; ++old) {
        DatabaseFixture fixture;
        fixture.open(with(std::span(kThree).first(static_cast<std::size_t>(old))));
        fixture.database->connection().exec("INSERT INTO note(body) VALUES('of a user')");
        fixture.close();
        Database& database = fixture.open(with(kThree));
        QCOMPARE(storage::schemaVersion(database.connection()), 3);
        QCOMPARE(database.connection().execAndGet("SELECT count(*) FROM note WHERE body = 'of a user'").getInt(), 1);
        QCOMPARE(database.report().migratedFrom, old == 3 ? 0 : old);
        QCOMPARE(database.report().backup.has_value(), old != 3);
        QCOMPARE(database.connection().execAndGet("PRAGMA foreign_keys").getInt(), 1);
        if (old == 3)
            continue;
        const fs::path backup = *database.report().backup;
        QCOMPARE(modeOf(backup), 0600);
        SQLite::Database copy(backup.string());
        QCOMPARE(storage::schemaVersion(copy), old);
        QCOMPARE(copy.execAndGet("SELECT count(*) FROM note WHERE body = 'of a user'").getInt(), 1);
        QCOMPARE(copy.execAndGet("PRAGMA integrity_check").getString(), std::string("ok"));
    }
}

void TestDatabase::failingStepLeavesTheOldVersion()
{
    DatabaseFixture fixture;
    fixture.open(with(kOne));
    const auto error = errorOf([&] { fixture.open(with(kFailing)); });
    QVERIFY(error && error->kind() == ErrorKind::Io);
    QVERIFY(names(*error, fixture.file));
    {
        SQLite::Database file(fixture.file.string());
        QCOMPARE(storage::schemaVersion(file), 2); // the step before is whole, the failing one left nothing
        QCOMPARE(file.execAndGet("SELECT count(*) FROM note WHERE size = 3 AND body <> 'half done'").getInt(), 2);
        QVERIFY(!file.tableExists("tag"));
    }
    QCOMPARE(storage::schemaVersion(fixture.open(with(kThree)).connection()), 3); // a repaired app goes on from there
}

void TestDatabase::orphaningStepIsRefused()
{
    DatabaseFixture fixture;
    fixture.open(with(kTwo));
    const auto error = errorOf([&] { fixture.open(with(kOrphaning)); });
    QVERIFY(error && std::string(error->what()).find("foreign key") != std::string::npos);
    QCOMPARE(storage::schemaVersion(fixture.open(with(kTwo)).connection()), 2);
}

void TestDatabase::keepsThreeBackups()
{
    DatabaseFixture fixture;
    for (const char* old : {".backup-20200101-000000-schema1", ".backup-20210101-000000-schema1",
                            ".backup-20220101-000000-schema1", ".backup-20230101-000000-schema1"})
        writeBytes(fs::path(fixture.file) += old, "old");
    fixture.open(with(kOne));
    fixture.open(with(kTwo));
    std::vector<std::string> kept;
    for (const auto& entry : fs::directory_iterator(fixture.file.parent_path())) {
        if (entry.path().string().find(".backup-") != std::string::npos)
            kept.push_back(entry.path().filename().string());
    }
    std::sort(kept.begin(), kept.end());
    QCOMPARE(kept.size(), std::size_t(3));
    QVERIFY(kept.at(0).find("2022") != std::string::npos);
    QVERIFY(kept.at(1).find("2023") != std::string::npos);
    QCOMPARE(fixture.file.parent_path() / kept.at(2), *fixture.database->report().backup);
}

void TestDatabase::newerSchemaIsRefusedUntouched()
{
    DatabaseFixture fixture;
    fixture.open(with(kThree));
    // Also the state that a killed newer app leaves: the version stands in the log only.
    DatabaseFixture killed;
    fs::copy_file(fixture.file, killed.file);
    fs::copy_file(fs::path(fixture.file) += "-wal", fs::path(killed.file) += "-wal");
    fixture.close();

    for (DatabaseFixture* each : {&fixture, &killed}) {
        const std::string before = readBytes(each->file);
        const std::string log = readBytes(fs::path(each->file) += "-wal");
        const auto error = errorOf([&] { each->open(with(kTwo)); });
        QVERIFY(error && error->kind() == ErrorKind::NewerSchema);
        QVERIFY(names(*error, each->file));
        QVERIFY(readBytes(each->file) == before);
        QVERIFY(readBytes(fs::path(each->file) += "-wal") == log);
    }
    QCOMPARE(storage::schemaVersion(killed.open(with(kThree)).connection()), 3);
}

void TestDatabase::otherProgramsFileIsRefusedUntouched()
{
    DatabaseFixture fixture;
    {
        SQLite::Database other(fixture.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE bookmarks(url TEXT); PRAGMA user_version = 1");
    }
    const std::string before = readBytes(fixture.file);
    const auto error = errorOf([&] { fixture.open(); });
    QVERIFY(error && error->kind() == ErrorKind::Corrupt);
    QVERIFY(names(*error, fixture.file));
    QVERIFY(readBytes(fixture.file) == before);
}

void TestDatabase::secondOpenIsInUse()
{
    DatabaseFixture fixture;
    fixture.open();
    const auto error = errorOf([&] { Database::open(fixture.file); });
    QVERIFY(error && error->kind() == ErrorKind::InUse);
    QVERIFY(names(*error, fixture.file));
    Conversations(*fixture.database).create("the first goes on");
    fixture.close();
    QCOMPARE(Conversations(fixture.open()).list().size(), std::size_t(1));
}

void TestDatabase::lockDiesWithItsProcess()
{
    DatabaseFixture fixture;
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // ends with the test, however that ends
        const auto database = Database::open(fixture.file);
        Conversations(*database).create("before the kill");
        [[maybe_unused]] const auto written = ::write(ready[1], "x", 1);
        ::pause();
    }
    char byte = 0;
    QCOMPARE(::read(ready[0], &byte, 1), ssize_t(1));
    QVERIFY(errorOf([&] { fixture.open(); })->kind() == ErrorKind::InUse);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    QVERIFY(fixture.open().report().uncleanEnd);
    QCOMPARE(Conversations(*fixture.database).list().size(), std::size_t(1));
}

void TestDatabase::linksAreFollowed()
{
    DatabaseFixture fixture;
    const fs::path link = fixture.file.parent_path() / "link.db";
    fixture.open();
    fs::create_symlink(fixture.file, link);
    QVERIFY(errorOf([&] { Database::open(link); })->kind() == ErrorKind::InUse); // two names, one file, one lock
    fixture.close();
    QVERIFY(!Database::open(link)->report().created);
}

void TestDatabase::heldFileIsBusy()
{
    DatabaseFixture fixture;
    OpenOptions options;
    options.busyTimeoutMs = 50;
    Conversations chats(fixture.open(options));
    SQLite::Database other(fixture.file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    const auto error = errorOf([&] { chats.create("waits"); });
    QVERIFY(error && error->kind() == ErrorKind::Busy);
    QVERIFY(names(*error, fixture.file));
    other.exec("ROLLBACK");
    QVERIFY(chats.create("goes on") > 0);
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
