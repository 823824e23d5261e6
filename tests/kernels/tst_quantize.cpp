// SPDX-License-Identifier: GPL-3.0-or-later
// Quantizers write ggml's bytes (tests/golden/make_quantized.py), the plain searches and those of every instruction
// set; importance lowers the error that it weighs, and more bits lower the error.
#include "kernels/code_grid.h"
#include "kernels/dequantize.h"
#include "kernels/quantize.h"
#include "kernels/reference/encode.h"
#include "tests/golden/quantized.h"
#include "tests/support/instruction_sets.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace kernels;

namespace
{

constexpr int kCols = 768;
constexpr int kRows = 24;
constexpr int kKinds = 12;

// The generator of make_quantized.py.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t bits()
    {
        m_state += 0x9E3779B97F4A7C15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    float unit() { return static_cast<float>(static_cast<std::int64_t>(bits() >> 40) - (1 << 23)) * 0x1p-23F; }
    float bell()
    {
        float sum = unit();
        for (int i = 0; i < 3; ++i)
            sum += unit();
        return sum;
    }
    float tail()
    {
        const auto power = static_cast<int>(bits() & 0xFFFFU) | 0x10000;
        return unit() * static_cast<float>(power & -power);
    }

private:
    std::uint64_t m_state;
};

float value(Random& random, int kind, int i)
{
    switch (kind) {
    case 0:
        return random.bell();
    case 1:
        return random.tail();
    case 2:
        return 0.75F;
    case 3:
        return 0;
    case 4:
        return random.bell() * 1e-40F;
    case 5:
        return random.bell() * 1e30F;
    case 6:
        return i % 37 == 0 ? random.bell() * 100.0F : random.bell();
    case 7:
        return i / 64 % 2 != 0 ? random.bell() : 0.0F;
    case 8:
        return std::fabs(random.bell());
    case 9:
        return -std::fabs(random.bell());
    case 10:
        return std::trunc(random.bell() * 3.0F) + 0.0F; // no negative zero
    default:
        return random.bell() * 0.02F;
    }
}

struct Sample {
    std::vector<float> x;
    std::vector<float> importance;
};

std::vector<Sample> samples()
{
    Random random(20);
    std::vector<Sample> made;
    for (int row = 0; row < kRows; ++row) {
        Sample sample;
        for (int i = 0; i < kCols; ++i)
            sample.x.push_back(value(random, row % kKinds, i));
        for (int i = 0; i < kCols; ++i)
            sample.importance.push_back(row % 5 == 4 && i % 3 == 0 ? 0.0F : std::fabs(random.tail()));
        made.push_back(std::move(sample));
    }
    return made;
}

std::uint64_t fnv(const std::vector<unsigned char>& bytes, std::uint64_t hash)
{
    for (const unsigned char byte : bytes)
        hash = (hash ^ byte) * 0x100000001B3U;
    return hash;
}

// Rows as weights are: a bell with a few larger values, and rows of different size.
std::vector<float> weightLike(int rows, int cols, unsigned seed)
{
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values;
    for (int r = 0; r < rows; ++r) {
        const float size = 0.02F * std::exp(0.5F * normal(generator));
        for (int i = 0; i < cols; ++i)
            values.push_back(size * normal(generator) * (i % 61 == 0 ? 4.0F : 1.0F));
    }
    return values;
}

double error(Type type, const std::vector<float>& values, int cols, const std::vector<float>& weights, bool weighted)
{
    std::vector<unsigned char> stored(static_cast<std::size_t>(bytesOf(type, cols)));
    std::vector<float> back(static_cast<std::size_t>(cols));
    double sum = 0;
    for (std::size_t at = 0; at < values.size(); at += static_cast<std::size_t>(cols)) {
        quantizeRow(type, values.data() + at, cols, weighted ? weights.data() : nullptr, stored.data());
        dequantizeRow(type, stored.data(), cols, back.data());
        for (std::size_t i = 0; i < back.size(); ++i) {
            const double diff = double(back[i]) - double(values[at + i]);
            sum += double(weights[i]) * diff * diff;
        }
    }
    return sum;
}

} // namespace

