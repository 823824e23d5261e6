// SPDX-License-Identifier: GPL-3.0-or-later
// A message that streams: the same blocks in the end as parsed at once, precise changes, and no more work for each
// piece however long the answer is.
#include "tests/support/processor_time.h"
#include "ui/chat/block_list.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace ui;

namespace
{

QString answerText() // about 2 kB with each kind of block
{
    return QString::fromUtf8(
        "# Answer\n\nSome **bold *and italic*** text with `code` and a [link](https://e.org).\n"
        "Next line.\n\n- one\n- two\n  - nested\n\n  goes on\n- [x] done\n\n1. a\n\n1. b\n\n"
        "```cpp\nint main()\n{\n\n    return 0;\n}\n```\ntext at once\n\n> quote\n> more\n\n"
        "| a | b |\n|---|:-:|\n| 1 | 2 |\n\n***\n\nSetext\n======\n\n你好，世界。\xF0\x9F\x98\x80\n\n"
        "~~~\nunclosed\n\n# not a heading\n~~~~~\n\nAn &amp; entity ![image](http://x) <b>html</b>\n"
        "[r]: http://e.org\n\n    indented\n\n    code\n\nend * of _ it");
}

QList<Block> streamed(const QString& source, const std::function<qsizetype()>& step, int* rowsRemoved = nullptr)
{
    BlockList list(BlockList::Format::Markdown);
    QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(&list, &QAbstractItemModel::modelReset);
    QSignalSpy removed(&list, &QAbstractItemModel::rowsRemoved);
    for (qsizetype at = 0; at < source.size();) {
        at = std::min(source.size(), at + step());
        list.append(source.left(at));
    }
    if (!resets.isEmpty())
        qFatal("the list was reset");
    if (rowsRemoved != nullptr)
        *rowsRemoved = int(removed.size());
    return list.blocks();
}

} // namespace

class TestBlockList : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QTest::failOnWarning(QRegularExpression(".*")); }
    void charactersGiveTheSame();
    void piecesGiveTheSame();
    void longTextsGiveTheSame();
    void onlyTheTailChanges();
    void workDoesNotGrow_data();
    void workDoesNotGrow();
    void rolesAreThere();
};

void TestBlockList::charactersGiveTheSame()
{
    const QString source = answerText();
    const auto blocks = streamed(source, [] { return qsizetype(1); });
    QVERIFY(blocks.size() > 15);
    QVERIFY(blocks == parseMarkdown(source));
}

void TestBlockList::piecesGiveTheSame()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 200; ++round) {
        QStringList lines = answerText().split('\n'); // a new mixture each time, also a senseless one
        for (int swaps = round; swaps > 0; --swaps)
            lines.swapItemsAt(random.bounded(int(lines.size())), random.bounded(int(lines.size())));
        const QString source = lines.join('\n');
        const auto blocks = streamed(source, [&] { return qsizetype(random.bounded(1, 40)); });
        QVERIFY2(blocks == parseMarkdown(source), qPrintable(source));
    }
}

