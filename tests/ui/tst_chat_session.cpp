// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a message: stored, asked, streamed, ended in one way; and what may happen in between.
#include "tests/ui/profile.h"

#include "ui/chat/generation_worker.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace ui;
using namespace ui::test;
using Phase = ChatSession::Phase;
using State = MessageList::State;

namespace
{

State stateOf(const MessageList& messages, int row)
{
    return value(messages, row, MessageList::StateRole).value<State>();
}

} // namespace

class TestChatSession : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(".*"));
        m_profile = std::make_unique<TestProfile>();
        m_script = m_profile->script();
    }
    void cleanup()
    {
        m_workspace.reset();
        m_profile.reset();
    }

    void sendStreamsAnAnswer();
    void messageIsStoredBeforeTheEngineIsAsked();
    void answerIsStoredWhileItStreams();
    void stopTakesEffectAtOnce();
    void stopWhileQueuedBehindALoad();
    void stopBeforeItIsStored();
    void failureStaysUnderTheMessage();
    void sendWhileLoading();
    void loadFailureEndsAQueuedRequest();
    void conversationMaySwitchWhileItStreams();
    void newConversationWhileTheFirstIsStored();
    void regenerateKeepsTheOldAnswer();
    void editKeepsTheOldBranch();
    void answersOfTheMiddleHaveVersions();
    void stoppedAnswerGoesOn();
    void branchesAreConversations();
    void promptHoldsTheConversation();
    void emptyAnswersAreNoTurns();
    void draftsBelongToConversations();
    void blankIsNotSent();
    void loadStopsTheAnswer();
    void fastStreamMakesFewChanges();
    void metricsStayWithTheMessage();

private:
    void open()
    {
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        m_chat = m_workspace->chat();
        m_messages = m_chat->messages();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_messages,
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY(m_workspace->ready());
    }
    void openReady()
    {
        open();
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    void send(const QString& text)
    {
        m_chat->setDraft(text);
        QVERIFY(m_chat->canSend());
        m_chat->send();
    }

    std::unique_ptr<TestProfile> m_profile;
    std::shared_ptr<Script> m_script;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    ChatSession* m_chat = nullptr;
    MessageList* m_messages = nullptr;
};

void TestChatSession::sendStreamsAnAnswer()
{
    m_script->promptMs = 50;
    m_script->tokens = 60;
    m_script->rate = 300;
    openReady();
    QList<Phase> phases;
    connect(m_chat, &ChatSession::phaseChanged, this, [&] { phases.append(m_chat->phase()); });
    QSignalSpy shares(m_chat, &ChatSession::readShareChanged);
    QSignalSpy rates(m_chat, &ChatSession::tokenRateChanged);
    send("Hello **you**");
    QCOMPARE(m_chat->draft(), QString());
    QVERIFY(m_chat->busy());
    QVERIFY(!m_chat->canSend());
    QTRY_COMPARE(m_messages->count(), 2);
    QCOMPARE(value(*m_messages, 0, MessageList::AuthorRole).value<MessageList::Author>(), MessageList::Author::User);
    QCOMPARE(stateOf(*m_messages, 1), State::Streaming);
    QTRY_VERIFY(m_chat->tokenRate() > 100);
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(phases, (QList<Phase>{Phase::Reading, Phase::Answering, Phase::Idle}));
    QVERIFY(shares.size() > 5);
    QCOMPARE(m_chat->readShare(), 0.0);
    QCOMPARE(stateOf(*m_messages, 1), State::Complete);
    QCOMPARE(m_messages->text(1), QString("word ").repeated(60));
    const auto* blocks = value(*m_messages, 0, MessageList::BlocksRole).value<BlockList*>();
    QCOMPARE(blocks->blocks().first().text, QString("Hello **you**")); // a user's text is no Markdown
    const auto metrics = value(*m_messages, 1, MessageList::MetricsRole).value<MessageMetrics>();
    QVERIFY(metrics.present);
    QCOMPARE(metrics.generatedTokens, 60);
    QCOMPARE(metrics.stopReason, QString("end"));
    QVERIFY(value(*m_messages, 1, MessageList::BadgeRole).toDouble() > 100);
}

