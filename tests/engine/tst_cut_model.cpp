// SPDX-License-Identifier: GPL-3.0-or-later
// Models with fewer layers, neurons and heads: what is written computes what was measured, is as wide as asked for, and
// loses less the more is looked at.
#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/cut_model.h"
#include "engine/tune/divergence.h"
#include "engine/tune/drop_columns.h"
#include "engine/tune/quantize_model.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <random>

using namespace engine::tune;

namespace
{

std::string readFile(const QString& path)
{
    std::ifstream in(path.toStdString(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string corpus(const char* name)
{
    return readFile(QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/corpus/") + QLatin1String(name));
}

} // namespace

class CutModelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_starter = support::load(support::starterPath());
        m_options.text = corpus("quantize.txt");
        m_options.window = 128;
        m_options.windows = 4;
        m_options.threads = 2;
    }

    // The logits with a block's ops left out are those of the file without the block, to the bit.
    void aSkippedLayerIsARemovedOne()
    {
        m_options.part = Part::Layers;
        m_options.count = 2;
        const CutResult result = cut("layers.gguf");
        QCOMPARE(result.after, 4);
        QCOMPARE(result.layers.removed.size(), 2U);
        const auto written = load("layers.gguf");
        QCOMPARE(written->config().layers, 4);
        const Windows windows(m_starter->tokenizer(), m_options.text, {128, 2, Protocol::LlamaCpp});
        LayerTrials whole(m_starter, windows, 2, m_stop), without(written, windows, 1, m_stop);
        LayerSet removed(6);
        for (const int layer : result.layers.removed)
            removed[static_cast<std::size_t>(layer)] = true;
        for (const std::int64_t window : {0, 1}) {
            const auto logits = whole.logits(window, removed);
            QCOMPARE(logits.size(), 63U * 4096U);
            QVERIFY(logits == without.logits(window, LayerSet(4)));
        }
        // What was measured is what evaluate says, of the same windows.
        DivergenceOptions evaluation;
        evaluation.context = 128;
        evaluation.most = m_options.windows;
        QVERIFY(std::fabs(divergence(written, m_starter, m_options.text, evaluation, m_stop).kld / result.layers.loss -
                          1) < 1e-9);
    }

    void tensorsOfRemovedLayersGoAndOthersStay()
    {
        m_options.part = Part::Layers;
        m_options.count = 1;
        m_options.method = LayerMethod::Influence;
        const CutResult result = cut("one.gguf");
        const auto written = load("one.gguf");
        const int gone = result.layers.removed.at(0);
        for (const auto& tensor : m_starter->file().tensors()) {
            int layer = -1;
            std::string name = tensor.name;
            if (std::sscanf(name.c_str(), "blk.%d.", &layer) == 1 && layer > gone)
                name = "blk." + std::to_string(layer - 1) + name.substr(5);
            const auto* found = written->file().findTensor(name);
            QVERIFY(layer == gone || (found != nullptr && std::ranges::equal(found->bytes, tensor.bytes)));
        }
        QCOMPARE(written->file().tensors().size(), m_starter->file().tensors().size() - 9U);
        QCOMPARE(QString::fromStdString(std::string(*written->file().string("fettle.parent.name"))),
                 QStringLiteral("fettle-starter-f16.gguf"));
        QCOMPARE(written->file().string("fettle.parent.sha256")->size(), 64U);
        QCOMPARE(written->file().string("fettle.calibration.sha256")->size(), 64U);
        QVERIFY(written->file()
                    .string("fettle.recipe")
                    ->find("--layers 1 --choose influence (blocks " + std::to_string(gone)) != std::string::npos);
        QCOMPARE(result.bytes, std::filesystem::file_size(path("one.gguf")));
    }

    void goesOnAfterAStop()
    {
        m_options.part = Part::Neurons;
        m_options.share = 0.25;
        m_options.keepPart = true;
        const CutResult once = cut("once.gguf");
        std::atomic<bool> stop = false;
        QVERIFY_EXCEPTION_THROWN(cutModel(starter(), path("twice.gguf"), m_options, stop,
                                          [&](const CutProgress& step) { stop = step.index == 3; }),
                                 engine::Error);
        QVERIFY(std::filesystem::exists(path("twice.gguf").string() + ".part"));
        std::size_t steps = 0;
        const CutResult twice =
            cutModel(starter(), path("twice.gguf"), m_options, m_stop, [&](const CutProgress&) { ++steps; });
        QVERIFY(steps > 0 && steps < once.matrices.size()); // not all of them again
        QVERIFY(readFile(m_folder.filePath("twice.gguf")) == readFile(m_folder.filePath("once.gguf")));
        QCOMPARE(twice.matrices.size(), once.matrices.size());
        for (const CutMatrix& matrix : once.matrices)
            QVERIFY(std::ranges::any_of(twice.matrices, [&](const CutMatrix& other) {
                return other.name == matrix.name && other.outputError == matrix.outputError &&
                       other.plainError == matrix.plainError && other.compensated == matrix.compensated;
            }));
    }

    void moreSearchLosesLess()
    {
        const Windows windows(m_starter->tokenizer(), m_options.text, {128, 4, Protocol::LlamaCpp});
        LayerTrials trials(m_starter, windows, 2, m_stop);
        const LayerChoice influence = chooseLayers(trials, 6, 2, LayerMethod::Influence, 0);
        const LayerChoice greedy = chooseLayers(trials, 6, 2, LayerMethod::Greedy, 0);
        const LayerChoice search = chooseLayers(trials, 6, 2, LayerMethod::Search, 24);
        qInfo("KL divergence without 2 of 6 layers: influence %.4f, greedy %.4f, search %.4f", influence.loss,
              greedy.loss, search.loss);
        QCOMPARE(influence.loss, influence.influenceLoss);
        QCOMPARE(influence.influences, greedy.influences);
        QVERIFY(search.loss <= greedy.loss);
        QVERIFY(search.loss <= influence.loss);
        // 15 sets of two in all: the search finds the best of them.
        std::vector<LayerSet> all;
        for (std::size_t a = 0; a < 6; ++a)
            for (std::size_t b = 0; b < a; ++b) {
                all.emplace_back(6);
                all.back()[a] = all.back()[b] = true;
            }
        const auto losses = trials.losses(all);
        QCOMPARE(*std::min_element(losses.begin(), losses.end()), search.loss);
        QCOMPARE(trials.losses(std::vector<LayerSet>{LayerSet(6)}).front() < 1e-6, true); // nothing left out
        kernels::Pool one(1);
        LayerTrials other(m_starter, windows, 1, m_stop);
        QCOMPARE(chooseLayers(other, 6, 2, LayerMethod::Greedy, 0).loss, greedy.loss);
    }

    // The weights that make up for columns are the solution of the normal equations.
    void theLeastSquaresSolution()
    {
        constexpr std::int64_t kCols = 24, kTokens = 400, kRows = 3, kGone = 7;
        std::mt19937 random(3);
        std::normal_distribution<float> normal;
        std::vector<float> mix(kCols * kCols), x(kTokens * kCols), moments(kCols * kCols), weights(kRows * kCols);
        for (float& value : mix)
            value = normal(random);
        for (float& value : weights)
            value = normal(random);
        for (std::int64_t t = 0; t < kTokens; ++t)
            for (std::int64_t k = 0; k < kCols; ++k) {
                const float z = normal(random);
                for (std::int64_t c = 0; c < kCols; ++c)
                    x[static_cast<std::size_t>(t * kCols + c)] += z * mix[static_cast<std::size_t>(k * kCols + c)];
            }
        for (std::int64_t t = 0; t < kTokens; ++t)
            for (std::int64_t i = 0; i < kCols; ++i)
                for (std::int64_t j = 0; j < kCols; ++j)
                    moments[static_cast<std::size_t>(i * kCols + j)] +=
                        x[static_cast<std::size_t>(t * kCols + i)] * x[static_cast<std::size_t>(t * kCols + j)];
        std::vector<bool> removed(kCols);
        for (std::size_t i = 0; i < kGone; ++i)
            removed[(5 * i + 2) % kCols] = true;
        const auto order = removedFirst(removed);
        const Curvature curvature(reordered(moments.data(), order).data(), kCols, kTokens, {}, m_pool, m_stop);
        std::vector<float> plain = weights, found = weights;
        dropColumns(plain.data(), kRows, order, kGone, nullptr, m_pool);
        dropColumns(found.data(), kRows, order, kGone, &curvature, m_pool);
        for (std::int64_t r = 0; r < kRows; ++r) {
            double largest = 0;
            for (std::int64_t c = 0; c < kCols; ++c) {
                const auto at = static_cast<std::size_t>(r * kCols + c);
                QVERIFY(!removed[static_cast<std::size_t>(c)] || (plain[at] == 0 && found[at] == 0));
                QVERIFY(removed[static_cast<std::size_t>(c)] || plain[at] == weights[at]);
                largest = std::max(largest, std::fabs(double(weights[at])));
            }
            // The gradient (W' - W) H is zero in the columns that stay.
            for (std::int64_t c = 0; c < kCols; ++c) {
                double gradient = 0, size = 0;
                const auto place = static_cast<std::int64_t>(std::find(order.begin(), order.end(), c) - order.begin());
                for (std::int64_t k = 0; k < kCols; ++k) {
                    const auto at = static_cast<std::size_t>(r * kCols + order[static_cast<std::size_t>(k)]);
                    const double h = double(curvature.row(place)[k]);
                    gradient += (double(found[at]) - double(weights[at])) * h;
                    size += std::fabs(largest * h);
                }
                // F32 weights of a solution found in double, on a root kept in F32
                QVERIFY2(removed[static_cast<std::size_t>(c)] || std::fabs(gradient) < 1e-4 * size,
                         qPrintable(QString("%1 of %2").arg(gradient).arg(size)));
            }
        }
    }

    void neuronsAndHeads_data()
    {
        QTest::addColumn<int>("part");
        QTest::newRow("neurons") << static_cast<int>(Part::Neurons);
        QTest::newRow("heads") << static_cast<int>(Part::Heads);
    }
    void neuronsAndHeads()
    {
        QFETCH(int, part);
        CutOptions options = m_options;
        options.part = static_cast<Part>(part);
        options.share = 0.3; // of 768: 538 stay, 512 by 256
        options.count = 1;
        options.windows = options.part == Part::Neurons ? 14 : 24; // two tokens for each column
        std::vector<double> losses;
        for (const bool compensate : {true, false}) {
            options.compensate = compensate;
            const CutResult result = cutModel(starter(), path("narrow.gguf"), options, m_stop);
            QCOMPARE(result.matrices.size(), 6U);
            const auto written = load("narrow.gguf");
            if (options.part == Part::Neurons) {
                QCOMPARE(written->config().ffn, 512);
                QCOMPARE(result.after, 512);
            } else {
                QCOMPARE(written->config().heads, 3);
                QCOMPARE(written->config().kvHeads, 3);
                QCOMPARE(written->config().headDim, 64);
            }
            double error = 0, plain = 0;
            std::ptrdiff_t compensated = 0;
            for (const CutMatrix& matrix : result.matrices) {
                QVERIFY(matrix.outputError <= matrix.plainError);
                compensated += matrix.compensated ? 1 : 0;
                error += matrix.outputError;
                plain += matrix.plainError;
            }
            QVERIFY(compensate ? compensated >= 3 && error < 0.95 * plain : compensated == 0 && error == plain);
            DivergenceOptions evaluation;
            evaluation.context = 128;
            evaluation.most = 6;
            losses.push_back(divergence(written, m_starter, corpus("models.txt"), evaluation, m_stop).kld);
        }
        qInfo("KL divergence: compensated %.4f, plain %.4f", losses[0], losses[1]);
        QVERIFY(losses[0] < losses[1]);
        QuantizeOptions q4;
        q4.types.preset = findPreset("Q4_K_M");
        for (const TensorReport& tensor : planQuantize(path("narrow.gguf"), q4).tensors) // no row falls back
            QVERIFY2(!tensor.fellBack || options.part == Part::Heads, tensor.name.c_str());
    }

    // Real weights with grouped queries and a width that is no multiple of 32.
    void groupedQueriesStayConsistent()
    {
        FETTLE_REQUIRE_SHARED("weights/stories260K/stories260K-f32.gguf");
        FETTLE_REQUIRE_SHARED("text/ts_200k.txt");
        const QString source = support::sharedPath("weights/stories260K/stories260K-f32.gguf");
        CutOptions options;
        options.text = readFile(support::sharedPath("text/ts_200k.txt")).substr(0, 30'000);
        options.window = 256;
        options.threads = 2;
        const auto base = support::load(source);
        DivergenceOptions evaluation;
        evaluation.context = 256;
        evaluation.most = 8;
        const auto lossOf = [&] {
            return divergence(load("real.gguf"), base,
                              readFile(support::sharedPath("text/ts_200k.txt")).substr(100'000), evaluation, m_stop)
                .kld;
        };
        options.part = Part::Heads;
        options.count = 1;
        cutModel(source.toStdString(), path("real.gguf"), options, m_stop);
        QCOMPARE(load("real.gguf")->config().heads, 6);
        QCOMPARE(load("real.gguf")->config().kvHeads, 3);
        const double heads = lossOf();
        options.part = Part::Neurons;
        options.share = 0.25;
        cutModel(source.toStdString(), path("real.gguf"), options, m_stop);
        QCOMPARE(load("real.gguf")->config().ffn, 128);
        const double neurons = lossOf();
        options.part = Part::Layers;
        options.windows = 4;
        cutModel(source.toStdString(), path("real.gguf"), options, m_stop);
        const double layer = lossOf();
        qInfo("stories260K: KL divergence without a group of heads %.4f, 44 of 172 neurons %.4f, a layer %.4f", heads,
              neurons, layer);
        QVERIFY(heads < 1 && neurons < 1 && layer < 2); // of some 1.96 nats of loss: it still tells stories
    }

    void gpt2LosesLayersAndNeurons()
    {
        FETTLE_REQUIRE_SHARED("weights/cardputer-chat-3m/cardputer-chat-3m-f16.gguf");
        const QString source = support::sharedPath("weights/cardputer-chat-3m/cardputer-chat-3m-f16.gguf");
        CutOptions options;
        options.text = readFile(support::sharedPath("weights/cardputer-chat-3m/chat_val.txt"));
        options.window = 64;
        options.windows = 12;
        options.part = Part::Neurons;
        options.share = 0.5;
        cutModel(source.toStdString(), path("gpt2.gguf"), options, m_stop);
        QCOMPARE(load("gpt2.gguf")->config().ffn, support::load(source)->config().ffn / 2);
        options.part = Part::Heads;
        options.count = 1;
        QVERIFY_EXCEPTION_THROWN(cutModel(source.toStdString(), path("none.gguf"), options, m_stop), engine::Error);
    }

    void aQuantizedModelLosesLayersOnly()
    {
        QuantizeOptions q4;
        q4.types.preset = findPreset("Q4_K_M");
        quantizeModel(starter(), path("q4.gguf"), q4, {m_stop});
        CutOptions options = m_options;
        options.windows = 2;
        options.method = LayerMethod::Influence;
        options.part = Part::Layers;
        options.count = 1;
        cutModel(path("q4.gguf"), path("q4-cut.gguf"), options, m_stop);
        QCOMPARE(load("q4-cut.gguf")->config().layers, 5);
        options.part = Part::Neurons;
        options.share = 0.5;
        refuses(path("q4.gguf"), options, engine::ErrorKind::Unsupported);
    }

    void refusals()
    {
        CutOptions options = m_options;
        options.part = Part::Layers;
        for (const int count : {0, 6, 7}) {
            options.count = count;
            refuses(starter(), options, engine::ErrorKind::BadSetting);
        }
        options.part = Part::Heads;
        options.count = 4;
        refuses(starter(), options, engine::ErrorKind::BadSetting);
        options.part = Part::Neurons;
        for (const double share : {0.0, 1.0, 0.1}) { // a tenth of 768 is nearer to none than to 256
            options.share = share;
            refuses(starter(), options, engine::ErrorKind::BadSetting);
        }
        options.share = 0.5;
        options.text = "three short words";
        refuses(starter(), options, engine::ErrorKind::BadSetting);
        options = m_options;
        options.share = 0.5;
        options.part = Part::Neurons;
        refuses(FETTLE_SOURCE_DIR "/tests/golden/families/qwen3moe", options, engine::ErrorKind::Unsupported);
        options.part = Part::Layers;
        options.count = 1;
        refuses(FETTLE_SOURCE_DIR "/tests/golden/families/gemma2", options, engine::ErrorKind::Unsupported);
        refuses(FETTLE_SOURCE_DIR "/tests/golden/families/bert", options, engine::ErrorKind::Unsupported);
        const auto source = path("source.gguf");
        std::filesystem::copy_file(starter(), source);
        QVERIFY_EXCEPTION_THROWN(cutModel(source, source, options, m_stop), engine::Error);
        const std::atomic<bool> stopped = true;
        QVERIFY_EXCEPTION_THROWN(cutModel(starter(), path("none.gguf"), options, stopped), engine::Error);
        QVERIFY(!std::filesystem::exists(path("none.gguf")));
    }

private:
    CutResult cut(const char* name) { return cutModel(starter(), path(name), m_options, m_stop); }
    std::shared_ptr<const engine::model::Model> load(const char* name) const
    {
        return support::load(m_folder.filePath(name));
    }

    void refuses(const std::filesystem::path& source, const CutOptions& options, engine::ErrorKind kind)
    {
        try {
            cutModel(source, path("none.gguf"), options, m_stop);
        } catch (const engine::Error& error) {
            QVERIFY2(error.kind() == kind, error.what());
            QVERIFY(!std::filesystem::exists(path("none.gguf")));
            return;
        }
        QFAIL("it was taken");
    }

    static std::filesystem::path starter() { return support::starterPath().toStdString(); }
    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    QTemporaryDir m_folder;
    std::shared_ptr<const engine::model::Model> m_starter;
    CutOptions m_options;
    kernels::Pool m_pool{2};
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(CutModelTest)
#include "tst_cut_model.moc"
