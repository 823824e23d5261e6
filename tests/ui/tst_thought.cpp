// SPDX-License-Identifier: GPL-3.0-or-later
// Thoughts before an answer: told apart, also while they grow piece by piece.
#include "tests/ui/profile.h"
#include "ui/chat/thought.h"

using namespace ui;
using namespace ui::test;

class TestThought : public QObject
{
    Q_OBJECT

private slots:
    void splits_data();
    void splits();
    void partsOnlyGrow_data();
    void partsOnlyGrow();
    void conversationKeepsItApart();
};

void TestThought::splits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("growing");
    QTest::addColumn<QString>("thought");
    QTest::addColumn<QString>("answer");
    QTest::addColumn<bool>("open");
    QTest::newRow("none") << "An answer." << true << ""
                          << "An answer." << false;
    QTest::newRow("whole") << "<think>\nHm.\n</think>\n\nYes." << false << "Hm.\n"
                           << "Yes." << false;
    QTest::newRow("empty thought") << "<think>\n\n</think>\n\nYes." << false << ""
                                   << "Yes." << false;
    QTest::newRow("space before") << "\n <think>Hm.</think>Yes." << false << "Hm."
                                  << "Yes." << false;
    QTest::newRow("open") << "<think>Hm, so" << true << "Hm, so"
                          << "" << true;
    QTest::newRow("cut off") << "<think>Hm, so" << false << "Hm, so"
                             << "" << true;
    QTest::newRow("half an opening") << "<thi" << true << ""
                                     << "" << false;
    QTest::newRow("half an opening for good") << "<thi" << false << ""
                                              << "<thi" << false;
    QTest::newRow("half a closing") << "<think>Hm.</thi" << true << "Hm."
                                    << "" << true;
    QTest::newRow("half a closing for good") << "<think>Hm.</thi" << false << "Hm.</thi"
                                             << "" << true;
    QTest::newRow("later tags are text") << "See <think>x</think>." << false << ""
                                         << "See <think>x</think>." << false;
    QTest::newRow("only the first") << "<think>a</think>b<think>c</think>" << false << "a"
                                    << "b<think>c</think>" << false;
    QTest::newRow("nothing") << "" << true << ""
                             << "" << false;
}

void TestThought::splits()
{
    QFETCH(QString, text);
    QFETCH(bool, growing);
    const ThoughtSplit split = splitThought(text, growing);
    QTEST(split.thought, "thought");
    QTEST(split.answer, "answer");
    QTEST(split.open, "open");
}

void TestThought::partsOnlyGrow_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"<think>\nSo <b>, then </thin, no.\n</think>\n\nYes, </think> it is.", " <think></think>",
                             "<thinking is hard", "plain < text", "<", "<think>never ends </"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestThought::partsOnlyGrow()
{
    QFETCH(QString, text);
    ThoughtSplit before;
    for (qsizetype length = 0; length <= text.size(); ++length) {
        const ThoughtSplit now = splitThought(text.first(length), true);
        QVERIFY2(now.thought.startsWith(before.thought), qPrintable(now.thought));
        QVERIFY2(now.answer.startsWith(before.answer), qPrintable(now.answer));
        QVERIFY(now.present || !before.present);
        before = now;
    }
    const ThoughtSplit last = splitThought(text, false);
    QVERIFY(last.thought.startsWith(before.thought) && last.answer.startsWith(before.answer));
}

void TestThought::conversationKeepsItApart()
{
    TestProfile profile;
    profile.script()->say("<think>Let me see.</think>\n\nForty-two.");
    profile.script()->tokens = 1;
    Workspace workspace(profile.options());
    QTRY_COMPARE(workspace.library()->state(), ModelLibrary::State::Ready);
    sendAndWait(workspace, "What is it?");
    const MessageList& messages = *workspace.chat()->messages();
    const auto* thoughts = value(messages, 1, MessageList::ThoughtsRole).value<BlockList*>();
    const auto* answer = value(messages, 1, MessageList::BlocksRole).value<BlockList*>();
    QVERIFY(thoughts != nullptr);
    QCOMPARE(thoughts->blocks().first().text, QString("Let me see."));
    QCOMPARE(answer->blocks().first().text, QString("Forty-two."));
    QCOMPARE(value(messages, 1, MessageList::PlainTextRole).toString(), QString("Forty-two."));
    QVERIFY(value(messages, 0, MessageList::ThoughtsRole).value<BlockList*>() == nullptr);
    QVERIFY(!value(messages, 1, MessageList::ThinkingRole).toBool());
    QVERIFY(value(messages, 1, MessageList::ThoughtSecondsRole).toDouble() > 0);
    sendAndWait(workspace, "Sure?");
    QCOMPARE(profile.script()->requests().back().turns[1].text, std::string("Forty-two."));
    QVERIFY(messages.text(1).startsWith("<think>")); // what is stored is whole
}

QTEST_MAIN(TestThought)
#include "tst_thought.moc"
