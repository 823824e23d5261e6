// SPDX-License-Identifier: GPL-3.0-or-later
// Sparsity exactly as asked for, and the order of the methods: SparseGPT loses less than Wanda, Wanda less than
// magnitude; on inputs with correlation, and on the starter's own.
#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"
#include "engine/tune/divergence.h"
#include "engine/tune/plan_memory.h"
#include "engine/tune/prune_model.h"
#include "kernels/dequantize.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <cmath>
#include <fstream>
#include <random>

using namespace engine::tune;

namespace
{

constexpr std::int64_t kRows = 48, kCols = 256, kTokens = 2048;

// Inputs whose channels differ in size and hang together: a few common directions plus noise.
std::vector<float> correlatedInputs(unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    constexpr std::size_t kDirections = 24;
    std::vector<float> directions(kDirections * kCols), scale(kCols);
    for (float& value : directions)
        value = normal(random);
    for (float& value : scale)
        value = std::exp(normal(random));
    std::mt19937 draw(seed + 1000);
    std::vector<float> x(kTokens * kCols);
    for (std::int64_t t = 0; t < kTokens; ++t) {
        float* row = x.data() + t * kCols;
        for (std::size_t d = 0; d < kDirections; ++d) {
            const float factor = normal(draw);
            for (std::int64_t c = 0; c < kCols; ++c)
                row[c] +=
                    factor * directions[d * kCols + static_cast<std::size_t>(c)] * scale[static_cast<std::size_t>(c)];
        }
        for (std::int64_t c = 0; c < kCols; ++c)
            row[c] += normal(draw) * scale[static_cast<std::size_t>(c)];
    }
    return x;
}

std::vector<float> randomWeights(unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> weights(kRows * kCols);
    for (float& value : weights)
        value = normal(random);
    return weights;
}

std::vector<float> secondMoments(const std::vector<float>& x)
{
    std::vector<float> sums(kCols * kCols);
    for (std::int64_t t = 0; t < kTokens; ++t)
        for (std::int64_t i = 0; i < kCols; ++i)
            for (std::int64_t j = 0; j < kCols; ++j)
                sums[static_cast<std::size_t>(i * kCols + j)] +=
                    x[static_cast<std::size_t>(t * kCols + i)] * x[static_cast<std::size_t>(t * kCols + j)];
    return sums;
}

std::string corpus()
{
    std::ifstream in(FETTLE_SOURCE_DIR "/resources/starter/corpus/quantize.txt");
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace

class PruneTest : public QObject
{
    Q_OBJECT

private slots:
    void theRowsLoseExactlyTheirShare_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<int>("keep");
        QTest::addColumn<int>("of");
        QTest::newRow("nothing") << 0.0 << 0 << 0;
        QTest::newRow("a half") << 0.5 << 0 << 0;
        QTest::newRow("three quarters") << 0.75 << 0 << 0;
        QTest::newRow("2:4") << 0.0 << 2 << 4;
        QTest::newRow("4:8") << 0.0 << 4 << 8;
        QTest::newRow("1:4") << 0.0 << 1 << 4;
    }
    void theRowsLoseExactlyTheirShare()
    {
        QFETCH(double, share);
        QFETCH(int, keep);
        QFETCH(int, of);
        const std::vector<float> x = correlatedInputs(1);
        const std::vector<float> moments = secondMoments(x);
        const Curvature curvature(moments.data(), kCols, kTokens, {}, m_pool, m_stop);
        const std::vector<float> importance = curvature.importance();
        for (const PruneMethod method : {PruneMethod::Magnitude, PruneMethod::Wanda, PruneMethod::SparseGpt}) {
            std::vector<float> weights = randomWeights(2);
            const std::vector<float> before = weights;
            sparsify(weights.data(), kRows, kCols, method, {share, keep, of}, {importance.data(), &curvature}, m_pool);
            for (std::int64_t r = 0; r < kRows; ++r) {
                const float* row = weights.data() + r * kCols;
                if (of == 0)
                    QCOMPARE(std::count(row, row + kCols, 0.0F), static_cast<std::ptrdiff_t>(share * kCols));
                for (std::int64_t c = 0; of > 0 && c < kCols; c += of)
                    QCOMPARE(std::count(row + c, row + c + of, 0.0F), of - keep);
                for (std::int64_t c = 0; method != PruneMethod::SparseGpt && c < kCols; ++c)
                    QVERIFY(row[c] == 0 || row[c] == before[static_cast<std::size_t>(r * kCols + c)]);
            }
            if (share == 0 && of == 0)
                QVERIFY(weights == before);
        }
    }

    void methodsInTheirOrder_data()
    {
        QTest::addColumn<int>("keep");
        QTest::addColumn<int>("of");
        QTest::newRow("a half") << 0 << 0;
        QTest::newRow("2:4") << 2 << 4;
    }
    void methodsInTheirOrder()
    {
        QFETCH(int, keep);
        QFETCH(int, of);
        for (unsigned seed = 1; seed <= 3; ++seed) {
            const std::vector<float> x = correlatedInputs(seed);
            const std::vector<float> moments = secondMoments(x);
            const Curvature curvature(moments.data(), kCols, kTokens, {}, m_pool, m_stop);
            const std::vector<float> importance = curvature.importance();
            const std::vector<float> weights = randomWeights(seed + 50);
            std::vector<double> errors;
            for (const PruneMethod method : {PruneMethod::SparseGpt, PruneMethod::Wanda, PruneMethod::Magnitude}) {
                std::vector<float> pruned = weights;
                sparsify(pruned.data(), kRows, kCols, method, {0.5, keep, of}, {importance.data(), &curvature}, m_pool);
                errors.push_back(outputError(weights.data(), pruned.data(), kRows, kCols, {x.data(), kTokens}, m_pool));
            }
            QVERIFY2(errors[0] < errors[1], qPrintable(QString("%1 and %2").arg(errors[0]).arg(errors[1])));
            QVERIFY2(errors[1] < errors[2], qPrintable(QString("%1 and %2").arg(errors[1]).arg(errors[2])));
        }
    }

    // Inputs that do not hang together: there is nothing to make up for, and all methods choose by magnitude.
    void whiteInputsMakeMagnitudes()
    {
        std::vector<float> moments(kCols * kCols);
        for (std::int64_t i = 0; i < kCols; ++i)
            moments[static_cast<std::size_t>(i * kCols + i)] = kTokens;
        const Curvature curvature(moments.data(), kCols, kTokens, {}, m_pool, m_stop);
        const std::vector<float> importance = curvature.importance();
        const Sparsity pairs{0, 2, 4};
        std::vector<float> expected = randomWeights(5);
        sparsify(expected.data(), kRows, kCols, PruneMethod::Magnitude, pairs, {}, m_pool);
        for (const PruneMethod method : {PruneMethod::Wanda, PruneMethod::SparseGpt}) {
            std::vector<float> weights = randomWeights(5);
            sparsify(weights.data(), kRows, kCols, method, pairs, {importance.data(), &curvature}, m_pool);
            QVERIFY(weights == expected);
        }
    }

    void threadsDoNotMatter()
    {
        const std::vector<float> moments = secondMoments(correlatedInputs(7));
        kernels::Pool four(4);
        const Curvature curvature(moments.data(), kCols, kTokens, {}, m_pool, m_stop);
        std::vector<float> one = randomWeights(8), other = one;
        sparsify(one.data(), kRows, kCols, PruneMethod::SparseGpt, {}, {nullptr, &curvature}, m_pool);
        sparsify(other.data(), kRows, kCols, PruneMethod::SparseGpt, {}, {nullptr, &curvature}, four);
        QVERIFY(one == other);
    }

    void theStarter()
    {
        std::vector<double> errors, losses;
        const auto base = support::load(support::starterPath());
        DivergenceOptions evaluation;
        evaluation.context = 128;
        evaluation.most = 4;
        for (const PruneMethod method : {PruneMethod::SparseGpt, PruneMethod::Wanda, PruneMethod::Magnitude}) {
            PruneOptions options;
            options.method = method;
            options.text = corpus();
            options.window = 128;
            options.windows = 8;
            options.threads = 2;
            const auto out = m_folder.filePath("pruned.gguf");
            const auto done = pruneModel(support::starterPath().toStdString(), out.toStdString(), options, m_stop);
            double error = 0;
            for (const PrunedTensor& tensor : done) {
                QVERIFY2(std::fabs(tensor.sparsity - 0.5) < 0.01, tensor.name.c_str());
                error += tensor.outputError;
            }
            errors.push_back(error);
            const auto pruned = support::load(out);
            losses.push_back(divergence(pruned, base, corpus(), evaluation, m_stop).kld);
        }
        qInfo("output errors: SparseGPT %.3f, Wanda %.3f; divergences: %.3f, %.3f, magnitude %.3f", errors[0],
              errors[1], losses[0], losses[1], losses[2]);
        QVERIFY(errors[0] < errors[1]);
        QVERIFY(losses[0] < losses[2]);
        QVERIFY(losses[1] < losses[2]);
    }

    void oneLimitForAMatrixAndForAll()
    {
        std::vector<float> weights = randomWeights(9);
        for (std::size_t i = 0; i < weights.size(); i += 3)
            weights[i] = 0.25F; // equals, so that the limit falls among them
        for (const double share : {0.0, 0.1, 0.37, 0.5, 0.9}) {
            const auto gone = static_cast<std::ptrdiff_t>(share * static_cast<double>(weights.size()) + 1e-9);
            std::vector<float> sorted, whole = weights, parts = weights;
            for (const float weight : weights)
                sorted.push_back(std::fabs(weight));
            std::sort(sorted.begin(), sorted.end());
            sparsifyWhole(whole.data(), kRows, kCols, share, nullptr);
            MagnitudeLimit limit(share);
            constexpr std::int64_t kCut = 5000; // of two "matrices"
            const auto rest = static_cast<std::int64_t>(weights.size()) - kCut;
            for (int pass = 0; pass < 2; ++pass) {
                limit.add(weights.data(), kCut);
                limit.add(weights.data() + kCut, rest);
                limit.endPass();
            }
            limit.apply(parts.data(), kCut);
            limit.apply(parts.data() + kCut, rest);
            QVERIFY(parts == whole);
            QCOMPARE(std::count(whole.begin(), whole.end(), 0.0F), gone);
            for (std::size_t i = 0; i < whole.size(); ++i)
                QVERIFY(whole[i] != 0 ? gone == 0 || std::fabs(weights[i]) >= sorted[static_cast<std::size_t>(gone - 1)]
                                      : std::fabs(weights[i]) <= sorted[static_cast<std::size_t>(gone - 1)]);
        }
    }

    void belowALimit()
    {
        std::vector<float> weights = randomWeights(10);
        double sum = 0, squares = 0;
        for (float& weight : weights) {
            weight += 0.5F; // a mean that is no part of the spread
            sum += static_cast<double>(weight);
            squares += std::pow(static_cast<double>(weight), 2);
        }
        const auto count = static_cast<double>(weights.size());
        const double spread = std::sqrt(squares / count - std::pow(sum / count, 2));
        for (const double deviations : {0.25, 0.5, 1.0}) {
            std::vector<float> cut = weights;
            truncateBelow(cut.data(), kRows, kCols, deviations);
            for (std::size_t i = 0; i < weights.size(); ++i)
                QCOMPARE(cut[i], std::fabs(static_cast<double>(weights[i])) < deviations * spread ? 0.0F : weights[i]);
            QVERIFY(std::count(cut.begin(), cut.end(), 0.0F) > 0);
        }
        std::vector<float> same(64, 3.0F); // no spread: nothing is below it
        truncateBelow(same.data(), 1, 64, 100);
        QCOMPARE(std::count(same.begin(), same.end(), 3.0F), 64);

        const auto out = m_folder.filePath("below.gguf").toStdString();
        PruneOptions options{.method = PruneMethod::Magnitude};
        options.sparsity.deviations = 0.5;
        double zeros = 0;
        const auto done = pruneModel(support::starterPath().toStdString(), out, options, m_stop);
        for (const auto& tensor : done)
            zeros += tensor.sparsity / static_cast<double>(done.size());
        QVERIFY2(zeros > 0.2 && zeros < 0.55, qPrintable(QString::number(zeros))); // 0.38 of normal weights
    }

    // A stop after some matrices, then the same order: what is whole is kept, and the file is the same.
    void goesOnAfterAStop()
    {
        const auto bytesOf = [](const std::filesystem::path& path) {
            QFile file(QString::fromStdString(path.string()));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const std::filesystem::path source = support::starterPath().toStdString();
        const std::filesystem::path once = m_folder.filePath("once.gguf").toStdString();
        const std::filesystem::path twice = m_folder.filePath("twice.gguf").toStdString();
        PruneOptions options{.method = PruneMethod::SparseGpt};
        options.text = corpus();
        options.windows = 4;
        options.keepPart = true;
        const auto whole = pruneModel(source, once, options, m_stop);
        std::atomic<bool> stop = false;
        const auto stopAfter = [&](std::size_t count) {
            return [&stop, count](const PrunedTensor&, std::size_t index, std::size_t) { stop = index + 1 == count; };
        };
        QVERIFY_EXCEPTION_THROWN(pruneModel(source, twice, options, stop, stopAfter(9)), engine::Error);
        QVERIFY(std::filesystem::exists(twice.string() + ".part") && !std::filesystem::exists(twice));
        std::vector<std::size_t> seen;
        const auto resumed = pruneModel(source, twice, options, m_stop,
                                        [&](const PrunedTensor&, std::size_t index, std::size_t) { seen.push_back(index); });
        QVERIFY(bytesOf(twice) == bytesOf(once));
        QCOMPARE(resumed.size(), whole.size());
        QCOMPARE(seen.size(), whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            QCOMPARE(resumed[i].name, whole[i].name);
            QCOMPARE(resumed[i].sparsity, whole[i].sparsity);
            QCOMPARE(resumed[i].outputError, whole[i].outputError);
        }
        QVERIFY(!std::filesystem::exists(twice.string() + ".part") && !std::filesystem::exists(twice.string() + ".part.journal"));
        // Another order begins anew, and what is not to be kept goes.
        stop = false;
        std::filesystem::remove(twice);
        options.sparsity.share = 0.25;
        options.keepPart = false;
        QVERIFY_EXCEPTION_THROWN(pruneModel(source, twice, options, stop, stopAfter(2)), engine::Error);
        QVERIFY(!std::filesystem::exists(twice.string() + ".part") && !std::filesystem::exists(twice.string() + ".part.journal"));
    }

    // The size, and the memory once it is loaded, where the zeros of 2:4 are left out.
    void whatIsForetoldHolds_data()
    {
        QTest::addColumn<int>("keep");
        QTest::addColumn<int>("of");
        QTest::addColumn<bool>("leavesOut");
        QTest::newRow("half") << 0 << 0 << false;
        QTest::newRow("2:4") << 2 << 4 << true;
        QTest::newRow("1:2") << 1 << 2 << true;
        QTest::newRow("1:4") << 1 << 4 << true;
        QTest::newRow("4:8") << 4 << 8 << false; // three of four may stay
    }
    void whatIsForetoldHolds()
    {
        QFETCH(int, keep);
        QFETCH(int, of);
        const std::filesystem::path source = support::starterPath().toStdString();
        const std::filesystem::path out = m_folder.filePath("foretold.gguf").toStdString();
        PruneOptions options{.method = PruneMethod::Magnitude, .sparsity = {0.5, keep, of}};
        engine::generate::SessionOptions session;
        session.threads = 1;
        const PrunePlan plan = planPrune(source, out, options);
        const auto foretold = planMemory(plan, "small", session);
        pruneModel(source, out, options, m_stop);
        QCOMPARE(std::filesystem::file_size(out), plan.bytes);
        const auto weightsOf = [&](const std::filesystem::path& path) {
            const auto file = engine::files::openModel(path);
            const auto config = engine::model::Config::fromGguf(file);
            auto weights = engine::model::Weights::fromGguf(file, config);
            return engine::generate::Session::plan(config, weights, "small", session);
        };
        const auto found = weightsOf(out);
        QCOMPARE(foretold.weights, found.weights);
        QCOMPARE(foretold.cache + foretold.scratch, found.cache + found.scratch);
        QTEST(found.weights < weightsOf(source).weights, "leavesOut");
        options.method = PruneMethod::Wanda; // the hash of its text takes room
        options.text = corpus();
        options.windows = 2;
        const std::uint64_t bytes = planPrune(source, out, options).bytes;
        pruneModel(source, out, options, m_stop);
        QCOMPARE(std::filesystem::file_size(out), bytes);
    }

    void outliersKeepMore()
    {
        std::vector<float> weights(1000, 1.0F), flat(10, 4.0F);
        for (std::size_t i = 0; i < 20; ++i)
            weights[i * 50] = 100;
        OutlierShare some(5), none(5);
        for (const bool counting : {false, true}) {
            some.add(weights.data(), 100, 10, flat.data(), counting);
            none.add(flat.data(), 1, 10, flat.data(), counting);
        }
        QCOMPARE(some.share(), 0.02);
        QCOMPARE(none.share(), 0.0);
        const auto sparsities = sparsityByOutliers({0.02, 0.0, 0.01, 0.01}, 0.6, 0.08);
        QVERIFY(sparsities[0] < sparsities[2] && sparsities[2] < sparsities[1]);
        QVERIFY(std::fabs((sparsities[0] + sparsities[1] + sparsities[2] + sparsities[3]) / 4 - 0.6) < 1e-12);
        QVERIFY(std::fabs(sparsities[1] - sparsities[0] - 0.16) < 1e-12);
        QCOMPARE(sparsityByOutliers({0.5, 0.5}, 0.6, 0.08), (std::vector<double>{0.6, 0.6}));
    }

    // Each method is better than the next one, matrix by matrix, on weights that were trained.
    void realWeightsInOrder_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("text");
        QTest::newRow("starter") << support::starterPath()
                                 << QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/corpus/quantize.txt");
        QTest::newRow("stories260K") << support::sharedPath("weights/stories260K/stories260K-f32.gguf")
                                     << support::sharedPath("text/ts_200k.txt");
    }
    void realWeightsInOrder()
    {
        QFETCH(QString, model);
        QFETCH(QString, text);
        if (!QFile::exists(model) || !QFile::exists(text))
            QSKIP("shared/data is absent");
        PruneOptions options;
        std::ifstream in(text.toStdString());
        options.text.assign(std::istreambuf_iterator<char>(in), {});
        options.window = 128;
        options.windows = 8;
        options.threads = 2;
        std::vector<double> sums(3);
        std::vector<std::vector<PrunedTensor>> all;
        for (const PruneMethod method : {PruneMethod::SparseGpt, PruneMethod::Wanda, PruneMethod::Magnitude}) {
            options.method = method;
            all.push_back(
                pruneModel(model.toStdString(), m_folder.filePath("real.gguf").toStdString(), options, m_stop));
            for (const PrunedTensor& tensor : all.back())
                sums[all.size() - 1] += tensor.outputError / static_cast<double>(all.back().size());
        }
        qInfo("mean output errors: SparseGPT %.4f, Wanda %.4f, magnitude %.4f", sums[0], sums[1], sums[2]);
        QVERIFY(sums[0] < sums[1] && sums[1] < sums[2]);
        for (std::size_t i = 0; i < all[0].size(); ++i)
            QVERIFY2(all[0][i].outputError < all[1][i].outputError && all[1][i].outputError <= all[2][i].outputError,
                     all[0][i].name.c_str());
    }

    void scopesOfTheStarter()
    {
        PruneOptions options;
        options.text = corpus();
        options.window = 128;
        options.windows = 2;
        options.method = PruneMethod::Magnitude;
        const auto prune = [&] {
            return pruneModel(support::starterPath().toStdString(), m_folder.filePath("scope.gguf").toStdString(),
                              options, m_stop);
        };
        const auto mean = [](const std::vector<PrunedTensor>& tensors, auto value) {
            double sum = 0, weights = 0;
            for (const PrunedTensor& tensor : tensors) {
                const double size = tensor.name.find("ffn") != std::string::npos ? 3 : 1; // of 256 x 256
                sum += size * value(tensor);
                weights += size;
            }
            return sum / weights;
        };
        const auto sparsity = [](const PrunedTensor& tensor) { return tensor.sparsity; };
        options.scope = PruneScope::Matrix;
        for (const PrunedTensor& tensor : prune())
            QCOMPARE(tensor.sparsity, 0.5);
        options.scope = PruneScope::Global;
        const auto global = prune();
        QVERIFY(std::fabs(mean(global, sparsity) - 0.5) < 1e-6);
        QVERIFY(std::any_of(global.begin(), global.end(),
                            [](const auto& tensor) { return std::fabs(tensor.sparsity - 0.5) > 0.02; }));
        options.scope = PruneScope::Row;
        options.method = PruneMethod::Wanda;
        options.outliers.use = true;
        const auto owl = prune();
        QVERIFY(std::fabs(mean(owl, sparsity) - 0.5) < 0.005); // rows lose whole weights
        QVERIFY(std::any_of(owl.begin(), owl.end(), [](const auto& tensor) { return tensor.sparsity > 0.53; }));
        for (const PrunedTensor& tensor : owl)
            QVERIFY(tensor.sparsity > 0.335 && tensor.sparsity < 0.665);
    }

    void refusals()
    {
        const auto refuses = [&](const QString& source, const PruneOptions& options, engine::ErrorKind kind) {
            try {
                pruneModel(source.toStdString(), m_folder.filePath("no.gguf").toStdString(), options, m_stop);
                return false;
            } catch (const engine::Error& error) {
                return error.kind() == kind;
            }
        };
        PruneOptions options;
        options.method = PruneMethod::Magnitude;
        options.sparsity.share = 1;
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options.sparsity = {0.5, 4, 4};
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options.sparsity = {0.5, 3, 7};
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::Unsupported));
        options = {.method = PruneMethod::Wanda, .scope = PruneScope::Global};
        options.text = corpus();
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options.method = PruneMethod::SparseGpt;
        options.scope = PruneScope::Matrix;
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options = {.method = PruneMethod::Wanda};
        options.sparsity.deviations = 0.5;
        options.text = corpus();
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options.method = PruneMethod::Magnitude;
        options.sparsity.deviations = std::nan("");
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options = {.sparsity = {0.5, 2, 4}, .outliers = {.use = true}};
        options.text = corpus();
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options = {};
        options.text = "three short words";
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options.method = PruneMethod::Magnitude;
        QVERIFY(refuses(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/qwen3moe"), options,
                        engine::ErrorKind::Unsupported));
        QVERIFY(!QFile::exists(m_folder.filePath("no.gguf")));
        const auto source = m_folder.filePath("source.gguf");
        QVERIFY(QFile::copy(support::starterPath(), source));
        options = {.method = PruneMethod::Magnitude};
        QVERIFY_EXCEPTION_THROWN(pruneModel(source.toStdString(), source.toStdString(), options, m_stop),
                                 engine::Error);
    }

private:
    QTemporaryDir m_folder;
    kernels::Pool m_pool{2};
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(PruneTest)
#include "tst_prune.moc"