void TestChatSession::messageIsStoredBeforeTheEngineIsAsked()
{
    m_script->promptMs = 2000;
    openReady();
    send("Keep this");
    QTRY_COMPARE(m_script->answers.load(), 1);
    // The file as another process would see it, while the engine is at work.
    QTemporaryDir copy;
    for (const char* name : {"fettle.db", "fettle.db-wal"})
        QFile::copy(m_profile->folder() + "/" + name, copy.filePath(name));
    const auto database = storage::Database::open(copy.filePath("fettle.db").toStdString());
    storage::Conversations conversations(*database);
    const auto list = conversations.list();
    QCOMPARE(list.size(), std::size_t(1));
    QCOMPARE(conversations.path(list[0].leaf).front().text, std::string("Keep this"));
    m_chat->stop();
    QTRY_VERIFY(!m_chat->busy());
}

void TestChatSession::answerIsStoredWhileItStreams()
{
    m_script->tokens = 100'000;
    m_script->rate = 200;
    openReady();
    send("Go on");
    QTRY_VERIFY(m_messages->count() == 2 && m_messages->text(1).size() > 5);
    QTest::qWait(1200);
    QTemporaryDir copy;
    for (const char* name : {"fettle.db", "fettle.db-wal"})
        QFile::copy(m_profile->folder() + "/" + name, copy.filePath(name));
    const auto shown = m_messages->text(1).size();
    const auto database = storage::Database::open(copy.filePath("fettle.db").toStdString());
    storage::Conversations conversations(*database);
    const auto answer = conversations.path(conversations.list()[0].leaf).back();
    QCOMPARE(answer.state, storage::MessageState::Streaming);
    QVERIFY2(answer.text.size() >= 500, "at most half a second, of 1,000 characters, may be missing");
    QVERIFY(shown - qsizetype(answer.text.size()) <= 700); // and 200 ms for a busy machine
    m_chat->stop();
    QTRY_VERIFY(!m_chat->busy());
}

void TestChatSession::stopTakesEffectAtOnce()
{
    m_script->tokens = 1'000'000;
    m_script->rate = 1500;
    openReady();
    send("Endless");
    QTRY_COMPARE(m_chat->phase(), Phase::Answering);
    QTest::qWait(100);
    QElapsedTimer timer;
    timer.start();
    m_chat->stop();
    QTRY_VERIFY(!m_chat->busy());
    QVERIFY2(timer.elapsed() <= 100, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(stateOf(*m_messages, 1), State::Stopped);
    const auto text = m_messages->text(1);
    QVERIFY(text.size() > 100);
    QTest::qWait(50);
    QCOMPARE(m_messages->text(1), text);
    m_workspace.reset();
    const auto stored = m_profile->stored([](auto& c) { return c.path(c.list()[0].leaf).back(); });
    QCOMPARE(stored.state, storage::MessageState::Stopped);
    QCOMPARE(QString::fromStdString(stored.text), text);
    QCOMPARE(stored.metrics.value().stopReason, std::string("stopped"));
}

void TestChatSession::stopWhileQueuedBehindALoad()
{
    m_script->loadMs = 1500;
    open();
    send("Too early");
    QCOMPARE(m_chat->phase(), Phase::Loading);
    QTRY_COMPARE(m_messages->count(), 2);
    QTest::qWait(50);
    QElapsedTimer timer;
    timer.start();
    m_chat->stop();
    QTRY_VERIFY(!m_chat->busy());
    QVERIFY(timer.elapsed() <= 100);
    QCOMPARE(stateOf(*m_messages, 1), State::Stopped);
    QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    QTest::qWait(50);
    QCOMPARE(m_script->answers.load(), 0); // the engine never began
    sendAndWait(*m_workspace, "Now");
    QCOMPARE(stateOf(*m_messages, 3), State::Complete);
}

void TestChatSession::stopBeforeItIsStored()
{
    openReady();
    send("Stop at once");
    m_chat->stop(); // no event ran: the storage thread may not even have begun
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_messages->count(), 2);
    QCOMPARE(m_messages->text(0), QString("Stop at once"));
    QCOMPARE(stateOf(*m_messages, 1), State::Stopped);
    QCOMPARE(m_script->answers.load(), 0);
}

void TestChatSession::failureStaysUnderTheMessage()
{
    m_script->failAnswer("This message is 9,000 tokens long. Shorten it.");
    openReady();
    sendAndWait(*m_workspace, "Long");
    QCOMPARE(stateOf(*m_messages, 1), State::Failed);
    QCOMPARE(value(*m_messages, 1, MessageList::ErrorRole).toString(),
             QString("This message is 9,000 tokens long. Shorten it."));
    QVERIFY(!value(*m_messages, 1, MessageList::MetricsRole).value<MessageMetrics>().present);
    m_script->failAnswer({});
    sendAndWait(*m_workspace, "Short");
    QCOMPARE(stateOf(*m_messages, 3), State::Complete);
}

