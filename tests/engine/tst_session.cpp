// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/generate/session.h"
#include "tests/support/models.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <filesystem>
#include <tuple>

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

    // Conversations that take turns: each goes on where it was, and one that begins alike takes over the beginning.
    void keepsSeveralTexts()
    {
        SessionOptions some = options();
        some.kept = 2;
        Session session(m_model, some);
        const std::int64_t cache = session.memory().cache;
        auto second = m_prompt;
        std::reverse(second.begin() + 3, second.end());
        const auto size = static_cast<std::int64_t>(m_prompt.size());
        QCOMPARE(session.evaluatePrompt(m_prompt, m_go), 0);
        QCOMPARE(session.keptTexts(), 1);
        QCOMPARE(session.evaluatePrompt(second, m_go), 3); // copied
        QCOMPARE(session.keptTexts(), 2);
        QCOMPARE(session.memory().cache, 2 * cache);
        const auto ofSecond = logitsOf(session);
        auto longer = m_prompt;
        longer.insert(longer.end(), {10, 11});
        QCOMPARE(session.evaluatePrompt(longer, m_go), size); // nothing of it is read again
        const auto ofLonger = logitsOf(session);
        QCOMPARE(session.evaluatePrompt(second, m_go), size - 1);
        QCOMPARE(logitsOf(session), ofSecond);
        const std::vector<TokenId> third{50, 51, 52};
        QCOMPARE(session.evaluatePrompt(third, m_go), 0); // in place of the one not used for longest
        QCOMPARE(session.keptTexts(), 2);
        QCOMPARE(session.evaluatePrompt(second, m_go), size - 1);
        QVERIFY(session.evaluatePrompt(longer, m_go) <= 3);
        QCOMPARE(logitsOf(session), ofLonger);
        Session fresh(m_model, options());
        fresh.evaluatePrompt(longer, m_go);
        QCOMPARE(logitsOf(fresh), ofLonger);
        // The cache does not forget what it knows for less than half of it.
        auto regenerated = longer;
        regenerated.back() = 12;
        QCOMPARE(session.evaluatePrompt(regenerated, m_go), size + 1);
        some.kept = 65;
        QVERIFY_EXCEPTION_THROWN(Session(m_model, some), engine::Error);
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

    // Blocks lose a little: the next token stays likely, and the numbers close.
    void cacheTypes()
    {
        SessionOptions exact = options();
        exact.cacheType = kernels::Type::F32;
        Session reference(m_model, exact);
        reference.evaluatePrompt(m_prompt, m_go);
        const auto expected = logitsOf(reference);
        const std::int64_t bytes = reference.memory().cache;
        const std::tuple<kernels::Type, double, double> types[] = { // share of the 32-bit cache, bound of the error
            {kernels::Type::F16, 0.5, 1e-3}, {kernels::Type::BF16, 0.5, 1e-2}, {kernels::Type::Q8_0, 34.0 / 128, 2e-2}, {kernels::Type::Q4_0, 18.0 / 128, 2e-1}};
        for (const auto& [type, share, bound] : types) {
            SessionOptions smaller = options();
            smaller.cacheType = type;
            Session session(m_model, smaller);
            QCOMPARE(static_cast<double>(session.memory().cache), static_cast<double>(bytes) * share);
            session.evaluatePrompt(m_prompt, m_go);
            double difference = 0;
            double norm = 0;
            for (std::size_t i = 0; i < expected.size(); ++i) {
                difference += std::pow(static_cast<double>(session.logits()[i] - expected[i]), 2);
                norm += std::pow(static_cast<double>(expected[i]), 2);
            }
            QVERIFY2(std::sqrt(difference / norm) < bound, kernels::traits(type).name);
        }
        SessionOptions wrong = options();
        wrong.cacheType = kernels::Type::Q6_K;
        QVERIFY_EXCEPTION_THROWN(Session(m_model, wrong), engine::Error);
    }

    void forgetsTheMiddle()
    {
        Session session(m_model, options());
        session.evaluatePrompt(m_prompt, m_go);
        session.forget(2, 6);
        auto shorter = m_prompt;
        shorter.erase(shorter.begin() + 2, shorter.begin() + 6);
        QVERIFY(std::equal(shorter.begin(), shorter.end(), session.tokens().begin(), session.tokens().end()));
        QCOMPARE(session.evaluatePrompt(shorter, m_go), static_cast<std::int64_t>(shorter.size()) - 1); // all kept
        const auto forgotten = logitsOf(session);
        Session fresh(m_model, options());
        fresh.evaluatePrompt(shorter, m_go);
        const auto best = [](const std::vector<float>& logits) { return std::max_element(logits.begin(), logits.end()) - logits.begin(); };
        QCOMPARE(best(forgotten), best(logitsOf(fresh))); // close, not equal: what was read before left its trace
        for (const auto& [begin, end] : {std::pair{-1, 2}, std::pair{3, 3}, std::pair{0, 1000}})
            QVERIFY_EXCEPTION_THROWN(session.forget(begin, end), engine::Error);
    }

    void savesAndRestores()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("context").toStdString();
        for (const kernels::Type type : {kernels::Type::F16, kernels::Type::Q8_0}) {
            SessionOptions some = options();
            some.cacheType = type;
            Session session(m_model, some);
            session.evaluatePrompt(m_prompt, m_go);
            session.save(path);
            session.append(std::vector<TokenId>{10, 11}, 1);
            some.context = 100; // another length does not matter
            Session other(m_model, some);
            other.restore(path);
            QVERIFY(std::equal(m_prompt.begin(), m_prompt.end(), other.tokens().begin(), other.tokens().end()));
            other.append(std::vector<TokenId>{10, 11}, 1);
            QCOMPARE(logitsOf(other), logitsOf(session));
        }
        const auto refused = [&](Session& session, engine::ErrorKind kind) {
            try {
                session.restore(path);
            } catch (const engine::Error& error) {
                return error.kind() == kind && session.tokens().empty();
            }
            return false;
        };
        Session sixteen(m_model, options()); // the file holds Q8_0
        QVERIFY(refused(sixteen, engine::ErrorKind::BadFile));
        SessionOptions blocks = options();
        blocks.cacheType = kernels::Type::Q8_0;
        blocks.context = 5;
        Session tiny(m_model, blocks);
        QVERIFY(refused(tiny, engine::ErrorKind::TooLong));
        blocks.context = 128;
        Session session(m_model, blocks);
        const auto size = std::filesystem::file_size(path);
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        file.close();
        const auto write = [&](const QByteArray& bytes) {
            QFile changed(QString::fromStdString(path.string()));
            return changed.open(QIODevice::WriteOnly) && changed.write(bytes) == bytes.size();
        };
        for (const auto at : {std::uintmax_t{0}, std::uintmax_t{9}, std::uintmax_t{50}, std::uintmax_t{66}, size / 2, size - 1}) {
            QByteArray damaged = whole;
            damaged[static_cast<qsizetype>(at)] = static_cast<char>(damaged[static_cast<qsizetype>(at)] ^ 0x41);
            QVERIFY(write(damaged));
            QVERIFY2(refused(session, engine::ErrorKind::BadFile), qPrintable(QString::number(at)));
        }
        for (const auto length : {std::uintmax_t{0}, std::uintmax_t{63}, std::uintmax_t{64}, size / 2, size - 1}) {
            QVERIFY(write(whole.left(static_cast<qsizetype>(length))));
            QVERIFY2(refused(session, engine::ErrorKind::BadFile), qPrintable(QString::number(length)));
        }
        std::filesystem::remove(path);
        QVERIFY(refused(session, engine::ErrorKind::NotFound));
        QVERIFY_EXCEPTION_THROWN(session.save("/proc/no/such/folder/context"), engine::Error);
    }

    // What is planned is what is taken, to the byte.
    void memoryIsAsPlanned()
    {
        for (const kernels::Type type : {kernels::Type::F16, kernels::Type::Q8_0}) {
            for (const int threads : {1, 3}) {
                SessionOptions some = options(threads);
                some.cacheType = type;
                auto weights = engine::model::Weights::fromGguf(m_model->file(), m_model->config());
                const auto plan = Session::plan(m_model->config(), weights, "starter", some);
                const auto use = Session(m_model, some).memory();
                QCOMPARE(plan.weights, use.weights);
                QCOMPARE(plan.cache, use.cache);
                QCOMPARE(plan.scratch, use.scratch);
            }
        }
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
