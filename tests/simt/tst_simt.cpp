// SPDX-License-Identifier: GPL-3.0-or-later
// The emulator itself: what is right runs the same in any order, and each kind of fault is reported.
#include "tests/simt/test_kernels.h"

#include <QTest>

#include <bit>
#include <chrono>
#include <vector>

using namespace tests;

namespace
{

template <class T>
class OnDevice
{
public:
    explicit OnDevice(const std::vector<T>& values) : m_count(values.size()), m_data(static_cast<T*>(simt::allocate(bytes())))
    {
        std::memcpy(m_data, values.data(), bytes());
    }
    ~OnDevice() { simt::release(m_data); }
    OnDevice(const OnDevice&) = delete;
    OnDevice& operator=(const OnDevice&) = delete;
    T* data() { return m_data; }
    std::vector<T> values() const { return {m_data, m_data + m_count}; }

private:
    std::size_t bytes() const { return m_count * sizeof(T); }
    std::size_t m_count;
    T* m_data;
};

std::vector<int> upTo(int count)
{
    std::vector<int> values;
    for (int i = 0; i < count; ++i)
        values.push_back(i * 3);
    return values;
}

} // namespace

class TestSimt : public QObject
{
    Q_OBJECT

private slots:
    void blocksWithABarrier()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            simt::setSeed(seed);
            OnDevice<int> in(upTo(1000)), out(std::vector<int>(1000, -1));
            QCOMPARE(rotate(in.data(), out.data(), 1000, 96, Fault::None), cudaSuccess);
            const std::vector<int> result = out.values();
            for (int i = 0; i < 1000; ++i) {
                const int next = i / 96 * 96 + (i % 96 + 1) % 96;
                QCOMPARE(result[static_cast<std::size_t>(i)], next < 1000 ? next * 3 : 0);
            }
        }
    }

    void sumsByShuffles()
    {
        OnDevice<float> in(std::vector<float>(777, 0.5F)), out({0.0F});
        for (const int threads : {32, 128, 1024}) {
            sums(in.data(), out.data(), 777, threads);
            QCOMPARE(out.values()[0], 388.5F);
        }
    }

    void atomics()
    {
        OnDevice<unsigned> counters({0, 0, 0});
        count(counters.data(), 17, 40);
        QCOMPARE(counters.values(), (std::vector<unsigned>{680, 1, 17}));
    }

    void operationsOfAWarp()
    {
        OnDevice<int> out(std::vector<int>(64 * 6, -1));
        lanes(out.data(), 64);
        const std::vector<int> result = out.values();
        for (int t = 0; t < 64; ++t) {
            const int* row = result.data() + t * 6;
            const int lane = t % 32;
            QCOMPARE(row[0], t / 32 * 32 + 5);
            QCOMPARE(row[1], t ^ 1);
            QCOMPARE(row[2], lane + 3 < 32 ? t + 3 : t);
            QCOMPARE(row[3], lane % 16 > 0 ? t - 1 : t);
            QCOMPARE((static_cast<unsigned>(row[4]) >> lane & 1U) != 0, t % 3 == 0);
            QCOMPARE(row[5], 1);
        }
    }

    void butterfliesAreShuffles()
    {
        std::vector<float> values(64);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = std::sin(static_cast<float>(i * i)); // sums of these depend on their order
        OnDevice<float> in(values), out(std::vector<float>(64 * 6, -1.0F));
        butterflies(in.data(), out.data(), 64);
        const std::vector<float> result = out.values();
        for (std::size_t i = 0; i < result.size(); i += 2)
            QCOMPARE(result[i], result[i + 1]);
        QVERIFY(result[0] != result[32 * 6] && result[4] <= 1.0F && result[4] >= values[0]);
    }

    // Fragments as the PTX ISA draws them, and the same product by the smaller instructions of 7.5.
    void productsOfTiles()
    {
        std::vector<unsigned> bytesA(32 * 4), bytesB(32 * 2), halvesA(32 * 4), halvesB(32 * 2);
        const auto byteA = [](int row, int k) { return (row * 31 + k * 17) % 255 - 127; };
        const auto byteB = [](int k, int column) { return (column * 53 + k * 29) % 255 - 127; };
        const auto halfA = [](int row, int k) { return (row * 7 + k * 3) % 16; };
        const auto halfB = [](int k, int column) { return (column * 5 + k * 11) % 16 - 8; };
        const auto half = [](int value) { // whole numbers below 16 in size
            const auto size = static_cast<unsigned>(std::abs(value));
            if (size == 0)
                return 0U;
            const auto exponent = 31U - static_cast<unsigned>(std::countl_zero(size));
            return (value < 0 ? 0x8000U : 0U) | (exponent + 15U) << 10 | ((size << 10 >> exponent) & 0x3FFU);
        };
        for (int lane = 0; lane < 32; ++lane) {
            const int g = lane / 4, j = lane % 4;
            for (int i = 0; i < 4; ++i)
                for (int k = 0; k < 4; ++k) {
                    const auto at = static_cast<std::size_t>(lane * 4 + i);
                    const int row = g + i % 2 * 8;
                    bytesA[at] |= (static_cast<unsigned>(byteA(row, 4 * j + k + i / 2 * 16)) & 255U) << (8 * k);
                    if (k < 2)
                        halvesA[at] |= half(halfA(row, 2 * j + k + i / 2 * 8)) << (16 * k);
                }
            for (int i = 0; i < 2; ++i)
                for (int k = 0; k < 4; ++k) {
                    const auto at = static_cast<std::size_t>(lane * 2 + i);
                    bytesB[at] |= (static_cast<unsigned>(byteB(4 * j + k + i * 16, g)) & 255U) << (8 * k);
                    if (k < 2)
                        halvesB[at] |= half(halfB(2 * j + k + i * 8, g)) << (16 * k);
                }
        }
        OnDevice<unsigned> a8(bytesA), b8(bytesB), a16(halvesA), b16(halvesB);
        OnDevice<int> ints(std::vector<int>(32 * 8));
        OnDevice<float> floats(std::vector<float>(32 * 8));
        QCOMPARE(byteProducts(a8.data(), b8.data(), ints.data()), cudaSuccess);
        QCOMPARE(halfProducts(a16.data(), b16.data(), floats.data()), cudaSuccess);
        for (int lane = 0; lane < 32; ++lane)
            for (int i = 0; i < 4; ++i) {
                const int row = lane / 4 + i / 2 * 8, column = 2 * (lane % 4) + i % 2;
                int bytes = i + 1, halves = i + 1;
                for (int k = 0; k < 32; ++k)
                    bytes += byteA(row, k) * byteB(k, column);
                for (int k = 0; k < 16; ++k)
                    halves += halfA(row, k) * halfB(k, column);
                for (const int way : {0, 4}) {
                    const auto at = static_cast<std::size_t>(lane * 8 + way + i);
                    QCOMPARE(ints.values()[at], bytes);
                    QCOMPARE(floats.values()[at], static_cast<float>(halves));
                }
            }
    }

    // Memory of one device is not another's, and what a stream does is done on its own.
    void severalDevices()
    {
        simt::machine().devices = 2;
        OnDevice<int> in(upTo(100)), out(std::vector<int>(100, -1));
        cudaStream_t stream = nullptr;
        QCOMPARE(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
        QCOMPARE(cudaSetDevice(1), cudaSuccess);
        QVERIFY_EXCEPTION_THROWN(rotate(in.data(), out.data(), 100, 64, Fault::None), simt::Failure);
        QCOMPARE(cudaMemsetAsync(out.data(), 0, 4, stream), cudaErrorInvalidResourceHandle);
        void* there = nullptr;
        QCOMPARE(cudaMalloc(&there, 400), cudaSuccess);
        QCOMPARE(simt::allocatedBytes(1), std::size_t{400});
        cudaStream_t own = nullptr;
        QCOMPARE(cudaStreamCreateWithFlags(&own, cudaStreamNonBlocking), cudaSuccess);
        QCOMPARE(cudaMemcpyPeerAsync(there, 0, in.data(), 0, 400, own), cudaErrorInvalidValue);
        QCOMPARE(cudaMemcpyPeerAsync(there, 1, in.data(), 0, 400, own), cudaSuccess);
        QCOMPARE(static_cast<int*>(there)[99], 297);
        QCOMPARE(cudaFree(there), cudaSuccess);
        cudaStreamDestroy(own);
        cudaStreamDestroy(stream);
        QCOMPARE(cudaSetDevice(0), cudaSuccess);
        QCOMPARE(cudaSetDevice(2), cudaErrorInvalidDevice);
        simt::machine() = simt::Machine();
    }

    void faultsAreReported_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, Fault fault, const char* says) {
            QTest::newRow(name) << static_cast<int>(fault) << says;
        };
        row("missing barrier", Fault::MissingBarrier, "race");
        row("missing barrier after", Fault::MissingBarrierAfter, "race");
        row("past the end", Fault::PastTheEnd, "device memory");
        row("past the end of shared memory", Fault::PastTheEndOfShared, "outside of the pieces");
        row("host memory", Fault::HostMemory, "neither to shared nor to device memory");
        row("misaligned", Fault::Misaligned, "not aligned");
        row("barrier not by all", Fault::BarrierNotByAll, "barrier is not reached by all");
        row("shuffle not by all", Fault::ShuffleNotByAll, "barrier is not reached by all");
        row("too much shared memory", Fault::TooMuchShared, "more shared memory");
        row("released", Fault::Released, "neither to shared nor to device memory");
    }

    void faultsAreReported()
    {
        QFETCH(int, fault);
        QFETCH(QString, says);
        const auto kind = static_cast<Fault>(fault);
        for (std::uint64_t seed = 1; seed <= 20; ++seed) { // in every order
            simt::setSeed(seed);
            OnDevice<int> in(upTo(100)), out(std::vector<int>(100, -1));
            std::vector<int> host = upTo(100);
            auto* released = static_cast<int*>(simt::allocate(400));
            simt::release(released);
            const int* from = kind == Fault::HostMemory ? host.data() : kind == Fault::Released ? released : in.data();
            QString said = "nothing";
            try {
                rotate(from, out.data(), 100, 64, kind);
            } catch (const simt::Failure& failure) {
                said = failure.what();
            }
            QVERIFY2(said.contains(says), qPrintable(QString::number(seed) + ": " + said));
        }
    }

    void anExchangeInAWarpNeedsASync()
    {
        OnDevice<int> out(std::vector<int>(32));
        warpOnly(out.data(), true);
        QCOMPARE(out.values()[0], 31);
        QVERIFY_EXCEPTION_THROWN(warpOnly(out.data(), false), simt::Failure);
    }

    void isFast()
    {
        const auto start = std::chrono::steady_clock::now();
        OnDevice<int> in(upTo(64 * 256)), out(std::vector<int>(64 * 256, -1));
        for (int i = 0; i < 10; ++i)
            rotate(in.data(), out.data(), 64 * 256, 256, Fault::None);
        OnDevice<float> numbers(std::vector<float>(256, 1.0F)), sum({0.0F});
        for (int i = 0; i < 640; ++i)
            sums(numbers.data(), sum.data(), 256, 256);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        qInfo("1280 blocks of 256 threads: %.3f s", took.count());
        QVERIFY(took.count() < 5.0);
    }
};

QTEST_GUILESS_MAIN(TestSimt)
#include "tst_simt.moc"
