// SPDX-License-Identifier: GPL-3.0-or-later
// The job: files of the size that was foretold (and that llama.cpp's quantize gives, tests/golden/presets.json), the
// same bytes however it was run or interrupted, and a sentence for everything that can go wrong.
#include "engine/error.h"
#include "engine/files/digest.h"
#include "engine/files/gguf.h"
#include "engine/tune/importance.h"
#include "engine/tune/lineage.h"
#include "engine/tune/part_journal.h"
#include "engine/tune/quantize_model.h"
#include "kernels/quantize.h"
#include "tests/engine/quantize_case.h"
#include "tests/support/models.h"
#include "tests/support/preset_forms.h"

#include <QTemporaryDir>

#include <csignal>
#include <limits>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using engine::Error;
using engine::ErrorKind;
using engine::files::GgufFile;
using namespace engine::tune;
using namespace support;
namespace fs = std::filesystem;

class QuantizeModelTest : public QuantizeCase
{
    Q_OBJECT

private slots:
    void init() { beginTest(); }
    void sizesAreLlamaQuantizes_data();
    void sizesAreLlamaQuantizes();
    void theSameBytesForAnyNumberOfThreads();
    void everyRowIsQuantizedWithItsImportance();
    void saysWhereItCameFrom();
    void otherValuesKeepTheirBytes();
    void longNamesEndWithWholeCharacters();
    void keepsWhatWasMeasured();
    void goesOnAfterAStop();
    void goesOnAfterAKill();
    void believesNoDamagedPart();
    void anotherOrderBeginsAnew();
    void aStopCanThrowAllAway();
    void waitsWhilePaused();
    void foldersHaveNames();
    void discardsOnlyWhatNobodyMakes();
    void aShorterSourceIsNoticed();
    void aDeletedSourceIsReadToTheEnd();
    void aFullDiskIsOneSentence();
    void onlyOneAtATime();
    void takesFoldersFromTheHub();
    void quantizedModelsOnlyWhenAllowed();

private:
    // Stops when `finished` tensors are whole.
    void stopAfter(std::size_t finished, const fs::path& in, const fs::path& out, const QuantizeOptions& how) const;
};

