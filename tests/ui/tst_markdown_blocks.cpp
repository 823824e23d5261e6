// SPDX-License-Identifier: GPL-3.0-or-later
// Markdown to blocks: what each construct becomes, and that hostile text stays text and takes little time.
#include "ui/chat/block_list.h"
#include "ui/chat/markdown_blocks.h"
#include "ui/chat/visible_text.h"

#include <QElapsedTimer>
#include <QTest>

using namespace ui;

namespace
{

// One line per block: kind, what is special, text with its spans as [style:text].
QString marked(QString text, const SpanList& spans)
{
    for (auto span = spans.list.crbegin(); span != spans.list.crend(); ++span) {
        const QString link = span->url.isEmpty() ? QString() : "=" + span->url;
        text.insert(span->start + span->length, "]");
        text.insert(span->start, "[" + QString::number(span->style) + link + ":");
    }
    return text;
}

QString described(const QList<Block>& blocks)
{
    QStringList lines;
    for (const Block& block : blocks) {
        static const QStringList kNames{"P", "H", "I", "C", "T", "R"};
        QString line = kNames[int(block.kind)];
        if (block.level > 0)
            line += QString::number(block.level);
        if (block.quoteDepth > 0)
            line += QString(">").repeated(block.quoteDepth);
        if (!block.marker.isEmpty())
            line += "(" + block.marker + ")";
        if (!block.language.isEmpty())
            line += "{" + block.language + "}";
        QString text = marked(block.text, block.spans);
        if (block.kind == BlockKind::Table) {
            for (const int alignment : block.alignments)
                line += "/" + QString::number(alignment);
            QStringList rows;
            for (const QList<TableCell>& row : block.cells) {
                QStringList cells;
                for (const TableCell& cell : row)
                    cells.append(marked(cell.text, cell.spans));
                rows.append(cells.join("\t"));
            }
            text = rows.join("\n");
        }
        line += ":" + text.replace("\n", "\\n").replace("\t", "\\t");
        lines.append(line);
    }
    return lines.join(" | ");
}

qint64 millisecondsToParse(const QString& source)
{
    QElapsedTimer timer;
    timer.start();
    const auto blocks = parseMarkdown(source);
    const qint64 elapsed = timer.elapsed();
    for (const Block& block : blocks)
        Q_ASSERT(block.text.size() < 4 * PartScanner::kHardLimit);
    return elapsed;
}

} // namespace

class TestMarkdownBlocks : public QObject
{
    Q_OBJECT

private slots:
    void constructs_data();
    void constructs();
    void hostileStaysText_data();
    void hostileStaysText();
    void hostileIsFast_data();
    void hostileIsFast();
    void invisibleIsShown();
    void longRunsAreBroken();
    void longCodeIsCutAndWhole();
    void tablesOfTooManyCellsAreText();
    void plainTextIsNoMarkdown();
    void partsGiveTheSameAsTheWhole();
};

