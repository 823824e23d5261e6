// SPDX-License-Identifier: GPL-3.0-or-later
// Text for a terminal keeps its letters and loses its control characters.
#include "app/cli/output.h"

#include <QTest>

class CliOutputTest : public QObject
{
    Q_OBJECT

private slots:
    void visible_data();
    void visible();
    void nothingControlsTheTerminal();
};

void CliOutputTest::visible_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char* name, const QByteArray& text, const QByteArray& shown) {
        QTest::newRow(name) << text << shown;
    };
    row("plain", "Hello, world.\n\tYes", "Hello, world.\n\tYes");
    row("several scripts", "h\xC3\xA9 你好 \xF0\x9F\x98\x80", "h\xC3\xA9 你好 \xF0\x9F\x98\x80");
    row("colour", "\x1B[31mred", "␛[31mred");
    row("window title", "\x1B]0;x\x07", "␛]0;x␇");
    row("clipboard", "\x1B]52;c;eA==\x1B\\", "␛]52;c;eA==␛\\");
    row("carriage return", "safe\rrm", "safe␍rm");
    row("backspace", "a\b\x7F", "a␈␡");
    row("null", QByteArray("a\0b", 3), "a␀b");
    row("C1 control",
        "\xC2\x9B"
        "31m",
        "\xEF\xBF\xBD"
        "31m");
    row("raw C1 byte",
        "\x9B"
        "31m",
        "\xEF\xBF\xBD"
        "31m");
    row("right to left override",
        "\xE2\x80\xAE"
        "gpj",
        "\xEF\xBF\xBD"
        "gpj");
    row("overlong", "\xC0\x9B", "\xEF\xBF\xBD\xEF\xBF\xBD");
    row("surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    row("cut off", "\xE4\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD");
    row("empty", "", "");
}

void CliOutputTest::visible()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, shown);
    QCOMPARE(QByteArray::fromStdString(cli::visible(text.toStdString())), shown);
}

void CliOutputTest::nothingControlsTheTerminal()
{
    std::string all;
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; ++second)
            all += {static_cast<char>(first), static_cast<char>(second), 'x'};
    const QByteArray shown = QByteArray::fromStdString(cli::visible(all));
    for (const QChar character : QString::fromUtf8(shown))
        QVERIFY2(character == '\n' || character == '\t' ||
                     (character.unicode() >= 0x20 && character.unicode() != 0x7F &&
                      !(character.unicode() >= 0x80 && character.unicode() < 0xA0)),
                 qPrintable(QString::number(character.unicode(), 16)));
    QCOMPARE(QString::fromUtf8(shown).toUtf8(), shown); // whole UTF-8
}

QTEST_GUILESS_MAIN(CliOutputTest)
#include "tst_cli_output.moc"
