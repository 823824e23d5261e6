// SPDX-License-Identifier: GPL-3.0-or-later
// Search, the cache's layout, the queue, tokens, proxies, and what a crash or a power cut leaves behind.
#include "tests/engine/hub/hub_fixture.h"

#include "engine/hub/download_queue.h"
#include "engine/hub/resumable_file.h"

#include <csignal>
#include <sys/resource.h>

using engine::Error;
using engine::ErrorKind;
namespace hub = engine::hub;
using State = hub::DownloadState;

class HubDownloadTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void search();
    void pages();
    void repository();
    void refusals_data();
    void refusals();
    void layout();
    void emptyFile();
    void nothingIsFetchedTwice();
    void damagedBlobIsFetchedAgain();
    void withoutLinks();
    void queue();
    void pauseAndResume();
    void cancelRemoves();
    void restoreAfterRestart();
    void offline();
    void proxy();
    void notEnoughSpace();
    void fullDisk();
    void certificates();
    void powerCut_data();
    void powerCut();

private:
    hub::Settings settings() { return support::settingsFor(m_server, *m_folder); }
    support::HubServer m_server{{"--big", "12000000", "--pace", "0.006"}};
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace
{

const hub::ReadProgress kRead = [](std::uint64_t) { return true; };

template <class F>
QString sentenceOf(ErrorKind kind, F call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.kind() == kind ? error.what() : "wrong kind: " + QString(error.what());
    }
    return "no error";
}

} // namespace

void HubDownloadTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server.forget();
}

void HubDownloadTest::search()
{
    hub::HubApi api(settings());
    const auto names = [&](const hub::SearchQuery& query) {
        QStringList list;
        for (const auto& repo : api.search(query, support::kGoOn).repos)
            list += QString::fromStdString(repo.id);
        return list;
    };
    QCOMPARE(names({.words = "tiny"}), QStringList{"alice/tiny-GGUF"});
    QCOMPARE(names({.author = "bob"}), QStringList{"bob/many-GGUF"});
    QCOMPARE(names({.words = "", .sort = hub::Sort::Downloads, .limit = 3}),
             QStringList({"bob/many-GGUF", "alice/tiny-GGUF", "carol/folder"}));
    QCOMPARE(names({.words = "", .sort = hub::Sort::Likes, .limit = 2}),
             QStringList({"carol/folder", "alice/tiny-GGUF"}));
    QCOMPARE(names({.words = "", .sort = hub::Sort::Changed, .limit = 2}),
             QStringList({"carol/folder", "alice/tiny-GGUF"}));
    QVERIFY(!names({.words = "", .onlyGguf = true}).contains("carol/folder"));
    QCOMPARE(names({.words = "a&b=c #%"}), QStringList{});
    const auto gated = api.search({.words = "gated"}, support::kGoOn).repos;
    QVERIFY(gated.size() == 1 && gated[0].gate == hub::Gate::Manual && gated[0].hasGguf && gated[0].license == "mit");
}

void HubDownloadTest::pages()
{
    hub::HubApi api(settings());
    auto page = api.search({.words = "", .limit = 2}, support::kGoOn);
    QStringList all;
    for (;;) {
        for (const auto& repo : page.repos)
            all += QString::fromStdString(repo.id);
        if (page.next.empty())
            break;
        page = api.more(page.next, support::kGoOn);
    }
    QCOMPARE(all.size(), 6);
    QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), 6);
}

