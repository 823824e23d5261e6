// SPDX-License-Identifier: GPL-3.0-or-later
// Folded scales change nothing but the rounding: to the bit where they are powers of two, to rounding otherwise; and
// those that AWQ chooses are never worse on its text than none.
#include "engine/error.h"
#include "engine/tune/divergence.h"
#include "engine/tune/folding.h"
#include "engine/tune/quantize_model.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <cmath>
#include <fstream>
#include <random>

using namespace engine::tune;

namespace
{

constexpr Input kInputs[] = {Input::Attention, Input::AttentionOutput, Input::FeedForward, Input::FeedForwardDown};

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

class FoldingTest : public QObject
{
    Q_OBJECT

private slots:
    void nothingButRounding_data()
    {
        QTest::addColumn<QString>("model");
        const QString families = QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/");
        QTest::newRow("starter") << support::starterPath();
        QTest::newRow("stories260K, grouped queries")
            << support::sharedPath("weights/stories260K/stories260K-f32.gguf");
        for (const char* name : {"qwen2", "qwen3", "gemma2", "phi3", "gpt2", "opt", "qwen3moe"})
            QTest::newRow(name) << families + name;
    }
    void nothingButRounding()
    {
        QFETCH(QString, model);
        if (!QFile::exists(model))
            QSKIP("shared/data is absent");
        const auto source = support::load(model);
        std::mt19937 random(4);
        for (const bool exact : {true, false}) {
            Folding folding;
            folding.recipe = "--test";
            std::size_t folds = 0;
            for (int layer = 0; layer < source->config().layers; ++layer)
                for (const Input input : kInputs)
                    for (int twice = 0; twice < 2 && Folding::isPossible(*source, input); ++twice) {
                        std::vector<float> scales(static_cast<std::size_t>(Folding::channels(*source, input)));
                        for (float& scale : scales)
                            scale = exact ? std::ldexp(1.0F, static_cast<int>(random() % 5) - 2)
                                          : 0.25F + static_cast<float>(random() % 1000) / 250;
                        folding.fold(*source, input, layer, scales);
                        ++folds;
                    }
            QVERIFY(folds > 0);
            const auto before = logits(support::load(written(model, {}, "f32.gguf"))),
                       after = logits(support::load(written(model, folding, "folded.gguf")));
            if (exact) {
                QVERIFY(before == after);
                continue;
            }
            double difference = 0, size = 0;
            for (std::size_t i = 0; i < before.size(); ++i) {
                difference = std::max(difference, std::fabs(double(before[i]) - double(after[i])));
                size = std::max(size, std::fabs(double(before[i])));
            }
            // F32 everywhere: each weight and scale is rounded once more. compression.md asks for 1e-5.
            QVERIFY2(difference < 1e-5 * size, qPrintable(QString("%1 of %2").arg(difference).arg(size)));
        }
    }

    void awqIsNeverWorseOnItsText()
    {
        QuantizeOptions options;
        options.types.preset = findPreset("Q4_0");
        options.threads = 2;
        FoldOptions settings;
        settings.text = corpus("quantize.txt");
        settings.window = 128;
        settings.windows = 6;
        settings.threads = 2;
        settings.steps = 8;
        settings.rows = 64;
        const Folding folding = awqFolding(starter(), options, settings, m_stop);
        QCOMPARE(folding.folds.size(), 24U);
        double ratio = 0;
        for (const Fold& fold : folding.folds) {
            QVERIFY(fold.error <= fold.plainError && fold.plainError > 0);
            QVERIFY((fold.alpha == 0) == (fold.error == fold.plainError));
            ratio += fold.error / fold.plainError / 24;
        }
        QVERIFY2(ratio < 0.98, qPrintable(QString::number(ratio)));
        const double plain = lossOf(options);
        options.folding = &folding;
        const double folded = lossOf(options);
        // Less error of each output is not always less divergence in so small a model without channels that stand out.
        qInfo("Q4_0 of the starter: output errors %.3f of those without scales, KL divergence %.5f instead of %.5f",
              ratio, folded, plain);
        QVERIFY(folded < 1.25 * plain);
        const auto written = support::load(m_folder.filePath("out.gguf"));
        const auto recipe = written->file().string("fettle.recipe");
        QVERIFY(recipe && recipe->ends_with("--awq"));
    }

    void smoothing()
    {
        QuantizeOptions options;
        options.types.preset = findPreset("Q8_0");
        FoldOptions settings;
        settings.text = corpus("quantize.txt");
        settings.window = 128;
        settings.windows = 4;
        const double plain = lossOf(options);
        const Folding folding = smoothFolding(starter(), 0.5, settings, m_stop);
        QCOMPARE(folding.folds.size(), 12U);
        options.folding = &folding;
        const double smooth = lossOf(options);
        // Inputs are cut into blocks of 32 with a scale each, so that there is little to gain; nor may it cost much.
        qInfo("Q8_0 with 8-bit inputs: KL divergence %.6f, smoothed %.6f", plain, smooth);
        QVERIFY(smooth < 2 * plain);
        for (const double alpha : {-0.1, 1.1})
            QVERIFY_EXCEPTION_THROWN(smoothFolding(starter(), alpha, settings, m_stop), engine::Error);
    }

    // Importance of a folded input is that of what it sees: with powers of two, codes and scales are the same but for
    // d.
    void importanceIsFoldedToo()
    {
        const auto source = support::load(support::starterPath());
        Folding folding;
        const std::vector<float> half(256, 0.5F);
        folding.fold(*source, Input::Attention, 0, half);
        QuantizeOptions options;
        options.types.preset = findPreset("Q8_0");
        const auto plain = quantizeModel(starter(), path("plain.gguf"), options, {m_stop});
        options.folding = &folding;
        const auto folded = quantizeModel(starter(), path("folded.gguf"), options, {m_stop});
        for (std::size_t i = 0; i < plain.plan.tensors.size(); ++i)
            QCOMPARE(folded.plan.tensors[i].relativeError, plain.plan.tensors[i].relativeError);
    }

