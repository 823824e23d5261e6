// SPDX-License-Identifier: GPL-3.0-or-later
// Packing between passes: which weights move, what is counted, and that the model says the same before, meanwhile and
// after; and loading, which ends at one and hears a stop.
#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/measure/memory.h"
#include "engine/model/packing.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/models.h"
#include "tests/support/random_weights.h"

#include <QTemporaryDir>
#include <QtTest>

#include <thread>

namespace
{

using engine::files::TensorType;
using kernels::Layout;

constexpr int kDim = 256;
constexpr int kFfn = 512;

// Leaves two of four neighbouring halves, other ones in each four.
void dropTwoOfFour(std::string& halves)
{
    for (std::size_t i = 0; i < halves.size() / 2; ++i)
        if ((i + i / 4) % 4 < 2)
            halves[2 * i] = halves[2 * i + 1] = 0;
}

// The tiny llama with wider, quantized matrices; halves are of the pattern 2:4. No output matrix: the head is the token embedding.
support::GgufBuilder quantizedLlama(TensorType type)
{
    support::GgufBuilder file = support::tinyLlama();
    file.u32("llama.embedding_length", kDim).u32("llama.feed_forward_length", kFfn).u32("llama.rope.dimension_count", 128);
    unsigned seed = 0;
    for (support::TensorSpec& tensor : file.tensors) {
        const bool ffn = tensor.name.find("ffn_") != std::string::npos;
        const auto size = [&](std::uint64_t of8, bool inner) { return of8 == 8 ? (inner ? kFfn : kDim) : of8 == 4 ? kDim / 2 : of8; };
        tensor.shape[0] = size(tensor.shape[0], tensor.name.find("ffn_down") != std::string::npos);
        if (tensor.shape.size() == 1) {
            support::Bytes ones;
            for (int i = 0; i < kDim; ++i)
                ones.number(1.0F);
            tensor.data = ones.data();
            continue;
        }
        tensor.shape[1] = size(tensor.shape[1], ffn && tensor.name.find("ffn_down") == std::string::npos);
        const kernels::Type kernel = *engine::files::info(type).kernel;
        const auto rows = static_cast<std::int64_t>(tensor.shape[1]);
        const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
        const tests::RandomMatrix matrix(kernel, rows, cols, ++seed);
        tensor.type = static_cast<std::uint32_t>(type);
        tensor.data.assign(static_cast<const char*>(matrix.view().data), static_cast<std::size_t>(rows * kernels::bytesOf(kernel, cols)));
        if (type == TensorType::F16)
            dropTwoOfFour(tensor.data);
    }
    return file;
}

} // namespace