class QuantizeTest : public QObject
{
    Q_OBJECT

private slots:
    void writesTheBytesOfGgml_data();
    void writesTheBytesOfGgml();
    void everyInstructionSetGivesTheSameBytes();
    void importanceLowersTheErrorItWeighs_data();
    void importanceLowersTheErrorItWeighs();
    void moreBitsLowerTheError();
    void exactTypesComeBack();
    void rowsNeedNotBeAligned();
    void gridsMeanWhatDequantizingGives_data();
    void gridsMeanWhatDequantizingGives();
};

void QuantizeTest::writesTheBytesOfGgml_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const tests::golden::Quantized& golden : tests::golden::kQuantized)
        QTest::addRow("%s%s", traits(golden.type).name, golden.importance ? " with importance" : "") << index++;
}

void QuantizeTest::writesTheBytesOfGgml()
{
    QFETCH(int, index);
    const tests::golden::Quantized& golden = tests::golden::kQuantized[index];
    const auto rows = samples();
    std::vector<unsigned char> out(static_cast<std::size_t>(bytesOf(golden.type, kCols)));
    for (const bool plain : {true, false}) {
        std::uint64_t hash = 0xCBF29CE484222325U;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const float* importance = golden.importance ? rows[r].importance.data() : nullptr;
            if (plain)
                QVERIFY(reference::encode(golden.type, {rows[r].x.data(), kCols, importance, out.data()},
                                          reference::kSearch));
            else
                quantizeRow(golden.type, rows[r].x.data(), kCols, importance, out.data());
            if (r == 0)
                for (int i = 0; i < traits(golden.type).blockBytes; ++i)
                    QCOMPARE(int(out[static_cast<std::size_t>(i)]), int(golden.block[i]));
            hash = fnv(out, hash);
        }
        QVERIFY2(hash == golden.hash,
                 plain ? "the plain searches" : "the searches of this machine's best instruction set");
    }
}

void QuantizeTest::everyInstructionSetGivesTheSameBytes()
{
    const auto rows = samples();
    for (const tests::golden::Quantized& golden : tests::golden::kQuantized) {
        std::vector<unsigned char> expected(static_cast<std::size_t>(bytesOf(golden.type, kCols)));
        auto out = expected;
        for (const Sample& row : rows) {
            const float* importance = golden.importance ? row.importance.data() : nullptr;
            reference::encode(golden.type, {row.x.data(), kCols, importance, expected.data()}, reference::kSearch);
            for (const std::int64_t target : tests::targets()) {
                tests::useTarget(target);
                quantizeRow(golden.type, row.x.data(), kCols, importance, out.data());
                QVERIFY2(out == expected, traits(golden.type).name);
            }
        }
    }
    tests::useTarget(0);
}

void QuantizeTest::importanceLowersTheErrorItWeighs_data()
{
    QTest::addColumn<int>("type");
    for (int t = 0; t < kTypeCount; ++t)
        if (canQuantize(static_cast<Type>(t)) && usesImportance(static_cast<Type>(t)))
            QTest::newRow(traits(static_cast<Type>(t)).name) << t;
}

void QuantizeTest::importanceLowersTheErrorItWeighs()
{
    QFETCH(int, type);
    constexpr int kWidth = 1024;
    const auto values = weightLike(32, kWidth, 3);
    std::mt19937 generator(4);
    std::normal_distribution<float> normal;
    std::vector<float> importance;
    for (int i = 0; i < kWidth; ++i)
        importance.push_back(std::exp(1.5F * normal(generator)));
    const double with = error(static_cast<Type>(type), values, kWidth, importance, true);
    const double without = error(static_cast<Type>(type), values, kWidth, importance, false);
    QVERIFY2(with < without, qPrintable(QString("%1 with, %2 without").arg(with).arg(without)));
}

void QuantizeTest::moreBitsLowerTheError()
{
    constexpr int kWidth = 1024;
    const auto values = weightLike(16, kWidth, 5);
    const std::vector<float> even(kWidth, 1.0F);
    for (const auto& order : {std::vector{Type::Q8_0, Type::Q6_K, Type::Q5_K, Type::Q4_K, Type::Q3_K, Type::Q2_K},
                              std::vector{Type::Q8_0, Type::Q5_1, Type::Q5_0, Type::Q4_1, Type::Q4_0},
                              std::vector{Type::F16, Type::Q8_0, Type::IQ4_NL, Type::MXFP4, Type::TQ2_0}}) {
        double last = 0;
        for (const Type type : order) {
            const double next = error(type, values, kWidth, even, false);
            QVERIFY2(next > last, traits(type).name);
            last = next;
        }
    }
}

