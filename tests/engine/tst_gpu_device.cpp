// SPDX-License-Identifier: GPL-3.0-or-later
// What only a real GPU can show: its ops against plain loops, a model against the processor, tokens that it chooses. Each
// is a test of its own for ctest, which lists those that were skipped because this machine has no GPU.
#include "engine/measure/check_gpu.h"
#include "engine/model/device.h"

#include <QTest>

#include <filesystem>

using engine::measure::GpuCheck;
using engine::model::Gpu;

class TestGpuDevice : public QObject
{
    Q_OBJECT

private slots:
    void ops()
    {
        const auto gpu = open();
        if (!gpu)
            QSKIP(qPrintable(reason()));
        engine::measure::checkGpuOps(gpu, engine::measure::CheckSize::Whole, m_goOn, m_onCheck);
        QVERIFY2(m_failed.isEmpty(), qPrintable(m_failed.join('\n')));
    }

    void models_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"llama", "mixtral", "gemma2"})
            QTest::newRow(name) << name;
    }

    void models()
    {
        const auto gpu = open();
        if (!gpu)
            QSKIP(qPrintable(reason()));
        QFETCH(QString, name);
        const std::filesystem::path folder = FETTLE_SOURCE_DIR "/tests/golden/families/" + name.toStdString();
        engine::measure::checkGpuModel(gpu, folder, m_goOn, m_onCheck);
        QVERIFY2(m_failed.isEmpty(), qPrintable(m_failed.join('\n')));
    }

private:
    static std::shared_ptr<Gpu> open() { return engine::model::gpus().list.empty() ? nullptr : Gpu::open(0); }
    static QString reason() { return "there is no GPU for this test. " + QString::fromStdString(engine::model::gpus().reason); }

    const std::atomic<bool> m_goOn = false;
    QStringList m_failed;
    const engine::measure::OnGpuCheck m_onCheck = [this](const GpuCheck& check) {
        if (!check.passed())
            m_failed += QString("%1: %2 of %3 %4").arg(check.what.c_str()).arg(check.error).arg(check.allowed).arg(check.problem.c_str());
    };
};

QTEST_GUILESS_MAIN(TestGpuDevice)
#include "tst_gpu_device.moc"
