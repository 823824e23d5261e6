// SPDX-License-Identifier: GPL-3.0-or-later
// Whole models on the emulated device: the same pages, with the CUDA module behind them. Each family against its golden
// logits, and the starter against the processor: prompt, single tokens, the graph of a token, saved and shifted caches.
#include "engine/error.h"
#include "engine/generate/batch.h"
#include "engine/generate/generator.h"
#include "engine/measure/check_gpu.h"
#include "engine/measure/relative_error.h"
#include "engine/model/encoder.h"
#include "tests/simt/emulated_gpu.h"
#include "tests/simt/stand_in/cublasLt.h"
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
        for (const char* name : {"llama", "llama-linear", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3",
                                 "phi3", "gpt2", "opt", "mixtral", "qwen3moe"})
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
            engine::model::Scratch scratch(model.config, static_cast<int>(piece), static_cast<int>(piece), context, 1,
                                           gpu);
            double worst = 0;
            for (std::size_t done = 0; done < tokens.size(); done += piece) {
                const auto part = std::span(tokens).subspan(done, std::min(piece, tokens.size() - done));
                const engine::model::Part whole{cache, static_cast<int>(part.size())};
                engine::model::Pass pass{gpu->ops(), pool, {&whole, 1}, scratch};
                engine::model::forward(model.config, weights.views, part, static_cast<int>(part.size()), pass);
                const auto width = static_cast<std::size_t>(model.config.vocabulary);
                for (std::size_t row = 0; row < part.size(); ++row)
                    worst = std::max(worst,
                                     engine::measure::relativeError(std::span(scratch.hostLogits()).subspan(row * width, width),
                                                            expected[done + row]));
            }
            QVERIFY2(worst < 2e-5, qPrintable(QString::number(worst))); // the processor's bound: tst_families.cpp
        }
    }

    // BERT and DistilBERT: states and, where there is a head, scores.
    void encoders_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"bert", "distilbert"})
            QTest::newRow(name) << name;
    }

    void encoders()
    {
        QFETCH(QString, name);
        const support::FamilyModel model = support::familyModel(name.toStdString());
        const std::shared_ptr<Gpu> gpu = tests::emulatedGpu();
        const auto weights = engine::model::uploadWeights(model.weights, model.config, gpu, kGoOn, {});
        engine::model::Encoder there(model.config, weights.views, gpu);
        engine::model::Encoder here(model.config, model.weights, 1);
        const std::vector<std::int32_t> tokens{2, 7, 11, 5, 3};
        QVERIFY(engine::measure::relativeError(there.embed(tokens), here.embed(tokens)) < 2e-5);
        QVERIFY(engine::measure::relativeError(there.hiddenStates(tokens), here.hiddenStates(tokens)) < 2e-5);
        QCOMPARE(there.classifies(), here.classifies());
        if (here.classifies())
            QVERIFY(engine::measure::relativeError(there.scores(tokens), here.scores(tokens)) < 2e-5);
    }

    void starterAgreesWithTheProcessor_data()
    {
        QTest::addColumn<int>("cache");
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
        const double bound = type == kernels::Type::F16 ? 1e-3 : 1e-2; // F32: families()
        for (int i = 0; i < 4; ++i) {
            const double error = engine::measure::relativeError(gpu.logits(), cpu.logits());
            QVERIFY2(error < bound, qPrintable(QString("token %1: %2").arg(i).arg(error)));
            const auto logits = cpu.logits();
            const auto next =
                static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
            cpu.append({&next, 1}, 1);
            gpu.append({&next, 1}, 1);
        }
    }

    void answersThatTheDeviceChooses_data()
    {
        QTest::addColumn<float>("temperature");
        QTest::addColumn<int>("topK");
        QTest::addColumn<float>("topP");
        QTest::addColumn<float>("minP");
        QTest::newRow("the starter, greedy") << 0.0F << 40 << 0.95F << 0.05F;
        QTest::newRow("greedy") << 0.0F << 40 << 0.95F << 0.05F;
        QTest::newRow("as people get it") << 0.7F << 40 << 0.95F << 0.05F;
        QTest::newRow("hot") << 2.0F << 256 << 1.0F << 0.0F;
        QTest::newRow("top-p alone") << 1.0F << 250 << 0.5F << 0.0F;
        QTest::newRow("min-p alone") << 1.5F << 200 << 1.0F << 0.2F;
        QTest::newRow("one candidate") << 1.0F << 1 << 1.0F << 0.0F;
    }

    // The device chooses and feeds itself: token for token what comes of the same logits on the host, by the same seed.
    void answersThatTheDeviceChooses()
    {
        QFETCH(float, temperature);
        QFETCH(int, topK);
        QFETCH(float, topP);
        QFETCH(float, minP);
        engine::generate::Request request;
        const bool starter = QString(QTest::currentDataTag()).startsWith("the starter");
        const std::shared_ptr<const Model> model = starter ? gpuModel() : tinyModel();
        request.prompt = model->tokenizer().encodeDocument(starter ? "Hi" : "What is a token?");
        request.maxTokens = starter ? 3 : 9;
        request.ignoreEnd = true;
        request.sampling.temperature = temperature;
        request.sampling.topK = topK;
        request.sampling.topP = topP;
        request.sampling.minP = minP;
        request.sampling.seed = 42;
        Session device(model, optionsFor(kernels::Type::F16));
        Session host(model, optionsFor(kernels::Type::F16));
        engine::generate::Request byHost = request;
        byHost.logProbabilities = 0; // needs logits on the host
        const auto chosen = generate(device, request, kGoOn);
        const auto expected = generate(host, byHost, kGoOn);
        QCOMPARE(chosen.tokens, expected.tokens);
        QCOMPARE(chosen.text, expected.text);
        QCOMPARE(chosen.reason, engine::generate::StopReason::MaxTokens);
        const auto held = device.tokens();
        QVERIFY(std::equal(held.begin(), held.end(), host.tokens().begin(), host.tokens().end()));
        // What was computed beyond the end is forgotten: the text goes on as if it had not been.
        const std::int32_t next = chosen.tokens.back();
        device.append({&next, 1}, 1);
        host.append({&next, 1}, 1);
        QCOMPARE(copyOf(device.logits()), copyOf(host.logits()));
    }

    // Ends that the host sees late: a stop string, the end of the context, a context that forgets its beginning.
    void deviceAnswersEndWhereTheyShould()
    {
        engine::generate::Request request;
        request.prompt = tinyModel()->tokenizer().encodeDocument("What is a token?");
        request.sampling.temperature = 1.0F;
        request.sampling.seed = 7;
        request.ignoreEnd = true;
        request.maxTokens = 12;
        Session first(tinyModel(), optionsFor(kernels::Type::F16));
        const auto whole = generate(first, request, kGoOn);
        QVERIFY(whole.text.size() > 6);
        engine::generate::Request stopped = request;
        stopped.stopStrings = {whole.text.substr(whole.text.size() / 2, 3)};
        const auto cut = generate(first, stopped, kGoOn); // in the same session, whose steps are there already
        QCOMPARE(cut.reason, engine::generate::StopReason::StopString);
        QCOMPARE(cut.text, whole.text.substr(0, whole.text.find(stopped.stopStrings.front())));
        QCOMPARE(first.tokens().size(), request.prompt.size() + cut.tokens.size() - 1);

        SessionOptions options = optionsFor(kernels::Type::F16);
        options.context = static_cast<std::int64_t>(request.prompt.size()) + 5;
        for (const int keep : {-1, 2}) {
            request.keepWhenFull = keep;
            engine::generate::Request byHost = request;
            byHost.logProbabilities = 0;
            Session device(tinyModel(), options), host(tinyModel(), options);
            const auto result = generate(device, request, kGoOn);
            const auto expected = generate(host, byHost, kGoOn);
            QCOMPARE(result.tokens, expected.tokens);
            QCOMPARE(result.reason,
                     keep < 0 ? engine::generate::StopReason::ContextFull : engine::generate::StopReason::MaxTokens);
            QCOMPARE(device.tokens().size(), host.tokens().size());
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
            const double error = engine::measure::relativeError(split.logits(), cpu.logits());
            QVERIFY2(error < 1e-2, qPrintable(QString::number(error)));
        }
    }

    // Several texts in one pass, few tokens and many: the same answers as one after the other. The second prompt begins
    // as the first: what that place knows is copied.
    void severalTextsAtOnce()
    {
        const auto& tokenizer = tinyModel()->tokenizer();
        std::vector<engine::generate::Request> requests;
        for (const char* prompt : {"What is a token?", "What is a cache, and what is it good for?", "No"}) {
            engine::generate::Request request;
            request.prompt = tokenizer.encodeDocument(prompt);
            request.maxTokens = 6;
            request.ignoreEnd = true;
            request.sampling.temperature = 0;
            requests.push_back(std::move(request));
        }
        engine::generate::Batch batch(tinyModel(), optionsFor(kernels::Type::F16), 2);
        const auto together = generateAll(batch, requests, kGoOn);
        for (std::size_t i = 0; i < requests.size(); ++i) {
            Session alone(tinyModel(), optionsFor(kernels::Type::F16));
            QCOMPARE(together[i].tokens, generate(alone, requests[i], kGoOn).tokens);
        }
    }

    void savedAndShiftedCaches()
    {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("context").toStdString();
        for (const kernels::Type type :
             {kernels::Type::BF16, kernels::Type::Q8_0, kernels::Type::Q4_0}) { // F16 as BF16
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
            QVERIFY(engine::measure::relativeError(gpu.logits(), cpu.logits()) < 1e-3);
        }
    }

    // A prompt of many tokens: by the matrix library, exact and with 8 bits, whose loss shows, or by own tiles.
    void promptsByTheLibrary_data()
    {
        using kernels::cuda::PromptPrecision;
        QTest::addColumn<int>("precision");
        QTest::addColumn<bool>("byLibrary");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::newRow("exact") << static_cast<int>(PromptPrecision::Exact) << true << 0.0 << 3e-2; // check_gpu_model.cpp
        QTest::newRow("own tiles") << static_cast<int>(PromptPrecision::Exact) << false << 0.0 << 3e-2;
        // Each of the 42 products of six layers errs by 1.3 % (int8) or 4.7 % (fp8) of its size (tolerance.h), which add up
        // as errors do that know nothing of each other: 8 % or 30 % of what the layers add, a part of the stream.
        QTest::newRow("int8") << static_cast<int>(PromptPrecision::Int8) << true << 1e-4 << 1e-1;
        QTest::newRow("fp8") << static_cast<int>(PromptPrecision::Fp8) << true << 1e-3 << 2.5e-1;
    }

    void promptsByTheLibrary()
    {
        QFETCH(int, precision);
        QFETCH(bool, byLibrary);
        QFETCH(double, least);
        QFETCH(double, most);
        simt::machine().computeMinor = 9;
        const auto model = Model::load(support::starterPath().toStdString(), kGoOn, {}, tests::emulatedGpu());
        SessionOptions options = optionsFor(kernels::Type::F16);
        options.context = 256;
        options.prompts = {static_cast<kernels::cuda::PromptPrecision>(precision), byLibrary};
        std::vector<std::int32_t> prompt;
        for (int i = 0; i < 256; ++i)
            prompt.push_back((i * 7919 + 11) % static_cast<std::int32_t>(model->config().vocabulary));
        Session gpu(model, options);
        options.prompts = {};
        Session cpu(processorModel(), options);
        const int before = simt::matmulMachine().multiplied;
        gpu.evaluatePrompt(prompt, kGoOn);
        cpu.evaluatePrompt(prompt, kGoOn);
        QCOMPARE(simt::matmulMachine().multiplied > before, byLibrary);
        const double error = engine::measure::relativeError(gpu.logits(), cpu.logits());
        QVERIFY2(error >= least && error < most, qPrintable(QString::number(error)));
    }

    // Where 8-bit prompts cannot be, a sentence says why.
    void refusedPrompts()
    {
        using kernels::cuda::PromptPrecision;
        const auto refusal = [&](const std::shared_ptr<const Model>& model, kernels::cuda::PromptProducts prompts) {
            SessionOptions options = optionsFor(kernels::Type::F16);
            options.prompts = prompts;
            try {
                Session session(model, options);
            } catch (const engine::Error& error) {
                return QString(error.what());
            }
            return QString();
        };
        QVERIFY(refusal(tinyModel(), {PromptPrecision::Int8}).isEmpty());
        QVERIFY(refusal(tinyModel(), {PromptPrecision::Int8, false}).contains("own tiles are exact"));
        QVERIFY(refusal(tinyModel(), {PromptPrecision::Fp8}).contains("8.9")); // the emulated device is of 8.0
        QVERIFY(refusal(processorModel(), {PromptPrecision::Int8}).contains("--prompt-precision"));
        simt::matmulMachine().isThere = false;
        const auto fresh = Model::load(FETTLE_SOURCE_DIR "/tests/golden/families/llama", kGoOn, {}, tests::emulatedGpu());
        QVERIFY(refusal(fresh, {PromptPrecision::Int8}).contains("cuBLASLt was not found"));
        QVERIFY(refusal(fresh, {}).isEmpty());
        simt::matmulMachine().isThere = true;
    }

    void memoryIsPlannedToTheByte()
    {
        const auto& model = *gpuModel();
        QCOMPARE(model.weightBytes(), engine::model::gpuBytes(processorFile().weights, model.config()));
        const double share = static_cast<double>(model.weightBytes()) / static_cast<double>(model.weights().bytes);
        QVERIFY2(share > 0.99 && share < 1.01, qPrintable(QString::number(share))); // halves, as in the file
        Session session(gpuModel(), optionsFor(kernels::Type::F16));
        QCOMPARE(session.device(), std::string("the emulated device"));
        const auto plan =
            Session::planOnGpu(model.config(), processorFile().weights, "starter", optionsFor(kernels::Type::F16));
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
    }

    // What fettle-cli check runs on a GPU: here it proves itself as well.
    void checksPass()
    {
        QStringList failed;
        int all = 0;
        const auto onCheck = [&](const engine::measure::GpuCheck& check) {
            ++all;
            if (!check.passed())
                failed += QString("%1: %2 of %3 %4")
                              .arg(check.what.c_str())
                              .arg(check.error)
                              .arg(check.allowed)
                              .arg(check.problem.c_str());
        };
        const auto gpu = tests::emulatedGpu();
        const bool passed = engine::measure::checkGpuOps(gpu, engine::measure::CheckSize::Small, kGoOn, onCheck);
        QVERIFY2(failed.isEmpty(), qPrintable(failed.join('\n')));
        QVERIFY(passed && all == 60); // without fp8, which needs 8.9
        const std::filesystem::path tiny = FETTLE_SOURCE_DIR "/tests/golden/families/llama";
        QVERIFY(engine::measure::checkGpuModel(gpu, tiny, kGoOn, onCheck));
        QVERIFY2(failed.isEmpty() && all == 66, qPrintable(failed.join('\n')));
    }

    void cleanup()
    {
        simt::machine() = simt::Machine();
        simt::matmulMachine().isThere = true;
    }

    void cleanupTestCase()
    {
        m_gpu.reset();
        m_tiny.reset();
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

    const std::shared_ptr<const Model>& tinyModel() // on the device; random weights
    {
        if (!m_tiny)
            m_tiny = Model::load(FETTLE_SOURCE_DIR "/tests/golden/families/llama", kGoOn, {}, tests::emulatedGpu());
        return m_tiny;
    }

    std::shared_ptr<const Model> m_gpu;
    std::shared_ptr<const Model> m_tiny;
};

QTEST_GUILESS_MAIN(TestCudaModels)
#include "tst_cuda_models.moc"
