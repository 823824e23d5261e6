// SPDX-License-Identifier: GPL-3.0-or-later
// Importance matrices: what is written is read back, both of llama.cpp's formats are understood, and damaged files end
// in a sentence.
#include "engine/error.h"
#include "engine/tune/importance.h"
#include "tests/support/gguf_builder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <limits>

using engine::tune::ImportanceMatrix;
using support::Bytes;

class ImportanceTest : public QObject
{
    Q_OBJECT

private slots:
    void comesBack();
    void readsTheOlderFormat();
    void readsTheOlderFormatWithoutItsEnd();
    void expertsThatSawNothingCountAsOne();
    void refusesDamage_data();
    void refusesDamage();
    void refusesEveryCut();
    void refusesToWriteNothing();

private:
    std::filesystem::path file(const char* name) const { return m_folder.filePath(name).toStdString(); }
    std::filesystem::path written(const std::string& bytes) const
    {
        const auto path = file("given");
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    QTemporaryDir m_folder;
};

namespace
{

ImportanceMatrix sample()
{
    ImportanceMatrix matrix;
    matrix.tensors["blk.0.attn_q.weight"] = {{1.5F, 0, 1e-20F, 3e20F}, {512}};
    matrix.tensors["blk.0.ffn_down_exps.weight"] = {{1, 2, 0, 0, 5, 6}, {7, 0, 900}};
    matrix.datasets = {"one.txt", "zwei.txt"};
    matrix.chunks = 12;
    matrix.chunkTokens = 512;
    return matrix;
}

Bytes olderEntry(const std::string& name, std::int32_t windows, const std::vector<float>& values)
{
    Bytes out;
    out.number(static_cast<std::int32_t>(name.size())).raw(name).number(windows);
    out.number(static_cast<std::int32_t>(values.size()));
    for (const float value : values)
        out.number(value);
    return out;
}

std::string older()
{
    Bytes out;
    out.number<std::int32_t>(2).raw(olderEntry("blk.0.attn_q.weight", 4, {4, 8}).data());
    out.raw(olderEntry("output.weight", 2, {1, 3, 5}).data());
    out.number<std::int32_t>(4).number<std::int32_t>(8).raw("text.txt");
    return out.data();
}

support::GgufBuilder gguf()
{
    support::GgufBuilder out;
    out.string("general.type", "imatrix").strings("imatrix.datasets", {"t"});
    out.u32("imatrix.chunk_count", 1).u32("imatrix.chunk_size", 512);
    out.tensors.push_back({"a.weight.in_sum2", {4}, 0, Bytes().number(1.F).number(2.F).number(3.F).number(4.F).data()});
    out.tensors.push_back({"a.weight.counts", {1}, 0, Bytes().number(2.F).data()});
    return out;
}

} // namespace

void ImportanceTest::comesBack()
{
    const ImportanceMatrix matrix = sample();
    engine::tune::writeImportance(matrix, file("a.gguf"));
    const ImportanceMatrix back = engine::tune::readImportance(file("a.gguf"));
    QCOMPARE(back.tensors.size(), matrix.tensors.size());
    for (const auto& [name, entry] : matrix.tensors) {
        QCOMPARE(back.tensors.at(name).sums, entry.sums);
        QCOMPARE(back.tensors.at(name).counts, entry.counts);
    }
    QCOMPARE(back.datasets, matrix.datasets);
    QCOMPARE(back.chunks, matrix.chunks);
    QCOMPARE(back.chunkTokens, matrix.chunkTokens);
}

void ImportanceTest::readsTheOlderFormat()
{
    const ImportanceMatrix matrix = engine::tune::readImportance(written(older()));
    QCOMPARE(matrix.tensors.at("blk.0.attn_q.weight").meanSquares(), (std::vector<float>{1, 2}));
    QCOMPARE(matrix.tensors.at("output.weight").meanSquares(), (std::vector<float>{0.5F, 1.5F, 2.5F}));
    QCOMPARE(matrix.datasets, std::vector<std::string>{"text.txt"});
    QCOMPARE(matrix.chunks, 4);
    QCOMPARE(matrix.chunkTokens, 0);
}

void ImportanceTest::readsTheOlderFormatWithoutItsEnd()
{
    const std::string bytes = older();
    const ImportanceMatrix matrix = engine::tune::readImportance(written(bytes.substr(0, bytes.size() - 16)));
    QCOMPARE(matrix.tensors.size(), 2U);
    QVERIFY(matrix.datasets.empty());
}

void ImportanceTest::expertsThatSawNothingCountAsOne()
{
    const auto means = sample().tensors.at("blk.0.ffn_down_exps.weight").meanSquares();
    QCOMPARE(means, (std::vector<float>{1 / 7.F, 2 / 7.F, 1, 1, 5 / 900.F, 6 / 900.F}));
}

void ImportanceTest::refusesDamage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto add = [](const char* name, const std::string& bytes, const char* says) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << says;
    };
    auto file = gguf();
    file.string("general.type", "model");
    add("another kind of GGUF", file.bytes(), "not an importance matrix");
    file = gguf();
    file.tensors.pop_back();
    add("no counts", file.bytes(), "without its counts");
    file = gguf();
    file.tensors.clear();
    add("nothing in it", file.bytes(), "no importance");
    file = gguf();
    file.tensors[1] = {"a.weight.counts", {3}, 0, Bytes().number(1.F).number(1.F).number(1.F).data()};
    add("sizes that do not divide", file.bytes(), "4 values in rows of 4 for 3 counts");
    file = gguf();
    file.tensors[1] = {"a.weight.counts", {2}, 0, Bytes().number(1.F).number(1.F).data()};
    add("half a row for each count", file.bytes(), "4 values in rows of 4 for 2 counts");
    file = gguf();
    file.tensors[0].shape = {2, 2};
    add("a count for two rows", file.bytes(), "4 values in rows of 2 for 1 counts");
    file = gguf();
    file.tensors.erase(file.tensors.begin());
    add("no values", file.bytes(), "counts without values");
    file = gguf();
    file.tensors.push_back(file.tensors[0]);
    add("a tensor twice", file.bytes(), "appears twice");
    file = gguf();
    file.tensors[1].data = Bytes().number(0.F).data();
    add("no token", file.bytes(), "no token was seen");
    file = gguf();
    file.tensors[1].data = Bytes().number(1.5F).data();
    add("half a token", file.bytes(), "no whole number");
    file = gguf();
    file.tensors[1].data = Bytes().number(std::numeric_limits<float>::quiet_NaN()).data();
    add("a count that is no number", file.bytes(), "counts that are negative or no numbers");
    file = gguf();
    file.tensors[0].shape = {2, 2};
    file.tensors[1] = {"a.weight.counts", {1, 2}, 0, Bytes().number(3.F).number(0.F).data()};
    add("values of an expert that saw nothing", file.bytes(), "values where its counts say that no token was seen");
    file = gguf();
    file.tensors[0].data.replace(12, 4, Bytes().number(std::numeric_limits<float>::infinity()).data());
    add("endless", file.bytes(), "negative or no numbers");
    file = gguf();
    file.i32("imatrix.chunk_count", -1);
    add("chunks below 0", file.bytes(), "\"imatrix.chunk_count\" says -1, which cannot be");
    file = gguf();
    file.u64("imatrix.chunk_size", std::uint64_t{1} << 40);
    add("chunks of a trillion", file.bytes(), "\"imatrix.chunk_size\" says 1099511627776, which cannot be");
    file = gguf();
    for (auto& tensor : file.tensors)
        tensor.name.replace(0, 1, std::string("a\0b", 3));
    file.tensors.pop_back();
    add("a name that would cut the sentence", file.bytes(),
        "the importance of \"a\xE2\x90\x80"
        "b.weight\" comes without");
    file = gguf();
    file.tensors[1].data = Bytes().number(-1.F).data();
    add("a negative count", file.bytes(), "counts that are negative");
    file = gguf();
    file.tensors[1].data = Bytes().number(std::numeric_limits<float>::infinity()).data();
    add("an endless count", file.bytes(), "counts that are negative or no numbers");
    file = gguf();
    file.tensors[0].data.replace(4, 4, Bytes().number(std::numeric_limits<float>::quiet_NaN()).data());
    add("not a number", file.bytes(), "negative or no numbers");
    file = gguf();
    file.tensors[0] = {"a.weight.in_sum2", {2}, 26, std::string(8, 'x')};
    add("another type", file.bytes(), "not as F32");
    add("older: a name of a gigabyte", Bytes().number<std::int32_t>(1).number<std::int32_t>(1 << 30).data(), "name is");
    add("older: a negative number of values",
        Bytes()
            .number<std::int32_t>(1)
            .number<std::int32_t>(1)
            .raw("a")
            .number<std::int32_t>(1)
            .number<std::int32_t>(-5)
            .data(),
        "no values");
    add("older: more values than bytes",
        Bytes()
            .number<std::int32_t>(1)
            .number<std::int32_t>(1)
            .raw("a")
            .number<std::int32_t>(1)
            .number<std::int32_t>(1 << 30)
            .data(),
        "truncated");
    add("older: no entries", Bytes().number<std::int32_t>(0).data(), "no importance");
    const auto one = [](const std::string& entry) { return Bytes().number<std::int32_t>(1).raw(entry).data(); };
    add("older: no windows", one(olderEntry("a", 0, {1}).data()), "\"a\" says that it was seen in 0 windows");
    add("older: windows below 0", one(olderEntry("a", -3, {1}).data()), "\"a\" says that it was seen in -3 windows");
    add("older: not a number", one(olderEntry("a", 1, {std::numeric_limits<float>::quiet_NaN()}).data()), "no numbers");
    add("older: a tensor twice",
        Bytes().number<std::int32_t>(2).raw(olderEntry("a", 1, {1}).data()).raw(olderEntry("a", 1, {1}).data()).data(),
        "\"a\" appears twice");
    add("older: entries below 0", Bytes().number<std::int32_t>(-1).data(), "-1 entries");
    add("older: more entries than there are",
        Bytes().number<std::int32_t>(2).raw(olderEntry("a", 1, {1}).data()).data(), "truncated");
    add("older: fewer entries than there are", Bytes().number<std::int32_t>(1).raw(older().substr(4)).data(), "offset");
    add("older: all windows below 0", one(Bytes().raw(olderEntry("a", 1, {1}).data()).number<std::int32_t>(-2).data()),
        "-2 windows were read");
    add("older: bytes behind the end", older() + "x", "1 bytes follow behind the end");
    add("older: a text's name of -1 bytes",
        one(Bytes().raw(olderEntry("a", 1, {1}).data()).number<std::int32_t>(1).number<std::int32_t>(-1).data()),
        "the text's name is -1 bytes long");
    add("older: negative values", Bytes().number<std::int32_t>(1).raw(olderEntry("a", 1, {-1}).data()).data(),
        "negative");
    add("words", "this is a text and no matrix", "this is no importance matrix");
}

