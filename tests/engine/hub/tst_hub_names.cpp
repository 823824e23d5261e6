// SPDX-License-Identifier: GPL-3.0-or-later
// What the hub's rooms decide from text alone: names, addresses, environment, sets of files, waits, speed.
#include "engine/hub/answers.h"
#include "engine/hub/file_sets.h"
#include "engine/hub/names.h"
#include "engine/hub/speed_meter.h"

#include <QTemporaryDir>
#include <QtTest>

#include <arpa/inet.h>
#include <map>
#include <netinet/in.h>

namespace hub = engine::hub;

class HubNamesTest : public QObject
{
    Q_OBJECT

private slots:
    void repoIds_data();
    void repoIds();
    void safePaths_data();
    void safePaths();
    void wanted_data();
    void wanted();
    void endpoints_data();
    void endpoints();
    void redirects_data();
    void redirects();
    void privateAddresses_data();
    void privateAddresses();
    void environment();
    void tokens_data();
    void tokens();
    void quantizations_data();
    void quantizations();
    void sets();
    void recommendation_data();
    void recommendation();
    void retryAfter_data();
    void retryAfter();
    void pausesGrow();
    void speed();
};

void HubNamesTest::repoIds_data()
{
    QTest::addColumn<bool>("good");
    for (const char* name : {"gpt2", "TheBloke/Llama-2-7B-GGUF", "a/b", "a_b/c.d", "1/2"})
        QTest::newRow(name) << true;
    for (const char* name : {"", "/", "a/", "/a", "a/b/c", "a--b/c", "a/..", "..", "a/b..c", "a/-b", ".a/b", "a/b.git",
                             "a b", "a/b%2f", "a/b\n", "ä/b", "a\\b"})
        QTest::newRow(*name ? name : "(empty)") << false;
    QTest::newRow(std::string(97, 'a').c_str()) << false;
}

void HubNamesTest::repoIds()
{
    QFETCH(bool, good);
    const std::string tag = QTest::currentDataTag();
    QCOMPARE(hub::isRepoId(tag == "(empty)" ? "" : tag), good);
}

void HubNamesTest::safePaths_data()
{
    QTest::addColumn<bool>("good");
    for (const char* name : {"a.gguf", "dir/a b#c.txt", "ü/ö", "...", "a..b"})
        QTest::newRow(name) << true;
    for (const char* name :
         {"..", "../a", "a/../b", "a/..", "/a", "a//b", "a/", ".", "./a", "a\\..\\b", "a\nb", "a\x7f"})
        QTest::newRow(name) << false;
    QTest::newRow(std::string(256, 'a').c_str()) << false;
}

void HubNamesTest::safePaths()
{
    QFETCH(bool, good);
    QCOMPARE(hub::isSafePath(QTest::currentDataTag()), good);
}

void HubNamesTest::wanted_data()
{
    QTest::addColumn<QString>("meaning"); // repo revision file quantization author words
    const auto row = [](const char* text, const char* meaning) { QTest::newRow(text) << meaning; };
    row("tiny llama", "|main||||tiny llama");
    row("owner/name", "owner/name|main||||");
    row(" owner/name ", "owner/name|main||||");
    row("owner/name:Q4_K_M", "owner/name|main||Q4_K_M||");
    row("owner/name:x-Q8_0.gguf", "owner/name|main|x-Q8_0.gguf|||");
    row("owner/name/sub/x.gguf", "owner/name|main|sub/x.gguf|||");
    row("owner/", "|main|||owner|");
    row("https://huggingface.co/owner/name", "owner/name|main||||");
    row("https://huggingface.co/owner/name/", "owner/name|main||||");
    row("https://huggingface.co/owner/name/blob/main/a%20b.gguf?download=true", "owner/name|main|a b.gguf|||");
    row("https://huggingface.co/owner/name/resolve/v2/a.gguf", "owner/name|v2|a.gguf|||");
    row("https://huggingface.co/owner/name/tree/dev", "owner/name|dev||||");
    row("https://huggingface.co/owner", "|main|||owner|");
    row("hf.co/owner/name:IQ4_XS", "owner/name|main||IQ4_XS||");
    row("http://mirror.example/owner/name", "owner/name|main||||");
    row("https://elsewhere.example/owner/name", "|main||||https://elsewhere.example/owner/name");
    row("../../etc", "|main||||../../etc");
}

