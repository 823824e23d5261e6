// SPDX-License-Identifier: GPL-3.0-or-later
// The job: files of the size that was foretold (and that llama.cpp's quantize gives, tests/golden/presets.json), the
// same bytes however it was run or interrupted, and a sentence for everything that can go wrong.
#include "engine/error.h"
#include "engine/files/digest.h"
#include "engine/files/gguf.h"
#include "engine/tune/importance.h"
#include "engine/tune/part_journal.h"
#include "engine/tune/quantize_model.h"
#include "kernels/quantize.h"
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
namespace fs = std::filesystem;

namespace
{

const std::atomic<bool> kGoOn = false;

QuantizeOptions options(const char* preset)
{
    QuantizeOptions made;
    made.types.preset = findPreset(preset);
    return made;
}

std::string bytesOf(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A small llama with weights that differ, in F32; `experts` matrices in its ffn_down.
support::GgufBuilder model(int experts = 1)
{
    support::GgufBuilder builder;
    builder.string("general.architecture", "llama").u32("llama.block_count", 2).u32("llama.attention.head_count", 4);
    std::mt19937 generator(9);
    std::normal_distribution<float> normal(0, 0.02F);
    const auto add = [&](const std::string& name, std::vector<std::uint64_t> shape) {
        support::Bytes data;
        std::uint64_t count = 1;
        for (const std::uint64_t size : shape)
            count *= size;
        for (std::uint64_t i = 0; i < count; ++i)
            data.number(normal(generator));
        builder.tensors.push_back({name, std::move(shape), 0, data.data()});
    };
    add("token_embd.weight", {256, 40});
    add("output_norm.weight", {256});
    for (const std::string block : {"blk.0.", "blk.1."}) {
        add(block + "attn_v.weight", {256, 64});
        add(block + "attn_norm.weight", {256});
        add(block + "ffn_up.weight", {256, 512});
        if (experts > 1)
            add(block + "ffn_down_exps.weight", {512, 256, static_cast<std::uint64_t>(experts)});
        else
            add(block + "ffn_down.weight", {512, 256});
    }
    return builder;
}

void putFloat(support::GgufBuilder& builder, const char* tensor, std::size_t index, float value)
{
    std::memcpy(builder.tensor(tensor).data.data() + index * 4, &value, 4);
}

} // namespace

class QuantizeModelTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void sizesAreLlamaQuantizes_data();
    void sizesAreLlamaQuantizes();
    void theSameBytesForAnyNumberOfThreads();
    void everyRowIsQuantizedWithItsImportance();
    void saysWhereItCameFrom();
    void goesOnAfterAStop();
    void goesOnAfterAKill();
    void believesNoDamagedPart();
    void anotherOrderBeginsAnew();
    void aStopCanThrowAllAway();
    void waitsWhilePaused();
    void refuses_data();
    void refuses();
    void refusesToOverwriteItsSource();
    void refusesWhatIsNoNewFile();
    void followsNoLinks();
    void keepsWhatItReads();
    void aMistypedRuleIsSaid();
    void rowsOfCopiesAreNamed();
    void foldersHaveNames();
    void discardsOnlyWhatNobodyMakes();
    void refusesImportanceThatDoesNotFit();
    void needsImportanceForTheSmallest();
    void aShorterSourceIsNoticed();
    void aDeletedSourceIsReadToTheEnd();
    void aFullDiskIsOneSentence();
    void onlyOneAtATime();
    void takesFoldersFromTheHub();
    void quantizedModelsOnlyWhenAllowed();

private:
    fs::path file(const char* name) const { return m_folder->filePath(name).toStdString(); }
    fs::path written(const support::GgufBuilder& builder, const char* name = "in.gguf") const
    {
        std::ofstream(file(name), std::ios::binary) << builder.bytes();
        return file(name);
    }
    QuantizeResult quantize(const fs::path& in, const fs::path& out, const QuantizeOptions& how) const
    {
        return quantizeModel(in, out, how, {kGoOn});
    }
    bool nothingLeft(const fs::path& out) const
    {
        return !fs::exists(out) && !fs::exists(out.string() + ".part") && !fs::exists(out.string() + ".part.journal");
    }
    // Stops when `finished` tensors are whole.
    void stopAfter(std::size_t finished, const fs::path& in, const fs::path& out, const QuantizeOptions& how) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void QuantizeModelTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

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
        entry.sums.push_back(static_cast<float>(1 + (i * 37) % 100));
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

void QuantizeModelTest::refuses_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<QString>("says");
    QTest::newRow("not a number") << 0 << "\"blk.1.ffn_up.weight\" has values that are no numbers, the first in row 3";
    QTest::newRow("infinite") << 1 << "\"blk.1.ffn_up.weight\" has values that are no numbers, the first in row 511";
    QTest::newRow("not a number in what is copied") << 2 << "\"output_norm.weight\" has values that are no numbers";
    QTest::newRow("too large") << 3 << "\"blk.0.attn_v.weight\" has values that are too large for Q5_K";
    QTest::newRow("a type that nobody reads") << 4 << "\"blk.0.attn_v.weight\" of";
    QTest::newRow("truncated") << 5 << "truncated";
    QTest::newRow("no tensors") << 6 << "has no tensors";
}

