// SPDX-License-Identifier: GPL-3.0-or-later
// A draft model changes when tokens come, never which ones: the starter with its own four-bit self as the draft.
#include "engine/error.h"
#include "engine/generate/generator.h"
#include "engine/generate/payoff.h"
#include "engine/tune/preset.h"
#include "engine/tune/quantize_model.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <cmath>
#include <fstream>

using namespace engine::generate;
using engine::text::TokenId;

namespace
{

struct Candidate {
    TokenId token;
    double share;
};

// As a sampler without cuts sees them: the likeliest first.
std::vector<Candidate> shares(std::span<const float> logits, double temperature)
{
    std::vector<Candidate> all;
    double sum = 0;
    const double top = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
    for (std::size_t i = 0; i < logits.size(); ++i) {
        all.push_back({static_cast<TokenId>(i), std::exp((static_cast<double>(logits[i]) - top) / temperature)});
        sum += all.back().share;
    }
    for (Candidate& one : all)
        one.share /= sum;
    std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
        return a.share > b.share || (a.share == b.share && a.token < b.token);
    });
    return all;
}

// How often one draw gives both the same token: the overlap of their pieces of the line from 0 to 1.
double agreement(const std::vector<Candidate>& a, const std::vector<Candidate>& b)
{
    std::vector<std::pair<double, double>> of(a.size());
    double begin = 0;
    for (const Candidate& one : a) {
        of[static_cast<std::size_t>(one.token)] = {begin, begin + one.share};
        begin += one.share;
    }
    double common = 0;
    begin = 0;
    for (const Candidate& one : b) {
        const auto& other = of[static_cast<std::size_t>(one.token)];
        common += std::max(0.0, std::min(begin + one.share, other.second) - std::max(begin, other.first));
        begin += one.share;
    }
    return common;
}

// What no way of guessing can exceed: 1 - the total variation of the two.
double mostAgreement(const std::vector<Candidate>& a, const std::vector<Candidate>& b)
{
    std::vector<double> of(a.size());
    for (const Candidate& one : a)
        of[static_cast<std::size_t>(one.token)] = one.share;
    double common = 0;
    for (const Candidate& one : b)
        common += std::min(one.share, of[static_cast<std::size_t>(one.token)]);
    return common;
}

} // namespace

class DraftModelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_target = support::load(support::starterPath());
        const QString small = m_folder.filePath("draft.gguf");
        engine::tune::QuantizeOptions options;
        options.types.preset = engine::tune::findPreset("Q4_0");
        engine::tune::quantizeModel(support::starterPath().toStdString(), small.toStdString(), options, {m_goOn});
        m_draft = support::load(small);
        std::ifstream in(FETTLE_SOURCE_DIR "/resources/starter/corpus/small_talk.txt");
        for (std::string line; m_prompts.size() < 200 && std::getline(in, line);)
            if (line.size() > 12)
                m_prompts.push_back(line);
        QCOMPARE(m_prompts.size(), 200U);
    }

    void greedyAnswersAreTheSame() { compare(0, 0, 200); }
    void drawnAnswersAreTheSame() { compare(0.9F, 40, 60); }

    // One draw for both accepts nearly as often as can be at all.
    void sharedDrawsAgreeNearlyAsOftenAsAnythingCan()
    {
        Session target(m_target, {.context = 160}), draft(m_draft, {.context = 160});
        double shared = 0, most = 0;
        int places = 0;
        for (std::size_t i = 0; i < 20; ++i) {
            const auto tokens = m_target->tokenizer().encode(m_prompts[i]);
            for (std::size_t length = 2; length <= tokens.size() && length < 150; ++length) {
                target.evaluatePrompt(std::span(tokens).first(length), m_goOn);
                draft.evaluatePrompt(std::span(tokens).first(length), m_goOn);
                const auto a = shares(target.logits(), 0.9), b = shares(draft.logits(), 0.9);
                shared += agreement(a, b);
                most += mostAgreement(a, b);
                ++places;
            }
        }
        qInfo("of %d tokens %.1f %% agree by one draw, %.1f %% at most", places, 100 * shared / places,
              100 * most / places);
        QVERIFY(shared <= most + 1e-9);
        QVERIFY(shared > 0.8 * most);
    }

    // The same model guesses everything right, also what is drawn.
    void itselfIsAlwaysRight()
    {
        Session session(m_target, {.context = 200, .maxLogits = 5});
        DraftModel draft(m_target, {.context = 200}, 4, *m_target);
        Request request;
        request.prompt = m_target->tokenizer().encode(m_prompts[3]);
        request.maxTokens = 60;
        request.ignoreEnd = true;
        request.sampling.seed = 5;
        request.sampling.presencePenalty = 0.5F;
        request.guessAlways = true;
        const Result found = generate(session, request, m_goOn, {}, &draft);
        QVERIFY(found.timings.guessedTokens >= 40);
        QVERIFY(found.timings.acceptedTokens >=
                found.timings.guessedTokens - 4); // the limit may cut the last pass short
    }

    void anotherVocabularyIsRefused()
    {
        FETTLE_REQUIRE_SHARED("weights/stories260K/stories260K-f32.gguf");
        const auto other = support::load(support::sharedPath("weights/stories260K/stories260K-f32.gguf"));
        try {
            DraftModel draft(other, {}, 4, *m_target);
            QFAIL("was not refused");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Unsupported);
            QVERIFY2(QString(error.what()).contains("vocabulary"), error.what());
        }
    }

    void settingsAreChecked()
    {
        for (const int most : {0, 17})
            QVERIFY_EXCEPTION_THROWN(DraftModel(m_draft, {}, most, *m_target), engine::Error);
    }

    // A draft whose context is shorter than the text stops guessing, and the answer goes on.
    void aShortDraftContextIsNoEnd()
    {
        Session plain(m_target, {.context = 120}), session(m_target, {.context = 120, .maxLogits = 5});
        DraftModel draft(m_draft, {.context = 40}, 4, *m_target);
        Request request;
        request.prompt = m_target->tokenizer().encode(m_prompts[0]);
        request.prompt.resize(10);
        request.maxTokens = 80;
        request.ignoreEnd = true;
        request.sampling.temperature = 0;
        const Result expected = generate(plain, request, m_goOn);
        request.guessAlways = true;
        const Result found = generate(session, request, m_goOn, {}, &draft);
        QCOMPARE(found.tokens, expected.tokens);
        QVERIFY(found.timings.guessedTokens > 0 && found.timings.guessedTokens < 80);
    }

    // Passes with guesses that cost too much become rare; those that pay go on.
    void guessesPauseWhereTheyDoNotPay()
    {
        Payoff bad, good;
        int badPasses = 0, goodPasses = 0;
        double badTime = 0;
        for (int token = 0; token < 1000;) {
            const bool guesses = bad.wantsGuesses();
            badPasses += guesses;
            badTime += guesses ? 1.5 : 1;
            bad.report(guesses ? 4 : 0, 1, guesses ? 1.5 : 1);
            ++token;
        }
        for (int token = 0; token < 1000;) {
            const bool guesses = good.wantsGuesses();
            goodPasses += guesses;
            good.report(guesses ? 4 : 0, guesses ? 3 : 1, guesses ? 1.5 : 1);
            token += guesses ? 3 : 1;
        }
        QVERIFY2(badTime < 1000 / 0.97, qPrintable(QString::number(badTime)));
        QVERIFY2(badPasses >= 4 && goodPasses > 300, qPrintable(QString::number(goodPasses)));
    }

private:
    void compare(float temperature, int topK, std::size_t prompts)
    {
        Session plain(m_target, {.context = 160});
        Session guessing(m_target, {.context = 160, .maxLogits = 5});
        DraftModel draft(m_draft, {.context = 160}, 4, *m_target);
        int accepted = 0, guessed = 0;
        for (std::size_t i = 0; i < prompts; ++i) {
            Request request;
            request.prompt = m_target->tokenizer().encode(m_prompts[i]);
            request.maxTokens = 16;
            request.sampling.temperature = temperature;
            request.sampling.topK = topK;
            request.sampling.seed = i;
            request.sampling.repeatPenalty = i % 4 == 0 ? 1.1F : 1.0F;
            request.ignoreEnd = i % 3 == 0;
            const Result expected = generate(plain, request, m_goOn);
            request.guessAlways = i % 2 == 0;
            const Result found = generate(guessing, request, m_goOn, {}, &draft);
            QCOMPARE(found.tokens, expected.tokens);
            QCOMPARE(found.text, expected.text);
            QCOMPARE(found.reason, expected.reason);
            QVERIFY(std::equal(plain.tokens().begin(), plain.tokens().end(), guessing.tokens().begin(),
                               guessing.tokens().end()));
            accepted += found.timings.acceptedTokens;
            guessed += found.timings.guessedTokens;
        }
        qInfo("%d of %d guesses came true", accepted, guessed);
        QVERIFY(accepted > guessed / 2); // or the test would show nothing
    }

    const std::atomic<bool> m_goOn = false;
    QTemporaryDir m_folder;
    std::shared_ptr<const engine::model::Model> m_target, m_draft;
    std::vector<std::string> m_prompts;
};

QTEST_GUILESS_MAIN(DraftModelTest)
#include "tst_draft_model.moc"
