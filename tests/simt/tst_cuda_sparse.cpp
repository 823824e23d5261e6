// SPDX-License-Identifier: GPL-3.0-or-later
// Weights with two zeros among four (2:4), which the emulated device keeps without them: the results of the plain
// matrices, to the bit, for every type, shape and way to multiply; and whole models.
#include "engine/generate/session.h"
#include "engine/measure/relative_error.h"
#include "engine/tune/measure_sparse.h"
#include "engine/tune/prune_model.h"
#include "kernels/cuda/device_weights.h"
#include "kernels/sparse.h"
#include "tests/simt/compare_runs.h"
#include "tests/simt/emulated_gpu.h"
#include "tests/simt/stand_in/cublasLt.h"
#include "tests/support/family_model.h"
#include "tests/support/models.h"

#include <QTemporaryDir>
#include <QTest>

using namespace kernels;
using namespace tests;
using engine::generate::Session;
using engine::model::Model;

namespace
{

const std::atomic<bool> kGoOn = false;

struct Named {
    const char* name;
    Op op;
    int matrices; // of the layer that it reads
};
constexpr Named kProducts[] = {
    {"normQkv", Op::NormQkv, 3}, {"projectAdd", Op::ProjectAdd, 1}, {"normGateUp", Op::NormGateUp, 2}};
constexpr Named kSingles[] = {{"embed", Op::Embed, 1},           {"normQkv", Op::NormQkv, 3},
                              {"projectAdd", Op::ProjectAdd, 1}, {"normGateUp", Op::NormGateUp, 2},
                              {"logits", Op::Logits, 1},         {"routeExperts", Op::RouteExperts, 1},
                              {"mixExperts", Op::MixExperts, 3}};

// Of a layer of the starter.
std::array<const Matrix*, 7> matricesOf(const engine::model::LayerWeights& layer)
{
    return {&layer.q, &layer.k, &layer.v, &layer.output, &layer.gate, &layer.up, &layer.down};
}

std::int64_t savedBytes(const Matrix& w)
{
    return cuda::deviceBytes(w.type, w.rows, w.cols) - cuda::deviceBytes(w.type, w.rows, w.cols, true);
}

engine::generate::SessionOptions shortContext()
{
    engine::generate::SessionOptions options;
    options.context = 64;
    options.threads = 1;
    options.batch = 5;
    return options;
}

} // namespace

class TestCudaSparse : public QObject
{
    Q_OBJECT

private slots:
    void cleanup()
    {
        simt::machine() = simt::Machine();
        emulatedSparse() = {};
        emulatedPrompts() = {cuda::PromptPrecision::Exact, false};
    }

