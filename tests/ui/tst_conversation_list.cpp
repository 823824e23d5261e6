// SPDX-License-Identifier: GPL-3.0-or-later
// The list on the left: titles, sections, rename, delete with undo, search.
#include "tests/ui/profile.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace ui;
using namespace ui::test;
using Section = ConversationList::Section;

class TestConversationList : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(".*"));
        m_profile = std::make_unique<TestProfile>();
        open();
    }
    void cleanup()
    {
        m_workspace.reset();
        m_profile.reset();
    }

    void titles_data();
    void titles();
    void sections();
    void anEmptyOneIsNotStored();
    void newestFirst();
    void renameIsKept();
    void removeAndUndo();
    void removeWhileShown();
    void searchFindsTitlesAndText();
    void lateSearchAnswersAreDropped();
    void pinnedComeFirst();
    void hostileTitles();
    void foldersAreRows();
    void foldersOutliveTheApp();
    void removedFoldersComeBack();
    void hostileFolders();

private:
    void open()
    {
        m_workspace.reset();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        m_list = m_workspace->conversations();
        m_tester =
            std::make_unique<QAbstractItemModelTester>(m_list, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    void converse(const QString& text)
    {
        m_list->create();
        sendAndWait(*m_workspace, text);
    }
    QStringList titlesShown() const
    {
        QStringList titles;
        for (int row = 0; row < m_list->count(); ++row)
            titles.append(value(*m_list, row, ConversationList::TitleRole).toString());
        return titles;
    }
    qlonglong idAt(int row) const { return value(*m_list, row, ConversationList::ConversationIdRole).toLongLong(); }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    ConversationList* m_list = nullptr;
};

void TestConversationList::titles_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("title");
    QTest::newRow("short") << "What is GGUF?"
                           << "What is GGUF?";
    QTest::newRow("lines") << "  Hello\n\n  there "
                           << "Hello there";
    QTest::newRow("whole words") << "Explain to me how quantization of weights works in detail please"
                                 << "Explain to me how quantization of weights works";
    QTest::newRow("exactly 48") << QString(48, 'a') << QString(48, 'a');
    QTest::newRow("one long word") << QString(100, 'a') << QString(48, 'a');
    QTest::newRow("Chinese") << QString(60, QChar(0x4F60)) << QString(48, QChar(0x4F60));
    QTest::newRow("emoji is not halved") << QString(47, 'a') + "\xF0\x9F\x98\x80" << QString(47, 'a');
    QTest::newRow("control characters") << QString("a\u202Eb") << "a[U+202E]b";
}

void TestConversationList::titles()
{
    QFETCH(QString, message);
    QFETCH(QString, title);
    QCOMPARE(ConversationList::titleFrom(message), title);
}

void TestConversationList::sections()
{
    const QDateTime now(QDate(2026, 3, 31), QTime(0, 5));
    const auto section = [&](int days, QTime time) {
        return ConversationList::sectionOf(QDateTime(now.date().addDays(-days), time), now);
    };
    QCOMPARE(section(0, QTime(0, 1)), Section::Today);
    QCOMPARE(section(1, QTime(23, 59)), Section::Yesterday); // six minutes ago
    QCOMPARE(section(2, QTime(12, 0)), Section::LastSevenDays);
    QCOMPARE(section(7, QTime(12, 0)), Section::LastSevenDays);
    QCOMPARE(section(8, QTime(12, 0)), Section::LastThirtyDays);
    QCOMPARE(section(30, QTime(12, 0)), Section::LastThirtyDays);
    QCOMPARE(section(31, QTime(12, 0)), Section::Older);
    QCOMPARE(section(-1, QTime(12, 0)), Section::Today); // a clock that was wrong
}

void TestConversationList::anEmptyOneIsNotStored()
{
    m_list->create();
    m_list->create();
    QCOMPARE(m_list->count(), 0);
    open();
    QCOMPARE(m_list->count(), 0);
}

void TestConversationList::newestFirst()
{
    QSignalSpy resets(m_list, &QAbstractItemModel::modelReset);
    converse("one");
    QTest::qWait(2);
    converse("two");
    QTest::qWait(2);
    converse("three");
    QCOMPARE(titlesShown(), (QStringList{"three", "two", "one"}));
    QSignalSpy moved(m_list, &QAbstractItemModel::rowsMoved);
    m_list->open(idAt(2));
    sendAndWait(*m_workspace, "again"); // typed before the conversation is there
    QCOMPARE(titlesShown(), (QStringList{"one", "three", "two"}));
    QCOMPARE(moved.size(), 1);
    QCOMPARE(resets.size(), 0);
    open();
    QCOMPARE(titlesShown(), (QStringList{"one", "three", "two"}));
    QCOMPARE(value(*m_list, 0, ConversationList::SectionRole).toInt(), int(Section::Today));
}

