// SPDX-License-Identifier: GPL-3.0-or-later
// A hub that misbehaves in the ways of hub_faults.py: each ends with the right bytes or with the right sentence, from
// nothing and from a part that is there; no wrong byte ever gets a name, and the token never leaves the hub's own host.
#include "tests/engine/hub/hub_fixture.h"

#include "engine/hub/resumable_file.h"

using engine::Error;
using engine::ErrorKind;
namespace hub = engine::hub;

class HubFaultsTest : public QObject
{
    Q_OBJECT

private slots:
    void listing_data();
    void listing();
    void content_data();
    void content();
    void everyFaultHasARow();
    void searchSkipsNonsense();

private:
    support::HubServer m_server;
    QTemporaryDir m_folder;
    QSet<QString> m_rows;
};

namespace
{

constexpr int kGood = -1;

// The beginning of the file as an earlier run would have left it.
void layPart(const hub::Order& order, const hub::Settings& settings, std::uint64_t bytes)
{
    hub::Settings direct = settings;
    hub::HubCache cache(settings.cache);
    cache.prepare(order.repo);
    hub::Http http(direct);
    const auto& file = order.files.front();
    const auto right =
        http.get({settings.endpoint + "/alice/tiny-GGUF/resolve/main/tiny-Q4_K_M.gguf", {}, 1U << 20}, support::kGoOn);
    hub::ResumableFile part(cache.work(order.repo) / file.hash, {file.hash, file.size}, hub::bootId(),
                            [](std::uint64_t) { return true; });
    part.write(std::as_bytes(std::span(right.body)).first(bytes));
}

bool isBlobThere(const hub::Order& order, const hub::Settings& settings)
{
    return std::filesystem::exists(hub::HubCache(settings.cache).blob(order.repo, order.files.front().hash));
}

} // namespace

void HubFaultsTest::listing_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const auto row = [&](const char* name, int kind, const char* says) {
        QTest::newRow(name) << kind << says;
        m_rows += name;
    };
    const int bad = static_cast<int>(ErrorKind::BadFile);
    const int net = static_cast<int>(ErrorKind::Network);
    row("api-truncated-json", bad, "truncated or damaged");
    row("api-deep-json", bad, "deep");
    row("api-not-json", bad, "no valid JSON");
    row("api-list-for-object", bad, "no repository");
    row("api-duplicate-key", bad, "twice");
    row("api-no-commit", bad, "no commit");
    row("api-path-escapes", bad, "leads elsewhere");
    row("api-absolute-path", bad, "leads elsewhere");
    row("api-no-checksum", bad, "no checksum");
    row("api-endless-pages", bad, "no end");
    row("api-huge-answer", net, "more than 32 MiB");
    row("api-500-always", net, "error 500");
    row("api-503-once", kGood, "");
    row("api-429-once", kGood, "");
    row("api-redirect-http-file", net, "no web address");
    row("api-rename-redirect", kGood, "");
    row("api-disabled", static_cast<int>(ErrorKind::NotAllowed), "disabled");
    row("api-link-elsewhere", kGood, ""); // the next page of another host is not asked for
}

void HubFaultsTest::listing()
{
    QFETCH(int, kind);
    QFETCH(QString, says);
    const std::string repo = std::string("fault/") + QTest::currentDataTag();
    hub::Settings settings = support::settingsFor(m_server, m_folder);
    settings.token = m_server.token();
    hub::HubApi api(settings);
    try {
        const auto repository = api.repository(repo, "main", 0, support::kGoOn);
        QVERIFY2(kind == kGood, "it was believed");
        QCOMPARE(repository.sets.size(), std::size_t(1));
        QVERIFY(repository.sets[0].recommended);
    } catch (const Error& error) {
        QVERIFY2(kind == static_cast<int>(error.kind()), error.what());
        QVERIFY2(QString(error.what()).contains(says), error.what());
    }
    for (const auto& request : m_server.log())
        QVERIFY(!request.toObject()["cdn"].toBool() || !request.toObject()["token"].toBool());
    QVERIFY(!std::filesystem::exists("/escaped.gguf"));
}

