// SPDX-License-Identifier: GPL-3.0-or-later
// What is exported comes back: Fettle's own format whole, the others with their texts and roles.
#include "../database_fixture.h"
#include "sample_tree.h"
#include "storage/exchange/reader.h"
#include "storage/exchange/transfer.h"

#include <QObject>
#include <QTest>

using namespace storage;
using namespace storage::exchange;

namespace
{

constexpr Milliseconds kNow = 1'770'000'000'000;

// The shown path, as far as the other formats hold it.
std::vector<std::pair<Role, std::string>> spoken(const ConversationTree& tree)
{
    std::vector<std::pair<Role, std::string>> words;
    for (const int place : shownPath(tree)) {
        const TreeMessage& message = tree.messages.at(static_cast<std::size_t>(place));
        if (message.role != Role::Assistant || !message.text.empty())
            words.emplace_back(message.role, message.text);
    }
    return words;
}

} // namespace

class TestExchange : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<DatabaseFixture>(DatabaseFixture::InMemory);
        m_chats = std::make_unique<Conversations>(m_fixture->open());
    }

    void treesGoThroughTheDatabase();
    void versionsKeepTheirOrder();
    void aStreamingAnswerIsExportedAsStopped();
    void impossibleTreesAreRefusedWhole();
    void ownFilesAreLossless();
    void anyBytesAreLossless();
    void severalInOneFile_data();
    void severalInOneFile();
    void oneInEachFormat_data();
    void oneInEachFormat();
    void markdownReads();
    void markdownSurvivesWindowsEditors();
    void theSameIsHeldOnce();
    void removeAllIsUndone();
    void aFailedExportLeavesTheOldFile();

private:
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_fixture->folder.path().toStdString()) / name;
    }

    std::unique_ptr<DatabaseFixture> m_fixture;
    std::unique_ptr<Conversations> m_chats;
};

void TestExchange::treesGoThroughTheDatabase()
{
    const Id id = m_chats->importTree(sampleTree());
    QVERIFY(m_chats->exportTree(id) == sampleTree());
    QCOMPARE(m_chats->find(id)->messageCount, 9);
    QCOMPARE(m_chats->path(m_chats->find(id)->leaf).size(), std::size_t(6));
    QCOMPARE(wholeCheck(*m_fixture->database), std::string("ok"));
    QCOMPARE(m_chats->search("edited").size(), std::size_t(1)); // and is found like any other
    QCOMPARE(errorOf([&] { (void)m_chats->exportTree(id + 1); })->kind(), ErrorKind::NotFound);
}

void TestExchange::versionsKeepTheirOrder()
{
    const Id id = m_chats->importTree(sampleTree());
    const std::vector<Message> path = m_chats->path(m_chats->find(id)->leaf);
    QCOMPARE(path[1].text, std::string("Two, which was"));
    QCOMPARE(path[1].version, 1);
    QCOMPARE(path[1].versions, 2);
    QCOMPARE(path[0].versions, 2);
    QCOMPARE(m_chats->message(m_chats->siblings(path[0].id)[1])->text, std::string("First, edited?"));
}

void TestExchange::aStreamingAnswerIsExportedAsStopped()
{
    const Id id = m_chats->create("now");
    const Id question = m_chats->appendMessage({id, 0, Role::User, "?", {}});
    m_chats->updateAnswer(m_chats->beginAnswer(id, question, "m"), "so far");
    QCOMPARE(m_chats->exportTree(id).messages[1].state, MessageState::Stopped);
    QCOMPARE(m_chats->exportTree(id).messages[1].text, std::string("so far"));
}

void TestExchange::impossibleTreesAreRefusedWhole()
{
    ConversationTree later = sampleTree();
    later.messages[1].parent = 5;
    ConversationTree itself = sampleTree();
    itself.messages[1].parent = 1;
    ConversationTree below = sampleTree();
    below.messages[0].parent = -2;
    ConversationTree leaf = sampleTree();
    leaf.leaf = 9;
    for (const ConversationTree& tree : {later, itself, below, leaf})
        QCOMPARE(errorOf([&] { m_chats->importTree(tree); })->kind(), ErrorKind::BadFile);
    QVERIFY(m_chats->list().empty());
}

void TestExchange::ownFilesAreLossless()
{
    const Id id = m_chats->importTree(sampleTree());
    exportFile(*m_chats, {id}, path("a.json"), Format::Fettle);
    const Import import = readFile(path("a.json"), kNow);
    QCOMPARE(import.conversations.size(), std::size_t(1));
    QVERIFY(import.conversations[0] == sampleTree());
    QCOMPARE(import.leftOut, std::size_t(0));
}

void TestExchange::anyBytesAreLossless()
{
    ConversationTree tree = sampleTree();
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    tree.title = std::string("nul \0 in it", 11);
    tree.draft = "\xED\xA0\x80"; // half of a pair
    tree.messages[0].text = all;
    tree.messages[1].metrics->device = "\xFF";
    const Id id = m_chats->importTree(tree);
    exportFile(*m_chats, {id}, path("a.json"), Format::Fettle);
    QVERIFY(readFile(path("a.json"), kNow).conversations.at(0) == tree);
    for (const Format format : {Format::OpenAi, Format::ShareGpt, Format::Markdown}) { // those say it as they can
        exportFile(*m_chats, {id}, path("b"), format);
        QCOMPARE(readFile(path("b"), kNow).conversations.size(), std::size_t(1));
    }
}

