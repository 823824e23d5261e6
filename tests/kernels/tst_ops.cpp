// SPDX-License-Identifier: GPL-3.0-or-later
// Each op of each backend against the plain loops, on every instruction set of this machine; and the promise that
// neither threads nor the cutting of a prompt change a bit.
#include "kernels/dequantize.h"
#include "kernels/kv_blocks.h"
#include "kernels/kv_shift.h"
#include "kernels/pool.h"
#include "tests/kernels/layer.h"
#include "tests/support/instruction_sets.h"
#include "tests/support/output_error.h"
#include "tests/support/tolerance.h"

#include <QTest>

using namespace kernels;
using namespace tests;

namespace
{

struct Named {
    const char* name;
    Op op;
};
constexpr Named kOps[] = {
    {"embed", Op::Embed},           {"normQkv", Op::NormQkv},           {"attend", Op::Attend},
    {"projectAdd", Op::ProjectAdd}, {"normGateUp", Op::NormGateUp},     {"logits", Op::Logits},
    {"normalize", Op::Normalize},   {"routeExperts", Op::RouteExperts}, {"mixExperts", Op::MixExperts}};
constexpr Type kTypes[] = {Type::F32, Type::F16, Type::BF16, Type::Q8_0, Type::Q4_0};

bool sameBits(const std::vector<float>& a, const std::vector<float>& b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Within the tolerance, or a sentence that says how far off.
bool agrees(const std::vector<float>& result, const std::vector<float>& expected, const Tolerance& tolerance,
            const char* where)
{
    const Error error = compare(result, expected);
    const bool good = error.nmse <= tolerance.nmse && error.most <= tolerance.maxError;
    if (!good) {
        qWarning("%s: NMSE %.3g (allowed %.3g), largest error %.3g (allowed %.3g)", where, error.nmse, tolerance.nmse,
                 error.most, tolerance.maxError);
    }
    return good;
}

Tolerance toleranceFor(Op op, const Options& options, Type type)
{
    if (op == Op::Attend || op == Op::Embed || op == Op::Normalize || op == Op::RouteExperts) {
        return kSoftmax;
    }
    const bool gated = op == Op::MixExperts || (op == Op::NormGateUp && options.gate);
    if (canPack(type) && type != Type::Q8_0 && type != Type::Q4_0) { // see RandomMatrix
        return gated ? kGatedUnevenBlocks : kUnevenBlocks;
    }
    if (canPack(type)) {
        return gated ? kGatedBlocks : kBlocks;
    }
    if (gated) {
        return kGatedFloats;
    }
    return op == Op::NormQkv && options.cache == Type::F16 ? kHalfCache : kFloats;
}

constexpr Sizes kSmall{64, 4, 2, 16, 96, 67};
constexpr Sizes kWide{288, 6, 3, 48, 800, 333};
constexpr Sizes kSuperblocks{256, 4, 2, 64, 512, 35};

} // namespace

class TestOps : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { useTarget(0); }

    void sizes_data()
    {
        QTest::addColumn<int>("op");
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("tokens");
        for (const Named& op : kOps) {
            for (const Type type : kTypes) {
                for (const int tokens : {1, 2, 3, 4, 5, 7, 8, 9, 13, 25, 65}) {
                    QTest::addRow("%s %s %d tokens", op.name, traits(type).name, tokens)
                        << static_cast<int>(op.op) << static_cast<int>(type) << tokens;
                }
            }
        }
    }

    void sizes()
    {
        QFETCH(int, op);
        QFETCH(int, type);
        QFETCH(int, tokens);
        Options options;
        options.position = tokens == 1 ? 0 : 5;
        for (const Sizes& sizes : {kSmall, kWide}) {
            checkAll(static_cast<Op>(op), sizes, static_cast<Type>(type), options, tokens);
        }
    }