void QuantizeModelTest::refuses()
{
    QFETCH(int, what);
    QFETCH(QString, says);
    auto builder = model();
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
    if (what == 0)
        putFloat(builder, "blk.1.ffn_up.weight", 3 * 256 + 7, kNan);
    else if (what == 1)
        putFloat(builder, "blk.1.ffn_up.weight", 512 * 256 - 1, -std::numeric_limits<float>::infinity());
    else if (what == 2)
        putFloat(builder, "output_norm.weight", 255, kNan);
    else if (what == 3)
        putFloat(builder, "blk.0.attn_v.weight", 12, 3e38F);
    else if (what == 4)
        builder.tensor("blk.0.attn_v.weight").type = 26; // I32
    else if (what == 6)
        builder.tensors.clear();
    const fs::path in = written(builder);
    if (what == 5)
        fs::resize_file(in, fs::file_size(in) - 100);
    try {
        quantize(in, file("out.gguf"), options("Q4_K_S"));
        QFAIL("was written");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains(says), error.what());
    }
    QVERIFY(nothingLeft(file("out.gguf")));
}

void QuantizeModelTest::refusesToOverwriteItsSource()
{
    const fs::path in = written(model());
    const std::string before = bytesOf(in);
    fs::create_hard_link(in, file("link.gguf"));
    fs::create_symlink(in, file("symbolic.gguf"));
    fs::rename(in, file("source.part"));
    fs::create_hard_link(file("source.part"), file("out.part.journal"));
    for (const char* out : {"source.part", "link.gguf", "source", "out"})
        QVERIFY_EXCEPTION_THROWN(quantize(file("source.part"), file(out), options("Q8_0")), Error);
    QVERIFY(bytesOf(file("source.part")) == before);
}

// A rename would replace a device or a pipe as well: /dev/null, for somebody who may.
void QuantizeModelTest::refusesWhatIsNoNewFile()
{
    const fs::path in = written(model());
    QCOMPARE(::mkfifo(file("pipe").c_str(), 0600), 0);
    fs::create_directory(file("folder"));
    for (const auto& [out, says] : {std::pair(file("pipe"), "device or a pipe"),
                                    {file("folder"), "Is a directory"},
                                    {file("folder") / "", "Is a directory"},
                                    {fs::path(), "has no name"}})
        try {
            quantize(in, out, options("Q8_0"));
            QFAIL("was written");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::NotWritten);
            QVERIFY2(QString(error.what()).contains(says), error.what());
        }
    QVERIFY(fs::is_fifo(file("pipe")));
    QCOMPARE(std::distance(fs::directory_iterator(m_folder->path().toStdString()), fs::directory_iterator()), 3);
}

