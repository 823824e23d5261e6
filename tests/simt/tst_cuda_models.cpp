// SPDX-License-Identifier: GPL-3.0-or-later
// Whole models on the emulated device: the same pages, with the CUDA module behind them. Each family against its golden
// logits, and the starter against the processor: prompt, single tokens, the graph of a token, saved and shifted caches.
#include "engine/error.h"
#include "engine/generate/session.h"
#include "engine/measure/check_gpu.h"
#include "tests/simt/emulated_gpu.h"
#include "tests/support/family_model.h"
#include "tests/support/models.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <nlohmann/json.hpp>

namespace
{

using engine::generate::Session;
using engine::generate::SessionOptions;
using engine::model::Gpu;
using engine::model::Model;
using Rows = std::vector<std::vector<float>>;

const std::atomic<bool> kGoOn = false;

double relativeError(std::span<const float> result, std::span<const float> expected)
{
    double difference = 0;
    double norm = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        difference += std::pow(static_cast<double>(result[i]) - static_cast<double>(expected[i]), 2);
        norm += std::pow(static_cast<double>(expected[i]), 2);
    }
    return std::sqrt(difference / norm);
}

std::vector<float> copyOf(std::span<const float> values)
{
    return {values.begin(), values.end()};
}

SessionOptions optionsFor(kernels::Type cache, int batch = 256)
{
    SessionOptions options;
    options.context = 64;
    options.threads = 1;
    options.cacheType = cache;
    options.batch = batch;
    return options;
}

} // namespace

