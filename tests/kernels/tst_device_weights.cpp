// SPDX-License-Identifier: GPL-3.0-or-later
// Each stored type, repacked for the GPU, says the same numbers as the file: read here by the words of the header.
#include "kernels/cuda/device_weights.h"
#include "tests/support/random_weights.h"

#include <QTest>

using namespace kernels;
using namespace kernels::cuda;
using namespace tests;

namespace
{

struct Packed {
    std::vector<unsigned char> bytes;
    DeviceMatrix view;
};

// `pieces`: how many rows are packed at a time.
Packed pack(const Matrix& from, std::int64_t pieces)
{
    const Type type = deviceType(from.type);
    Packed result;
    result.bytes.assign(static_cast<std::size_t>(deviceBytes(type, from.rows, from.cols)), 0xEE);
    result.view = deviceMatrix({result.bytes.data(), type, from.rows, from.cols, Layout::Device});
    const RowBytes row = rowBytes(type, from.cols);
    const auto at = [&result](const unsigned char* plane, std::int64_t offset) {
        return result.bytes.data() + (plane - result.bytes.data()) + offset;
    };
    for (std::int64_t r = 0; r < from.rows; r += pieces)
        packForDevice(from, r, std::min(pieces, from.rows - r),
                      {at(result.view.codes, r * row.codes), at(result.view.high, r * row.high),
                       at(result.view.scales, r * row.scales), at(result.view.supers, r * row.supers)});
    return result;
}

std::uint16_t half(const unsigned char* at)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, at, 2);
    return bits;
}

float plainValue(const DeviceMatrix& w, std::int64_t r, int c)
{
    const unsigned char* row = w.codes + r * rowBytes(w.type, w.cols).codes;
    float value = 0.0F;
    switch (w.type) {
    case Type::F32:
        std::memcpy(&value, row + 4 * c, 4);
        return value;
    case Type::F16:
        return halfToFloat(half(row + 2 * c));
    default:
        return bfloatToFloat(half(row + 2 * c));
    }
}

int codeOf(const DeviceMatrix& w, std::int64_t r, int c)
{
    const int unit = c / 32;
    const int i = c % 32;
    const RowBytes row = rowBytes(w.type, w.cols);
    const unsigned char* codes = w.codes + r * row.codes;
    if (w.type == Type::Q8_0) {
        const int chunk = unit / 32 * 32;
        const int units = std::min(32, w.units - chunk);
        return static_cast<std::int8_t>(codes[chunk * 32 + i / 16 * units * 16 + (unit - chunk) * 16 + i % 16]);
    }
    int code = codes[unit * 16 + i % 16] >> (4 * (i / 16)) & 15;
    const unsigned char* high = w.high + r * row.high;
    if (unitBytes(w.type).high == 4)
        code |= (high[unit * 4 + i % 4] >> (i / 4) & 1) << 4;
    if (unitBytes(w.type).high == 8)
        code |= (high[unit * 8 + i / 16 * 4 + i % 4] >> (2 * (i % 16 / 4)) & 3) << 4;
    return code;
}

float value(const DeviceMatrix& w, std::int64_t r, int c)
{
    if (isPlain(w.type))
        return plainValue(w, r, c);
    const int unit = c / 32;
    const RowBytes row = rowBytes(w.type, w.cols);
    const unsigned char* scale = w.scales + r * row.scales + unit * unitBytes(w.type).scales;
    const unsigned char* super = w.supers + r * row.supers + unit / 8 * 4;
    const auto code = static_cast<float>(codeOf(w, r, c));
    switch (w.type) {
    case Type::Q8_0:
        return halfToFloat(half(scale)) * code;
    case Type::Q4_0:
        return halfToFloat(half(scale)) * (code - 8.0F);
    case Type::Q5_0:
        return halfToFloat(half(scale)) * (code - 16.0F);
    case Type::Q4_1:
    case Type::Q5_1:
        return halfToFloat(half(scale)) * code + halfToFloat(half(scale + 2));
    case Type::Q6_K:
        return halfToFloat(half(super)) * static_cast<float>(static_cast<std::int8_t>(scale[c % 32 / 16])) * (code - 32.0F);
    default:
        return halfToFloat(half(super)) * static_cast<float>(scale[0]) * code -
               halfToFloat(half(super + 2)) * static_cast<float>(scale[1]);
    }
}

} // namespace

