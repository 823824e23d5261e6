// SPDX-License-Identifier: GPL-3.0-or-later
// Each CUDA kernel against the plain loops, on the emulated device: every stored type, sizes around every tile, and
// another order of threads and blocks in each case.
#include "engine/generate/sampler.h"
#include "kernels/cuda/device_weights.h"
#include "kernels/cuda/module/byte_tiles.h"
#include "kernels/cuda/module/ops.h"
#include "kernels/pool.h"
#include "tests/kernels/layer.h"
#include "tests/simt/compare_runs.h"
#include "tests/simt/device_backend.h"
#include "tests/simt/emulator.h"

#include <QTest>

#include <cstring>
#include <random>

using namespace kernels;
using namespace tests;

namespace
{

struct Named {
    const char* name;
    Op op;
};
constexpr Named kOps[] = {{"embed", Op::Embed},           {"normQkv", Op::NormQkv},       {"attend", Op::Attend},
                          {"projectAdd", Op::ProjectAdd}, {"normGateUp", Op::NormGateUp}, {"logits", Op::Logits},
                          {"normalize", Op::Normalize}};

bool readsWeights(Op op)
{
    return op != Op::Attend && op != Op::Normalize;
}

Tolerance toleranceFor(Op op, const Options& options, Type type)
{
    const bool keptAsHalves = readsWeights(op) && cuda::deviceType(type) != type;
    if (keptAsHalves)
        return type == Type::MXFP4 ? kSmallWeightsAsHalves : kWeightsAsHalves;
    if (op == Op::Attend || op == Op::Embed || op == Op::Normalize)
        return kSoftmax;
    if (op == Op::RouteExperts)
        return kSoftmax;
    const bool gated = op == Op::MixExperts || (op == Op::NormGateUp && options.gate);
    if (!cuda::isPlain(type)) {
        const bool even = type == Type::Q8_0 || type == Type::Q4_0; // see RandomMatrix
        return even ? (gated ? kGatedBlocks : kBlocks) : gated ? kGatedUnevenBlocks : kUnevenBlocks;
    }
    if (op == Op::NormQkv && options.cache != Type::F32)
        return options.cache == Type::F16    ? kHalfCache
               : options.cache == Type::BF16 ? kBfloatCache
                                             : blockCacheTolerance(options.cache);
    return gated ? kGatedFloats : kFloats;
}

constexpr Sizes kSmall{64, 4, 2, 16, 96, 67};
constexpr Sizes kSuperblocks{256, 4, 2, 64, 512, 35};

// The choice of a token, run by itself.
class ChoosingDevice
{
public:
    explicit ChoosingDevice(const std::vector<float>& logits) : m_size(logits.size() * sizeof(float))
    {
        cuda::open(m_context, 0);
        m_logits = static_cast<float*>(simt::allocate(m_size));
        setLogits(logits);
    }
    ~ChoosingDevice()
    {
        simt::release(m_logits);
        cuda::close(m_context);
    }
    ChoosingDevice(const ChoosingDevice&) = delete;
    ChoosingDevice& operator=(const ChoosingDevice&) = delete;

    void setLogits(const std::vector<float>& logits) { std::memcpy(m_logits, logits.data(), m_size); }
    std::int64_t position() const { return m_context.live[0]; }

    std::int32_t choose(cuda::Choice how, double draw)
    {
        const auto slot = m_context.live[2] % cuda::kStepsAhead;
        how.logits = m_logits;
        how.vocabulary = static_cast<int>(m_size / sizeof(float));
        m_context.steps->draws[slot] = draw;
        cuda::choose(m_context, how);
        const std::int32_t token = m_context.steps->tokens[slot];
        return m_context.live[1] == (token < 0 ? 0 : token) ? token : -2;
    }

private:
    std::size_t m_size;
    cuda::Context m_context;
    float* m_logits;
};

} // namespace

class TestCudaOps : public QObject
{
    Q_OBJECT

private slots:
    void types_data()
    {
        QTest::addColumn<int>("type");
        for (int type = 0; type < kTypeCount; ++type)
            QTest::newRow(traits(static_cast<Type>(type)).name) << type;
    }

