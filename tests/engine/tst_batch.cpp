// SPDX-License-Identifier: GPL-3.0-or-later
// Many answers at once are, each to the bit, the answers made alone: log-probabilities of every token are compared as
// well.
#include "engine/error.h"
#include "engine/generate/batch.h"
#include "engine/generate/generator.h"
#include "tests/support/models.h"

#include <QtTest>

#include <random>

using namespace engine::generate;
using engine::text::TokenId;

namespace
{

constexpr std::int64_t kContext = 40;
const std::atomic<bool> kGo = false;

SessionOptions options(int batch = 256, int threads = 2)
{
    SessionOptions result;
    result.context = kContext;
    result.threads = threads;
    result.batch = batch;
    return result;
}

// A prompt of random tokens, sampled on: all differ in length, limit and seed.
Request request(const engine::model::Model& model, int index)
{
    std::mt19937 random(static_cast<unsigned>(index));
    Request result;
    for (int i = 0; i < 1 + (index * 7) % 17; ++i)
        result.prompt.push_back(static_cast<TokenId>(random() % static_cast<unsigned>(model.config().vocabulary)));
    result.maxTokens = 3 + (index * 5) % 11;
    result.sampling.seed = static_cast<std::uint64_t>(index + 1);
    result.ignoreEnd = true;
    result.logProbabilities = 3;
    return result;
}

bool same(const Result& a, const Result& b)
{
    const auto sameValue = [](const TokenLogProbability& x, const TokenLogProbability& y) {
        return x.token == y.token && x.value == y.value;
    };
    const auto sameToken = [&](const ChosenLogProbability& x, const ChosenLogProbability& y) {
        return sameValue(x.chosen, y.chosen) &&
               std::equal(x.top.begin(), x.top.end(), y.top.begin(), y.top.end(), sameValue);
    };
    return a.tokens == b.tokens && a.text == b.text && a.reason == b.reason && !a.logProbabilities.empty() &&
           std::equal(a.logProbabilities.begin(), a.logProbabilities.end(), b.logProbabilities.begin(),
                      b.logProbabilities.end(), sameToken);
}

template <class Call>
bool refused(Call call, engine::ErrorKind kind)
{
    try {
        call();
    } catch (const engine::Error& error) {
        return error.kind() == kind;
    }
    return false;
}

} // namespace

class TestBatch : public QObject
{
    Q_OBJECT

    std::shared_ptr<const engine::model::Model> m_starter;

    static std::shared_ptr<const engine::model::Model> family(const char* name)
    {
        return support::load(QString(FETTLE_SOURCE_DIR "/tests/golden/families/") + name);
    }

    Result alone(const Request& request) const
    {
        Session session(m_starter, options());
        return generate(session, request, kGo);
    }

private slots:
    void initTestCase() { m_starter = support::load(support::starterPath()); }

    void equalToOneByOne_data()
    {
        QTest::addColumn<int>("passTokens");
        for (const char* name : {"llama", "gpt2", "opt", "mixtral", "qwen3moe", "gemma2", "gemma3", "phi3", "starter"})
            for (const int tokens : {5, 256}) // prompts in pieces beside decoding, and all at once
                QTest::addRow("%s, passes of %d", name, tokens) << tokens;
    }

    void equalToOneByOne()
    {
        QFETCH(int, passTokens);
        const QByteArray name = QByteArray(QTest::currentDataTag()).split(',').first();
        const auto model = name == "starter" ? m_starter : family(name.constData());
        std::vector<Request> requests;
        for (int i = 0; i < 9; ++i)
            requests.push_back(request(*model, i));
        Batch batch(model, options(passTokens), 4);
        const auto results = generateAll(batch, requests, kGo);
        QCOMPARE(results.size(), requests.size());
        QCOMPARE(batch.freePlaces(), 4);
        for (std::size_t i = 0; i < requests.size(); ++i) {
            Session session(model, options(256, 1));
            const Result expected = generate(session, requests[i], kGo);
            QVERIFY2(same(results[i], expected), qPrintable(QString::number(i)));
        }
    }

    // One sequence in two parts of a pass, beside another: the same logits as alone.
    void partsOfAPass()
    {
        const std::vector<TokenId> text{5, 9, 30, 31, 7, 100, 101};
        Session session(m_starter, options());
        session.append(text, 1);
        SessionOptions some = options();
        some.maxLogits = 2;
        Runner runner(m_starter, some, 2);
        Sequence one = runner.makeSequence();
        Sequence other = runner.makeSequence();
        const std::span all(text);
        const std::vector<Runner::Step> steps{{one, all.first(4)}, {other, all}, {one, all.subspan(4)}};
        runner.append(steps, 1);
        QVERIFY(std::equal(session.logits().begin(), session.logits().end(), runner.logits().begin()));
        QCOMPARE(one.tokens, text);
        const std::vector<TokenId> more(static_cast<std::size_t>(kContext - 10), 3);
        QVERIFY(refused(
            [&] {
                runner.append(std::vector<Runner::Step>{{one, more}, {one, all}}, 1);
            },
            engine::ErrorKind::TooLong));
        QCOMPARE(one.tokens, text);
    }

