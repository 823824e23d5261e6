// SPDX-License-Identifier: GPL-3.0-or-later
// Loading, ejecting and forgetting models, with the scripted engine; bad files with the real one.
#include "tests/ui/profile.h"

#include "ui/chat/local_engine.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace ui;
using namespace ui::test;
using State = ModelLibrary::State;

class TestModelLibrary : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(".*"));
        m_profile = std::make_unique<TestProfile>();
    }
    void cleanup()
    {
        m_workspace.reset();
        m_profile.reset();
    }

    void starterIsLoadedFirst();
    void lastUsedIsLoadedNextTime();
    void missingFallsBackToTheStarter();
    void withoutAnyModel();
    void progressAndStop();
    void failureIsASentence();
    void onlyLocalFiles();
    void forgetLeavesTheFile();
    void settingsCountAtReload();
    void badFiles_data();
    void badFiles();
    void realModel();

private:
    void open(const WorkspaceOptions& options)
    {
        m_workspace.reset();
        m_workspace = std::make_unique<Workspace>(options);
        m_library = m_workspace->library();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_library,
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY(m_workspace->ready());
    }
    QString file(const QString& name, const QByteArray& content = "x")
    {
        QFile made(m_profile->folder() + "/" + name);
        if (!made.open(QIODevice::WriteOnly) || made.write(content) != content.size())
            qFatal("cannot write");
        return made.fileName();
    }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    ModelLibrary* m_library = nullptr;
};

void TestModelLibrary::starterIsLoadedFirst()
{
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    QCOMPARE(m_library->currentPath(), m_profile->starter());
    QCOMPARE(m_library->currentName(), QString("Scripted <img src=x>"));
    QCOMPARE(m_library->device(), QString("Script, 1 thread"));
    QCOMPARE(m_library->contextLength(), 4096);
    QCOMPARE(m_library->memoryBytes(), double(111 << 20));
    QCOMPARE(m_workspace->metrics()->weightsBytes(), double(100 << 20));
    QTRY_COMPARE(value(*m_library, 0, ModelLibrary::NameRole).toString(), QString("Scripted <img src=x>"));
    QCOMPARE(m_library->count(), 1);
    QVERIFY(value(*m_library, 0, ModelLibrary::StarterRole).toBool());
    QVERIFY(value(*m_library, 0, ModelLibrary::CurrentRole).toBool());
    QCOMPARE(value(*m_library, 0, ModelLibrary::SizeBytesRole).toDouble(), 5.0);
}

void TestModelLibrary::lastUsedIsLoadedNextTime()
{
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    const QString other = file("other.gguf");
    QTest::qWait(2);
    m_library->loadUrl(QUrl::fromLocalFile(other));
    QTRY_COMPARE(m_library->count(), 2);
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    QCOMPARE(m_library->currentPath(), other);
}

void TestModelLibrary::missingFallsBackToTheStarter()
{
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    const QString other = file("other.gguf");
    QTest::qWait(2);
    m_library->load(other);
    QTRY_COMPARE(m_library->count(), 2);
    QVERIFY(QFile::remove(other));
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    QCOMPARE(m_library->currentPath(), m_profile->starter());
    QTRY_COMPARE(m_library->count(), 2);
    QVERIFY(value(*m_library, 1, ModelLibrary::MissingRole).toBool());
}

void TestModelLibrary::withoutAnyModel()
{
    WorkspaceOptions options = m_profile->options();
    options.starterModelPath.clear();
    open(options);
    QCOMPARE(m_library->state(), State::None);
    QCOMPARE(m_library->count(), 0);
    m_library->reload();
    m_library->eject();
    m_workspace->chat()->setDraft("hello");
    QVERIFY(!m_workspace->chat()->canSend());
}

void TestModelLibrary::progressAndStop()
{
    m_profile->script()->loadMs = 600;
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Loading);
    QTRY_VERIFY(m_library->loadShare() > 0.1);
    const QString other = file("other.gguf");
    m_library->load(other); // the first load stops, the second ends
    QTRY_COMPARE(m_library->state(), State::Ready);
    QCOMPARE(m_library->currentPath(), other);
    m_library->reload();
    QElapsedTimer timer;
    timer.start();
    m_library->eject();
    QCOMPARE(m_library->state(), State::None);
    QTest::qWait(700);
    QCOMPARE(m_library->state(), State::None); // the stopped load does not come back
    QCOMPARE(m_library->memoryBytes(), 0.0);
}

