// SPDX-License-Identifier: GPL-3.0-or-later
// Code in colours: what is a comment, a string, a number, a keyword; over lines; and any text at all.
#include "ui/chat/code_lexer.h"

#include <QRandomGenerator>
#include <QTest>

using namespace ui;

namespace
{

// The text with its runs in brackets: C[comment], S[string], N[number], K[keyword].
QString marked(const QString& language, const QString& text)
{
    const CodeLanguage* known = codeLanguage(language);
    if (known == nullptr)
        return text;
    QStringList lines;
    int state = kCodeStart;
    for (const QString& line : text.split(u'\n')) {
        std::vector<CodeRun> runs;
        state = lexCodeLine(*known, line, state, runs);
        QString shown;
        int at = 0;
        for (const CodeRun& run : runs) {
            shown += line.mid(at, run.start - at) + QString("CSNK").at(int(run.token)) + u'[' +
                     line.mid(run.start, run.length) + u']';
            at = run.start + run.length;
        }
        lines += shown + line.mid(at);
    }
    return lines.join(u'\n');
}

} // namespace

class TestCodeLexer : public QObject
{
    Q_OBJECT

private slots:
    void lines_data();
    void lines();
    void anyTextIsInput();
};

void TestCodeLexer::lines_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* language, const char* code, const char* expected) {
        QTest::newRow(name) << QString::fromLatin1(language) << QString::fromUtf8(code) << QString::fromUtf8(expected);
    };
    row("C++", "cpp", "int main() { return 0x1F + x1; } // int", "K[int] main() { K[return] N[0x1F] + x1; } C[// int]");
    row("a comment over lines", "c", "a /* b\nc */ if /**/ d", "a C[/* b]\nC[c */] K[if] C[/**/] d");
    row("a comment that never ends", "c", "a /* b\nc", "a C[/* b]\nC[c]");
    row("escaped quotes", "js", R"(f("a \"b\" // c", 'd') // e)", R"(f(S["a \"b\" // c"], S['d']) C[// e])");
    row("a string ends with its line", "cpp", "\"abc\nint y;", "S[\"abc]\nK[int] y;");
    row("a backslash at the end", "cpp", R"("abc\)", R"(S["abc\])");
    row("Python", "Python", "def f(): # x\n  return 1.5e3", "K[def] f(): C[# x]\n  K[return] N[1.5e3]");
    row("a string over lines", "py", "a = \"\"\"b 'c\nd\"\"\" + 'e'", "a = S[\"\"\"b 'c]\nS[d\"\"\"] + S['e']");
    row("of the other kind", "py", "'''a\"\"\"\n''' if", "S['''a\"\"\"]\nS['''] K[if]");
    row("a hash within a word", "bash", "echo ${#list[@]} a#b # c", "K[echo] ${#list[@]} a#b C[# c]");
    row("SQL in any case", "sql", "SELECT a From t -- x", "K[SELECT] a K[From] t C[-- x]");
    row("JSON", "json", R"({"a": [1, true, null]})", R"({S["a"]: [N[1], K[true], K[null]]})");
    row("HTML", "html", "<a href=\"x\">it's <!-- b\n--></a>", "<a href=S[\"x\"]>it's C[<!-- b]\nC[-->]</a>");
    row("Rust lifetimes are no strings", "rust", "fn f<'a>(x: &'a str)", "K[fn] f<'a>(x: &'a K[str])");
    row("keywords within words", "cpp", "interval if_ _if", "interval if_ _if");
    row("letters of other scripts", "py", "打印 if 变量 # 注释", "打印 K[if] 变量 C[# 注释]");
    row("an unknown language", "klingon", "if (x) return \"a\"", "if (x) return \"a\"");
}

void TestCodeLexer::lines()
{
    QFETCH(QString, language);
    QFETCH(QString, code);
    QTEST(marked(language, code), "expected");
}

void TestCodeLexer::anyTextIsInput()
{
    QRandomGenerator random(7);
    const QString letters = QStringLiteral("\"'`/*#-<!>\\ab1._ \0é是");
    for (const char* name : {"cpp", "python", "html", "sql", "rust", "js"}) {
        int state = kCodeStart;
        for (int line = 0; line < 2000; ++line) {
            QString text;
            for (int length = random.bounded(30); length > 0; --length)
                text += letters[random.bounded(static_cast<int>(letters.size()))];
            std::vector<CodeRun> runs;
            state = lexCodeLine(*codeLanguage(name), text, state, runs);
            int end = 0;
            for (const CodeRun& run : runs) { // in order, not overlapping, within the line
                QVERIFY(run.start >= end && run.length > 0);
                end = run.start + run.length;
            }
            QVERIFY(end <= text.size());
        }
    }
}

QTEST_APPLESS_MAIN(TestCodeLexer)
#include "tst_code_lexer.moc"
