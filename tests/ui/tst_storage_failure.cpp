// SPDX-License-Identifier: GPL-3.0-or-later
// When the disk refuses: a notice, nothing lost, and it works again as soon as the disk does.
#include "tests/ui/profile.h"

#include "ui/storage_worker.h"

#include <QRegularExpression>
#include <QSignalSpy>

#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace ui;
using namespace ui::test;

namespace
{

// A full disk for this process: no file may grow beyond `bytes`. SQLite reports it like a full disk (EFBIG).
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN); // the app does the same: a failed write, not a killed process
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

class TestStorageFailure : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(".*"));
        m_profile = std::make_unique<TestProfile>();
    }
    void cleanup()
    {
        m_workspace.reset();
        m_profile.reset();
    }

    void messageThatCannotBeStoredComesBack();
    void answerThatCannotBeStoredIsKept();
    void corruptDatabaseIsMovedAside();
    void newerDatabaseIsRefused();
    void folderThatCannotBeMade();
    void conversationThatIsGone();

private:
    void open()
    {
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        QTRY_VERIFY(m_workspace->ready());
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
        QTest::qWait(50); // what the load writes
    }
    QString noticeText(int row) const { return value(*m_workspace->notices(), row, NoticeList::TextRole).toString(); }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
};

void TestStorageFailure::messageThatCannotBeStoredComesBack()
{
    open();
    sendAndWait(*m_workspace, "Before");
    ChatSession& chat = *m_workspace->chat();
    {
        const FileSizeLimit full(1024);
        chat.setDraft("Important thought");
        chat.send();
        QTRY_VERIFY(!chat.busy());
        QCOMPARE(chat.draft(), QString("Important thought"));
        QCOMPARE(chat.messages()->count(), 2);
        QCOMPARE(m_profile->script()->answers.load(), 1); // the engine was not asked
        QTRY_COMPARE(m_workspace->notices()->count(), 1);
        QVERIFY2(noticeText(0).contains("fettle.db"), qPrintable(noticeText(0)));
        QTest::qWait(400); // the draft is tried too: still one notice
        QCOMPARE(m_workspace->notices()->count(), 1);
    }
    QVERIFY(chat.canSend());
    chat.send(); // there is room again: no restart is needed
    QTRY_VERIFY(!chat.busy());
    QCOMPARE(chat.messages()->count(), 4);
    m_workspace.reset();
    const auto path = m_profile->stored([](auto& c) { return c.path(c.list()[0].leaf); });
    QCOMPARE(path.size(), std::size_t(4));
    QCOMPARE(path[2].text, std::string("Important thought"));
}

void TestStorageFailure::answerThatCannotBeStoredIsKept()
{
    m_profile->script()->tokens = 300;
    m_profile->script()->rate = 300;
    open();
    ChatSession& chat = *m_workspace->chat();
    chat.setDraft("Question");
    chat.send();
    QTRY_COMPARE(chat.phase(), ChatSession::Phase::Answering);
    {
        const FileSizeLimit full(1024);
        QTRY_VERIFY_WITH_TIMEOUT(!chat.busy(), 5000);
        QCOMPARE(chat.messages()->text(1), QString("word ").repeated(300)); // shown whole
        QTRY_COMPARE(m_workspace->notices()->count(), 1);
        QTest::qWait(StorageWorker::kRetryMs + 200); // tried again in vain, without a second notice
        QCOMPARE(m_workspace->notices()->count(), 1);
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_workspace->notices()->count(), 0, 2 * StorageWorker::kRetryMs); // written now
    m_workspace.reset();
    const auto answer = m_profile->stored([](auto& c) { return c.path(c.list()[0].leaf).back(); });
    QCOMPARE(answer.state, storage::MessageState::Complete);
    QCOMPARE(QString::fromStdString(answer.text), QString("word ").repeated(300));
    QVERIFY(answer.metrics.has_value());
}

void TestStorageFailure::corruptDatabaseIsMovedAside()
{
    QFile file(m_profile->folder() + "/fettle.db");
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(20'000, 'x'));
    file.close();
    open();
    QCOMPARE(m_workspace->notices()->count(), 1);
    QVERIFY2(noticeText(0).contains(".damaged-"), qPrintable(noticeText(0)));
    QCOMPARE(QDir(m_profile->folder()).entryList({"fettle.db.damaged-*"}).size(), 1);
    sendAndWait(*m_workspace, "Goes on");
    QCOMPARE(m_workspace->conversations()->count(), 1);
}

void TestStorageFailure::newerDatabaseIsRefused()
{
    open();
    sendAndWait(*m_workspace, "Old");
    m_workspace.reset();
    {
        SQLite::Database raw((m_profile->folder() + "/fettle.db").toStdString(), SQLite::OPEN_READWRITE);
        raw.exec("PRAGMA user_version = 9999");
    }
    open(); // the window works
    QTRY_VERIFY(m_workspace->notices()->count() >= 1);
    ChatSession& chat = *m_workspace->chat();
    chat.setDraft("New");
    QVERIFY(chat.canSend());
    chat.send();
    QTRY_VERIFY(!chat.busy());
    QCOMPARE(chat.draft(), QString("New")); // kept in the composer, not half stored
    m_workspace.reset();
    SQLite::Database raw((m_profile->folder() + "/fettle.db").toStdString(), SQLite::OPEN_READWRITE);
    raw.exec("PRAGMA user_version = 9998"); // it is still a database, and nobody touched it
}

void TestStorageFailure::folderThatCannotBeMade()
{
    WorkspaceOptions options = m_profile->options();
    options.profileFolder = m_profile->starter() + "/below/a/file";
    m_workspace = std::make_unique<Workspace>(options);
    QTRY_VERIFY(m_workspace->ready());
    QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    QTRY_VERIFY(m_workspace->notices()->count() >= 1);
    QVERIFY(!noticeText(0).isEmpty());
    m_workspace->settings()->setTheme(2); // counts for this session
    QCOMPARE(m_workspace->settings()->theme(), 2);
}

void TestStorageFailure::conversationThatIsGone()
{
    open();
    m_workspace->conversations()->open(4711);
    QTRY_COMPARE(m_workspace->notices()->count(), 1);
    QCOMPARE(m_workspace->chat()->messages()->count(), 0);
    m_workspace->conversations()->create();
    sendAndWait(*m_workspace, "Goes on");
    QCOMPARE(m_workspace->chat()->messages()->count(), 2);
}

QTEST_GUILESS_MAIN(TestStorageFailure)
#include "tst_storage_failure.moc"
