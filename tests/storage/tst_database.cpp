// SPDX-License-Identifier: GPL-3.0-or-later
// Opening: pragmas, permissions, migrations, and each way in which a file can be unusable.
#include "database_fixture.h"

#include "storage/migrations.h"

#include <QtTest>

#include <array>
#include <csignal>
#include <random>

#include <sys/mount.h>
#include <sys/resource.h>
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

bool names(const storage::Error& error, const fs::path& file)
{
    return std::string(error.what()).find(file.string()) != std::string::npos;
}

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

// A chat of some pages, closed cleanly.
void fillChat(DatabaseFixture& fixture, int messages)
{
    Conversations chats(fixture.open());
    const storage::Id id = chats.create("a chat to damage");
    storage::Id parent = 0;
    for (int i = 0; i < messages; ++i)
        parent = chats.appendMessage({id, parent, storage::Role::User, std::string(700, char('a' + i % 26)), {}});
    fixture.close();
}

// Reads and writes everything there is; false if it ended in an Error, which is an allowed end.
bool useAll(const fs::path& file)
{
    try {
        const auto database = Database::open(file);
        Conversations chats(*database);
        for (const auto& conversation : chats.list()) {
            chats.path(conversation.leaf);
            chats.rename(conversation.id, "renamed");
            chats.appendMessage({conversation.id, 0, storage::Role::User, "one more", {}});
        }
        chats.search("a");
        database->check();
    } catch (const storage::Error& error) {
        return std::string(error.what()).empty();
    }
    return true;
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { std::signal(SIGXFSZ, SIG_IGN); }
    void createsPrivatelyWithItsPragmas();
    void reopensWithoutWork();
    void refusesAPragmaThatDidNotTake();
    void migratesEachOldVersion();
    void failingStepLeavesTheOldVersion();
    void orphaningStepIsRefused();
    void keepsThreeBackups();
    void newerSchemaIsRefusedUntouched();
    void otherProgramsFileIsRefusedUntouched();
    void corruptFileIsNamedAndMovedAside_data();
    void corruptFileIsNamedAndMovedAside();
    void movedAsideTwice();
    void flippedBitsNeverCrash();
    void damageAfterAnUncleanEndIsFoundAtOpening();
    void checkRepairsTheSearchIndex();
    void secondOpenIsInUse();
    void lockDiesWithItsProcess();
    void heldFileIsBusy();
    void unwritablePlaces();
    void readOnlyFileSystem();
    void fullDisk();
    void fileSizeLimit();
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

void TestDatabase::corruptFileIsNamedAndMovedAside_data()
{
    QTest::addColumn<QByteArray>("kind");
    for (const char* kind : {"garbage", "header", "half", "one page", "text"})
        QTest::newRow(kind) << QByteArray(kind);
}

void TestDatabase::corruptFileIsNamedAndMovedAside()
{
    QFETCH(QByteArray, kind);
    DatabaseFixture fixture;
    fillChat(fixture, 60);
    std::string bytes = readBytes(fixture.file);
    if (kind == "garbage")
        std::generate(bytes.begin(), bytes.end(), [random = std::mt19937(7)]() mutable { return char(random()); });
    if (kind == "header")
        std::fill_n(bytes.begin(), 16, 'x');
    if (kind == "half")
        bytes.resize(bytes.size() / 2);
    if (kind == "one page")
        bytes.resize(4096);
    if (kind == "text")
        bytes = "version https://example.org/spec/v1\n";
    writeBytes(fixture.file, bytes);

    const auto error = errorOf([&] { fixture.open(); });
    QVERIFY(error);
    QCOMPARE(int(error->kind()), int(ErrorKind::Corrupt));
    QVERIFY(names(*error, fixture.file));
    QVERIFY(readBytes(fixture.file) == bytes);

    const fs::path aside = Database::moveAside(fixture.file);
    QVERIFY(aside.string().starts_with(fixture.file.string() + ".damaged-"));
    QVERIFY(readBytes(aside) == bytes);
    QVERIFY(fixture.open().report().created);
    QVERIFY(Conversations(*fixture.database).list().empty());
}

void TestDatabase::movedAsideTwice()
{
    DatabaseFixture fixture;
    writeBytes(fixture.file, "first");
    writeBytes(fs::path(fixture.file) += "-wal", "its log");
    const fs::path first = Database::moveAside(fixture.file);
    writeBytes(fixture.file, "second");
    const fs::path second = Database::moveAside(fixture.file); // within the same second, as a rule
    QVERIFY(first != second);
    QCOMPARE(readBytes(first), std::string("first"));
    QCOMPARE(readBytes(fs::path(first) += "-wal"), std::string("its log"));
    QCOMPARE(readBytes(second), std::string("second"));
    fixture.open();
    QVERIFY(errorOf([&] { Database::moveAside(fixture.file); })->kind() == ErrorKind::InUse);
}

void TestDatabase::flippedBitsNeverCrash()
{
    DatabaseFixture fixture;
    fillChat(fixture, 60);
    const std::string sound = readBytes(fixture.file);
    std::mt19937 random(11);
    int noticed = 0;
    const int rounds = 300;
    for (int i = 0; i < rounds; ++i) {
        std::string bytes = sound;
        for (int flips = 1 + i % 8; flips > 0; --flips) {
            // The head of a page holds its structure; half of the flips go there.
            std::size_t at = random() % bytes.size();
            if (flips % 2 == 0)
                at = at / 4096 * 4096 + at % 100;
            bytes[at] = char(bytes[at] ^ char(1 << random() % 8));
        }
        for (const char* part : {"-wal", "-shm"})
            fs::remove(fs::path(fixture.file) += part);
        writeBytes(fixture.file, bytes);
        noticed += useAll(fixture.file) ? 0 : 1;
    }
    qInfo("%d of %d damaged files were refused with a sentence", noticed, rounds);
    QVERIFY(noticed > 0);
}

void TestDatabase::damageAfterAnUncleanEndIsFoundAtOpening()
{
    DatabaseFixture fixture;
    fillChat(fixture, 200);
    DatabaseFixture killed;
    {
        Conversations chats(fixture.open());
        chats.rename(1, "unclean");
        fs::copy_file(fixture.file, killed.file);
        fs::copy_file(fs::path(fixture.file) += "-wal", fs::path(killed.file) += "-wal");
    }
    const std::string sound = readBytes(killed.file);
    const std::string log = readBytes(fs::path(killed.file) += "-wal");
    QVERIFY(!log.empty());
    QVERIFY(killed.open().report().uncleanEnd);
    QCOMPARE(Conversations(*killed.database).find(1)->title, std::string("unclean"));
    killed.close();

    int noticed = 0;
    int pages = 0;
    for (std::size_t page = 1; page < sound.size() / 4096; page += 5, ++pages) {
        std::string bytes = sound;
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page * 4096), 4096, '\0');
        writeBytes(killed.file, bytes);
        writeBytes(fs::path(killed.file) += "-wal", log);
        const auto error = errorOf([&] { killed.open(); });
        killed.close();
        if (error) {
            QCOMPARE(int(error->kind()), int(ErrorKind::Corrupt));
            QVERIFY(readBytes(killed.file) == bytes);
            ++noticed;
        }
    }
    qInfo("%d of %d zeroed pages found at opening", noticed, pages);
    QVERIFY(noticed * 10 >= pages * 8); // the rest lies in the log as well
}

