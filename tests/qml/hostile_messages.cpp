// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/qml/hostile_messages.h"

#include <QStringList>

namespace tests
{
namespace
{

QString of(const char* utf8)
{
    return QString::fromUtf8(utf8);
}

// Every way in which Markdown, HTML or CSS names something to be fetched.
QList<QString> references(const QString& folder)
{
    const QStringList targets{"http://127.0.0.1:9/x.png",
                              "https://example.org/x.png?d=SECRET",
                              "file://" + folder + "/a.png",
                              "file://" + folder + "/pipe",
                              folder + "/a.png",
                              "file:///dev/zero",
                              "data:image/png;base64,iVBORw0KGgo=",
                              "//example.org/x.png",
                              "qrc:/qt/qml/x.png",
                              "image://provider/x",
                              "javascript:alert(1)"};
    const QStringList forms{"![x](%1)",
                            "![x](<%1> \"title\")",
                            "![x][r]\n\n[r]: %1",
                            "![r]\n\n[r]: <%1> 'title'",
                            "[![x](%1)](%1)",
                            "**![x](%1)**",
                            "> ![x](%1)",
                            "- [ ] ![x](%1)",
                            "# ![x](%1)",
                            "| a | b |\n|---|---|\n| ![x](%1) | <img src=\"%1\"> |",
                            "<img src=\"%1\">",
                            "<img src=%1>",
                            "<IMG SRC='%1' onerror=x>",
                            "text <img src=\"%1\"/> text",
                            "<a href='%1'><img src='%1'></a>",
                            "<style>body { background: url(%1) }</style>",
                            "<table background=\"%1\"><tr><td>x</td></tr></table>",
                            "<iframe src=\"%1\"></iframe><object data=\"%1\"></object>",
                            "<svg><image href=\"%1\"/><use xlink:href=\"%1\"/></svg>",
                            "<link rel=stylesheet href=\"%1\"><script src=\"%1\"></script>",
                            "<video poster=\"%1\" src=\"%1\"></video>",
                            "```html\n<img src=\"%1\">\n```",
                            "`<img src=\"%1\">`",
                            "$\\includegraphics{%1} \\href{%1}{x} \\input{%1}$",
                            "[a](%1) <%1> %1",
                            "<think>![x](%1)</think>\n![x](%1)"};
    QList<QString> all;
    for (const QString& form : forms)
        for (const QString& target : targets)
            all.append(QString(form).replace(QLatin1String("%1"), target));
    return all;
}

// What costs much where something is done once for each level, run or pair.
QList<QString> structures(int many)
{
    QList<QString> all{QString(10 * many, u'x'),
                       QString(10 * many, u' '),
                       QString(many, u'\n'),
                       QString(many, u'>') + " deep",
                       QString("> ").repeated(many / 10) + "deep",
                       QString("- ").repeated(many / 10) + "deep",
                       QString("1. ").repeated(many / 10) + "deep",
                       QString("* a\n").repeated(many / 5),
                       QString("`").repeated(many),
                       QString("```\n").repeated(many / 20 + 1),
                       "```\n" + QString("never closed\n").repeated(many / 10),
                       "~~~~~\n" + QString("x\n").repeated(many),
                       "```cpp\n" + QString("int x = 0; // y\n").repeated(many / 3) + "```",
                       "```" + QString(many, u'x') + "\ncode\n```",
                       QString("$").repeated(many),
                       QString("$$ x ").repeated(many / 10),
                       "$" + QString("\\frac{").repeated(many / 20) + "1",
                       "$" + QString("{").repeated(many / 10) + "$",
                       "$" + QString("x^").repeated(many / 10) + "2$",
                       "$" + QString("\\sqrt{").repeated(many / 33) + "x" + QString("}").repeated(many / 33) + "$",
                       QString("*").repeated(many),
                       QString("**a ").repeated(many / 5),
                       QString("_a_").repeated(many / 5),
                       QString("~~").repeated(many / 2),
                       QString("[").repeated(many),
                       QString("![").repeated(many / 2),
                       QString("[a](").repeated(many / 5),
                       QString("]").repeated(many),
                       QString("<").repeated(many),
                       QString("<b>").repeated(many / 5),
                       QString("<!--").repeated(many / 5),
                       QString("&amp;").repeated(many / 5),
                       QString("&#x110000;&#0;&notanentity;").repeated(many / 33),
                       QString("\\").repeated(many),
                       QString("|").repeated(many),
                       "|" + QString("a|").repeated(1000) + "\n|" + QString("-|").repeated(1000) + "\n" +
                           ("|" + QString("b|").repeated(1000) + "\n").repeated(100),
                       "| a |\n|---|\n" + QString("| b |\n").repeated(many / 20),
                       QString("# x\n").repeated(many / 20),
                       QString("---\n").repeated(many / 20),
                       QString("x\n===\n").repeated(many / 20),
                       QString("[r]: /x\n").repeated(many / 10) + "[r]",
                       "http://" + QString("a.").repeated(many / 5) + "org",
                       "http://x/" + QString("(").repeated(many / 5),
                       "<think>" + QString("thought ").repeated(many / 5),
                       QString("<think>").repeated(many / 20),
                       "<think></think>" + QString("</think>").repeated(many / 20)};
    QString growing; // the quadratic case of code spans
    for (int length = 1; length < 300; ++length)
        growing += QString(length, u'`') + u' ';
    all.append(growing);
    return all;
}

// What an eye or a terminal takes for something else.
QList<QString> characters(int many)
{
    QList<QString> all{QString(many / 10, QChar(0x0301)).prepend(u'a'),      // one letter, many accents
                       (of("Z") + QString(60, QChar(0x0338))).repeated(300), // "zalgo"
                       QString(many / 20, QChar(0x202E)) + "abc",            // right to left override
                       QString(many / 20, QChar(0x2066)) + "x",              // isolates that stay open
                       of("مرحبا ").repeated(many / 20),
                       of("👩‍👩‍👧‍👦").repeated(many / 50),
                       of("🏴󠁧󠁢󠁥󠁮󠁧󠁿").repeated(1000),
                       of("量").repeated(many),
                       QString(many / 10, QChar(0xFDFA)),
                       QString(many / 10, QChar(0x200B)),
                       QString(many / 10, QChar(0x2028)),
                       QString(many / 10, QChar(0xFEFF)),
                       QString(many / 10, QChar(0xFFFD)),
                       QString(many / 10, QChar(0)),
                       QString(many / 10, QChar(0xD800)), // high surrogates alone
                       QString(many / 10, QChar(0xDC00)),
                       of("\x1b[2J\x1b[31mred\x1b[0m\x07").repeated(500),
                       of("\x1b]8;;http://127.0.0.1:9/x\x1b\\link\x1b]8;;\x1b\\").repeated(200),
                       of("\x1b]52;c;QUFB\x07"),
                       of("a\rb\r\nc\vd\fe")};
    for (char16_t control = 1; control < 0x20; ++control)
        all.append(QString("a%1b").arg(QChar(control)).repeated(50));
    for (char16_t mark :
         {u'\u200E', u'\u200F', u'\u061C', u'\u202A', u'\u202B', u'\u202D', u'\u2067', u'\u2068', u'\u2069'})
        all.append(QString("safe%1exe.txt").arg(QChar(mark)).repeated(20));
    return all;
}

} // namespace

QList<QString> hostileMessages(const QString& folder, int many)
{
    return references(folder) + structures(many) + characters(many);
}

} // namespace tests
