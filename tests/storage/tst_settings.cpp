// SPDX-License-Identifier: GPL-3.0-or-later
// Settings and known models: what goes in comes out, and a value that makes no sense gives the fallback.
#include "database_fixture.h"

#include "storage/models.h"
#include "storage/settings.h"

#include <QtTest>

#include <cmath>
#include <limits>

using storage::Models;
using storage::Settings;

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void valuesSurviveReopening();
    void nonsenseGivesTheFallback();
    void modelsAreKnownByPath();
};

void TestSettings::valuesSurviveReopening()
{
    DatabaseFixture fixture;
    {
        Settings settings(fixture.open());
        settings.setText("theme", "dark");
        settings.setInteger("threads", std::numeric_limits<std::int64_t>::min());
        settings.setReal("temperature", 0.1);
        settings.setFlag("panel", true);
        settings.setAll({{"theme", "light"}, {"language", std::string("zh\0x", 4)}});
        settings.setText("gone", "x");
        settings.remove("gone");
        settings.remove("never there");
    }
    Settings settings(fixture.open());
    QCOMPARE(settings.text("theme"), std::string("light"));
    QCOMPARE(settings.text("language"), std::string("zh\0x", 4));
    QCOMPARE(settings.integer("threads", 0), std::numeric_limits<std::int64_t>::min());
    QCOMPARE(settings.real("temperature", 0), 0.1); // exactly the same double
    QCOMPARE(settings.flag("panel", false), true);
    QVERIFY(!settings.find("gone"));
    QCOMPARE(settings.all().size(), std::size_t(5));
}

void TestSettings::nonsenseGivesTheFallback()
{
    DatabaseFixture fixture;
    Settings settings(fixture.open());
    for (const char* text : {"", " 1", "1 ", "0x10", "nan", "inf", "1e999", "99999999999999999999x", "yes"}) {
        settings.setText("key", text);
        QCOMPARE(settings.integer("key", 42), 42);
        QCOMPARE(settings.real("key", 0.5), 0.5);
        QCOMPARE(settings.flag("key", true), true);
    }
    settings.setReal("key", std::nan(""));
    QCOMPARE(settings.real("key", 0.5), 0.5);
    QCOMPARE(settings.integer("missing", 7), 7);
}

void TestSettings::modelsAreKnownByPath()
{
    DatabaseFixture fixture;
    Models models(fixture.open());
    const std::string odd = "/models/\xff odd \"name'; DROP TABLE models.gguf";
    models.save({odd, "<img src=x>", 5'000'000'000, 10, "{\"context\":4096}"});
    models.save({"/models/b.gguf", "b", 1, 20, ""});
    models.save({odd, "renamed", 5'000'000'000, 30, "{}"});
    QCOMPARE(models.list().size(), std::size_t(2));
    QCOMPARE(models.list().at(0).path, odd);
    QCOMPARE(models.find(odd)->name, std::string("renamed"));
    QCOMPARE(models.find(odd)->bytes, 5'000'000'000);
    QCOMPARE(models.find(odd)->loadSettings, std::string("{}"));
    models.remove(odd);
    QVERIFY(!models.find(odd));
    QCOMPARE(models.list().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