    void singleTokens_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("inner");
        for (const Type type : {Type::F32, Type::F16, Type::BF16}) {
            const auto add = [&](const char* name, int dim, int inner) {
                QTest::addRow("%s, %s", traits(type).name, name) << static_cast<int>(type) << dim << inner;
            };
            add("a part of a warp", 64, 192);
            add("whole warps, and one more unit", 256, 320);
            add("all that is in flight, and more", 2112, 64);
        }
    }

    // One token, then a full and a partly filled launch.
    void singleTokens()
    {
        QFETCH(int, type);
        QFETCH(int, dim);
        QFETCH(int, inner);
        Layer layer(Sizes{dim, 2, 1, 10, inner, 9}, static_cast<Type>(type), Options(), 6);
        layer.dropTwoOfFour(true);
        for (const Named& op : kSingles)
            if (op.op != Op::MixExperts || dim < 2000) // many rows of few columns
                checkTheSame(layer, op, {1, 5}, op.matrices);
    }

    // Warps that share rows, each with columns of its own; and blocks that go round many times.
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
        o.biases = true;
        for (const Type type : {Type::F16, Type::F32}) {
            Layer wide(Sizes{2112, 1, 1, 18, 9, 11}, type, o, 1);
            wide.dropTwoOfFour(true);
            for (const Named& op : {kSingles[1], kSingles[3], kSingles[4]})
                checkTheSame(wide, op, {1}, op.matrices);
            Layer deep(Sizes{9, 1, 1, 32, 8256, 5}, type, o, 2);
            deep.dropTwoOfFour(true);
            checkTheSame(deep, kSingles[2], {2}, 1);
        }
    }

    // A gate without zeros beside a plain matrix, and keys beside plain queries.
    void besidePlainMatrices()
    {
        for (const Type type : {Type::F32, Type::F16, Type::BF16}) {
            Layer layer(Sizes{320, 2, 1, 16, 64, 9}, type, Options(), 3);
            layer.dropTwoOfFour(false);
            for (const Named& op : {kSingles[1], kSingles[3], kSingles[6]})
                checkTheSame(layer, op, {1, 2}, 1);
            Layer many(Sizes{64, 2, 1, 16, 128, 9}, type, Options(), 17);
            many.dropTwoOfFour(false);
            for (const Named& op : {kProducts[0], kProducts[2]})
                checkTheSame(many, op, {17}, 1);
        }
    }

    // Rows that are no whole units of 64 columns stay as they are.
    void whatIsKeptPlain()
    {
        Layer layer(Sizes{96, 2, 1, 16, 32, 9}, Type::F16, Options(), 1);
        layer.dropTwoOfFour(true);
        for (const Named& op : kSingles)
            checkTheSame(layer, op, {1}, 0);
    }

    // Many tokens: decoded into tiles for the tensor cores.
    void tiles()
    {
        Options o;
        for (const Type type : {Type::F16, Type::BF16, Type::F32})
            for (const int tokens : {16, 65}) {
                o.postNorm = tokens == 65;
                o.biases = tokens == 65;
                Layer layer(Sizes{192, 3, 1, 42, 128, 5}, type, o, tokens);
                layer.dropTwoOfFour(true);
                for (const Named& op : kProducts)
                    checkTheSame(layer, op, {tokens}, op.matrices);
            }
    }

    void promptsByLibrary_data()
    {
        using cuda::PromptPrecision;
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("precision");
        for (const Type type : {Type::F16, Type::BF16})
            for (const auto precision : {PromptPrecision::Exact, PromptPrecision::Int8, PromptPrecision::Fp8})
                QTest::addRow("%s, %d", traits(type).name, static_cast<int>(precision))
                    << static_cast<int>(type) << static_cast<int>(precision);
    }

    // The matrix library reads tiles that are written out for it, of several matrices at once; below so many tokens
    // that this is worth it, our own tiles multiply.
    void promptsByLibrary()
    {
        QFETCH(int, type);
        QFETCH(int, precision);
        emulatedPrompts() = {static_cast<cuda::PromptPrecision>(precision)};
        emulatedPrompts().tileBytes = 64 * 256; // several of each
        simt::machine().computeMinor = 9;
        Options o;
        o.biases = type == static_cast<int>(Type::BF16);
        Layer layer(Sizes{64, 2, 1, 32, 128, 5}, static_cast<Type>(type), o, 257);
        layer.dropTwoOfFour(true);
        for (const Named& op : kProducts) {
            const int before = simt::matmulMachine().multiplied;
            checkTheSame(layer, op, {257}, op.matrices);
            QVERIFY(simt::matmulMachine().multiplied > before + 1); // both ways
        }
        Layer few(Sizes{64, 2, 1, 32, 128, 5}, static_cast<Type>(type), o, 64);
        few.dropTwoOfFour(true);
        const int before = simt::matmulMachine().multiplied;
        for (const Named& op : kProducts) {
            const QString problem = differenceOf(few, op.op, {64}, kBfloatProducts, op.name, ++m_seed, m_pool);
            QVERIFY2(problem.isEmpty(), qPrintable(problem));
        }
        QCOMPARE(simt::matmulMachine().multiplied, before);
    }

    // Some of the queries, keys and values lie as the library reads them, some do not.
    void promptsBesidePlainMatrices()
    {
        emulatedPrompts() = {};
        for (const Type type : {Type::F16, Type::BF16}) {
            Layer layer(Sizes{64, 2, 1, 32, 128, 5}, type, Options(), 256);
            layer.dropTwoOfFour(false);
            for (const Named& op : {kProducts[0], kProducts[2]})
                checkTheSame(layer, op, {256}, 1);
        }
    }

    // The starter, pruned: what is planned is what is taken, and the answers are the processor's.
    void wholeModels()
    {
        const support::FamilyModel file(pruned().toStdString());
        const support::FamilyModel before(support::starterPath().toStdString());
        std::int64_t saved = 0;
        for (const auto& layer : file.weights.layers)
            for (const Matrix* w : matricesOf(layer))
                saved += savedBytes(*w);
        QVERIFY(saved > 0);
        const std::int64_t planned = engine::model::gpuBytes(file.weights, file.config);
        QCOMPARE(planned, engine::model::gpuBytes(before.weights, before.config) - saved);
        const auto onGpu = Model::load(pruned().toStdString(), kGoOn, {}, emulatedGpu());
        QCOMPARE(onGpu->weightBytes(), planned);
        Session session(onGpu, shortContext());
        const auto plan = Session::planOnGpu(file.config, file.weights, "starter", shortContext());
        QCOMPARE(session.memory().weights, plan.weights);
        QCOMPARE(session.memory().cache, plan.cache);
        QCOMPARE(session.memory().scratch, plan.scratch);
        compareWithTheProcessor(pruned(), session);
    }

    // Only the last layer and the head are the device's.
    void splitModels()
    {
        const auto split = Model::load(pruned().toStdString(), kGoOn, {}, emulatedGpu(), 1);
        Session session(split, shortContext());
        compareWithTheProcessor(pruned(), session);
    }

    // A row that nobody looked at has three of four: the matrix is copied plain, and the others are not.
    void matricesThatOnlyLookSparse()
    {
        const QString path = m_folder.filePath("nearly.gguf");
        QVERIFY(QFile::copy(pruned(), path));
        const support::FamilyModel file(pruned().toStdString());
        const Matrix& w = file.weights.layers.front().up;
        QFile out(path);
        QVERIFY(out.open(QIODevice::ReadWrite));
        const QByteArray row(static_cast<const char*>(w.row(1)), static_cast<qsizetype>(w.rowBytes()));
        const qsizetype place = out.readAll().indexOf(row);
        QVERIFY(place > 0 && out.seek(place));
        QCOMPARE(out.write(QByteArray::fromHex("002c002c002c002c")), qint64{8}); // 0.0625, four times
        out.close();
        QVERIFY(looksSparse(support::FamilyModel(path.toStdString()).weights.layers.front().up));
        const auto model = Model::load(path.toStdString(), kGoOn, {}, emulatedGpu());
        QCOMPARE(model->weightBytes(), engine::model::gpuBytes(file.weights, file.config) + savedBytes(w));
        Session session(model, shortContext());
        compareWithTheProcessor(path, session);
    }

    void measuredOnTheDevice()
    {
        const auto file = engine::files::openModel(pruned().toStdString());
        const auto measured = engine::tune::measureSparse(file, emulatedGpu(), kGoOn, {2, 1});
        QVERIFY(measured.same && measured.denseSeconds > 0 && measured.sparseSeconds > 0);
        QCOMPARE(measured.denseBytes * 9, measured.sparseBytes * 16);
        const std::atomic<bool> stop = true;
        try {
            engine::tune::measureSparse(file, emulatedGpu(), stop, {2, 1});
            QFAIL("it went on after a stop");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
        }
    }

    void cleanupTestCase()
    {
        QCOMPARE(simt::allocatedBytes(), std::size_t{0}); // all of it is given back
    }