    void types()
    {
        QFETCH(int, type);
        const auto stored = static_cast<Type>(type);
        Layer layer(kSuperblocks, stored, Options(), 6);
        for (const Named& op : kOps) // one token, then a full and a partly filled launch
            compareRuns(layer, op.op, {1, 5}, toleranceFor(op.op, Options(), stored), op.name);
    }

    void sizes_data()
    {
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("inner");
        QTest::addColumn<int>("headDim");
        QTest::addColumn<int>("vocabulary");
        QTest::newRow("1") << 1 << 1 << 2 << 1;
        QTest::newRow("odd") << 3 << 5 << 6 << 7;
        QTest::newRow("one less") << 255 << 31 << 14 << 63;
        QTest::newRow("one more") << 257 << 33 << 18 << 65;
        QTest::newRow("prime") << 127 << 521 << 10 << 131;
        QTest::newRow("a chunk of lanes and more") << 1031 << 130 << 66 << 9;
    }

    void sizes()
    {
        QFETCH(int, dim);
        QFETCH(int, inner);
        QFETCH(int, headDim);
        QFETCH(int, vocabulary);
        const Sizes sizes{dim, 3, 1, headDim, inner, vocabulary};
        for (const Named& op : kOps)
            for (const Type type : {Type::F32, Type::F16, Type::BF16})
                for (const int tokens : {1, 5})
                    check(op.op, sizes, type, Options(), tokens);
    }

    // Whole numbers of blocks around the 32 units that a warp takes at once, and around 4 times as many.
    void blocks_data()
    {
        QTest::addColumn<int>("cols");
        for (const int units : {1, 31, 32, 33, 127, 129})
            QTest::addRow("%d units", units) << units * 32;
    }

    void blocks()
    {
        QFETCH(int, cols);
        const Sizes sizes{cols, 1, 1, 32, 32, 35};
        for (const Type type : {Type::Q8_0, Type::Q4_0, Type::Q4_1, Type::Q5_0, Type::Q5_1}) {
            check(Op::ProjectAdd, Sizes{37, 1, 1, 32, cols, 5}, type, Options(), 1);
            check(Op::Logits, sizes, type, Options(), 2);
        }
    }

    // With an input that is 8-bit blocks already nothing is rounded: the products are exact for every type.
    void exactProducts()
    {
        for (const Type type :
             {Type::Q8_0, Type::Q4_0, Type::Q4_1, Type::Q5_0, Type::Q5_1, Type::Q4_K, Type::Q5_K, Type::Q6_K}) {
            Layer layer(kSuperblocks, type, Options(), 3);
            layer.makeInputBlocks();
            compareRuns(layer, Op::ProjectAdd, {3}, kExactBlocks, traits(type).name);
        }
    }

    void options_data()
    {
        QTest::addColumn<int>("which");
        for (int i = 0; i < 13; ++i)
            QTest::addRow("%d", i) << i;
    }

    void options()
    {
        QFETCH(int, which);
        Options o;
        o.position = 5;
        o.norm = which == 0 ? NormKind::Layer : which == 1 ? NormKind::None : NormKind::Rms;
        o.rope = which == 2 ? RopeKind::Halves : which == 3 ? RopeKind::None : RopeKind::Adjacent;
        o.biases = which == 4 || which == 0;
        o.headNorms = which == 5 || which == 2;
        o.postNorm = which == 5 || which == 6;
        o.gate = which != 6;
        o.ropeFactors = which == 7 || which == 2;
        o.window = which == 8 ? 3 : 0;
        o.softCap = which == 9 ? 2.0F : 0.0F;
        o.causal = which != 10;
        o.cache = which == 11 ? Type::F16 : Type::F32;
        o.activation = static_cast<Activation>(which % 5);
        o.position = which == 12 ? 100000 : 5; // angles of late positions
        if (which == 12) {
            check(Op::NormQkv, Sizes{32, 1, 1, 16, 32, 5}, Type::F32, o, 2);
            return;
        }
        for (const Named& op : kOps)
            for (const int tokens : {1, 5})
                check(op.op, kSmall, Type::F16, o, tokens);
    }

