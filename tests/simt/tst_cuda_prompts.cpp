// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts by the matrix library, which is emulated as well (matmul_library.cpp), against the plain loops.
#include "kernels/cuda/device/convert.h"
#include "kernels/cuda/device_weights.h"
#include "kernels/cuda/module/byte_tiles.h"
#include "tests/simt/compare_runs.h"
#include "tests/simt/stand_in/cublasLt.h"

#include <QTest>

using namespace kernels;
using namespace tests;

namespace
{

constexpr Sizes kSuperblocks{256, 4, 2, 64, 512, 35};

} // namespace

class TestCudaPrompts : public QObject
{
    Q_OBJECT

private slots:
    void cleanup()
    {
        simt::machine() = simt::Machine();
        simt::matmulMachine() = simt::MatmulMachine();
        emulatedPrompts() = {};
    }

    // Prompts by the matrix library: weights of 16 bits as they lie, blocks by tiles of bfloat16.
    void promptsByLibrary_data()
    {
        QTest::addColumn<int>("type");
        for (int type = static_cast<int>(Type::F16); type < kTypeCount; ++type)
            if (cuda::deviceType(static_cast<Type>(type)) == static_cast<Type>(type))
                QTest::newRow(traits(static_cast<Type>(type)).name) << type;
    }

    void promptsByLibrary()
    {
        QFETCH(int, type);
        const auto stored = static_cast<Type>(type);
        emulatedPrompts() = {};
        const bool lieRight = cuda::isPlain(stored);
        const int least = lieRight ? cuda::kTokensForLibrary : cuda::kTokensForTurning;
        const Tolerance& tolerance = stored == Type::F16 ? kHalfProducts : kBfloatProducts;
        const int tokens = least + type % 2;
        Layer layer(kSuperblocks, stored, Options(), tokens);
        for (const Op op : {Op::NormQkv, Op::ProjectAdd, Op::NormGateUp}) {
            const int before = simt::matmulMachine().multiplied;
            compareRuns(layer, op, {tokens}, tolerance, traits(stored).name);
            const int matrices = op == Op::NormQkv ? 3 : op == Op::NormGateUp ? 2 : 1;
            QCOMPARE(simt::matmulMachine().multiplied - before, lieRight ? matrices : 1);
        }
        const int before = simt::matmulMachine().multiplied;
        Layer few({32, 1, 1, 32, 256, 5}, stored, Options(), least - 1); // our own tiles
        compareRuns(few, Op::ProjectAdd, {least - 1},
                    !cuda::multipliesBytes(stored)                 ? kBfloatProducts
                    : stored == Type::Q8_0 || stored == Type::Q4_0 ? kBlocks
                                                                   : kUnevenBlocks,
                    traits(stored).name);
        QCOMPARE(simt::matmulMachine().multiplied, before);
    }

    // Columns that fill no tile, rows in several tiles of one row and more, biases, norms, no gate; rows that the
    // library does not take; and places where there is none.
    void promptEdges()
    {
        Options o;
        o.position = 3;
        o.postNorm = true;
        o.biases = true;
        o.gate = false;
        o.headNorms = true;
        emulatedPrompts() = {};
        const auto run = [&](const Sizes& sizes, Type type, int tokens, const Tolerance& tolerance) {
            Layer layer(sizes, type, o, tokens);
            const int before = simt::matmulMachine().multiplied;
            for (const Op op : {Op::NormQkv, Op::ProjectAdd, Op::NormGateUp})
                compareRuns(layer, op, {tokens}, tolerance, traits(type).name);
            return simt::matmulMachine().multiplied - before;
        };
        const Sizes odd{40, 3, 1, 24, 104, 5};
        QCOMPARE(run(odd, Type::F16, 67, kHalfProducts), 5);
        QCOMPARE(run(odd, Type::BF16, 67, kBfloatProducts), 5);
        o.biases = false;
        QCOMPARE(run(odd, Type::F16, 67, kHalfProducts), 5);
        QCOMPARE(run({32, 3, 1, 24, 96, 5}, Type::Q4_0, 257, kBfloatProducts), 3);
        o.postNorm = false;
        o.gate = true;
        emulatedPrompts().tileBytes = 64 * 224 * 2; // 64 rows: of 5 * 40, of 160 and of twice 224
        QCOMPARE(run({160, 3, 1, 40, 224, 5}, Type::Q5_1, 256, kBfloatProducts), 4 + 3 + 7);
        emulatedPrompts() = {};
        QCOMPARE(run({35, 3, 1, 43, 129, 5}, Type::F16, 67, kBfloatProducts), 0); // rows that are no multiple of 8
        for (bool* needed :
             {&simt::matmulMachine().isThere, &simt::matmulMachine().works, &simt::matmulMachine().knowsWays}) {
            *needed = false;
            QCOMPARE(run(odd, Type::BF16, 67, kBfloatProducts), 0);
            *needed = true;
        }
    }

