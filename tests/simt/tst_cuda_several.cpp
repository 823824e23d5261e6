// SPDX-License-Identifier: GPL-3.0-or-later
// Models over several places: a device that is given twice, several devices, and the processor before them. Each kernel
// of the emulated machine reaches its own device's memory alone, so what is not copied across shows.
#include "engine/error.h"
#include "engine/generate/batch.h"
#include "engine/generate/generator.h"
#include "engine/measure/relative_error.h"
#include "tests/simt/emulated_gpu.h"
#include "tests/support/models.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

namespace
{

using engine::generate::Session;
using engine::generate::SessionOptions;
using engine::model::GpuLayerWish;
using engine::model::GpuList;
using engine::model::GpuRoom;
using engine::model::Model;

const std::atomic<bool> kGoOn = false;
// As of models on one device (tst_cuda_models.cpp): halves in the cache; Q8_0, where a last bit may move a number.
constexpr double kHalfCache = 1e-3, kBlockCache = 1e-2;

SessionOptions optionsFor(kernels::Type cache = kernels::Type::F16, int batch = 256)
{
    SessionOptions options;
    options.context = 64;
    options.threads = 1;
    options.cacheType = cache;
    options.batch = batch;
    return options;
}

GpuList gpusFor(const std::vector<int>& indices)
{
    GpuList gpus;
    for (const int index : indices)
        gpus.push_back(tests::emulatedGpu(index));
    return gpus;
}

std::filesystem::path family(const char* name)
{
    return std::filesystem::path(FETTLE_SOURCE_DIR "/tests/golden/families") / name;
}

std::shared_ptr<const Model> over(const std::filesystem::path& path, const std::vector<int>& devices,
                                  GpuLayerWish wish = {})
{
    return Model::load(path, kGoOn, {}, gpusFor(devices), wish);
}

std::vector<float> copyOf(std::span<const float> values)
{
    return {values.begin(), values.end()};
}

} // namespace

