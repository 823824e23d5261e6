// SPDX-License-Identifier: GPL-3.0-or-later
// Formulas that can be read, and the marks around them.
#include "ui/chat/markdown_blocks.h"
#include "ui/chat/math_text.h"

#include <QRandomGenerator>
#include <QTest>

using namespace ui;

class TestMathText : public QObject
{
    Q_OBJECT

private slots:
    void formulas_data();
    void formulas();
    void marks_data();
    void marks();
    void inBlocks_data();
    void inBlocks();
    void anyTextIsInput();
};

void TestMathText::formulas_data()
{
    QTest::addColumn<QString>("latex");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* latex, const char* expected) {
        QTest::newRow(latex) << QString::fromUtf8(latex) << QString::fromUtf8(expected);
    };
    row("x^2 + y_1", "x² + y₁");
    row("\\frac{a+b}{2} \\le \\pi", "(a+b)/2 ≤ π");
    row("\\dfrac12", "1/2");
    row("\\sqrt{x+1} + \\sqrt[3]{8}", "√(x+1) + ³√8");
    row("x^{n+1}", "xⁿ⁺¹");
    row("x^{\\alpha}", "x^α");
    row("e^{i\\pi q}", "e^(iπ q)");
    row("\\sum_{i=0}^{n} i", "∑ᵢ₌₀ⁿ i");
    row("\\text{if } x \\in \\mathbb{R}", "if  x ∈ ℝ");
    row("\\left( \\sin x \\right)", "( sin x )");
    row("\\begin{aligned} a &= b \\\\ c \\end{aligned}", "a  = b \n c");
    row("\\{1, 2\\} \\%", "{1, 2} %");
    row("\\unknown{x}", "unknownx");
    row("\\frac", "/");
    row("\\frac{1", "1/");
    row("a}b", "ab");
    row("^", "");
    row("\\", "");
}

void TestMathText::formulas()
{
    QFETCH(QString, latex);
    QTEST(mathText(latex), "expected");
}

void TestMathText::marks_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* markdown, const char* expected) {
        QTest::newRow(name) << QString::fromUtf8(markdown) << QString::fromUtf8(expected);
    };
    row("inline", "so \\( x \\) is", "so $x$ is");
    row("display", "\\[\na\n= b\n\\]", "$$a = b$$");
    row("dollars over lines", "$$\n- x\n$$", "$$- x$$");
    row("open", "so \\( x is", "so \\( x is");
    row("over paragraphs", "\\( x\n\ny \\)", "\\( x\n\ny \\)");
    row("empty", "\\(\\)", "\\(\\)");
    row("escaped", "\\\\(x\\\\)", "\\\\(x\\\\)");
    row("in a code span", "`\\(x\\)` \\(y\\)", "`\\(x\\)` $y$");
    row("in a fence", "```\n\\(x\\)\n```\n\\(y\\)", "```\n\\(x\\)\n```\n$y$");
    row("in an open fence", "~~~\n\\(x\\)", "~~~\n\\(x\\)");
    row("a price", "a $5 bill", "a \\$5 bill");
    row("prices", "$5 to $10, $x$", "\\$5 to \\$10, $x$");
    row("a word and a dollar", "$ a $", "\\$ a \\$");
    row("nothing", "plain", "plain");
}

void TestMathText::marks()
{
    QFETCH(QString, markdown);
    QTEST(withMathMarks(markdown), "expected");
}

void TestMathText::inBlocks_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("expected");
    QTest::newRow("formula") << "It is \\(x^2\\), see $\\alpha$."
                             << "It is x², see α.";
    QTest::newRow("prices") << "From $5 to $10 each."
                            << "From $5 to $10 each.";
    QTest::newRow("display") << "\\[\n\\frac{1}{2}\n\\]"
                             << "1/2";
    QTest::newRow("code") << "`$x^2$`"
                          << "$x^2$";
}

void TestMathText::inBlocks()
{
    QFETCH(QString, markdown);
    QTEST(parseMarkdown(markdown).first().text, "expected");
}

void TestMathText::anyTextIsInput()
{
    QRandomGenerator random(3);
    const QString letters = QStringLiteral("\\{}^_$()[]`~&abcfrsqt \n\0é是");
    for (int i = 0; i < 5000; ++i) {
        QString text;
        for (int length = random.bounded(60); length > 0; --length)
            text += letters[random.bounded(static_cast<int>(letters.size()))];
        mathText(text);
        parseMarkdown(text);
    }
    mathText(QStringLiteral("{").repeated(100'000)); // deep
    mathText(QStringLiteral("\\frac").repeated(20'000));
    mathText(QStringLiteral("^").repeated(100'000));
    QCOMPARE(withMathMarks(QStringLiteral("\\(").repeated(100'000)).size(), 200'000);
}

QTEST_APPLESS_MAIN(TestMathText)
#include "tst_math_text.moc"
