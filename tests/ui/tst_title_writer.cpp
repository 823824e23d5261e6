// SPDX-License-Identifier: GPL-3.0-or-later
// Titles by the model: only where it is wanted, after the first answer, never over what the person wrote.
#include "tests/ui/profile.h"
#include "ui/chat/title_writer.h"

using namespace ui;
using namespace ui::test;

class TestTitleWriter : public QObject
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

    void cleaned_data();
    void cleaned();
    void offByDefault();
    void theModelNamesIt();
    void whatThePersonWroteStays();
    void theNextQuestionGoesFirst();
    void failuresLeaveTheFirstWords();

private:
    QString title() const { return value(*m_workspace->conversations(), 0, ConversationList::TitleRole).toString(); }
    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
};

void TestTitleWriter::cleaned_data()
{
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("title");
    QTest::newRow("plain") << "A good title"
                           << "A good title";
    QTest::newRow("quoted") << "\"A good title.\"\n\nI hope you like it."
                            << "A good title";
    QTest::newRow("marked") << "**# A good title**"
                            << "A good title";
    QTest::newRow("chinese") << "「量化的代价」。"
                             << "量化的代价";
    QTest::newRow("thought") << "<think>hm</think>\n\nTitle"
                             << "Title";
    QTest::newRow("only a thought") << "<think>hm"
                                    << "";
    QTest::newRow("nothing") << " \n"
                             << "";
    QTest::newRow("marks only") << "***"
                                << "";
    QTest::newRow("long") << "one two three four five six seven eight nine ten eleven twelve thirteen"
                          << "one two three four five six seven eight nine ten eleven";
    QTest::newRow("endless") << QString(500, 'x') << "";
    QTest::newRow("html") << "<img src=x>"
                          << "<img src=x>";
}

void TestTitleWriter::cleaned()
{
    QFETCH(QString, said);
    QFETCH(QString, title);
    QCOMPARE(TitleWriter::cleaned(said), title);
}

void TestTitleWriter::offByDefault()
{
    QVERIFY(!m_workspace->settings()->titleByModel());
    sendAndWait(*m_workspace, "How large is a model?");
    QTest::qWait(TitleWriter::kIdleMs + 200);
    QCOMPARE(title(), QString("How large is a model?"));
    QCOMPARE(m_profile->script()->answers.load(), 1);
}

void TestTitleWriter::theModelNamesIt()
{
    m_workspace->settings()->setTitleByModel(true);
    m_profile->script()->say("Sizes ");
    m_profile->script()->tokens = 2;
    sendAndWait(*m_workspace, "How large is a model?");
    QTRY_COMPARE(title(), QString("Sizes Sizes"));
    QCOMPARE(m_workspace->chat()->messages()->count(), 2); // it is no part of the conversation
    const auto asked = m_profile->script()->requests().back();
    QCOMPARE(asked.turns.size(), std::size_t{3});
    sendAndWait(*m_workspace, "And now?");
    QTest::qWait(TitleWriter::kIdleMs + 200);
    QCOMPARE(m_profile->script()->answers.load(), 3); // only once
}

void TestTitleWriter::whatThePersonWroteStays()
{
    m_workspace->settings()->setTitleByModel(true);
    sendAndWait(*m_workspace, "How large is a model?");
    m_workspace->conversations()->rename(m_workspace->conversations()->currentId(), "Mine");
    QTRY_COMPARE(m_profile->script()->answers.load(), 2);
    QTest::qWait(200);
    QCOMPARE(title(), QString("Mine"));
}

void TestTitleWriter::theNextQuestionGoesFirst()
{
    m_workspace->settings()->setTitleByModel(true);
    sendAndWait(*m_workspace, "How large is a model?");
    m_profile->script()->tokens = 1'000'000;
    m_profile->script()->rate = 100;
    QTRY_COMPARE(m_profile->script()->answers.load(), 2); // the title streams for hours
    m_profile->script()->tokens = 5;
    m_profile->script()->rate = 0;
    sendAndWait(*m_workspace, "And now?");
    QCOMPARE(m_workspace->chat()->messages()->count(), 4);
    QCOMPARE(title(), QString("How large is a model?"));
}

void TestTitleWriter::failuresLeaveTheFirstWords()
{
    m_workspace->settings()->setTitleByModel(true);
    sendAndWait(*m_workspace, "How large is a model?");
    m_profile->script()->failAnswer("There is no room.");
    QTRY_COMPARE(m_profile->script()->answers.load(), 2);
    QTest::qWait(100);
    QCOMPARE(title(), QString("How large is a model?"));
    QCOMPARE(m_workspace->notices()->count(), 0);
}

QTEST_GUILESS_MAIN(TestTitleWriter)
#include "tst_title_writer.moc"