void QuantizeModelTest::sizesAreLlamaQuantizes_data()
{
    QTest::addColumn<QString>("form");
    for (const auto& [name, form] : support::presetForms()["forms"].items())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void QuantizeModelTest::sizesAreLlamaQuantizes()
{
    QFETCH(QString, form);
    const auto& given = support::presetForms()["forms"][form.toStdString()];
    const fs::path in = written(support::modelOf(given));
    for (const auto& [name, result] : given["results"].items()) {
        if (result.is_string() || name.find(' ') != std::string::npos)
            continue;
        QuantizeOptions how = options(name.c_str());
        how.lineage = false;
        QCOMPARE(planQuantize(in, how).bytes, result["size"].get<std::uint64_t>());
        if (name != "Q4_K_M")
            continue;
        quantize(in, file("out.gguf"), how);
        QCOMPARE(fs::file_size(file("out.gguf")), result["size"].get<std::uint64_t>());
        const GgufFile out(file("out.gguf"));
        QCOMPARE(out.tensors().size(), result["types"].get<std::string>().size());
        QCOMPARE(out.integer("general.quantization_version").value(), 2);
    }
}

void QuantizeModelTest::theSameBytesForAnyNumberOfThreads()
{
    const fs::path in = written(model());
    for (const char* preset : {"Q4_K_M", "Q5_0", "IQ4_XS"}) {
        std::string first;
        for (const int threads : {1, 2, 7}) {
            QuantizeOptions how = options(preset);
            how.threads = threads;
            const QuantizeResult result = quantize(in, file("out.gguf"), how);
            const std::string bytes = bytesOf(file("out.gguf"));
            QCOMPARE(bytes.size(), result.plan.bytes);
            QVERIFY(first.empty() || bytes == first);
            first = bytes;
        }
    }
}

void QuantizeModelTest::everyRowIsQuantizedWithItsImportance()
{
    constexpr int kExperts = 3;
    const fs::path in = written(model(kExperts));
    ImportanceMatrix matrix;
    auto& entry = matrix.tensors["blk.1.ffn_down_exps.weight"];
    for (int i = 0; i < 512 * kExperts; ++i)
        entry.sums.push_back(i / 512 == 1 ? 0.0F : static_cast<float>(1 + (i * 37) % 100));
    entry.counts = {5, 0, 7};
    writeImportance(matrix, file("imatrix.gguf"));
    QuantizeOptions how = options("Q4_K_S");
    how.importance = file("imatrix.gguf");
    const QuantizeResult result = quantize(in, file("out.gguf"), how);

    const GgufFile source(in);
    const GgufFile out(file("out.gguf"));
    const auto means = entry.meanSquares();
    for (const char* name : {"blk.0.ffn_down_exps.weight", "blk.1.ffn_down_exps.weight"}) {
        const auto& from = *source.findTensor(name);
        const auto& to = *out.findTensor(name);
        const bool weighted = std::string(name).find("blk.1") == 0;
        const auto rowBytes = static_cast<std::size_t>(kernels::bytesOf(kernels::Type::Q4_K, 512));
        QVERIFY(to.type == engine::files::TensorType::Q4_K);
        std::vector<unsigned char> expected(rowBytes);
        for (std::size_t row = 0; row < 256 * kExperts; ++row) {
            std::vector<float> values(512);
            std::memcpy(values.data(), from.bytes.data() + row * 2048, 2048);
            kernels::quantizeRow(kernels::Type::Q4_K, values.data(), 512,
                                 weighted ? means.data() + row / 256 * 512 : nullptr, expected.data());
            QVERIFY(std::memcmp(to.bytes.data() + row * rowBytes, expected.data(), rowBytes) == 0);
        }
    }
    for (const TensorReport& report : result.plan.tensors) {
        QCOMPARE(report.weighted, report.name == "blk.1.ffn_down_exps.weight");
        QCOMPARE(report.relativeError > 0, report.from != report.to);
        QVERIFY(report.relativeError < 0.1);
        QCOMPARE(report.weightedError > 0, report.weighted);
    }
    QCOMPARE(out.integer("quantize.imatrix.entries_count").value(), 1);
    QCOMPARE(out.string("quantize.imatrix.file").value(), "imatrix.gguf");
}

void QuantizeModelTest::saysWhereItCameFrom()
{
    const fs::path in = written(model());
    QuantizeOptions how = options("q4_k");
    how.types.rules = {{"ffn_up", engine::files::TensorType::Q6_K}};
    const QuantizeResult result = quantize(in, file("out.gguf"), how);
    const GgufFile out(file("out.gguf"));
    engine::files::Digest digest;
    const std::string source = bytesOf(in);
    digest.add(std::as_bytes(std::span(source)));
    QCOMPARE(out.string("fettle.parent.sha256").value(), digest.hex());
    QCOMPARE(result.parentHash, digest.hex());
    QCOMPARE(out.string("fettle.parent.name").value(), "in.gguf");
    QCOMPARE(out.string("fettle.recipe").value(), "Q4_K_M --tensor-type ffn_up=Q6_K");
    QCOMPARE(out.integer("general.file_type").value(), 15);
}

// The parent's hash goes to its own place, also where other values of the model speak of its key.
void QuantizeModelTest::otherValuesKeepTheirBytes()
{
    auto builder = model();
    const std::string text(300, 'x');
    builder.string("general.description", "It has a fettle.parent.sha256, as its metadata say. " + text);
    builder.string("general.tags.fettle.parent.sha256", text);
    const fs::path in = written(builder);
    const QuantizeResult result = quantize(in, file("out.gguf"), options("Q4_0"));
    const GgufFile source(in), out(file("out.gguf"));
    for (const char* key : {"general.description", "general.tags.fettle.parent.sha256"})
        QCOMPARE(out.string(key).value(), source.string(key).value());
    QCOMPARE(out.string("fettle.parent.sha256").value(), result.parentHash);
    QCOMPARE(result.parentHash, hashOfText(bytesOf(in)));
}

// Names are cut as llama.cpp cuts them, but not in the middle of a character.
void QuantizeModelTest::longNamesEndWithWholeCharacters()
{
    const fs::path in = written(model());
    ImportanceMatrix matrix;
    matrix.tensors["blk.0.ffn_up.weight"] = {std::vector<float>(256, 1.0F), {1}};
    matrix.datasets = {std::string(126, 'a') + "\xC3\xA4"};
    const std::string name = std::string(124, 'b') + "\xE2\x82\xAC" + std::string(8, 'c');
    writeImportance(matrix, file(name.c_str()));
    QuantizeOptions how = options("Q4_0");
    how.importance = file(name.c_str());
    quantize(in, file("out.gguf"), how);
    const GgufFile out(file("out.gguf"));
    QCOMPARE(out.string("quantize.imatrix.dataset").value(), std::string(126, 'a'));
    QCOMPARE(out.string("quantize.imatrix.file").value(), name.substr(0, 127));
}

// What is measured later finds room in the file: its size is what was planned, and nothing else changes.
void QuantizeModelTest::keepsWhatWasMeasured()
{
    const fs::path in = written(model());
    QuantizeOptions how = options("q4_k");
    how.calibration = hashOfText("a text");
    const QuantizePlan plan = planQuantize(in, how);
    quantize(in, file("out.gguf"), how);
    QCOMPARE(fs::file_size(file("out.gguf")), plan.bytes);
    QCOMPARE(GgufFile(file("out.gguf")).string("fettle.calibration.sha256").value(), how.calibration);
    QCOMPARE(GgufFile(file("out.gguf")).number("fettle.measured.kld").value(), -1.0);
    const std::string before = bytesOf(file("out.gguf"));
    QVERIFY(recordMeasured(file("out.gguf"), {0.25, 0.5, 8.5, 7.75, 4191}));
    const GgufFile out(file("out.gguf"));
    QCOMPARE(out.number("fettle.measured.kld").value(), 0.25);
    QCOMPARE(out.number("fettle.measured.kld_error").value(), 0.5);
    QCOMPARE(out.number("fettle.measured.perplexity").value(), 8.5);
    QCOMPARE(out.number("fettle.measured.parent_perplexity").value(), 7.75);
    QCOMPARE(out.number("fettle.measured.tokens").value(), 4191.0);
    const std::string after = bytesOf(file("out.gguf"));
    QCOMPARE(after.size(), before.size());
    std::size_t changed = 0;
    for (std::size_t i = 0; i < after.size(); ++i)
        changed += after[i] != before[i] ? 1 : 0;
    QVERIFY(changed > 0 && changed <= 5 * sizeof(float));

    QuantizeOptions again = options("q8_0"); // of what was measured itself
    again.allowRequantize = true;
    quantize(file("out.gguf"), file("again.gguf"), again);
    QCOMPARE(GgufFile(file("again.gguf")).number("fettle.measured.kld").value(), -1.0);
    QVERIFY(!GgufFile(file("again.gguf")).string("fettle.calibration.sha256"));
    how.lineage = false;
    quantize(in, file("bare.gguf"), how);
    QVERIFY(!recordMeasured(file("bare.gguf"), {}));
    QVERIFY(!GgufFile(file("bare.gguf")).string("fettle.calibration.sha256"));
}

void QuantizeModelTest::stopAfter(std::size_t finished, const fs::path& in, const fs::path& out,
                                  const QuantizeOptions& how) const
{
    std::atomic<bool> stop = false;
    try {
        quantizeModel(in, out, how, {stop}, [&](const QuantizeProgress& step) {
            if (step.finished && step.index + 1 == finished)
                stop = true;
        });
        QFAIL("was not stopped");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::Stopped);
    }
    QVERIFY(!fs::exists(out));
}