void TestDatabase::checkRepairsTheSearchIndex()
{
    DatabaseFixture fixture;
    Conversations chats(fixture.open());
    const auto id = chats.create("index");
    chats.appendMessage({id, 0, storage::Role::User, "a needle", {}});
    fixture.database->connection().exec("INSERT INTO message_index(message_index) VALUES('delete-all')");
    QVERIFY(chats.search("needle").empty());
    fixture.database->check();
    QCOMPARE(chats.search("needle").size(), std::size_t(1));
    QCOMPARE(wholeCheck(*fixture.database), std::string("ok"));
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

void TestDatabase::unwritablePlaces()
{
    DatabaseFixture fixture;
    const fs::path folder = fixture.file.parent_path();
    writeBytes(folder / "a file", "not a folder");
    fs::create_directory(folder / "a folder");
    for (const fs::path& place : {folder / "a file" / "fettle.db", folder / "a folder"}) {
        const auto error = errorOf([&] { Database::open(place); });
        QVERIFY(error);
        QCOMPARE(int(error->kind()), int(ErrorKind::NotWritable));
        QVERIFY(names(*error, folder / "a f"));
    }
    if (::geteuid() == 0)
        return; // root may write anywhere
    fs::permissions(folder / "a folder", fs::perms::owner_read | fs::perms::owner_exec);
    const auto error = errorOf([&] { Database::open(folder / "a folder" / "fettle.db"); });
    fs::permissions(folder / "a folder", fs::perms::owner_all);
    QVERIFY(error && error->kind() == ErrorKind::NotWritable);
}

void TestDatabase::readOnlyFileSystem()
{
    QTemporaryDir place;
    const std::string mount = place.path().toStdString();
    if (::mount("tmpfs", mount.c_str(), "tmpfs", 0, "size=4m") != 0)
        QSKIP("mounting a tmpfs needs root");
    Conversations(*Database::open(mount + "/fettle.db")).create("before");
    ::mount("tmpfs", mount.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=4m");
    const auto error = errorOf([&] { Database::open(mount + "/fettle.db"); });
    ::umount(mount.c_str());
    QVERIFY(error && error->kind() == ErrorKind::NotWritable);
    QVERIFY(names(*error, mount + "/fettle.db"));
}

namespace
{

// Writes until there is no room, makes room, writes again; nothing acknowledged may be missing. "ok" or what is wrong.
std::string fillUp(const fs::path& file, const std::function<void()>& makeRoom)
{
    auto database = Database::open(file);
    Conversations chats(*database);
    const auto id = chats.create("until it is full");
    storage::Id leaf = 0;
    int acknowledged = 0;
    const auto append = [&] {
        leaf = chats.appendMessage({id, leaf, storage::Role::User, std::string(3000, 'x'), {}});
        ++acknowledged;
    };
    std::optional<storage::Error> error;
    while (!error && acknowledged < 20000)
        error = errorOf(append);
    if (!error || error->kind() != ErrorKind::DiskFull || !names(*error, file))
        return error ? error->what() : "never full";
    qInfo("%d messages, then: %s", acknowledged, error->what());
    if (static_cast<int>(chats.path(leaf).size()) != acknowledged)
        return "lost before reopening";
    makeRoom();
    append(); // without a new start
    database.reset();
    database = Database::open(file);
    if (static_cast<int>(Conversations(*database).path(leaf).size()) != acknowledged)
        return "lost after reopening";
    return wholeCheck(*database);
}

} // namespace

void TestDatabase::fullDisk()
{
    QTemporaryDir place;
    const std::string mount = place.path().toStdString();
    if (::mount("tmpfs", mount.c_str(), "tmpfs", 0, "size=4m") != 0)
        QSKIP("mounting a tmpfs needs root; fileSizeLimit covers the same path");
    std::string result;
    const auto error = errorOf([&] {
        result =
            fillUp(mount + "/fettle.db", [&] { ::mount("tmpfs", mount.c_str(), "tmpfs", MS_REMOUNT, "size=16m"); });
    });
    ::umount(mount.c_str());
    QVERIFY2(!error, error ? error->what() : "");
    QVERIFY2(result == "ok", result.c_str());
}

void TestDatabase::fileSizeLimit()
{
    DatabaseFixture fixture;
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit low = before;
    low.rlim_cur = 2'000'000;
    ::setrlimit(RLIMIT_FSIZE, &low);
    std::string result;
    const auto error = errorOf([&] { result = fillUp(fixture.file, [&] { ::setrlimit(RLIMIT_FSIZE, &before); }); });
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY2(!error, error ? error->what() : "");
    QVERIFY2(result == "ok", result.c_str());
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
