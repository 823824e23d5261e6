// SPDX-License-Identifier: GPL-3.0-or-later
// Split models as sources: whichever part is named, what is made of them is one file, the same as of the whole model
// but for its lineage; where a part is missing, each job says which.
#include "engine/error.h"
#include "engine/files/digest.h"
#include "engine/files/gguf_split.h"
#include "engine/files/gguf_writer.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/cut_model.h"
#include "engine/tune/evaluate.h"
#include "engine/tune/fit.h"
#include "engine/tune/lineage.h"
#include "engine/tune/prune_model.h"
#include "tests/support/models.h"
#include "tests/support/one_layer.h"

#include <QDir>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <functional>

using namespace engine::tune;
using engine::files::GgufContent;
using engine::files::GgufFile;
namespace fs = std::filesystem;

namespace
{

const std::atomic<bool> kGoOn = false;

std::string bytesOf(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string corpus()
{
    return bytesOf(FETTLE_SOURCE_DIR "/resources/starter/corpus/quantize.txt").substr(0, 6000);
}

using Job = std::function<void(const fs::path& source, const fs::path& out)>;

const std::map<QString, Job>& jobs()
{
    static const std::map<QString, Job> all{
        {"quantize",
         [](const fs::path& source, const fs::path& out) {
             QuantizeOptions options;
             options.types.preset = findPreset("Q4_K_M");
             quantizeModel(source, out, options, {kGoOn});
         }},
        {"prune",
         [](const fs::path& source, const fs::path& out) {
             PruneOptions options;
             options.text = corpus();
             options.window = 64;
             options.windows = 4;
             options.threads = 2;
             pruneModel(source, out, options, kGoOn);
         }},
        {"cut",
         [](const fs::path& source, const fs::path& out) {
             CutOptions options;
             options.part = Part::Neurons;
             options.share = 0.5;
             options.text = corpus();
             options.window = 64;
             options.windows = 4;
             options.threads = 2;
             cutModel(source, out, options, kGoOn);
         }},
        {"fit",
         [](const fs::path& source, const fs::path& out) {
             FitOptions options;
             options.fileBytes = 1'500'000;
             options.text = corpus();
             options.window = 64;
             options.probeTokens = 128;
             options.depths = 1;
             options.threads = 2;
             fitModel(source, out, options, kGoOn);
         }},
    };
    return all;
}

} // namespace

class SplitSourceTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        support::makeOneLayer(path("whole.gguf"), corpus());
        const GgufFile whole(path("whole.gguf"));
        const GgufContent all = GgufContent::copyOf(whole);
        for (int number = 1; number <= 3; ++number) {
            GgufContent part = number == 1 ? all : GgufContent();
            part.tensors().clear();
            for (std::size_t i = static_cast<std::size_t>(number - 1); i < all.tensors().size(); i += 3)
                part.add(all.tensors()[i]);
            part.set("split.no", static_cast<std::uint16_t>(number - 1));
            part.set("split.count", std::uint16_t{3});
            part.set("split.tensors.count", static_cast<std::int32_t>(all.tensors().size()));
            engine::files::writeGguf(part, partPath(number), kGoOn);
        }
    }

    void oneFileIsMade_data() { jobNames(); }
    void oneFileIsMade()
    {
        QFETCH(QString, job);
        jobs().at(job)(path("whole.gguf"), path("of-whole.gguf"));
        jobs().at(job)(partPath(1), path("of-first.gguf"));
        jobs().at(job)(partPath(3), path("of-last.gguf"));
        QVERIFY(bytesOf(path("of-first.gguf")) == bytesOf(path("of-last.gguf")));
        const GgufFile ofWhole(path("of-whole.gguf")), ofParts(path("of-first.gguf"));
        for (const std::string& key : ofParts.keys())
            QVERIFY2(!key.starts_with("split."), key.c_str());
        QCOMPARE(ofParts.tensors().size(), ofWhole.tensors().size());
        for (const auto& tensor : ofWhole.tensors()) {
            const auto* same = ofParts.findTensor(tensor.name);
            QVERIFY2(same != nullptr && same->type == tensor.type && same->shape == tensor.shape &&
                         std::ranges::equal(same->bytes, tensor.bytes),
                     tensor.name.c_str());
        }
        QCOMPARE(ofParts.string("fettle.recipe").value(), ofWhole.string("fettle.recipe").value());
        QCOMPARE(ofParts.string("fettle.parent.name").value(), "m-00001-of-00003.gguf");
        QCOMPARE(ofWhole.string("fettle.parent.sha256").value(), hashOfText(bytesOf(path("whole.gguf"))));
        QCOMPARE(ofParts.string("fettle.parent.sha256").value(), hashOfText(bytesOf(partPath(1))) + "," +
                                                                     hashOfText(bytesOf(partPath(2))) + "," +
                                                                     hashOfText(bytesOf(partPath(3))));
    }

    void itsPartsAreKept_data() { jobNames(); }
    void itsPartsAreKept()
    {
        QFETCH(QString, job);
        const std::string before = bytesOf(partPath(2));
        const auto refused = [&](const fs::path& out) {
            try {
                jobs().at(job)(partPath(1), out);
            } catch (const engine::Error& error) {
                return QString(error.what());
            }
            return QString();
        };
        QVERIFY(refused(partPath(2)).contains("is the model that is read"));
        QVERIFY(bytesOf(partPath(2)) == before);
        // Nobody could open it: its other parts would be looked for.
        QVERIFY(refused(path("small-00001-of-00003.gguf")).contains("is the name of a part of a split model"));
        QVERIFY(QDir(m_folder.path()).entryList({"small*", "*.part*", "*.fit"}).isEmpty());
    }

    void measuringAsTheWhole()
    {
        std::vector<double> perplexities;
        std::vector<ImportanceMatrix> matrices;
        for (const fs::path& source : {path("whole.gguf"), partPath(2)}) {
            const auto model = support::load(QString::fromStdString(source.string()));
            PerplexityOptions options;
            options.context = 64;
            options.threads = 2;
            perplexities.push_back(perplexity(model, corpus(), options, kGoOn).perplexity);
            const Windows windows(model->tokenizer(), corpus(),
                                  {.context = 64, .most = 4, .protocol = Protocol::Whole});
            ImportanceSums sums(model);
            observeActivations(model, windows, 2, sums, kGoOn);
            matrices.push_back(sums.matrix(windows, "quantize.txt"));
        }
        QCOMPARE(perplexities[0], perplexities[1]);
        QVERIFY(!matrices[0].tensors.empty());
        QCOMPARE(matrices[0].tensors.size(), matrices[1].tensors.size());
        for (const auto& [name, entry] : matrices[0].tensors)
            QCOMPARE(matrices[1].tensors.at(name).sums, entry.sums);
    }

    void measuredIsWrittenIntoItsFirstPart()
    {
        for (int number = 1; number <= 3; ++number)
            fs::copy_file(partPath(number), path("r-0000" + std::to_string(number) + "-of-00003.gguf"));
        QVERIFY(recordMeasured(path("r-00002-of-00003.gguf"), {1, 2, 3, 4, 5}));
        QCOMPARE(GgufFile(path("r-00001-of-00003.gguf")).number("fettle.measured.kld").value(), 1.0);
        QVERIFY(bytesOf(path("r-00002-of-00003.gguf")) == bytesOf(partPath(2)));
    }

    void aMissingPartIsNamed_data()
    {
        jobNames();
        QTest::newRow("load") << "load"; // calibrate and evaluate begin so
    }
    void aMissingPartIsNamed()
    {
        QFETCH(QString, job);
        fs::create_directories(path("missing"));
        for (const int number : {1, 3})
            fs::copy_file(partPath(number), path("missing") / partPath(number).filename(),
                          fs::copy_options::overwrite_existing);
        for (const int number : {1, 3})
            try {
                const fs::path source = path("missing") / partPath(number).filename();
                if (job == "load")
                    support::load(QString::fromStdString(source.string()));
                else
                    jobs().at(job)(source, path("none.gguf"));
                QFAIL("was made");
            } catch (const engine::Error& error) {
                QCOMPARE(error.kind(), engine::ErrorKind::NotFound);
                QVERIFY2(QString(error.what()).startsWith("Part 2 of 3 of this model is missing: "), error.what());
            }
        QVERIFY(QDir(m_folder.path()).entryList({"none*"}).isEmpty());
    }

private:
    static void jobNames()
    {
        QTest::addColumn<QString>("job");
        for (const auto& [name, job] : jobs())
            QTest::newRow(qPrintable(name)) << name;
    }
    fs::path partPath(int number) const { return path("m-0000" + std::to_string(number) + "-of-00003.gguf"); }
    fs::path path(const std::string& name) const { return m_folder.path().toStdString() + "/" + name; }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(SplitSourceTest)
#include "tst_split_source.moc"