void TestExchange::severalInOneFile_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("Markdown") << int(Format::Markdown);
    QTest::newRow("Fettle") << int(Format::Fettle);
    QTest::newRow("OpenAI, one a line") << int(Format::OpenAi);
    QTest::newRow("ShareGPT") << int(Format::ShareGpt);
}

void TestExchange::severalInOneFile()
{
    QFETCH(int, format);
    std::vector<Id> ids;
    for (int i = 0; i < 3; ++i) {
        ConversationTree tree = sampleTree();
        tree.messages[0].text = "Question " + std::to_string(i);
        tree.title = "Title " + std::to_string(i);
        ids.push_back(m_chats->importTree(tree));
    }
    exportFile(*m_chats, ids, path("all"), Format(format));
    const Import import = readFile(path("all"), kNow);
    QCOMPARE(import.leftOut, std::size_t(0));
    QCOMPARE(import.conversations.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const ConversationTree original = m_chats->exportTree(ids[i]);
        QVERIFY(spoken(import.conversations[i]) == spoken(original));
        QVERIFY(Format(format) != Format::Fettle || import.conversations[i] == original);
    }
    exportFile(*m_chats, {}, path("none"), Format(format)); // no conversations are no error
    QVERIFY(std::filesystem::exists(path("none")));
}

void TestExchange::oneInEachFormat_data()
{
    severalInOneFile_data();
}

void TestExchange::oneInEachFormat()
{
    QFETCH(int, format);
    const Id id = m_chats->importTree(sampleTree());
    exportFile(*m_chats, {id}, path("one"), Format(format));
    const ConversationTree back = readFile(path("one"), kNow).conversations.at(0);
    QVERIFY(spoken(back) == spoken(sampleTree()));
    QCOMPARE(back.systemPrompt, sampleTree().systemPrompt);
}

void TestExchange::markdownReads()
{
    ConversationTree tree;
    tree.title = "A title";
    tree.created = tree.updated = 1'735'689'600'000;
    tree.systemPrompt = "Be brief.";
    tree.messages = {{-1, Role::User, "Hello\nthere", MessageState::Complete, tree.created, "", "", {}},
                     {0, Role::Assistant, "*Hi.*", MessageState::Complete, tree.created, "Model 3B", "", {}}};
    tree.leaf = 1;
    const Id id = m_chats->importTree(tree);
    exportFile(*m_chats, {id}, path("a.md"), Format::Markdown);
    std::string shown; // without the comments
    std::ifstream in(path("a.md"));
    for (std::string line; std::getline(in, line);)
        shown += line.starts_with("<!--") ? "" : line + "\n";
    QCOMPARE(shown, std::string("# A title\n\n## System\n\nBe brief.\n\n## You\n\nHello\nthere\n\n"
                                "## Model 3B\n\n*Hi.*\n\n"));
    const ConversationTree back = readFile(path("a.md"), kNow).conversations.at(0);
    QVERIFY(back.messages == tree.messages);
    QCOMPARE(back.title, tree.title);
    QCOMPARE(back.created, tree.created);
}

void TestExchange::markdownSurvivesWindowsEditors()
{
    const Id id = m_chats->importTree(sampleTree());
    exportFile(*m_chats, {id}, path("a.md"), Format::Markdown);
    std::string changed;
    for (const char c : readBytes(path("a.md")))
        changed += c == '\n' ? std::string("\r\n") : std::string(1, c);
    QVERIFY(spoken(read(changed, kNow).conversations.at(0)) == spoken(sampleTree()));
}

void TestExchange::theSameIsHeldOnce()
{
    QVERIFY(!m_chats->holds(sampleTree()));
    const Id id = m_chats->importTree(sampleTree());
    QVERIFY(m_chats->holds(sampleTree()));
    ConversationTree other = sampleTree();
    other.messages[4].error += "!";
    QVERIFY(!m_chats->holds(other));
    m_chats->remove(id);
    QVERIFY(!m_chats->holds(sampleTree()));
}

void TestExchange::removeAllIsUndone()
{
    const Id first = m_chats->create("1");
    const Id second = m_chats->create("2");
    const Id third = m_chats->create("3");
    m_chats->removeAll({first, third, third + 1});
    QCOMPARE(m_chats->list().size(), std::size_t(1));
    QCOMPARE(m_chats->list()[0].id, second);
    m_chats->restore(third);
    QCOMPARE(m_chats->list().size(), std::size_t(2));
}

void TestExchange::aFailedExportLeavesTheOldFile()
{
    writeBytes(path("old.json"), "old");
    const auto gone = errorOf([&] { exportFile(*m_chats, {77}, path("old.json"), Format::Fettle); });
    QCOMPARE(gone->kind(), ErrorKind::NotFound);
    QCOMPARE(readBytes(path("old.json")), std::string("old"));
    const Id id = m_chats->importTree(sampleTree());
    const std::filesystem::path nowhere = path("no such folder") / "a.json";
    const auto error = errorOf([&] { exportFile(*m_chats, {id}, nowhere, Format::Fettle); });
    QVERIFY(error && names(*error, nowhere));
    for (const auto& entry : std::filesystem::directory_iterator(path("")))
        QVERIFY2(entry.path().filename().string().find(".part-") == std::string::npos, entry.path().c_str());
}

QTEST_GUILESS_MAIN(TestExchange)
#include "tst_exchange.moc"