    // The types beside kTypes, on widths of whole superblocks.
    void otherTypes_data()
    {
        QTest::addColumn<int>("op");
        QTest::addColumn<int>("type");
        for (const Named& op : kOps) {
            for (int type = op.op == Op::Attend ? kTypeCount : static_cast<int>(Type::Q4_1); type < kTypeCount;
                 ++type) {
                QTest::addRow("%s %s", op.name, traits(static_cast<Type>(type)).name)
                    << static_cast<int>(op.op) << type;
            }
        }
    }

    void otherTypes()
    {
        QFETCH(int, op);
        QFETCH(int, type);
        for (const int tokens : {1, 33}) {
            checkAll(static_cast<Op>(op), kSuperblocks, static_cast<Type>(type), Options(), tokens);
        }
    }

    // Rows, columns and head sizes around the tiles of every target: 1, odd, prime, one less and one more.
    void oddShapes_data()
    {
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("inner");
        QTest::addColumn<int>("headDim");
        QTest::addColumn<int>("vocabulary");
        QTest::newRow("1") << 1 << 1 << 2 << 1;
        QTest::newRow("odd") << 3 << 5 << 6 << 7;
        QTest::newRow("one less") << 15 << 31 << 14 << 63;
        QTest::newRow("one more") << 17 << 33 << 18 << 65;
        QTest::newRow("prime") << 127 << 521 << 10 << 131;
        QTest::newRow("over a chunk of columns") << 514 << 1031 << 66 << 9;
        QTest::newRow("head of 8") << 64 << 172 << 8 << 512;
    }

    void oddShapes()
    {
        QFETCH(int, dim);
        QFETCH(int, inner);
        QFETCH(int, headDim);
        QFETCH(int, vocabulary);
        const Sizes sizes{dim, 3, 1, headDim, inner, vocabulary};
        for (const Named& op : kOps) {
            for (const Type type : {Type::F32, Type::F16, Type::BF16}) {
                for (const int tokens : {1, 5, 26}) {
                    checkAll(op.op, sizes, type, Options(), tokens);
                }
            }
        }
    }

    // Quantized types have whole blocks of columns, but any number of rows.
    void oddRows_data()
    {
        QTest::addColumn<int>("rows");
        for (const int rows : {1, 3, 7, 15, 16, 17, 31, 127, 129}) {
            QTest::addRow("%d", rows) << rows;
        }
    }

    void oddRows()
    {
        QFETCH(int, rows);
        for (const Type type : {Type::Q8_0, Type::Q4_0}) {
            for (const int columns : {32, 96, 544}) {
                for (const int tokens : {1, 3, 4, 11, 67}) {
                    checkExactBlocks({rows, 1, 1, 32, columns, 32}, type, tokens);
                }
            }
        }
    }

    void options_data()
    {
        QTest::addColumn<int>("op");
        QTest::addColumn<int>("variant");
        const char* names[] = {
            "layer norm, biases",      "halves rope, F16 cache",         "rope factors, gelu",
            "window, gelu tanh",       "soft cap, relu, no gate",        "long cache",
            "long cache, F16, window", "norms of heads and projections", "not causal, no norm, tanh"};
        for (const Named& op : kOps) {
            for (int variant = 0; variant < 9; ++variant) {
                QTest::addRow("%s %s", op.name, names[variant]) << static_cast<int>(op.op) << variant;
            }
        }
    }

    void options()
    {
        QFETCH(int, op);
        QFETCH(int, variant);
        for (const Type type : {Type::F32, Type::Q8_0}) {
            for (const int tokens : {1, 2, 19}) {
                checkAll(static_cast<Op>(op), kSmall, type, variantOptions(variant), tokens);
            }
        }
    }

