// SPDX-License-Identifier: GPL-3.0-or-later
// Inputs rounded as ggml rounds them, passes that stop in their middle, and encoders judged by labels. That losses then
// equal those of llama.cpp's logits is tests/golden/compare_loss.py's to show.
#include "engine/error.h"
#include "engine/model/encoder.h"
#include "engine/tune/classification.h"
#include "engine/tune/divergence.h"
#include "engine/tune/peer_rounding.h"
#include "engine/tune/quantize_model.h"
#include "engine/tune/stoppable.h"
#include "kernels/half.h"
#include "kernels/pool.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <cmath>
#include <fstream>
#include <random>

using namespace engine::tune;

namespace
{

std::string corpus()
{
    std::ifstream in(FETTLE_SOURCE_DIR "/resources/starter/corpus/quantize.txt");
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::atomic<bool> stopNow = false;
int opsAfterStop = 0, opsBefore = 0;

} // namespace

class PeerRoundingTest : public QObject
{
    Q_OBJECT

private slots:
    void blocksAsGgmlHasThem()
    {
        std::mt19937 random(2);
        std::normal_distribution<float> normal;
        std::vector<float> x(512);
        for (float& value : x)
            value = normal(random);
        x[300] = -9; // the largest of the second block, negative
        std::vector<float> blocks = x, wide = x, half = x, none = x;
        roundInput(InputRounding::Blocks32, blocks.data(), 512);
        roundInput(InputRounding::Blocks256, wide.data(), 512);
        roundInput(InputRounding::Half, half.data(), 512);
        roundInput(InputRounding::None, none.data(), 512);
        QVERIFY(none == x);
        for (std::size_t i = 0; i < x.size(); ++i) {
            float most32 = 0, most256 = 0;
            for (std::size_t k = i / 32 * 32; k < i / 32 * 32 + 32; ++k)
                most32 = std::max(most32, std::fabs(x[k]));
            for (std::size_t k = i / 256 * 256; k < i / 256 * 256 + 256; ++k)
                most256 = std::max(most256, std::fabs(x[k]));
            // Half a step, and what a scale in 16 bits adds to 127 steps.
            QVERIFY(std::fabs(blocks[i] - x[i]) <= most32 / 127 / 2 + most32 / 2048);
            QVERIFY(std::fabs(wide[i] - x[i]) <= most256 / 127 / 2 * 1.001F);
            QCOMPARE(half[i], kernels::halfToFloat(kernels::floatToHalf(x[i])));
        }
        QVERIFY(std::fabs(wide[300] + 9) < 1e-5F);
        std::vector<float> zeros(256);
        roundInput(InputRounding::Blocks256, zeros.data(), 256);
        roundInput(InputRounding::Blocks32, zeros.data(), 256);
        QVERIFY(zeros == std::vector<float>(256));
        QCOMPARE(peerRoundingOf(kernels::Type::Q4_K), InputRounding::Blocks256);
        QCOMPARE(peerRoundingOf(kernels::Type::IQ4_NL), InputRounding::Blocks32);
        QCOMPARE(peerRoundingOf(kernels::Type::BF16), InputRounding::Bfloat);
    }

    // In F32 nothing is rounded but the cache's part: the figures are those of the usual way. Matrices of one op may
    // want different roundings.
    void theFiguresStayNear()
    {
        const auto base = support::load(support::starterPath());
        QuantizeOptions quantize;
        quantize.types.preset = findPreset("Q4_K_M");
        quantize.types.rules = {{"attn_k", engine::files::TensorType::Q8_0},
                                {"ffn_gate", engine::files::TensorType::Q5_0}};
        const auto path = m_folder.filePath("mixed.gguf");
        quantizeModel(support::starterPath().toStdString(), path.toStdString(), quantize, {m_stop});
        DivergenceOptions options;
        options.context = 128;
        options.most = 4;
        options.threads = 2;
        const Divergence own = divergence(support::load(path), base, corpus(), options, m_stop);
        options.peerRounding = true;
        const Divergence theirs = divergence(support::load(path), base, corpus(), options, m_stop);
        qInfo("KL divergence %.6f by ourselves, %.6f as llama.cpp rounds", own.kld, theirs.kld);
        QVERIFY(theirs.kld != own.kld);
        QVERIFY(std::fabs(theirs.kld / own.kld - 1) < 0.15);
        QVERIFY(std::fabs(theirs.base.perplexity / own.base.perplexity - 1) < 1e-3);
        options.threads = 1;
        QCOMPARE(divergence(support::load(path), base, corpus(), options, m_stop).kld, theirs.kld);
        options.most = 1;
        QVERIFY_EXCEPTION_THROWN(
            perplexity(support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/qwen3moe")), "some words",
                       options, m_stop),
            engine::Error);
    }