void TestModelLibrary::failureIsASentence()
{
    m_profile->script()->failLoad("bad.gguf is damaged at byte 12 <img src=x>.");
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Failed);
    QCOMPARE(m_library->error(), QString("bad.gguf is damaged at byte 12 <img src=x>."));
    QCOMPARE(m_workspace->notices()->count(), 1);
    QCOMPARE(value(*m_workspace->notices(), 0, NoticeList::TextRole).toString(), m_library->error());
    m_profile->script()->failLoad({});
    m_library->load(m_profile->starter());
    QTRY_COMPARE(m_library->state(), State::Ready);
    QCOMPARE(m_library->error(), QString());
    QCOMPARE(m_workspace->notices()->count(), 0);
}

void TestModelLibrary::onlyLocalFiles()
{
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    m_library->loadUrl(QUrl("https://example.org/model.gguf"));
    QCOMPARE(m_library->state(), State::Ready);
    QCOMPARE(m_workspace->notices()->count(), 1);
}

void TestModelLibrary::forgetLeavesTheFile()
{
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    const QString other = file("other.gguf");
    m_library->load(other);
    QTRY_COMPARE(m_library->count(), 2);
    m_library->forget(other);
    QTRY_COMPARE(m_library->count(), 1);
    QVERIFY(QFile::exists(other));
}

void TestModelLibrary::settingsCountAtReload()
{
    open(m_profile->options());
    QTRY_COMPARE(m_library->state(), State::Ready);
    m_workspace->settings()->setContextLength(1024);
    QCOMPARE(m_library->contextLength(), 4096);
    m_library->reload();
    QTRY_COMPARE(m_library->contextLength(), 1024);
}

void TestModelLibrary::badFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("this is no model");
    QTest::newRow("html") << QByteArray("<!DOCTYPE html><html><body>404</body></html>");
    QTest::newRow("magic only") << QByteArray("GGUF");
    QTest::newRow("version 9") << QByteArray("GGUF\x09\0\0\0", 8);
    QTest::newRow("endless counts") << QByteArray("GGUF\x03\0\0\0", 8) + QByteArray(16, '\xFF');
    QTest::newRow("zeros") << QByteArray(100'000, 0);
}

void TestModelLibrary::badFiles()
{
    QFETCH(QByteArray, content);
    WorkspaceOptions options = m_profile->options();
    options.engineFactory = {}; // the real engine
    options.starterModelPath = file("bad.gguf", content);
    open(options);
    QTRY_COMPARE(m_library->state(), State::Failed);
    QVERIFY2(m_library->error().contains("bad.gguf"), qPrintable(m_library->error()));
    m_library->load(m_profile->folder() + "/nowhere.gguf");
    QTRY_VERIFY2(m_library->state() == State::Failed && m_library->error().contains("nowhere.gguf"),
                 qPrintable(m_library->error()));
    m_library->load(m_profile->folder()); // a folder
    QTRY_VERIFY(m_library->state() == State::Failed && !m_library->error().contains("nowhere.gguf"));
}

void TestModelLibrary::realModel()
{
    const QString model = QString(FETTLE_SHARED_DATA) + "/weights/stories260K/stories260K-f32.gguf";
    if (!QFile::exists(model))
        QSKIP("weights/stories260K is not in the shared data");
    WorkspaceOptions options = m_profile->options();
    options.engineFactory = {};
    options.starterModelPath = model;
    open(options);
    QTRY_COMPARE(m_library->state(), State::Ready);
    QVERIFY(m_library->device().startsWith("CPU"));
    QVERIFY(m_library->memoryBytes() > 0);
    m_workspace->settings()->setMaxTokens(40);
    m_workspace->settings()->setTemperature(0);
    sendAndWait(*m_workspace, "Once upon a time");
    const MessageList& messages = *m_workspace->chat()->messages();
    QCOMPARE(value(messages, 1, MessageList::StateRole).value<MessageList::State>(), MessageList::State::Complete);
    QVERIFY(messages.text(1).size() > 20);
    const auto metrics = value(messages, 1, MessageList::MetricsRole).value<MessageMetrics>();
    QVERIFY(metrics.promptTokens > 3 && metrics.generatedTokens > 5 && metrics.decodeRate > 1);
    QVERIFY(metrics.peakMemoryBytes > 0 && metrics.cacheBytes > 0);
    // Longer than the context: refused with a sentence under the message, which stays.
    sendAndWait(*m_workspace, QString("word ").repeated(20'000));
    QCOMPARE(messages.count(), 4);
    QCOMPARE(value(messages, 3, MessageList::StateRole).value<MessageList::State>(), MessageList::State::Failed);
    QVERIFY(value(messages, 3, MessageList::ErrorRole).toString().contains("tokens"));
}

QTEST_GUILESS_MAIN(TestModelLibrary)
#include "tst_model_library.moc"
