// SPDX-License-Identifier: GPL-3.0-or-later
// Each family against transformers: a tiny random model as the hub has it, converted, and all of its logits
// (tests/golden/make_families.py).
#include "engine/measure/relative_error.h"
#include "engine/model/encoder.h"
#include "tests/support/family_model.h"

#include <QtTest>

#include <fstream>
#include <nlohmann/json.hpp>

namespace
{

using engine::model::Config;
using engine::model::Encoder;
using support::FamilyModel;
using Rows = std::vector<std::vector<float>>;

// What differs from transformers: it computes in 32-bit floats as well, in another order. Two layers of sums of 48
// terms leave some 1e-6; logits after soft caps and routing a little more. Ten times that.
constexpr double kFloatCache = 2e-5;
// The product's promise, over all positions together. Keys and values are rounded to 16 bits, at most 2^-11 each; a
// single row of a random model can be off by twice this bound, in transformers with its keys and values rounded as
// well.
constexpr double kHalfCache = 1e-3;

nlohmann::json goldenTexts(const std::string& name)
{
    std::ifstream in(FETTLE_SOURCE_DIR "/tests/golden/families/" + name + "/golden.json");
    return nlohmann::json::parse(in).at("texts");
}

// The logits of all positions when the tokens come in pieces of the given length.
Rows logitsOf(const FamilyModel& model, std::span<const std::int32_t> tokens, std::int64_t context, std::size_t piece,
              kernels::Type cacheType, const kernels::Backend& ops)
{
    const auto width = static_cast<std::size_t>(model.config.vocabulary);
    kernels::Pool pool(2);
    engine::model::KvCache cache(model.config, cacheType, context);
    engine::model::Scratch scratch(model.config, static_cast<int>(piece), static_cast<int>(piece), context, 2);
    Rows rows;
    for (std::size_t done = 0; done < tokens.size(); done += piece) {
        const auto part = tokens.subspan(done, std::min(piece, tokens.size() - done));
        const engine::model::Part next{cache, static_cast<int>(part.size())};
        engine::model::Pass pass{ops, pool, {&next, 1}, scratch};
        engine::model::forward(model.config, model.weights, part, static_cast<int>(part.size()), pass);
        for (std::size_t row = 0; row < part.size(); ++row)
            rows.emplace_back(scratch.logits.begin() + static_cast<std::ptrdiff_t>(row * width),
                              scratch.logits.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
    }
    return rows;
}

double worstRow(const Rows& rows, const Rows& expected)
{
    double worst = 0;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        const double error = engine::measure::relativeError(rows[row], expected[row]);
        worst = std::isnan(error) ? error : std::max(worst, error);
        if (std::isnan(error))
            break;
    }
    return worst;
}

double wholeError(const Rows& rows, const Rows& expected)
{
    std::vector<float> result;
    std::vector<float> wanted;
    for (std::size_t row = 0; row < expected.size(); ++row) {
        result.insert(result.end(), rows[row].begin(), rows[row].end());
        wanted.insert(wanted.end(), expected[row].begin(), expected[row].end());
    }
    return engine::measure::relativeError(result, wanted);
}

} // namespace

class TestFamilies : public QObject
{
    Q_OBJECT

private slots:
    void decoder_data()
    {
        QTest::addColumn<QString>("architecture");
        const std::pair<const char*, const char*> families[] = {
            {"llama", "llama"},   {"llama-linear", "llama"}, {"mistral", "llama"},     {"mixtral", "llama"},
            {"qwen2", "qwen2"},   {"qwen3", "qwen3"},        {"qwen3moe", "qwen3moe"}, {"gemma", "gemma"},
            {"gemma2", "gemma2"}, {"gemma3", "gemma3"},      {"phi3", "phi3"},         {"gpt2", "gpt2"},
            {"opt", "opt"}};
        for (const auto& [name, architecture] : families)
            QTest::newRow(name) << architecture;
    }

    // All positions, read at once, in pieces and one by one; the fast ops and the plain loops; both kinds of cache.
    void decoder()
    {
        QFETCH(QString, architecture);
        const std::string name = QTest::currentDataTag();
        const FamilyModel model = support::familyModel(name);
        QCOMPARE(QString::fromStdString(model.config.architecture), architecture);
        const auto texts = goldenTexts(name);
        QVERIFY(!texts.empty());
        for (const auto& text : texts) {
            const auto tokens = text["tokens"].get<std::vector<std::int32_t>>();
            const auto expected = text["logits"].get<Rows>();
            for (const auto* ops : {&kernels::cpuBackend(), &kernels::referenceBackend()}) {
                for (const kernels::Type type : {kernels::Type::F32, kernels::Type::F16}) {
                    Rows whole;
                    for (const std::size_t piece : {tokens.size(), std::size_t{1}, std::size_t{5}}) {
                        const Rows rows = logitsOf(model, tokens, text["context"], piece, type, *ops);
                        QCOMPARE(rows.size(), expected.size());
                        const bool exact = type == kernels::Type::F32;
                        const double error = exact ? worstRow(rows, expected) : wholeError(rows, expected);
                        const auto where = QString("%1, pieces of %2: %3").arg(ops->name).arg(piece).arg(error);
                        QVERIFY2(error < (exact ? kFloatCache : kHalfCache), qPrintable(where));
                        if (whole.empty())
                            whole = rows;
                        QVERIFY2(rows == whole, qPrintable(where + ", other bits than at once"));
                    }
                }
            }
        }
    }

