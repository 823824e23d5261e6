// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/generate/session.h"
#include "tests/support/models.h"

#include <QtTest>

using engine::generate::Session;
using engine::generate::SessionOptions;
using engine::text::TokenId;

namespace
{

SessionOptions options(int threads = 1, int batch = 256)
{
    SessionOptions result;
    result.context = 128;
    result.threads = threads;
    result.batch = batch;
    return result;
}

std::vector<float> logitsOf(const Session& session)
{
    return {session.logits().begin(), session.logits().end()};
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

    std::shared_ptr<const engine::model::Model> m_model;
    std::vector<TokenId> m_prompt;
    const std::atomic<bool> m_go = false;

private slots:
    void initTestCase()
    {
        m_model = support::load(support::starterPath());
        m_prompt = m_model->tokenizer().encode(std::string_view("What is a GGUF file, and which one should I choose for a small laptop?"));
        QVERIFY(m_prompt.size() > 10);
    }

    // One output is always summed in one order, so these are equal to the bit.
    void equalForAnyThreadsAndBatches()
    {
        Session one(m_model, options());
        one.evaluatePrompt(m_prompt, m_go);
        const auto expected = logitsOf(one);
        for (const int threads : {1, 2, 3, 5})
            for (const int batch : {1, 3, 7, 256}) {
                Session other(m_model, options(threads, batch));
                other.evaluatePrompt(m_prompt, m_go);
                QCOMPARE(logitsOf(other), expected);
            }
    }

    void reusesTheKnownBeginning()
    {
        Session session(m_model, options());
        QCOMPARE(session.evaluatePrompt(m_prompt, m_go), 0);
        const auto first = logitsOf(session);
        QCOMPARE(session.evaluatePrompt(m_prompt, m_go), static_cast<std::int64_t>(m_prompt.size()) - 1);
        QCOMPARE(logitsOf(session), first);

        auto longer = m_prompt;
        longer.insert(longer.end(), {10, 11, 12});
        QCOMPARE(session.evaluatePrompt(longer, m_go), static_cast<std::int64_t>(m_prompt.size()));
        auto other = m_prompt;
        other[4] = 20;
        QCOMPARE(session.evaluatePrompt(other, m_go), 4);
        Session fresh(m_model, options());
        fresh.evaluatePrompt(other, m_go);
        QCOMPARE(logitsOf(session), logitsOf(fresh));
    }

    void stopsBetweenBatches()
    {
        Session session(m_model, options(1, 4));
        std::atomic<bool> stop = false;
        int calls = 0;
        try {
            session.evaluatePrompt(m_prompt, stop, [&](std::int64_t, std::int64_t) { stop = ++calls == 2; });
            QFAIL("was not stopped");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
        }
        QCOMPARE(session.tokens().size(), std::size_t(8));
        session.evaluatePrompt(m_prompt, m_go); // what was done is not lost, and not wrong
        Session fresh(m_model, options());
        fresh.evaluatePrompt(m_prompt, m_go);
        QCOMPARE(logitsOf(session), logitsOf(fresh));
    }

    void refusesWhatDoesNotFit()
    {
        SessionOptions small = options();
        small.context = 8;
        Session session(m_model, small);
        try {
            session.evaluatePrompt(m_prompt, m_go);
            QFAIL("a prompt longer than the context was taken");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::TooLong);
            QVERIFY(QByteArray(error.what()).contains(QByteArray::number(static_cast<int>(m_prompt.size()))));
        }
        SessionOptions huge = options();
        huge.context = 1 << 24;
        try {
            Session impossible(m_model, huge);
            if (impossible.memory().cache < engine::measure::availableMemory())
                QSKIP("this machine has the memory");
            QFAIL("a cache larger than the memory was promised");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::NoMemory);
        }
        SessionOptions wrong = options(0, 0);
        QVERIFY_EXCEPTION_THROWN(Session(m_model, wrong), engine::Error);
        Session ok(m_model, options());
        QVERIFY_EXCEPTION_THROWN(ok.append(std::vector<TokenId>{-1}, 1), engine::Error);
        QVERIFY_EXCEPTION_THROWN(ok.append(std::vector<TokenId>{m_model->config().vocabulary}, 1), engine::Error);
    }

    void accountsForItsMemory()
    {
        Session session(m_model, options());
        const auto use = session.memory();
        const auto& c = m_model->config();
        QCOMPARE(use.cache, std::int64_t{2} * 2 * c.layers * c.kvHeads * c.headDim * 128); // keys and values of 2 bytes
        QVERIFY(use.weights > 4'000'000 && use.scratch > 0);
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