    void comingAndGoing()
    {
        Batch batch(m_starter, options(8), 3);
        std::vector<Request> requests;
        for (int i = 0; i < 4; ++i)
            requests.push_back(request(*m_starter, i + 20));
        const int first = batch.add(requests[0]);
        batch.step();
        const int second = batch.add(requests[1]);
        batch.step();
        const int third = batch.add(requests[2]);
        QCOMPARE(batch.freePlaces(), 0);
        QVERIFY(refused([&] { batch.add(requests[3]); }, engine::ErrorKind::BadSetting));
        const Result stopped = batch.remove(second);
        QCOMPARE(stopped.reason, StopReason::Stopped);
        const int fourth = batch.add(requests[3]); // in its place
        QVERIFY(first < second && second < third && third < fourth);
        std::vector<int> ended;
        while (batch.isWorking())
            for (const int number : batch.step())
                ended.push_back(number);
        QVERIFY(batch.step().empty());
        std::sort(ended.begin(), ended.end());
        QCOMPARE(ended, (std::vector<int>{first, third, fourth}));
        QVERIFY(same(batch.remove(first), alone(requests[0])));
        QVERIFY(same(batch.remove(third), alone(requests[2])));
        QVERIFY(same(batch.remove(fourth), alone(requests[3])));
        QVERIFY(refused([&] { batch.remove(fourth); }, engine::ErrorKind::BadSetting));
        // What had come before the stop is the beginning of the answer alone.
        const auto whole = alone(requests[1]).tokens;
        QVERIFY(stopped.tokens.size() < whole.size());
        QVERIFY(std::equal(stopped.tokens.begin(), stopped.tokens.end(), whole.begin()));
    }

    void stopsAll()
    {
        std::vector<Request> requests(5, request(*m_starter, 3));
        std::atomic<bool> stop = true;
        Batch batch(m_starter, options(), 2);
        for (const Result& result : generateAll(batch, requests, stop))
            QCOMPARE(result.reason, StopReason::Stopped);
        QCOMPARE(batch.freePlaces(), 2);
    }

    // The places know each other's texts: four answers to one prompt read it once.
    void readsACommonPromptOnce()
    {
        Batch batch(m_starter, options(), 4);
        Request same = request(*m_starter, 9);
        same.prompt.resize(12, 40);
        std::vector<int> numbers{batch.add(same)};
        batch.step();
        for (int i = 1; i < 4; ++i) {
            same.sampling.seed = static_cast<std::uint64_t>(i + 100);
            numbers.push_back(batch.add(same));
        }
        while (batch.isWorking())
            batch.step();
        for (int i = 0; i < 4; ++i) {
            const Result result = batch.remove(numbers[static_cast<std::size_t>(i)]);
            QCOMPARE(result.timings.reusedTokens, i == 0 ? 0 : 11);
            same.sampling.seed = i == 0 ? 10 : static_cast<std::uint64_t>(i + 100);
            QVERIFY(::same(result, alone(same)));
        }
    }

    void fullContexts()
    {
        Request endless = request(*m_starter, 2);
        endless.maxTokens = 0;
        Request sliding = endless;
        sliding.maxTokens = 60;
        sliding.keepWhenFull = 4;
        Batch batch(m_starter, options(), 2);
        const auto results = generateAll(batch, std::vector<Request>{endless, sliding}, kGo);
        QCOMPARE(results[0].reason, StopReason::ContextFull);
        QCOMPARE(results[1].reason, StopReason::MaxTokens);
        QVERIFY(same(results[0], alone(endless)));
        QVERIFY(same(results[1], alone(sliding)));
    }

    void refusals()
    {
        QVERIFY(refused([&] { Batch(m_starter, options(), 0); }, engine::ErrorKind::BadSetting));
        QVERIFY(refused([&] { Batch(m_starter, options(), 65); }, engine::ErrorKind::BadSetting));
        Batch batch(m_starter, options(), 1);
        Request wrong = request(*m_starter, 1);
        wrong.prompt.clear();
        QVERIFY(refused([&] { batch.add(wrong); }, engine::ErrorKind::BadSetting));
        wrong.prompt = {m_starter->config().vocabulary};
        QVERIFY(refused([&] { batch.add(wrong); }, engine::ErrorKind::BadSetting));
        wrong.prompt.assign(kContext, 1);
        QVERIFY(refused([&] { batch.add(wrong); }, engine::ErrorKind::TooLong));
        wrong = request(*m_starter, 1);
        wrong.sampling.temperature = -1;
        QVERIFY(refused([&] { batch.add(wrong); }, engine::ErrorKind::BadSetting));
        QCOMPARE(batch.freePlaces(), 1);
        const auto use = batch.memory();
        Session session(m_starter, options());
        QCOMPARE(use.cache, session.memory().cache);
        Batch three(m_starter, options(), 3);
        QCOMPARE(three.memory().cache, 3 * session.memory().cache);
    }
};

QTEST_GUILESS_MAIN(TestBatch)
#include "tst_batch.moc"