void HubDownloadTest::repository()
{
    hub::HubApi api(settings());
    const auto many = api.repository("bob/many-GGUF", "main", 0, support::kGoOn);
    QCOMPARE(many.files.size(), std::size_t(7)); // from two pages
    QCOMPARE(many.sets.size(), std::size_t(3));
    QCOMPARE(many.sets[2].bytes, std::uint64_t(120'000));
    QCOMPARE(hub::findSet(many.sets, "")->quantization, std::string("Q4_K_M"));
    const auto folder = api.repository("carol/folder", "main", 0, support::kGoOn);
    QCOMPARE(folder.sets.size(), std::size_t(1));
    QVERIFY(folder.sets[0].kind == hub::SetKind::Safetensors && folder.sets[0].files.size() == 5);
}

void HubDownloadTest::refusals_data()
{
    QTest::addColumn<QString>("repo");
    QTest::addColumn<QString>("token"); // "right" is replaced
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const int no = static_cast<int>(ErrorKind::NotAllowed);
    QTest::newRow("gated, anonymous") << "dave/gated"
                                      << "" << no << "accept the conditions";
    QTest::newRow("gated, not granted") << "dave/gated"
                                        << "right" << no << "with the account of your token";
    QTest::newRow("wrong token") << "alice/tiny-GGUF"
                                 << "hf_wrong" << no << "does not accept the token";
    QTest::newRow("private, anonymous") << "dave/private"
                                        << "" << no << "not there, or private";
    QTest::newRow("absent, anonymous") << "nobody/nothing"
                                       << "" << no << "not there, or private";
    QTest::newRow("absent") << "nobody/nothing"
                            << "right" << static_cast<int>(ErrorKind::NotFound) << "does not exist";
    QTest::newRow("no name") << "../etc"
                             << "" << static_cast<int>(ErrorKind::BadSetting) << "no name of a repository";
}

void HubDownloadTest::refusals()
{
    QFETCH(QString, repo);
    QFETCH(QString, token);
    QFETCH(int, kind);
    QFETCH(QString, says);
    hub::Settings some = settings();
    some.token = token == "right" ? m_server.token() : token.toStdString();
    const QString sentence = sentenceOf(static_cast<ErrorKind>(kind), [&] {
        hub::download(support::orderFor(some, repo.toStdString()), some, support::kGoOn, {});
    });
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
    QVERIFY2(!sentence.contains("hf_"), "the sentence tells the token");
    if (repo == "dave/private") { // and with the right token it is there
        some.token = m_server.token();
        QVERIFY(support::isRight(support::orderFor(some, "dave/private"), some) == false);
        hub::download(support::orderFor(some, "dave/private"), some, support::kGoOn, {});
    }
}

void HubDownloadTest::layout()
{
    const hub::Settings some = settings();
    const hub::Order order = support::orderFor(some, "carol/folder");
    const auto path = hub::download(order, some, support::kGoOn, {});
    const auto repo = some.cache / "models--carol--folder";
    QCOMPARE(path, repo / "snapshots" / order.commit);
    for (const auto& file : order.files) {
        QCOMPARE(std::filesystem::read_symlink(path / file.path).string(), "../../blobs/" + file.hash);
        QVERIFY(!std::filesystem::is_symlink(repo / "blobs" / file.hash));
    }
    QCOMPARE(support::contentOf(repo / "refs/main"), QByteArray::fromStdString(order.commit)); // no line end
    QVERIFY(std::filesystem::is_empty(repo / ".fettle"));
    QVERIFY(support::isRight(order, some));
    hub::HubCache cache(some.cache);
    QCOMPARE(cache.snapshots().size(), std::size_t(1));
    QCOMPARE(cache.snapshots()[0].repo, std::string("carol/folder"));
    cache.publish("carol/folder", order.commit, "deep/er/x.json", order.files[0].hash);
    QCOMPARE(std::filesystem::read_symlink(path / "deep/er/x.json").string(),
             "../../../../blobs/" + order.files[0].hash);
    for (const char* bad : {"../x", "/x", "a/../../x"})
        QVERIFY_EXCEPTION_THROWN(cache.publish("carol/folder", order.commit, bad, order.files[0].hash), Error);
    QVERIFY_EXCEPTION_THROWN(cache.blob("carol/folder", "../../x"), Error);
}

void HubDownloadTest::emptyFile()
{
    const hub::Settings some = settings();
    const auto path = hub::download(support::orderFor(some, "erin/empty"), some, support::kGoOn, {});
    QCOMPARE(support::contentOf(path), QByteArray());
}

void HubDownloadTest::nothingIsFetchedTwice()
{
    const hub::Settings some = settings();
    const hub::Order order = support::orderFor(some, "alice/tiny-GGUF");
    const auto path = hub::download(order, some, support::kGoOn, {});
    m_server.forget();
    QCOMPARE(hub::download(order, some, support::kGoOn, {}), path);
    QCOMPARE(m_server.log().size(), 0);
}

void HubDownloadTest::damagedBlobIsFetchedAgain()
{
    const hub::Settings some = settings();
    const hub::Order order = support::orderFor(some, "alice/tiny-GGUF");
    const auto path = hub::download(order, some, support::kGoOn, {});
    QFile blob(QString::fromStdString(std::filesystem::canonical(path).string()));
    QVERIFY(blob.open(QIODevice::ReadWrite) && blob.seek(500) && blob.write("?") == 1);
    blob.close();
    QVERIFY(!support::isRight(order, some));
    hub::download(order, some, support::kGoOn, {});
    QVERIFY(support::isRight(order, some));
}

void HubDownloadTest::withoutLinks()
{
    hub::Settings some = settings();
    some.links = false;
    const hub::Order order = support::orderFor(some, "alice/tiny-GGUF");
    const auto path = hub::download(order, some, support::kGoOn, {});
    QVERIFY(!std::filesystem::is_symlink(path) && support::isRight(order, some));
    m_server.forget();
    hub::download(order, some, support::kGoOn, {});
    QCOMPARE(m_server.log().size(), 0);
}

void HubDownloadTest::queue()
{
    const hub::Settings some = settings();
    std::mutex mutex;
    std::map<int, int> told;
    int most = 0;
    hub::DownloadQueue* pointer = nullptr;
    hub::DownloadQueue queue(some, 2, [&](int id) {
        const std::lock_guard lock(mutex);
        ++told[id];
        int running = 0;
        if (pointer)
            for (const auto& status : pointer->all())
                running +=
                    status.state == State::Running || status.state == State::Waiting || status.state == State::Checking
                        ? 1
                        : 0;
        most = std::max(most, running);
    });
    {
        const std::lock_guard lock(mutex);
        pointer = &queue;
    }
    std::vector<int> ids;
    for (const char* repo : {"erin/large", "alice/tiny-GGUF", "bob/many-GGUF", "carol/folder", "fault/hub-404"})
        ids.push_back(queue.add(support::orderFor(some, repo)));
    QCOMPARE(queue.add(support::orderFor(some, "erin/large")), ids[0]); // asked for twice
    for (const int id : ids)
        queue.wait(id);
    for (std::size_t i = 0; i < 4; ++i) {
        const auto status = *queue.find(ids[i]);
        QVERIFY2(status.state == State::Done, status.sentence.c_str());
        QCOMPARE(status.done, status.total);
        QVERIFY(support::isRight(status.order, some));
        QVERIFY(told[ids[i]] >= 2);
    }
    const auto failed = *queue.find(ids[4]);
    QVERIFY(failed.state == State::Failed && failed.failure == ErrorKind::NotFound && !failed.sentence.empty());
    QVERIFY(most <= 2);
}

void HubDownloadTest::pauseAndResume()
{
    const hub::Settings some = settings();
    hub::DownloadQueue* pointer = nullptr;
    std::atomic<bool> armed = true;
    hub::DownloadQueue queue(some, 1, [&](int id) {
        const auto status = pointer->find(id);
        if (status && status->done > 1'000'000 && armed.exchange(false))
            pointer->pause(id);
    });
    pointer = &queue;
    const int id = queue.add(support::orderFor(some, "erin/large"));
    queue.wait(id);
    auto status = *queue.find(id);
    QVERIFY2(status.state == State::Paused, status.sentence.c_str());
    QVERIFY(status.done > 1'000'000 && status.done < status.total);
    const auto here = hub::bytesHere(status.order, some);
    queue.resume(id);
    queue.wait(id);
    QVERIFY(queue.find(id)->state == State::Done && support::isRight(status.order, some));
    QStringList ranges;
    for (const auto& entry : m_server.log("erin/large"))
        if (entry.toObject()["cdn"].toBool())
            ranges += entry.toObject()["range"].toString();
    QCOMPARE(ranges, QStringList({"", QString("bytes=%1-").arg(here)}));
}

void HubDownloadTest::cancelRemoves()
{
    const hub::Settings some = settings();
    const hub::Order order = support::orderFor(some, "erin/large");
    hub::DownloadQueue* pointer = nullptr;
    hub::DownloadQueue queue(some, 1, [&](int id) {
        const auto status = pointer->find(id);
        if (status && status->done > 1'000'000)
            pointer->cancel(id);
    });
    pointer = &queue;
    const int id = queue.add(order);
    queue.wait(id);
    QVERIFY(!queue.find(id));
    QCOMPARE(hub::bytesHere(order, some), std::uint64_t(0));
    QVERIFY(hub::unfinishedOrders(some).empty());
}

void HubDownloadTest::restoreAfterRestart()
{
    const hub::Settings some = settings();
    const hub::Order order = support::orderFor(some, "erin/large");
    {
        std::atomic<bool> stop = false;
        const QString sentence = sentenceOf(ErrorKind::Stopped, [&] {
            hub::download(order, some, stop, [&](const hub::Progress& progress) { stop = progress.done > 2'000'000; });
        });
        QVERIFY2(sentence.contains("stopped"), qPrintable(sentence));
    }
    hub::DownloadQueue queue(some, 1);
    queue.restore();
    const auto all = queue.all();
    QCOMPARE(all.size(), std::size_t(1));
    QVERIFY(all[0].order == order && all[0].state == State::Paused && all[0].done > 2'000'000);
    queue.resume(all[0].id);
    queue.wait(all[0].id);
    QVERIFY(queue.find(all[0].id)->state == State::Done && support::isRight(order, some));
}

void HubDownloadTest::offline()
{
    hub::Settings some = settings();
    some.offline = true;
    hub::HubApi api(some);
    const QString sentence = sentenceOf(ErrorKind::Network, [&] { api.search({.words = "x"}, support::kGoOn); });
    QVERIFY2(sentence.contains("HF_HUB_OFFLINE"), qPrintable(sentence));
    QCOMPARE(m_server.log().size(), 0);
}

void HubDownloadTest::proxy()
{
    hub::Settings some = settings();
    some.endpoint = "http://localhost:1"; // nobody is there: only a proxy can answer
    some.tries = 1;
    qputenv("http_proxy", QByteArray::fromStdString(m_server.endpoint()));
    qputenv("no_proxy", "");
    const auto page = hub::HubApi(some).search({.words = "tiny"}, support::kGoOn);
    qunsetenv("http_proxy");
    QCOMPARE(page.repos.size(), std::size_t(1));
    qputenv("no_proxy", "localhost,127.0.0.1");
    qputenv("http_proxy", "http://127.0.0.1:1");
    QCOMPARE(hub::HubApi(settings()).search({.words = "tiny"}, support::kGoOn).repos.size(), std::size_t(1));
    qunsetenv("http_proxy");
    qunsetenv("no_proxy");
}

void HubDownloadTest::notEnoughSpace()
{
    const hub::Settings some = settings();
    hub::Order order = support::orderFor(some, "alice/tiny-GGUF");
    order.files.front().size = std::uint64_t(1) << 60;
    m_server.forget();
    const QString sentence = sentenceOf(ErrorKind::NotWritten, [&] { hub::download(order, some, support::kGoOn, {}); });
    QVERIFY2(sentence.contains("are free in"), qPrintable(sentence));
    QCOMPARE(m_server.log().size(), 0); // before the first byte
}

void HubDownloadTest::fullDisk()
{
    const hub::Settings some = settings();
    const hub::Order order = support::orderFor(some, "erin/large");
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 5'000'000;
    setrlimit(RLIMIT_FSIZE, &small);
    const QString sentence = sentenceOf(ErrorKind::NotWritten, [&] { hub::download(order, some, support::kGoOn, {}); });
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY2(sentence.contains("no space left"), qPrintable(sentence));
    m_server.forget();
    hub::download(order, some, support::kGoOn, {}); // and when there is room again it goes on
    QVERIFY(support::isRight(order, some));
    QVERIFY(m_server.log("erin/large").last().toObject()["range"].toString().startsWith("bytes="));
}

void HubDownloadTest::certificates()
{
    const QString pem = m_folder->filePath("server.pem");
    QProcess openssl;
    openssl.start("openssl",
                  {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                   "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", pem, "-out", m_folder->filePath("ca.pem")});
    if (!openssl.waitForFinished() || openssl.exitCode() != 0)
        QSKIP("the openssl command is not installed");
    QFile key(pem);
    QFile certificate(m_folder->filePath("ca.pem"));
    QVERIFY(key.open(QIODevice::Append) && certificate.open(QIODevice::ReadOnly) &&
            key.write(certificate.readAll()) > 0);
    key.close();
    QProcess server;
    server.start("python3",
                 {QStringLiteral(FETTLE_SOURCE_DIR "/tests/engine/hub/hub_server.py"), "--certificate", pem});
    QVERIFY(server.waitForReadyRead(60'000));
    hub::Settings some = settings();
    some.endpoint = QJsonDocument::fromJson(server.readLine()).object()["hub"].toString().toStdString();
    QVERIFY(some.endpoint.rfind("https://", 0) == 0);
    const QString sentence = sentenceOf(ErrorKind::Network, [&] { hub::HubApi(some).search({}, support::kGoOn); });
    QVERIFY2(sentence.contains("cannot be trusted"), qPrintable(sentence));
    some.certificates = m_folder->filePath("ca.pem").toStdString();
    const hub::Order order = support::orderFor(some, "alice/tiny-GGUF");
    hub::download(order, some, support::kGoOn, {});
    QVERIFY(support::isRight(order, some));
    server.closeWriteChannel();
    server.waitForFinished();
}

void HubDownloadTest::powerCut_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<bool>("sameBoot");
    QTest::addColumn<qulonglong>("left"); // of 10,000,000 bytes; a chunk has 4,194,304
    QTest::newRow("a crash of the program") << "" << true << 10'000'000ULL;
    QTest::newRow("a power cut") << "" << false << 8'388'608ULL;
    QTest::newRow("the tail came as zeros") << "zeros 9000000" << false << 8'388'608ULL;
    QTest::newRow("zeros in the second chunk") << "zeros 5000000" << false << 4'194'304ULL;
    QTest::newRow("a flipped byte in the first chunk, though no power was cut") << "flip 7" << true << 0ULL;
    QTest::newRow("cut short") << "cut 6000000" << true << 4'194'304ULL;
    QTest::newRow("cut short, power") << "cut 6000000" << false << 4'194'304ULL;
    QTest::newRow("the journal's last line is torn") << "tear" << false << 4'194'304ULL;
    QTest::newRow("no journal") << "lose" << true << 0ULL;
    QTest::newRow("the journal of another file") << "other" << true << 0ULL;
    QTest::newRow("longer than the whole") << "grow" << true << 10'000'000ULL;
}

void HubDownloadTest::powerCut()
{
    QFETCH(QString, damage);
    QFETCH(bool, sameBoot);
    QFETCH(qulonglong, left);
    QByteArray content(11'000'000, '\0');
    for (int i = 0; i < content.size(); ++i)
        content[i] = static_cast<char>((i * 2654435761U) >> 24U);
    const auto bytes = std::as_bytes(std::span(content.constData(), static_cast<std::size_t>(content.size())));
    hub::Digest digest;
    digest.add(bytes);
    const hub::ContentId id{digest.hex(), bytes.size()};
    const std::filesystem::path base = m_folder->filePath("x").toStdString();
    {
        hub::ResumableFile file(base, id, "boot-1", kRead);
        for (std::size_t at = 0; at < 10'000'000; at += 1'250'000)
            file.write(bytes.subspan(at, 1'250'000));
    }
    QFile part(m_folder->filePath("x.part"));
    QFile journal(m_folder->filePath("x.journal"));
    const QString word = damage.section(' ', 0, 0);
    const qint64 at = damage.section(' ', 1, 1).toLongLong();
    QVERIFY(part.open(QIODevice::ReadWrite) && journal.open(QIODevice::ReadWrite));
    if (word == "zeros")
        QVERIFY(part.seek(at) && part.write(QByteArray(1000, '\0')) == 1000);
    else if (word == "flip")
        QVERIFY(part.seek(at) && part.write("~") == 1);
    else if (word == "cut")
        QVERIFY(part.resize(at));
    else if (word == "tear")
        QVERIFY(journal.resize(journal.size() - 10));
    else if (word == "lose")
        QVERIFY(journal.remove());
    else if (word == "other")
        QVERIFY(journal.seek(20) && journal.write("0000000000") == 10);
    else if (word == "grow")
        QVERIFY(part.seek(part.size()) && part.write(content.mid(10'000'000) + "more") > 0);
    part.close();
    journal.close();

    hub::ResumableFile file(base, id, sameBoot ? "boot-1" : "boot-2", kRead);
    QCOMPARE(qulonglong(file.size()), word == "grow" ? 11'000'000ULL : left);
    file.write(bytes.subspan(file.size()));
    QVERIFY(file.matches());
    file.moveTo(m_folder->filePath("whole").toStdString());
    QVERIFY(support::contentOf(m_folder->filePath("whole").toStdString()) == content);
    QVERIFY(!QFile::exists(m_folder->filePath("x.journal")));
}

QTEST_GUILESS_MAIN(HubDownloadTest)
#include "tst_hub_download.moc"