class TestCudaSeveral : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        simt::machine() = simt::Machine();
        simt::machine().devices = 3;
    }

    void cleanup() { QCOMPARE(simt::allocatedBytes(), std::size_t{0}); } // of each device, all of it is given back

    void starterAgreesWithTheProcessor_data()
    {
        QTest::addColumn<QList<int>>("devices");
        QTest::addColumn<QList<int>>("layers");
        QTest::addColumn<int>("cache");
        const int half = static_cast<int>(kernels::Type::F16);
        QTest::newRow("a device twice") << QList{0, 0} << QList{3, 3} << half;
        QTest::newRow("two devices") << QList{1, 0} << QList{2, 4} << static_cast<int>(kernels::Type::Q8_0);
        QTest::newRow("three and the processor") << QList{2, 0, 1} << QList{1, 2, 1} << half;
    }

    // A prompt in batches, single tokens, a forgotten piece: as on the processor.
    void starterAgreesWithTheProcessor()
    {
        QFETCH(QList<int>, devices);
        QFETCH(QList<int>, layers);
        QFETCH(int, cache);
        const auto type = static_cast<kernels::Type>(cache);
        const auto model = over(support::starterPath().toStdString(), {devices.begin(), devices.end()},
                                GpuLayerWish(std::vector<int>(layers.begin(), layers.end())));
        QCOMPARE(model->gpus().size(), static_cast<std::size_t>(devices.size()));
        Session cpu(support::load(support::starterPath()), optionsFor(type, 5));
        Session gpu(model, optionsFor(type, 5));
        const auto prompt = cpu.model().tokenizer().encodeDocument("What is a token?");
        const double bound = type == kernels::Type::F16 ? kHalfCache : kBlockCache;
        for (Session* session : {&cpu, &gpu})
            session->evaluatePrompt(prompt, kGoOn);
        QVERIFY2(engine::measure::relativeError(gpu.logits(), cpu.logits()) < bound,
                 qPrintable(QString::number(engine::measure::relativeError(gpu.logits(), cpu.logits()))));
        for (Session* session : {&cpu, &gpu}) {
            session->forget(1, 3);
            session->append({prompt.data(), 1}, 1);
        }
        QVERIFY2(engine::measure::relativeError(gpu.logits(), cpu.logits()) < kBlockCache,
                 qPrintable(QString::number(engine::measure::relativeError(gpu.logits(), cpu.logits()))));
    }

    void otherShapes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QList<int>>("layers");
        for (const char* name : {"llama", "gpt2", "mixtral", "qwen3moe"}) {
            QTest::addRow("%s, a device twice", name) << name << QList{1, 1};
            QTest::addRow("%s, the head alone on the last", name) << name << QList{2, 0};
            QTest::addRow("%s, one layer on the processor", name) << name << QList{0, 1};
        }
    }

    // Families of other pages; a prompt of so many tokens that tiles are used, and single ones.
    void otherShapes()
    {
        QFETCH(QString, name);
        QFETCH(QList<int>, layers);
        const std::filesystem::path path = family(qPrintable(name));
        const auto model = over(path, {0, 1}, GpuLayerWish(std::vector<int>(layers.begin(), layers.end())));
        Session cpu(support::load(QString::fromStdString(path.string())), optionsFor(kernels::Type::F32));
        Session gpu(model, optionsFor(kernels::Type::F32));
        std::vector<std::int32_t> prompt;
        for (int i = 0; i < 18; ++i)
            prompt.push_back((i * 37 + 5) % model->config().vocabulary);
        for (Session* session : {&cpu, &gpu}) {
            session->evaluatePrompt(prompt, kGoOn);
            session->append({prompt.data(), 1}, 1);
        }
        const double error = engine::measure::relativeError(gpu.logits(), cpu.logits());
        QVERIFY2(error < 2e-5,
                 qPrintable(QString::number(error))); // F32 all through: as families() of tst_cuda_models.cpp
    }

    void theHeadIsStoredOnce()
    {
        const auto model = over(family("llama"), {0, 1}, GpuLayerWish(std::vector{2, 0}));
        const auto bytes = [&](int first, int end, bool head) {
            return engine::model::gpuBytes(model->weights(), model->config(), first, end, head);
        };
        QCOMPARE(static_cast<std::int64_t>(model->gpuMemory(0).size()), bytes(0, 2, false));
        QCOMPARE(static_cast<std::int64_t>(model->gpuMemory(1).size()), bytes(2, 2, true));
        QCOMPARE(bytes(2, 2, true), engine::model::gpuBytesOfEnds(model->weights(), model->config(), false, true));
    }

    void encodersStayWhole()
    {
        try {
            over(family("bert"), {0, 0}, GpuLayerWish(std::vector{1, 1}));
            QFAIL("an encoder was split");
        } catch (const engine::Error& error) {
            QVERIFY2(QString(error.what()).contains("encoder"), error.what());
        }
    }

    // Stop, another prompt that begins alike, and starting anew leave the text as if nothing had been before.
    void stopReuseAndClear()
    {
        const auto model = over(family("llama"), {0, 0}, GpuLayerWish(std::vector{1, 1}));
        Session session(model, optionsFor(kernels::Type::F16, 4));
        Session fresh(model, optionsFor(kernels::Type::F16, 4));
        const auto prompt = model->tokenizer().encodeDocument("What is a token, and what is a cache?");
        std::atomic<bool> stop = false;
        try {
            session.evaluatePrompt(prompt, stop, [&](std::int64_t, std::int64_t) { stop = true; });
            QFAIL("it was not stopped");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
        }
        QCOMPARE(session.tokens().size(), std::size_t{4});
        QCOMPARE(session.evaluatePrompt(prompt, kGoOn), std::int64_t{4}); // what was done is not done again
        fresh.evaluatePrompt(prompt, kGoOn);
        QCOMPARE(copyOf(session.logits()), copyOf(fresh.logits()));
        session.clear();
        QCOMPARE(session.evaluatePrompt(prompt, kGoOn), std::int64_t{0});
        QCOMPARE(copyOf(session.logits()), copyOf(fresh.logits()));
    }

    // Several texts in one pass, one of which begins as another: each as alone, and as one device chooses.
    void severalTextsAtOnce()
    {
        const auto model = over(family("llama"), {1, 0}, GpuLayerWish(std::vector{1, 1}));
        const auto single = over(family("llama"), {0});
        std::vector<engine::generate::Request> requests;
        for (const char* prompt : {"What is a token?", "What is a cache, and what is it good for?", "No"}) {
            engine::generate::Request request;
            request.prompt = model->tokenizer().encodeDocument(prompt);
            request.maxTokens = 5;
            request.ignoreEnd = true;
            request.sampling.temperature = 0;
            requests.push_back(std::move(request));
        }
        engine::generate::Batch batch(model, optionsFor(), 2);
        QCOMPARE(batch.memory().weights, model->weightBytes());
        const auto together = generateAll(batch, requests, kGoOn);
        for (std::size_t i = 0; i < requests.size(); ++i) {
            Session alone(single, optionsFor());
            QCOMPARE(together[i].tokens, generate(alone, requests[i], kGoOn).tokens);
        }
    }

    void layersGoByFreeMemory()
    {
        const auto model = support::load(support::starterPath());
        const auto& w = model->weights();
        const auto& c = model->config();
        const auto spread = [&](std::vector<GpuRoom> rooms, int layers = -1) {
            return engine::model::spreadLayers(w, c, {64, kernels::Type::F16, 16}, rooms, layers);
        };
        const std::int64_t much = std::int64_t{1} << 34;
        const auto even = spread({{0, much}, {0, much}});
        const auto uneven = spread({{0, much}, {1, 3 * much}});
        QVERIFY(even && uneven);
        for (const auto* counts : {&*even, &*uneven})
            QCOMPARE((*counts)[0] + (*counts)[1], c.layers);
        QVERIFY2(std::abs((*even)[0] - (*even)[1]) <= 2,
                 qPrintable(QString::number((*even)[0]))); // the head weighs as well
        QVERIFY((*uneven)[0] < (*even)[0]);
        QCOMPARE(spread({{0, 0}, {1, 0}})->size(), std::size_t{2}); // nobody tells
        QVERIFY(!spread({{0, 1000}, {1, 1000}}));                   // not even the head
        const auto whole = engine::model::gpuNeed(w, c, {64, kernels::Type::F16, 16}, 0, c.layers, true).all();
        const auto part = spread({{0, whole / 2}, {1, whole / 4}});
        QVERIFY(part && (*part)[0] + (*part)[1] < c.layers && (*part)[0] + (*part)[1] > 0);
        QVERIFY(!spread({{0, whole / 2}, {1, whole / 4}}, c.layers)); // what was asked for does not fit
        QCOMPARE(spread({{0, much}, {1, much}}, 2)->at(0) + spread({{0, much}, {1, much}}, 2)->at(1), 2);
    }

    // What the plan says of each GPU is what is allocated there, to the byte.
    void memoryIsPlannedToTheByte()
    {
        for (const std::vector<int>& devices : {std::vector{0, 1}, std::vector{0, 0}, std::vector{2, 1, 0}}) {
            const GpuList gpus = gpusFor(devices);
            std::vector<GpuRoom> rooms;
            std::vector<std::size_t> before;
            for (int i = 0; i < 3; ++i)
                before.push_back(simt::allocatedBytes(i));
            for (const auto& gpu : gpus)
                rooms.push_back({gpu->index(), gpu->freeBytes()});
            const auto file = support::load(support::starterPath());
            SessionOptions options = optionsFor();
            options.maxLogits = 3;
            const GpuLayerWish wish(5);
            const auto plan = Session::planOnGpus(file->config(), file->weights(), "starter", options, rooms, wish);
            const engine::model::GpuUse use{options.context, options.cacheType, options.batch, options.maxLogits, 1, options.prompts};
            const auto model = Model::load(support::starterPath().toStdString(), kGoOn, {}, gpus, wish, use);
            const Session session(model, options);
            std::vector<std::int64_t> planned(3);
            engine::model::GpuNeed all;
            for (const auto& part : plan.onGpus) {
                planned[static_cast<std::size_t>(rooms[part.place.room].device)] += part.need.all();
                all = {all.weights + part.need.weights, all.cache + part.need.cache, all.scratch + part.need.scratch};
            }
            for (int i = 0; i < 3; ++i)
                QCOMPARE(simt::allocatedBytes(i) - before[static_cast<std::size_t>(i)],
                         static_cast<std::size_t>(planned[static_cast<std::size_t>(i)]));
            QCOMPARE(model->firstGpuLayer(), 1);
            const auto use2 = session.memory();
            QCOMPARE(all.weights + plan.onProcessor.weights, use2.weights);
            QCOMPARE(all.cache + plan.onProcessor.cache, use2.cache);
        }
    }

    // Too small: said before anything is taken, and with fewer layers the rest goes to the processor, with a sentence.
    void whatDoesNotFit()
    {
        const auto file = support::load(support::starterPath());
        const GpuList gpus = gpusFor({0, 1});
        const auto held = simt::allocatedBytes();
        const auto whole = engine::model::gpuBytes(file->weights(), file->config());
        simt::machine().memory = simt::allocatedBytes(0) + static_cast<std::size_t>(whole / 3);
        const auto load = [&](const GpuLayerWish& wish) {
            return Model::load(support::starterPath().toStdString(), kGoOn, {}, gpus, wish,
                               {64, kernels::Type::F16, 16});
        };
        for (const GpuLayerWish& wish : {GpuLayerWish(6), GpuLayerWish(std::vector{6, 0})}) {
            try {
                load(wish);
                QFAIL("a model larger than the devices was loaded");
            } catch (const engine::Error& error) {
                QCOMPARE(error.kind(), engine::ErrorKind::NoMemory);
                QVERIFY2(QString(error.what()).contains("not fit into the memory"), error.what());
            }
            QCOMPARE(simt::allocatedBytes(), held);
        }
        {
            const auto model = load({});
            QVERIFY(model->firstGpuLayer() > 0 && model->firstGpuLayer() < 6);
            QVERIFY2(QString::fromStdString(model->placement()).contains("stay on the processor"),
                     model->placement().c_str());
            SessionOptions longer = optionsFor();
            longer.context = 1 << 20;
            const auto loaded = simt::allocatedBytes();
            QVERIFY_EXCEPTION_THROWN(Session(model, longer), engine::Error);
            QCOMPARE(simt::allocatedBytes(), loaded);
            Session session(model, optionsFor(kernels::Type::F16, 16));
            QVERIFY(session.device().find("on the processor") != std::string::npos);
            const std::int32_t token = 7;
            session.append({&token, 1}, 1);
            Session cpu(file, optionsFor());
            cpu.append({&token, 1}, 1);
            QVERIFY(engine::measure::relativeError(session.logits(), cpu.logits()) < kHalfCache);
        }
        simt::machine().memory = std::size_t{1} << 30;
        const auto model = load({}); // room enough for all
        QCOMPARE(model->firstGpuLayer(), 0);
        QVERIFY(model->placement().empty());
    }

    void wrongNumbersOfLayers()
    {
        for (const std::vector<int>& layers : {std::vector{1, 1, 1}, std::vector{2, 1}, std::vector{-1, 1}})
            QVERIFY_EXCEPTION_THROWN(over(family("llama"), {0, 0}, GpuLayerWish(layers)), engine::Error);
    }
};

QTEST_GUILESS_MAIN(TestCudaSeveral)
#include "tst_cuda_several.moc"