void QuantizeTest::exactTypesComeBack()
{
    std::vector<float> values;
    for (int i = 0; i < 256; ++i)
        values.push_back(static_cast<float>(i - 128) / 64.0F); // few bits: exact in 16
    std::vector<float> back(values.size());
    std::vector<unsigned char> stored(values.size() * 4);
    for (const Type type : {Type::F32, Type::F16, Type::BF16}) {
        quantizeRow(type, values.data(), 256, nullptr, stored.data());
        dequantizeRow(type, stored.data(), 256, back.data());
        QVERIFY(back == values);
    }
}

void QuantizeTest::rowsNeedNotBeAligned()
{
    const auto rows = samples();
    std::vector<float> shifted(kCols + 1);
    std::copy(rows[0].x.begin(), rows[0].x.end(), shifted.begin() + 1);
    for (int t = 0; t < kTypeCount; ++t) {
        const auto type = static_cast<Type>(t);
        if (!canQuantize(type))
            continue;
        const auto size = static_cast<std::size_t>(bytesOf(type, kCols));
        std::vector<unsigned char> expected(size);
        std::vector<unsigned char> out(size + 2, 0xAB);
        quantizeRow(type, rows[0].x.data(), kCols, nullptr, expected.data());
        quantizeRow(type, shifted.data() + 1, kCols, nullptr, out.data() + 1);
        QVERIFY(std::equal(expected.begin(), expected.end(), out.begin() + 1));
        QVERIFY(out.front() == 0xAB && out.back() == 0xAB); // and not a byte beside it
    }
}

void QuantizeTest::gridsMeanWhatDequantizingGives_data()
{
    QTest::addColumn<int>("type");
    for (int t = 0; t < kTypeCount; ++t)
        if (hasCodeGrid(static_cast<Type>(t)))
            QTest::newRow(traits(static_cast<Type>(t)).name) << t;
}

void QuantizeTest::gridsMeanWhatDequantizingGives()
{
    QFETCH(int, type);
    const auto kind = static_cast<Type>(type);
    const int count = traits(kind).blockValues;
    std::vector<unsigned char> block(static_cast<std::size_t>(traits(kind).blockBytes));
    std::vector<float> values(static_cast<std::size_t>(count));
    const auto rows = samples();
    for (const Sample& row : rows) {
        quantizeRow(kind, row.x.data(), count, row.importance.data(), block.data());
        dequantizeRow(kind, block.data(), count, values.data());
        CodeGrid grid;
        readGrid(kind, block.data(), grid);
        QCOMPARE(grid.count, count);
        for (int i = 0; i < count; ++i) {
            const float value = values[static_cast<std::size_t>(i)];
            if (!std::isfinite(value))
                continue; // scales beyond the half
            QCOMPARE(grid.value(i), value);
            const int nearest = grid.nearestCode(i, value);
            QCOMPARE(grid.value(i, nearest), value);     // perhaps another code of the same value
            for (int code = 0; code <= grid.top; ++code) // none is nearer to what was stored
                QVERIFY(std::fabs(grid.value(i, grid.nearestCode(i, row.x[static_cast<std::size_t>(i)])) -
                                  row.x[static_cast<std::size_t>(i)]) <=
                        std::fabs(grid.value(i, code) - row.x[static_cast<std::size_t>(i)]) * 1.0001F + 1e-30F);
        }
        auto written = block;
        writeCodes(kind, grid, written.data());
        QVERIFY(written == block);
        for (int i = 0; i < count; ++i)
            grid.codes[i] = static_cast<std::uint8_t>(i * 7 % (grid.top + 1));
        writeCodes(kind, grid, written.data());
        CodeGrid again;
        readGrid(kind, written.data(), again);
        QVERIFY(std::equal(grid.codes, grid.codes + count, again.codes));
    }
}

QTEST_APPLESS_MAIN(QuantizeTest)
#include "tst_quantize.moc"
