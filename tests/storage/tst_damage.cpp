// SPDX-License-Identifier: GPL-3.0-or-later
// Each way in which a database cannot be used: damage, places that cannot be written, and no room.
#include "database_fixture.h"

#include <QtEndian>
#include <QtTest>

#include <csignal>
#include <functional>
#include <random>
#include <set>

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using storage::Conversations;
using storage::Database;
using storage::ErrorKind;

namespace
{

namespace fs = std::filesystem;

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

class TestDamage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { std::signal(SIGXFSZ, SIG_IGN); } // as the app does
    void corruptFileIsNamedAndMovedAside_data();
    void corruptFileIsNamedAndMovedAside();
    void movedAsideTwice();
    void flippedBitsNeverCrash();
    void damageAfterAnUncleanEndIsFoundAtOpening();
    void checkRepairsTheSearchIndex();
    void unwritablePlaces();
    void readOnlyFileSystem();
    void fullDisk();
    void fileSizeLimit();
};

void TestDamage::corruptFileIsNamedAndMovedAside_data()
{
    QTest::addColumn<QByteArray>("kind");
    for (const char* kind : {"garbage", "header", "half", "one page", "text"})
        QTest::newRow(kind) << QByteArray(kind);
}

void TestDamage::corruptFileIsNamedAndMovedAside()
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

void TestDamage::movedAsideTwice()
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

void TestDamage::flippedBitsNeverCrash()
{
    DatabaseFixture fixture;
    fillChat(fixture, 60);
    const std::string sound = readBytes(fixture.file);
    std::mt19937 random(11);
    int noticed = 0;
    const int rounds = 150;
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

void TestDamage::damageAfterAnUncleanEndIsFoundAtOpening()
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

    // Which pages does the log hold anew? Its frames are 24 bytes of header, page number first, and the page
    // (sqlite.org/fileformat2.html, 4.1). Damage below those is healed. Of the others, SQLite
    // cannot miss a page of a tree; what it cannot see is a free page or the last one of an overflow chain.
    std::set<unsigned> healed;
    for (std::size_t at = 32; at + 24 + 4096 <= log.size(); at += 24 + 4096)
        healed.insert(qFromBigEndian<quint32>(log.data() + at));
    int wrong = 0;
    int damaged = 0;
    int noticed = 0;
    for (unsigned page = 2; page <= sound.size() / 4096; page += 3) {
        std::string bytes = sound;
        std::fill_n(bytes.begin() + (static_cast<std::ptrdiff_t>(page) - 1) * 4096, 4096, '\0');
        writeBytes(killed.file, bytes);
        writeBytes(fs::path(killed.file) += "-wal", log);
        const auto error = errorOf([&] { killed.open(); });
        killed.close();
        if (error && (error->kind() != ErrorKind::Corrupt || readBytes(killed.file) != bytes))
            ++wrong;
        if (error && healed.contains(page))
            ++wrong;
        noticed += error ? 1 : 0;
        damaged += healed.contains(page) ? 0 : 1;
    }
    qInfo("%d of %d zeroed pages found at opening", noticed, damaged);
    QCOMPARE(wrong, 0);
    QVERIFY(damaged > 20 && noticed * 4 >= damaged * 3);
}

void TestDamage::checkRepairsTheSearchIndex()
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

void TestDamage::unwritablePlaces()
{
    DatabaseFixture fixture;
    const fs::path folder = fixture.file.parent_path();
    writeBytes(folder / "a file", "not a folder");
    fs::create_directory(folder / "a folder");
    fs::create_symlink(folder / "a fine loop", folder / "a fine loop");
    for (const fs::path& place : {folder / "a file" / "fettle.db", folder / "a folder", folder / "a fine loop",
                                  folder / "a fine loop" / "fettle.db", folder / ("a f" + std::string(300, 'n'))}) {
        const auto error = errorOf([&] { Database::open(place); });
        QVERIFY(error);
        QCOMPARE(int(error->kind()), int(ErrorKind::NotWritable));
        QVERIFY(names(*error, folder / "a f"));
    }
    QVERIFY(errorOf([] { Database::open(""); }));
    if (::geteuid() == 0)
        return; // root may write anywhere
    fs::permissions(folder / "a folder", fs::perms::owner_read | fs::perms::owner_exec);
    const auto error = errorOf([&] { Database::open(folder / "a folder" / "fettle.db"); });
    fs::permissions(folder / "a folder", fs::perms::owner_all);
    QVERIFY(error && error->kind() == ErrorKind::NotWritable);
}

void TestDamage::readOnlyFileSystem()
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

void TestDamage::fullDisk()
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

void TestDamage::fileSizeLimit()
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

QTEST_GUILESS_MAIN(TestDamage)
#include "tst_damage.moc"
