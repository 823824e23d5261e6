// SPDX-License-Identifier: GPL-3.0-or-later
// The knapsack against all assignments; fitting the starter model, whose weights are trained, against its presets.
#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"
#include "engine/tune/allocate.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/fit.h"
#include "engine/tune/fit_work.h"
#include "tests/support/models.h"
#include "tests/support/one_layer.h"

#include <QDir>
#include <QTemporaryDir>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sys/wait.h>
#include <tuple>
#include <unistd.h>

using namespace engine::tune;

namespace
{

using Items = std::vector<std::vector<Choice>>;

Items randomItems(std::mt19937& random, std::size_t count)
{
    Items items(count);
    for (auto& choices : items) {
        const std::size_t size = 1 + random() % 4;
        for (std::size_t c = 0; c < size; ++c)
            choices.push_back({1 + random() % 50, static_cast<double>(random() % 1000) / 10});
    }
    return items;
}

// Loss of the best assignment, of all that there are; negative where none fits.
double bestLoss(const Items& items, std::size_t item, std::uint64_t left)
{
    if (item == items.size())
        return 0;
    double best = -1;
    for (const Choice& choice : items[item]) {
        if (choice.bytes > left)
            continue;
        const double rest = bestLoss(items, item + 1, left - choice.bytes);
        if (rest >= 0 && (best < 0 || rest + choice.loss < best))
            best = rest + choice.loss;
    }
    return best;
}

std::string readFile(const QString& path)
{
    std::ifstream in(path.toStdString(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Text of the kind that the starter was trained on.
std::string corpus()
{
    std::string text;
    for (const char* name : {"quantize.txt", "models.txt", "speed_memory.txt"})
        text += readFile(QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/corpus/") + QLatin1String(name));
    return text;
}

} // namespace

class FitTest : public QObject
{
    Q_OBJECT

private slots:
    void theKnapsackIsNearTheBest()
    {
        std::mt19937 random(11);
        double found = 0, best = 0;
        for (int i = 0; i < 400; ++i) {
            const Items items = randomItems(random, 1 + random() % 6);
            const std::uint64_t budget = 20 + random() % 200;
            const double least = bestLoss(items, 0, budget);
            const auto chosen = allocate(items, budget);
            QCOMPARE(chosen.has_value(), least >= 0);
            if (!chosen)
                continue;
            std::uint64_t bytes = 0;
            double loss = 0;
            for (std::size_t k = 0; k < items.size(); ++k) {
                bytes += items[k][(*chosen)[k]].bytes;
                loss += items[k][(*chosen)[k]].loss;
            }
            QVERIFY(bytes <= budget);
            QVERIFY(loss >= least - 1e-9);
            found += loss;
            best += least;
        }
        // With so few items a relaxation is at its worst; still it is within some percent of the optimum.
        QVERIFY2(found < 1.05 * best, qPrintable(QString("%1 and %2").arg(found).arg(best)));
    }

    void moreBytesNeverLoseMore()
    {
        std::mt19937 random(12);
        const Items items = randomItems(random, 60);
        double before = HUGE_VAL;
        for (std::uint64_t budget = 600; budget < 3000; budget += 300) {
            const auto chosen = allocate(items, budget);
            if (!chosen)
                continue;
            double loss = 0;
            for (std::size_t k = 0; k < items.size(); ++k)
                loss += items[k][(*chosen)[k]].loss;
            QVERIFY(loss <= before * 1.001); // greedy steps may end a hair apart
            before = loss;
        }
    }

    void theStarterAtThePresetsBytes()
    {
        QuantizeOptions preset;
        preset.types.preset = findPreset("Q4_K_M");
        preset.types.importance = true;
        preset.importance = importanceFile();
        FitOptions options;
        options.importance = preset.importance;
        options.fileBytes = planQuantize(starter(), preset).bytes;
        options.text = corpus();
        options.window = 128;
        options.probeTokens = 2048;
        options.depths = 2;
        const auto out = path("fitted.gguf");
        const FitResult result = fitModel(starter(), out, options, m_stop);
        QVERIFY(result.bytes <= options.fileBytes);
        QCOMPARE(std::filesystem::file_size(out), result.bytes);
        QVERIFY(result.preset != nullptr && result.presetBytes <= options.fileBytes);
        qInfo("fitted %.6f, %s %.6f, predicted %.6f", result.fitted.kld, result.preset->name, result.presetLoss.kld,
              result.predicted);
        QVERIFY(result.fitted.kld <= 0.85 * result.presetLoss.kld); // what is asked for; 0.62 without importance
        // The verdict is by the rule: the preset, unless the fitted file is better by two standard errors.
        QCOMPARE(result.presetWon, result.difference.mean >= -2 * result.difference.error);
        QCOMPARE(QDir(m_folder.path()).entryList({"fitted*"}), QStringList{"fitted.gguf"}); // nothing of the work stays
        QVERIFY(support::load(QString::fromStdString(out.string())) != nullptr);
    }

    void aLimitOnMemoryHolds()
    {
        FitOptions options;
        options.text = corpus();
        options.window = 128;
        options.probeTokens = 512;
        options.depths = 1;
        options.context = 512;
        options.threads = 2;
        const auto use = planOf(starter());
        options.memoryBytes = static_cast<std::uint64_t>(use.cache + use.scratch + use.weights / 2);
        const auto out = path("memory.gguf");
        fitModel(starter(), out, options, m_stop);
        const auto found = planOf(out);
        QVERIFY(static_cast<std::uint64_t>(found.weights + found.cache + found.scratch) <= options.memoryBytes);
    }

    void roundedWithFeedback()
    {
        const auto source = oneLayer(); // less to round
        QuantizeOptions preset;
        preset.types.preset = findPreset("Q3_K_M");
        FitOptions options;
        options.fileBytes = planQuantize(source, preset).bytes + 4096; // the recipe is longer
        options.text = corpus();
        options.window = 128;
        options.probeTokens = 256;
        options.depths = 1;
        options.threads = 2;
        options.feedbackText =
            readFile(QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/corpus/small_talk.txt")).substr(0, 8'000);
        const auto out = path("feedback.gguf");
        const FitResult result = fitModel(source, out, options, m_stop);
        QVERIFY(std::filesystem::file_size(out) <= options.fileBytes);
        const auto written = support::load(QString::fromStdString(out.string()));
        QVERIFY(written->file().string("fettle.recipe")->ends_with("--gptq"));
        QVERIFY(result.fitted.kld > 0);
    }

    void whatCannotFitIsSaid()
    {
        FitOptions options;
        options.text = corpus();
        options.window = 128;
        options.probeTokens = 128;
        options.depths = 1;
        options.fileBytes = 1000;
        try {
            fitModel(starter(), path("none.gguf"), options, m_stop);
            QFAIL("it fitted");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::BadSetting);
            QVERIFY2(std::string(error.what()).find("bytes at least") != std::string::npos, error.what());
        }
        QVERIFY(QDir(m_folder.path()).entryList({"none*"}).isEmpty());
    }

    // What was measured is not measured again, and the file is the same.
    void goesOnAfterAStop()
    {
        const auto source = oneLayer();
        const FitOptions options = quick(source);
        fitModel(source, path("whole.gguf"), options, m_stop);
        const auto out = path("resumed.gguf");
        stopAt(source, out, options, FitPhase::Probing, 3);
        const std::filesystem::path work = out.string() + ".fit";
        QVERIFY(std::filesystem::exists(work / "measured") && !std::filesystem::exists(out));
        std::filesystem::create_directory(work / "types.gguf"); // whoever measures types again stumbles over it
        fitModel(source, out, options, m_stop);
        QVERIFY(readFile(QString::fromStdString(out.string())) == readFile(m_folder.filePath("whole.gguf")));
        QCOMPARE(QDir(QString::fromStdString(work.string())).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{"types.gguf"}); // nothing of its own
        stopAt(source, path("left.gguf"), options, FitPhase::MeasuringTypes, 1);
        QVERIFY(std::filesystem::exists(path("left.gguf.fit")));
        discardFitWork(path("left.gguf"));
        QVERIFY(!std::filesystem::exists(path("left.gguf.fit")));
    }

    void figuresOutliveAKill()
    {
        const auto out = path("killed.gguf");
        const std::vector<double> figures{0.1, -1e-300, 1.0 / 3};
        const pid_t child = ::fork();
        if (child == 0) {
            FitWork work(out, "order 1");
            work.note("a", figures);
            work.note("b", {});
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        std::ofstream(path("killed.gguf.fit") / "measured", std::ios::app) << "c 0x1p+0 0x1"; // half a line
        {
            FitWork work(out, "order 1");
            QVERIFY(work.noted("a") != nullptr && *work.noted("a") == figures);
            QVERIFY(work.noted("b") != nullptr && work.noted("b")->empty());
            QVERIFY(work.noted("c") == nullptr && work.noted("d") == nullptr);
            work.note("c", figures);
            work.keep();
        }
        {
            FitWork work(out, "order 1");
            QVERIFY(work.noted("c") != nullptr && *work.noted("c") == figures);
            work.keep();
        }
        {
            FitWork work(out, "order 2"); // begins anew
            QVERIFY(work.noted("a") == nullptr);
            QVERIFY_EXCEPTION_THROWN(FitWork(out, "order 2"), engine::Error); // one at a time
            discardFitWork(out);
            QVERIFY(std::filesystem::exists(path("killed.gguf.fit") / "measured"));
        }
        QVERIFY(!std::filesystem::exists(path("killed.gguf.fit")));
    }

    // The figures are of one model; another one under its name is not written by them.
    void aReplacedSourceIsSaid()
    {
        const auto source = path("replaced.gguf");
        std::filesystem::copy_file(oneLayer(), source);
        const auto replace = [&] {
            std::filesystem::copy_file(oneLayer(), path("new.gguf"));
            std::filesystem::rename(path("new.gguf"), source);
        };
        for (const FitPhase phase : {FitPhase::MeasuringTypes, FitPhase::Probing, FitPhase::Writing})
            try {
                fitModel(source, path("of-two.gguf"), quick(source), m_stop, [&](const FitProgress& step) {
                    if (step.phase == phase && step.index == 0)
                        replace();
                });
                QFAIL("was written");
            } catch (const engine::Error& error) {
                QVERIFY2(QString(error.what()).contains("was changed while it was being read"), error.what());
            }
        QVERIFY(QDir(m_folder.path()).entryList({"of-two*"}).isEmpty());
    }

    // Before the first probe, not after hours.
    void whatIsWrongIsSaidAtOnce()
    {
        const auto source = oneLayer();
        FitOptions options = quick(source);
        const auto isSaid = [&](const std::filesystem::path& from, const std::filesystem::path& out, const char* says) {
            bool began = false;
            const QString sentence = sentenceOf(from, out, options, &began);
            QVERIFY2(sentence.contains(says), qPrintable(sentence));
            QVERIFY(!began);
        };
        std::filesystem::create_directories(path("folder"));
        isSaid(source, path("folder"), "Is a directory");
        isSaid(source, {}, "has no name");
        QuantizeOptions q8;
        q8.types.preset = findPreset("Q8_0");
        quantizeModel(source, path("q8.gguf"), q8, {m_stop});
        isSaid(path("q8.gguf"), path("no.gguf"), "q8.gguf is quantized already");
        std::filesystem::create_directories(path("no.gguf.fit/of-somebody"));
        isSaid(source, path("no.gguf"), "no.gguf.fit is in the way");
        QVERIFY(std::filesystem::exists(path("no.gguf.fit/of-somebody")));
        std::filesystem::remove_all(path("no.gguf.fit"));
        options.importance = path("no.gguf");
        std::ofstream(options.importance) << "read";
        isSaid(source, path("no.gguf"), "is read for this");
        std::filesystem::remove(options.importance);
        options.importance.clear();
        options.text = "only three words";
        isSaid(source, path("no.gguf"), "Half of the text is for probes");
        QVERIFY(QDir(m_folder.path()).entryList({"no.gguf*"}).isEmpty());
    }

    void theSourceIsNotReplaced()
    {
        const auto source = path("source.gguf");
        std::filesystem::copy_file(starter(), source);
        FitOptions options;
        options.text = corpus();
        options.fileBytes = 1 << 30;
        QVERIFY_EXCEPTION_THROWN(fitModel(source, source, options, m_stop), engine::Error);
        QCOMPARE(std::filesystem::file_size(source), std::filesystem::file_size(starter()));
    }

    void stops()
    {
        const std::atomic<bool> stopped = true;
        FitOptions options;
        options.text = corpus();
        options.fileBytes = 1 << 30;
        QVERIFY_EXCEPTION_THROWN(fitModel(starter(), path("stopped.gguf"), options, stopped), engine::Error);
        QVERIFY(QDir(m_folder.path()).entryList({"stopped*"}).isEmpty());
    }

private:
    // A model of one layer, which is soon done.
    std::filesystem::path oneLayer() const
    {
        const auto out = path("one.gguf");
        if (!std::filesystem::exists(out))
            support::makeOneLayer(out, corpus());
        return out;
    }
    static FitOptions quick(const std::filesystem::path& source)
    {
        QuantizeOptions preset;
        preset.types.preset = findPreset("Q4_K_M");
        FitOptions options;
        options.fileBytes = planQuantize(source, preset).bytes;
        options.text = corpus().substr(0, 3000);
        options.window = 64;
        options.probeTokens = 128;
        options.depths = 1;
        options.threads = 2;
        return options;
    }
    static void stopAt(const std::filesystem::path& source, const std::filesystem::path& out, const FitOptions& options,
                       FitPhase phase, std::size_t index)
    {
        std::atomic<bool> stop = false;
        try {
            fitModel(source, out, options, stop, [&](const FitProgress& step) {
                if (step.phase == phase && step.index == index)
                    stop = true;
            });
            QFAIL("was not stopped");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::Stopped);
        }
    }
    QString sentenceOf(const std::filesystem::path& source, const std::filesystem::path& out, const FitOptions& options,
                       bool* began = nullptr) const
    {
        try {
            fitModel(source, out, options, m_stop, [&](const FitProgress&) {
                if (began != nullptr)
                    *began = true;
            });
            return {};
        } catch (const engine::Error& error) {
            return QString::fromStdString(error.what());
        }
    }

    std::filesystem::path importanceFile() const
    {
        const auto model = support::load(support::starterPath());
        const Windows windows(model->tokenizer(),
                              readFile(QStringLiteral(FETTLE_SOURCE_DIR "/resources/starter/corpus/small_talk.txt")),
                              {.context = 128, .most = 60, .protocol = Protocol::Whole});
        ImportanceSums sums(model);
        observeActivations(model, windows, 2, sums, m_stop);
        writeImportance(sums.matrix(windows, "small_talk.txt"), path("importance.gguf"));
        return path("importance.gguf");
    }

    static engine::measure::MemoryUse planOf(const std::filesystem::path& path)
    {
        const auto file = engine::files::openModel(path);
        const auto config = engine::model::Config::fromGguf(file);
        auto weights = engine::model::Weights::fromGguf(file, config);
        return engine::generate::Session::plan(config, weights, file.name(), {.context = 512, .threads = 2});
    }

    static std::filesystem::path starter() { return support::starterPath().toStdString(); }
    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    QTemporaryDir m_folder;
    std::atomic<bool> m_stop = false;
};

QTEST_GUILESS_MAIN(FitTest)
#include "tst_fit.moc"
