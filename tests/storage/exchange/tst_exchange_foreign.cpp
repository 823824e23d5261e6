// SPDX-License-Identifier: GPL-3.0-or-later
// The exports and files of other programs, each as it looks in fixtures/.
#include "../database_fixture.h"
#include "gpt4all_file.h"
#include "storage/exchange/transfer.h"

#include <QObject>
#include <QTest>

using namespace storage;
using namespace storage::exchange;

namespace
{

constexpr Milliseconds kNow = 1'770'000'000'000;
constexpr Milliseconds kBegin = 1'735'689'600'000;

std::filesystem::path fixture(const char* name)
{
    return std::filesystem::path(FETTLE_SOURCE_DIR) / "tests/storage/exchange/fixtures" / name;
}

// "0<-1 assistant: text" for each message: what stands below what.
QStringList lines(const ConversationTree& tree)
{
    static const char* const kRoles[] = {"system", "user", "assistant", "tool"};
    QStringList all;
    for (const TreeMessage& message : tree.messages)
        all.append(QString("%1 %2: %3")
                       .arg(message.parent)
                       .arg(kRoles[int(message.role)])
                       .arg(QString::fromStdString(message.text)));
    return all;
}

} // namespace

class TestExchangeForeign : public QObject
{
    Q_OBJECT

private slots:
    void lmStudio();
    void jan_data();
    void jan();
    void chatGpt();
    void openWebUi();
    void openAi();
    void shareGpt();
    void gpt4All_data();
    void gpt4All();
    void gpt4AllParts();
    void namesDoNotDecide();
    void datesAndTitlesAreFound();
    void theOthersOfAFileAreTaken();
    void allOfItFitsTheDatabase();
};

void TestExchangeForeign::lmStudio()
{
    const ConversationTree tree = readFile(fixture("lm_studio.json"), kNow).conversations.at(0);
    QCOMPARE(tree.title, std::string("Bread"));
    QCOMPARE(tree.systemPrompt, std::string("You bake."));
    QCOMPARE(tree.modelName, std::string("large-8b"));
    QVERIFY(tree.pinned);
    QCOMPARE(tree.created, kBegin);
    QCOMPARE(tree.updated, kBegin + 100'000);
    const QStringList expected{"-1 user: How long does dough rest?", "0 assistant: An hour.",
                               "0 assistant: It depends.\n\nOn warmth.", "2 user: In winter?"};
    QCOMPARE(lines(tree), expected);
    QCOMPARE(tree.leaf, 3);
    QCOMPARE(tree.messages[1].modelName, std::string("small-1b"));
    QCOMPARE(tree.messages[2].metrics->generatedTokens, 40);
    QCOMPARE(tree.messages[2].metrics->decodeSeconds, 2.0);
    QVERIFY(!tree.messages[1].metrics);
}

void TestExchangeForeign::jan_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("its messages") << "jan/messages.jsonl";
    QTest::newRow("its head") << "jan/thread.json";
}

