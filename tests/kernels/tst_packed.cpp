// SPDX-License-Identifier: GPL-3.0-or-later
// Packing weights loses nothing: each value comes back with the same bits, and every instruction set writes the bytes
// of the plain loops.
#include "kernels/packed.h"
#include "tests/support/instruction_sets.h"
#include "tests/support/random_weights.h"

#include <QTest>

using namespace kernels;
using namespace tests;

class TestPacked : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { useTarget(0); }

    void sameValues_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("cols");
        for (int t = 0; t < kTypeCount; ++t) {
            const auto type = static_cast<Type>(t);
            if (!canPack(type)) {
                continue;
            }
            for (const int rows : {1, 15, 16, 17, 48}) {
                for (const int blocks : {1, 2, 5}) {
                    const int cols = blocks * traits(type).blockValues;
                    QTest::addRow("%s %d x %d", traits(type).name, rows, cols) << t << rows << cols;
                }
            }
        }
    }

    void sameValues()
    {
        QFETCH(int, type);
        QFETCH(int, rows);
        QFETCH(int, cols);
        RandomMatrix matrix(static_cast<Type>(type), rows, cols, 1);
        std::vector<float> expected(static_cast<std::size_t>(cols));
        std::vector<float> found(expected.size());
        const Matrix& packed = matrix.packed();
        QCOMPARE(packed.layout, Layout::Packed);
        for (int r = 0; r < rows; ++r) {
            readRow(matrix.view(), r, 0, cols, expected.data());
            for (int c = 0; c < cols; c += kWidestBlock) {
                readRow(packed, r, c, std::min(kWidestBlock, cols - c), found.data() + c);
            }
            for (std::size_t c = 0; c < expected.size(); ++c) {
                QCOMPARE(found[c], expected[c]);
            }
        }
    }

    void sameBytes_data() { sameValues_data(); }

    void sameBytes()
    {
        QFETCH(int, type);
        QFETCH(int, rows);
        QFETCH(int, cols);
        const RandomMatrix matrix(static_cast<Type>(type), rows, cols, 1);
        const auto bytes =
            static_cast<std::size_t>(packedGroups(rows) * packedGroupBytes(static_cast<Type>(type), cols));
        const auto pack = [&](auto packing) {
            AlignedBytes to(bytes);
            std::memset(to.data(), 0, bytes); // some scales are followed by bytes that nobody writes
            packing(matrix.view(), 0, packedGroups(rows), to.data());
            return QByteArray(static_cast<const char*>(to.data()), static_cast<qsizetype>(bytes));
        };
        const QByteArray expected = pack(packGroupsPlain);
        for (const std::int64_t target : targets()) {
            useTarget(target);
            QVERIFY2(pack(packGroups) == expected, hwy::TargetName(target));
        }
    }

    // The size of the file's blocks, but for the K types, whose 6-bit scales become bytes: 3 %, in Q3_K 5.5 %.
    void size()
    {
        for (int t = 0; t < kTypeCount; ++t) {
            const auto type = static_cast<Type>(t);
            if (canPack(type)) {
                const auto file = static_cast<double>(16 * bytesOf(type, 4096));
                const double packed = static_cast<double>(packedGroupBytes(type, 4096)) / file;
                QVERIFY2(packed <= 1.06, traits(type).name);
                QCOMPARE(packedGroupBytes(type, 4096) % 64, std::int64_t{0});
            }
        }
    }

    void whatCannotBePacked()
    {
        for (const Type type : {Type::F32, Type::F16, Type::BF16}) {
            QVERIFY(!canPack(type));
        }
    }
};

QTEST_GUILESS_MAIN(TestPacked)
#include "tst_packed.moc"
