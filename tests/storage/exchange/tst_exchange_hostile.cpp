// SPDX-License-Identifier: GPL-3.0-or-later
// Files that lie: each is refused with a sentence that names it, and nothing of it reaches the database.
#include "../database_fixture.h"
#include "gpt4all_file.h"
#include "sample_tree.h"
#include "storage/exchange/json_stream.h"
#include "storage/exchange/own_json.h"
#include "storage/exchange/refused.h"
#include "storage/exchange/transfer.h"

#include <QObject>
#include <QTest>

using namespace storage;
using namespace storage::exchange;

namespace
{

constexpr Milliseconds kNow = 1'770'000'000'000;

QByteArray own(const std::function<void(OrderedJson&)>& change)
{
    OrderedJson json = toOwnJson(sampleTree());
    change(json);
    return QByteArray::fromStdString(json.dump());
}

QByteArray openAi(const QByteArray& message)
{
    return "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}, " + message + "]}";
}

// Two nodes; `second` is what follows "parent": of the second.
QByteArray chatGpt(const QByteArray& firstParent, const QByteArray& secondParent)
{
    const auto node = [](const QByteArray& id, const QByteArray& parent) {
        return "\"" + id + "\": {\"id\": \"" + id + "\", \"parent\": " + parent +
               ", \"children\": [], \"message\": {\"author\": {\"role\": \"user\"}, \"content\": {\"content_type\": "
               "\"text\", \"parts\": [\"x\"]}}}";
    };
    return "{\"mapping\": {" + node("a", firstParent) + ", " + node("b", secondParent) + "}}";
}

QByteArray gpt4All(const std::function<void(Gpt4AllFile&)>& fill, qint32 version = 12)
{
    Gpt4AllFile file(version);
    fill(file);
    return QByteArray::fromStdString(file.bytes());
}

} // namespace

class TestExchangeHostile : public QObject
{
    Q_OBJECT

private slots:
    void refused_data();
    void refused();
    void cutAnywhere_data();
    void cutAnywhere();
    void aClaimOfAGigabyteIsNotRead();
    void foldersPipesAndMissingFiles();
    void aListIsHandedOutPieceByPiece();
    void manyVersionsAreQuick();

private:
    void jsonRows();
    void ownRows();
    void listRows();
    void treeRows();
    void gpt4AllRows();
};

void TestExchangeHostile::refused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    jsonRows();
    ownRows();
    listRows();
    treeRows();
    gpt4AllRows();
}