void QuantizeModelTest::goesOnAfterAStop()
{
    const fs::path in = written(model());
    const QuantizeOptions how = options("Q4_K_M");
    const QuantizeResult whole = quantize(in, file("whole.gguf"), how);
    stopAfter(5, in, file("out.gguf"), how);
    stopAfter(7, in, file("out.gguf"), how);
    const QuantizeResult rest = quantize(in, file("out.gguf"), how);
    QVERIFY(bytesOf(file("out.gguf")) == bytesOf(file("whole.gguf")));
    QVERIFY(rest.resumedBytes > 0);
    for (std::size_t i = 0; i < rest.plan.tensors.size(); ++i) { // the reports too
        QCOMPARE(rest.plan.tensors[i].resumed, i < 7);
        QCOMPARE(rest.plan.tensors[i].relativeError, whole.plan.tensors[i].relativeError);
    }
    QVERIFY(!fs::exists(file("out.gguf.part")) && !fs::exists(file("out.gguf.part.journal")));
}

void QuantizeModelTest::goesOnAfterAKill()
{
    const fs::path in = written(model());
    const QuantizeOptions how = options("Q5_K_S");
    quantize(in, file("whole.gguf"), how);
    const pid_t child = fork();
    if (child == 0) {
        quantizeModel(in, file("out.gguf"), how, {kGoOn}, [](const QuantizeProgress& step) {
            if (step.finished && step.index == 4)
                ::kill(::getpid(), SIGKILL);
        });
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    QVERIFY(WIFSIGNALED(status));
    const QuantizeResult rest = quantize(in, file("out.gguf"), how);
    QVERIFY(rest.plan.tensors[4].resumed && !rest.plan.tensors[5].resumed);
    QVERIFY(bytesOf(file("out.gguf")) == bytesOf(file("whole.gguf")));
}

void QuantizeModelTest::believesNoDamagedPart()
{
    const fs::path in = written(model());
    const QuantizeOptions how = options("Q4_K_M");
    quantize(in, file("whole.gguf"), how);
    const std::string whole = bytesOf(file("whole.gguf"));
    stopAfter(6, in, file("out.gguf"), how);
    {
        std::fstream part(file("out.gguf.part"), std::ios::in | std::ios::out | std::ios::binary);
        const GgufFile layout(file("whole.gguf"));
        part.seekp(layout.findTensor("token_embd.weight")->bytes.data() - layout.tensors()[0].bytes.data() +
                   static_cast<std::ptrdiff_t>(layout.placeOf(layout.tensors()[0].bytes)->offset) + 17);
        part.put('\x5A').put('\xA5');
    }
    const QuantizeResult rest = quantize(in, file("out.gguf"), how);
    QVERIFY(bytesOf(file("out.gguf")) == whole);
    QVERIFY(std::any_of(rest.plan.tensors.begin(), rest.plan.tensors.end(), [](const auto& t) { return t.resumed; }));
    QVERIFY(!std::find_if(rest.plan.tensors.begin(), rest.plan.tensors.end(), [](const auto& t) {
                 return t.name == "token_embd.weight";
             })->resumed);
    for (const std::string& journal : {std::string("0 x\n1\n\n"), std::string(1000, 'f'), std::string("\0\xFF", 2)}) {
        fs::remove(file("out.gguf"));
        stopAfter(6, in, file("out.gguf"), how);
        std::ofstream(file("out.gguf.part.journal"), std::ios::app) << journal;
        quantize(in, file("out.gguf"), how);
        QVERIFY(bytesOf(file("out.gguf")) == whole);
    }
}

void QuantizeModelTest::anotherOrderBeginsAnew()
{
    auto builder = model();
    const fs::path in = written(builder);
    stopAfter(6, in, file("out.gguf"), options("Q4_K_M"));
    QCOMPARE(quantize(in, file("out.gguf"), options("Q4_K_S")).resumedBytes, 0U);
    fs::remove(file("out.gguf"));
    stopAfter(6, in, file("out.gguf"), options("Q4_K_M"));
    putFloat(builder, "token_embd.weight", 3, 0.5F); // another source under the same name
    written(builder);
    QCOMPARE(quantize(in, file("out.gguf"), options("Q4_K_M")).resumedBytes, 0U);
}

void QuantizeModelTest::aStopCanThrowAllAway()
{
    const fs::path in = written(model());
    QuantizeOptions how = options("Q4_K_M");
    how.keepPart = false;
    stopAfter(6, in, file("out.gguf"), how);
    QVERIFY(nothingLeft(file("out.gguf")));
}

void QuantizeModelTest::waitsWhilePaused()
{
    const fs::path in = written(model());
    std::atomic<bool> pause = false;
    std::size_t steps = 0;
    std::thread lifter;
    quantizeModel(in, file("out.gguf"), options("Q8_0"), {kGoOn, &pause}, [&](const QuantizeProgress& step) {
        if (step.finished && step.index == 2) {
            pause = true;
            lifter = std::thread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
                steps = 1; // what comes after saw it: the flag is set behind it
                pause = false;
            });
        }
        if (step.index == 4 && step.finished)
            QCOMPARE(steps, 1U);
    });
    lifter.join();
    QVERIFY(fs::exists(file("out.gguf")));
}

