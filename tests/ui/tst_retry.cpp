// SPDX-License-Identifier: GPL-3.0-or-later
// Another answer by another model; and where the model changed, that is shown.
#include "tests/ui/profile.h"

using namespace ui;
using namespace ui::test;

class TestRetry : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_profile = std::make_unique<TestProfile>();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    void cleanup() { m_workspace.reset(); }

    void anotherModelAnswersAgain();
    void aRetryThatCannotLoadChangesNothing();
    void theChangeOfModelIsShown();

private:
    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
};

void TestRetry::anotherModelAnswersAgain()
{
    sendAndWait(*m_workspace, "hello");
    ChatSession* chat = m_workspace->chat();
    QFile other(m_profile->folder() + "/other.gguf");
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write("model") == 5);
    chat->answerAgainWith(1, other.fileName());
    QTRY_VERIFY(m_workspace->library()->currentPath() == other.fileName());
    QTRY_COMPARE(value(*chat->messages(), 1, MessageList::VersionsRole).toInt(), 2);
    QTRY_VERIFY(!chat->busy());
    QCOMPARE(value(*chat->messages(), 1, MessageList::AnsweredByRole).toString(), QString("Scripted"));
    chat->answerAgainWith(1, other.fileName()); // it is loaded already
    QTRY_COMPARE(value(*chat->messages(), 1, MessageList::VersionsRole).toInt(), 3);
    QTRY_VERIFY(!chat->busy());
    chat->answerAgainWith(0, other.fileName()); // a question is no answer
    chat->answerAgainWith(7, other.fileName());
    QVERIFY(!chat->busy());
}

void TestRetry::aRetryThatCannotLoadChangesNothing()
{
    sendAndWait(*m_workspace, "hello");
    m_profile->script()->failLoad("It is broken.");
    m_workspace->chat()->answerAgainWith(1, m_profile->folder() + "/broken.gguf");
    QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Failed);
    QTest::qWait(50);
    QVERIFY(!m_workspace->chat()->busy());
    QCOMPARE(value(*m_workspace->chat()->messages(), 1, MessageList::VersionsRole).toInt(), 1);
    m_profile->script()->failLoad({});
    m_workspace->library()->load(m_profile->starter());
    QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    QTest::qWait(50);
    QVERIFY(!m_workspace->chat()->busy()); // it is not done later instead
}

void TestRetry::theChangeOfModelIsShown()
{
    MessageList list;
    std::vector<storage::Message> path(6);
    const char* models[] = {"", "A", "", "A", "", "B"};
    for (std::size_t i = 0; i < path.size(); ++i) {
        path[i].id = static_cast<storage::Id>(i + 1);
        path[i].role = i % 2 == 0 ? storage::Role::User : storage::Role::Assistant;
        path[i].modelName = models[i];
    }
    list.show(path);
    QCOMPARE(value(list, 1, MessageList::AnsweredByRole).toString(), QString("A"));
    QCOMPARE(value(list, 3, MessageList::ModelBeforeRole).toString(), QString());
    QCOMPARE(value(list, 5, MessageList::ModelBeforeRole).toString(), QString("A"));
}

QTEST_GUILESS_MAIN(TestRetry)
#include "tst_retry.moc"