void TestConversationList::renameIsKept()
{
    converse("one");
    m_list->rename(idAt(0), "  New\nname ");
    QTRY_COMPARE(titlesShown(), QStringList{"New name"});
    m_list->rename(idAt(0), "   ");
    m_list->rename(12345, "nobody"); // gone: a notice, nothing else
    QTRY_VERIFY(m_workspace->notices()->count() > 0);
    QCOMPARE(titlesShown(), QStringList{"New name"});
    open();
    QCOMPARE(titlesShown(), QStringList{"New name"});
}

void TestConversationList::removeAndUndo()
{
    converse("one");
    converse("two");
    const auto id = idAt(1);
    m_list->remove(id);
    QTRY_COMPARE(titlesShown(), QStringList{"two"});
    NoticeList& notices = *m_workspace->notices();
    QCOMPARE(notices.count(), 1);
    QCOMPARE(value(notices, 0, NoticeList::ActionIdRole).toString(), QString("undo"));
    QVERIFY(value(notices, 0, NoticeList::TextRole).toString().contains("one"));
    notices.act(value(notices, 0, NoticeList::NoticeIdRole).toInt());
    QTRY_COMPARE(titlesShown(), (QStringList{"two", "one"}));
    QCOMPARE(notices.count(), 0);
    m_list->open(id);
    QTRY_COMPARE(m_workspace->chat()->messages()->text(0), QString("one"));
}

void TestConversationList::removeWhileShown()
{
    m_profile->script()->tokens = 1'000'000;
    m_profile->script()->rate = 500;
    m_workspace->chat()->setDraft("one");
    m_workspace->chat()->send();
    QTRY_VERIFY(m_workspace->chat()->tokenRate() > 0);
    m_list->remove(m_list->currentId());
    QTRY_COMPARE(m_list->currentId(), 0);
    QCOMPARE(m_workspace->chat()->messages()->count(), 0);
    m_workspace->chat()->stop();
    QTRY_VERIFY(!m_workspace->chat()->busy());
    QCOMPARE(m_list->count(), 0);
}

