// SPDX-License-Identifier: GPL-3.0-or-later
// Export and import by the list: what is written, what notices say, what is taken back.
#include "tests/ui/profile.h"

#include <QDir>
#include <QRegularExpression>

using namespace ui;
using namespace ui::test;
using Format = ConversationList::Format;

class TestConversationExchange : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(".*"));
        m_profile = std::make_unique<TestProfile>();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        m_list = m_workspace->conversations();
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    void cleanup()
    {
        m_workspace.reset();
        m_profile.reset();
    }

    void fileNames_data();
    void fileNames();
    void outAndIn();
    void manyAreImportedInTurns();
    void whatCannotBeWrittenIsSaid();
    void onlyThisComputer();
    void dropsGoWhereTheyBelong();

private:
    QString path(const QString& name) const { return QDir(m_profile->folder()).filePath(name); }
    QUrl url(const QString& name) const { return QUrl::fromLocalFile(path(name)); }
    QString lastNotice() const
    {
        const NoticeList& notices = *m_workspace->notices();
        return notices.count() == 0 ? QString() : value(notices, notices.count() - 1, NoticeList::TextRole).toString();
    }
    int lastNoticeId() const
    {
        const NoticeList& notices = *m_workspace->notices();
        return value(notices, notices.count() - 1, NoticeList::NoticeIdRole).toInt();
    }
    void write(const QString& name, const QByteArray& bytes)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
    ConversationList* m_list = nullptr;
};

void TestConversationExchange::fileNames_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << "What is GGUF?"
                           << "What is GGUF";
    QTest::newRow("Chinese") << QString::fromUtf8("为什么我的模型很慢") << QString::fromUtf8("为什么我的模型很慢");
    QTest::newRow("up and away") << "../../etc/passwd"
                                 << "etc passwd";
    QTest::newRow("a root") << "/etc"
                            << "etc";
    QTest::newRow("a drive") << "C:\\x"
                             << "C x";
    QTest::newRow("an option") << "--help"
                               << "help";
    QTest::newRow("a home") << "~root"
                            << "root";
    QTest::newRow("lines and NUL") << QString("a\nb") + QChar(0) + "c"
                                   << "a b c";
    QTest::newRow("a device") << "CON"
                              << "Conversation";
    QTest::newRow("nothing") << ""
                             << "Conversation";
    QTest::newRow("dots") << "..."
                          << "Conversation";
    QTest::newRow("long") << QString(300, 'a') << QString(60, 'a');
    QTest::newRow("half an emoji") << QString(59, 'a') + QString::fromUtf8("\xF0\x9F\x98\x80") << QString(59, 'a');
}

void TestConversationExchange::fileNames()
{
    QFETCH(QString, title);
    QFETCH(QString, name);
    const QString made = ConversationList::fileNameFrom(title);
    QVERIFY2(!made.contains('/') && !made.startsWith('.') && made.toUtf8().size() <= 240, qPrintable(made));
    QCOMPARE(made, name);
}

void TestConversationExchange::outAndIn()
{
    sendAndWait(*m_workspace, "What is kept?");
    const qlonglong id = m_list->currentId();
    m_list->exportTo(id, url("one.json"), Format::Fettle);
    QTRY_COMPARE(lastNotice(), QString("The conversation was written to “one.json”."));
    m_list->importFrom({url("one.json")});
    QTRY_COMPARE(lastNotice(), QString("Nothing was imported. Already here: 1."));
    m_list->remove(id);
    QTRY_COMPARE(m_list->count(), 0);
    m_list->importFrom({url("one.json")});
    QTRY_COMPARE(lastNotice(), QString("1 conversation was imported."));
    QCOMPARE(m_list->count(), 1);
    QVERIFY(m_list->currentId() != 0 && m_list->currentId() != id); // it is shown
    QTRY_COMPARE(m_workspace->chat()->messages()->count(), 2);
    m_workspace->notices()->act(lastNoticeId());
    QTRY_COMPARE(m_list->count(), 0);
    QCOMPARE(m_list->currentId(), 0);
}

void TestConversationExchange::manyAreImportedInTurns()
{
    QByteArray lines;
    for (int i = 0; i < 100; ++i)
        lines += "{\"messages\": [{\"role\": \"user\", \"content\": \"question " + QByteArray::number(i) + "\"}]}\n";
    write("many.jsonl", lines + "{\"messages\": 1}\n");
    m_list->importFrom({url("many.jsonl"), url("none.json")});
    QTRY_COMPARE(m_list->count(), 100);
    QTRY_VERIFY(lastNotice().startsWith("100 conversations were imported. Left out: 2. In many.jsonl, line 101 "));
    m_workspace->notices()->act(lastNoticeId());
    QTRY_COMPARE(m_list->count(), 0);
    QCOMPARE(m_workspace->notices()->count(), 0); // not one for each of them
}

void TestConversationExchange::whatCannotBeWrittenIsSaid()
{
    sendAndWait(*m_workspace, "What is kept?");
    m_list->exportTo(m_list->currentId(), url("no such folder/one.json"), Format::Markdown);
    QTRY_VERIFY(lastNotice().contains("no such folder"));
    m_list->exportTo(m_list->currentId(), url("one.md"), Format::Markdown); // the complaint leaves with its reason
    QTRY_COMPARE(lastNotice(), QString("The conversation was written to “one.md”."));
    QCOMPARE(m_workspace->notices()->count(), 1);
}

void TestConversationExchange::onlyThisComputer()
{
    m_list->importFrom({QUrl("https://example.org/a.json")});
    QVERIFY(lastNotice().startsWith("Only files on this computer can be imported"));
    m_list->exportAll(QUrl("https://example.org/a.json"));
    QVERIFY(lastNotice().startsWith("Conversations can only be written to this computer"));
}

void TestConversationExchange::dropsGoWhereTheyBelong()
{
    write("a.JSON", "[{\"role\": \"user\", \"content\": \"x\"}]");
    m_workspace->openFiles({url("model.gguf"), url("a.JSON")});
    QTRY_COMPARE(m_list->count(), 1);
    QCOMPARE(m_workspace->library()->currentPath(), m_profile->starter());
    write("other.gguf", "model");
    m_workspace->openFiles({url("other.gguf")});
    QTRY_COMPARE(m_workspace->library()->currentPath(), path("other.gguf"));
    m_workspace->openFiles({});
}

QTEST_GUILESS_MAIN(TestConversationExchange)
#include "tst_conversation_exchange.moc"