    // Enough positions for splits and for several tiles in each; the tile's size and one more and less.
    void longCaches_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("position");
        for (const Type type : {Type::F32, Type::F16, Type::BF16, Type::Q8_0, Type::Q4_0})
            for (const int position : {0, 62, 63, 64, 127, 128, 521})
                QTest::addRow("%s %d", traits(type).name, position) << static_cast<int>(type) << position;
    }

    void longCaches()
    {
        QFETCH(int, type);
        QFETCH(int, position);
        Options o;
        o.cache = static_cast<Type>(type);
        o.position = position;
        check(Op::Attend, Sizes{64, 6, 2, 64, 96, 5}, Type::F32, o, 1);
        check(Op::Attend, Sizes{64, 1, 1, 32, 96, 5}, Type::F32, o, 2);
        check(Op::NormQkv, Sizes{64, 2, 1, 64, 96, 5}, Type::F32, o, 3);
        o.window = 70;
        check(Op::Attend, Sizes{64, 9, 1, 32, 96, 5}, Type::F32, o, 1); // more query heads than a block takes
    }

    // Products of a layer as a model has them: more pairs of rows than the device has warps.
    void manyRows()
    {
        check(Op::Logits, Sizes{64, 1, 1, 32, 64, 1201}, Type::Q4_0, Options(), 1);
        check(Op::NormGateUp, Sizes{64, 1, 1, 32, 300, 5}, Type::Q8_0, Options(), 1);
    }

    // One multiprocessor has many rounds of work; with as many as a large GPU has, warps share rows and caches have many
    // parts, some of them empty.
    void otherDevices_data()
    {
        QTest::addColumn<int>("multiprocessors");
        QTest::newRow("1") << 1;
        QTest::newRow("20") << 20;
        QTest::newRow("132") << 132;
    }

    void otherDevices()
    {
        QFETCH(int, multiprocessors);
        simt::machine().multiprocessors = multiprocessors;
        simt::machine().computeMajor = 9;
        Options o;
        o.postNorm = true;
        o.headNorms = true;
        for (const Op op : {Op::NormQkv, Op::NormGateUp, Op::Logits})
            check(op, Sizes{2057, 1, 1, 18, 9, 11}, Type::F16, o, 1);
        check(Op::ProjectAdd, Sizes{9, 1, 1, 32, 2057, 5}, Type::F16, o, 1);
        check(Op::ProjectAdd, Sizes{33, 1, 1, 32, 8224, 5}, Type::Q8_0, o, 2);
        for (const int position : {0, 64, 700}) {
            o.position = position;
            check(Op::Attend, Sizes{64, 4, 2, 64, 64, 5}, Type::F32, o, 2);
        }
        simt::machine() = simt::Machine();
    }

    // A device of 7.5: tiles of bytes and of halves, and no tiles of bfloat16 (those products stay exact).
    void devicesBeforeEight()
    {
        simt::machine().computeMajor = 7;
        simt::machine().computeMinor = 5;
        simt::machine().sharedLimit = 64 << 10;
        for (const Type type : {Type::Q4_0, Type::Q6_K, Type::BF16}) {
            Layer layer(kSuperblocks, type, Options(), 17);
            for (const Op op : {Op::NormQkv, Op::ProjectAdd, Op::NormGateUp})
                compareRuns(layer, op, {17}, toleranceFor(op, Options(), type), traits(type).name);
        }
        for (const Type cache : {Type::F16, Type::BF16, Type::Q8_0}) {
            Options o;
            o.cache = cache;
            Layer layer(Sizes{64, 3, 1, 64, 96, 5}, Type::F32, o, 65);
            compareRuns(layer, Op::Attend, {65},
                        cache == Type::BF16 ? toleranceFor(Op::Attend, o, Type::F32) : kHalfAttention,
                        traits(cache).name);
        }
        simt::machine() = simt::Machine();
    }

    // Many tokens: weights decoded into tiles for the tensor cores. Around a tile's 64 tokens, 128 rows and 32 columns.
    void tiles_data()
    {
        QTest::addColumn<int>("type");
        for (int type = static_cast<int>(Type::F16); type < kTypeCount; ++type)
            if (cuda::deviceType(static_cast<Type>(type)) == static_cast<Type>(type))
                QTest::newRow(traits(static_cast<Type>(type)).name) << type;
    }

    void tiles()
    {
        QFETCH(int, type);
        const auto stored = static_cast<Type>(type);
        Layer layer(kSuperblocks, stored, Options(), 17);
        for (const Op op : {Op::NormQkv, Op::ProjectAdd, Op::NormGateUp})
            compareRuns(layer, op, {17}, cuda::multipliesBytes(stored) ? toleranceFor(op, Options(), stored) : kBfloatProducts,
                        traits(stored).name);
    }

    // Blocks as 8-bit numbers: around a tile's 64 tokens, 128 rows and 4 units; with an input of such blocks they are exact.
    void byteTileEdges()
    {
        Options o;
        for (const int tokens : {16, 63, 65}) {
            o.gate = tokens != 63;
            o.biases = tokens == 65;
            Layer layer(Sizes{tokens == 16 ? 32 : 160, 3, 1, 42, 129, 5}, Type::Q4_0, o, tokens);
            for (const Op op : {Op::NormQkv, Op::NormGateUp})
                compareRuns(layer, op, {tokens}, toleranceFor(op, o, Type::Q4_0), "edges");
        }
        for (const Type type : {Type::Q8_0, Type::Q4_0, Type::Q4_1, Type::Q5_0, Type::Q5_1, Type::Q4_K, Type::Q5_K}) {
            Layer layer(kSuperblocks, type, Options(), 20);
            layer.makeInputBlocks();
            compareRuns(layer, Op::ProjectAdd, {20}, kExactBlocks, traits(type).name);
        }
    }

    void tileEdges()
    {
        Options o;
        for (const int tokens : {16, 63, 65}) {
            Layer even(Sizes{130, 5, 1, 26, 66, 5}, Type::BF16, o, tokens);
            o.position = 3;
            o.postNorm = true;
            o.biases = true;
            o.gate = tokens != 63;
            o.headNorms = true;
            Layer odd(Sizes{33, 3, 3, 43, 129, 5}, Type::F16, o, tokens);
            for (const Op op : {Op::NormQkv, Op::ProjectAdd, Op::NormGateUp}) {
                compareRuns(even, op, {tokens}, kBfloatProducts, "even");
                compareRuns(odd, op, {tokens}, kBfloatProducts, "odd");
            }
        }
    }

    // Many tokens through the cache: around a block's 64 queries and a tile's 64 or 32 keys, heads filled up to 64, 128 and
    // 256, and each thing that hides positions.
    void attentionByTiles_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("headDim");
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("window");
        for (const Type type : {Type::F16, Type::BF16, Type::Q8_0, Type::Q4_0}) {
            const auto add = [&](const char* name, int headDim, int tokens, int position, int window) {
                QTest::addRow("%s, %s", traits(type).name, name)
                    << static_cast<int>(type) << headDim << tokens << position << window;
            };
            add("one block", 32, 16, 0, 0);
            add("a full one", 64, 64, 1, 0);
            add("one more", 64, 65, 63, 0);
            add("a window", 32, 70, 100, 33);
            add("a window of one", 32, 17, 3, 1);
            add("wide heads", 96, 17, 40, 0);
            add("the widest", 256, 18, 47, 20);
        }
        QTest::newRow("odd heads") << static_cast<int>(Type::F16) << 10 << 19 << 5 << 0;
    }

    void attentionByTiles()
    {
        QFETCH(int, type);
        QFETCH(int, headDim);
        QFETCH(int, tokens);
        QFETCH(int, position);
        QFETCH(int, window);
        Options o;
        o.cache = static_cast<Type>(type);
        o.position = position;
        o.window = window;
        const Tolerance& tolerance = o.cache == Type::BF16 ? kBfloatAttention : kHalfAttention;
        Layer layer(Sizes{64, 3, headDim > 64 ? 3 : 1, headDim, 96, 5}, Type::F32, o, tokens);
        compareRuns(layer, Op::Attend, {tokens}, tolerance, "plain");
        if (window > 0)
            return;
        o.softCap = 2.0F;
        o.causal = tokens % 2 == 0;
        Layer capped(Sizes{64, 2, 2, headDim, 96, 5}, Type::F32, o, tokens);
        compareRuns(capped, Op::Attend, {tokens}, tolerance, "capped");
    }

    // A choice, and the sum of what the chosen say; of many tokens each has its own.
    void experts_data()
    {
        QTest::addColumn<int>("type");
        for (const Type type : {Type::F32, Type::BF16, Type::Q8_0, Type::Q4_0})
            QTest::newRow(traits(type).name) << static_cast<int>(type);
    }

    void experts()
    {
        QFETCH(int, type);
        const auto stored = static_cast<Type>(type);
        Options o;
        for (const bool sumsToOne : {false, true}) {
            o.biases = sumsToOne; // see Layer::routeExperts
            for (const int tokens : {1, 5})
                for (const Op op : {Op::RouteExperts, Op::MixExperts})
                    check(op, Sizes{64, 1, 1, 32, 96, 5}, stored, o, tokens);
        }
        for (const Sizes& sizes :
             {Sizes{32, 1, 1, 32, 32, 5}, Sizes{288, 1, 1, 32, 544, 5}}) // one unit; more rows than threads
            check(Op::MixExperts, sizes, stored, o, 3);
        if (cuda::isPlain(stored))
            check(Op::MixExperts, Sizes{257, 1, 1, 32, 31, 5}, stored, o, 2);
    }

    // However many experts a token goes to: both products of all of them, and their sum.
    void expertsInThreeLaunches()
    {
        Layer layer(Sizes{64, 1, 1, 32, 96, 5}, Type::F16, Options(), 2);
        const auto before = simt::launches();
        kernels::Pool pool(1);
        layer.run(Op::MixExperts, tests::emulatedBackend(), pool, {2});
        QCOMPARE(simt::launches() - before, std::uint64_t{3});
    }

    // Vocabularies of one slice, a few and many; equal logits, candidates on the edge of a cut, a logit that is none.
    void choices_data()
    {
        QTest::addColumn<int>("vocabulary");
        QTest::addColumn<int>("topK");
        for (const int vocabulary : {1, 7, 2048, 2049, 17000})
            for (const int topK : {0, 1, 40, 256}) // 0: temperature 0
                QTest::addRow("%d of %d", topK, vocabulary) << vocabulary << topK;
    }

    void choices()
    {
        QFETCH(int, vocabulary);
        QFETCH(int, topK);
        std::mt19937 random(static_cast<unsigned>(vocabulary + topK));
        std::normal_distribution<float> normal(0.0F, 3.0F);
        std::vector<float> logits(static_cast<std::size_t>(vocabulary));
        for (float& logit : logits)
            logit = std::round(normal(random) * 4) / 4; // many are equal, and some are -0
        engine::generate::SamplerSettings settings;
        settings.temperature = topK == 0 ? 0.0F : 0.8F;
        settings.topK = topK;
        settings.topP = 0.9F;
        settings.minP = topK == 256 ? 0.0F : 0.02F;
        settings.seed = 5;
        engine::generate::Sampler onHost(settings), onDevice(settings);
        ChoosingDevice device(logits);
        for (int i = 0; i < (vocabulary > 3000 ? 2 : 20); ++i) {
            QCOMPARE(device.choose(*onDevice.onDevice(), onDevice.draw()), onHost.choose(logits));
            QCOMPARE(device.position(), i + 1);
        }
        logits[logits.size() / 2] = INFINITY;
        device.setLogits(logits);
        QCOMPARE(device.choose(*onDevice.onDevice(), 0.5), cuda::kNoToken);
    }

private:
    void check(Op op, const Sizes& sizes, Type type, const Options& options, int tokens)
    {
        Layer layer(sizes, type, options, tokens);
        const QByteArray where = QByteArray(traits(type).name) + ", op " + QByteArray::number(static_cast<int>(op)) +
                                 ", " + QByteArray::number(tokens) + " tokens, dim " + QByteArray::number(sizes.dim);
        compareRuns(layer, op, {tokens}, toleranceFor(op, options, type), where.constData());
    }

    void compareRuns(Layer& layer, Op op, const std::vector<int>& calls, const Tolerance& tolerance, const char* where)
    {
        const QString problem = differenceOf(layer, op, calls, tolerance, where, ++m_seed, m_pool);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }

    Pool m_pool{1};
    std::uint64_t m_seed = 0;
};

QTEST_GUILESS_MAIN(TestCudaOps)
#include "tst_cuda_ops.moc"
