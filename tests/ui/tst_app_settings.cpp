// SPDX-License-Identifier: GPL-3.0-or-later
// Settings are clamped, saved at once, and there again at the next start; broken ones give the defaults.
#include "tests/ui/profile.h"

#include "storage/settings.h"

#include <QRegularExpression>
#include <QSignalSpy>

#include <cmath>

using namespace ui;
using namespace ui::test;

class TestAppSettings : public QObject
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

    void keptForTheNextStart();
    void clampedToTheEnginesRanges();
    void equalValuesAreSilent();
    void resetLeavesTheRest();
    void brokenValuesGiveTheDefaults();
    void eachCornerIsValid();

private:
    void open()
    {
        m_workspace.reset();
        m_workspace = std::make_unique<Workspace>(m_profile->options());
        m_settings = m_workspace->settings();
        QTRY_VERIFY(m_workspace->ready());
    }

    std::unique_ptr<TestProfile> m_profile;
    std::unique_ptr<Workspace> m_workspace;
    AppSettings* m_settings = nullptr;
};

void TestAppSettings::keptForTheNextStart()
{
    m_settings->setTheme(2);
    m_settings->setLanguage("zh_CN");
    m_settings->setSidebarVisible(false);
    m_settings->setPanelVisible(false);
    m_settings->setFontScale(1.25);
    m_settings->setTemperature(0.3);
    m_settings->setTopK(7);
    m_settings->setTopP(0.9);
    m_settings->setMinP(0.1);
    m_settings->setRepeatPenalty(1.1);
    m_settings->setPresencePenalty(-0.5);
    m_settings->setFrequencyPenalty(0.25);
    m_settings->setSeed(9'007'199'254'740'993); // more than a double holds
    m_settings->setMaxTokens(100);
    m_settings->setSystemPrompt("Sei kurz.\n你好");
    m_settings->setContextLength(2048);
    m_settings->setThreads(3);
    open();
    QCOMPARE(m_settings->theme(), 2);
    QCOMPARE(m_settings->language(), QString("zh_CN"));
    QCOMPARE(m_settings->sidebarVisible(), false);
    QCOMPARE(m_settings->panelVisible(), false);
    QCOMPARE(m_settings->fontScale(), 1.25);
    QCOMPARE(m_settings->temperature(), 0.3);
    QCOMPARE(m_settings->topK(), 7);
    QCOMPARE(m_settings->topP(), 0.9);
    QCOMPARE(m_settings->minP(), 0.1);
    QCOMPARE(m_settings->repeatPenalty(), 1.1);
    QCOMPARE(m_settings->presencePenalty(), -0.5);
    QCOMPARE(m_settings->frequencyPenalty(), 0.25);
    QCOMPARE(m_settings->seed(), 9'007'199'254'740'993);
    QCOMPARE(m_settings->sampling().seed.value(), 9'007'199'254'740'993U);
    QCOMPARE(m_settings->maxTokens(), 100);
    QCOMPARE(m_settings->systemPrompt(), QString("Sei kurz.\n你好"));
    QCOMPARE(m_settings->loadOptions().context, 2048);
    QCOMPARE(m_settings->loadOptions().threads, 3);
}

void TestAppSettings::clampedToTheEnginesRanges()
{
    m_settings->setTemperature(99);
    QCOMPARE(m_settings->temperature(), 5.0);
    m_settings->setTemperature(-1);
    QCOMPARE(m_settings->temperature(), 0.0);
    m_settings->setTemperature(std::nan(""));
    QCOMPARE(m_settings->temperature(), 0.0);
    m_settings->setTopP(0);
    QVERIFY(m_settings->topP() > 0);
    m_settings->setMinP(1);
    QVERIFY(m_settings->minP() < 1);
    m_settings->setTheme(7);
    QCOMPARE(m_settings->theme(), 2);
    m_settings->setLanguage("../../etc");
    QCOMPARE(m_settings->language(), QString());
    m_settings->setThreads(-4);
    QCOMPARE(m_settings->threads(), 0);
    m_settings->setSeed(-100);
    QVERIFY(!m_settings->sampling().seed);
}

void TestAppSettings::equalValuesAreSilent()
{
    QSignalSpy changes(m_settings, &AppSettings::samplingChanged);
    m_settings->setTopK(40);
    QCOMPARE(changes.size(), 0);
    m_settings->setTopK(41);
    m_settings->setTopK(41);
    QCOMPARE(changes.size(), 1);
}

void TestAppSettings::resetLeavesTheRest()
{
    m_settings->setTheme(1);
    m_settings->setTemperature(2);
    m_settings->setSeed(5);
    m_settings->resetSampling();
    QCOMPARE(m_settings->temperature(), 0.7);
    QCOMPARE(m_settings->seed(), -1);
    QCOMPARE(m_settings->theme(), 1);
}

void TestAppSettings::brokenValuesGiveTheDefaults()
{
    m_workspace.reset();
    {
        const auto database = storage::Database::open((m_profile->folder() + "/fettle.db").toStdString());
        storage::Settings(*database).setAll({{"theme", "blue"},
                                             {"temperature", "nan"},
                                             {"topK", "99999999999999999999"},
                                             {"topP", ""},
                                             {"sidebarVisible", "perhaps"},
                                             {"language", "<img src=x>"},
                                             {"minP", "0.5"}});
    }
    open();
    QCOMPARE(m_settings->theme(), 0);
    QCOMPARE(m_settings->temperature(), 0.7);
    QCOMPARE(m_settings->topK(), 40);
    QCOMPARE(m_settings->topP(), 0.95);
    QCOMPARE(m_settings->sidebarVisible(), true);
    QCOMPARE(m_settings->language(), QString());
    QCOMPARE(m_settings->minP(), 0.5);
}

void TestAppSettings::eachCornerIsValid()
{
    for (const double value : {-1e300, -3.0, 0.0, 0.5, 1.0, 7.0, 1e300}) {
        m_settings->setTemperature(value);
        m_settings->setTopP(value);
        m_settings->setMinP(value);
        m_settings->setRepeatPenalty(value);
        m_settings->setPresencePenalty(value);
        m_settings->setFrequencyPenalty(value);
        m_settings->setTopK(value > 0 ? std::numeric_limits<int>::max() : std::numeric_limits<int>::min());
        m_settings->sampling().validate(); // throws where the engine would refuse
    }
}

QTEST_GUILESS_MAIN(TestAppSettings)
#include "tst_app_settings.moc"
