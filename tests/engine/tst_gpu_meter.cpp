// SPDX-License-Identifier: GPL-3.0-or-later
// Readings of a GPU, from a library that stands in for NVML; and which GPU a model goes to, without any.
#include "engine/measure/gpu_meter.h"
#include "engine/model/device.h"
#include "engine/model/gpu_fit.h"
#include "engine/model/gpu_weights.h"
#include "tests/support/family_model.h"
#include "tests/support/models.h"

#include <QTest>

using engine::measure::GpuMeter;
using engine::model::chooseDevice;
using engine::model::Gpus;

class TestGpuMeter : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheLibraryTells()
    {
        const GpuMeter meter(FETTLE_STAND_IN_NVML);
        QCOMPARE(meter.count(), 2);
        QCOMPARE(meter.find("Second GPU"), 1);
        QCOMPARE(meter.find("another"), 0);
        const auto first = meter.read(0);
        QVERIFY(first.has_value());
        QCOMPARE(first->name, std::string("First GPU"));
        QCOMPARE(first->allBytes, std::int64_t{8} << 30);
        QCOMPARE(first->usedBytes, std::int64_t{5} << 30);
        QCOMPARE(first->usePercent, 87);
        QCOMPARE(first->celsius, 61);
        QCOMPARE(first->watts, 123.4);
        const auto before = meter.joules(0);
        const auto after = meter.joules(0);
        QVERIFY(before && after);
        QCOMPARE(*after - *before, 2.5);
        const auto second = meter.read(1);
        QVERIFY(second.has_value());
        QCOMPARE(second->watts, -1.0);
        QVERIFY(!meter.joules(1));
        for (const int none : {-1, 2})
            QVERIFY(!meter.read(none) && !meter.joules(none));
    }

    void withoutALibraryThereIsNothing_data()
    {
        QTest::addColumn<QString>("library");
        QTest::newRow("none") << "/nonexistent/libnvidia-ml.so.1";
        QTest::newRow("another") << "libm.so.6";
    }

    void withoutALibraryThereIsNothing()
    {
        QFETCH(QString, library);
        const GpuMeter meter(library.toStdString());
        QCOMPARE(meter.count(), 0);
        QCOMPARE(meter.find("First GPU"), -1);
        QVERIFY(!meter.read(0) && !meter.joules(0));
    }

    void devicesAreChosen()
    {
        const Gpus none{{}, "No GPU is used: the reason."};
        const Gpus two{{{0, "A", "A, CUDA 13.0", 1}, {1, "B", "B, CUDA 13.0", 1}}, {}};
        QCOMPARE(chooseDevice(none, "auto", {}).notice, std::string("No GPU is used: the reason."));
        QVERIFY(chooseDevice(none, "cuda:0", {}).gpus.empty());
        QCOMPARE(chooseDevice(two, "cuda:1", {}).gpus, std::vector{1});
        QCOMPARE(chooseDevice(two, "cuda:1,cuda:0,cuda:1", {}).gpus, (std::vector{1, 0, 1}));
        QVERIFY(chooseDevice(two, "cpu", {"A, CUDA 13.0"}).gpus.empty());
        QCOMPARE(chooseDevice(two, "auto", {"B, CUDA 13.0"}).gpus, std::vector{1});
        QCOMPARE(chooseDevice(two, "auto", {"A, CUDA 13.0", "B, CUDA 13.0"}).gpus, std::vector{0});
        for (const char* wanted : {"auto", "cpu", "cuda:7", "cuda:0,cuda:7", "cuda:0,", ""}) {
            const auto choice = chooseDevice(two, wanted, {"A, CUDA 12.4"}); // of another driver
            QVERIFY(choice.gpus.empty());
            QVERIFY2(QString(choice.notice.c_str()).startsWith("No GPU is used: ") && choice.notice.back() == '.', choice.notice.c_str());
        }
        QVERIFY(chooseDevice(two, "auto", {}).notice.find("A has not been verified") != std::string::npos);
    }

    void devicesAreNamed()
    {
        for (const char* right : {"cpu", "cuda:0", "cuda:12,cuda:0", "cuda:1,cuda:1"})
            QVERIFY2(engine::model::isDevice(right), right);
        for (const char* wrong : {"", "auto", "cuda", "cuda:", "cuda:-1", "cuda:1000", "cuda:0,", ",cuda:0",
                                  "cuda:0,cpu", "cuda:0 ,cuda:1", "gpu"})
            QVERIFY2(!engine::model::isDevice(wrong), wrong);
        std::string many = "cuda:0";
        for (int i = 0; i < 16; ++i)
            many += ",cuda:0";
        QVERIFY(!engine::model::isDevice(many));
    }

    // Without anybody's word: the first that kernels run on.
    void capableDevicesAreChosen()
    {
        const Gpus old{{{0, "Old", "Old", 1, 61}}, {}};
        const Gpus mixed{{{0, "Old", "Old", 1, 61}, {1, "New", "New", 1, 75}}, {}};
        QCOMPARE(engine::model::chooseCapable({{}, "No GPU is used: the reason."}).notice,
                 std::string("No GPU is used: the reason."));
        QVERIFY(engine::model::chooseCapable(old).gpus.empty());
        QVERIFY(QString(engine::model::chooseCapable(old).notice.c_str()).contains("compute capability 6.1"));
        QCOMPARE(engine::model::chooseCapable(mixed).gpus, std::vector{1});
    }

    // As many layers as there is room for, and not one more.
    void layersThatFit()
    {
        const support::FamilyModel model(support::starterPath().toStdString());
        const engine::model::GpuUse use{512, kernels::Type::F16, 64};
        const auto fit = [&](std::int64_t bytes) { return gpuLayersThatFit(model.weights, model.config, use, bytes); };
        QCOMPARE(fit(std::int64_t{1} << 40), model.config.layers);
        QCOMPARE(fit(1000), -1);
        int before = -1;
        for (int layers = 0; layers <= model.config.layers; ++layers) {
            const std::int64_t needed = gpuBytesWith(model.weights, model.config, use, layers);
            QVERIFY(layers == 0 || needed > gpuBytesWith(model.weights, model.config, use, layers - 1));
            const int now = fit(needed + needed / 15 + 1); // with what is left to the driver
            QCOMPARE(now, layers);
            QVERIFY(now > before);
            before = now;
            QVERIFY(fit(needed) < layers);
        }
    }
};

QTEST_GUILESS_MAIN(TestGpuMeter)
#include "tst_gpu_meter.moc"