void TestConversationList::searchFindsTitlesAndText()
{
    m_profile->script()->say("pineapple ");
    converse("About fruit");
    m_profile->script()->say("other ");
    converse("About trees");
    m_list->setSearchText("pineap");
    QTRY_COMPARE(titlesShown(), QStringList{"About fruit"});
    QVERIFY(value(*m_list, 0, ConversationList::SnippetRole).toString().contains("pineapple"));
    m_list->setSearchText("trees");
    QTRY_COMPARE(titlesShown(), QStringList{"About trees"});
    m_list->setSearchText("nowhere");
    QTRY_COMPARE(m_list->count(), 0);
    m_list->setSearchText(QString(40'000, 'x')); // more than a text field takes
    QCOMPARE(m_list->searchText().size(), ConversationList::kMostSearched);
    m_list->setSearchText("\"AND (* NEAR");
    QTest::qWait(250);
    QCOMPARE(m_workspace->notices()->count(), 0); // any text is a query
    m_list->setSearchText("");
    QCOMPARE(titlesShown(), (QStringList{"About trees", "About fruit"}));
    QCOMPARE(value(*m_list, 0, ConversationList::SnippetRole).toString(), QString());
}

void TestConversationList::lateSearchAnswersAreDropped()
{
    converse("one");
    converse("two");
    m_list->setSearchText("one");
    QTest::qWait(160); // asked
    m_list->setSearchText("");
    QTest::qWait(200);
    QCOMPARE(m_list->count(), 2);
}

void TestConversationList::pinnedComeFirst()
{
    converse("one");
    QTest::qWait(2);
    converse("two");
    m_list->setPinned(idAt(1), true);
    QTRY_COMPARE(titlesShown(), (QStringList{"one", "two"}));
    QCOMPARE(value(*m_list, 0, ConversationList::PinnedRole).toBool(), true);
    QCOMPARE(value(*m_list, 0, ConversationList::SectionRole).toInt(), int(Section::Pinned));
}

void TestConversationList::hostileTitles()
{
    converse("<img src=x> **b** \u202E\n\u0001");
    const QString title = titlesShown().first();
    QVERIFY(title.contains("<img src=x> **b**")); // shown as plain text by the window
    QVERIFY(!title.contains(QChar(0x202E)) && !title.contains('\n') && !title.contains(QChar(1)));
    QString lone("a");
    lone += QChar(0xD800);
    m_list->rename(idAt(0), lone);
    QTRY_COMPARE(titlesShown().first(), QString("a\uFFFD"));
}

void TestConversationList::foldersAreRows()
{
    converse("one");
    converse("two");
    const qlonglong one = idAt(1);
    m_list->createFolder("Work", one);
    QTRY_COMPARE(titlesShown(), (QStringList{"Work", "one", "two"}));
    QVERIFY(value(*m_list, 0, ConversationList::IsFolderRole).toBool());
    QVERIFY(value(*m_list, 0, ConversationList::OpenRole).toBool());
    QCOMPARE(value(*m_list, 0, ConversationList::InsideRole).toInt(), 1);
    QCOMPARE(value(*m_list, 1, ConversationList::SectionRole).toInt(), int(Section::Folders));
    const qlonglong work = value(*m_list, 0, ConversationList::FolderRole).toLongLong();
    QCOMPARE(value(*m_list, 1, ConversationList::FolderRole).toLongLong(), work);
    m_list->setPinned(one, true);
    QTRY_COMPARE(titlesShown(), (QStringList{"one", "Work", "two"}));
    m_list->setPinned(one, false);
    m_list->createFolder("Anything");
    QTRY_COMPARE(titlesShown(), (QStringList{"Anything", "Work", "one", "two"}));
    m_list->renameFolder(work, "A");
    QTRY_COMPARE(titlesShown(), (QStringList{"A", "one", "Anything", "two"}));
    m_list->moveToFolder(one, 0);
    QTRY_COMPARE(titlesShown(), (QStringList{"A", "Anything", "two", "one"}));
    m_list->renameFolder(work, "  ");
    m_list->createFolder(" ");
    m_list->moveToFolder(one, 999); // there is none
    QTRY_COMPARE(m_workspace->notices()->count(), 1);
    QCOMPARE(titlesShown(), (QStringList{"A", "Anything", "two", "one"}));
}

void TestConversationList::foldersOutliveTheApp()
{
    converse("one");
    m_list->createFolder("Work", idAt(0));
    QTRY_COMPARE(titlesShown(), (QStringList{"Work", "one"}));
    m_list->toggleFolder(value(*m_list, 0, ConversationList::FolderRole).toLongLong());
    QCOMPARE(titlesShown(), QStringList{"Work"});
    open();
    QTRY_COMPARE(titlesShown(), QStringList{"Work"});
    m_list->toggleFolder(value(*m_list, 0, ConversationList::FolderRole).toLongLong());
    QCOMPARE(titlesShown(), (QStringList{"Work", "one"}));
    m_list->createIn(value(*m_list, 0, ConversationList::FolderRole).toLongLong());
    sendAndWait(*m_workspace, "inside");
    QTRY_COMPARE(titlesShown(), (QStringList{"Work", "inside", "one"}));
}

void TestConversationList::removedFoldersComeBack()
{
    converse("one");
    m_list->createFolder("Two\nlines", idAt(0));
    QTRY_COMPARE(titlesShown(), (QStringList{"Two lines", "one"}));
    m_list->removeFolder(value(*m_list, 0, ConversationList::FolderRole).toLongLong());
    QTRY_COMPARE(titlesShown(), QStringList{"one"});
    QTRY_COMPARE(m_workspace->notices()->count(), 1);
    m_workspace->notices()->act(value(*m_workspace->notices(), 0, NoticeList::NoticeIdRole).toInt());
    QTRY_COMPARE(titlesShown(), (QStringList{"Two lines", "one"}));
}

void TestConversationList::hostileFolders()
{
    converse("one");
    for (const QString& name : {QString("<img src=x>"), QString(10'000, 'x'), QString(QChar(0x202E)) + "abc"})
        m_list->createFolder(name, idAt(m_list->count() - 1));
    QTRY_COMPARE(m_list->folders().size(), 3);
    for (const QVariant& folder : m_list->folders())
        QVERIFY(folder.toMap()["name"].toString().size() <= 110);
}

QTEST_GUILESS_MAIN(TestConversationList)
#include "tst_conversation_list.moc"
