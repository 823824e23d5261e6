// SPDX-License-Identifier: GPL-3.0-or-later
// What calibration sees, against the same numbers by plain loops.
#include "engine/error.h"
#include "engine/tune/calibrate.h"
#include "tests/app/command_line.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <cmath>
#include <random>

using namespace engine::tune;

namespace
{

// Keeps every row that it is shown.
class Keeper : public ActivationObserver
{
public:
    void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) override
    {
        auto& kept = seen[{input, layer, expert}];
        for (std::int64_t t = 0; t < tokens; ++t)
            kept.emplace_back(rows + t * cols, rows + (t + 1) * cols);
    }
    std::map<std::tuple<Input, int, int>, std::vector<std::vector<float>>> seen;
};

} // namespace

class CalibrateTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_model = support::load(support::writeFile(m_folder.filePath("tiny.gguf"), support::tinyLlama().bytes()));
        for (int i = 0; i < 4; ++i)
            m_text += "a cd ab b a d c abcd ab a b cd d a c b ab cd abcd a a b c d";
    }

    // The first layer's input is the normalized embedding, which can be computed by hand.
    void theFirstInputIsTheNormalizedEmbedding()
    {
        const Windows windows(m_model->tokenizer(), m_text, m_options);
        ImportanceSums sums(m_model);
        observeActivations(m_model, windows, 1, sums, m_stop);
        const ImportanceMatrix matrix = sums.matrix(windows, "text");
        const int dim = m_model->config().dim;
        std::vector<double> expected(static_cast<std::size_t>(dim));
        std::int64_t tokens = 0;
        std::vector<float> x(static_cast<std::size_t>(dim));
        for (std::int64_t w = 0; w < windows.count(); ++w)
            for (std::size_t i = 0; i + 1 < static_cast<std::size_t>(windows.context()); ++i, ++tokens) {
                embedding(windows.window(w)[i], x);
                double squares = 0;
                for (const float value : x)
                    squares += static_cast<double>(value) * static_cast<double>(value);
                for (std::size_t c = 0; c < x.size(); ++c)
                    expected[c] += std::pow(static_cast<double>(x[c]), 2) / (squares / dim + 1e-5);
            }
        for (const char* name : {"blk.0.attn_q.weight", "blk.0.attn_k.weight", "blk.0.attn_v.weight"}) {
            const auto& entry = matrix.tensors.at(name);
            QCOMPARE(entry.counts, std::vector<std::int64_t>{tokens});
            for (std::size_t c = 0; c < expected.size(); ++c)
                QVERIFY(std::fabs(static_cast<double>(entry.sums[c]) / expected[c] - 1) < 1e-5); // float norms
        }
        QCOMPARE(matrix.chunks, windows.count());
        QCOMPARE(matrix.chunkTokens, windows.context());
    }

    void everyMatrixHasAnEntryOfItsWidth()
    {
        const auto starter = support::load(support::starterPath());
        const Windows windows(starter->tokenizer(), "Quantizing a model makes it smaller. What is a KV cache, and why?", m_options);
        ImportanceSums sums(starter);
        observeActivations(starter, windows, 2, sums, m_stop);
        const ImportanceMatrix matrix = sums.matrix(windows, "text");
        std::size_t matrices = 0;
        for (const auto& tensor : starter->file().tensors()) {
            const bool read = tensor.name.find("norm") == std::string::npos && tensor.dimensions == 2 &&
                              (tensor.name != "token_embd.weight" || !starter->file().findTensor("output.weight"));
            QCOMPARE(matrix.tensors.count(tensor.name), std::size_t{read});
            matrices += read;
            if (read)
                QCOMPARE(matrix.tensors.at(tensor.name).sums.size(), tensor.shape[0]);
        }
        QCOMPARE(matrix.tensors.size(), matrices);
        for (const auto& [name, entry] : matrix.tensors)
            QVERIFY2(entry.counts[0] == windows.count() * (windows.context() - 1), name.c_str());
    }

    // What lies between an expert's products is computed anew: the mixture of these must be the layer's own result.
    void expertsSeeWhatTheyWereChosenFor()
    {
        const auto mixture = support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/qwen3moe"));
        const Windows windows(mixture->tokenizer(), "the cat sat on a mat and the a b c d e f g h i j k l", m_options);
        Keeper keeper;
        ImportanceSums sums(mixture);
        Observers both;
        both.add(keeper);
        both.add(sums);
        observeActivations(mixture, windows, 1, both, m_stop);
        const ImportanceMatrix matrix = sums.matrix(windows, "text");
        const auto& experts = mixture->config().experts;
        const std::int64_t tokens = windows.count() * (windows.context() - 1);
        for (int layer = 0; layer < mixture->config().layers; ++layer) {
            std::int64_t all = 0;
            const auto& down = matrix.tensors.at("blk." + std::to_string(layer) + ".ffn_down_exps.weight");
            QCOMPARE(down.matrices(), experts.count);
            for (int expert = 0; expert < experts.count; ++expert) {
                const auto inner = keeper.seen[{Input::FeedForwardDown, layer, expert}];
                QCOMPARE(down.counts[static_cast<std::size_t>(expert)], static_cast<std::int64_t>(inner.size()));
                all += static_cast<std::int64_t>(inner.size());
                for (std::size_t c = 0; c < inner.size() && c < 1; ++c) {
                    double square = 0;
                    for (const auto& row : inner)
                        square += std::pow(static_cast<double>(row[0]), 2);
                    const float sum = down.sums[static_cast<std::size_t>(expert * down.cols())];
                    QVERIFY(std::fabs(static_cast<double>(sum) - square) <= 1e-6 * square);
                }
                checkInner(*mixture, layer, expert, keeper.seen[{Input::FeedForward, layer, expert}], inner);
            }
            QCOMPARE(all, tokens * experts.used);
        }
    }

    void secondMomentsAreXtX()
    {
        const Windows windows(m_model->tokenizer(), m_text, m_options);
        kernels::Pool pool(2);
        SecondMoments moments(Input::FeedForwardDown, 0, pool);
        Keeper keeper;
        Observers both;
        both.add(moments);
        both.add(keeper);
        observeActivations(m_model, windows, 1, both, m_stop);
        const auto& rows = keeper.seen[{Input::FeedForwardDown, 0, -1}];
        QCOMPARE(moments.tokens(), static_cast<std::int64_t>(rows.size()));
        const std::size_t cols = rows[0].size();
        for (std::size_t i = 0; i < cols; ++i)
            for (std::size_t j = 0; j < cols; ++j) {
                double sum = 0, size = 0;
                for (const auto& row : rows) {
                    sum += static_cast<double>(row[i]) * static_cast<double>(row[j]);
                    size += std::fabs(static_cast<double>(row[i]) * static_cast<double>(row[j]));
                }
                // Float sums of so many terms lose at most that many half steps.
                QVERIFY(std::fabs(static_cast<double>(moments.sums()[i * cols + j]) - sum) <= size * 1e-7 * static_cast<double>(rows.size()));
            }
    }

    void ranges()
    {
        std::mt19937 random(3);
        std::normal_distribution<float> normal(0.5F, 2);
        std::vector<float> values(200'000);
        for (float& value : values)
            value = normal(random);
        Range range;
        range.add(values.data(), 100'000);
        range.add(values.data() + 100'000, 100'000);
        // Three standard errors of 200,000 draws.
        QVERIFY(std::fabs(range.mean() - 0.5) < 3 * 2 / std::sqrt(200'000.0));
        QVERIFY(std::fabs(range.variance() - 4) < 3 * 4 * std::sqrt(2 / 200'000.0));
        QCOMPARE(range.lowest(), *std::min_element(values.begin(), values.end()));
        QCOMPARE(range.highest(), *std::max_element(values.begin(), values.end()));
    }

    // The least error over all ends, tried out on the values themselves.
    void theClipHasTheLeastError()
    {
        std::mt19937 random(4);
        std::normal_distribution<float> normal;
        std::vector<float> values(50'000);
        for (float& value : values)
            value = normal(random);
        values[77] = 60; // far outside
        Range range;
        range.add(values.data(), static_cast<std::int64_t>(values.size()));
        const auto errorAt = [&](float end) {
            double sum = 0;
            const float step = end / 127;
            for (const float value : values)
                sum += std::pow(static_cast<double>(std::clamp(std::round(value / step), -127.0F, 127.0F) * step - value), 2);
            return sum;
        };
        const double chosen = errorAt(range.clip());
        for (int i = 1; i <= 100; ++i) // candidates are hundredths of the largest; the histogram is 2,048 bins wide
            QVERIFY2(chosen <= errorAt(0.6F * static_cast<float>(i)) * 1.02, qPrintable(QString::number(i)));
        QVERIFY(range.clip() < 60);
    }

    void constantsAndZeros()
    {
        Range zeros, constant;
        const std::vector<float> none(100, 0), threes(100, -3);
        zeros.add(none.data(), 100);
        constant.add(threes.data(), 100);
        QCOMPARE(zeros.clip(), 0.0F);
        QCOMPARE(zeros.variance(), 0.0);
        QCOMPARE(constant.clip(), 3.0F);
        QCOMPARE(constant.mean(), -3.0);
    }

    void threeWordsAreTooFew()
    {
        try {
            Windows(m_model->tokenizer(), "a b c", {.context = 512, .protocol = Protocol::Whole});
            QFAIL("they were taken");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::BadSetting);
            QVERIFY(std::string(error.what()).find("512") != std::string::npos);
        }
    }

private:
    void embedding(engine::text::TokenId token, std::vector<float>& x) const
    {
        const auto& ops = kernels::referenceBackend();
        kernels::Pool pool(1);
        ops.embed({.tokens = 1, .dim = m_model->config().dim, .ids = &token, .table = m_model->weights().tokens, .x = x.data()}, pool);
    }

    static void checkInner(const engine::model::Model& model, int layer, int expert, const std::vector<std::vector<float>>& rows,
                           const std::vector<std::vector<float>>& inner)
    {
        const auto& weights = model.weights().layers[static_cast<std::size_t>(layer)];
        QCOMPARE(rows.size(), inner.size());
        const auto at = [&](const kernels::Matrix& w, std::int64_t row, const std::vector<float>& x) {
            double sum = 0;
            const auto* values = static_cast<const float*>(w.row(row));
            for (std::size_t c = 0; c < x.size(); ++c)
                sum += static_cast<double>(values[c]) * static_cast<double>(x[c]);
            return sum;
        };
        QCOMPARE(weights.gate.type, kernels::Type::F32);
        for (std::size_t t = 0; t < rows.size(); ++t)
            for (std::size_t i = 0; i < inner[t].size(); ++i) {
                const auto row = static_cast<std::int64_t>(i) + std::int64_t{expert} * model.config().ffn;
                const double gate = at(weights.gate, row, rows[t]);
                const double expected = gate / (1 + std::exp(-gate)) * at(weights.up, row, rows[t]);
                QVERIFY(std::fabs(static_cast<double>(inner[t][i]) - expected) < 1e-5);
            }
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const engine::model::Model> m_model;
    std::string m_text;
    WindowOptions m_options{.context = 12, .protocol = Protocol::Whole};
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(CalibrateTest)
#include "tst_calibrate.moc"