    // Both sides as 8-bit numbers.
    void promptsOf8Bits_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("precision");
        for (const Type type : {Type::F16, Type::BF16, Type::Q8_0, Type::Q4_0, Type::Q4_K})
            for (const auto precision : {cuda::PromptPrecision::Int8, cuda::PromptPrecision::Fp8})
                QTest::addRow("%s as %s", traits(type).name, precision == cuda::PromptPrecision::Int8 ? "int8" : "fp8")
                    << static_cast<int>(type) << static_cast<int>(precision);
    }

    void promptsOf8Bits()
    {
        QFETCH(int, type);
        QFETCH(int, precision);
        const auto stored = static_cast<Type>(type);
        emulatedPrompts() = {static_cast<cuda::PromptPrecision>(precision)};
        const bool tiny = emulatedPrompts().precision == cuda::PromptPrecision::Fp8;
        const Tolerance& tolerance = tiny                   ? (stored == Type::Q4_K ? kUnevenFp8Products : kFp8Products)
                                     : stored == Type::Q4_K ? kUnevenInt8Products
                                                            : kInt8Products;
        simt::machine().computeMinor = 9;
        Options o;
        o.biases = stored == Type::Q8_0;
        o.postNorm = stored != Type::F16;
        o.gate = stored != Type::BF16;
        const Sizes sizes = cuda::isPlain(stored) ? Sizes{48, 3, 1, 16, 112, 5} : Sizes{256, 2, 1, 32, 256, 5};
        emulatedPrompts().tileBytes = 64 * 256; // several tiles of the wider ones
        Layer layer(sizes, stored, o, 257);
        for (const Op op : {Op::NormQkv, Op::ProjectAdd, Op::NormGateUp}) {
            const int before = simt::matmulMachine().multiplied;
            compareRuns(layer, op, {257}, tolerance, traits(stored).name);
            QVERIFY(simt::matmulMachine().multiplied > before);
        }
    }

    // Numbers that 8 bits hold, with a largest one in each row: nothing is rounded.
    void exactPromptsOf8Bits()
    {
        constexpr int kTokens = 256, kCols = 40, kRows = 48;
        simt::machine().computeMinor = 9;
        for (const auto precision : {cuda::PromptPrecision::Int8, cuda::PromptPrecision::Fp8}) {
            const bool tiny = precision == cuda::PromptPrecision::Fp8;
            const auto number = [tiny](std::size_t i) {
                const float sign = i % 3 == 0 ? -1.0F : 1.0F;
                if (i % kCols == 5)
                    return sign * (tiny ? cuda::kLargestE4m3 : 127.0F);
                return tiny ? sign * std::ldexp(static_cast<float>(8 + i % 8), static_cast<int>(i % 5))
                            : static_cast<float>(i * 37 % 255) - 127.0F;
            };
            std::vector<std::uint16_t> weights(std::size_t{kRows} * kCols);
            for (std::size_t i = 0; i < weights.size(); ++i)
                weights[i] = floatToBfloat(std::ldexp(number(i + 1), static_cast<int>(i / kCols) - 30));
            for (std::size_t row = 0; row < kRows; ++row)
                weights[row * kCols + 9] =
                    floatToBfloat(std::ldexp(tiny ? 448.0F : 127.0F, static_cast<int>(row) - 30));
            std::vector<float> in(std::size_t{kTokens} * kCols), results[2];
            for (std::size_t i = 0; i < in.size(); ++i)
                in[i] = std::ldexp(number(i), static_cast<int>(i / kCols % 40) - 20);
            emulatedPrompts() = {precision};
            for (const Backend* backend : {&referenceBackend(), &emulatedBackend()})
                results[backend == &referenceBackend() ? 0 : 1] =
                    project(*backend, weights, Type::BF16, in, kTokens, kRows);
            const Error error = compare(results[1], results[0]);
            QVERIFY2(error.nmse < 1e-13 && error.most < 1e-6, qPrintable(QString::number(error.most))); // F32 sums
        }
    }

    // Every number of e4m3, what lies between two of them, and what is larger than all.
    void tinyFloats()
    {
        const auto valueOf = [](unsigned bits) {
            const int exponent = static_cast<int>(bits >> 3);
            return exponent == 0 ? std::ldexp(static_cast<float>(bits & 7U), -9)
                                 : std::ldexp(8.0F + static_cast<float>(bits & 7U), exponent - 10);
        };
        for (unsigned bits = 0; bits < 127; ++bits) { // 127 is NaN
            const float value = valueOf(bits);
            QCOMPARE(cuda::e4m3Of(value), bits);
            QCOMPARE(cuda::e4m3Of(-value), bits | 0x80U);
            if (bits == 126)
                break;
            const float middle = (value + valueOf(bits + 1)) / 2;
            QCOMPARE(cuda::e4m3Of(middle), bits + bits % 2); // the even one
            QCOMPARE(cuda::e4m3Of(std::nextafter(middle, 0.0F)), bits);
            QCOMPARE(cuda::e4m3Of(std::nextafter(middle, 1e9F)), bits + 1);
        }
        QCOMPARE(cuda::e4m3Of(1e30F), 126U);
        QCOMPARE(cuda::e4m3Of(-INFINITY), 126U | 0x80U);
    }

    // Inputs that halves do not hold: those of a token are scaled by a power of two.
    void largeInputsOfHalves()
    {
        constexpr int kTokens = 64, kCols = 32, kRows = 8;
        std::vector<std::uint16_t> weights(std::size_t{kRows} * kCols);
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = floatToHalf(static_cast<float>(i % 7) - 3.0F);
        std::vector<float> in(std::size_t{kTokens} * kCols), results[2];
        for (std::size_t i = 0; i < in.size(); ++i)
            in[i] = std::ldexp(static_cast<float>(i % 11) - 5.0F, static_cast<int>(i / kCols) - 20); // up to 2^45
        emulatedPrompts() = {};
        for (const Backend* backend : {&referenceBackend(), &emulatedBackend()})
            results[backend == &referenceBackend() ? 0 : 1] = project(*backend, weights, Type::F16, in, kTokens, kRows);
        QCOMPARE(results[1], results[0]); // whole numbers times powers of two: nothing is rounded
    }

private:
    std::vector<float> project(const Backend& backend, const std::vector<std::uint16_t>& weights, Type type,
                               const std::vector<float>& in, int tokens, int rows)
    {
        const auto cols = static_cast<std::int64_t>(weights.size()) / rows;
        std::vector<float> x(static_cast<std::size_t>(tokens * rows));
        std::vector<unsigned char> scratch(scratchBytes(tokens, cols, rows));
        ProjectAdd op;
        op.tokens = tokens;
        op.weight = {weights.data(), type, rows, cols};
        op.in = in.data();
        op.x = x.data();
        op.scratch = scratch.data();
        backend.projectAdd(op, m_pool);
        return x;
    }

    void compareRuns(Layer& layer, Op op, const std::vector<int>& calls, const Tolerance& tolerance, const char* where)
    {
        const QString problem = differenceOf(layer, op, calls, tolerance, where, ++m_seed, m_pool);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    Pool m_pool{1};
    std::uint64_t m_seed = 0;
};

QTEST_GUILESS_MAIN(TestCudaPrompts)
#include "tst_cuda_prompts.moc"