void TestChatSession::sendWhileLoading()
{
    m_script->loadMs = 300;
    open();
    send("Early");
    QCOMPARE(m_chat->phase(), Phase::Loading);
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(stateOf(*m_messages, 1), State::Complete);
    QCOMPARE(m_script->answers.load(), 1);
}

void TestChatSession::loadFailureEndsAQueuedRequest()
{
    m_script->loadMs = 200;
    m_script->failLoad("starter.gguf is damaged at byte 12.");
    open();
    send("Early");
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_workspace->library()->state(), ModelLibrary::State::Failed);
    QCOMPARE(stateOf(*m_messages, 1), State::Failed);
    QVERIFY(!value(*m_messages, 1, MessageList::ErrorRole).toString().isEmpty());
    m_chat->setDraft("again");
    QVERIFY(!m_chat->canSend()); // no model
}

void TestChatSession::conversationMaySwitchWhileItStreams()
{
    m_script->tokens = 200;
    m_script->rate = 300;
    openReady();
    sendAndWait(*m_workspace, "First conversation");
    const auto first = m_workspace->conversations()->currentId();
    m_workspace->conversations()->create();
    send("Second conversation");
    QTRY_COMPARE(m_chat->phase(), Phase::Answering);
    const auto second = m_workspace->conversations()->currentId();
    QVERIFY(second != first);
    m_workspace->conversations()->open(first);
    QTRY_COMPARE(m_messages->text(0), QString("First conversation"));
    const QString before = m_messages->text(1);
    QTest::qWait(100);
    QVERIFY(m_chat->busy());
    QCOMPARE(m_messages->text(1), before); // nothing of the other answer lands here
    m_workspace->conversations()->open(second);
    QTRY_COMPARE(m_messages->text(0), QString("Second conversation"));
    QCOMPARE(stateOf(*m_messages, 1), State::Streaming);
    QTRY_VERIFY(m_messages->text(1).size() > 300); // and goes on where it belongs
    m_workspace->conversations()->open(first);
    QTRY_VERIFY(!m_chat->busy());
    m_workspace->conversations()->open(second);
    QTRY_COMPARE(m_messages->text(0), QString("Second conversation"));
    QCOMPARE(m_messages->text(1), QString("word ").repeated(200));
    QCOMPARE(stateOf(*m_messages, 1), State::Complete);
}

void TestChatSession::newConversationWhileTheFirstIsStored()
{
    openReady();
    send("First");
    m_workspace->conversations()->create(); // before it is stored
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_workspace->conversations()->currentId(), 0);
    QCOMPARE(m_messages->count(), 0);
    QCOMPARE(m_workspace->conversations()->count(), 1);
    sendAndWait(*m_workspace, "Second");
    QCOMPARE(m_workspace->conversations()->count(), 2);
    QCOMPARE(m_messages->count(), 2);
}

void TestChatSession::regenerateKeepsTheOldAnswer()
{
    openReady();
    sendAndWait(*m_workspace, "Question");
    m_script->say("other ");
    m_chat->regenerate();
    QVERIFY(m_chat->busy());
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_messages->count(), 2);
    QCOMPARE(m_messages->text(1), QString("other ").repeated(5));
    QCOMPARE(m_script->requests().back().turns.size(), std::size_t(1));
    m_workspace.reset();
    const auto versions = m_profile->stored([](auto& c) { return c.siblings(c.list()[0].leaf).size(); });
    QCOMPARE(versions, std::size_t(2));
}

void TestChatSession::editKeepsTheOldBranch()
{
    openReady();
    sendAndWait(*m_workspace, "One");
    sendAndWait(*m_workspace, "Two");
    m_script->say("other ");
    m_chat->edit(0, "  ");
    QVERIFY(!m_chat->busy());
    m_chat->edit(1, "an answer is not edited");
    QVERIFY(!m_chat->busy());
    m_chat->edit(0, "Uno");
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_messages->count(), 2);
    QCOMPARE(m_messages->text(0), QString("Uno"));
    QCOMPARE(m_messages->text(1), QString("other ").repeated(5));
    QCOMPARE(value(*m_messages, 0, MessageList::VersionRole).toInt(), 2);
    QCOMPARE(value(*m_messages, 0, MessageList::VersionsRole).toInt(), 2);
    QCOMPARE(m_script->requests().back().turns.size(), std::size_t(1));

    QSignalSpy resets(m_messages, &MessageList::modelReset);
    m_chat->showVersion(0, -1);
    QTRY_COMPARE(m_messages->count(), 4);
    QCOMPARE(m_messages->text(2), QString("Two"));
    QCOMPARE(value(*m_messages, 0, MessageList::VersionRole).toInt(), 1);
    m_chat->showVersion(0, -1); // there is none before
    QTRY_COMPARE(m_workspace->notices()->count(), 1);
    QCOMPARE(m_messages->count(), 4);
    m_chat->showVersion(0, 1);
    QTRY_COMPARE(m_messages->count(), 2);
    QCOMPARE(resets.size(), 0);
    sendAndWait(*m_workspace, "Due");
    QCOMPARE(m_messages->count(), 4);
    QCOMPARE(m_script->requests().back().turns[0].text, std::string("Uno"));
}

