// SPDX-License-Identifier: GPL-3.0-or-later
// Formats in a plain-text document, as QML uses them; links that may and may not be opened.
#include "tests/ui/profile.h"

#include "ui/chat/inline_formatter.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQmlExtensionPlugin>
#include <QQuickItem>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

Q_IMPORT_QML_PLUGIN(Fettle_UiPlugin)

using namespace ui;
using namespace ui::test;

class TestInlineFormatter : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(".*")); }
    void formatsFromAModel();
    void linkHosts_data();
    void linkHosts();
    void copies();
};

void TestInlineFormatter::formatsFromAModel()
{
    BlockList list(BlockList::Format::Markdown);
    list.setSource("a **bold** `code`\n[link](https://e.org) ~~x~~ <img src=http://e.org/x>");
    QQmlEngine engine;
    engine.addImportPath("qrc:/qt/qml");
    QQmlComponent component(&engine);
    component.setData("import QtQuick\nimport Fettle.Ui\n"
                      "Item {\n"
                      "  id: root\n"
                      "  required property BlockList list\n"
                      "  property string linkThere: \"\"\n"
                      "  Repeater { model: root.list\n"
                      "    delegate: Item { id: block\n"
                      "      required property string text\n"
                      "      required property var spans\n"
                      "      TextEdit { id: edit\n"
                      "        property string link: formatter.linkAt(12)\n"
                      "        textFormat: TextEdit.PlainText; text: block.text }\n"
                      "      InlineFormatter { id: formatter; document: edit.textDocument; spans: block.spans\n"
                      "                        linkColor: \"#0000ff\"; codeBackground: \"#eeeeee\" } } }\n"
                      "}",
                      QUrl("qrc:/test.qml"));
    const std::unique_ptr<QObject> root(component.createWithInitialProperties({{"list", QVariant::fromValue(&list)}}));
    QVERIFY2(root, qPrintable(component.errorString()));
    auto* edit = qobject_cast<QQuickItem*>(root.get())->childItems().first()->childItems().first();
    auto* quickDocument = edit->property("textDocument").value<QQuickTextDocument*>();
    QVERIFY(quickDocument != nullptr);
    QTextDocument* document = quickDocument->textDocument();
    QCOMPARE(document->toPlainText(), QString("a bold code\nlink x <img src=http://e.org/x>"));
    QCOMPARE(document->blockCount(), 2);
    const auto formats = document->firstBlock().layout()->formats();
    QCOMPARE(formats.size(), 2);
    QCOMPARE(formats[0].start, 2);
    QCOMPARE(formats[0].length, 4);
    QCOMPARE(formats[0].format.fontWeight(), int(QFont::Bold));
    QCOMPARE(formats[1].start, 7);
    QCOMPARE(formats[1].format.background().color(), QColor("#eeeeee"));
    const auto second = document->lastBlock().layout()->formats(); // positions are of the line
    QCOMPARE(second.size(), 2);
    QCOMPARE(second[0].start, 0);
    QCOMPARE(second[0].length, 4);
    QCOMPARE(second[0].format.foreground().color(), QColor(Qt::blue));
    QVERIFY(second[1].format.fontStrikeOut());
    QCOMPARE(edit->property("link").toString(), QString("https://e.org"));

    list.append("a **bold** `code`\n[link](https://e.org) ~~x~~ <img src=http://e.org/x> **more**");
    QCOMPARE(document->lastBlock().layout()->formats().size(), 3);
}

void TestInlineFormatter::linkHosts_data()
{
    QTest::addColumn<QString>("link");
    QTest::addColumn<QString>("host");
    const auto row = [](const char* link, const char* host) {
        QTest::newRow(link) << QString::fromUtf8(link) << QString::fromUtf8(host);
    };
    row("https://example.org/path?q=1", "example.org");
    row("http://example.org:8080", "example.org");
    row("HTTPS://EXAMPLE.ORG", "example.org");
    row("mailto:a@example.org", "a@example.org");
    row("https://ex\xD0\xB0mple.org", "xn--exmple-4nf.org"); // a Cyrillic letter
    row("https://example.org@evil.org/", "");
    row("https://user:pass@evil.org/", "");
    row("file:///etc/passwd", "");
    row("javascript:alert(1)", "");
    row("data:text/html,x", "");
    row("ftp://example.org", "");
    row("vscode://file/x", "");
    row("//example.org", "");
    row("example.org", "");
    row("/etc/passwd", "");
    row("https://", "");
    row("https:///path", "");
    row("https://exa mple.org", "");
    row("", "");
}

void TestInlineFormatter::linkHosts()
{
    QFETCH(QString, link);
    QFETCH(QString, host);
    QCOMPARE(InlineFormatter::linkHost(link), host);
    if (host.isEmpty())
        QVERIFY(!InlineFormatter::openLink(link));
}

void TestInlineFormatter::copies()
{
    TestProfile profile;
    profile.script()->say("**w** ");
    Workspace workspace(profile.options());
    QTRY_COMPARE(workspace.library()->state(), ModelLibrary::State::Ready);
    sendAndWait(workspace, "Question <b>x</b>");
    MessageList& messages = *workspace.chat()->messages();
    messages.copy(1);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("**w** ").repeated(5)); // the exact source
    messages.copy(0);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("Question <b>x</b>"));
    messages.copy(-1);
    messages.copy(2);
    BlockList code(BlockList::Format::Markdown);
    code.setSource("```\nx\n\ny\n```");
    code.copyCode(0);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString("x\n\ny"));
}

QTEST_MAIN(TestInlineFormatter)
#include "tst_inline_formatter.moc"
