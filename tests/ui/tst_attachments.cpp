// SPDX-License-Identifier: GPL-3.0-or-later
// Files that go along with a message: what is read and what is refused, how they are counted, sent, kept and shown.
#include "storage/attachments.h"
#include "tests/ui/profile.h"
#include "ui/chat/attached_file.h"

#include <QDir>
#include <QSignalSpy>
#include <SQLiteCpp/SQLiteCpp.h>

#include <sys/stat.h>

using namespace ui;
using namespace ui::test;
using Refusal = AttachedFile::Refusal;

class TestAttachments : public QObject
{
    Q_OBJECT

private slots:
    void readsText();
    void refuses_data();
    void refuses();
    void refusesWhatIsNoFile();
    void everyRefusalIsASentence();
    void goesWithTheMessage();
    void isKeptWithTheConversation();
    void editingKeepsTheFiles();
    void whatDoesNotFitIsSaidBefore();
    void anotherModelCountsAnew();
    void eachConversationHasItsOwn();
    void isThereAfterAnotherStart();
    void notMoreThanTwenty();
    void aRefusedFileIsANotice();
    void longFilesAreShownInPart();

private:
    QUrl write(const QString& name, const QByteArray& bytes)
    {
        QFile file(m_profile->folder() + "/" + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
        return QUrl::fromLocalFile(file.fileName());
    }
    AttachedFile read(const QUrl& file) { return readAttachedFile(file.toLocalFile().toStdString()); }
    void init2()
    {
        m_profile = std::make_unique<TestProfile>();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    AttachmentList& files() { return *m_workspace->chat()->attachments(); }
    void attach(const QUrl& file)
    {
        const int before = files().count();
        files().add({file});
        QTRY_COMPARE(files().count(), before + 1);
        QTRY_VERIFY(files().tokens() >= 0);
    }

    std::unique_ptr<TestProfile> m_profile = std::make_unique<TestProfile>();
    std::unique_ptr<Workspace> m_workspace;

private slots:
    void cleanup() { m_workspace.reset(); }
};

void TestAttachments::readsText()
{
    const AttachedFile plain = read(write("ü & <b>.txt", "Grüße\nvon hier"));
    QCOMPARE(plain.refusal, Refusal::None);
    QCOMPARE(plain.content.text, std::string("Grüße\nvon hier"));
    QCOMPARE(plain.content.name, std::string("ü & <b>.txt"));
    QCOMPARE(read(write("bom.txt", "\xEF\xBB\xBFx")).content.text, std::string("x"));
    QCOMPARE(read(write("BMI.txt", "BMI is a number")).refusal, Refusal::None);
    QCOMPARE(read(write("log.txt", "\x1b[31mred\x1b[0m")).refusal, Refusal::None);
    QCOMPARE(read(write("most.txt", QByteArray(AttachedFile::kMostBytes, 'x'))).refusal, Refusal::None);
}

void TestAttachments::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Refusal>("refusal");
    QTest::newRow("empty") << QByteArray() << Refusal::Empty;
    QTest::newRow("one byte too many") << QByteArray(AttachedFile::kMostBytes + 1, 'x') << Refusal::TooLarge;
    QTest::newRow("png") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) << Refusal::Picture;
    QTest::newRow("jpeg") << QByteArray("\xFF\xD8\xFF\xE0\0\x10JFIF", 10) << Refusal::Picture;
    QTest::newRow("webp") << QByteArray("RIFF\x24\0\0\0WEBPVP8 ", 16) << Refusal::Picture;
    QTest::newRow("pdf") << QByteArray("%PDF-1.7\n%\xE2\xE3\xCF\xD3") << Refusal::Document;
    QTest::newRow("docx") << QByteArray("PK\3\4\x14\0\x06\0", 8) << Refusal::Document;
    QTest::newRow("zeros") << QByteArray("a\0b", 3) << Refusal::Binary;
    QTest::newRow("controls") << QByteArray("\1\2\3\4\5\6\7abc") << Refusal::Binary;
    QTest::newRow("latin 1") << QByteArray("Gr\xFC\xDF"
                                           "e")
                             << Refusal::NoUtf8;
    QTest::newRow("cut character") << QByteArray("abc\xE2\x82") << Refusal::NoUtf8;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << Refusal::NoUtf8;
    QTest::newRow("utf-16") << QByteArray("\xFF\xFEh\0i\0", 6) << Refusal::NoUtf8;
}

void TestAttachments::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Refusal, refusal);
    const AttachedFile file = read(write("file", bytes));
    QCOMPARE(file.refusal, refusal);
    QVERIFY(file.content.text.empty());
}