void TestBlockList::longTextsGiveTheSame()
{
    QRandomGenerator random(11);
    const QStringList sources{
        "```py\n" + QString("print('x') # some code\n").repeated(6000) + "```\n\nafter",
        QString("word ").repeated(30'000),
        QString("x").repeated(150'000),
        QString("- an item of a long list\n").repeated(6000),
        "| a | b |\n|---|---|\n" + QString("| 1 | 2 |\n").repeated(12'000),
        QString("> a quoted line\n").repeated(9000),
        QString("a line of one paragraph\n").repeated(6000),
    };
    for (const QString& source : sources)
        QVERIFY2(streamed(source, [&] { return qsizetype(random.bounded(1, 3000)); }) == parseMarkdown(source),
                 qPrintable(source.left(40)));
}

void TestBlockList::onlyTheTailChanges()
{
    BlockList list(BlockList::Format::Markdown);
    QString source;
    int lowest = 0;
    connect(&list, &QAbstractItemModel::dataChanged, this, [&](const QModelIndex& first) {
        QVERIFY2(first.row() >= list.count() - 2, qPrintable(source.right(80)));
        ++lowest;
    });
    for (int paragraph = 0; paragraph < 50; ++paragraph)
        for (const char* const word : {"some ", "words ", "of ", "text.", "\n", "\n"}) {
            source += QString::fromLatin1(word);
            list.append(source);
        }
    QCOMPARE(list.count(), 50);
    QVERIFY(lowest > 50);
}

void TestBlockList::workDoesNotGrow_data()
{
    QTest::addColumn<QString>("piece");
    QTest::addColumn<QString>("begin");
    QTest::newRow("paragraphs") << "some words of an answer. And more.\n\n"
                                << "";
    QTest::newRow("one paragraph") << "some words of an answer, and more. "
                                   << "";
    QTest::newRow("lines") << "some words of an answer, and more.\n"
                           << "";
    QTest::newRow("list") << "- some words of an answer, and more\n"
                          << "";
    QTest::newRow("code") << "    int value = compute(another);\n"
                          << "```cpp\n";
    QTest::newRow("table") << "| some words | of an answer |\n"
                           << "| a | b |\n|---|---|\n";
    QTest::newRow("no space") << "abcdefghijklmnopqrstuvwxyz0123456789"
                              << "";
}

// The longest part has 64 kB, so that after the first 100 kB the time for a piece stays what it is.
void TestBlockList::workDoesNotGrow()
{
    QFETCH(QString, piece);
    QFETCH(QString, begin);
    piece = piece.repeated(8); // what comes in 25 ms at about 2,000 tokens per second
    BlockList list(BlockList::Format::Markdown);
    QString source = begin;
    QList<qint64> nanoseconds; // per 100 kB
    qint64 worst = 0;
    for (int part = 0; part < 4; ++part) {
        const support::ProcessorTime time;
        for (qsizetype added = 0; added < 100'000; added += piece.size()) {
            source += piece;
            QElapsedTimer one;
            one.start();
            list.append(source);
            worst = std::max(worst, one.nsecsElapsed());
        }
        nanoseconds.append(time.milliseconds() * 1'000'000);
    }
    const auto pieces = 100'000 / piece.size();
    qInfo("first 100 kB %lld us a flush, fourth %lld us, worst %lld us", nanoseconds[0] / pieces / 1000,
          nanoseconds[3] / pieces / 1000, worst / 1000);
    // Quadratic work would make the fourth 7 times the first; half of that leaves room for a busy machine.
    QVERIFY(nanoseconds[3] < nanoseconds[0] * 7 / 2);
}

void TestBlockList::rolesAreThere()
{
    BlockList list(BlockList::Format::Markdown);
    QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    list.setSource("# T\n\n2. item\n\n> **q**\n\n```c\nx\n```\n\n| a |\n|:-:|\n| b |");
    QCOMPARE(list.count(), 5);
    const auto at = [&](int row, int role) { return list.data(list.index(row), role); };
    QCOMPARE(at(0, BlockList::KindRole).toInt(), int(BlockList::Kind::Heading));
    QCOMPARE(at(0, BlockList::LevelRole).toInt(), 1);
    QCOMPARE(at(1, BlockList::MarkerRole).toString(), QString("2."));
    QCOMPARE(at(2, BlockList::QuoteDepthRole).toInt(), 1);
    QCOMPARE(at(2, BlockList::SpansRole).value<SpanList>().list, (QList<InlineSpan>{{0, 1, InlineSpan::Bold, {}}}));
    QCOMPARE(at(3, BlockList::LanguageRole).toString(), QString("c"));
    QCOMPARE(at(4, BlockList::CellsRole).toList().size(), 2);
    QCOMPARE(at(4, BlockList::CellsRole).toList()[1].toList()[0].value<TableCell>().text, "b");
    QCOMPARE(at(4, BlockList::AlignmentsRole).toList(), QVariantList{int(Qt::AlignHCenter)});
    QCOMPARE(list.codeText(-1), QString());
    QCOMPARE(list.codeText(99), QString());
    QCOMPARE(list.rowCount(list.index(0)), 0);
    QCOMPARE(list.roleNames().size(), 10);
}

QTEST_GUILESS_MAIN(TestBlockList)
#include "tst_block_list.moc"
