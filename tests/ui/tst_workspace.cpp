// SPDX-License-Identifier: GPL-3.0-or-later
// The whole of the view models over starts and ends: a killed app, a closed app, many quick ones. Run with "--stream
// PROFILE" it is the app that gets killed.
#include "tests/ui/profile.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>

#include <cstdio>

using namespace ui;
using namespace ui::test;

namespace
{

WorkspaceOptions endless(const QString& folder)
{
    auto script = std::make_shared<Script>();
    script->tokens = 10'000'000;
    script->rate = 400;
    WorkspaceOptions options;
    options.profileFolder = folder;
    options.starterModelPath = folder + "/starter.gguf";
    options.engineFactory = [script] { return std::make_unique<ScriptedEngine>(script); };
    return options;
}

// Sends "Question" and says on its standard output how much of the answer is shown, until it is killed.
int streamForEver(const QString& folder)
{
    Workspace workspace(endless(folder));
    QObject::connect(workspace.library(), &ModelLibrary::stateChanged, workspace.chat(), [&] {
        workspace.chat()->setDraft("Question");
        workspace.chat()->send();
    });
    QObject::connect(workspace.chat(), &ChatSession::tokenRateChanged, workspace.chat(), [&] {
        const MessageList& messages = *workspace.chat()->messages();
        std::printf("%lld\n", static_cast<long long>(messages.text(messages.count() - 1).size()));
        std::fflush(stdout);
    });
    return QCoreApplication::exec();
}

} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(".*")); }
    void killedWhileItStreams();
    void closedWhileItStreams();
    void closedAtOnce();
    void closedWhileLoading();
    void guiNeverWaits();
};

void TestWorkspace::killedWhileItStreams()
{
    TestProfile profile;
    for (int round = 1; round <= 3; ++round) {
        QProcess app;
        app.start(QCoreApplication::applicationFilePath(), {"--stream", profile.folder()});
        QVERIFY(app.waitForStarted());
        qsizetype shown = 0;
        QElapsedTimer timer;
        timer.start();
        while (shown < 2000 + 500 * round && timer.elapsed() < 30'000) {
            app.waitForReadyRead(1000);
            const auto lines = app.readAllStandardOutput().split('\n');
            for (const QByteArray& line : lines)
                shown = line.isEmpty() ? shown : line.toLongLong();
        }
        app.kill(); // SIGKILL: nothing is written any more
        QVERIFY(app.waitForFinished());

        Workspace workspace(profile.options());
        QTRY_VERIFY(workspace.ready());
        QCOMPARE(workspace.conversations()->count(), round);
        workspace.conversations()->open(
            value(*workspace.conversations(), 0, ConversationList::ConversationIdRole).toLongLong());
        QTRY_COMPARE(workspace.chat()->messages()->count(), 2);
        const MessageList& messages = *workspace.chat()->messages();
        QCOMPARE(messages.text(0), QString("Question"));
        QCOMPARE(value(messages, 1, MessageList::StateRole).value<MessageList::State>(),
                 MessageList::State::Interrupted);
        // 400 tokens of 5 characters a second: 1,000 in half a second, and 600 more for a busy machine.
        QVERIFY2(messages.text(1).size() >= shown - 1600,
                 qPrintable(QString("%1 of %2").arg(messages.text(1).size()).arg(shown)));
        QVERIFY(QString("word ").repeated(100'000).startsWith(messages.text(1)));
    }
}

void TestWorkspace::closedWhileItStreams()
{
    TestProfile profile;
    QString shown;
    {
        Workspace workspace(endless(profile.folder()));
        QTRY_COMPARE(workspace.library()->state(), ModelLibrary::State::Ready);
        workspace.chat()->setDraft("Question");
        workspace.chat()->send();
        QTRY_VERIFY(workspace.chat()->messages()->count() == 2 && workspace.chat()->messages()->text(1).size() > 300);
        workspace.chat()->setDraft("next thou");
        shown = workspace.chat()->messages()->text(1);
    }
    const auto stored = profile.stored([](auto& c) { return c.path(c.list()[0].leaf).back(); });
    QCOMPARE(stored.state, storage::MessageState::Interrupted);
    QVERIFY(QString::fromStdString(stored.text).startsWith(shown)); // to the last piece
    QVERIFY(stored.metrics.has_value());
    QCOMPARE(profile.stored([](auto& c) { return c.list()[0].draft; }), std::string("next thou"));
}

void TestWorkspace::closedAtOnce()
{
    TestProfile profile;
    for (int i = 0; i < 20; ++i) {
        Workspace workspace(profile.options());
        if (i % 2 == 0)
            QCoreApplication::processEvents();
        if (i % 5 == 0) {
            workspace.chat()->setDraft("x");
            workspace.chat()->send();
        }
    }
}

void TestWorkspace::closedWhileLoading()
{
    TestProfile profile;
    profile.script()->loadMs = 10'000;
    QElapsedTimer timer;
    {
        Workspace workspace(profile.options());
        QTRY_COMPARE(workspace.library()->state(), ModelLibrary::State::Loading);
        workspace.chat()->setDraft("Waiting");
        workspace.chat()->send();
        QTRY_COMPARE(workspace.chat()->messages()->count(), 2);
        timer.start();
    }
    QVERIFY(timer.elapsed() < 1000);
    const auto path = profile.stored([](auto& c) { return c.path(c.list()[0].leaf); });
    QCOMPARE(path.front().text, std::string("Waiting"));
    QVERIFY(path.back().state != storage::MessageState::Streaming);
}

// A timer of this thread is never late by much while a model loads, an answer streams and all is stored.
void TestWorkspace::guiNeverWaits()
{
    TestProfile profile;
    profile.script()->loadMs = 300;
    profile.script()->tokens = 3000;
    profile.script()->rate = 1500;
    qint64 longest = 0;
    QElapsedTimer since;
    QTimer beat;
    connect(&beat, &QTimer::timeout, this, [&] {
        longest = std::max(longest, since.isValid() ? since.elapsed() : 0);
        since.start();
    });
    beat.start(5);
    Workspace workspace(profile.options());
    QTRY_VERIFY(workspace.ready());
    workspace.chat()->setDraft("Fast");
    workspace.chat()->send();
    QTRY_VERIFY_WITH_TIMEOUT(!workspace.chat()->busy(), 10'000);
    QCOMPARE(workspace.chat()->messages()->count(), 2);
    qInfo("longest pause of the GUI thread %lld ms", longest);
    QVERIFY(longest < 250); // a wait for the load or the disk would show; a busy machine takes some of it
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--stream") == 0)
        return streamForEver(QString::fromLocal8Bit(argv[2]));
    TestWorkspace test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_workspace.moc"
