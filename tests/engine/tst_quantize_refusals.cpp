// SPDX-License-Identifier: GPL-3.0-or-later
// What the job does not do, and the sentence that says so; no file is lost by it.
#include "engine/error.h"
#include "engine/tune/choose_types.h"
#include "engine/tune/importance.h"
#include "engine/tune/source_reader.h"
#include "kernels/quantize.h"
#include "tests/engine/quantize_case.h"
#include "tests/support/models.h"

#include <csignal>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

using engine::Error;
using engine::ErrorKind;
using engine::files::GgufFile;
using namespace engine::tune;
using namespace support;
namespace fs = std::filesystem;

namespace
{

constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();

} // namespace

class QuantizeRefusalsTest : public QuantizeCase
{
    Q_OBJECT

private slots:
    void init() { beginTest(); }
    void refuses_data();
    void refuses();
    void refusesToOverwriteItsSource();
    void refusesWhatIsNoNewFile();
    void followsNoLinks();
    void keepsWhatItReads();
    void aMistypedRuleIsSaid();
    void namesAreSaidToTheirEnd();
    void aReplacedSourceIsNotRead();
    void rowsOfCopiesAreNamed();
    void refusesImportanceThatDoesNotFit();
    void needsImportanceForTheSmallest();
};

void QuantizeRefusalsTest::refuses_data()
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

void QuantizeRefusalsTest::refuses()
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

void QuantizeRefusalsTest::refusesToOverwriteItsSource()
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
void QuantizeRefusalsTest::refusesWhatIsNoNewFile()
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
void QuantizeRefusalsTest::followsNoLinks()
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

void QuantizeRefusalsTest::keepsWhatItReads()
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

void QuantizeRefusalsTest::aMistypedRuleIsSaid()
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

// What a sentence is made of may hold a NUL, and what comes behind it is still said.
void QuantizeRefusalsTest::namesAreSaidToTheirEnd()
{
    auto builder = model();
    builder.tensor("blk.1.ffn_up.weight").name = std::string("blk.1.\0ffn_up.weight", 20);
    for (auto& tensor : builder.tensors)
        if (tensor.name.find('\0') != std::string::npos)
            std::memcpy(tensor.data.data(), &kNotANumber, sizeof kNotANumber);
    try {
        quantize(written(builder), file("out.gguf"), options("Q4_K_S"));
        QFAIL("was written");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what())
                     .startsWith(
                         "The tensor \"blk.1.\u2400ffn_up.weight\" has values that are no numbers, the first in row "),
                 error.what());
    }
    try {
        static_cast<void>(GgufFile(std::as_bytes(std::span("GGU\0", 4)), std::string("a\0b", 3)));
        QFAIL("was read");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).startsWith(QString::fromUtf8("a\u2400b is not a GGUF file")), error.what());
    }
}

// Places of tensors are those of the file that was opened: another one under its name is not read by them.
void QuantizeRefusalsTest::aReplacedSourceIsNotRead()
{
    const fs::path in = written(model());
    const auto refusal = [](const GgufFile& opened) {
        try {
            const SourceReader reader(opened);
            return QString();
        } catch (const Error& error) {
            return error.kind() == ErrorKind::BadFile ? QString(error.what()) : QString("another kind");
        }
    };
    const GgufFile opened(in);
    QCOMPARE(refusal(opened), QString());
    fs::copy_file(in, file("other.gguf"));
    fs::rename(file("other.gguf"), in); // the same bytes, but who knows that
    QVERIFY(refusal(opened).contains("was changed while it was being read"));
    const GgufFile again(in);
    std::ofstream(in, std::ios::app) << "more"; // nor one that somebody wrote to
    QVERIFY(refusal(again).contains("was changed while it was being read"));
}

void QuantizeRefusalsTest::rowsOfCopiesAreNamed()
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

void QuantizeRefusalsTest::refusesImportanceThatDoesNotFit()
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
    const auto refusal = [&](const fs::path& source, const ImportanceMatrix& of) {
        writeImportance(of, file("imatrix.gguf"));
        try {
            quantize(source, file("out.gguf"), how);
            return QString();
        } catch (const Error& error) {
            return QString(error.what());
        }
    };
    ImportanceMatrix other; // all values are there, but those of two matrices
    other.tensors["blk.0.ffn_up.weight"] = {std::vector<float>(256, 1.0F), {1, 3}};
    QVERIFY(refusal(in, other).contains("it has 2 counts for \"blk.0.ffn_up.weight\", not 1."));
    ImportanceMatrix stranger;
    stranger.tensors["blk.7.ffn_up.weight"] = {std::vector<float>(256, 1.0F), {1}};
    QVERIFY(refusal(in, stranger).contains("it has nothing for any of its tensors"));
    auto deep = model(); // values for one of four matrices
    deep.tensor("blk.0.ffn_up.weight").shape = {256, 128, 1, 4};
    ImportanceMatrix flat;
    flat.tensors["blk.0.ffn_up.weight"] = {std::vector<float>(256, 1.0F), {1}};
    QVERIFY(refusal(written(deep, "deep.gguf"), flat).contains("256 values for \"blk.0.ffn_up.weight\", not 1024"));
    QVERIFY(nothingLeft(file("out.gguf")));
    how.importance = in; // a model
    QVERIFY_EXCEPTION_THROWN(quantize(in, file("out.gguf"), how), Error);
    how.importance = file("absent");
    QVERIFY_EXCEPTION_THROWN(quantize(in, file("out.gguf"), how), Error);
}

void QuantizeRefusalsTest::needsImportanceForTheSmallest()
{
    const fs::path in = written(model());
    try {
        planQuantize(in, options("Q2_K_S"));
        QFAIL("was planned");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("without an importance matrix"), error.what());
    }
}

QTEST_APPLESS_MAIN(QuantizeRefusalsTest)
#include "tst_quantize_refusals.moc"