void QuantizeModelTest::foldersHaveNames()
{
    const fs::path folder = FETTLE_SOURCE_DIR "/tests/golden/families/llama/";
    quantize(folder, file("out.gguf"), options("Q8_0"));
    QCOMPARE(GgufFile(file("out.gguf")).string("fettle.parent.name").value(), "llama");
}

void QuantizeModelTest::discardsOnlyWhatNobodyMakes()
{
    const fs::path in = written(model());
    quantizeModel(in, file("out.gguf"), options("Q8_0"), {kGoOn}, [&](const QuantizeProgress& step) {
        if (step.finished && step.index == 2)
            discardPart(file("out.gguf"));
    });
    QVERIFY(fs::exists(file("out.gguf")));
    stopAfter(3, in, file("next.gguf"), options("Q8_0"));
    QVERIFY(fs::exists(file("next.gguf.part")));
    discardPart(file("next.gguf"));
    QVERIFY(nothingLeft(file("next.gguf")));
}

void QuantizeModelTest::aShorterSourceIsNoticed()
{
    const fs::path in = written(model());
    try {
        quantizeModel(in, file("out.gguf"), options("Q4_K_M"), {kGoOn}, [&](const QuantizeProgress& step) {
            if (step.finished && step.index == 3)
                fs::resize_file(in, 5000);
        });
        QFAIL("was written");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::BadFile);
        QVERIFY2(QString(error.what()).contains("was changed while it was being read"), error.what());
    }
    QVERIFY(nothingLeft(file("out.gguf")));
}