void HubFaultsTest::content_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    QTest::addColumn<bool>("resumed");
    const auto row = [&](const char* name, int kind, const char* says, int resumedKind = -2) {
        QTest::addRow("%s, fresh", name) << kind << says << false;
        QTest::addRow("%s, resumed", name) << (resumedKind == -2 ? kind : resumedKind) << says << true;
        m_rows += name;
    };
    const int net = static_cast<int>(ErrorKind::Network);
    const int bad = static_cast<int>(ErrorKind::BadFile);
    const int no = static_cast<int>(ErrorKind::NotAllowed);
    row("hub-404", static_cast<int>(ErrorKind::NotFound), "was not found");
    row("hub-403", no, "refuses");
    row("hub-401-gated", no, "accept the conditions");
    row("hub-451", no, "legal");
    row("hub-418", net, "unexpected status 418");
    row("hub-429-twice", kGood, "");
    row("hub-429-date-once", kGood, "");
    row("hub-429-ratelimit-once", kGood, "");
    row("hub-429-hour", net, "60 minutes");
    row("hub-500-twice", kGood, "");
    row("hub-502-always", net, "error 502");
    row("hub-503-retry-after-once", kGood, "");
    row("hub-redirect-loop", net, "in a circle");
    row("hub-redirect-chain", kGood, "");
    row("hub-redirect-http-private", net, "without encryption");
    row("hub-redirect-metadata", net, "inside a private network");
    row("hub-redirect-file", net, "no web address");
    row("hub-redirect-user", net, "no web address");
    row("hub-redirect-nowhere", net, "no web address");
    row("hub-other-content", bad, "other content");
    row("hub-direct", kGood, "");
    row("hub-direct-no-range", kGood, "");
    row("hub-drop-once", kGood, "");
    row("hub-garbage", net, "could not be fetched");
    row("cdn-403-expired-once", kGood, "");
    row("cdn-403-always", net, "error 403");
    row("cdn-404-once", kGood, "");
    row("cdn-500-once", kGood, "");
    row("cdn-416-once", kGood, "");
    row("cdn-ignores-range", kGood, "");
    row("cdn-wrong-range", net, "another part");
    row("cdn-wrong-range-once", kGood, "");
    row("cdn-wrong-total", net, "700001 bytes");
    row("cdn-no-content-range", net, "another part");
    row("cdn-short-once", kGood, "");
    row("cdn-short-always", net, "What has arrived is kept");
    row("cdn-long", net, "700004 bytes");
    row("cdn-long-undeclared", kGood, "");
    row("cdn-reset-every-64k", kGood, "");
    row("cdn-flipped-once", kGood, "", kGood); // the flipped byte lies in the part that is there already
    row("cdn-flipped-always", bad, "checksum differs", kGood);
    row("cdn-flipped-tail-once", kGood, "");
    row("cdn-changes-midway", kGood, "");
    row("cdn-gzip", net, "compressed");
    row("cdn-chunked", kGood, "");
    row("cdn-html-200", net, "41 bytes there");
    row("cdn-empty-200", net, "");
    row("cdn-stall-once", kGood, "");
    row("cdn-slow-head-once", kGood, "");
    row("cdn-many-headers", kGood, "");
    row("cdn-endless-header", net, "could not be fetched");
    row("cdn-http10", kGood, "");
    row("cdn-double-length", kGood, ""); // the longer one counts, and the hash is right
    row("cdn-multipart", net, "another part");
}

void HubFaultsTest::content()
{
    QFETCH(int, kind);
    QFETCH(QString, says);
    QFETCH(bool, resumed);
    const QString tag = QTest::currentDataTag();
    const std::string repo = "fault/" + tag.section(',', 0, 0).toStdString();
    const QTemporaryDir folder;
    m_server.forget(); // "once" means once for each row
    hub::Settings settings = support::settingsFor(m_server, folder);
    settings.token = tag.startsWith("hub-401") ? std::string() : m_server.token();
    const hub::Order order = support::orderFor(settings, repo);
    if (resumed)
        layPart(order, settings, 300'000);
    try {
        const auto path = hub::download(order, settings, support::kGoOn, {});
        QVERIFY2(kind == kGood, "it was believed");
        QVERIFY(support::isRight(order, settings));
        QCOMPARE(path.filename().string(), std::string("tiny-Q4_K_M.gguf"));
        QVERIFY(hub::unfinishedOrders(settings).empty());
    } catch (const Error& error) {
        QVERIFY2(kind == static_cast<int>(error.kind()), error.what());
        QVERIFY2(QString(error.what()).contains(says), error.what());
        QVERIFY2(QString(error.what()).endsWith('.'), error.what());
        QVERIFY(!isBlobThere(order, settings));
        QCOMPARE(hub::unfinishedOrders(settings).size(), std::size_t(1)); // it can go on
    }
    int content = 0;
    for (const auto& entry : m_server.log(QString::fromStdString(repo))) {
        const QJsonObject request = entry.toObject();
        QVERIFY2(!request["cdn"].toBool() || !request["token"].toBool(), "the token went to the CDN");
        QCOMPARE(request["encoding"].toString(), QString("identity"));
        if (request["cdn"].toBool() && ++content == 1)
            QCOMPARE(request["range"].toString(), QString(resumed ? "bytes=300000-" : ""));
    }
}

void HubFaultsTest::everyFaultHasARow()
{
    if (m_rows.size() < 2)
        QSKIP("only when all rows are run");
    QProcess list;
    list.setWorkingDirectory(QStringLiteral(FETTLE_SOURCE_DIR "/tests/engine/hub"));
    list.start("python3", {"-c", "import hub_faults; print('\\n'.join(sorted(hub_faults.NAMES)))"});
    QVERIFY(list.waitForFinished());
    const QStringList names = QString(list.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
    QVERIFY(names.size() >= 40);
    for (const QString& name : names)
        QVERIFY2(m_rows.contains(name), qPrintable(name));
    QCOMPARE(m_rows.size(), names.size());
}

void HubFaultsTest::searchSkipsNonsense()
{
    hub::HubApi api(support::settingsFor(m_server, m_folder));
    const auto page = api.search({.words = "fault-list"}, support::kGoOn);
    QCOMPARE(page.repos.size(), std::size_t(1));
    QCOMPARE(page.repos[0].id, std::string("good/one"));
    QVERIFY_EXCEPTION_THROWN(api.search({.words = "fault-object"}, support::kGoOn), Error);
}

QTEST_GUILESS_MAIN(HubFaultsTest)
#include "tst_hub_faults.moc"
