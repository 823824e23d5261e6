// SPDX-License-Identifier: GPL-3.0-or-later
// Reading layer by layer is reading: the same loss as a pass through all layers, in whatever order and stretches.
#include "engine/error.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/evaluate.h"
#include "engine/tune/layer_walk.h"
#include "tests/support/models.h"

#include <QObject>
#include <QTest>

using namespace engine::tune;

namespace
{

// All values of all inputs, and the order of the layers.
class Keeper : public ActivationObserver
{
public:
    void see(Input input, int layer, int expert, const float* rows, std::int64_t tokens, std::int64_t cols) override
    {
        auto& kept = seen[{layer, static_cast<int>(input), expert}];
        kept.insert(kept.end(), rows, rows + tokens * cols);
        if (layers.empty() || layers.back() != layer)
            layers.push_back(layer);
    }
    std::map<std::tuple<int, int, int>, std::vector<float>> seen;
    std::vector<int> layers;
};

// Stops at the first input of a layer.
class Stopper : public ActivationObserver
{
public:
    Stopper(int layer, std::atomic<bool>& stop) : m_layer(layer), m_stop(stop) {}
    void see(Input, int layer, int, const float*, std::int64_t, std::int64_t) override { m_stop = layer == m_layer; }

private:
    int m_layer;
    std::atomic<bool>& m_stop;
};

std::string text()
{
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += "the cat sat on a mat " + std::to_string(i) + " and the a b c d e f g h i j k l ";
    return text;
}

std::shared_ptr<const engine::model::Model> family(const char* name)
{
    return support::load(QStringLiteral(FETTLE_SOURCE_DIR "/tests/golden/families/") + QLatin1StringView(name));
}

} // namespace

class LayerWalkTest : public QObject
{
    Q_OBJECT

private slots:
    void theLossOfAPass_data()
    {
        QTest::addColumn<int>("context");
        for (const char* name :
             {"llama", "llama-linear", "gemma2", "gemma3", "gpt2", "opt", "phi3", "qwen3", "mixtral", "qwen3moe"})
            for (const int context : {12, 37})
                QTest::addRow("%s, windows of %d", name, context) << context;
    }

    // The logits of a pass through all layers would differ with any layer, position, window or rotation that does.
    void theLossOfAPass()
    {
        QFETCH(int, context);
        const auto model = family(QByteArray(QTest::currentDataTag()).split(',').front().constData());
        PerplexityOptions options;
        static_cast<WindowOptions&>(options) = {context, 7, Protocol::Whole};
        const double expected = perplexity(model, text(), options, m_stop).mean;
        Keeper keeper;
        std::vector<std::int64_t> steps;
        const Windows windows(model->tokenizer(), text(), options);
        const Observation seen =
            LayerWalk(model, windows, 2).showAll(keeper, m_stop, [&](std::int64_t done, std::int64_t of) {
                steps.push_back(done);
                QCOMPARE(of, static_cast<std::int64_t>(model->config().layers) + 1);
            });
        QCOMPARE(seen.tokens, windows.count() * (windows.context() - 1));
        QVERIFY2(std::fabs(seen.meanLoss - expected) <= 1e-12 * expected, // the same values, summed in another order
                 qPrintable(QString::number(seen.meanLoss / expected - 1)));
        QCOMPARE(steps.size(), static_cast<std::size_t>(model->config().layers) + 1);
        QVERIFY(std::is_sorted(keeper.layers.begin(), keeper.layers.end() - 1));
        QCOMPARE(keeper.layers.back(), -1); // the head
    }

    void anyOrderAndStretches_data()
    {
        QTest::addColumn<qint64>("memory");
        QTest::newRow("at once") << qint64{LayerWalk::kMemory};
        QTest::newRow("one window at a time") << qint64{1};
        QTest::newRow("a few") << qint64{100'000};
    }

    void anyOrderAndStretches()
    {
        QFETCH(qint64, memory);
        const auto model = support::load(support::starterPath());
        const Windows windows(model->tokenizer(), text(), {24, 7, Protocol::Whole});
        Keeper all;
        const Observation whole = LayerWalk(model, windows, 2).showAll(all, m_stop);
        Keeper stretched;
        LayerWalk walk(model, windows, 2, memory);
        QVERIFY(std::fabs(walk.showAll(stretched, m_stop).meanLoss - whole.meanLoss) <= 1e-12 * whole.meanLoss);
        QVERIFY(stretched.seen == all.seen);
        for (const auto& [first, last] : {std::pair{1, 2}, {3, 3}, {0, 0}, {2, 3}, {2, 2}}) {
            Keeper some;
            std::int64_t steps = 0, announced = 0;
            walk.show(first, last, some, m_stop, [&](std::int64_t done, std::int64_t of) {
                QCOMPARE(done, ++steps);
                announced = of;
            });
            QCOMPARE(steps, announced);
            for (const auto& [place, values] : some.seen) {
                QVERIFY(std::get<0>(place) >= first && std::get<0>(place) <= last);
                QVERIFY(values == all.seen.at(place));
            }
            QCOMPARE(some.seen.size(), static_cast<std::size_t>(4 * (last - first + 1)));
        }
    }

    void aStopInTheMiddleOfALayer()
    {
        const auto model = support::load(support::starterPath());
        const Windows windows(model->tokenizer(), text(), {24, 7, Protocol::Whole});
        LayerWalk walk(model, windows, 2);
        Keeper before, after;
        walk.show(0, 2, before, m_stop);
        std::atomic<bool> stop = false;
        Stopper stopper(1, stop);
        QVERIFY_EXCEPTION_THROWN(walk.show(0, 2, stopper, stop), engine::Error);
        walk.show(2, 2, after, m_stop);
        for (const auto& [place, values] : after.seen)
            QVERIFY(values == before.seen.at(place));
        QCOMPARE(after.seen.size(), std::size_t{4});
    }

    void refusals()
    {
        const auto refuses = [&](const std::shared_ptr<const engine::model::Model>& model, std::int64_t context,
                                 engine::ErrorKind kind) {
            try {
                LayerWalk(model,
                          Windows(std::vector<engine::text::TokenId>(static_cast<std::size_t>(context), 1), context,
                                  Protocol::Whole),
                          1);
                return false;
            } catch (const engine::Error& error) {
                return error.kind() == kind;
            }
        };
        QVERIFY(refuses(family("bert"), 8, engine::ErrorKind::Unsupported));
        const auto gpt2 = family("gpt2");
        QVERIFY(!refuses(gpt2, gpt2->config().context, engine::ErrorKind::BadSetting));
        QVERIFY(refuses(gpt2, gpt2->config().context + 1, engine::ErrorKind::BadSetting));
        try {
            LayerWalk(gpt2, Windows({0, gpt2->config().vocabulary, 1, 2}, 4, Protocol::Whole), 1);
            QFAIL("a token that the model does not have was taken");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::BadSetting);
        }
    }

private:
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(LayerWalkTest)
#include "tst_layer_walk.moc"