void QuantizeModelTest::aDeletedSourceIsReadToTheEnd()
{
    const fs::path in = written(model());
    quantize(in, file("whole.gguf"), options("Q4_K_M"));
    quantizeModel(in, file("out.gguf"), options("Q4_K_M"), {kGoOn}, [&](const QuantizeProgress& step) {
        if (step.finished && step.index == 3)
            fs::remove(in);
    });
    QVERIFY(bytesOf(file("out.gguf")) == bytesOf(file("whole.gguf")));
}

void QuantizeModelTest::aFullDiskIsOneSentence()
{
    const fs::path in = written(model());
    quantize(in, file("whole.gguf"), options("F16"));
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{100'000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    bool refused = false;
    try {
        quantize(in, file("out.gguf"), options("F16"));
    } catch (const Error& error) {
        refused = error.kind() == ErrorKind::NotWritten && QString(error.what()).contains("no space left");
    }
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(refused && !fs::exists(file("out.gguf")));
    quantize(in, file("out.gguf"), options("F16"));
    QVERIFY(bytesOf(file("out.gguf")) == bytesOf(file("whole.gguf")));
    QVERIFY_EXCEPTION_THROWN(quantize(in, file("no/such/folder/out.gguf"), options("F16")), Error);
    QVERIFY_EXCEPTION_THROWN(quantize(in, m_folder->path().toStdString(), options("F16")), Error);
}

void QuantizeModelTest::onlyOneAtATime()
{
    const fs::path in = written(model());
    bool refused = false;
    quantizeModel(in, file("out.gguf"), options("Q8_0"), {kGoOn}, [&](const QuantizeProgress& step) {
        if (!step.finished || step.index != 2)
            return;
        try {
            quantize(in, file("out.gguf"), options("Q4_K_M"));
        } catch (const Error& error) {
            refused = QString(error.what()).contains("by another program already");
        }
    });
    QVERIFY(refused);
    quantize(in, file("whole.gguf"), options("Q8_0"));
    QVERIFY(bytesOf(file("out.gguf")) == bytesOf(file("whole.gguf")));
}

void QuantizeModelTest::takesFoldersFromTheHub()
{
    const fs::path in = FETTLE_SOURCE_DIR "/tests/golden/families/llama";
    quantize(in, file("out.gguf"), options("Q8_0"));
    const auto loaded = support::load(QString::fromStdString(file("out.gguf").string()));
    QVERIFY(loaded != nullptr);
    QCOMPARE(fs::file_size(file("out.gguf")), planQuantize(in, options("Q8_0")).bytes);
}

void QuantizeModelTest::quantizedModelsOnlyWhenAllowed()
{
    const fs::path in = written(model());
    quantize(in, file("eight.gguf"), options("Q8_0"));
    try {
        quantize(file("eight.gguf"), file("out.gguf"), options("Q4_K_M"));
        QFAIL("was written");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("is Q8_0 already"), error.what());
    }
    quantize(file("eight.gguf"), file("same.gguf"), options("Q8_0")); // nothing is quantized again
    QuantizeOptions how = options("Q4_K_M");
    how.allowRequantize = true;
    quantize(file("eight.gguf"), file("out.gguf"), how);
    const GgufFile out(file("out.gguf"));
    QVERIFY(out.findTensor("blk.0.ffn_up.weight")->type == engine::files::TensorType::Q4_K);
    QCOMPARE(out.string("fettle.parent.name").value(), "eight.gguf");
}

QTEST_APPLESS_MAIN(QuantizeModelTest)
#include "tst_quantize_model.moc"