void TestExchangeHostile::jsonRows()
{
    const auto row = [](const char* name, const QByteArray& bytes, const QString& says) {
        QTest::newRow(name) << bytes << says;
    };
    row("empty", "", "is empty");
    row("spaces", " \n\t ", "no conversation in a format");
    row("NUL bytes", QByteArray(5000, '\0'), "nothing but zeros");
    row("text", "Dear diary", "no conversation in a format");
    row("binary", QByteArray::fromHex("7f454c460201"), "no conversation in a format");
    row("archive", "PK\x03\x04 and so on", "ZIP archive");
    row("database", "SQLite format 3", "is a database");
    row("model", "GGUF\x03", "is a model");
    row("UTF-16", QByteArray("\xFF\xFE{\0}\0", 6), "no conversation in a format");
    row("a bare object", "{}", "no conversation in a format");
    row("a bare list", "[]", "holds no conversations");
    row("a list of numbers", "[1, 2]", "message that is no object");
    row("a list of lists", "[[]]", "message that is no object");
    row("deep lists", QByteArray(100'000, '['), "nested more than 64 deep");
    row("deep objects", QByteArray("{\"a\":").repeated(100'000), "nested more than 64 deep");
    row("deep in a message",
        openAi("{\"role\": \"user\", \"content\": " + QByteArray(80, '[') + QByteArray(80, ']') + "}"),
        "nested more than 64 deep");
    row("cut off", "{\"messages\": [{\"role\": \"us", "truncated or damaged");
    row("goes on", "{\"messages\": []} x", "truncated or damaged");
    row("a comma too many", "{\"messages\": [,]}", "truncated or damaged");
    row("broken UTF-8", openAi("{\"role\": \"user\", \"content\": \"\xC3\x28\"}"), "truncated or damaged");
    row("overlong UTF-8", openAi("{\"role\": \"user\", \"content\": \"\xC0\xAF\"}"), "truncated or damaged");
    row("half a surrogate pair", openAi("{\"role\": \"user\", \"content\": \"\\ud800\"}"), "truncated or damaged");
    row("a NUL between", openAi(QByteArray("{\"role\": \"user\", \0\"content\": \"x\"}", 31)), "truncated or damaged");
    row("a number out of range", openAi("{\"role\": \"user\", \"content\": \"x\", \"created_at\": 1e999}"),
        "out of range");
    row("too many values", "{\"messages\": [" + QByteArray("0,").repeated(4'000'001) + "0]}", "values");
}

void TestExchangeHostile::ownRows()
{
    const auto row = [](const char* name, const QString& says, const std::function<void(OrderedJson&)>& change) {
        QTest::newRow(name) << own(change) << says;
    };
    row("own: newer version", "newer Fettle", [](auto& json) { json["version"] = 2; });
    row("own: no version", "\"version\"", [](auto& json) { json.erase("version"); });
    row("own: title of a number", "\"title\"", [](auto& json) { json["title"] = 7; });
    row("own: no messages", "no list of messages", [](auto& json) { json.erase("messages"); });
    row("own: messages of text", "\"messages\"", [](auto& json) { json["messages"] = "none"; });
    row("own: a message of text", "no object", [](auto& json) { json["messages"][2] = "hello"; });
    row("own: its own parent", "\"parent\"", [](auto& json) { json["messages"][2]["parent"] = 2; });
    row("own: parents in a circle", "\"parent\"", [](auto& json) { json["messages"][0]["parent"] = 8; });
    row("own: a parent below -1", "\"parent\"", [](auto& json) { json["messages"][2]["parent"] = -2; });
    row("own: a parent of 2^63", "\"parent\"",
        [](auto& json) { json["messages"][2]["parent"] = 9223372036854775808u; });
    row("own: a parent of 0.5", "\"parent\"", [](auto& json) { json["messages"][2]["parent"] = 0.5; });
    row("own: a leaf that is not there", "\"leaf\"", [](auto& json) { json["leaf"] = 9; });
    row("own: a role of nobody", "unknown role", [](auto& json) { json["messages"][0]["role"] = "root"; });
    row("own: a state of none", "unknown state", [](auto& json) { json["messages"][0]["state"] = "'; DROP TABLE"; });
    row("own: a time beyond the calendar", "\"created\"", [](auto& json) { json["created"] = INT64_MAX; });
    row("own: a time of text", "\"updated\"", [](auto& json) { json["updated"] = "now"; });
    row("own: pinned by a number", "\"pinned\"", [](auto& json) { json["pinned"] = 1; });
    row("own: bytes that are none", "hexadecimal", [](auto& json) { json["draft"] = {{"bytes", "0g"}}; });
    row("own: half a byte", "hexadecimal", [](auto& json) { json["draft"] = {{"bytes", "0"}}; });
    row("own: metrics of a list", "\"metrics\"", [](auto& json) { json["messages"][1]["metrics"] = {1, 2}; });
    row("own: negative tokens", "\"promptTokens\"",
        [](auto& json) { json["messages"][1]["metrics"]["promptTokens"] = -1; });
    row("own: seconds of text", "\"decodeSeconds\"",
        [](auto& json) { json["messages"][1]["metrics"]["decodeSeconds"] = "1"; });
}

void TestExchangeHostile::listRows()
{
    const auto row = [](const char* name, const QByteArray& bytes, const QString& says) {
        QTest::newRow(name) << bytes << says;
    };
    row("OpenAI: no messages", "{\"messages\": []}", "no messages");
    row("OpenAI: messages of text", "{\"messages\": \"x\"}", "no list");
    row("OpenAI: a message of text", openAi("\"x\""), "no object");
    row("OpenAI: no role", openAi("{\"content\": \"x\"}"), "does not say whose");
    row("OpenAI: a role of nobody", openAi("{\"role\": \"<b>root</b>\", \"content\": \"x\"}"),
        "nobody that Fettle knows");
    row("OpenAI: content of a number", openAi("{\"role\": \"user\", \"content\": 7}"), "\"content\"");
    row("OpenAI: a part of a number", openAi("{\"role\": \"user\", \"content\": [7]}"), "neither text nor an object");
    row("OpenAI: a date of none", openAi("{\"role\": \"user\", \"content\": \"x\", \"created_at\": \"2025-13-45\"}"),
        "a date that is none");
    row("OpenAI: a time before time", openAi("{\"role\": \"user\", \"content\": \"x\", \"created_at\": -5}"),
        "beyond the calendar");
    row("JSONL: messages with a broken line", "{\"role\": \"user\", \"content\": \"x\"}\n{\"role\": \"us",
        "is incomplete: line 2");
    row("JSONL: messages and conversations",
        "{\"role\": \"user\", \"content\": \"x\"}\n{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
        "mixes");
    row("JSONL: lines without end", "{}\n" + QByteArray("x\n").repeated(100'000), "more than 100000 lines");
    row("list: messages and conversations",
        "[{\"role\": \"user\", \"content\": \"x\"}, {\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}]",
        "mixes");
    row("ShareGPT: text", "{\"conversations\": \"x\"}", "no list");
    row("ShareGPT: from a list", "{\"conversations\": [{\"from\": [], \"value\": \"x\"}]}", "\"from\"");
    row("Jan: the head alone", "{\"object\": \"thread\", \"title\": \"x\"}", "messages.jsonl");
    row("LM Studio: no versions", "{\"messages\": [{\"versions\": null}]}", "without versions");
    row("LM Studio: a version that is not there",
        "{\"messages\": [{\"versions\": [{\"role\": \"user\", \"content\": []}], \"currentlySelected\": 1}]}",
        "does not have");
    row("LM Studio: selected by a text", "{\"messages\": [{\"versions\": [], \"currentlySelected\": \"0\"}]}",
        "whole number");
    row("LM Studio: a version of text", "{\"messages\": [{\"versions\": [\"x\"]}]}", "no object");
    row("Markdown: a mark without JSON", "<!-- fettle: conversation {\"title\": -->\n", "was changed");
    row("Markdown: a mark that is deep", "<!-- fettle: conversation {\"title\": " + QByteArray(50'000, '[') + " -->\n",
        "was changed");
    row("Markdown: a role of nobody", "<!-- fettle: conversation {} -->\n<!-- fettle: root {} -->\nx", "was changed");
    row("Markdown: nothing said", "<!-- fettle: conversation {} -->\n# Title", "no messages");
}

void TestExchangeHostile::treeRows()
{
    const auto row = [](const char* name, const QByteArray& bytes, const QString& says) {
        QTest::newRow(name) << bytes << says;
    };
    row("ChatGPT: a circle of two", chatGpt("\"b\"", "\"a\""), "in a circle");
    row("ChatGPT: its own parent", chatGpt("null", "\"b\""), "in a circle");
    row("ChatGPT: a parent of a number", chatGpt("7", "null"), "\"parent\"");
    row("ChatGPT: a mapping of a list", "{\"mapping\": []}", "\"mapping\"");
    row("ChatGPT: a node of text", "{\"mapping\": {\"a\": \"x\"}}", "no object");
    row("ChatGPT: a message of nobody", "{\"mapping\": {\"a\": {\"message\": {}}}}", "does not say whose");
    row("ChatGPT: children of numbers", "{\"mapping\": {\"a\": {\"children\": [1]}}}", "no id");
    row("ChatGPT: nothing said", "{\"mapping\": {\"a\": {}}}", "no messages");
    row("Open WebUI: a chat of text", "{\"chat\": \"x\"}", "\"chat\"");
    row("Open WebUI: a circle", "{\"history\": {\"messages\": {\"a\": {\"role\": \"user\", \"parentId\": \"a\"}}}}",
        "in a circle");
    row("Open WebUI: a message of text", "{\"history\": {\"messages\": {\"a\": \"x\"}}}", "no object");
    row("Open WebUI: nothing", "{\"chat\": {}}", "no messages");
}

void TestExchangeHostile::gpt4AllRows()
{
    const auto row = [](const char* name, const QByteArray& bytes, const QString& says) {
        QTest::newRow(name) << bytes << says;
    };
    const QByteArray begin = gpt4All([](auto&) {});
    row("GPT4All: the magic alone", begin.left(4), "ends too early");
    row("GPT4All: an old format", gpt4All([](auto&) {}, 10), "before 3.5");
    row("GPT4All: a newer format", gpt4All([](auto&) {}, 13), "does not know yet");
    row("GPT4All: a negative format", gpt4All([](auto&) {}, -1), "does not know yet");
    row("GPT4All: a text of 2 GB", begin.left(16) + QByteArray::fromHex("7ffffffe"), "are claimed where 0 are left");
    row("GPT4All: an odd text", begin.left(16) + QByteArray::fromHex("00000000") + QByteArray::fromHex("0000000341"),
        "ends too early");
    row("GPT4All: a year of 292 billion", begin.left(8) + QByteArray(8, '\x7f'), "beyond the calendar");
    row("GPT4All: a billion messages", gpt4All([](auto& file) { file.count(1'000'000'000); }),
        "more than it has bytes");
    row("GPT4All: -1 messages", gpt4All([](auto& file) { file.count(-1); }), "more than it has bytes");
    row("GPT4All: an unknown message", gpt4All([](auto& file) {
            file.count(1);
            file.item("Root: ", "x");
            file.noParts();
        }),
        "unknown kind");
    row("GPT4All: parts without end", gpt4All([](auto& file) {
            file.count(1);
            file.item("Prompt: ", "x");
            for (int i = 0; i < 10'000; ++i) {
                file.beginParts(1);
                file.part("Text: ", "x");
            }
        }),
        "nested more than 8 deep");
    row("GPT4All: something after the end", gpt4All([](auto& file) {
            file.count(0);
            file.count(0);
        }),
        "goes on after its end");
    row("GPT4All: no messages", gpt4All([](auto& file) { file.count(0); }), "no messages");
}

void TestExchangeHostile::refused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    DatabaseFixture folder(DatabaseFixture::InMemory);
    const auto path = folder.file.parent_path() / "a file.json";
    writeBytes(path, bytes.toStdString());
    QString sentence;
    try {
        const Import import = readFile(path, kNow);
        QVERIFY(import.conversations.empty());
        QVERIFY(import.leftOut > 0);
        sentence = QString::fromStdString(import.reason);
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::BadFile);
        sentence = QString::fromStdString(error.what());
    }
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
    QVERIFY2(sentence.contains("a file.json") && sentence.endsWith('.') && sentence.size() < 400, qPrintable(sentence));
}

void TestExchangeHostile::cutAnywhere_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("own") << own([](auto&) {});
    for (const char* name : {"lm_studio.json", "chatgpt.json", "open_webui.json", "openai.json", "sharegpt.json"})
        QTest::newRow(name) << QByteArray::fromStdString(
            readBytes(std::filesystem::path(FETTLE_SOURCE_DIR) / "tests/storage/exchange/fixtures" / name));
    QTest::newRow("GPT4All") << gpt4All([](auto& file) {
        file.count(1);
        file.item("Response: ", "It is 2.");
        file.beginParts(1);
        file.part("ToolCall: ", "1 + 1\n");
        file.call();
        file.beginParts(0);
    });
}

void TestExchangeHostile::cutAnywhere()
{
    QFETCH(QByteArray, bytes);
    DatabaseFixture folder(DatabaseFixture::InMemory);
    const QByteArray whole = bytes.trimmed();
    writeBytes(folder.file, whole.toStdString());
    QVERIFY(!readFile(folder.file, kNow).conversations.empty());
    for (qsizetype size = 0; size < whole.size(); ++size) {
        writeBytes(folder.file, whole.left(size).toStdString());
        const auto error = errorOf([&] { (void)readFile(folder.file, kNow); });
        QVERIFY2(error && error->kind() == ErrorKind::BadFile, qPrintable(QString::number(size)));
    }
}

void TestExchangeHostile::aClaimOfAGigabyteIsNotRead()
{
    DatabaseFixture folder; // the file has no blocks on the disk
    writeBytes(folder.file, "[");
    std::filesystem::resize_file(folder.file, std::uintmax_t{1} << 30);
    const auto error = errorOf([&] { (void)readFile(folder.file, kNow); });
    QCOMPARE(error->kind(), ErrorKind::BadFile);
    QVERIFY(QString(error->what()).contains("larger than 512 MiB"));
}

void TestExchangeHostile::foldersPipesAndMissingFiles()
{
    DatabaseFixture folder(DatabaseFixture::InMemory);
    for (const std::filesystem::path& path :
         {folder.file.parent_path(), folder.file.parent_path() / "none.json", std::filesystem::path("/dev/zero")}) {
        const auto error = errorOf([&] { (void)readFile(path, kNow); });
        QVERIFY(error && names(*error, path));
    }
}

void TestExchangeHostile::aListIsHandedOutPieceByPiece()
{
    std::string text = "[";
    for (int i = 0; i < 3; ++i)
        text += (i == 0 ? "" : ",") + std::string("{\"n\":") + std::to_string(i) + ",\"deep\":[{}]}";
    std::vector<int> taken;
    const Json rest = parseJson(text + "]", [&](Json& element) {
        taken.push_back(element["n"].get<int>());
        return taken.size() != 2;
    });
    QVERIFY(taken == std::vector<int>({0, 1, 2}));
    QCOMPARE(rest.size(), std::size_t(1));
    QCOMPARE(rest[0]["n"].get<int>(), 1);
}

// All below one question: nothing may look at each pair of them.
void TestExchangeHostile::manyVersionsAreQuick()
{
    constexpr int kVersions = 20'000;
    ConversationTree tree;
    tree.messages.push_back({});
    for (int i = 0; i < kVersions; ++i)
        tree.messages.push_back({0, Role::Assistant, "x", MessageState::Complete, kNow, {}, {}, {}});
    tree.leaf = kVersions;
    DatabaseFixture database(DatabaseFixture::InMemory);
    Conversations chats(database.open());
    const Id id = chats.importTree(tree);
    QVERIFY(chats.exportTree(id) == tree);
    QCOMPARE(chats.path(chats.find(id)->leaf).back().versions, kVersions);
}

QTEST_GUILESS_MAIN(TestExchangeHostile)
#include "tst_exchange_hostile.moc"
