// SPDX-License-Identifier: GPL-3.0-or-later
// How the hub is asked: the token's file and what is shown of it, the address, staying offline; folders to look into;
// models removed from the cache; folders dropped on the window.
#include "engine/hub/cached_model.h"
#include "tests/ui/profile.h"
#include "ui/dropped_folder.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>

#include <sys/stat.h>

using namespace ui;
using namespace ui::test;
namespace fs = std::filesystem;

class TestHubAccess : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_profile = std::make_unique<TestProfile>();
        m_hub = {};
        m_hub.offline = true; // no test asks the world
        m_hub.cache = (m_profile->folder() + "/hub").toStdString();
        open();
    }
    void cleanup() { m_workspace.reset(); }

    void theTokenIsKeptForItsOwnerAlone();
    void theTokenIsNeverShownWhole();
    void noTokenIsNotTaken();
    void theEnvironmentComesFirst();
    void theAddressIsChecked();
    void offlineStays();
    void foldersAreLookedInto();
    void hostileFolderSettings();
    void removingFreesTheBlob();
    void removingTakesAllPartsAndNothingElse();
    void whatIsNotOfTheCacheStays();
    void theModelInUseStays();
    void droppedFolders();

private:
    void open()
    {
        m_workspace.reset();
        WorkspaceOptions options = m_profile->options();
        options.hub = m_hub;
        m_workspace = std::make_unique<Workspace>(options);
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    HubAccess& access() { return *m_workspace->hub(); }
    QString tokenFile() const { return m_profile->folder() + "/hub-token"; }
    static void write(const fs::path& file, const std::string& text)
    {
        fs::create_directories(file.parent_path());
        QFile out(QString::fromStdString(file.string()));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text.data(), qint64(text.size())) == qint64(text.size()));
    }
    // A repository of the cache whose files are all in one snapshot.
    fs::path repository(const std::vector<std::pair<std::string, std::string>>& files,
                        const std::string& commit = std::string(40, 'a'))
    {
        const fs::path repo = m_hub.cache / "models--owner--name";
        for (const auto& [name, content] : files) {
            const std::string hash = std::to_string(std::hash<std::string>{}(content));
            write(repo / "blobs" / hash, content);
            fs::create_directories(repo / "snapshots" / commit);
            fs::create_symlink(fs::path("../../blobs") / hash, repo / "snapshots" / commit / name);
        }
        write(repo / "refs/main", commit);
        return repo;
    }

    std::unique_ptr<TestProfile> m_profile;
    engine::hub::Settings m_hub;
    std::unique_ptr<Workspace> m_workspace;
};

void TestHubAccess::theTokenIsKeptForItsOwnerAlone()
{
    access().setToken(" hf_abcdefghijklmnop1234 ");
    QTRY_VERIFY(QFile::exists(tokenFile()));
    struct stat status {
    };
    QCOMPARE(::stat(tokenFile().toLocal8Bit().constData(), &status), 0);
    QCOMPARE(int(status.st_mode & 0777), 0600);
    QCOMPARE(access().settings().token, std::string("hf_abcdefghijklmnop1234"));
    open();
    QTRY_COMPARE(access().settings().token, std::string("hf_abcdefghijklmnop1234"));
    access().setToken({});
    QCOMPARE(access().shownToken(), QString());
    QTRY_VERIFY(!QFile::exists(tokenFile()));
    // The database never had it.
    QFile database(m_profile->folder() + "/fettle.db");
    QVERIFY(database.open(QIODevice::ReadOnly) && !database.readAll().contains("hf_abc"));
}

void TestHubAccess::theTokenIsNeverShownWhole()
{
    access().setToken("hf_abcdefghijklmnop1234");
    QCOMPARE(access().shownToken(), QString("hf_…1234"));
    access().setToken("hf_short");
    QCOMPARE(access().shownToken(), QString("…"));
}

void TestHubAccess::noTokenIsNotTaken()
{
    access().setToken("hf_abcdefghijklmnop1234");
    for (const QString& bad : {QString("two words"), QString("line\nbreak"), QString("ü"), QString(5000, 'x')}) {
        access().setToken(bad);
        QVERIFY(!access().tokenError().isEmpty());
        QCOMPARE(access().settings().token, std::string("hf_abcdefghijklmnop1234"));
    }
    access().setToken("hf_other_other_other");
    QVERIFY(access().tokenError().isEmpty());
}

