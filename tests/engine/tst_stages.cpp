// SPDX-License-Identifier: GPL-3.0-or-later
// The stage profile counts what the page calls and changes nothing; encoders by length and batch, and their accuracy.
#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/measure/bench.h"
#include "engine/measure/encoder_bench.h"
#include "engine/measure/stages.h"
#include "tests/support/models.h"

using namespace engine::measure;

class StagesTest : public QObject
{
    Q_OBJECT

private slots:
    void eachStageIsCounted()
    {
        const auto model = support::load(support::starterPath());
        StageProfile profile;
        BenchOptions options;
        options.promptTokens = 0;
        options.generatedTokens = 5;
        options.repetitions = 2;
        options.threads = 1;
        options.ops = &profile.ops();
        options.warmedUp = [&] { profile.clear(); };
        const BenchReport report = bench(model, options, m_goOn);
        const int layers = model->config().layers;
        QCOMPARE(profile.tokens(), 10);
        std::int64_t calls = 0;
        for (const StageRow& row : profile.rows()) {
            const bool once = row.stage == Stage::Embed || row.stage == Stage::Logits;
            QVERIFY2(row.calls == 10 * (once ? 1 : layers), name(row.stage));
            QVERIFY(row.seconds > 0);
            calls += row.calls;
        }
        QCOMPARE(calls, 10 * (2 + 5 * layers)); // qkv, attention, output, gate/up, down
        QVERIFY(profile.seconds() <= report.rows[0].seconds[0] + report.rows[0].seconds[1]);
    }

    void logitsStayTheSame()
    {
        const auto model = support::load(support::starterPath());
        const auto tokens = model->tokenizer().encode("What is a quantized model?");
        engine::generate::Session plain(model, {.context = 64, .threads = 2});
        plain.evaluatePrompt(tokens, m_goOn);
        StageProfile profile;
        engine::generate::Session timed(model, {.context = 64, .threads = 2, .ops = &profile.ops()});
        timed.evaluatePrompt(tokens, m_goOn);
        QVERIFY(std::equal(plain.logits().begin(), plain.logits().end(), timed.logits().begin(), timed.logits().end()));
        QCOMPARE(profile.tokens(), static_cast<std::int64_t>(tokens.size()));
    }

    void encodersByLengthAndBatch()
    {
        const auto model = support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/bert"));
        EncoderBenchOptions options;
        options.lengths = {4, 16, 4096}; // the last one is longer than the model reads
        options.batches = {1, 5};
        options.repetitions = 3;
        const auto rows = benchEncoder(*model, options, m_goOn);
        QCOMPARE(rows.size(), 4U);
        for (const EncoderBenchRow& row : rows) {
            QCOMPARE(row.seconds.size(), 3U);
            QVERIFY(row.textsPerSecond() > 0);
        }
        const auto starter = support::load(support::starterPath());
        QVERIFY_EXCEPTION_THROWN(benchEncoder(*starter, options, m_goOn), engine::Error);
        options.batches = {0};
        QVERIFY_EXCEPTION_THROWN(benchEncoder(*model, options, m_goOn), engine::Error);
        const std::atomic<bool> stop = true;
        QVERIFY_EXCEPTION_THROWN(benchEncoder(*model, {}, stop), engine::Error);
    }

    void labelledTextsAreClassified()
    {
        const auto model = support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/bert"));
        const auto texts = readLabelled("calm\tthe sun\nglad\tthe sun\r\n\nsad\tthe sun\n", "t.tsv");
        QCOMPARE(texts.size(), 3U);
        QCOMPARE(texts[1].text, "the sun");
        const Classification found = classifyTexts(*model, texts, 1, m_goOn);
        QCOMPARE(found.texts, 3);
        QCOMPARE(found.right, 1); // the same text under each label: one is right
        QCOMPARE(found.latencies.size(), 1U);
        QCOMPARE(found.latencies[0].texts, 3);
        QVERIFY(found.batchSeconds > 0);
        const std::string longText = "calm\t" + std::string(3000, 'a') + " " + std::string(300, 'b');
        QCOMPARE(classifyTexts(*model, readLabelled(longText, "t"), 1, m_goOn).texts, 1); // cut, not refused
        QVERIFY_EXCEPTION_THROWN(classifyTexts(*model, {{"cross", "a"}}, 1, m_goOn), engine::Error);
    }

    void badTextFilesAreSentences()
    {
        for (const char* lines : {"", "\n\n", "no tab", "\ttext", "label\t"})
            QVERIFY_EXCEPTION_THROWN(readLabelled(lines, "t.tsv"), engine::Error);
        try {
            readLabelled("a\tb\nc", "t.tsv");
        } catch (const engine::Error& error) {
            QCOMPARE(QString(error.what()), QString("t.tsv, line 2: there must be a label, a tab and a text."));
        }
    }

private:
    const std::atomic<bool> m_goOn = false;
};

QTEST_GUILESS_MAIN(StagesTest)
#include "tst_stages.moc"