void TestAttachments::refusesWhatIsNoFile()
{
    QCOMPARE(read(QUrl::fromLocalFile(m_profile->folder() + "/absent")).refusal, Refusal::Gone);
    QCOMPARE(read(QUrl::fromLocalFile(m_profile->folder())).refusal, Refusal::Folder);
    QCOMPARE(readAttachedFile("/dev/zero").refusal, Refusal::NoFile);
    const QByteArray pipe = (m_profile->folder() + "/pipe").toLocal8Bit();
    QCOMPARE(mkfifo(pipe.constData(), 0600), 0);
    QCOMPARE(readAttachedFile(pipe.constData()).refusal, Refusal::NoFile);
    const QString link = m_profile->folder() + "/link";
    QVERIFY(QFile::link("/dev/zero", link));
    QCOMPARE(readAttachedFile(link.toStdString()).refusal, Refusal::NoFile);
    const QUrl secret = write("secret", "x");
    QVERIFY(QFile::setPermissions(secret.toLocalFile(), {}));
    if (QFile(secret.toLocalFile()).open(QIODevice::ReadOnly))
        QSKIP("this user may read everything");
    QCOMPARE(read(secret).refusal, Refusal::NotAllowed);
}

void TestAttachments::everyRefusalIsASentence()
{
    for (int kind = 1; kind <= static_cast<int>(Refusal::NoUtf8); ++kind) {
        const QString sentence = AttachmentList::sentenceFor(static_cast<Refusal>(kind), "a.bin", 9'000'000);
        QVERIFY2(sentence.contains("“a.bin”") && sentence.endsWith('.'), qPrintable(sentence));
    }
    QVERIFY(AttachmentList::sentenceFor(Refusal::TooLarge, "a", 9'000'000).contains("8.58 MiB"));
}

void TestAttachments::goesWithTheMessage()
{
    init2();
    attach(write("notes.txt", "the notes"));
    QCOMPARE(value(files(), 0, AttachmentList::NameRole).toString(), QString("notes.txt"));
    sendAndWait(*m_workspace, "summarize");
    const auto requests = m_profile->script()->requests();
    QCOMPARE(requests.back().turns.back().text,
             storage::textWithAttachments("summarize", {{"notes.txt", "the notes", 0}}));
    QCOMPARE(files().count(), 0);
    const auto shown = value(*m_workspace->chat()->messages(), 0, MessageList::AttachmentsRole).toList();
    QCOMPARE(shown.size(), 1);
    QCOMPARE(shown[0].toMap()["name"].toString(), QString("notes.txt"));
    QVERIFY(shown[0].toMap()["tokens"].toLongLong() > 0);
    QCOMPARE(value(*m_workspace->chat()->messages(), 0, MessageList::PlainTextRole).toString(), QString("summarize"));
}

void TestAttachments::isKeptWithTheConversation()
{
    init2();
    attach(write("notes.txt", "the notes"));
    sendAndWait(*m_workspace, "summarize");
    const auto chat = m_workspace->conversations()->currentId();
    m_workspace = std::make_unique<Workspace>(m_profile->options());
    QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    m_workspace->conversations()->open(chat);
    QTRY_COMPARE(m_workspace->chat()->messages()->count(), 2);
    BlockList* blocks = m_workspace->chat()->messages()->attachmentBlocks(0, 0);
    QVERIFY(blocks != nullptr && blocks->count() == 1);
    QCOMPARE(blocks->codeText(0).trimmed(), QString("the notes"));
    QVERIFY(m_workspace->chat()->messages()->attachmentBlocks(0, 1) == nullptr);
    QVERIFY(m_workspace->chat()->messages()->attachmentBlocks(7, 0) == nullptr);
    sendAndWait(*m_workspace, "and now?");
    QVERIFY(m_profile->script()->requests().back().turns.front().text.find("the notes") != std::string::npos);
}

void TestAttachments::editingKeepsTheFiles()
{
    init2();
    attach(write("notes.txt", "the notes"));
    sendAndWait(*m_workspace, "summarize");
    m_workspace->chat()->edit(0, "translate");
    QTRY_VERIFY(!m_workspace->chat()->busy());
    QCOMPARE(m_profile->script()->requests().back().turns.back().text,
             storage::textWithAttachments("translate", {{"notes.txt", "the notes", 0}}));
}