void HubNamesTest::wanted()
{
    QFETCH(QString, meaning);
    const hub::Wanted wanted = hub::parseWanted(QTest::currentDataTag(), "https://mirror.example");
    const std::string found = wanted.repo + "|" + wanted.revision + "|" + wanted.file + "|" + wanted.quantization +
                              "|" + wanted.author + "|" + wanted.words;
    QCOMPARE(QString::fromStdString(found), meaning);
}

void HubNamesTest::endpoints_data()
{
    QTest::addColumn<bool>("good");
    for (const char* text : {"https://huggingface.co", "https://mirror.example:8443", "http://127.0.0.1:8000",
                             "http://localhost", "http://[::1]:80"})
        QTest::newRow(text) << true;
    for (const char* text : {"http://huggingface.co", "ftp://x", "file:///etc", "https://u:p@x", "huggingface", "",
                             "http://10.0.0.1", "http://127.0.0.1.evil.example"})
        QTest::newRow(*text ? text : "(empty)") << false;
}

void HubNamesTest::endpoints()
{
    QFETCH(bool, good);
    const std::string tag = QTest::currentDataTag();
    QCOMPARE(hub::endpointProblem(tag == "(empty)" ? "" : tag).empty(), good);
}

void HubNamesTest::redirects_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<bool>("followed");
    const auto row = [](const char* from, const char* to, bool followed) { QTest::newRow(to) << from << followed; };
    row("https://huggingface.co", "https://cdn-lfs.hf.co/x", true);
    row("https://huggingface.co", "http://cdn-lfs.hf.co/x", false);
    row("https://huggingface.co", "https://127.0.0.1/x", false);
    row("https://huggingface.co", "https://localhost/x", false);
    row("https://huggingface.co", "https://192.168.1.1/x", false);
    row("https://huggingface.co", "https://169.254.169.254/x", false);
    row("https://huggingface.co", "https://2130706433/x", false); // 127.0.0.1 in one number
    row("https://huggingface.co", "https://[::ffff:10.0.0.1]/x", false);
    row("https://huggingface.co", "https://[fd00::1]/x", false);
    row("https://192.168.1.5", "https://192.168.1.5/other", true);
    row("http://127.0.0.1:1", "http://localhost:2/x", true);
    row("http://127.0.0.1:1", "http://example.com/x", false);
}

void HubNamesTest::redirects()
{
    QFETCH(QString, from);
    QFETCH(bool, followed);
    const auto target = hub::parseUrl(QTest::currentDataTag());
    QVERIFY(target);
    QCOMPARE(hub::redirectProblem(*hub::parseUrl(from.toStdString()), *target).empty(), followed);
}