void TestMarkdownBlocks::constructs_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* source, const char* expected) {
        QTest::newRow(name) << QString::fromUtf8(source) << QString::fromUtf8(expected);
    };
    row("empty", "", "");
    row("blank lines", "\n\n  \n", "");
    row("paragraph", "Hello", "P:Hello");
    row("two paragraphs", "a\n\nb", "P:a | P:b");
    row("line end is kept", "a\nb", "P:a\\nb");
    row("hard break", "a  \nb", "P:a\\nb");
    row("backslash break", "a\\\nb", "P:a\\nb");
    row("heading 1", "# T", "H1:T");
    row("heading 6", "###### T", "H6:T");
    row("no heading 7", "####### T", "P:####### T");
    row("closed heading", "## T ##", "H2:T");
    row("setext 1", "T\n===", "H1:T");
    row("setext 2", "T\n---", "H2:T");
    row("no space no heading", "#T", "P:#T");
    row("heading then text", "# T\ntext", "H1:T | P:text");
    row("bold", "**b**", "P:[1:b]");
    row("italic", "*i*", "P:[2:i]");
    row("underscores", "_i_ __b__", "P:[2:i] [1:b]");
    row("bold italic", "***x***", "P:[3:x]");
    row("nested", "**a *b* c**", "P:[1:a ][3:b][1: c]");
    row("strike", "~~x~~", "P:[8:x]");
    row("code span", "a `b*c*` d", "P:a [4:b*c*] d");
    row("double backticks", "`` a`b ``", "P:[4:a`b]");
    row("bold code", "**`x`**", "P:[5:x]");
    row("unclosed bold", "**b", "P:**b");
    row("snake_case_word", "snake_case_word", "P:snake_case_word");
    row("stars in math", "2 * 3 * 4", "P:2 * 3 * 4");
    row("escape", "\\*x\\*", "P:*x*");
    row("link", "[t](https://e.org)", "P:[16=https://e.org:t]");
    row("link with title", "[t](https://e.org \"x\")", "P:[16=https://e.org:t]");
    row("bold link", "**[t](u)**", "P:[17=u:t]");
    row("two links", "[a](u)[b](v)", "P:[16=u:a][16=v:b]");
    row("autolink", "<https://e.org>", "P:[16=https://e.org:https://e.org]");
    row("mail", "<a@e.org>", "P:[16=mailto:a@e.org:a@e.org]");
    row("bare address stays", "https://e.org", "P:https://e.org");
    row("reference is text", "[t][1]\n\n[1]: https://e.org", "P:[t][1] | P:[1]: https://e.org");
    row("footnote is text", "[^1]: note", "P:[^1]: note");
    row("bullets", "- a\n- b", "I(•):a | I(•):b");
    row("star bullets", "* a\n* b", "I(•):a | I(•):b");
    row("loose bullets", "- a\n\n- b", "I(•):a | I(•):b");
    row("numbers", "1. a\n2. b", "I(1.):a | I(2.):b");
    row("numbers go on", "3) a\n3) b", "I(3)):a | I(4)):b");
    row("loose numbers go on", "1. a\n\n1. b\n\n1. c", "I(1.):a | I(2.):b | I(3.):c");
    row("nested list", "- a\n  - b\n    - c\n- d", "I(•):a | I1(•):b | I2(•):c | I(•):d");
    row("mixed list", "1. a\n   - b\n2. c", "I(1.):a | I1(•):b | I(2.):c");
    row("item with paragraphs", "- a\n\n  b", "I(•):a | I:b");
    row("item with code", "- a\n\n  ```c\n  x\n  ```", "I(•):a | C1{c}:x");
    row("item of code", "- ```\n  x\n  ```", "I(•): | C1:x");
    row("empty item", "-\n- a", "I(•): | I(•):a");
    row("list ends", "- a\n\ntext", "I(•):a | P:text");
    row("lazy line", "- a\nb", "I(•):a\\nb");
    row("task open", "- [ ] a", "I(☐):a");
    row("task done", "- [x] a\n- [X] b", "I(☑):a | I(☑):b");
    row("quote", "> a", "P>:a");
    row("two quotes deep", "> a\n>> b", "P>:a | P>>:b");
    row("quoted list", "> - a", "I>(•):a");
    row("quoted code", "> ```\n> x\n> ```", "C>:x");
    row("rule", "a\n\n---\n\nb", "P:a | R: | P:b");
    row("star rule", "***", "R:");
    row("fence", "```\nx\ny\n```", "C:x\\ny");
    row("fence language", "```cpp\nint x;\n```", "C{cpp}:int x;");
    row("fence info", "```cpp title=\"a b\"\nx\n```", "C{cpp}:x");
    row("tilde fence", "~~~\n```\n~~~", "C:```");
    row("longer fence", "````\n```\n````", "C:```");
    row("unclosed fence", "```\nx\n\n# y", "C:x\\n\\n# y");
    row("empty fence", "```\n```", "C:");
    row("blank line in code", "```\na\n\n\nb\n```\nc", "C:a\\n\\n\\nb | P:c");
    row("indented fence", "  ```\n  x\n    y\n  ```", "C:x\\n  y");
    row("indented code", "    x\n    y", "C:x\\ny");
    row("no markdown in code", "```\n**a** [b](c)\n```", "C:**a** [b](c)");
    row("table", "| a | b |\n|---|---|\n| 1 | 2 |", "T/0/0:a\\tb\\n1\\t2");
    row("table alignment", "|a|b|c|\n|:---|:---:|---:|\n|1|2|3|", "T/1/4/2:a\\tb\\tc\\n1\\t2\\t3");
    row("table short row", "|a|b|\n|---|---|\n|1|", "T/0/0:a\\tb\\n1\\t");
    row("table with formats", "|a|\n|---|\n|**b** `c`|", "T/0:a\\n[1:b] [4:c]");
    row("table with a link", "|a|*b*|\n|---|---|\n|[c](https://d.e)|f|", "T/0/0:a\\t[2:b]\\n[16=https://d.e:c]\\tf");
    row("pipe alone", "a | b", "P:a | b");
    row("entity", "&amp; &lt; &copy; &hellip;", "P:& < © …");
    row("numeric entity", "&#65; &#x1F600;", "P:A \xF0\x9F\x98\x80");
    row("bad entity", "&nosuch; &#0; &#x110000;", "P:&nosuch; \xEF\xBF\xBD \xEF\xBF\xBD");
    row("entity in code stays", "`&amp;`", "P:[4:&amp;]");
    row("Chinese", "你好，**世界**。", "P:你好，[1:世界]。");
    row("emoji span", "\xF0\x9F\x98\x80 **\xF0\x9F\x98\x80**", "P:\xF0\x9F\x98\x80 [1:\xF0\x9F\x98\x80]");
    row("CRLF", "# a\r\n\r\nb\r\n", "H1:a | P:b");
    row("tab", "a\tb", "P:a\\tb");
}

