// SPDX-License-Identifier: GPL-3.0-or-later
// Files that go along with a message, and folders of conversations: what is stored comes back, whatever becomes of the
// rest.
#include "database_fixture.h"
#include "storage/attachments.h"

#include <QObject>
#include <QTest>

using namespace storage;

class TestAttachmentsFolders : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<DatabaseFixture>(DatabaseFixture::InMemory);
        m_chats = std::make_unique<Conversations>(m_fixture->open());
    }

    void filesStayWithTheirMessage();
    void filesBranchOff();
    void filesGoWithTheConversation();
    void noFileClosesItsFence();
    void foldersHoldConversations();
    void aFolderGoesAndItsConversationsStay();
    void aNameIsOneFolder();
    void theOldSchemaGetsFolders();

private:
    std::unique_ptr<DatabaseFixture> m_fixture;
    std::unique_ptr<Conversations> m_chats;
};

void TestAttachmentsFolders::filesStayWithTheirMessage()
{
    const Id chat = m_chats->create("a");
    const std::vector<Attachment> files{{"b.txt", std::string("any\0bytes\xff", 10), 3}, {"a.txt", "second", 1}};
    const Id question = m_chats->appendMessage({chat, 0, Role::User, "what is this?", {}, files});
    const Id answer = m_chats->beginAnswer(chat, question, "m");
    QCOMPARE(m_chats->message(question)->text, std::string("what is this?"));
    QVERIFY(m_chats->message(question)->attachments == files);
    const auto path = m_chats->path(answer);
    QVERIFY(path[0].attachments == files && path[1].attachments.empty());
    m_chats->remove(chat);
    m_chats->restore(chat);
    QVERIFY(m_chats->path(answer)[0].attachments == files);
}

void TestAttachmentsFolders::filesBranchOff()
{
    const Id chat = m_chats->create("a");
    const Id question = m_chats->appendMessage({chat, 0, Role::User, "x", {}, {{"a", "text", 1}}});
    const Id copy = m_chats->copyPath(question, "b");
    QCOMPARE(m_chats->path(m_chats->find(copy)->leaf)[0].attachments.at(0).text, std::string("text"));
}

void TestAttachmentsFolders::filesGoWithTheConversation()
{
    Milliseconds now = 1000;
    Conversations chats(*m_fixture->database, [&] { return now; });
    const Id chat = chats.create("a");
    chats.appendMessage({chat, 0, Role::User, "x", {}, {{"a", "text", 1}}});
    chats.remove(chat);
    now += Conversations::kKeepDeleted + 1;
    QCOMPARE(chats.purge(), 1);
    QCOMPARE(m_fixture->database->connection().execAndGet("SELECT count(*) FROM attachments").getInt(), 0);
}

void TestAttachmentsFolders::noFileClosesItsFence()
{
    const std::string text = textWithAttachments("Explain.", {{"a.md", "```\ncode\n````", 1}});
    QCOMPARE(text, std::string("File: a.md\n`````\n```\ncode\n````\n`````\n\nExplain."));
    QCOMPARE(textWithAttachments("x", {}), std::string("x"));
}

void TestAttachmentsFolders::foldersHoldConversations()
{
    const Id work = m_chats->createFolder("Work");
    const Id home = m_chats->createFolder("Home");
    const Id chat = m_chats->create("a");
    QCOMPARE(m_chats->find(chat)->folder, Id{0});
    m_chats->moveToFolder({chat, 12345}, work);
    QCOMPARE(m_chats->list()[0].folder, work);
    m_chats->moveToFolder({chat}, home);
    QCOMPARE(m_chats->find(chat)->folder, home);
    m_chats->renameFolder(home, "At home");
    QCOMPARE(m_chats->folders().size(), std::size_t{2});
    QCOMPARE(m_chats->folders()[0].name, std::string("At home"));
    m_chats->moveToFolder({chat}, 0);
    QCOMPARE(m_chats->find(chat)->folder, Id{0});
    QVERIFY_EXCEPTION_THROWN(m_chats->renameFolder(777, "x"), Error);
    QVERIFY_EXCEPTION_THROWN(m_chats->moveToFolder({chat}, 777), Error);
    QCOMPARE(m_chats->find(chat)->folder, Id{0});
}

void TestAttachmentsFolders::aFolderGoesAndItsConversationsStay()
{
    const Id folder = m_chats->createFolder("Work");
    const Id chat = m_chats->create("a");
    const Id other = m_chats->create("b");
    m_chats->moveToFolder({chat}, folder);
    QVERIFY(m_chats->removeFolder(folder) == std::vector<Id>{chat});
    QCOMPARE(m_chats->list().size(), std::size_t{2});
    QCOMPARE(m_chats->find(chat)->folder, Id{0});
    QCOMPARE(m_chats->find(other)->folder, Id{0});
    QVERIFY(m_chats->folders().empty());
}

void TestAttachmentsFolders::aNameIsOneFolder()
{
    QCOMPARE(m_chats->createFolder("Work"), m_chats->createFolder("Work"));
    QVERIFY(m_chats->createFolder("work") != m_chats->createFolder("Work"));
}

void TestAttachmentsFolders::theOldSchemaGetsFolders()
{
    DatabaseFixture fixture;
    OpenOptions old;
    old.steps = migrations().first(2);
    Id chat = 0;
    {
        const auto database = Database::open(fixture.file, old);
        database->connection().exec("INSERT INTO conversations(title, created, updated) VALUES('old', 1, 2)");
        chat = database->connection().getLastInsertRowid();
        database->connection().exec("INSERT INTO messages(conversation, role, state, created, text)"
                                    " VALUES(1, 'user', 'complete', 1, 'kept')");
    }
    Conversations chats(fixture.open());
    QCOMPARE(fixture.database->report().migratedFrom, 2);
    QCOMPARE(chats.list().at(0).title, std::string("old"));
    QCOMPARE(chats.find(chat)->folder, Id{0});
    QCOMPARE(chats.path(1).at(0).text, std::string("kept"));
    chats.moveToFolder({chat}, chats.createFolder("new"));
    QVERIFY(chats.find(chat)->folder != 0);
}

QTEST_GUILESS_MAIN(TestAttachmentsFolders)
#include "tst_attachments_folders.moc"
