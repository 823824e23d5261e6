// SPDX-License-Identifier: GPL-3.0-or-later
// Power loss at any write of a streaming chat, which kill -9 cannot show: nothing acknowledged is lost, nothing
// damaged. 300 images; FETTLE_POWER_IMAGES=2000 in the environment for the full run.
#include "chat_script.h"
#include "crash_vfs.h"

#include <QElapsedTimer>
#include <QtTest>

#include <array>

using storage::Conversations;
using storage::Database;
using storage::OpenOptions;

namespace
{

struct Outcome {
    int images = 0;
    int corrupt = 0;
    int losing = 0; // images in which something acknowledged is missing
    std::string first;
};

void judge(const std::filesystem::path& file, const std::vector<Fact>& facts, Outcome& outcome)
{
    ++outcome.images;
    try {
        const auto database = Database::open(file);
        if (const std::string wrong = wholeCheck(*database); wrong != "ok")
            throw storage::Error(storage::ErrorKind::Corrupt, wrong);
        const Conversations chats(*database);
        for (const Fact& fact : facts) {
            const std::string wrong = missing(chats, fact);
            if (wrong.empty())
                continue;
            ++outcome.losing;
            if (outcome.first.empty())
                outcome.first = wrong;
            return;
        }
    } catch (const std::exception& error) {
        ++outcome.corrupt;
        if (outcome.first.empty())
            outcome.first = error.what();
    }
}

// Chats under the recording VFS; at random changes the power fails. `synchronous` empty: as the app has it. Weaker
// settings are tried only from the first message on: before it there is nothing that they could lose.
Outcome runWithPowerLoss(int images, const char* synchronous)
{
    Outcome outcome;
    const bool isWeak = *synchronous != '\0';
    std::mt19937 random(2026);
    for (std::uint32_t run = 0; outcome.images < images; ++run) {
        crash_vfs::forget();
        DatabaseFixture fixture(DatabaseFixture::InMemory);
        std::vector<Fact> facts;
        crash_vfs::beforeEachChange([&] {
            if (random() % 12 != 0 || outcome.images >= images || (isWeak && facts.empty()))
                return;
            DatabaseFixture image(DatabaseFixture::InMemory);
            const double kept = std::array{0.0, 0.5, 0.9, 1.0}[random() % 4];
            crash_vfs::writeImage(image.file.parent_path(), kept, random);
            judge(image.file, facts, outcome);
        });
        OpenOptions options;
        options.vfs = crash_vfs::kName;
        SQLite::Database& connection = fixture.open(options).connection();
        if (isWeak)
            connection.exec(std::string("PRAGMA synchronous = ") + synchronous);
        connection.exec("PRAGMA wal_autocheckpoint = 60"); // so that checkpoints are hit often
        Conversations chats(*fixture.database);
        runChat(chats, run * 1000, 6, [&](const Fact& fact) { facts.push_back(fact); });
        fixture.close();
        crash_vfs::beforeEachChange(nullptr);
    }
    return outcome;
}

// Steps of which each is visible by itself, so that a version without its step shows, and the other way round.
void step1(SQLite::Database& db)
{
    db.exec("CREATE TABLE note(body TEXT)");
    for (int i = 0; i < 300; ++i)
        db.exec("INSERT INTO note VALUES('" + scriptText(static_cast<std::uint32_t>(i), 200) + "')");
}
void step2(SQLite::Database& db)
{
    db.exec("ALTER TABLE note ADD COLUMN size INTEGER; UPDATE note SET size = length(body)");
}
void step3(SQLite::Database& db)
{
    db.exec("CREATE TABLE total AS SELECT count(*) AS notes, sum(size) AS size FROM note");
}
constexpr std::array kSteps{storage::Migration{1, step1}, storage::Migration{2, step2}, storage::Migration{3, step3}};

// Empty if an old file, whose migration the power cut off, comes up whole.
std::string judgeMigration(const std::filesystem::path& file)
{
    try {
        OpenOptions options;
        options.steps = kSteps;
        const auto database = Database::open(file, options);
        SQLite::Database& connection = database->connection();
        if (storage::schemaVersion(connection) != 3)
            return "not migrated";
        if (connection.execAndGet("SELECT notes = 300 AND size = 300 * 200 FROM total").getInt() != 1)
            return "half the notes";
        return connection.execAndGet("PRAGMA integrity_check").getString() == "ok" ? "" : "damaged";
    } catch (const std::exception& error) {
        return error.what();
    }
}

} // namespace

class TestPower : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { crash_vfs::install(); }
    void acknowledgedMessagesSurvive();
    void migrationsAreWholeOrNotThere();
    void theTestSeesALoss();
    void theTestSeesDamage();
};

void TestPower::acknowledgedMessagesSurvive()
{
    const int wanted = qEnvironmentVariableIntValue("FETTLE_POWER_IMAGES");
    QElapsedTimer timer;
    timer.start();
    const Outcome outcome = runWithPowerLoss(wanted > 0 ? wanted : 300, "");
    qInfo("%d images in %.1f s: %d corrupt, %d with a loss", outcome.images, double(timer.elapsed()) / 1e3,
          outcome.corrupt, outcome.losing);
    QVERIFY2(outcome.corrupt == 0 && outcome.losing == 0, outcome.first.c_str());
}

void TestPower::migrationsAreWholeOrNotThere()
{
    std::mt19937 random(4);
    int images = 0;
    std::string wrong;
    for (int round = 0; round < 4; ++round) {
        crash_vfs::forget();
        DatabaseFixture fixture(DatabaseFixture::InMemory);
        OpenOptions options;
        options.steps = std::span(kSteps).first(1);
        fixture.open(options);
        fixture.close();
        crash_vfs::beforeEachChange([&] {
            DatabaseFixture image(DatabaseFixture::InMemory);
            crash_vfs::writeImage(image.file.parent_path(), round / 3.0, random);
            if (!std::filesystem::exists(image.file)) // nothing was opened for writing yet
                return;
            ++images;
            wrong += judgeMigration(image.file);
        });
        options.steps = kSteps;
        options.vfs = crash_vfs::kName;
        fixture.open(options);
        fixture.close();
        crash_vfs::beforeEachChange(nullptr);
    }
    qInfo("%d images", images);
    QVERIFY(images > 100);
    QCOMPARE(wrong, std::string());
}

// With weaker settings the same run has to fail, or it would prove nothing.
void TestPower::theTestSeesALoss()
{
    const Outcome outcome = runWithPowerLoss(100, "NORMAL");
    qInfo("synchronous=NORMAL: %d of %d images with a loss (%s)", outcome.losing, outcome.images,
          outcome.first.c_str());
    QVERIFY(outcome.losing >= 20);
    QCOMPARE(outcome.corrupt, 0);
}

void TestPower::theTestSeesDamage()
{
    const Outcome outcome = runWithPowerLoss(100, "OFF");
    qInfo("synchronous=OFF: %d of %d images corrupt, %d with a loss", outcome.corrupt, outcome.images, outcome.losing);
    QVERIFY(outcome.corrupt + outcome.losing >= 50);
    QVERIFY(outcome.corrupt > 0);
}

QTEST_GUILESS_MAIN(TestPower)
#include "tst_power.moc"