void TestHubAccess::theEnvironmentComesFirst()
{
    m_hub.token = "hf_from_the_environment";
    open();
    QVERIFY(access().tokenForced() && access().offlineForced());
    access().setToken("hf_another_one_1234567");
    access().setOffline(false);
    QCOMPARE(access().settings().token, std::string("hf_from_the_environment"));
    QVERIFY(access().settings().offline);
}

void TestHubAccess::theAddressIsChecked()
{
    const std::string usual = access().settings().endpoint;
    for (const char* bad :
         {"http://example.org", "ftp://example.org", "file:///etc", "https://user:x@example.org", "nonsense"}) {
        access().setEndpoint(bad);
        QVERIFY2(!access().endpointError().isEmpty(), bad);
        QCOMPARE(access().settings().endpoint, usual);
    }
    access().setEndpoint("https://mirror.example.org/");
    QVERIFY(access().endpointError().isEmpty());
    QCOMPARE(access().settings().endpoint, std::string("https://mirror.example.org"));
    open();
    QTRY_COMPARE(access().endpoint(), QString("https://mirror.example.org"));
    access().setEndpoint({});
    QCOMPARE(access().settings().endpoint, usual);
    open();
    QCOMPARE(access().settings().endpoint, usual);
}

void TestHubAccess::offlineStays()
{
    m_hub.offline = false;
    m_hub.endpoint = "http://127.0.0.1:9"; // nobody listens there
    open();
    QVERIFY(!access().offline());
    QSignalSpy changed(&access(), &HubAccess::settingsChanged);
    access().setOffline(true);
    QCOMPARE(changed.count(), 1);
    m_workspace->modelSearch()->setText("qwen");
    QTRY_VERIFY(!m_workspace->modelSearch()->error().isEmpty());
    open();
    QTRY_VERIFY(access().offline());
}

void TestHubAccess::foldersAreLookedInto()
{
    FoundModels* found = m_workspace->found();
    const QString folder = m_profile->folder() + "/mine";
    write((folder + "/deep/one-Q4_0.gguf").toStdString(), "GGUF");
    found->addFolder(QUrl::fromLocalFile(folder));
    found->addFolder(QUrl::fromLocalFile(folder));
    found->addFolder(QUrl("https://example.org"));
    QCOMPARE(found->folders(), QStringList{folder});
    const auto has = [](FoundModels* models) {
        for (int row = 0; row < models->count(); ++row)
            if (value(*models, row, FoundModels::PathRole).toString().endsWith("one-Q4_0.gguf"))
                return true;
        return false;
    };
    QTRY_VERIFY(has(found));
    open();
    found = m_workspace->found();
    QTRY_COMPARE(found->folders(), QStringList{folder});
    found->refresh();
    QTRY_VERIFY(has(found));
    found->removeFolder(7);
    found->removeFolder(0);
    QTRY_VERIFY(!has(found) && !found->busy());
    QVERIFY(QFile::exists(folder + "/deep/one-Q4_0.gguf"));
}

void TestHubAccess::hostileFolderSettings()
{
    FoundModels* found = m_workspace->found();
    found->restore({{"modelFolders", "[\"relative\", 7, null, \"/abs\", {}]"}});
    QCOMPARE(found->folders(), QStringList{"/abs"});
    found->restore({{"modelFolders", "{"}});
    QCOMPARE(found->folders(), QStringList{"/abs"});
}

void TestHubAccess::removingFreesTheBlob()
{
    const fs::path repo =
        repository({{"a-Q4_0.gguf", std::string(5000, 'x')}, {"b-Q8_0.gguf", std::string(7000, 'y')}});
    const fs::path old = repo / "snapshots" / std::string(40, 'b'); // an older commit has the same file
    fs::create_directories(old);
    fs::copy_symlink(repo / "snapshots" / std::string(40, 'a') / "a-Q4_0.gguf", old / "a-Q4_0.gguf");
    const fs::path model = repo / "snapshots" / std::string(40, 'a') / "a-Q4_0.gguf";
    FoundModels* found = m_workspace->found();
    QSignalSpy ready(found, &FoundModels::removalReady);
    found->askRemoval(QString::fromStdString(model.string()), "a");
    QTRY_COMPARE(ready.count(), 1);
    QCOMPARE(ready[0][2].toDouble(), 5000.0);
    QVERIFY(fs::exists(model));
    found->remove(QString::fromStdString(model.string()));
    QTRY_VERIFY(!fs::exists(fs::symlink_status(model)));
    QTRY_VERIFY(!fs::exists(old));
    QVERIFY(fs::exists(repo / "snapshots" / std::string(40, 'a') / "b-Q8_0.gguf"));
    QTRY_COMPARE(m_workspace->notices()->count(), 1);
    found->remove(QString::fromStdString(model.string())); // again
    QTRY_COMPARE(m_workspace->notices()->count(), 2);
    QCOMPARE(engine::hub::removeCachedModel(m_hub.cache, repo / "snapshots" / std::string(40, 'a') / "b-Q8_0.gguf"),
             std::uint64_t{7000});
    QVERIFY(!fs::exists(repo));
}