void ImportanceTest::refusesDamage()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    try {
        engine::tune::readImportance(written(bytes.toStdString()));
        QFAIL("was read");
    } catch (const engine::Error& error) {
        QCOMPARE(error.kind(), engine::ErrorKind::BadFile);
        QVERIFY2(QString(error.what()).contains(says), error.what());
    }
}

void ImportanceTest::refusesEveryCut()
{
    for (const std::string& whole : {older(), gguf().bytes()})
        for (std::size_t length = 1; length < whole.size(); ++length)
            try {
                engine::tune::readImportance(written(whole.substr(0, length)));
                QVERIFY(whole == older()); // older writers end before the number of windows, or before the text's name
                QVERIFY(length == whole.size() - 16 || length == whole.size() - 12);
            } catch (const engine::Error& error) {
                QCOMPARE(error.kind(), engine::ErrorKind::BadFile);
            }
}

void ImportanceTest::refusesToWriteNothing()
{
    QVERIFY_EXCEPTION_THROWN(engine::tune::writeImportance({}, file("empty.gguf")), engine::Error);
    ImportanceMatrix matrix = sample();
    matrix.tensors[std::string(60, 'n')] = {{1}, {1}};
    QVERIFY_EXCEPTION_THROWN(engine::tune::writeImportance(matrix, file("long.gguf")), engine::Error);
    QVERIFY(!std::filesystem::exists(file("empty.gguf")) && !std::filesystem::exists(file("long.gguf")));
}

QTEST_APPLESS_MAIN(ImportanceTest)
#include "tst_importance.moc"
