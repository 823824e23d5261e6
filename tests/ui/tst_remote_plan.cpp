// SPDX-License-Identifier: GPL-3.0-or-later
// A model's shape from the beginning of its file, however far that reaches; and from beginnings that lie.
#include "engine/error.h"
#include "engine/files/gguf.h"
#include "engine/model/config_of_head.h"
#include "tests/engine/hub/hub_fixture.h"
#include "ui/hub/remote_plan.h"

#include <random>

using namespace engine;

class TestRemotePlan : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QFile file(QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/fettle-starter-f16.gguf"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_bytes = file.readAll();
    }
    void isTheShapeOfTheWholeFile();
    void anyCutIsTheShapeOrASentence();
    void liesAreSentences();
    void isAskedByARange();

private:
    std::span<const std::byte> head(qsizetype size) const
    {
        return {reinterpret_cast<const std::byte*>(m_bytes.constData()),
                static_cast<std::size_t>(std::min(size, m_bytes.size()))};
    }
    static bool isRefused(std::span<const std::byte> bytes)
    {
        try {
            static_cast<void>(model::configOfHead(bytes, "head.gguf"));
        } catch (const Error& error) {
            return error.kind() != ErrorKind::Internal &&
                   std::string(error.what()).find("head.gguf") != std::string::npos;
        }
        return false;
    }
    QByteArray m_bytes;
};

void TestRemotePlan::isTheShapeOfTheWholeFile()
{
    const model::Config whole = model::Config::fromGguf(files::GgufFile(head(m_bytes.size()), "whole.gguf"));
    const model::Config part = model::configOfHead(head(ui::RemotePlan::kHeadBytes), "head.gguf");
    QCOMPARE(part.layers, whole.layers);
    QCOMPARE(part.kvHeads, whole.kvHeads);
    QCOMPARE(part.headDim, whole.headDim);
    QCOMPARE(part.vocabulary, whole.vocabulary);
    QCOMPARE(part.context, whole.context);
}

void TestRemotePlan::anyCutIsTheShapeOrASentence()
{
    const model::Config whole = model::configOfHead(head(ui::RemotePlan::kHeadBytes), "head.gguf");
    int shapes = 0;
    for (qsizetype size = 0; size < 4096; ++size) {
        try {
            const model::Config config = model::configOfHead(head(size), "head.gguf");
            QCOMPARE(config.layers, whole.layers);
            QCOMPARE(config.vocabulary, whole.vocabulary);
            ++shapes;
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("head.gguf") != std::string::npos);
        }
    }
    QVERIFY2(shapes > 0, "within 4 KiB the shape is known");
}

void TestRemotePlan::liesAreSentences()
{
    QVERIFY(isRefused({}));
    const QByteArray page = "<!DOCTYPE html><html><body>Not found</body></html>";
    QVERIFY(isRefused({reinterpret_cast<const std::byte*>(page.constData()), static_cast<std::size_t>(page.size())}));
    std::mt19937 random(7);
    for (int round = 0; round < 5000; ++round) { // must end, by the shape or by a sentence
        std::vector<std::byte> bytes(head(2048).begin(), head(2048).end());
        for (int flips = 0; flips < 4; ++flips)
            bytes[8 + random() % (bytes.size() - 8)] = static_cast<std::byte>(random());
        try {
            static_cast<void>(model::configOfHead(bytes, "head.gguf"));
        } catch (const Error& error) {
            QVERIFY(error.kind() != ErrorKind::Internal);
        }
    }
}

void TestRemotePlan::isAskedByARange()
{
    const support::HubServer server;
    const QTemporaryDir cache;
    const hub::Settings settings = support::settingsFor(server, cache);
    server.forget();
    const ui::RemotePlan plan =
        ui::planRemote(settings, "grace/real-GGUF", "main", "real-F16.gguf", 512, support::kGoOn);
    QCOMPARE(plan.context, std::int64_t{512});
    QVERIFY(plan.cache > 0 && plan.scratch > 0);
    QVERIFY(ui::planRemote(settings, "grace/real-GGUF", "main", "real-F16.gguf", 1024, support::kGoOn).cache ==
            2 * plan.cache);
    // What is no model, and what is not there.
    QVERIFY_EXCEPTION_THROWN(
        ui::planRemote(settings, "alice/tiny-GGUF", "main", "tiny-Q4_K_M.gguf", 512, support::kGoOn), Error);
    QVERIFY_EXCEPTION_THROWN(ui::planRemote(settings, "alice/tiny-GGUF", "main", "absent.gguf", 512, support::kGoOn),
                             Error);
    hub::Settings offline = settings;
    offline.offline = true;
    server.forget();
    QVERIFY_EXCEPTION_THROWN(
        ui::planRemote(offline, "alice/tiny-GGUF", "main", "tiny-Q4_K_M.gguf", 2048, support::kGoOn), Error);
    QVERIFY(server.log("alice/tiny-GGUF").isEmpty());
}

QTEST_GUILESS_MAIN(TestRemotePlan)
#include "tst_remote_plan.moc"
