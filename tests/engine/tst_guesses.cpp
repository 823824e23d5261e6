// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens guessed ahead change when tokens come, never which ones: greedy and drawn answers with and without.
#include "engine/error.h"
#include "engine/generate/generator.h"
#include "engine/generate/ngram_draft.h"
#include "tests/support/models.h"

#include <fstream>

using namespace engine::generate;

class GuessesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_model = support::load(support::starterPath());
        std::ifstream in(FETTLE_SOURCE_DIR "/resources/starter/corpus/small_talk.txt");
        for (std::string line; m_prompts.size() < 200 && std::getline(in, line);)
            if (line.size() > 12)
                m_prompts.push_back(line);
        QCOMPARE(m_prompts.size(), 200U);
    }

    void greedyAnswersAreTheSame() { compare(0); }
    void drawnAnswersAreTheSame() { compare(0.9F); }

    // A text that comes round again is guessed right, many tokens at once.
    void repetitionsAreGuessed()
    {
        const std::vector<engine::text::TokenId> period{5, 9, 2, 7, 11};
        NgramDraft draft(8);
        std::vector<engine::text::TokenId> text;
        std::size_t steps = 0;
        while (text.size() < 400) {
            text.push_back(period[text.size() % period.size()]);
            const auto guess = draft.guess(text, 100);
            ++steps;
            int right = 0;
            for (const auto token : guess) {
                if (token != period[text.size() % period.size()])
                    break;
                text.push_back(token);
                ++right;
            }
            if (!guess.empty())
                draft.report(static_cast<int>(guess.size()), right);
            QVERIFY(guess.size() <= 8);
        }
        QVERIFY2(steps < 400 / 4, qPrintable(QString::number(steps)));
    }

    void wrongGuessesPause()
    {
        NgramDraft draft(8);
        std::vector<engine::text::TokenId> text;
        int guesses = 0;
        for (int i = 0; i < 900; ++i) { // three tokens come again and again, and what follows them never does
            text.push_back(i % 4 < 3 ? i % 4 : 100 + i);
            if (!draft.guess(text, 100).empty()) {
                ++guesses;
                draft.report(1, 0);
            }
        }
        QVERIFY2(guesses > 0 && guesses < 30, qPrintable(QString::number(guesses)));
    }

    void roomAndForgottenTextAreRespected()
    {
        NgramDraft draft(16);
        std::vector<engine::text::TokenId> text{1, 2, 3, 4, 5, 6, 1, 2, 3};
        QVERIFY(draft.guess(text, 0).empty());
        QCOMPARE(draft.guess(text, 1), (std::vector<engine::text::TokenId>{4}));
        text.erase(text.begin(), text.begin() + 4); // {5, 6, 1, 2, 3}: nothing of it comes twice
        QVERIFY(draft.guess(text, 16).empty());
        text.insert(text.end(), {5, 6, 1});
        QCOMPARE(draft.guess(text, 16), (std::vector<engine::text::TokenId>{2, 3}));
    }

    void settingsAreChecked()
    {
        Session session(m_model, {.context = 64});
        Request request{.prompt = {1, 2}, .guesses = 17};
        const std::atomic<bool> stop = false;
        QVERIFY_EXCEPTION_THROWN(generate(session, request, stop), engine::Error);
    }

private:
    void compare(float temperature)
    {
        Session plain(m_model, {.context = 160});
        Session guessing(m_model, {.context = 160, .maxLogits = 9});
        const std::atomic<bool> stop = false;
        int accepted = 0;
        for (std::size_t i = 0; i < m_prompts.size(); ++i) {
            Request request;
            request.prompt = m_model->tokenizer().encode(m_prompts[i] + " " + m_prompts[i]);
            request.maxTokens = 40;
            request.sampling.temperature = temperature;
            request.sampling.seed = i;
            request.keepWhenFull = i % 2 == 0 ? 4 : -1;
            request.stopStrings = {"."};
            request.ignoreEnd = i % 3 == 0;
            const Result expected = generate(plain, request, stop);
            request.guesses = 8;
            request.guessAlways = true;
            const Result found = generate(guessing, request, stop);
            QCOMPARE(found.tokens, expected.tokens);
            QCOMPARE(found.text, expected.text);
            QCOMPARE(found.reason, expected.reason);
            QVERIFY(std::equal(plain.tokens().begin(), plain.tokens().end(), guessing.tokens().begin(),
                               guessing.tokens().end()));
            accepted += found.timings.acceptedTokens;
        }
        QVERIFY2(accepted > 50, qPrintable(QString::number(accepted))); // or the test would show nothing
    }

    std::shared_ptr<const engine::model::Model> m_model;
    std::vector<std::string> m_prompts;
};

QTEST_GUILESS_MAIN(GuessesTest)
#include "tst_guesses.moc"