class TestDeviceWeights : public QObject
{
    Q_OBJECT

private slots:
    void sameNumbers_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("cols");
        for (int type = 0; type < kTypeCount; ++type) {
            const int block = traits(static_cast<Type>(type)).blockValues;
            for (const int blocks : {1, 3, 8, 31, 37})
                QTest::addRow("%s %d", traits(static_cast<Type>(type)).name, blocks * block) << type << blocks * block;
        }
    }

    void sameNumbers()
    {
        QFETCH(int, type);
        QFETCH(int, cols);
        const RandomMatrix matrix(static_cast<Type>(type), 5, cols, 7);
        const Packed packed = pack(matrix.view(), 2);
        const bool exact = deviceType(matrix.view().type) == matrix.view().type;
        std::vector<float> expected(static_cast<std::size_t>(cols));
        for (std::int64_t r = 0; r < 5; ++r) {
            dequantizeRow(matrix.view().type, matrix.view().row(r), cols, expected.data());
            for (int c = 0; c < cols; ++c) {
                const float e = expected[static_cast<std::size_t>(c)];
                QCOMPARE(value(packed.view, r, c), exact ? e : halfToFloat(floatToHalf(e)));
            }
        }
        QVERIFY(packed.bytes.size() % kPlaneAlign == 0);
    }

    void sparseRows_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("cols");
        for (const Type type : {Type::F32, Type::F16, Type::BF16})
            for (const int cols : {64, 192, 576})
                QTest::addRow("%s %d", traits(type).name, cols) << static_cast<int>(type) << cols;
    }

    // 2:4 without the zeros: two values of each four, and the columns that they are of, in ascending order.
    void sparseRows()
    {
        QFETCH(int, type);
        QFETCH(int, cols);
        constexpr std::int64_t kRows = 5;
        RandomMatrix matrix(static_cast<Type>(type), kRows, cols, 7);
        matrix.dropTwoOfFour();
        const Type stored = matrix.view().type;
        std::vector<unsigned char> bytes(static_cast<std::size_t>(deviceBytes(stored, kRows, cols, true)), 0xEE);
        const DeviceMatrix view = deviceMatrix({bytes.data(), stored, kRows, cols, Layout::Sparse});
        QVERIFY(view.isSparse);
        const RowBytes row = rowBytes(stored, cols, true);
        QCOMPARE(row.codes + row.high, bytesOf(stored, cols) * 9 / 16);
        unsigned char* const codes = bytes.data();
        unsigned char* const high = codes + (view.high - view.codes);
        for (const std::int64_t r : {0, 3}) // in two pieces
            QVERIFY(
                packSparseForDevice(matrix.view(), r, r == 0 ? 3 : 2, {codes + r * row.codes, high + r * row.high}));
        const auto size = static_cast<std::size_t>(traits(stored).blockBytes);
        std::vector<float> expected(static_cast<std::size_t>(cols)), found;
        for (std::int64_t r = 0; r < kRows; ++r) {
            dequantizeRow(stored, matrix.view().row(r), cols, expected.data());
            found.assign(expected.size(), 0.0F);
            for (std::size_t four = 0; four < expected.size() / 4; ++four) {
                const auto unit = r * row.high + static_cast<std::int64_t>(four * size / 4);
                const unsigned places = view.high[unit] >> (size == 2 ? 4 * (four % 2) : 0);
                const unsigned first = places & 3U, second = places >> 2U & 3U;
                QVERIFY(first < second);
                const unsigned char* kept = view.codes + r * row.codes + static_cast<std::int64_t>(four * 2 * size);
                dequantizeRow(stored, kept, 1, &found[4 * four + first]);
                dequantizeRow(stored, kept + size, 1, &found[4 * four + second]);
            }
            QCOMPARE(found, expected);
        }
        QVERIFY(bytes.size() % kPlaneAlign == 0);
    }

    void threeOfFourAreNotTaken()
    {
        std::vector<float> values(128);
        for (const std::size_t c : {64, 65, 67})
            values[c] = 1.0F;
        const Matrix w{values.data(), Type::F32, 2, 64};
        std::vector<unsigned char> bytes(static_cast<std::size_t>(deviceBytes(Type::F32, 2, 64, true)));
        const DeviceMatrix view = deviceMatrix({bytes.data(), Type::F32, 2, 64, Layout::Sparse});
        const PlanePointers to{bytes.data(), bytes.data() + (view.high - view.codes)};
        QVERIFY(packSparseForDevice(w, 0, 1, to));
        QVERIFY(!packSparseForDevice(w, 0, 2, to));
        values[67] = -0.0F; // is zero as well
        QVERIFY(packSparseForDevice(w, 0, 2, to));
    }

    // A 4-bit model must not grow on the device: what decoding costs is bytes.
    void sizes()
    {
        const auto bits = [](Type type) { return static_cast<double>(deviceBytes(type, 4096, 4096)) * 8 / (4096.0 * 4096); };
        QCOMPARE(bits(Type::Q8_0), 8.5);
        QCOMPARE(bits(Type::Q4_0), 4.5);
        QCOMPARE(bits(Type::Q4_K), 4.625); // in the file 4.5: there the 6-bit scales are packed
        QCOMPARE(bits(Type::Q5_K), 5.625);
        QCOMPARE(bits(Type::Q6_K), 6.625);
    }
};

QTEST_GUILESS_MAIN(TestDeviceWeights)
#include "tst_device_weights.moc"
