// SPDX-License-Identifier: GPL-3.0-or-later
// The CUDA module is optional: absent, broken or without a device, there is one sentence and no crash.
#include "kernels/cuda/load_module.h"

#include <QTemporaryDir>
#include <QTest>

#include <QFile>

using kernels::cuda::Devices;
using kernels::cuda::findDevices;

class TestCudaModule : public QObject
{
    Q_OBJECT

private slots:
    void devicesOrASentence()
    {
        const Devices devices = findDevices();
        if (devices.list.empty()) {
            qInfo("%s", devices.reason.c_str());
            checkSentence(devices.reason);
            return;
        }
        QVERIFY(devices.reason.empty());
        for (const FettleCudaDevice& device : devices.list) {
            qInfo("%s, compute %d.%d", device.name, device.computeMajor, device.computeMinor);
            QVERIFY(device.name[0] != '\0');
            QVERIFY(device.totalBytes > 0 && device.freeBytes <= device.totalBytes);
            QVERIFY(device.computeMajor >= 1);
        }
    }

    void aMissingModuleIsNamed()
    {
        const Devices devices = findDevices("/nonexistent/libfettle-cuda.so");
        QVERIFY(devices.list.empty());
        checkSentence(devices.reason);
        QVERIFY(devices.reason.find("/nonexistent/libfettle-cuda.so") != std::string::npos);
    }

    void aBrokenModuleIsASentence()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath("libfettle-cuda.so"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a library");
        file.close();
        const Devices devices = findDevices(file.fileName().toStdString());
        QVERIFY(devices.list.empty());
        checkSentence(devices.reason);
    }

    void anotherLibraryIsNotTheModule()
    {
        const Devices devices = findDevices("/lib/x86_64-linux-gnu/libm.so.6");
        QVERIFY(devices.list.empty());
        checkSentence(devices.reason);
    }

private:
    static void checkSentence(const std::string& reason)
    {
        QVERIFY(reason.rfind("No GPU is used: ", 0) == 0);
        QVERIFY(reason.back() == '.');
    }
};

QTEST_GUILESS_MAIN(TestCudaModule)
#include "tst_cuda_module.moc"
