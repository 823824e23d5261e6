// SPDX-License-Identifier: GPL-3.0-or-later
// Perplexity by its definition: compared with a plain sum over one token at a time.
#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/tune/evaluate.h"
#include "tests/app/command_line.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <cmath>

class EvaluateTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void agreesWithTheDefinition_data();
    void agreesWithTheDefinition();
    void refusesWhatDoesNotFit();
    void stops();

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const engine::model::Model> m_model;
    std::atomic<bool> m_stop = false;
};

void EvaluateTest::init()
{
    m_stop = false;
    m_model = support::load(support::writeFile(m_folder.filePath("tiny.gguf"), support::tinyLlama().bytes()));
}

void EvaluateTest::agreesWithTheDefinition_data()
{
    QTest::addColumn<int>("repeats");
    QTest::newRow("fewer windows than are read at once") << 1;
    QTest::newRow("more, with a rest") << 6;
}

void EvaluateTest::agreesWithTheDefinition()
{
    QFETCH(int, repeats);
    std::string text;
    for (; repeats > 0; --repeats)
        text += "a cd ab b a d c abcd ab a b cd d a c b ab cd abcd a a b c d";
    constexpr int kWindow = 10;
    auto ids = m_model->tokenizer().encode(text);
    ids.insert(ids.begin(), m_model->tokenizer().bos());
    const std::size_t windows = ids.size() / kWindow;
    QVERIFY(windows >= 3);

    engine::generate::SessionOptions options;
    options.context = kWindow;
    engine::generate::Session session(m_model, options);
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (std::size_t w = 0; w < windows; ++w) {
        session.clear();
        for (std::size_t i = 0; i + 1 < kWindow; ++i) {
            const auto id = i == 0 ? m_model->tokenizer().bos() : ids[w * kWindow + i];
            session.append({&id, 1}, 1);
            if (i < kWindow / 2)
                continue;
            double total = 0;
            for (const float logit : session.logits())
                total += std::exp(static_cast<double>(logit));
            const double loss =
                std::log(total) -
                static_cast<double>(session.logits()[static_cast<std::size_t>(ids[w * kWindow + i + 1])]);
            sum += loss;
            squares += loss * loss;
            ++count;
        }
    }
    const double mean = sum / count;
    const double error = std::sqrt((squares / count - mean * mean) / (count - 1)) * std::exp(mean);

    engine::tune::PerplexityOptions settings;
    settings.context = kWindow;
    int calls = 0;
    const auto found =
        engine::tune::perplexity(m_model, text, settings, m_stop, [&](const engine::tune::Perplexity&) { ++calls; });
    QCOMPARE(found.scored, count);
    QCOMPARE(found.windows, static_cast<std::int64_t>(windows));
    QCOMPARE(calls, static_cast<int>(windows));
    // Batches give the same logits as single tokens; only float exponentials differ from double ones.
    QVERIFY(std::abs(found.perplexity / std::exp(mean) - 1) < 1e-5);
    QVERIFY(std::abs(found.standardError / error - 1) < 1e-4);
}

void EvaluateTest::refusesWhatDoesNotFit()
{
    engine::tune::PerplexityOptions settings;
    QVERIFY_EXCEPTION_THROWN(engine::tune::perplexity(m_model, "a b", settings, m_stop), engine::Error);
    settings.context = 3;
    QVERIFY_EXCEPTION_THROWN(engine::tune::perplexity(m_model, "a b c d a b c d", settings, m_stop), engine::Error);
}

void EvaluateTest::stops()
{
    m_stop = true;
    engine::tune::PerplexityOptions settings;
    settings.context = 4;
    try {
        engine::tune::perplexity(m_model, "a b c d a b c d", settings, m_stop);
        QFAIL("it went on");
    } catch (const engine::Error& error) {
        QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
    }
}

QTEST_GUILESS_MAIN(EvaluateTest)
#include "tst_evaluate.moc"