// Somebody else may have put a link where the part or its journal goes, for instance in /tmp.
void QuantizeModelTest::followsNoLinks()
{
    const fs::path in = written(model());
    std::ofstream(file("precious")) << "not yours";
    for (const char* end : {".part", ".part.journal"}) {
        fs::create_symlink(file("precious"), file("out.gguf").string() + end);
        QVERIFY_EXCEPTION_THROWN(quantize(in, file("out.gguf"), options("Q8_0")), Error);
        fs::remove(file("out.gguf").string() + end);
        QCOMPARE(bytesOf(file("precious")), "not yours");
        QVERIFY(nothingLeft(file("out.gguf")));
    }
    fs::create_symlink(file("precious"), file("matrix.gguf.part"));
    ImportanceMatrix matrix;
    matrix.tensors["blk.0.ffn_up.weight"] = {std::vector<float>(256, 1.0F), {1}};
    QVERIFY_EXCEPTION_THROWN(writeImportance(matrix, file("matrix.gguf")), Error);
    QCOMPARE(bytesOf(file("precious")), "not yours");
}

void QuantizeModelTest::keepsWhatItReads()
{
    const fs::path in = written(model());
    ImportanceMatrix matrix;
    matrix.tensors["blk.0.ffn_up.weight"] = {std::vector<float>(256, 1.0F), {1}};
    writeImportance(matrix, file("imatrix.gguf"));
    const std::string before = bytesOf(file("imatrix.gguf"));
    QuantizeOptions how = options("Q8_0");
    how.importance = file("imatrix.gguf");
    QVERIFY_EXCEPTION_THROWN(quantize(in, file("imatrix.gguf"), how), Error);
    QVERIFY(bytesOf(file("imatrix.gguf")) == before);
}

void QuantizeModelTest::aMistypedRuleIsSaid()
{
    const fs::path in = written(model());
    const auto refused = [&](const char* preset, const std::string& pattern) {
        QuantizeOptions how = options(preset);
        how.types.rules = {{"ffn_up", engine::files::TensorType::Q6_K}, {pattern, engine::files::TensorType::Q8_0}};
        try {
            planQuantize(in, how);
            return QString();
        } catch (const Error& error) {
            return QString(error.what());
        }
    };
    QVERIFY(refused("Q4_K_M", "ffn_dwn").contains("\"ffn_dwn\" finds no matrix"));
    QVERIFY(refused("Q4_K_M", "attn_norm").contains("finds no matrix")); // norms stay as they are
    QVERIFY(refused("F16", "ffn_down").contains("would have no effect"));
    QCOMPARE(refused("Q4_K_M", "ffn"), QString()); // also where another rule comes first
}

void QuantizeModelTest::rowsOfCopiesAreNamed()
{
    auto builder = model();
    putFloat(builder, "blk.1.ffn_up.weight", 3 * 256 + 7, std::numeric_limits<float>::quiet_NaN());
    try {
        quantize(written(builder), file("out.gguf"), options("F32"));
        QFAIL("was written");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("the first in row 3."), error.what());
    }
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

void QuantizeModelTest::refusesImportanceThatDoesNotFit()
{
    const fs::path in = written(model());
    ImportanceMatrix matrix;
    matrix.tensors["blk.0.ffn_up.weight"] = {std::vector<float>(128, 1.0F), {1}};
    writeImportance(matrix, file("imatrix.gguf"));
    QuantizeOptions how = options("Q4_K_S");
    how.importance = file("imatrix.gguf");
    try {
        quantize(in, file("out.gguf"), how);
        QFAIL("was written");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("128 values for \"blk.0.ffn_up.weight\", not 256"), error.what());
    }
    how.importance = in; // a model
    QVERIFY_EXCEPTION_THROWN(quantize(in, file("out.gguf"), how), Error);
    how.importance = file("absent");
    QVERIFY_EXCEPTION_THROWN(quantize(in, file("out.gguf"), how), Error);
}

void QuantizeModelTest::needsImportanceForTheSmallest()
{
    const fs::path in = written(model());
    try {
        planQuantize(in, options("Q2_K_S"));
        QFAIL("was planned");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("without an importance matrix"), error.what());
    }
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