    // Keys and values in blocks: the same numbers on both sides where they are read; where they are written, a last-bit
    // difference may move one to its neighbour.
    void blockCache_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("headDim");
        for (const Type type : {Type::BF16, Type::Q8_0, Type::Q4_0}) {
            for (const int headDim : {32, 64, 96, 128}) {
                QTest::addRow("%s heads of %d", traits(type).name, headDim) << static_cast<int>(type) << headDim;
            }
        }
    }

    void blockCache()
    {
        QFETCH(int, type);
        QFETCH(int, headDim);
        const Sizes sizes{64, 6, 2, headDim, 96, 67};
        Options options;
        options.cache = static_cast<Type>(type);
        for (const std::int64_t position : {0, 250, 700}) {
            options.position = position;
            for (const int tokens : {1, 3, 21}) {
                Layer layer(sizes, Type::F32, options, tokens);
                for (const Op op : {Op::NormQkv, Op::Attend}) {
                    Pool pool(2);
                    const auto expected = layer.run(op, referenceBackend(), pool, {tokens});
                    for (const std::int64_t target : targets()) {
                        useTarget(target);
                        const Tolerance tolerance = op == Op::Attend                ? kSoftmax
                                                    : options.cache == Type::BF16 ? kBfloatCache
                                                                                  : blockCacheTolerance(options.cache);
                        const auto result = layer.run(op, cpuBackend(), pool, {tokens});
                        QVERIFY(agrees(result, expected, tolerance, hwy::TargetName(target)));
                        QVERIFY(::sameBits(
                            layer.run(op, cpuBackend(), pool, std::vector<int>(static_cast<std::size_t>(tokens), 1)),
                            result));
                    }
                }
            }
        }
    }

    // Rounding to blocks: half a step of max / 127, and of max / 8 (a value at the other end of the range loses a whole
    // one); the half scale adds 2^-11 of a value.
    void blocksKeepTheirValues()
    {
        const std::vector<float> values = randomValues(32 * 500, 77);
        std::vector<unsigned char> blocks(34 * 500);
        std::vector<float> back(values.size());
        for (const auto& [type, step] : {std::pair{Type::Q8_0, 0.5F / 127}, std::pair{Type::Q4_0, 1.0F / 8}}) {
            encodeKv(type, values.data(), static_cast<std::int64_t>(values.size()), blocks.data());
            dequantizeRow(type, blocks.data(), static_cast<std::int64_t>(values.size()), back.data());
            for (std::size_t i = 0; i < values.size(); ++i) {
                float largest = 0;
                for (std::size_t j = i / 32 * 32; j < i / 32 * 32 + 32; ++j) {
                    largest = std::max(largest, std::abs(values[j]));
                }
                QVERIFY(std::abs(back[i] - values[i]) <= largest * (step + 1.0F / 2048) * 1.0001F);
            }
        }
    }

    // Keys moved to earlier positions are those that would have been computed there.
    void shiftedKeys_data()
    {
        QTest::addColumn<int>("rope");
        QTest::addColumn<int>("cache");
        for (const RopeKind rope : {RopeKind::Adjacent, RopeKind::Halves}) {
            for (const Type cache : {Type::F32, Type::F16, Type::BF16, Type::Q8_0, Type::Q4_0}) {
                QTest::addRow("%s %s", rope == RopeKind::Adjacent ? "adjacent" : "halves", traits(cache).name)
                    << static_cast<int>(rope) << static_cast<int>(cache);
            }
        }
    }

    void shiftedKeys()
    {
        QFETCH(int, rope);
        QFETCH(int, cache);
        constexpr int kTokens = 9;
        constexpr std::int64_t kCapacity = 64;
        constexpr std::int64_t kBy = 23;
        constexpr Sizes s{64, 2, 2, 32, 64, 32};
        const auto type = static_cast<Type>(cache);
        const RandomMatrix w(Type::F32, s.heads * s.headDim, s.dim, 1);
        const std::vector<float> x = randomValues(kTokens * s.dim, 2);
        std::vector<float> divisors(12);
        for (std::size_t i = 0; i < divisors.size(); ++i) {
            divisors[i] = 1.0F + 0.3F * static_cast<float>(i);
        }
        const auto keysAt = [&](std::int64_t position, bool shift) {
            const auto bytes = static_cast<std::size_t>(s.kvHeads * kCapacity * bytesOf(type, s.headDim));
            std::vector<unsigned char> keys(bytes);
            std::vector<unsigned char> values(bytes);
            AlignedBytes scratch(scratchBytes(kTokens, s.dim, 3 * s.heads * s.headDim));
            std::vector<float> q(static_cast<std::size_t>(kTokens * s.heads * s.headDim));
            Pool pool(1);
            NormQkv op;
            op.tokens = kTokens;
            op.dim = s.dim;
            op.heads = s.heads;
            op.kvHeads = s.kvHeads;
            op.headDim = s.headDim;
            op.x = x.data();
            op.q = op.k = op.v = w.view();
            op.rope = {static_cast<RopeKind>(rope), 24, 500.0F, 0.5F, 1.1F, divisors.data()};
            const Segment segment{0, kTokens, position, {keys.data(), values.data(), type, kCapacity}};
            op.segments = &segment;
            op.segmentCount = 1;
            op.qOut = q.data();
            op.scratch = scratch.data();
            referenceBackend().normQkv(op, pool);
            if (shift) {
                shiftKv({s.kvHeads, s.headDim, op.rope, position, kTokens, kBy, segment.cache});
                position -= kBy;
            }
            std::vector<float> rows;
            for (const std::vector<unsigned char>* part : {&keys, &values}) {
                for (int h = 0; h < s.kvHeads; ++h) {
                    std::vector<float> head(kTokens * static_cast<std::size_t>(s.headDim));
                    const std::int64_t at = (h * kCapacity + position) * bytesOf(type, s.headDim);
                    dequantizeRow(type, part->data() + at, static_cast<std::int64_t>(head.size()), head.data());
                    rows.insert(rows.end(), head.begin(), head.end());
                }
            }
            return rows;
        };
        // Rounded twice instead of once: two halves, two steps of a block's largest value / 127 or / 8.
        const Tolerance tolerance = type == Type::F32    ? kSoftmax
                                    : type == Type::F16  ? Tolerance{1e-6, 5e-3}
                                    : type == Type::BF16 ? Tolerance{6.4e-5, 4e-2}
                                    : type == Type::Q8_0 ? Tolerance{2e-4, 5e-2}
                                                         : Tolerance{3e-2, 7e-1};
        QVERIFY(agrees(keysAt(40, true), keysAt(40 - kBy, false), tolerance, "shifted"));
        QVERIFY(!agrees(keysAt(40, false), keysAt(40 - kBy, false), tolerance, "not shifted, as it should be"));
    }

    // An input of exact 8-bit blocks leaves no error but F32 sums: the integer paths themselves are right.
    void exactBlocks()
    {
        for (const Type type : {Type::Q8_0, Type::Q4_0, Type::Q4_1, Type::Q5_0, Type::Q5_1, Type::IQ4_NL}) {
            for (const int tokens : {1, 3, 8, 21}) {
                checkExactBlocks({96, 1, 1, 32, 1056, 32}, type, tokens);
            }
        }
        for (const Type type : {Type::Q2_K, Type::Q3_K, Type::Q4_K, Type::Q5_K, Type::Q6_K, Type::IQ4_XS}) {
            for (const int tokens : {1, 2, 3, 8, 51}) {
                checkExactBlocks({256, 1, 1, 32, 1280, 32}, type, tokens);
            }
        }
    }

    void sameBits_data() { sizesAndTypes(); }

    // Any threads, any cut, packed or not: the same bits.
    void sameBits()
    {
        QFETCH(int, op);
        QFETCH(int, type);
        constexpr int kTokens = 37;
        const std::vector<std::vector<int>> cuts = {
            {kTokens}, std::vector<int>(kTokens, 1), {2, 3, 4, 5, 6, 7, 8, 2}, {1, 36}, {32, 5}};
        for (const int variant : {1, 3, 6, 7}) {
            const bool superblocks = traits(static_cast<Type>(type)).blockValues > 32;
            Layer layer(superblocks ? kSuperblocks : kWide, static_cast<Type>(type), variantOptions(variant), kTokens);
            for (const std::int64_t target : targets()) {
                useTarget(target);
                Pool alone(1);
                layer.setPacked(true);
                const auto expected = layer.run(static_cast<Op>(op), cpuBackend(), alone, {kTokens});
                for (const int threads : {1, 2, 3, 8}) {
                    Pool pool(threads);
                    layer.setPacked(threads != 2);
                    for (const std::vector<int>& cut : cuts) {
                        const auto result = layer.run(static_cast<Op>(op), cpuBackend(), pool, cut);
                        QVERIFY2(::sameBits(result, expected), hwy::TargetName(target));
                    }
                }
            }
        }
    }

    void everyTargetIsNamed()
    {
        QVERIFY(!targets().empty());
        for (const std::int64_t target : targets()) {
            useTarget(target);
            qInfo("runs on %s", cpuTargetName());
            QVERIFY(std::strlen(cpuTargetName()) > 0);
        }
    }