private:
    QString pruned()
    {
        const QString path = m_folder.filePath("pruned.gguf");
        if (!QFile::exists(path)) {
            engine::tune::PruneOptions options;
            options.method = engine::tune::PruneMethod::Magnitude;
            options.sparsity.keep = 2;
            options.sparsity.of = 4;
            options.threads = 1;
            engine::tune::pruneModel(support::starterPath().toStdString(), path.toStdString(), options, kGoOn);
        }
        return path;
    }

    // A prompt in batches, then single tokens. The bound: halves in the cache (tst_cuda_models.cpp).
    static void compareWithTheProcessor(const QString& path, Session& session)
    {
        Session expected(support::load(path), shortContext());
        const auto prompt = expected.model().tokenizer().encodeDocument("What is a token?");
        expected.evaluatePrompt(prompt, kGoOn);
        session.evaluatePrompt(prompt, kGoOn);
        for (int i = 0; i < 3; ++i) {
            const double error = engine::measure::relativeError(session.logits(), expected.logits());
            QVERIFY2(error < 1e-3, qPrintable(QString("token %1: %2").arg(i).arg(error)));
            const std::int32_t next = prompt[static_cast<std::size_t>(i)];
            expected.append({&next, 1}, 1);
            session.append({&next, 1}, 1);
        }
    }

    // `matrices`: those that are kept without zeros, in each call.
    void checkTheSame(Layer& layer, const Named& op, const std::vector<int>& calls, int matrices)
    {
        std::vector<float> results[2];
        for (const bool isSparse : {false, true}) {
            simt::setSeed(++m_seed);
            emulatedSparse() = {isSparse, 0};
            try {
                results[isSparse ? 1 : 0] = layer.run(op.op, emulatedBackend(), m_pool, calls);
            } catch (const std::exception& failure) {
                QFAIL(qPrintable(QString("%1: %2").arg(op.name, failure.what())));
            }
            QCOMPARE(emulatedSparse().matrices, isSparse ? matrices * static_cast<int>(calls.size()) : 0);
        }
        QVERIFY2(results[1] == results[0], op.name);
    }

    QTemporaryDir m_folder;
    Pool m_pool{1};
    std::uint64_t m_seed = 0;
};

QTEST_GUILESS_MAIN(TestCudaSparse)
#include "tst_cuda_sparse.moc"
