// SPDX-License-Identifier: GPL-3.0-or-later
// Presets: shipped and own, applied, kept, shared as files; and files that are none.
#include "tests/ui/profile.h"
#include "ui/settings/preset_list.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>

using namespace ui;
using namespace ui::test;

class TestPresets : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(".*"));
        m_profile = std::make_unique<TestProfile>();
        open();
    }
    void cleanup()
    {
        m_workspace.reset();
        m_profile.reset();
    }

    void applyingSetsTheSettings();
    void stopStringsReachTheEngine();
    void ownOnesAreKept();
    void filesGoThereAndBack();
    void badFiles_data();
    void badFiles();
    void valuesAreClamped();

private:
    void open()
    {
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        m_presets = m_workspace->presets();
        m_settings = m_workspace->settings();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_presets,
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY(m_workspace->ready());
    }
    int rowOf(const QString& name) const
    {
        for (int row = 0; row < m_presets->count(); ++row)
            if (value(*m_presets, row, PresetList::NameRole).toString() == name)
                return row;
        return -1;
    }
    QString file(const QByteArray& content) const
    {
        QFile out(m_profile->folder() + "/presets.json");
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("no file");
        return out.fileName();
    }
    QString lastNotice() const
    {
        const NoticeList* notices = m_workspace->notices();
        return value(*notices, notices->count() - 1, NoticeList::TextRole).toString();
    }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    PresetList* m_presets = nullptr;
    AppSettings* m_settings = nullptr;
};

void TestPresets::applyingSetsTheSettings()
{
    QCOMPARE(m_presets->currentName(), QString("Plain"));
    const int row = rowOf("Translation");
    m_presets->apply(row);
    QVERIFY(m_settings->systemPrompt().contains("translator"));
    QCOMPARE(m_settings->temperature(), 0.2);
    QCOMPARE(m_presets->currentName(), QString("Translation"));
    QVERIFY(value(*m_presets, row, PresetList::CurrentRole).toBool());
    m_settings->setTopK(7);
    QCOMPARE(m_presets->currentName(), QString());
    m_settings->setContextLength(8192); // what a preset leaves open does not part it from the settings
    m_presets->apply(row);
    QCOMPARE(m_settings->contextLength(), 8192);
    QCOMPARE(m_presets->currentName(), QString("Translation"));
    m_presets->apply(-1);
    m_presets->apply(4711);
    QCOMPARE(m_presets->currentName(), QString("Translation"));
}

void TestPresets::stopStringsReachTheEngine()
{
    QTRY_COMPARE(m_workspace->library()->state(), ModelLibrary::State::Ready);
    m_settings->setStopStrings({"###", "", "END"});
    sendAndWait(*m_workspace, "hello");
    QVERIFY(m_profile->script()->requests().back().stopStrings == (std::vector<std::string>{"###", "END"}));
}

void TestPresets::ownOnesAreKept()
{
    const int shipped = m_presets->count();
    m_settings->setTemperature(1.25);
    m_settings->setStopStrings({"\n\n"});
    m_presets->saveAs("   ");
    QCOMPARE(m_presets->count(), shipped);
    m_presets->saveAs(" Mine ");
    m_presets->saveAs("Mine"); // in its place
    QCOMPARE(m_presets->count(), shipped + 1);
    QCOMPARE(m_presets->currentName(), QString("Mine"));
    m_workspace.reset();
    open();
    QCOMPARE(rowOf("Mine"), shipped);
    QCOMPARE(m_presets->currentName(), QString("Mine"));
    m_presets->apply(0);
    m_presets->apply(shipped);
    QCOMPARE(m_settings->temperature(), 1.25);
    QCOMPARE(m_settings->stopStrings(), QStringList{"\n\n"});
    m_presets->remove(0); // shipped: it stays
    m_presets->remove(shipped);
    QCOMPARE(m_presets->count(), shipped);
    m_workspace.reset();
    open();
    QCOMPARE(m_presets->count(), shipped);
}

void TestPresets::filesGoThereAndBack()
{
    m_settings->setSystemPrompt("Say \"yes\"; 是。\n<b>");
    m_presets->saveAs("Yes");
    const QString name = m_profile->folder() + "/out.json";
    m_presets->exportTo(QUrl::fromLocalFile(name));
    QCOMPARE(lastNotice(), QString("Presets written: 1."));
    m_presets->remove(m_presets->count() - 1);
    m_presets->importFrom(QUrl::fromLocalFile(name));
    const int row = rowOf("Yes");
    QVERIFY(row >= 0);
    QCOMPARE(value(*m_presets, row, PresetList::SystemPromptRole).toString(), QString("Say \"yes\"; 是。\n<b>"));
    m_presets->exportTo(QUrl::fromLocalFile(m_profile->folder() + "/none/out.json"));
    QVERIFY2(lastNotice().contains("could not be written"), qPrintable(lastNotice()));
    m_presets->importFrom(QUrl::fromLocalFile(m_profile->folder() + "/none.json"));
    QVERIFY2(lastNotice().contains("could not be read"), qPrintable(lastNotice()));
}

void TestPresets::badFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("hello");
    QTest::newRow("another object") << QByteArray("{\"presets\":[]}");
    QTest::newRow("a list") << QByteArray("[1,2]");
    QTest::newRow("deep") << QByteArray(100'000, '[');
    QTest::newRow("too large") << QByteArray("{\"fettle_presets\":1,\"presets\":[") + QByteArray(2 << 20, ' ') + "]}";
    QTest::newRow("binary") << QByteArray("\0\xff\xfe{", 4);
}

void TestPresets::badFiles()
{
    QFETCH(QByteArray, content);
    const int before = m_presets->count();
    m_presets->importFrom(QUrl::fromLocalFile(file(content)));
    QCOMPARE(m_presets->count(), before);
    QVERIFY2(lastNotice().contains("could not be read"), qPrintable(lastNotice()));
}

void TestPresets::valuesAreClamped()
{
    m_presets->importFrom(QUrl::fromLocalFile(file(
        R"({"fettle_presets":1,"presets":[{"name":"Wild","temperature":1e9,"top_k":-5,"top_p":"x","stop":[1,"","a"]},
                 {"name":""},{"name":7},5]})")));
    const int row = rowOf("Wild");
    QVERIFY(row >= 0);
    QCOMPARE(m_presets->count(), row + 1); // those without a name are left out
    m_presets->apply(row);
    QCOMPARE(m_settings->temperature(), 5.0);
    QCOMPARE(m_settings->topK(), 0);
    QCOMPARE(m_settings->topP(), 0.95);
    QCOMPARE(m_settings->stopStrings(), QStringList{"a"});
}

QTEST_MAIN(TestPresets)
#include "tst_presets.moc"