void TestChatSession::answersOfTheMiddleHaveVersions()
{
    openReady();
    sendAndWait(*m_workspace, "One");
    sendAndWait(*m_workspace, "Two");
    m_script->say("other ");
    m_chat->answerAgain(0); // a message is not answered in its own place
    QVERIFY(!m_chat->busy());
    m_chat->answerAgain(1);
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_messages->count(), 2);
    QCOMPARE(value(*m_messages, 1, MessageList::VersionRole).toInt(), 2);
    m_chat->showVersion(1, -1);
    QTRY_COMPARE(m_messages->count(), 4);
    QCOMPARE(m_messages->text(1), QString("word ").repeated(5));
}

void TestChatSession::stoppedAnswerGoesOn()
{
    m_script->tokens = 100'000;
    m_script->rate = 500;
    openReady();
    send("Question");
    QTRY_VERIFY(m_messages->count() == 2 && m_messages->text(1).size() > 20);
    m_chat->continueAnswer(); // it has not ended
    m_chat->stop();
    QTRY_VERIFY(!m_chat->busy());
    QVERIFY(value(*m_messages, 1, MessageList::OpenEndedRole).toBool());
    const QString begun = m_messages->text(1);
    m_script->tokens = 3;
    m_script->say("end ");
    m_chat->continueAnswer();
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_messages->count(), 2);
    QCOMPARE(m_messages->text(1), begun + QString("end ").repeated(3));
    QCOMPARE(stateOf(*m_messages, 1), State::Complete);
    QVERIFY(!value(*m_messages, 1, MessageList::OpenEndedRole).toBool());
    const auto request = m_script->requests().back();
    QCOMPARE(request.turns.size(), std::size_t(2));
    QCOMPARE(request.turns[1].speaker, Speaker::Assistant);
    QCOMPARE(QString::fromStdString(request.turns[1].text), begun);
    m_workspace.reset();
    const auto answer = m_profile->stored([](auto& c) { return c.message(c.list()[0].leaf).value(); });
    QCOMPARE(QString::fromStdString(answer.text), begun + QString("end ").repeated(3));
    QCOMPARE(answer.versions, 1);
}

void TestChatSession::branchesAreConversations()
{
    openReady();
    sendAndWait(*m_workspace, "One");
    sendAndWait(*m_workspace, "Two");
    const auto first = m_chat->conversation();
    m_chat->branchOff(1);
    QTRY_VERIFY(m_chat->conversation() != first && m_messages->count() == 2);
    QCOMPARE(m_workspace->conversations()->currentId(), qlonglong(m_chat->conversation()));
    QCOMPARE(value(*m_workspace->conversations(), 0, ConversationList::TitleRole).toString(), QString("One (branch)"));
    QVERIFY(value(*m_messages, 1, MessageList::MetricsRole).value<MessageMetrics>().present);
    sendAndWait(*m_workspace, "Three");
    QCOMPARE(m_messages->count(), 4);
    m_workspace->conversations()->open(first);
    QTRY_COMPARE(m_messages->text(m_messages->count() - 2), QString("Two"));
}

void TestChatSession::promptHoldsTheConversation()
{
    openReady();
    m_workspace->settings()->setSystemPrompt("Be brief.");
    m_workspace->settings()->setTemperature(0);
    m_workspace->settings()->setMaxTokens(77);
    sendAndWait(*m_workspace, "One");
    sendAndWait(*m_workspace, "Two");
    const auto request = m_script->requests().back();
    QCOMPARE(request.turns.size(), std::size_t(4));
    QCOMPARE(request.turns[0].speaker, Speaker::System);
    QCOMPARE(request.turns[0].text, std::string("Be brief."));
    QCOMPARE(request.turns[1].text, std::string("One"));
    QCOMPARE(request.turns[2].speaker, Speaker::Assistant);
    QCOMPARE(request.turns[3].text, std::string("Two"));
    QCOMPARE(request.sampling.temperature, 0.0F);
    QCOMPARE(request.maxTokens, 77);
}