    // The flag is set within an op of the first pass: no other op runs.
    void stopsInTheMiddleOfAPass()
    {
        const auto model = support::load(support::starterPath());
        kernels::Backend ops = kernels::cpuBackend();
        ops.normQkv = [](const kernels::NormQkv& op, kernels::Pool& pool) {
            kernels::cpuBackend().normQkv(op, pool);
            opsAfterStop += stopNow ? 1 : 0;
            stopNow = ++opsBefore >= 3; // in the third layer
        };
        ops.projectAdd = [](const kernels::ProjectAdd& op, kernels::Pool& pool) {
            kernels::cpuBackend().projectAdd(op, pool);
            opsAfterStop += stopNow ? 1 : 0;
        };
        const Windows windows(model->tokenizer(), corpus(), {128, 4, Protocol::LlamaCpp});
        int rows = 0;
        try {
            readWindows(
                windows, {&model, 1}, {1, kernels::Type::F16, &ops}, stopNow, [&](const ScoredRow&) { ++rows; },
                [](std::int64_t) {});
            QFAIL("it went on");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
        }
        QCOMPARE(opsBefore, 3);
        QCOMPARE(opsAfterStop, 0);
        QCOMPARE(rows, 0);
    }

    // An op of a large model stays within what two cores do in half a second (some 1e11 operations).
    void opsOfLargeModelsAreSmall()
    {
        engine::model::Config config;
        config.dim = 4096;
        config.ffn = 14336;
        config.heads = 32;
        config.kvHeads = 8;
        config.headDim = 128;
        config.vocabulary = 128256;
        QVERIFY(2.0 * stoppableTokens(config, 256) * 2 * 14336 * 4096 < 5e10);
        QVERIFY(2.0 * stoppableLogits(config, 256) * 128256 * 4096 < 5e10);
        QVERIFY(stoppableTokens(config, 256) >= 16);
        config.dim = 256;
        config.ffn = 768;
        QCOMPARE(stoppableTokens(config, 256), 256);
    }

    void encodersByLabels()
    {
        const auto model = support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/bert"));
        const auto& labels = model->config().labels;
        QVERIFY(labels.size() >= 2);
        // The first label for all: as many right as the model itself says so.
        std::string file;
        const char* sentences[] = {"the cat sat on the mat", "a dog", "what is this", "hello there", "one two three"};
        for (const char* sentence : sentences)
            file += labels[0] + "\t" + sentence + "\r\n\n";
        const auto texts = readLabelledTexts(file, "f");
        QCOMPARE(texts.size(), 5U);
        QCOMPARE(texts[2].line, 5);
        std::map<std::string, std::int64_t> counts;
        engine::model::Encoder encoder(model->config(), model->weights(), 1);
        double loss = 0;
        for (const auto& text : texts) {
            const auto found = encoder.classify(model->tokenizer().encodeDocument(text.text));
            counts[std::max_element(found.begin(), found.end(), [](const auto& a, const auto& b) {
                       return a.probability < b.probability;
                   })->label]++;
            loss -= std::log(found[0].probability) / 5;
        }
        const auto score = scoreClassification(*model, texts, 1, m_stop);
        QCOMPARE(score.texts, 5);
        QCOMPARE(score.right, counts[labels[0]]);
        QVERIFY(std::fabs(score.loss - loss) < 1e-12);
        QCOMPARE(score.balancedAccuracy(), score.accuracy());
        QCOMPARE(score.byText.size(), 5U);
    }

    void brokenLabelsAreRefused()
    {
        for (const char* text : {"label without text", "\ttext", "label\t", "a\tb\nc\n"})
            QVERIFY_EXCEPTION_THROWN(readLabelledTexts(text, "f"), engine::Error);
        const auto model = support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/bert"));
        const std::string label = model->config().labels[0];
        std::string longText;
        for (int i = 0; i < 5000; ++i)
            longText += "cat ";
        const auto kindOf = [&](const engine::model::Model& judged, const std::vector<LabelledText>& texts) {
            try {
                scoreClassification(judged, texts, 1, m_stop);
            } catch (const engine::Error& error) {
                return error.kind();
            }
            return engine::ErrorKind::NotWritten; // which it never says
        };
        QCOMPARE(kindOf(*model, {}), engine::ErrorKind::BadSetting);
        QCOMPARE(kindOf(*model, {{"nobody's", "text", 1}}), engine::ErrorKind::BadSetting);
        QCOMPARE(kindOf(*model, {{label, longText, 1}}), engine::ErrorKind::TooLong);
        QCOMPARE(kindOf(*support::load(support::starterPath()), {{label, "text", 1}}), engine::ErrorKind::Unsupported);
    }

private:
    QTemporaryDir m_folder;
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(PeerRoundingTest)
#include "tst_peer_rounding.moc"