class TestPackWeights : public QObject
{
    Q_OBJECT

private slots:
    void moreThanThereIsIsRefused()
    {
        const std::int64_t available = engine::measure::availableMemory();
        if (available <= 0)
            QSKIP("this system does not say how much memory is free");
        try {
            const engine::model::WeightMemory memory(static_cast<std::size_t>(available) + (std::size_t{256} << 20));
            QFAIL("more than is free was promised");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::NoMemory);
            QVERIFY(std::string(error.what()).find("MiB are free") != std::string::npos);
        }
    }

    void saysTheSame_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("Q8_0") << static_cast<int>(TensorType::Q8_0);
        QTest::newRow("Q4_0") << static_cast<int>(TensorType::Q4_0);
        QTest::newRow("Q4_K") << static_cast<int>(TensorType::Q4_K);
        QTest::newRow("Q6_K") << static_cast<int>(TensorType::Q6_K);
    }

    // The plain loops read the packed weights value by value; the products' only error is that of the 8-bit inputs:
    // 3e-5 of the power each (tests/support/tolerance.h), seven products deep.
    void saysTheSame()
    {
        QFETCH(int, type);
        const auto model = load(static_cast<TensorType>(type));
        const std::vector<std::int32_t> tokens = {1, 4, 5, 6, 10};
        std::vector<std::vector<float>> results;
        for (const auto* ops : {&kernels::cpuBackend(), &kernels::referenceBackend()}) {
            engine::generate::SessionOptions options;
            options.threads = 2;
            options.ops = ops;
            engine::generate::Session session(model, options);
            packAll(*model);
            session.append(tokens, 1);
            results.emplace_back(session.logits().begin(), session.logits().end());
        }
        double error = 0;
        double power = 0;
        for (std::size_t i = 0; i < results[0].size(); ++i) {
            error += std::pow(static_cast<double>(results[0][i] - results[1][i]), 2);
            power += std::pow(static_cast<double>(results[1][i]), 2);
        }
        QVERIFY2(power > 0 && error / power < 1e-3, qPrintable(QString::number(error / power)));
    }

    void productsArePackedAndRowsAreNot()
    {
        const auto model = load(TensorType::Q4_0);
        const engine::model::Weights& weights = model->weights();
        QCOMPARE(weights.layer(0).q.layout, Layout::Rows);
        packAll(*model);
        const engine::model::LayerWeights& layer = weights.layer(0);
        for (const kernels::Matrix* w :
             {&layer.q, &layer.k, &layer.v, &layer.output, &layer.gate, &layer.up, &layer.down, &weights.logitHead()})
            QCOMPARE(w->layout, Layout::Packed);
        QCOMPARE(weights.tokens.layout, Layout::Rows);
        QCOMPARE(weights.layers.front().q.layout, Layout::Rows); // the file's own stay
        const auto starter = support::load(support::starterPath());
        packAll(*starter);
        QCOMPARE(starter->weights().layer(0).q.layout, Layout::Rows); // halves, none of them zero
    }

    void twoOfFourAreKeptWithoutTheirZeros()
    {
        const auto model = load(TensorType::F16);
        packAll(*model);
        const engine::model::Weights& weights = model->weights();
        const engine::model::LayerWeights& layer = weights.layer(0);
        std::int64_t values = 0;
        for (const kernels::Matrix* w :
             {&layer.q, &layer.k, &layer.v, &layer.output, &layer.gate, &layer.up, &layer.down, &weights.logitHead()}) {
            QCOMPARE(w->layout, Layout::Sparse);
            values += w->rows * w->cols * (w == &weights.logitHead() ? 1 : model->config().layers);
        }
        QCOMPARE(weights.bytes - weights.memoryBytes(), values * 2 * 7 / 16);
        QCOMPARE(engine::model::plannedBytes(weights), weights.memoryBytes());
    }

    // Layer by layer: one with each token, many with a long prompt; and the logits do not show it.
    void passesPackAndSayTheSame()
    {
        const std::vector<std::int32_t> prompt(20, 5);
        const auto logits = [&](const std::shared_ptr<const engine::model::Model>& model) {
            engine::generate::SessionOptions options;
            options.threads = 2;
            engine::generate::Session session(model, options);
            std::vector<float> all;
            for (const std::int32_t token : {1, 4, 5, 6, 10}) {
                session.append({&token, 1}, 1);
                all.insert(all.end(), session.logits().begin(), session.logits().end());
            }
            session.append(prompt, 1);
            all.insert(all.end(), session.logits().begin(), session.logits().end());
            return all;
        };
        for (const TensorType type : {TensorType::Q8_0, TensorType::Q4_0, TensorType::Q4_K, TensorType::Q6_K, TensorType::F16}) {
            const auto model = load(type);
            QVERIFY(!model->weights().packing->isDone());
            const std::vector<float> meanwhile = logits(model);
            QVERIFY(model->weights().packing->isDone());
            QCOMPARE(logits(model), meanwhile);
        }
    }

    // Readers see a layer either as rows or packed whole; run with the thread sanitizer.
    void packingWhileOthersRead()
    {
        const auto model = load(TensorType::Q4_K);
        std::vector<std::vector<float>> results(4);
        std::vector<std::thread> threads;
        for (std::vector<float>& result : results) {
            threads.emplace_back([&model, &result] {
                engine::generate::SessionOptions options;
                options.threads = 1;
                engine::generate::Session session(model, options);
                for (const std::int32_t token : {1, 4, 5, 6, 10, 2, 3})
                    session.append({&token, 1}, 1);
                result.assign(session.logits().begin(), session.logits().end());
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        for (const std::vector<float>& result : results)
            QCOMPARE(result, results.front());
        QVERIFY(model->weights().packing->isDone());
    }

    void countsItsMemory()
    {
        const auto model = load(TensorType::Q4_0);
        const engine::model::Weights& weights = model->weights();
        // The head's 12 rows fill a group of 16; everything else is as large as in the file.
        const std::int64_t group = 4 * kernels::bytesOf(kernels::Type::Q4_0, kDim);
        QCOMPARE(weights.memoryBytes(), weights.bytes + group);
        QCOMPARE(engine::model::plannedBytes(weights), weights.memoryBytes());
    }

    void progressEndsAtOneAndStopsAreHeard()
    {
        const QString path = write(TensorType::Q8_0);
        std::atomic<bool> stop = false;
        double last = 0;
        engine::model::Model::load(path.toStdString(), stop, [&](double share) {
            QVERIFY(share >= last && share <= 1.0 + 1e-9);
            last = share;
        });
        QVERIFY(last > 1.0 - 1e-9);
        try {
            engine::model::Model::load(path.toStdString(), stop, [&](double /*share*/) { stop = true; });
            QFAIL("loading went on after a stop");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
        }
    }

private:
    static void packAll(const engine::model::Model& model)
    {
        kernels::Pool pool(2);
        model.weights().packing->advance(pool, 1000);
        QVERIFY(model.weights().packing->isDone());
    }
    QString write(TensorType type)
    {
        const QString path = m_folder.filePath("tiny.gguf");
        const std::string bytes = quantizedLlama(type).bytes();
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), static_cast<qint64>(bytes.size())) < 0)
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }
    std::shared_ptr<const engine::model::Model> load(TensorType type) { return support::load(write(type)); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestPackWeights)
#include "tst_pack_weights.moc"