void TestMarkdownBlocks::constructs()
{
    QFETCH(QString, source);
    QFETCH(QString, expected);
    QCOMPARE(described(parseMarkdown(source)), expected);
}

void TestMarkdownBlocks::hostileStaysText_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* source, const char* expected) {
        QTest::newRow(name) << QString::fromUtf8(source) << QString::fromUtf8(expected);
    };
    row("image", "![alt](http://e.org/x.png)", "P:alt");
    row("image of a device", "![x](file:///dev/zero)", "P:x");
    row("image without text", "![](file:///dev/zero)", "P:file:///dev/zero");
    row("image with title", "![a](http://e.org/x \"t\")", "P:a");
    row("image in a link", "[![a](http://e.org/x)](http://e.org)", "P:[16=http://e.org:a]");
    row("image in bold", "**![a](x)**", "P:[1:a]");
    row("image in a heading", "# ![a](x)", "H1:a");
    row("image in a table", "|![a](x)|\n|---|\n|![b](y)|", "T/0:a\\nb");
    row("image in an item", "- ![a](x)", "I(•):a");
    row("image in a quote", "> ![a](x)", "P>:a");
    row("image in an image", "![a ![b](x) c](y)", "P:a b c");
    row("reference image", "![a][r]\n\n[r]: http://e.org/x", "P:![a][r] | P:[r]: http://e.org/x");
    row("reference image before", "[r]: http://e.org/x\n![a][r]", "P:[r]: http://e.org/x\\n![a][r]");
    row("short reference image", "![r]\n\n[r]: http://e.org/x", "P:![r] | P:[r]: http://e.org/x");
    row("quoted reference", "> [r]: http://e.org/x\n\n![r]", "P>:[r]: http://e.org/x | P:![r]");
    row("data image", "![a](data:image/png;base64,AAAA)", "P:a");
    row("html image", "<img src=\"http://e.org/x\">", "P:<img src=\"http://e.org/x\">");
    row("html block", "<div>\n<b>x</b>\n</div>", "P:<div>\\n<b>x</b>\\n</div>");
    row("html inline", "a <b>b</b> c", "P:a <b>b</b> c");
    row("script", "<script>alert(1)</script>", "P:<script>alert(1)</script>");
    row("html comment", "<!-- x -->", "P:<!-- x -->");
    row("processing instruction", "<?php x ?>", "P:<?php x ?>");
    row("cdata", "<![CDATA[x]]>", "P:<![CDATA[x]]>");
    row("html by entities", "&lt;img src=x&gt;", "P:<img src=x>");
    row("javascript link keeps its address", "[t](javascript:x)", "P:[16=javascript:x:t]");
}

