// SPDX-License-Identifier: GPL-3.0-or-later
// The limits of a fitted file hold to the byte, whatever its source looks like: what is possible is found, one byte
// less is not used, and what cannot be is said before anything is measured.
#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/open_model.h"
#include "engine/generate/session.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/cut_model.h"
#include "engine/tune/fit.h"
#include "tests/support/models.h"
#include "tests/support/one_layer.h"

#include <QRegularExpression>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

using namespace engine::tune;
namespace fs = std::filesystem;

namespace
{

const std::atomic<bool> kGoOn = false;

std::string corpus()
{
    std::ifstream in(FETTLE_SOURCE_DIR "/resources/starter/corpus/quantize.txt", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

} // namespace

class FitLimitsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() // one layer is soon done
    {
        support::makeOneLayer(path("plain.gguf"), corpus());
    }

    void theFile_data() { sources(); }
    void theFile()
    {
        QFETCH(QString, source);
        QFETCH(bool, importance);
        const fs::path from = made(source);
        FitOptions options = quick();
        if (importance)
            options.importance = importanceOf(from);
        options.fileBytes = 1000;
        const std::uint64_t least = leastOf(from, options, "its file takes (\\d+) bytes at least");
        options.fileBytes = least - 1;
        QCOMPARE(leastOf(from, options, "its file takes (\\d+) bytes at least"), least);
        options.fileBytes = least;
        const FitResult smallest = fitted(from, options);
        QVERIFY(!smallest.presetWon); // else this says nothing of the search
        QCOMPARE(smallest.bytes, least);
        // Something in the middle, that very size, and a byte less.
        QuantizeOptions preset;
        preset.types.preset = findPreset("Q4_K_M");
        options.fileBytes = planQuantize(from, preset).bytes;
        const std::uint64_t found = fitted(from, options).bytes;
        QVERIFY(found > least);
        options.fileBytes = found - 1;
        QVERIFY(fitted(from, options).bytes < found);
    }

    void whatIsPossibleIsFound() // a size that an assignment of types has to the byte
    {
        const fs::path from = made("plain");
        FitOptions options = quick();
        options.fileBytes = 1000;
        const std::uint64_t least = leastOf(from, options, "its file takes (\\d+) bytes at least");
        options.fileBytes = least + least / 20; // too few for a preset
        const FitResult first = fitted(from, options);
        QVERIFY(!first.presetWon);
        options.fileBytes = first.bytes;
        const FitResult again = fitted(from, options);
        QVERIFY(!again.presetWon);
        QCOMPARE(again.bytes, first.bytes);
        QCOMPARE(again.tensorTypeArguments(), first.tensorTypeArguments());
    }

    void theMemory_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<bool>("importance");
        QTest::newRow("with importance") << "plain" << true;
        QTest::newRow("rows of 480") << "rows 480" << false;
        QTest::newRow("long metadata") << "metadata" << false; // the file is longer than what it takes in memory
    }
    void theMemory()
    {
        QFETCH(QString, source);
        QFETCH(bool, importance);
        const fs::path from = made(source);
        FitOptions options = quick();
        options.context = 128;
        if (importance)
            options.importance = importanceOf(from);
        options.memoryBytes = 1000;
        const char* says = "it takes (\\d+) bytes of memory at least";
        const std::uint64_t least = leastOf(from, options, says);
        options.memoryBytes = least - 1;
        QCOMPARE(leastOf(from, options, says), least);
        options.memoryBytes = least;
        const FitResult smallest = fitted(from, options);
        QVERIFY(smallest.presetWon || memoryOf("fitted.gguf") == least);
        options.memoryBytes = least + fs::file_size(from) / 8;
        fitted(from, options);
        QVERIFY(memoryOf("fitted.gguf") > least);
        options.memoryBytes = memoryOf("fitted.gguf") - 1;
        fitted(from, options);
    }

private:
    static void sources()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<bool>("importance");
        QTest::newRow("plain") << "plain" << false;
        QTest::newRow("with importance") << "plain" << true;
        QTest::newRow("rows of 480") << "rows 480" << false;   // no multiple of 256
        QTest::newRow("rows of 488") << "rows 488" << true;    // nor of 32: they stay as they are
        QTest::newRow("long metadata") << "metadata" << false; // longer than all that fits beside it
        QTest::newRow("aligned to 128") << "alignment 128" << true;
        QTest::newRow("aligned to 8") << "alignment 8" << false; // of sizes that are no multiple of 32
    }

    fs::path made(const QString& kind) const
    {
        const fs::path out = path(kind.toStdString() + ".gguf");
        if (fs::exists(out))
            return out;
        if (kind.startsWith("rows")) {
            CutOptions cut;
            cut.part = Part::Neurons;
            cut.share = 1 - kind.mid(5).toDouble() / 768;
            cut.alignment = 8;
            cut.text = corpus();
            cut.window = 64;
            cut.windows = 2;
            cutModel(path("plain.gguf"), out, cut, kGoOn);
            return out;
        }
        const engine::files::GgufFile plain(path("plain.gguf"));
        auto content = engine::files::GgufContent::copyOf(plain);
        if (kind == "metadata")
            content.set("test.long", std::string(3'000'017, 'x'));
        else
            content.set("general.alignment", kind.mid(10).toUInt());
        engine::files::writeGguf(content, out, kGoOn);
        return out;
    }

    static FitOptions quick()
    {
        FitOptions options;
        options.text = corpus().substr(0, 3000);
        options.window = 64;
        options.probeTokens = 128;
        options.depths = 1;
        options.threads = 2;
        return options;
    }

    // Fits, and sees that what was written is what is said and what is allowed.
    FitResult fitted(const fs::path& from, const FitOptions& options) const
    {
        const fs::path out = path("fitted.gguf");
        FitResult result = fitModel(from, out, options, kGoOn);
        const auto check = [&] {
            QCOMPARE(fs::file_size(out), result.bytes);
            QVERIFY(options.fileBytes == 0 || result.bytes <= options.fileBytes);
            QVERIFY(options.memoryBytes == 0 || memoryOf("fitted.gguf") <= options.memoryBytes);
        };
        check();
        return result;
    }

    // The figure in the refusal, which comes before anything is measured.
    std::uint64_t leastOf(const fs::path& from, const FitOptions& options, const char* says) const
    {
        QString sentence;
        bool began = false;
        try {
            fitModel(from, path("none.gguf"), options, kGoOn, [&](const FitProgress&) { began = true; });
        } catch (const engine::Error& error) {
            sentence = error.what();
        }
        const auto match = QRegularExpression(says).match(sentence);
        if (began || fs::exists(path("none.gguf.fit")) || !match.hasMatch())
            qWarning("began %d: %s", began, qPrintable(sentence));
        return began ? 0 : match.captured(1).toULongLong();
    }

    fs::path importanceOf(const fs::path& from) const
    {
        const auto model = support::load(QString::fromStdString(from.string()));
        const Windows windows(model->tokenizer(), corpus(), {.context = 64, .most = 4, .protocol = Protocol::Whole});
        ImportanceSums sums(model);
        observeActivations(model, windows, 2, sums, kGoOn);
        writeImportance(sums.matrix(windows, "quantize.txt"), path("importance.gguf"));
        return path("importance.gguf");
    }

    std::uint64_t memoryOf(const char* name) const // as fettle-cli plan says it
    {
        const auto file = engine::files::openModel(path(name));
        const auto config = engine::model::Config::fromGguf(file);
        auto weights = engine::model::Weights::fromGguf(file, config);
        const auto use = engine::generate::Session::plan(config, weights, file.name(), {.context = 128, .threads = 2});
        return static_cast<std::uint64_t>(use.weights + use.cache + use.scratch);
    }

    fs::path path(const std::string& name) const { return m_folder.path().toStdString() + "/" + name; }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(FitLimitsTest)
#include "tst_fit_limits.moc"