void TestHubAccess::removingTakesAllPartsAndNothingElse()
{
    const fs::path repo = repository({{"m-00001-of-00002.gguf", "part one"},
                                      {"m-00002-of-00002.gguf", "part two!"},
                                      {"n-00001-of-00002.gguf", "another"}});
    const fs::path snapshot = repo / "snapshots" / std::string(40, 'a');
    QCOMPARE(engine::hub::removeCachedModel(m_hub.cache, snapshot / "m-00001-of-00002.gguf"), std::uint64_t{17});
    QVERIFY(!fs::exists(snapshot / "m-00002-of-00002.gguf") && fs::exists(snapshot / "n-00001-of-00002.gguf"));
}

void TestHubAccess::whatIsNotOfTheCacheStays()
{
    const fs::path outside = m_profile->folder().toStdString() + "/outside.gguf";
    write(outside, "precious");
    const fs::path repo = repository({{"a.gguf", "content"}});
    const fs::path snapshot = repo / "snapshots" / std::string(40, 'a');
    fs::create_symlink(outside, snapshot / "link.gguf");
    fs::create_symlink(outside, repo / "blobs" / "evil");
    fs::create_symlink("../../blobs/evil", snapshot / "evil.gguf");
    for (const fs::path& bad :
         {outside, m_hub.cache, repo, repo / "blobs", m_hub.cache / "models--owner--name/../../outside.gguf",
          snapshot / "../../../../outside.gguf", fs::path("/etc/passwd"), fs::path()})
        QVERIFY2(!engine::hub::cachedModel(m_hub.cache, bad), bad.c_str());
    static_cast<void>(engine::hub::removeCachedModel(m_hub.cache, snapshot / "link.gguf"));
    static_cast<void>(engine::hub::removeCachedModel(m_hub.cache, snapshot / "evil.gguf"));
    QVERIFY(fs::exists(outside) && fs::exists(snapshot / "a.gguf"));
    QVERIFY(!fs::exists(fs::symlink_status(snapshot / "link.gguf")));
}

void TestHubAccess::theModelInUseStays()
{
    FoundModels* found = m_workspace->found();
    QSignalSpy ready(found, &FoundModels::removalReady);
    found->askRemoval(m_profile->starter(), "starter");
    QCOMPARE(m_workspace->notices()->count(), 1);
    found->remove(m_profile->starter());
    QTest::qWait(50);
    QVERIFY(ready.isEmpty() && QFile::exists(m_profile->starter()));
}

void TestHubAccess::droppedFolders()
{
    const fs::path base = m_profile->folder().toStdString();
    write(base / "model/config.json", "{}");
    QCOMPARE(lookInto(base / "model").kind, DroppedFolder::Kind::Model);
    write(base / "jan/threads/one/thread.json", "{}");
    write(base / "jan/threads/two/thread.json", "{}");
    const DroppedFolder jan = lookInto(base / "jan");
    QCOMPARE(jan.kind, DroppedFolder::Kind::Conversations);
    QCOMPARE(jan.files.size(), std::size_t{2});
    fs::create_directories(base / "empty");
    fs::create_directory_symlink(base / "empty", base / "empty/loop");
    QCOMPARE(lookInto(base / "empty").kind, DroppedFolder::Kind::Place);
    QCOMPARE(lookInto(base / "absent").kind, DroppedFolder::Kind::Place);

    m_workspace->openFiles({QUrl::fromLocalFile(QString::fromStdString((base / "empty").string()))});
    QTRY_COMPARE(m_workspace->found()->folders().size(), 1);
    m_workspace->openFiles({QUrl::fromLocalFile(QString::fromStdString((base / "model").string()))});
    QTRY_VERIFY(m_workspace->library()->currentPath().endsWith("/model"));
    m_workspace->openFiles(
        {QUrl::fromLocalFile(QStringLiteral(FETTLE_SOURCE_DIR "/tests/storage/exchange/fixtures/jan"))});
    QTRY_COMPARE(m_workspace->conversations()->count(), 1);
}

QTEST_GUILESS_MAIN(TestHubAccess)
#include "tst_hub_access.moc"
