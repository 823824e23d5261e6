// SPDX-License-Identifier: GPL-3.0-or-later
// The energy of the processor, from a folder that stands in for the system's counters; and what models cost, in turns.
#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/measure/cost.h"
#include "engine/measure/energy_meter.h"
#include "tests/app/command_line.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/models.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using engine::measure::ProcessorMeter;

class EnergyTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void packagesAndMemoryCount()
    {
        counter("intel-rapl:0", "package-0", 1'000'000);
        counter("intel-rapl:1", "package-1", 2'000'000);
        counter("intel-rapl:0:0", "core", 500'000); // within its package
        counter("intel-rapl:0:1", "dram", 100'000);
        counter("intel-rapl:2", "psys", 9'000'000); // holds the packages once more
        counter("intel-rapl-mmio:0", "package-0", 1'000'000);
        ProcessorMeter meter = made();
        QCOMPARE(meter.refusal(), std::string());
        QCOMPARE(meter.joules().value_or(-1), 0.0);
        counter("intel-rapl:0", "package-0", 3'500'000);
        counter("intel-rapl:1", "package-1", 2'250'000);
        counter("intel-rapl:0:0", "core", 700'000);
        counter("intel-rapl:0:1", "dram", 150'000);
        counter("intel-rapl:2", "psys", 19'000'000);
        counter("intel-rapl-mmio:0", "package-0", 8'000'000);
        QVERIFY(std::abs(meter.joules().value_or(-1) - 2.8) < 1e-9);
        QVERIFY(std::abs(meter.joules().value_or(-1) - 2.8) < 1e-9);
    }

    void aCounterBeginsAnew()
    {
        counter("intel-rapl:0", "package-0", 9'900'000, 10'000'000);
        ProcessorMeter meter = made();
        counter("intel-rapl:0", "package-0", 400'000, 10'000'000);
        QVERIFY(std::abs(meter.joules().value_or(-1) - 0.5) < 1e-9);
    }

    void saysWhyItDoesNotTell()
    {
        ProcessorMeter none = made();
        QVERIFY(!none.joules());
        QVERIFY(none.refusal().find("does not tell") != std::string::npos);
        ProcessorMeter absent((m_folder->path() + "/nowhere").toStdString());
        QVERIFY(!absent.joules() && !absent.refusal().empty());

        counter("intel-rapl:0", "package-0", 5);
        QVERIFY(QDir(m_folder->path()).mkpath("intel-rapl:1")); // its counter cannot be read
        write("intel-rapl:1/name", "package-1");
        ProcessorMeter part = made();
        QVERIFY(!part.joules());
        QVERIFY(part.refusal().find("administrator") != std::string::npos);
    }

    // The device decides whose energy it is: where it is a GPU's, the processor's is never told in its place.
    void theGpusEnergyIsNotTheProcessors()
    {
        engine::measure::EnergyMeter meter("a GPU that is not here");
        QVERIFY(!meter.joules());
        QVERIFY(meter.refusal().find("GPU") != std::string::npos);
    }

    void modelsAreMeasuredInTurns()
    {
        const auto one = support::load(support::writeFile(path("one.gguf"), support::tinyLlama().bytes()));
        const std::shared_ptr<const engine::model::Model> both[] = {one, one};
        engine::measure::BenchOptions options;
        options.promptTokens = 4;
        options.generatedTokens = 3;
        options.repetitions = 3;
        options.threads = 1;
        std::vector<std::string> steps;
        const auto reports = engine::measure::benchInTurns(both, options, m_stop,
                                                           [&](const std::string& step) { steps.push_back(step); });
        QCOMPARE(steps, (std::vector<std::string>{"pp4 1/3", "pp4 1/3", "pp4 2/3", "pp4 2/3", "pp4 3/3", "pp4 3/3",
                                                  "tg3 1/3", "tg3 1/3", "tg3 2/3", "tg3 2/3", "tg3 3/3", "tg3 3/3"}));
        QCOMPARE(reports.size(), std::size_t{2});
        for (const auto& report : reports) {
            QCOMPARE(report.rows.size(), std::size_t{2});
            QCOMPARE(report.rows[0].seconds.size(), std::size_t{3});
            QCOMPARE(report.rows[1].seconds.size(), std::size_t{3});
            QCOMPARE(report.energyNote.empty(), report.rows[1].joules >= 0);
        }
    }

    void costsOfModels()
    {
        const auto model = support::load(support::writeFile(path("tiny.gguf"), support::tinyLlama().bytes()));
        const auto encoder = support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/bert"));
        const std::shared_ptr<const engine::model::Model> both[] = {encoder, model};
        engine::measure::CostOptions options;
        options.threads = 1;
        const auto costs = engine::measure::measureCosts(both, options, m_stop);
        QCOMPARE(costs.size(), std::size_t{2});
        QCOMPARE(costs[1].fileBytes, QFileInfo(path("tiny.gguf")).size());
        QVERIFY(costs[1].bitsPerWeight >= 16 && costs[1].bitsPerWeight <= 32);
        engine::generate::SessionOptions session;
        const auto use = engine::generate::Session(model, session).memory();
        QVERIFY(costs[1].memoryBytes > 0 && costs[1].context == model->config().context);
        QVERIFY(costs[1].memoryBytes >= use.weights + use.cache);
        QCOMPARE(costs[1].writing.seconds.size(), std::size_t{3});
        QVERIFY(costs[1].reading.tokens <= model->config().context); // shorter than the 128 that are asked for
        QCOMPARE(costs[0].reading.seconds.size(), std::size_t{3});
        QVERIFY(costs[0].writing.seconds.empty() && costs[0].context == 0 && costs[0].memoryBytes > 0);
    }

    void stops()
    {
        m_stop = true;
        const std::shared_ptr<const engine::model::Model> one[] = {
            support::load(support::writeFile(path("tiny.gguf"), support::tinyLlama().bytes()))};
        QVERIFY_EXCEPTION_THROWN(engine::measure::measureCosts(one, {}, m_stop), engine::Error);
        m_stop = false;
    }

private:
    QString path(const char* name) const { return m_folder->filePath(name); }
    ProcessorMeter made() const { return ProcessorMeter(m_folder->path().toStdString()); }
    void write(const QString& name, const QByteArray& text) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text + "\n") > 0);
    }
    void counter(const QString& domain, const QByteArray& name, qulonglong microjoules, qulonglong most = 1ULL << 40)
    {
        QVERIFY(QDir(m_folder->path()).mkpath(domain));
        write(domain + "/name", name);
        write(domain + "/energy_uj", QByteArray::number(microjoules));
        write(domain + "/max_energy_range_uj", QByteArray::number(most));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(EnergyTest)
#include "tst_energy.moc"
