// SPDX-License-Identifier: GPL-3.0-or-later
// One app per profile: the second start raises the first; a killed one leaves nothing in the way. Run with "--hold
// PROFILE" it is the other app.
#include "ui/single_instance.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace ui;
using Claim = SingleInstance::Claim;

namespace
{

int hold(const QString& folder)
{
    SingleInstance instance(folder);
    const Claim claim = instance.claim();
    QObject::connect(&instance, &SingleInstance::raiseRequested, [] {
        std::puts("raised");
        std::fflush(stdout);
    });
    std::puts(claim == Claim::First ? "first" : claim == Claim::Raised ? "second" : "occupied");
    std::fflush(stdout);
    return claim == Claim::First ? QCoreApplication::exec() : 0;
}

class OtherApp
{
public:
    explicit OtherApp(const QString& folder)
    {
        m_process.start(QCoreApplication::applicationFilePath(), {"--hold", folder});
    }
    ~OtherApp()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QByteArray line()
    {
        while (!m_process.canReadLine() && m_process.waitForReadyRead(10'000)) {
        }
        return m_process.readLine().trimmed();
    }

private:
    QProcess m_process;
};

} // namespace

class TestSingleInstance : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(".*")); }
    void secondRaisesTheFirst();
    void killedLeavesNothingInTheWay();
    void profilesAreApart();
    void freedAtTheEnd();
    void aFolderThatCannotBeLocked();
};

void TestSingleInstance::secondRaisesTheFirst()
{
    QTemporaryDir folder;
    OtherApp first(folder.path());
    QCOMPARE(first.line(), QByteArray("first"));
    for (int i = 0; i < 3; ++i) {
        SingleInstance second(folder.path() + "/./"); // the same folder, spelled otherwise
        QCOMPARE(second.claim(), Claim::Raised);
        QCOMPARE(first.line(), QByteArray("raised"));
    }
}

void TestSingleInstance::killedLeavesNothingInTheWay()
{
    QTemporaryDir folder;
    for (int i = 0; i < 10; ++i) {
        {
            OtherApp first(folder.path());
            QCOMPARE(first.line(), QByteArray("first"));
        } // kill -9
        QElapsedTimer timer;
        timer.start();
        SingleInstance next(folder.path());
        QCOMPARE(next.claim(), Claim::First);
        QVERIFY(timer.elapsed() < 1000);
    }
}

void TestSingleInstance::profilesAreApart()
{
    QTemporaryDir one;
    QTemporaryDir two;
    SingleInstance first(one.path());
    SingleInstance second(two.path());
    QCOMPARE(first.claim(), Claim::First);
    QCOMPARE(second.claim(), Claim::First);
}

void TestSingleInstance::freedAtTheEnd()
{
    QTemporaryDir folder;
    for (int i = 0; i < 3; ++i) {
        SingleInstance instance(folder.filePath("made/when/missing"));
        QCOMPARE(instance.claim(), Claim::First);
    }
}

void TestSingleInstance::aFolderThatCannotBeLocked()
{
    QTemporaryDir folder;
    QFile file(folder.filePath("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    SingleInstance instance(folder.filePath("file/below"));
    QCOMPARE(instance.claim(), Claim::First); // the database will say what is wrong with the place
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "--hold") == 0)
        return hold(QString::fromLocal8Bit(argv[2]));
    TestSingleInstance test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_single_instance.moc"