    // Feedback sees the inputs that folded matrices see: with one power of two for all channels, all errors are the
    // same; of those that AWQ chooses it makes less than rounding them plainly.
    void feedbackIsFoldedToo()
    {
        const auto source = support::load(support::starterPath());
        Folding halves;
        for (const Input input : kInputs)
            halves.fold(*source, input, 0,
                        std::vector<float>(static_cast<std::size_t>(Folding::channels(*source, input)), 0.5F));
        QuantizeOptions options;
        options.types.preset = findPreset("Q4_K_S");
        options.types.rules = {{"blk\\.0\\.", engine::files::TensorType::Q4_K}, // one layer: feedback takes its time
                               {".*", engine::files::TensorType::F16}};
        options.threads = 2;
        const auto plain = withFeedback(options, nullptr);
        const auto folded = withFeedback(options, &halves);
        int rounded = 0;
        for (std::size_t i = 0; i < plain.plan.tensors.size(); ++i) {
            QCOMPARE(folded.plan.tensors[i].rounded, plain.plan.tensors[i].rounded);
            QCOMPARE(folded.plan.tensors[i].outputError, plain.plan.tensors[i].outputError);
            QCOMPARE(folded.plan.tensors[i].plainOutputError, plain.plan.tensors[i].plainOutputError);
            rounded += plain.plan.tensors[i].rounded ? 1 : 0;
        }
        QVERIFY(rounded > 3);

        FoldOptions settings;
        settings.text = corpus("quantize.txt");
        settings.window = 128;
        settings.windows = 6;
        settings.steps = 4;
        settings.rows = 64;
        const Folding chosen = awqFolding(starter(), options, settings, m_stop);
        double errors = 0, plainErrors = 0; // of outputs on held-out text; moments of other inputs would not be better
        for (const TensorReport& tensor : withFeedback(options, &chosen).plan.tensors) {
            errors += tensor.outputError;
            plainErrors += tensor.plainOutputError;
        }
        qInfo("Q4_K of a layer with AWQ's scales: output errors with feedback %.3f of those without",
              errors / plainErrors);
        QVERIFY(errors < 0.9 * plainErrors);
        const auto written = support::load(m_folder.filePath("out.gguf"));
        const auto recipe = written->file().string("fettle.recipe");
        QVERIFY(recipe && recipe->ends_with("--gptq --awq"));
    }

    void refusals()
    {
        FoldOptions settings;
        settings.text = "three short words";
        QuantizeOptions options;
        options.types.preset = findPreset("Q4_0");
        QVERIFY_EXCEPTION_THROWN(awqFolding(starter(), options, settings, m_stop), engine::Error);
        settings.text = corpus("quantize.txt");
        QVERIFY_EXCEPTION_THROWN(smoothFolding(FETTLE_SOURCE_DIR "/tests/golden/families/bert", 0.5, settings, m_stop),
                                 engine::Error);
        const std::atomic<bool> stopped = true;
        QVERIFY_EXCEPTION_THROWN(awqFolding(starter(), options, settings, stopped), engine::Error);
    }

private:
    // The model in F32 with the scales folded in.
    QString written(const QString& model, const Folding& folding, const char* name)
    {
        QuantizeOptions options;
        options.types.preset = findPreset("F32");
        options.folding = &folding;
        quantizeModel(model.toStdString(), path(name), options, {m_stop});
        return m_folder.filePath(name);
    }

    // With keys and values in F32: small halves would lose bits.
    static std::vector<float> logits(const std::shared_ptr<const engine::model::Model>& model)
    {
        std::vector<engine::text::TokenId> tokens;
        for (int i = 0; i < 24; ++i)
            tokens.push_back(3 + (i * 37) % std::min(model->config().vocabulary - 4, 200));
        const Windows windows(tokens, 24, Protocol::Whole);
        const std::atomic<bool> stop = false;
        std::vector<float> all;
        readWindows(
            windows, {&model, 1}, {1, kernels::Type::F32}, stop,
            [&](const ScoredRow& row) { all.insert(all.end(), row.logits[0].begin(), row.logits[0].end()); },
            [](std::int64_t) {});
        return all;
    }

    double lossOf(const QuantizeOptions& options)
    {
        quantizeModel(starter(), path("out.gguf"), options, {m_stop});
        return lossOfOutput();
    }

    double lossOfOutput() const
    {
        DivergenceOptions evaluation;
        evaluation.context = 128;
        evaluation.most = 8;
        return divergence(support::load(m_folder.filePath("out.gguf")), support::load(support::starterPath()),
                          corpus("models.txt"), evaluation, m_stop)
            .kld;
    }

    QuantizeResult withFeedback(QuantizeOptions options, const Folding* folding)
    {
        FeedbackOptions feedback;
        feedback.context = 128;
        feedback.most = 12;
        feedback.threads = 2;
        feedback.folding = options.folding = folding;
        const auto rounder = feedbackRounder(starter(), corpus("quantize.txt"), feedback, m_stop);
        options.rounder = rounder.get();
        return quantizeModel(starter(), path("out.gguf"), options, {m_stop});
    }

    static std::filesystem::path starter() { return support::starterPath().toStdString(); }
    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    QTemporaryDir m_folder;
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(FoldingTest)
#include "tst_folding.moc"
