// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices with two zeros among four, kept without them: the same bits as the products of the plain matrix on each
// instruction set, and nothing else is taken.
#include "kernels/cpu/primitives.h"
#include "kernels/half.h"
#include "kernels/sparse.h"

#include <QtTest>

#include <hwy/targets.h>

#include <cstring>
#include <random>

using namespace kernels;

namespace
{

struct Sample {
    Sample(Type type, int rows, int cols)
        : dense(static_cast<std::size_t>(rows * bytesOf(type, cols))),
          packed(static_cast<std::size_t>(sparseBytes(type, rows, cols))), plain{dense.data(), type, rows, cols}
    {
        std::mt19937 random(static_cast<unsigned>(rows));
        std::normal_distribution<float> normal;
        for (std::int64_t i = 0; i < std::int64_t{rows} * cols; i += 4) // none, one or two of four
            for (std::int64_t kept = 0; kept < i / 4 % 3; ++kept)
                put(i + static_cast<std::int64_t>(random() % 4), normal(random));
    }

    void put(std::int64_t at, float value)
    {
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
        const std::uint16_t half = plain.type == Type::F16 ? floatToHalf(value) : static_cast<std::uint16_t>(bits >> 16);
        unsigned char* to = dense.data() + bytesOf(plain.type, at);
        if (plain.type == Type::F32)
            std::memcpy(to, &bits, sizeof bits);
        else
            std::memcpy(to, &half, sizeof half);
    }

    Matrix sparse() { return {packed.data(), plain.type, plain.rows, plain.cols, Layout::Sparse}; }

    std::vector<unsigned char> dense, packed;
    Matrix plain;
};

} // namespace

class SparseTest : public QObject
{
    Q_OBJECT

private slots:
    void productsAreThePlainMatrixs_data()
    {
        QTest::addColumn<Type>("type");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("cols");
        QTest::newRow("halves") << Type::F16 << 64 << 256;
        QTest::newRow("one row") << Type::F16 << 1 << 64;
        QTest::newRow("a part of a tile, more than is prefetched") << Type::F16 << 37 << 3 * 1024 + 64;
        QTest::newRow("bfloat16") << Type::BF16 << 19 << 640;
        QTest::newRow("floats") << Type::F32 << 19 << 640;
    }
    void productsAreThePlainMatrixs()
    {
        QFETCH(Type, type);
        QFETCH(int, rows);
        QFETCH(int, cols);
        Sample sample(type, rows, cols);
        QVERIFY(looksSparse(sample.plain));
        QVERIFY(packSparse(sample.plain, 0, rows, sample.packed.data()));
        constexpr int kMostTokens = 27; // by single tokens, in registers, and in blocks
        std::vector<float> in(static_cast<std::size_t>(kMostTokens * cols));
        std::mt19937 random(3);
        std::normal_distribution<float> normal;
        for (float& value : in)
            value = normal(random);
        for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
            hwy::SetSupportedTargetsForTest(target);
            for (const int tokens : {1, 2, 3, 4, 5, kMostTokens}) {
                const cpu::Input input{.tokens = tokens, .cols = cols, .f32 = in.data()};
                std::vector<float> plain(static_cast<std::size_t>(tokens * rows)), sparse(plain.size());
                cpu::multiplyFloat(sample.plain, input, 0, rows, plain.data(), rows);
                cpu::multiplyFloat(sample.sparse(), input, 0, rows, sparse.data(), rows);
                QVERIFY2(std::memcmp(plain.data(), sparse.data(), plain.size() * sizeof(float)) == 0,
                         hwy::TargetName(target));
            }
        }
        hwy::SetSupportedTargetsForTest(0);
    }

    void rowsAreReadBack()
    {
        Sample sample(Type::F16, 5, 192);
        QVERIFY(packSparse(sample.plain, 0, 5, sample.packed.data()));
        std::vector<float> row(128);
        readSparseRow(sample.sparse(), 3, 64, 128, row.data());
        for (std::size_t c = 0; c < row.size(); ++c) {
            std::uint16_t half = 0;
            std::memcpy(&half, sample.dense.data() + (3 * 192 + 64 + c) * sizeof half, sizeof half);
            QCOMPARE(row[c], halfToFloat(half));
        }
    }

    void otherPatternsAreNotTaken()
    {
        std::vector<float> values(100 * 64);
        QVERIFY(!looksSparse({values.data(), Type::F32, 100, 64})); // nothing but zeros
        for (std::size_t i = 0; i < values.size(); i += 4)
            values[i] = values[i + 2] = 0.5F;
        std::fill_n(values.begin() + 4, 4, 0.0F);
        std::fill_n(values.begin() + std::ptrdiff_t{64} * 7, 4, 0.0F);
        std::vector<unsigned char> packed(static_cast<std::size_t>(sparseBytes(Type::F32, 100, 64)));
        const Matrix w{values.data(), Type::F32, 100, 64};
        values[4] = values[5] = 1;
        values[6] = -0.0F; // is zero as well
        QVERIFY(looksSparse(w));
        QVERIFY(packSparse(w, 0, 100, packed.data()));
        values[6] = 1;
        QVERIFY(!looksSparse(w));
        QVERIFY(!packSparse(w, 0, 100, packed.data()));
        std::swap(values[6], values[64 * 7 + 1]);
        values[64 * 7] = values[64 * 7 + 2] = 1; // a row that is not looked at
        QVERIFY(looksSparse(w));
        QVERIFY(!packSparse(w, 0, 100, packed.data()));
        QVERIFY(!looksSparse({values.data(), Type::F32, 10, 96}));
        QCOMPARE(sparseBytes(Type::F16, 16, 64) * 16, 16 * 64 * 2 * 9);
    }
};

QTEST_GUILESS_MAIN(SparseTest)
#include "tst_sparse.moc"