void TestAttachments::whatDoesNotFitIsSaidBefore()
{
    init2();
    attach(write("large.txt", QByteArray(20'000, 'x'))); // 5,000 tokens for the scripted engine; the context has 4,096
    m_workspace->chat()->setDraft("summarize");
    QTRY_VERIFY(!m_workspace->chat()->obstacle().isEmpty());
    QVERIFY(m_workspace->chat()->obstacle().contains("5,0"));
    QVERIFY(m_workspace->chat()->obstacle().contains("4,096"));
    QTest::qWait(50);
    QVERIFY(!m_workspace->chat()->canSend());
    m_workspace->chat()->send();
    QVERIFY(!m_workspace->chat()->busy());
    files().remove(0);
    QVERIFY(m_workspace->chat()->obstacle().isEmpty());
    QTRY_VERIFY(m_workspace->chat()->canSend());

    attach(write("almost.txt", QByteArray(12'000, 'x')));
    QTRY_VERIFY(m_workspace->chat()->canSend());
    m_workspace->chat()->setDraft(QString(4000, 'y')); // the message counts as well
    QTRY_VERIFY(!m_workspace->chat()->obstacle().isEmpty() && !m_workspace->chat()->canSend());
}

void TestAttachments::anotherModelCountsAnew()
{
    init2();
    attach(write("notes.txt", QByteArray(400, 'x')));
    m_workspace->library()->eject();
    QCOMPARE(files().tokens(), -1);
    m_workspace->library()->load(m_profile->starter());
    QTRY_VERIFY(files().tokens() >= 100);
}

void TestAttachments::eachConversationHasItsOwn()
{
    init2();
    sendAndWait(*m_workspace, "first");
    const auto first = m_workspace->conversations()->currentId();
    attach(write("notes.txt", "the notes"));
    m_workspace->conversations()->create();
    QCOMPARE(files().count(), 0);
    attach(write("other.txt", "others"));
    m_workspace->conversations()->open(first);
    QTRY_COMPARE(files().count(), 1);
    QCOMPARE(value(files(), 0, AttachmentList::NameRole).toString(), QString("notes.txt"));
    QTRY_VERIFY(files().tokens() >= 0);
}

void TestAttachments::isThereAfterAnotherStart()
{
    init2();
    sendAndWait(*m_workspace, "first");
    const auto first = m_workspace->conversations()->currentId();
    attach(write("notes.txt", "the notes"));
    attach(write("gone.txt", "taken away again"));
    files().remove(1);
    m_workspace->conversations()->create();
    attach(write("other.txt", "others"));
    { // also for a start after a crash
        SQLite::Database raw((m_profile->folder() + "/fettle.db").toStdString(), SQLite::OPEN_READONLY);
        QTRY_COMPARE(raw.execAndGet("SELECT count(*) FROM draft_attachments").getInt(), 2);
    }
    const auto startAgain = [this] {
        m_workspace.reset(); // first this one, then the next
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    };
    startAgain();
    m_workspace->conversations()->create();
    QTRY_COMPARE(files().count(), 1);
    QCOMPARE(value(files(), 0, AttachmentList::NameRole).toString(), QString("other.txt"));
    QTRY_VERIFY(files().tokens() > 0);
    m_workspace->conversations()->open(first);
    QTRY_COMPARE(files().count(), 1);
    QCOMPARE(value(files(), 0, AttachmentList::NameRole).toString(), QString("notes.txt"));
    QTRY_VERIFY(files().tokens() > 0);
    sendAndWait(*m_workspace, "summarize"); // what was sent does not come back
    startAgain();
    m_workspace->conversations()->open(first);
    QTRY_COMPARE(m_workspace->chat()->messages()->rowCount(), 4);
    QCOMPARE(files().count(), 0);
    m_workspace->conversations()->create();
    QCOMPARE(files().count(), 1);
}

void TestAttachments::notMoreThanTwenty()
{
    init2();
    QList<QUrl> many;
    for (int i = 0; i < 25; ++i)
        many += write(QString("f%1.txt").arg(i), "x");
    files().add(many);
    QTRY_COMPARE(files().count(), AttachmentList::kMostFiles);
    QTRY_COMPARE(m_workspace->notices()->count(), 5);
}

void TestAttachments::aRefusedFileIsANotice()
{
    init2();
    files().add({write("a.png", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)), QUrl("https://example.org/x.txt")});
    QTRY_COMPARE(m_workspace->notices()->count(), 2);
    QCOMPARE(files().count(), 0);
}

void TestAttachments::longFilesAreShownInPart()
{
    init2();
    sendAndWait(*m_workspace, "first");
    MessageList list;
    storage::Message message;
    message.text = "x";
    std::string text;
    while (text.size() < MessageList::kMostShown - 2)
        text += "x\n";
    message.attachments = {{"no suffix", text + "xüand more", 1}}; // the cut lies within the ü
    list.show({message});
    const QString shown = list.attachmentBlocks(0, 0)->codeText(0);
    QCOMPARE(shown.count('x'), qsizetype(MessageList::kMostShown / 2));
    QVERIFY(!shown.contains(QChar(0xFFFD)) && !shown.contains("more"));
}

QTEST_GUILESS_MAIN(TestAttachments)
#include "tst_attachments.moc"