void HubNamesTest::privateAddresses_data()
{
    QTest::addColumn<bool>("isPrivate");
    for (const char* text : {"127.0.0.1", "10.1.1.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254",
                             "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
                             "fdff::1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "ff02::1"})
        QTest::newRow(text) << true;
    for (const char* text : {"1.1.1.1", "172.32.0.1", "172.15.0.1", "192.169.0.1", "100.128.0.1", "99.86.1.1",
                             "2600:9000::1", "::ffff:1.1.1.1"})
        QTest::newRow(text) << false;
}

void HubNamesTest::privateAddresses()
{
    QFETCH(bool, isPrivate);
    sockaddr_in four{};
    sockaddr_in6 six{};
    four.sin_family = AF_INET;
    six.sin6_family = AF_INET6;
    const bool isFour = inet_pton(AF_INET, QTest::currentDataTag(), &four.sin_addr) == 1;
    QVERIFY(isFour || inet_pton(AF_INET6, QTest::currentDataTag(), &six.sin6_addr) == 1);
    QCOMPARE(hub::isPrivateAddress(isFour ? reinterpret_cast<sockaddr*>(&four) : reinterpret_cast<sockaddr*>(&six)),
             isPrivate);
}

void HubNamesTest::environment()
{
    std::map<std::string, std::string> set = {{"HOME", "/home/u"}};
    const hub::Environment get = [&](const char* name) { return set.count(name) ? set[name].c_str() : nullptr; };
    QCOMPARE(hub::Settings::fromEnvironment(get).cache.string(), std::string("/home/u/.cache/huggingface/hub"));
    QCOMPARE(hub::Settings::fromEnvironment(get).endpoint, std::string("https://huggingface.co"));
    set["XDG_CACHE_HOME"] = "/c";
    QCOMPARE(hub::Settings::fromEnvironment(get).cache.string(), std::string("/c/huggingface/hub"));
    set["HF_HOME"] = "~/hf";
    QCOMPARE(hub::Settings::fromEnvironment(get).cache.string(), std::string("/home/u/hf/hub"));
    set["HUGGINGFACE_HUB_CACHE"] = "/old";
    QCOMPARE(hub::Settings::fromEnvironment(get).cache.string(), std::string("/old"));
    set["HF_HUB_CACHE"] = "/new";
    QCOMPARE(hub::Settings::fromEnvironment(get).cache.string(), std::string("/new"));
    QVERIFY(!hub::Settings::fromEnvironment(get).offline);
    for (const char* yes : {"1", "true", "YES", "on"}) {
        set["HF_HUB_OFFLINE"] = yes;
        QVERIFY(hub::Settings::fromEnvironment(get).offline);
    }
    set["HF_HUB_OFFLINE"] = "0";
    QVERIFY(!hub::Settings::fromEnvironment(get).offline);
    set["HF_ENDPOINT"] = "https://mirror.example//";
    set["HF_HUB_DOWNLOAD_TIMEOUT"] = "7";
    QCOMPARE(hub::Settings::fromEnvironment(get).endpoint, std::string("https://mirror.example"));
    QCOMPARE(hub::Settings::fromEnvironment(get).stallTimeout.count(), 7);
    set["HF_ENDPOINT"] = "http://mirror.example";
    QVERIFY_EXCEPTION_THROWN(hub::Settings::fromEnvironment(get), engine::Error);

    const QTemporaryDir home; // the file that "hf auth login" writes
    QFile token(home.filePath("token"));
    QVERIFY(token.open(QIODevice::WriteOnly) && token.write("hf_file\n") > 0);
    token.close();
    set = {{"HF_HOME", home.path().toStdString()}};
    QCOMPARE(hub::Settings::fromEnvironment(get).token, std::string("hf_file"));
    set["HF_TOKEN"] = "hf_variable";
    QCOMPARE(hub::Settings::fromEnvironment(get).token, std::string("hf_variable"));
}

void HubNamesTest::tokens_data()
{
    QTest::addColumn<QString>("token");
    QTest::newRow("line break") << "hf_a\r\nX-Evil: 1";
    QTest::newRow("space inside") << "hf a";
    QTest::newRow("not ASCII") << QString::fromUtf8("hf_ä");
    QTest::newRow("endless") << QString(5000, 'x');
}

void HubNamesTest::tokens()
{
    QFETCH(QString, token);
    const std::string text = token.toStdString();
    const hub::Environment get = [&](const char* name) {
        return std::string(name) == "HF_TOKEN" ? text.c_str() : nullptr;
    };
    try {
        hub::Settings::fromEnvironment(get);
        QFAIL("it was taken");
    } catch (const engine::Error& error) {
        QVERIFY(error.kind() == engine::ErrorKind::BadSetting);
        QVERIFY2(!QString(error.what()).contains(token), "the sentence tells the secret");
    }
}

void HubNamesTest::quantizations_data()
{
    QTest::addColumn<QString>("name");
    const auto row = [](const char* path, const char* name) { QTest::newRow(path) << name; };
    row("Llama-3-8B-Q4_K_M.gguf", "Q4_K_M");
    row("llama-2-7b.q4_0.gguf", "Q4_0");
    row("ggml-model-Q8_0.gguf", "Q8_0");
    row("model_q5_k_s.gguf", "Q5_K_S");
    row("x-UD-Q4_K_XL.gguf", "Q4_K_XL");
    row("x-IQ2_XXS.gguf", "IQ2_XXS");
    row("x-TQ1_0.gguf", "TQ1_0");
    row("gpt-oss-mxfp4.gguf", "MXFP4");
    row("x.fp16.gguf", "F16");
    row("x-BF16-00001-of-00002.gguf", "BF16");
    row("Q6_K/x-00001-of-00002.gguf", "Q6_K");
    row("x-Q4_0_4_4.gguf", "Q4_0_4_4");
    row("Qwen2-Q4-8B.gguf", "");
    row("llama.gguf", "");
}

void HubNamesTest::quantizations()
{
    QFETCH(QString, name);
    QCOMPARE(QString::fromStdString(hub::quantizationName(QTest::currentDataTag())), name);
}

void HubNamesTest::sets()
{
    const std::vector<hub::NamedFile> files = {{"README.md", 10, {}},
                                               {"m-Q4_K_M.gguf", 400, {}},
                                               {"mmproj-m-f16.gguf", 50, {}},
                                               {"m-Q8_0-00001-of-00002.gguf", 500, {}},
                                               {"m-Q8_0-00002-of-00002.gguf", 300, {}},
                                               {"m-F16-00001-of-00003.gguf", 900, {}},
                                               {"m.imatrix.gguf", 5, {}},
                                               {"m-F16-LoRA.gguf", 5, {}},
                                               {"config.json", 1, {}},
                                               {"tokenizer.json", 2, {}},
                                               {"model-00001-of-00002.safetensors", 700, {}},
                                               {"model-00002-of-00002.safetensors", 700, {}},
                                               {"consolidated.safetensors", 1400, {}},
                                               {"pytorch_model.bin", 1400, {}},
                                               {"other/config.json", 1, {}},
                                               {"other/model.safetensors", 30, {}}};
    const auto sets = hub::fileSets(files, 0);
    QCOMPARE(sets.size(), std::size_t(5));
    QStringList shown;
    for (const auto& set : sets)
        shown += QString("%1 %2 %3 %4%5")
                     .arg(QString::fromStdString(set.name))
                     .arg(QString::fromStdString(set.quantization))
                     .arg(set.bytes)
                     .arg(set.files.size())
                     .arg(set.recommended       ? "*"
                          : set.missing.empty() ? ""
                                                : "!");
    QCOMPARE(shown, QStringList({"other  31 2", "m-Q4_K_M Q4_K_M 400 1*", "m-Q8_0 Q8_0 800 2", "m-F16 F16 900 1!",
                                 "  1403 4"}));
    QCOMPARE(sets[4].files.front().path, std::string("config.json"));
    QCOMPARE(hub::findSet(sets, "q8_0"), &sets[2]);
    QCOMPARE(hub::findSet(sets, "m-Q8_0-00002-of-00002.gguf"), &sets[2]);
    QCOMPARE(hub::findSet(sets, ""), &sets[1]);
    QVERIFY(hub::findSet(sets, "Q5_K_M") == nullptr);
    QVERIFY(sets[3].missing.find("2 of its 3") != std::string::npos);
}

void HubNamesTest::recommendation_data()
{
    QTest::addColumn<qulonglong>("memory");
    QTest::addColumn<QString>("quantization");
    QTest::newRow("unknown") << 0ULL << "Q4_K_M";
    QTest::newRow("plenty") << 10000ULL << "Q4_K_M";
    QTest::newRow("exactly") << 450ULL << "Q4_K_M";
    QTest::newRow("one byte less") << 449ULL << "IQ4_XS";
    QTest::newRow("little") << 250ULL << "Q2_K";
    QTest::newRow("none fits") << 10ULL << "Q2_K";
}

void HubNamesTest::recommendation()
{
    QFETCH(qulonglong, memory);
    QFETCH(QString, quantization);
    const auto sets = hub::fileSets(
        {{"m-Q8_0.gguf", 800, {}}, {"m-Q4_K_M.gguf", 450, {}}, {"m-IQ4_XS.gguf", 400, {}}, {"m-Q2_K.gguf", 250, {}}},
        memory);
    QCOMPARE(std::count_if(sets.begin(), sets.end(), [](const auto& set) { return set.recommended; }), 1);
    QCOMPARE(QString::fromStdString(hub::findSet(sets, "")->quantization), quantization);
}

void HubNamesTest::retryAfter_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("seconds"); // -1: nothing understood
    QTest::newRow("seconds") << "retry-after"
                             << "17" << 17;
    QTest::newRow("date") << "retry-after"
                          << "Thu, 01 Jan 1970 00:16:50 GMT" << 10;
    QTest::newRow("date gone by") << "retry-after"
                                  << "Thu, 01 Jan 1970 00:00:01 GMT" << 0;
    QTest::newRow("huge") << "retry-after"
                          << "99999999999999999999" << 1'000'000'000;
    QTest::newRow("words") << "retry-after"
                           << "soon" << -1;
    QTest::newRow("negative") << "retry-after"
                              << "-5" << -1;
    QTest::newRow("hub's own") << "ratelimit"
                               << "\"api\";r=0;t=37" << 37;
    QTest::newRow("hub's own, not used up") << "ratelimit"
                                            << "\"api\";r=3;t=37" << -1;
}

void HubNamesTest::retryAfter()
{
    QFETCH(QString, header);
    QFETCH(QString, value);
    QFETCH(int, seconds);
    hub::Reply reply;
    reply.headers[header.toStdString()] = value.toStdString();
    const auto wait = hub::retryAfter(reply, 1000);
    QCOMPARE(wait ? static_cast<int>(wait->count()) : -1, seconds);
}

void HubNamesTest::pausesGrow()
{
    const hub::Settings settings;
    const hub::Verdict again{hub::Verdict::What::Again, engine::ErrorKind::Network, "", {}};
    QCOMPARE(hub::pauseBefore(1, again, settings).count(), 1000);
    QCOMPARE(hub::pauseBefore(4, again, settings).count(), 8000);
    QCOMPARE(hub::pauseBefore(40, again, settings).count(), 30000);
}

void HubNamesTest::speed()
{
    hub::SpeedMeter meter;
    QCOMPARE(meter.bytesPerSecond(), 0.0);
    QVERIFY(!meter.secondsLeft(100));
    meter.add(10, 1000);
    meter.add(12, 3000);
    QCOMPARE(meter.bytesPerSecond(), 1000.0);
    QCOMPARE(*meter.secondsLeft(5000), 5.0);
    for (int second = 13; second <= 30; ++second)
        meter.add(second, 3000 + static_cast<std::uint64_t>(second - 12) * 10);
    QCOMPARE(meter.bytesPerSecond(), 10.0); // what was long ago is forgotten
    meter.add(31, 5);
    QCOMPARE(meter.bytesPerSecond(), 0.0); // began anew
}

QTEST_GUILESS_MAIN(HubNamesTest)
#include "tst_hub_names.moc"
