// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices with two zeros among four, kept without them: the products of the plain matrix, and nothing else is taken.
#include "kernels/half.h"
#include "kernels/sparse.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace kernels;

class SparseTest : public QObject
{
    Q_OBJECT

private slots:
    void productsAreThePlainMatrixs_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("cols");
        QTest::newRow("whole groups") << 64 << 256;
        QTest::newRow("one row") << 1 << 32;
        QTest::newRow("a part of a group") << 37 << 96;
    }
    void productsAreThePlainMatrixs()
    {
        QFETCH(int, rows);
        QFETCH(int, cols);
        std::mt19937 random(static_cast<unsigned>(rows));
        std::normal_distribution<float> normal;
        std::vector<std::uint16_t> dense(static_cast<std::size_t>(rows * cols));
        for (std::size_t i = 0; i < dense.size(); i += 4) // none, one or two of four
            for (unsigned kept = 0; kept < i / 4 % 3; ++kept)
                dense[i + random() % 4] = floatToHalf(normal(random));
        std::vector<float> in(static_cast<std::size_t>(cols)), plain(static_cast<std::size_t>(rows)),
            fast(plain.size());
        for (float& value : in)
            value = normal(random);
        std::vector<unsigned char> memory(static_cast<std::size_t>(sparseBytes(rows, cols)) + 64);
        void* at = memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) % 64;
        QVERIFY(packSparse({dense.data(), Type::F16, rows, cols}, at));
        const SparseMatrix w{at, rows, cols};
        multiplySparsePlain(w, in.data(), 0, rows, plain.data());
        cpu::multiplySparse(w, in.data(), 0, rows, fast.data());
        for (int r = 0; r < rows; ++r) {
            double sum = 0, size = 0;
            for (int c = 0; c < cols; ++c) {
                const double term = double(halfToFloat(dense[static_cast<std::size_t>(r * cols + c)])) *
                                    double(in[static_cast<std::size_t>(c)]);
                sum += term;
                size += std::fabs(term);
            }
            QVERIFY(std::fabs(double(plain[static_cast<std::size_t>(r)]) - sum) <= 1e-7 * size);
            QVERIFY(std::fabs(double(fast[static_cast<std::size_t>(r)]) - sum) <= 1e-6 * size); // cols / 2 sums in F32
        }
    }

    void otherPatternsAreNotTaken()
    {
        std::vector<float> row(32);
        alignas(64) unsigned char memory[kSparseUnitBytes];
        row[4] = row[5] = 1;
        QVERIFY(packSparse({row.data(), Type::F32, 1, 32}, memory));
        row[6] = 1;
        QVERIFY(!packSparse({row.data(), Type::F32, 1, 32}, memory));
        row[6] = 0;
        row[5] = 1.0001F; // no half
        QVERIFY(!packSparse({row.data(), Type::F32, 1, 32}, memory));
        QCOMPARE(sparseBytes(16, 32) * 16, 16 * 32 * 2 * 9);
    }
};

QTEST_GUILESS_MAIN(SparseTest)
#include "tst_sparse.moc"