class TestCudaModels : public QObject
{
    Q_OBJECT

private slots:
    void families_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"llama", "llama-linear", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "phi3", "gpt2", "opt"})
            QTest::newRow(name) << name;
    }

    void families()
    {
        QFETCH(QString, name);
        const support::FamilyModel model = support::familyModel(name.toStdString());
        std::ifstream in((FETTLE_SOURCE_DIR "/tests/golden/families/" + name.toStdString()) + "/golden.json");
        const auto text = nlohmann::json::parse(in).at("texts").front();
        const auto tokens = text["tokens"].get<std::vector<std::int32_t>>();
        const auto expected = text["logits"].get<Rows>();
        const std::int64_t context = text["context"];
        for (const std::size_t piece : {tokens.size(), std::size_t{3}}) {
            const std::shared_ptr<Gpu> gpu = tests::emulatedGpu();
            const auto weights = engine::model::uploadWeights(model.weights, model.config, gpu, kGoOn, {});
            kernels::Pool pool(1);
            engine::model::KvCache cache(model.config, kernels::Type::F32, context, gpu);
            engine::model::Scratch scratch(model.config, static_cast<int>(piece), static_cast<int>(piece), context, 1, gpu);
            double worst = 0;
            for (std::size_t done = 0; done < tokens.size(); done += piece) {
                const auto part = std::span(tokens).subspan(done, std::min(piece, tokens.size() - done));
                const engine::model::Part whole{cache, static_cast<int>(part.size())};
                engine::model::Pass pass{gpu->ops(), pool, {&whole, 1}, scratch};
                engine::model::forward(model.config, weights.views, part, static_cast<int>(part.size()), pass);
                const auto width = static_cast<std::size_t>(model.config.vocabulary);
                for (std::size_t row = 0; row < part.size(); ++row)
                    worst = std::max(worst, relativeError(std::span(scratch.hostLogits()).subspan(row * width, width), expected[done + row]));
            }
            QVERIFY2(worst < 2e-5, qPrintable(QString::number(worst))); // the processor's bound: tst_families.cpp
        }
    }

    void starterAgreesWithTheProcessor_data()
    {
        QTest::addColumn<int>("cache");
        QTest::newRow("F32") << static_cast<int>(kernels::Type::F32);
        QTest::newRow("F16") << static_cast<int>(kernels::Type::F16);
        QTest::newRow("Q8_0") << static_cast<int>(kernels::Type::Q8_0);
    }

    // A prompt in two batches, then tokens one by one, most of them by the graph.
    void starterAgreesWithTheProcessor()
    {
        QFETCH(int, cache);
        const auto type = static_cast<kernels::Type>(cache);
        Session cpu(processorModel(), optionsFor(type, 5));
        Session gpu(gpuModel(), optionsFor(type, 5));
        const auto prompt = cpu.model().tokenizer().encodeDocument("What is a token?");
        cpu.evaluatePrompt(prompt, kGoOn);
        gpu.evaluatePrompt(prompt, kGoOn);
        // Q8_0: a last bit may move a number of the cache to its neighbour (tolerance.h: blockCacheTolerance).
        const double bound = type == kernels::Type::F32 ? 2e-5 : type == kernels::Type::F16 ? 1e-3 : 1e-2;
        for (int i = 0; i < 4; ++i) {
            const double error = relativeError(gpu.logits(), cpu.logits());
            QVERIFY2(error < bound, qPrintable(QString("token %1: %2").arg(i).arg(error)));
            const auto logits = cpu.logits();
            const auto next = static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
            cpu.append({&next, 1}, 1);
            gpu.append({&next, 1}, 1);
        }
    }

    // The first layers on the processor, the last ones and the head on the device.
    void splitModels_data()
    {
        QTest::addColumn<int>("layers");
        QTest::newRow("only the head") << 0;
        QTest::newRow("one layer") << 1;
    }

    void splitModels()
    {
        QFETCH(int, layers);
        const auto model = Model::load(support::starterPath().toStdString(), kGoOn, {}, tests::emulatedGpu(), layers);
        QCOMPARE(model->firstGpuLayer(), model->config().layers - layers);
        for (const kernels::Type type : {kernels::Type::F16, kernels::Type::Q8_0}) {
            Session cpu(processorModel(), optionsFor(type, 5));
            Session split(model, optionsFor(type, 5));
            const auto prompt = cpu.model().tokenizer().encodeDocument("What is a token?");
            for (Session* session : {&cpu, &split}) {
                session->evaluatePrompt(prompt, kGoOn);
                session->forget(1, 3);
                session->append({prompt.data(), 1}, 1);
            }
            const double error = relativeError(split.logits(), cpu.logits());
            QVERIFY2(error < 1e-2, qPrintable(QString::number(error)));
        }
    }

    void savedAndShiftedCaches()
    {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("context").toStdString();
        for (const kernels::Type type : {kernels::Type::F16, kernels::Type::Q8_0}) {
            Session gpu(gpuModel(), optionsFor(type));
            Session cpu(processorModel(), optionsFor(type));
            const auto prompt = cpu.model().tokenizer().encodeDocument("What is a token?");
            gpu.evaluatePrompt(prompt, kGoOn);
            gpu.save(file);
            cpu.restore(file); // the file is the processor's
            Session again(gpuModel(), optionsFor(type));
            again.restore(file);
            const std::int32_t next = 42;
            for (Session* session : {&gpu, &cpu, &again}) {
                session->forget(1, 3);
                session->append({&next, 1}, 1);
            }
            QCOMPARE(copyOf(again.logits()), copyOf(gpu.logits()));
            QVERIFY(relativeError(gpu.logits(), cpu.logits()) < 1e-3);
        }
    }

    void memoryIsPlannedToTheByte()
    {
        const auto& model = *gpuModel();
        QCOMPARE(model.weightBytes(), engine::model::gpuBytes(processorFile().weights, model.config()));
        const double share = static_cast<double>(model.weightBytes()) / static_cast<double>(model.weights().bytes);
        QVERIFY2(share > 0.99 && share < 1.01, qPrintable(QString::number(share))); // halves, as in the file
        Session session(gpuModel(), optionsFor(kernels::Type::F16));
        QCOMPARE(session.device(), std::string("the emulated device"));
        const auto plan = Session::planOnGpu(model.config(), processorFile().weights, "starter", optionsFor(kernels::Type::F16));
        const auto use = session.memory();
        QCOMPARE(plan.weights, use.weights);
        QCOMPARE(plan.cache, use.cache);
        QCOMPARE(plan.scratch, use.scratch);
    }

    void whatDoesNotFitIsASentence()
    {
        SessionOptions options = optionsFor(kernels::Type::F16);
        options.context = 1 << 24;
        try {
            Session session(gpuModel(), options);
            QFAIL("a cache larger than the device was made");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::NoMemory);
            QVERIFY2(QString(error.what()).contains("do not fit into the memory of the emulated device"), error.what());
        }
        options = optionsFor(kernels::Type::Q4_0);
        QVERIFY_EXCEPTION_THROWN(Session(gpuModel(), options), engine::Error);
    }

    // What fettle-cli check runs on a GPU: here it proves itself as well.
    void checksPass()
    {
        QStringList failed;
        int all = 0;
        const auto onCheck = [&](const engine::measure::GpuCheck& check) {
            ++all;
            if (!check.passed())
                failed += QString("%1: %2 of %3 %4").arg(check.what.c_str()).arg(check.error).arg(check.allowed).arg(check.problem.c_str());
        };
        const auto gpu = tests::emulatedGpu();
        const bool passed = engine::measure::checkGpuOps(gpu, engine::measure::CheckSize::Small, kGoOn, onCheck);
        QVERIFY2(failed.isEmpty(), qPrintable(failed.join('\n')));
        QVERIFY(passed && all == 31);
        const std::filesystem::path tiny = FETTLE_SOURCE_DIR "/tests/golden/families/llama";
        QVERIFY(engine::measure::checkGpuModel(gpu, tiny, kGoOn, onCheck));
        QVERIFY2(failed.isEmpty() && all == 35, qPrintable(failed.join('\n')));
    }

    void cleanupTestCase()
    {
        m_gpu.reset();
        QCOMPARE(simt::allocatedBytes(), std::size_t{0}); // all of it is given back
    }

private:
    static std::shared_ptr<const Model> processorModel()
    {
        static const std::shared_ptr<const Model> model = support::load(support::starterPath());
        return model;
    }

    static const support::FamilyModel& processorFile()
    {
        static const support::FamilyModel model(support::starterPath().toStdString());
        return model;
    }

    const std::shared_ptr<const Model>& gpuModel()
    {
        if (!m_gpu)
            m_gpu = Model::load(support::starterPath().toStdString(), kGoOn, {}, tests::emulatedGpu());
        return m_gpu;
    }

    std::shared_ptr<const Model> m_gpu;
};

QTEST_GUILESS_MAIN(TestCudaModels)
#include "tst_cuda_models.moc"