void TestMarkdownBlocks::hostileStaysText()
{
    constructs();
}

void TestMarkdownBlocks::hostileIsFast_data()
{
    QTest::addColumn<QString>("source");
    const auto row = [](const char* name, const QString& source) { QTest::newRow(name) << source; };
    row("100,000 quotes on one line", QString("> ").repeated(100'000) + "x");
    row("1,000 lines of 1,000 quotes", (QString(">").repeated(1000) + "x\n").repeated(1000));
    row("100,000 items deep", QString("- ").repeated(100'000) + "x");
    row("1 MB without a space", QString("A").repeated(1 << 20));
    row("1 MB of lines", QString("some words here\n").repeated(65'536));
    row("unclosed fence of 1 MB", "```\n" + QString("int x = 0;\n").repeated(95'000));
    row("100,000 line code", "```\n" + QString("x\n").repeated(100'000) + "```\n");
    row("NULs", QString(200'000, QChar(0)));
    row("lone surrogates", QString(200'000, QChar(0xD800)));
    QString ticks;
    for (int i = 1; i < 1000; ++i)
        ticks += QString("`").repeated(i) + " ";
    row("growing backticks", ticks);
    row("stars", QString("*a ").repeated(100'000));
    row("underscores and stars", QString("_*a").repeated(100'000));
    row("open brackets", QString("[").repeated(200'000));
    row("image openers", QString("![").repeated(100'000));
    row("nested links", QString("[a](").repeated(50'000));
    row("wide table",
        QString("|a").repeated(5000) + "\n" + QString("|---").repeated(5000) + "\n" + QString("|\n").repeated(20'000));
    row("large table", "|a|b|c|\n|---|---|---|\n" + QString("|1|2|3|\n").repeated(50'000));
    row("many paragraphs", QString("a\n\n").repeated(100'000));
    row("ampersands", QString("&").repeated(300'000));
    row("less-than", QString("<").repeated(300'000));
    row("zalgo", QString(QString("a") + QString(200, QChar(0x0301))).repeated(1000));
    row("blank lines", QString("\n").repeated(500'000));
}

void TestMarkdownBlocks::hostileIsFast()
{
    QFETCH(QString, source);
    // The slowest of these takes about a third of a second on a slow core; quadratic work would take minutes.
    QVERIFY2(millisecondsToParse(source) < 3000, "too slow");
}

void TestMarkdownBlocks::invisibleIsShown()
{
    QCOMPARE(visibleText(u"a\u0001b\u007F"), QString("a\u2401b\u2421"));
    QCOMPARE(visibleText(QString(1, QChar(0))), QString("\u2400"));
    QCOMPARE(visibleText(u"x\u202Ey"), QString("x[U+202E]y"));
    QCOMPARE(visibleText(u"\u2066\u2069"), QString("[U+2066][U+2069]"));
    QCOMPARE(visibleText(QString(QChar(0xD83D))), QString(QChar(0xFFFD)));
    QCOMPARE(visibleText(QString(QChar(0xDE00)) + "a"), QString(QChar(0xFFFD)) + "a");
    QCOMPARE(visibleText(QString(QChar(0xFDD0)) + QChar(0xFFFC)), QString(2, QChar(0xFFFD)));
    QCOMPARE(visibleText(u"a\u2028b"), QString("a\nb"));
    QCOMPARE(visibleLine(u"a\nb\tc"), QString("a b c"));
    QCOMPARE(visibleText(u"\u0645\u200Fx\U0001F468\u200D\U0001F469"),
             QString("\u0645\u200Fx\U0001F468\u200D\U0001F469"));
    const auto blocks = parseMarkdown(QString("**a") + QChar(0x202E) + "b** c");
    QCOMPARE(described(blocks), QString("P:[1:a[U+202E]b] c"));
    QCOMPARE(described(parseMarkdown(QString("a") + QChar(0xFDD0) + "]: b")), QString("P:a\uFFFD]: b"));
}

void TestMarkdownBlocks::longRunsAreBroken()
{
    const QString run = visibleText(QString("x").repeated(20'000));
    QCOMPARE(run.size(), 20'002);
    QCOMPARE(run.indexOf(QChar(0x200B)), qsizetype(VisibleText::kLongestRun));
    QCOMPARE(visibleText(QString("word ").repeated(20'000)).indexOf(QChar(0x200B)), -1);
    for (const Block& block : parseMarkdown(QString("y").repeated(100'000)))
        for (const QString& piece : block.text.split(QChar(0x200B)))
            QVERIFY(piece.size() <= VisibleText::kLongestRun);
}

void TestMarkdownBlocks::longCodeIsCutAndWhole()
{
    QString code;
    for (int i = 0; i < 10'000; ++i)
        code += QString("  line %1 **no bold**\n").arg(i);
    BlockList list(BlockList::Format::Markdown);
    list.setSource("before\n\n```py\n" + code + "```\nafter **bold**");
    while (list.hidden() > 0)
        list.showMore();
    QVERIFY(list.count() > 5);
    QCOMPARE(list.blocks().first().text, QString("before"));
    QCOMPARE(described({list.blocks().last()}), QString("P:after [1:bold]"));
    for (int row = 1; row < list.count() - 1; ++row) {
        QCOMPARE(list.blocks()[row].kind, BlockKind::Code);
        QCOMPARE(list.blocks()[row].language, QString("py"));
        QVERIFY(list.blocks()[row].text.size() <= 2 * PartScanner::kHardLimit);
        QCOMPARE(list.codeText(row), code.chopped(1));
    }
    BlockList line(BlockList::Format::Markdown);
    const QString endless = QString("0123456789").repeated(10'000);
    line.setSource("```\n" + endless + "\n```");
    QCOMPARE(line.codeText(0).remove(QChar(0x200B)), endless); // what is not shown, too
    while (line.hidden() > 0)
        line.showMore();
    QVERIFY(line.count() > 2);
    QCOMPARE(line.codeText(0).remove(QChar(0x200B)), endless);
    QCOMPARE(line.codeText(2).remove(QChar(0x200B)), endless);
}

void TestMarkdownBlocks::tablesOfTooManyCellsAreText()
{
    const QString head = "|" + QString("a|").repeated(100) + "\n|" + QString("---|").repeated(100) + "\n";
    const auto blocks =
        parseMarkdown(head + QString("|word|\n").repeated(700)); // short rows are filled up: 70,100 cells
    QVERIFY(!blocks.isEmpty());
    for (const Block& block : blocks)
        QVERIFY(block.kind != BlockKind::Table);
    QCOMPARE(blocks.last().text.right(6), "|word|");
}

void TestMarkdownBlocks::plainTextIsNoMarkdown()
{
    QCOMPARE(described(plainBlocks("# a\n**b** <img src=x> ![](y)")), QString("P:# a\\n**b** <img src=x> ![](y)"));
    QCOMPARE(plainBlocks("").size(), 1);
    QString joined;
    const QString source = QString("some line of text\n").repeated(20'000);
    const auto blocks = plainBlocks(source);
    QVERIFY(blocks.size() > 5);
    for (const Block& block : blocks)
        joined += block.text + "\n";
    QCOMPARE(joined.trimmed(), source.trimmed());
}

// Cutting must not change what a text looks like: compared with one parse of the whole where the limits do not count.
void TestMarkdownBlocks::partsGiveTheSameAsTheWhole()
{
    const QString text =
        QString::fromUtf8("# Title\n\nFirst *paragraph*\nwith lines.\n\n- a\n- b\n\n  more of b\n\n  ```c\n"
                          "  int x;\n\n  int y;\n  ```\n- c\n\n1. one\n\n1. two\n\ntext\n```\ncode\n\n"
                          "# no heading\n```\n> quote\n> - q\n\nafter\n\n|a|b|\n|---|---|\n|1|2|\n\n---\n"
                          "    \n    indented\n\n    code\n\nend");
    QList<PartStart> cuts;
    PartScanner scanner;
    scanner.scan(text, cuts);
    QCOMPARE(cuts.size(), 6); // before: First, - a, text, after, the table, the rule; the last line has not ended
    QCOMPARE(described(parseMarkdown(text)), described(parsePart(text, {})));
}

QTEST_GUILESS_MAIN(TestMarkdownBlocks)
#include "tst_markdown_blocks.moc"
