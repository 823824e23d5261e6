// SPDX-License-Identifier: GPL-3.0-or-later
// Where models run: what can be chosen, what a check of a GPU leaves behind, and what loading is told of it.
#include "tests/ui/profile.h"

#include "ui/models/device_choice.h"

#include <QRegularExpression>

using namespace ui;
using namespace ui::test;

class TestDeviceChoice : public QObject
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

    void withoutAGpuThereIsASentence()
    {
        open();
        devices().look();
        QTRY_COMPARE(devices().reason(), QString("No GPU is used: the script has none."));
        QCOMPARE(devices().choices().size(), 2); // automatic and the processor
        QVERIFY(!devices().canVerify());
        devices().verify();
        QVERIFY(!devices().verifying());
    }

    void aVerifiedGpuIsRemembered()
    {
        m_profile->script()->gpus = 2;
        open();
        QVERIFY(lastLoad().verified.empty());
        QCOMPARE(lastLoad().device, std::string("auto"));
        devices().look();
        QTRY_COMPARE(devices().choices().size(), 5);
        const QString all = devices().choices().last().toMap()["value"].toString();
        QCOMPARE(all, QString("cuda:0,cuda:1"));
        m_workspace->settings()->setDevice(all);
        m_workspace->library()->reload();
        QTRY_COMPARE(lastLoad().device, all.toStdString());
        QCOMPARE(devices().reason(), QString());
        m_workspace->settings()->setDevice("cuda:1");
        devices().verify();
        QVERIFY(devices().verifying());
        QTRY_COMPARE(devices().verdict(), QString("cuda:1 computes as it should."));
        QVERIFY(!devices().verifying());
        m_workspace->library()->reload();
        QTRY_COMPARE(lastLoad().device, std::string("cuda:1"));
        QCOMPARE(lastLoad().verified, std::vector<std::string>{"mark 1"});
        open(); // as after a restart
        QCOMPARE(lastLoad().verified, std::vector<std::string>{"mark 1"});
        devices().look();
        QTRY_VERIFY(devices().canVerify());
        m_profile->script()->gpuIsGood = false;
        devices().verify();
        QTRY_COMPARE(devices().verdict(), QString("cuda:1 does not."));
        QVERIFY(m_workspace->settings()->loadOptions().verified.empty());
    }

    void aCheckCanBeStopped()
    {
        m_profile->script()->gpus = 1;
        m_profile->script()->verifyMs = 60'000;
        open();
        devices().look();
        QTRY_VERIFY(devices().canVerify());
        devices().verify();
        QTRY_VERIFY(devices().checksDone() > 0);
        devices().stop();
        QTRY_VERIFY(!devices().verifying());
        QCOMPARE(devices().verdict(), QString());
        QVERIFY(m_workspace->settings()->loadOptions().verified.empty());
        devices().verify();
        m_workspace.reset(); // which stops it
    }

    void brokenChoicesAreNotTaken()
    {
        open();
        for (const char* wrong : {"", "cuda:", "cuda:x", "gpu", "cuda:1000", "cuda:0,", "cuda:0,cpu"}) {
            m_workspace->settings()->setDevice(wrong);
            QCOMPARE(m_workspace->settings()->device(), QString("auto"));
        }
    }

private:
    void open()
    {
        m_workspace.reset();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    }
    DeviceChoice& devices() { return *m_workspace->devices(); }
    LoadOptions lastLoad() const
    {
        const auto loads = m_profile->script()->loads();
        return loads.empty() ? LoadOptions() : loads.back();
    }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
};

QTEST_GUILESS_MAIN(TestDeviceChoice)
#include "tst_device_choice.moc"
