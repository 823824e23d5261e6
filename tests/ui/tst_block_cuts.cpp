// SPDX-License-Identifier: GPL-3.0-or-later
// Very long messages: cut into pieces that are cheap, shown in part, and whole again where they are copied. That no
// event of the GUI thread takes longer than 50 ms is measured by tests/bench/bench_window; here are the bounds that it
// rests on.
#include "tests/qml/hostile_messages.h"
#include "ui/chat/block_cuts.h"
#include "ui/chat/block_list.h"

#include <QSignalSpy>
#include <QTest>
#include <QTextBoundaryFinder>

using namespace ui;

namespace
{

QString joined(const QList<Block>& pieces)
{
    QString all;
    for (const Block& piece : pieces)
        all += (piece.continued == Continuation::NextLine ? QString("\n") : QString()) + piece.text;
    return all;
}

qint64 budgetOf(const QList<Block>& pieces)
{
    qint64 cost = 0;
    for (const Block& piece : pieces)
        cost += costOf(piece).budget;
    return cost;
}

QString shownOf(BlockList& list)
{
    QString all;
    for (int guard = 0; list.hidden() > 0 && guard < 100'000; ++guard)
        list.showMore();
    return joined(list.blocks());
}

} // namespace

class TestBlockCuts : public QObject
{
    Q_OBJECT

private slots:
    void piecesAreTheWhole_data();
    void piecesAreTheWhole();
    void noLetterIsCut();
    void formatsGoOn();
    void hostileKeepsItsBounds();
    void ordinaryIsWhole_data();
    void ordinaryIsWhole();
    void moreComesBelow();
    void hiddenCodeIsCopied();
    void whatStreamsIsWhole();
    void allComesInTurns();
    void hiddenIsCountedInTheSource();
    void heightsAreKept();
};

void TestBlockCuts::piecesAreTheWhole_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("letters") << QString("x").repeated(30'000);
    QTest::newRow("lines") << QString("a line of a log\n").repeated(3000).chopped(1);
    QTest::newRow("words") << QString("some words. ").repeated(5000).chopped(1);
    QTest::newRow("chinese") << QString::fromUtf8("这是一个句子。").repeated(2000);
    QTest::newRow("emoji") << QString::fromUtf8("\U0001F469\u200D\U0001F469\u200D\U0001F467").repeated(500);
    QTest::newRow("accents") << "a" + QString(20'000, QChar(0x301));
}

void TestBlockCuts::piecesAreTheWhole()
{
    QFETCH(QString, text);
    for (const BlockKind kind : {BlockKind::Paragraph, BlockKind::Code}) {
        Block whole;
        whole.kind = kind;
        whole.text = text;
        const QList<Block> pieces = cutLong({whole});
        QVERIFY(pieces.size() > 1);
        QCOMPARE(joined(pieces), text);
        const int most = kind == BlockKind::Code ? kMostOfCode : kMostOfPiece;
        for (const Block& piece : pieces) {
            QVERIFY(!piece.text.isEmpty());
            // One letter more may have cost as much as a joiner, and a line may begin anew.
            QVERIFY2(costOf(piece).making <= most + 20'000, qPrintable(QString::number(costOf(piece).making)));
        }
        QVERIFY(cutLong(pieces) == pieces); // they are not cut again
    }
}

void TestBlockCuts::noLetterIsCut()
{
    const QString family = QString::fromUtf8("\U0001F469\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466");
    for (const QString& letter : {family, QString::fromUtf8("\U0001F600"), QString::fromUtf8("\U0001F1E9\U0001F1EA"),
                                  QString("e") + QChar(0x301)}) {
        Block whole;
        whole.text = letter.repeated(30'000 / letter.size());
        for (const Block& piece : cutLong({whole}))
            QCOMPARE(piece.text.size() % letter.size(), 0);
    }
}

void TestBlockCuts::formatsGoOn()
{
    const QList<Block> blocks = parseMarkdown("- **" + QString("bold words ").repeated(700) + "x** plain");
    QVERIFY(blocks.size() > 1);
    QCOMPARE(blocks[0].marker, QString("•"));
    for (const Block& piece : blocks) {
        QCOMPARE(piece.kind, BlockKind::Item);
        QCOMPARE(piece.spans.list.size(), 1); // the last one ends with plain words
        QCOMPARE(piece.spans.list.first().start, 0);
        QVERIFY(piece.spans.list.first().length <= piece.text.size());
    }
    QCOMPARE(blocks[1].marker, QString());
    const QList<Block> table = parseMarkdown("| a | b |\n|---|---|\n" + QString("| 1 | 2 |\n").repeated(60));
    qsizetype rows = 0;
    for (const Block& piece : table) {
        QCOMPARE(piece.kind, BlockKind::Table);
        QVERIFY(piece.cells.size() * 2 <= kMostCells);
        QCOMPARE(piece.continued == Continuation::None, rows == 0);
        rows += piece.cells.size();
    }
    QCOMPARE(rows, 61);
}

// However a message is made: what is shown of it at first costs no more than its budget and one piece, and the number
// of items and of letters in each is bounded by that.
void TestBlockCuts::hostileKeepsItsBounds()
{
    for (const QString& message : tests::hostileMessages("/x", 100'000))
        for (const auto format : {BlockList::Format::Markdown, BlockList::Format::Plain}) {
            BlockList list(format);
            list.setSource(message);
            const QByteArray what = message.left(40).toUtf8();
            QVERIFY2(budgetOf(list.blocks()) <= BlockList::kBudget + 160'000, what);
            QVERIFY2(list.count() <= 1001, what);
            for (const Block& piece : list.blocks()) {
                QVERIFY2(piece.text.size() <= 8000, what);
                QVERIFY2(piece.text.count(u'\n') <= 200, what);
                QVERIFY2(piece.cells.size() * piece.alignments.size() <= kMostCells, what);
            }
        }
}

void TestBlockCuts::ordinaryIsWhole_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("prose") << QString("Some words of an ordinary answer, which goes on. ").repeated(1000);
    QTest::newRow("blocks")
        << QString("A paragraph with about as many letters as one has in an answer.\n\n").repeated(500);
    QTest::newRow("chinese")
        << (QString::fromUtf8("这是一段普通的回答，内容很长。").repeated(5) + "\n\n").repeated(450);
    QTest::newRow("code") << "```cpp\n" + QString("    const int value = compute(another, third);\n").repeated(1000) +
                                 "```";
    QTest::newRow("table") << "| a | b | c | d |\n|---|---|---|---|\n" +
                                  QString("| one | two | three | four |\n").repeated(60);
    QTest::newRow("log") << QString("2026-11-22 03:14:15 INFO a line of a log that was pasted\n").repeated(1000);
}

void TestBlockCuts::ordinaryIsWhole()
{
    QFETCH(QString, text);
    for (const auto format : {BlockList::Format::Markdown, BlockList::Format::Plain}) {
        BlockList list(format);
        list.setSource(text);
        QCOMPARE(list.hidden(), 0.0);
    }
}

void TestBlockCuts::moreComesBelow()
{
    const QString text = QString("x").repeated(200'000);
    BlockList list(BlockList::Format::Plain);
    list.setSource(text);
    QVERIFY(list.hidden() > 100'000);
    const QList<Block> before = list.blocks();
    const double hidden = list.hidden();
    QSignalSpy asked(&list, &BlockList::moreAsked);
    QSignalSpy removed(&list, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(&list, &QAbstractItemModel::dataChanged);
    list.showMore();
    QCOMPARE(asked.size(), 1);
    QVERIFY(removed.isEmpty() && changed.isEmpty());
    QVERIFY(list.hidden() < hidden);
    QVERIFY(list.blocks().first(before.size()) == before);
    QCOMPARE(shownOf(list).remove(QChar(0x200B)), text);
}

void TestBlockCuts::hiddenCodeIsCopied()
{
    const QString code = QString("int x = 0; // y\n").repeated(100'000).chopped(1);
    BlockList list(BlockList::Format::Markdown);
    list.setSource("before\n\n```cpp\n" + code + "\n```\n\nafter");
    QVERIFY(list.hidden() > 0);
    QCOMPARE(list.codeText(1), code);
    QCOMPARE(list.codeText(2), code);
}

void TestBlockCuts::whatStreamsIsWhole()
{
    BlockList list(BlockList::Format::Markdown);
    QString text = QString("x").repeated(200'000);
    list.setSource(text);
    QVERIFY(list.hidden() > 0);
    text += " and goes on\n\nto its **end**";
    list.append(text);
    QCOMPARE(list.hidden(), 0.0);
    QVERIFY(list.blocks() == parseMarkdown(text));
    text += ".";
    list.append(text);
    QVERIFY(list.blocks() == parseMarkdown(text));
}

void TestBlockCuts::allComesInTurns()
{
    const QString text = "```\n" + QString("a line of code\n").repeated(40'000) + "```\n\nthe **end**";
    BlockList list(BlockList::Format::Markdown);
    list.setSource(text);
    const QList<Block> before = list.blocks();
    QSignalSpy inserted(&list, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&list, &QAbstractItemModel::rowsRemoved);
    list.showAll();
    QVERIFY(list.unfolding() && list.hidden() > 0);
    QTRY_COMPARE(list.hidden(), 0.0);
    QVERIFY(!list.unfolding());
    QVERIFY(inserted.size() > 10); // parts of 16 kB
    QVERIFY(removed.isEmpty());
    QVERIFY(list.blocks().first(before.size()) == before);
    QVERIFY(list.blocks() == parseMarkdown(text));
    list.append(text + " and on");
    QVERIFY(list.blocks() == parseMarkdown(text + " and on"));
}

void TestBlockCuts::hiddenIsCountedInTheSource()
{
    for (const QString& text : {QString("[a](http://e.org/) ").repeated(100'000), QString("---\n").repeated(20'000),
                                QString(50'000, QChar(1)), QString("x").repeated(1'000'000)}) {
        BlockList list(BlockList::Format::Markdown);
        list.setSource(text);
        QCOMPARE(list.total(), double(text.size()));
        QVERIFY(list.hidden() < list.total());
        while (list.hidden() > 0) {
            const double before = list.hidden();
            list.showMore();
            QVERIFY(list.hidden() < before);
        }
        QCOMPARE(list.total(), 0.0);
    }
}

void TestBlockCuts::heightsAreKept()
{
    BlockList list(BlockList::Format::Markdown);
    QString text = "one\n\ntwo";
    list.setSource(text);
    QCOMPARE(list.knownHeight(1, 500, 24), -1.0);
    for (const int row : {0, 1})
        list.keepHeight(row, 500, 24, 30 + row);
    QCOMPARE(list.knownHeight(0, 500, 24), 30.0);
    QCOMPARE(list.knownHeight(1, 500, 24), 31.0);
    QCOMPARE(list.knownHeight(1, 400, 24), -1.0);
    QCOMPARE(list.knownHeight(1, 500, 30), -1.0);
    text += " and more";
    list.append(text);
    QCOMPARE(list.knownHeight(0, 500, 24), 30.0);
    QCOMPARE(list.knownHeight(1, 500, 24), -1.0);
    list.keepHeight(1, 400, 24, 55);
    QCOMPARE(list.knownHeight(0, 500, 24), -1.0);
    QCOMPARE(list.knownHeight(1, 400, 24), 55.0);
}

QTEST_GUILESS_MAIN(TestBlockCuts)
#include "tst_block_cuts.moc"
