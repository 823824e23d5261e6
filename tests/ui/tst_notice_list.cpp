// SPDX-License-Identifier: GPL-3.0-or-later
// Notices: posted once, acted on once, and only the harmless ones leave by themselves.
#include "ui/notices/notice_list.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace ui;
using Kind = NoticeList::Kind;

class TestNoticeList : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(".*")); }
    void theSameStandsOnce();
    void actingRemoves();
    void subjectsLeaveTogether();
    void thereAreNeverTooMany();
    void infoLeavesByItself();
};

void TestNoticeList::theSameStandsOnce()
{
    NoticeList list;
    QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int first = list.post(Kind::Error, "The disk is full.", {}, "storage");
    QCOMPARE(list.post(Kind::Error, "The disk is full.", {}, "storage"), first);
    QVERIFY(list.post(Kind::Error, "Another.", {}, "storage") != first);
    QCOMPARE(list.count(), 2);
    list.dismiss(first);
    list.dismiss(first);
    list.dismiss(-1);
    QCOMPARE(list.count(), 1);
    list.post(Kind::Error, "The disk is full.", {}, "storage");
    QCOMPARE(list.count(), 2);
}

void TestNoticeList::actingRemoves()
{
    NoticeList list;
    QSignalSpy acted(&list, &NoticeList::acted);
    const int undo = list.post(Kind::Info, "Deleted.", "undo", "17");
    const int plain = list.post(Kind::Warning, "Careful.");
    list.act(undo);
    list.act(undo);
    list.act(plain); // has no action: it only leaves
    QCOMPARE(acted.size(), 1);
    QCOMPARE(acted[0], (QVariantList{"undo", "17"}));
    QCOMPARE(list.count(), 0);
}

void TestNoticeList::subjectsLeaveTogether()
{
    NoticeList list;
    QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    list.post(Kind::Error, "a", {}, "storage");
    list.post(Kind::Error, "b", {}, "model");
    list.post(Kind::Error, "c", {}, "storage");
    list.postLatest(Kind::Error, "d", "model");
    list.postLatest(Kind::Error, "b", "model");
    QCOMPARE(list.count(), 3);
    list.dismissSubject("storage");
    QCOMPARE(list.count(), 1);
    QCOMPARE(list.data(list.index(0), NoticeList::TextRole).toString(), QString("b"));
}

void TestNoticeList::thereAreNeverTooMany()
{
    NoticeList list;
    for (int i = 0; i < 100; ++i)
        list.post(Kind::Error, QString::number(i));
    QCOMPARE(list.count(), NoticeList::kMost);
    QCOMPARE(list.data(list.index(list.count() - 1), NoticeList::TextRole).toString(), QString("99"));
}

void TestNoticeList::infoLeavesByItself()
{
    NoticeList list;
    list.post(Kind::Info, "Deleted.", "undo", "17");
    list.post(Kind::Error, "Stays.");
    QTest::qWait(NoticeList::kUndoMs - 1000);
    QCOMPARE(list.count(), 2);
    QTRY_COMPARE(list.count(), 1);
    QCOMPARE(list.data(list.index(0), NoticeList::TextRole).toString(), QString("Stays."));
}

QTEST_GUILESS_MAIN(TestNoticeList)
#include "tst_notice_list.moc"