private:
    static void sizesAndTypes()
    {
        QTest::addColumn<int>("op");
        QTest::addColumn<int>("type");
        for (const Named& op : kOps) {
            for (const Type type : {Type::F32, Type::F16, Type::BF16, Type::Q8_0, Type::Q4_0, Type::Q5_1, Type::Q2_K,
                                    Type::Q4_K, Type::Q6_K, Type::IQ4_XS, Type::IQ3_S}) {
                QTest::addRow("%s %s", op.name, traits(type).name) << static_cast<int>(op.op) << static_cast<int>(type);
            }
        }
    }

    static Options variantOptions(int variant)
    {
        Options o;
        switch (variant) {
        case 0:
            o.norm = NormKind::Layer;
            o.biases = true;
            break;
        case 1:
            o.rope = RopeKind::Halves;
            o.cache = Type::F16;
            o.position = 30;
            break;
        case 2:
            o.ropeFactors = true;
            o.activation = Activation::Gelu;
            o.position = 70000; // a long text: angles of tens of thousands of turns
            break;
        case 3:
            o.window = 5;
            o.activation = Activation::GeluTanh;
            o.position = 250; // the window crosses the border of two chunks
            break;
        case 4:
            o.softCap = 2.0F;
            o.activation = Activation::Relu;
            o.gate = false;
            o.rope = RopeKind::None;
            break;
        case 5:
            o.position = 1500;
            break;
        case 6:
            o.position = 1500;
            o.cache = Type::F16;
            o.window = 600;
            break;
        case 7:
            o.headNorms = true;
            o.postNorm = true;
            o.ropeMagnitude = 1.2F;
            break;
        default:
            o.causal = false;
            o.norm = NormKind::None;
            o.activation = Activation::Tanh;
            o.position = 250;
        }
        return o;
    }

    static void checkExactBlocks(const Sizes& sizes, Type type, int tokens)
    {
        Layer layer(sizes, type, Options(), tokens);
        layer.makeInputBlocks();
        Pool pool(2);
        const auto expected = layer.run(Op::ProjectAdd, referenceBackend(), pool, {tokens});
        for (const std::int64_t target : targets()) {
            useTarget(target);
            layer.setPacked(true);
            const auto result = layer.run(Op::ProjectAdd, cpuBackend(), pool, {tokens});
            QVERIFY(agrees(result, expected, kExactBlocks, hwy::TargetName(target)));
            layer.setPacked(false);
            QVERIFY2(::sameBits(layer.run(Op::ProjectAdd, cpuBackend(), pool, {tokens}), result), hwy::TargetName(target));
        }
    }

    // Row by row, and packed where the type can be packed.
    static void checkAll(Op op, const Sizes& sizes, Type type, const Options& options, int tokens)
    {
        Layer layer(sizes, type, options, tokens);
        Pool pool(2);
        const auto expected = layer.run(op, referenceBackend(), pool, {tokens});
        for (const bool packed : {false, true}) {
            if (packed && !canPack(type)) {
                continue;
            }
            layer.setPacked(packed);
            for (const std::int64_t target : targets()) {
                useTarget(target);
                const auto result = layer.run(op, cpuBackend(), pool, {tokens});
                QVERIFY(agrees(result, expected, toleranceFor(op, options, type), hwy::TargetName(target)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestOps)
#include "tst_ops.moc"
