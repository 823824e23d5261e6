// SPDX-License-Identifier: GPL-3.0-or-later
// Stored types to F32, bit for bit as the gguf package reads them; and the 16-bit conversions by themselves.
#include "kernels/dequantize.h"
#include "kernels/half.h"
#include "tests/golden/blocks.h"
#include "tests/golden/dequantized.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

using namespace kernels;
using namespace tests::golden;

class TestDequantize : public QObject
{
    Q_OBJECT

private slots:
    void golden_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QList<quint32>>("values");
        row("F32", Type::F32, kF32Bytes, kF32Values);
        row("F16", Type::F16, kF16Bytes, kF16Values);
        row("BF16", Type::BF16, kBF16Bytes, kBF16Values);
        row("Q8_0", Type::Q8_0, kQ8_0Bytes, kQ8_0Values);
        row("Q8_0, any bytes", Type::Q8_0, kQ8_0AnyBytes, kQ8_0AnyValues);
        row("Q4_0", Type::Q4_0, kQ4_0Bytes, kQ4_0Values);
        row("Q4_0, any bytes", Type::Q4_0, kQ4_0AnyBytes, kQ4_0AnyValues);
    }

    void golden()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, bytes);
        QFETCH(QList<quint32>, values);
        const auto kind = static_cast<Type>(type);
        QCOMPARE(bytesOf(kind, values.size()), static_cast<std::int64_t>(bytes.size()));
        for (const int shift : {0, 1}) { // rows need not be aligned
            std::vector<char> moved(static_cast<std::size_t>(bytes.size() + shift));
            std::copy(bytes.begin(), bytes.end(), moved.begin() + shift);
            std::vector<float> out(static_cast<std::size_t>(values.size()), 1234.5F);
            dequantizeRow(kind, moved.data() + shift, values.size(), out.data());
            for (qsizetype i = 0; i < values.size(); ++i) {
                QCOMPARE(bitsOf(out[static_cast<std::size_t>(i)]), values[i]);
            }
        }
    }

    // Every quantized type on random blocks, all-zero and all-one ones among them; any NaN counts as any other.
    void randomBlocks_data()
    {
        QTest::addColumn<int>("entry");
        for (int i = 0; i < static_cast<int>(std::size(kDequantized)); ++i) {
            QTest::newRow(traits(kDequantized[i].type).name) << i;
        }
        QCOMPARE(static_cast<int>(std::size(kDequantized)), kTypeCount - 3); // all but F32, F16, BF16
    }

    void randomBlocks()
    {
        QFETCH(int, entry);
        const Dequantized& expected = kDequantized[entry];
        const TypeTraits& block = traits(expected.type);
        const std::vector<unsigned char> bytes = randomBytes(static_cast<std::size_t>(block.blockBytes));
        std::vector<float> out(static_cast<std::size_t>(block.blockValues) * kDequantizedBlocks, 1234.5F);
        dequantizeRow(expected.type, bytes.data(), static_cast<std::int64_t>(out.size()), out.data());

        const auto third = static_cast<std::size_t>(block.blockValues) * 2;
        for (std::size_t i = 0; i < std::size(expected.third); ++i) {
            QCOMPARE(bitsOf(out[third + i]), expected.third[i]);
        }
        std::uint64_t checksum = 0;
        for (std::size_t i = 0; i < out.size(); ++i) {
            checksum += (std::isnan(out[i]) ? 0x7FC00000U : bitsOf(out[i])) * (2 * std::uint64_t{i} + 1);
        }
        QCOMPARE(checksum, expected.checksum);
    }

    void everyHalfSurvives()
    {
        for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
            const auto half = static_cast<std::uint16_t>(bits);
            const float value = halfToFloat(half);
            if (std::isnan(value)) {
                QVERIFY(std::isnan(halfToFloat(floatToHalf(value))));
            } else {
                QCOMPARE(floatToHalf(value), half);
            }
        }
    }

    // Between two neighbours the nearer one, in the middle the even one.
    void halvesRoundToNearestEven()
    {
        for (std::uint32_t bits = 0; bits < 0x7BFFU; ++bits) {
            const auto low = static_cast<std::uint16_t>(bits);
            const auto high = static_cast<std::uint16_t>(bits + 1);
            const float middle = (halfToFloat(low) + halfToFloat(high)) / 2.0F; // exact
            QCOMPARE(floatToHalf(middle), (bits & 1U) == 0 ? low : high);
            QCOMPARE(floatToHalf(std::nextafter(middle, 0.0F)), low);
            QCOMPARE(floatToHalf(std::nextafter(middle, 1e9F)), high);
        }
        QCOMPARE(floatToHalf(65519.0F), std::uint16_t{0x7BFF});
        QCOMPARE(floatToHalf(65520.0F), std::uint16_t{0x7C00});
        QCOMPARE(floatToHalf(-1e20F), std::uint16_t{0xFC00});
        QCOMPARE(floatToHalf(1e-9F), std::uint16_t{0});
    }

    void bfloats()
    {
        QCOMPARE(bfloatToFloat(0x3F80), 1.0F);
        QCOMPARE(floatToBfloat(1.0F), std::uint16_t{0x3F80});
        QCOMPARE(floatToBfloat(floatOf(0x3F808000U)), std::uint16_t{0x3F80}); // the middle goes to even
        QCOMPARE(floatToBfloat(floatOf(0x3F818000U)), std::uint16_t{0x3F82});
        QCOMPARE(floatToBfloat(floatOf(0x3F808001U)), std::uint16_t{0x3F81});
        QVERIFY(std::isnan(bfloatToFloat(floatToBfloat(std::nanf("")))));
    }

private:
    // As make_dequantized.py draws them: splitmix64 (Steele, Lea & Flood 2014) of 1, 2, 3 ...
    static std::vector<unsigned char> randomBytes(std::size_t blockBytes)
    {
        std::vector<unsigned char> bytes(blockBytes * kDequantizedBlocks + 8);
        for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            std::uint64_t z = (at / 8 + 1) * 0x9E3779B97F4A7C15ULL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
            z ^= z >> 31;
            std::memcpy(bytes.data() + at, &z, sizeof z);
        }
        std::fill_n(bytes.begin(), blockBytes, 0);
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(blockBytes), blockBytes, 255);
        return bytes;
    }

    template <std::size_t N, std::size_t M>
    static void row(const char* name, Type type, const unsigned char (&bytes)[N], const std::uint32_t (&values)[M])
    {
        QTest::newRow(name) << static_cast<int>(type)
                            << QByteArray(reinterpret_cast<const char*>(bytes), static_cast<qsizetype>(N))
                            << QList<quint32>(std::begin(values), std::end(values));
    }
};

QTEST_GUILESS_MAIN(TestDequantize)
#include "tst_dequantize.moc"
