// SPDX-License-Identifier: GPL-3.0-or-later
// Sparsity exactly as asked for, and the order of the methods: SparseGPT loses less than Wanda, Wanda less than
// magnitude; on inputs with correlation, and on the starter's own.
#include "engine/error.h"
#include "engine/tune/divergence.h"
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
                row[c] += factor * directions[d * kCols + static_cast<std::size_t>(c)] * scale[static_cast<std::size_t>(c)];
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
                sums[static_cast<std::size_t>(i * kCols + j)] += x[static_cast<std::size_t>(t * kCols + i)] * x[static_cast<std::size_t>(t * kCols + j)];
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
            options.windows = 12;
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
        qInfo("output errors: SparseGPT %.3f, Wanda %.3f; divergences: %.3f, %.3f, magnitude %.3f", errors[0], errors[1], losses[0], losses[1], losses[2]);
        QVERIFY(errors[0] < errors[1]);
        QVERIFY(losses[0] < losses[2]);
        QVERIFY(losses[1] < losses[2]);
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
        options = {};
        options.text = "three short words";
        QVERIFY(refuses(support::starterPath(), options, engine::ErrorKind::BadSetting));
        options.method = PruneMethod::Magnitude;
        QVERIFY(refuses(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/qwen3moe"), options, engine::ErrorKind::Unsupported));
        QVERIFY(!QFile::exists(m_folder.filePath("no.gguf")));
        const auto source = m_folder.filePath("source.gguf");
        QVERIFY(QFile::copy(support::starterPath(), source));
        options = {.method = PruneMethod::Magnitude};
        QVERIFY_EXCEPTION_THROWN(pruneModel(source.toStdString(), source.toStdString(), options, m_stop), engine::Error);
    }

private:
    QTemporaryDir m_folder;
    kernels::Pool m_pool{2};
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(PruneTest)
#include "tst_prune.moc"