    void encoder_data()
    {
        QTest::addColumn<bool>("pooler");
        QTest::newRow("bert") << true;
        QTest::newRow("distilbert") << false;
    }

    void encoder()
    {
        const std::string name = QTest::currentDataTag();
        const FamilyModel model = support::familyModel(name);
        QCOMPARE(model.config.labels, (std::vector<std::string>{"calm", "glad", "sad"}));
        const auto texts = goldenTexts(name);
        QVERIFY(!texts.empty());
        for (const auto* ops : {&kernels::cpuBackend(), &kernels::referenceBackend()}) {
            Encoder encoder(model.config, model.weights, 2, *ops);
            for (const auto& text : texts) {
                const auto tokens = text["tokens"].get<std::vector<std::int32_t>>();
                const auto hidden = text["hidden"].get<Rows>();
                const auto states = encoder.hiddenStates(tokens);
                const auto dim = static_cast<std::size_t>(model.config.dim);
                QCOMPARE(states.size(), hidden.size() * dim);
                std::vector<float> mean(dim);
                for (std::size_t row = 0; row < hidden.size(); ++row) {
                    QVERIFY(engine::measure::relativeError(states.subspan(row * dim, dim), hidden[row]) < kFloatCache);
                    for (std::size_t i = 0; i < dim; ++i)
                        mean[i] += hidden[row][i] / static_cast<float>(hidden.size());
                }
                QVERIFY(engine::measure::relativeError(encoder.embed(tokens), mean) < kFloatCache);

                const auto scores = text["scores"].get<std::vector<float>>();
                QVERIFY(engine::measure::relativeError(encoder.scores(tokens), scores) < kFloatCache);
                const auto labels = encoder.classify(tokens);
                const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
                const auto first = std::max_element(labels.begin(), labels.end(), [](const auto& a, const auto& b) {
                    return a.probability < b.probability;
                });
                QCOMPARE(first - labels.begin(), best);
                QVERIFY(std::abs(labels[0].probability + labels[1].probability + labels[2].probability - 1) < 1e-12);
            }
        }
    }

    // Texts that are read in one pass have the bits of each alone; more than one pass holds become several.
    void encoderBatches_data() { encoder_data(); }
    void encoderBatches()
    {
        const std::string name = QTest::currentDataTag();
        const FamilyModel model = support::familyModel(name);
        std::vector<std::vector<std::int32_t>> texts;
        for (const auto& text : goldenTexts(name))
            texts.push_back(text["tokens"].get<std::vector<std::int32_t>>());
        for (int i = 1; i < 12; ++i)
            texts.push_back(std::vector<std::int32_t>(static_cast<std::size_t>(i), i));
        for (const auto* ops : {&kernels::cpuBackend(), &kernels::referenceBackend()}) {
            Encoder encoder(model.config, model.weights, 2, *ops);
            const auto all = encoder.scoresOfAll(texts);
            QCOMPARE(all.size(), texts.size());
            for (std::size_t i = 0; i < texts.size(); ++i)
                QCOMPARE(all[i], encoder.scores(texts[i]));
        }
        Encoder encoder(model.config, model.weights, 1);
        QVERIFY(encoder.scoresOfAll({}).empty());
        texts.push_back({});
        QVERIFY_EXCEPTION_THROWN(encoder.scoresOfAll(texts), engine::Error);
    }

    void encoderRefusals()
    {
        const FamilyModel model = support::familyModel("bert");
        Encoder encoder(model.config, model.weights, 1);
        const auto refused = [&](const std::vector<std::int32_t>& tokens, engine::ErrorKind kind) {
            try {
                encoder.embed(tokens);
            } catch (const engine::Error& error) {
                return error.kind() == kind;
            }
            return false;
        };
        QVERIFY(refused({}, engine::ErrorKind::BadSetting));
        QVERIFY(refused({-1}, engine::ErrorKind::BadSetting));
        QVERIFY(refused({model.config.vocabulary}, engine::ErrorKind::BadSetting));
        QVERIFY(refused(std::vector<std::int32_t>(41, 1), engine::ErrorKind::TooLong));
        const FamilyModel decoder = support::familyModel("llama");
        QVERIFY_EXCEPTION_THROWN(Encoder(decoder.config, decoder.weights, 1), engine::Error);
    }

    void architecturesAreNamedWhereUnknown()
    {
        try {
            static_cast<void>(engine::model::findArchitecture("mamba", "a.gguf"));
            QFAIL("accepted");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Unsupported);
            for (const char* word : {"a.gguf", "mamba", "qwen3moe", "gemma2"})
                QVERIFY2(QByteArray(error.what()).contains(word), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestFamilies)
#include "tst_families.moc"