void TestChatSession::emptyAnswersAreNoTurns()
{
    m_script->failAnswer("No.");
    openReady();
    sendAndWait(*m_workspace, "One");
    m_script->failAnswer({});
    sendAndWait(*m_workspace, "Two");
    const auto turns = m_script->requests().back().turns;
    QCOMPARE(turns.size(), std::size_t(1)); // two user's messages in a row break many templates
    QCOMPARE(turns[0].text, std::string("One\n\nTwo"));
}

void TestChatSession::draftsBelongToConversations()
{
    openReady();
    sendAndWait(*m_workspace, "Question");
    const auto first = m_workspace->conversations()->currentId();
    m_chat->setDraft("half a tho");
    m_workspace->conversations()->create();
    QCOMPARE(m_chat->draft(), QString());
    m_chat->setDraft("of the new one");
    m_workspace->conversations()->open(first);
    QTRY_COMPARE(m_chat->draft(), QString("half a tho"));
    m_workspace->conversations()->create();
    QCOMPARE(m_chat->draft(), QString("of the new one"));
    QTest::qWait(400);
    m_workspace.reset();
    open();
    QTRY_COMPARE(m_chat->draft(), QString("of the new one"));
    m_workspace->conversations()->open(first);
    QTRY_COMPARE(m_chat->draft(), QString("half a tho"));
}

void TestChatSession::blankIsNotSent()
{
    openReady();
    for (const char* blank : {"", " ", "\n\t "}) {
        m_chat->setDraft(blank);
        QVERIFY(!m_chat->canSend());
        m_chat->send();
        QVERIFY(!m_chat->busy());
    }
    m_chat->stop(); // nothing runs
    m_chat->regenerate();
    QVERIFY(!m_chat->busy());
    QCOMPARE(m_messages->count(), 0);
}

void TestChatSession::loadStopsTheAnswer()
{
    m_script->tokens = 1'000'000;
    m_script->rate = 500;
    openReady();
    send("Endless");
    QTRY_COMPARE(m_chat->phase(), Phase::Answering);
    m_workspace->library()->reload();
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(stateOf(*m_messages, 1), State::Stopped);
    QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    send("Endless");
    QTRY_COMPARE(m_chat->phase(), Phase::Answering);
    m_workspace->library()->eject();
    QTRY_VERIFY(!m_chat->busy());
    QCOMPARE(m_workspace->library()->state(), ModelLibrary::State::None);
}

void TestChatSession::fastStreamMakesFewChanges()
{
    m_script->tokens = 4500;
    m_script->rate = 1500;
    openReady();
    send("Fast");
    QTRY_COMPARE(m_messages->count(), 2);
    auto* blocks = value(*m_messages, 1, MessageList::BlocksRole).value<BlockList*>();
    QAbstractItemModelTester tester(blocks, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy messageChanges(m_messages, &QAbstractItemModel::dataChanged);
    QSignalSpy blockChanges(blocks, &QAbstractItemModel::dataChanged);
    QTRY_VERIFY_WITH_TIMEOUT(!m_chat->busy(), 10'000);
    QCOMPARE(m_messages->text(1).size(), 4500 * 5);
    qInfo("%lld changes of blocks, %lld of messages in 3 s", blockChanges.size(), messageChanges.size());
    QVERIFY(blockChanges.size() + messageChanges.size() <= 200);
    QVERIFY(blockChanges.size() >= 30); // it did stream
}

void TestChatSession::metricsStayWithTheMessage()
{
    openReady();
    sendAndWait(*m_workspace, "Question");
    const auto before = value(*m_messages, 1, MessageList::MetricsRole).value<MessageMetrics>();
    const auto id = m_workspace->conversations()->currentId();
    m_workspace.reset();
    open();
    m_workspace->conversations()->open(id);
    QTRY_COMPARE(m_messages->count(), 2);
    const auto after = value(*m_messages, 1, MessageList::MetricsRole).value<MessageMetrics>();
    QVERIFY(after.present);
    QCOMPARE(after.generatedTokens, before.generatedTokens);
    QCOMPARE(after.decodeRate, before.decodeRate);
    QCOMPARE(after.stopReason, before.stopReason);
    QCOMPARE(after.device, QString("Script, 1 thread"));
}

QTEST_GUILESS_MAIN(TestChatSession)
#include "tst_chat_session.moc"