void TestExchangeForeign::jan()
{
    QFETCH(QString, file);
    const ConversationTree tree = readFile(fixture(qPrintable(file)), kNow).conversations.at(0);
    QCOMPARE(tree.title, std::string("Rivers"));
    QCOMPARE(tree.systemPrompt, std::string("Be short."));
    QCOMPARE(tree.created, kBegin);
    QCOMPARE(tree.updated, kBegin + 60'000);
    const QStringList expected{"-1 user: Longest river?", "0 assistant: The Nile."};
    QCOMPARE(lines(tree), expected);
    QCOMPARE(tree.messages[1].created, kBegin + 20'000);
    QCOMPARE(tree.messages[1].modelName, std::string("river-3b"));
}

void TestExchangeForeign::chatGpt()
{
    const Import import = readFile(fixture("chatgpt.json"), kNow);
    QCOMPARE(import.conversations.size(), std::size_t(2));
    const ConversationTree& tree = import.conversations[0];
    QCOMPARE(tree.title, std::string("Knots"));
    QCOMPARE(tree.created, kBegin + 500);
    QCOMPARE(tree.updated, kBegin + 90'250);
    const QStringList expected{"-1 user: Which knot holds best?", "0 assistant: The figure eight.",
                               "0 assistant: The bowline."};
    QCOMPARE(lines(tree), expected); // the node of thoughts gave its place to what follows it
    QCOMPARE(tree.leaf, 1);
    QCOMPARE(tree.messages[1].modelName, std::string("gpt-4o"));
    QCOMPARE(lines(import.conversations[1]), QStringList({"-1 user: Run it", "0 tool: ```\n42\n```"}));
    QCOMPARE(import.conversations[1].updated, kBegin + 402'000);
}

void TestExchangeForeign::openWebUi()
{
    const ConversationTree tree = readFile(fixture("open_webui.json"), kNow).conversations.at(0);
    QCOMPARE(tree.title, std::string("Tea"));
    QCOMPARE(tree.systemPrompt, std::string("Brew."));
    QVERIFY(tree.pinned);
    const QStringList expected{"-1 user: Green or black?", "0 assistant: Green.",
                               "1 assistant: ", "0 assistant: Black."};
    QCOMPARE(lines(tree), expected); // in the order of childrenIds
    QCOMPARE(tree.leaf, 1);
    QCOMPARE(tree.messages[2].state, MessageState::Failed);
    QCOMPARE(tree.messages[2].error, std::string("Out of memory."));
    QCOMPARE(tree.messages[3].created, kBegin + 30'000);
}

void TestExchangeForeign::openAi()
{
    const ConversationTree tree = readFile(fixture("openai.json"), kNow).conversations.at(0);
    QCOMPARE(tree.systemPrompt, std::string("Be kind."));
    QCOMPARE(lines(tree), QStringList({"-1 user: Hello", "0 tool: 12:00", "1 assistant: It is noon."}));
    const Import two = readFile(fixture("openai.jsonl"), kNow);
    QCOMPARE(two.conversations.size(), std::size_t(2));
    QCOMPARE(lines(two.conversations[1]), QStringList({"-1 user: two", "0 assistant: 2"}));
}

void TestExchangeForeign::shareGpt()
{
    const Import import = readFile(fixture("sharegpt.json"), kNow);
    QCOMPARE(import.conversations.size(), std::size_t(2));
    QCOMPARE(import.conversations[0].systemPrompt, std::string("Rhyme."));
    QCOMPARE(lines(import.conversations[0]), QStringList({"-1 user: cat", "0 assistant: hat"}));
    QCOMPARE(lines(import.conversations[1]), QStringList({"-1 user: dog", "0 assistant: fog"}));
}

void TestExchangeForeign::gpt4All_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("11") << 11;
    QTest::newRow("12") << 12;
}

void TestExchangeForeign::gpt4All()
{
    QFETCH(int, version);
    Gpt4AllFile file(version);
    file.count(4);
    file.item("Prompt: ", "Do bees sleep? \U0001F41D");
    file.noParts();
    file.item("Response: ", "Yes.", true);
    file.noParts();
    file.item("Prompt: ", "When?");
    file.noParts();
    file.item("Response: ", "No model is loaded.", false, true);
    file.noParts();
    DatabaseFixture folder(DatabaseFixture::InMemory);
    const auto path = folder.file.parent_path() / "gpt4all-1.chat";
    writeBytes(path, file.bytes());
    const ConversationTree tree = readFile(path, kNow).conversations.at(0);
    QCOMPARE(tree.title, std::string("Bees"));
    QCOMPARE(tree.created, kBegin);
    QCOMPARE(lines(tree), QStringList({"-1 user: Do bees sleep? \U0001F41D", "0 assistant: Yes.", "1 user: When?",
                                       "2 assistant: "}));
    QCOMPARE(tree.messages[1].state, MessageState::Stopped);
    QCOMPARE(tree.messages[1].modelName, std::string("bee-7b"));
    QCOMPARE(tree.messages[3].state, MessageState::Failed);
    QCOMPARE(tree.messages[3].error, std::string("No model is loaded."));
}

void TestExchangeForeign::gpt4AllParts()
{
    Gpt4AllFile file;
    file.count(2);
    file.item("Prompt: ", "1 + 1?");
    file.noParts();
    file.item("Response: ", "It is 2.");
    file.beginParts(2);
    file.part("Response: ", "");
    file.beginParts(2);
    file.part("Think: ", "<think>Add.</think>");
    file.thinkingTime(900);
    file.beginParts(0);
    file.part("ToolCall: ", "1 + 1\n");
    file.call();
    file.beginParts(0);
    file.part("ToolResponse: ", "2");
    file.beginParts(0);
    DatabaseFixture folder(DatabaseFixture::InMemory);
    writeBytes(folder.file, file.bytes());
    QCOMPARE(lines(readFile(folder.file, kNow).conversations.at(0)),
             QStringList({"-1 user: 1 + 1?", "0 assistant: <think>Add.</think>1 + 1\nIt is 2."}));
}

void TestExchangeForeign::namesDoNotDecide()
{
    DatabaseFixture folder(DatabaseFixture::InMemory);
    for (const char* name : {"lm_studio.json", "chatgpt.json", "open_webui.json", "openai.jsonl", "sharegpt.json"}) {
        const auto renamed = folder.file.parent_path() / "a.txt";
        writeBytes(renamed, "\xEF\xBB\xBF \n" + readBytes(fixture(name))); // with a mark of UTF-8, too
        QVERIFY(readFile(renamed, kNow).conversations == readFile(fixture(name), kNow).conversations);
    }
}

void TestExchangeForeign::datesAndTitlesAreFound()
{
    DatabaseFixture folder(DatabaseFixture::InMemory);
    writeBytes(folder.file,
               R"([{"role": "user", "content": "First line\nsecond", "created_at": "2025-01-01T00:00:01.500Z"},
                                {"role": "assistant", "content": "x"}])");
    ConversationTree tree = readFile(folder.file, kNow).conversations.at(0);
    QCOMPARE(tree.title, std::string("First line second"));
    QCOMPARE(tree.created, kBegin + 1500);
    QCOMPARE(tree.messages[1].created, kBegin + 1500);
    writeBytes(folder.file, R"({"title": " \u0007a\nb ", "messages": [{"role": "user", "content": "x"}]})");
    tree = readFile(folder.file, kNow).conversations.at(0);
    QCOMPARE(tree.title, std::string("a b"));
    QCOMPARE(tree.created, kNow);
    QCOMPARE(tree.updated, kNow);
}

void TestExchangeForeign::theOthersOfAFileAreTaken()
{
    DatabaseFixture folder(DatabaseFixture::InMemory);
    writeBytes(folder.file, R"([{"title": "Good", "messages": [{"role": "user", "content": "x"}]},
                                {"title": "Bad", "messages": [{"role": 7, "content": "x"}]},
                                {"messages": []},
                                {"title": "Fine", "messages": [{"role": "user", "content": "y"}]}])");
    const Import import = readFile(folder.file, kNow);
    QCOMPARE(import.conversations.size(), std::size_t(2));
    QCOMPARE(import.conversations[1].title, std::string("Fine"));
    QCOMPARE(import.leftOut, std::size_t(2));
    QCOMPARE(import.reason, std::string("In fettle.db, “Bad” has \"role\" that is no text."));
}

void TestExchangeForeign::allOfItFitsTheDatabase()
{
    DatabaseFixture database(DatabaseFixture::InMemory);
    Conversations chats(database.open());
    for (const char* name : {"lm_studio.json", "jan/thread.json", "chatgpt.json", "open_webui.json", "openai.json",
                             "openai.jsonl", "sharegpt.json"}) {
        for (const ConversationTree& tree : readFile(fixture(name), kNow).conversations)
            QVERIFY(chats.exportTree(chats.importTree(tree)) == tree);
    }
    QCOMPARE(chats.list().size(), std::size_t(10));
    QCOMPARE(wholeCheck(*database.database), std::string("ok"));
}

QTEST_GUILESS_MAIN(TestExchangeForeign)
#include "tst_exchange_foreign.moc"
