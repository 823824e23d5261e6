// SPDX-License-Identifier: GPL-3.0-or-later
// Tensors that no layer of the model reads, with names and shapes that only look as if: jobs carry them over and do not
// fall over them.
#include "engine/error.h"
#include "engine/files/gguf_writer.h"
#include "engine/tune/block_name.h"
#include "engine/tune/cut_model.h"
#include "engine/tune/fit.h"
#include "engine/tune/prune_model.h"
#include "tests/support/models.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

using namespace engine::tune;
using engine::files::GgufContent;
using engine::files::GgufFile;
using engine::files::TensorType;
namespace fs = std::filesystem;

namespace
{

const std::atomic<bool> kGoOn = false;

const std::map<std::string, std::vector<std::uint64_t>>& strangers() // names, and shapes in F16
{
    static const std::map<std::string, std::vector<std::uint64_t>> all{
        {"blk.99.ffn_down.weight", {768, 256}}, // of a layer that the model has not
        {"blk.99.attn_q.weight", {256, 256}},
        {"blk.-1.ffn_up.weight", {256, 768}},
        {"blk.00.ffn_up.weight", {256, 768}},
        {"blk.99999999999.attn_k.weight", {256, 256}},
        {"blk.0.ffn_up", {256}},
        {"blk.0.ffn_up.scale", {768}},
        {"blk.1.ffn_gate.input.weight", {256, 768}},
        {"blk.1.attn_q.scale", {3, 5, 7}},
        {"blk.", {256, 4}},
        {"blk..ffn_up.weight", {256, 768}},
    };
    return all;
}

std::string corpus()
{
    std::ifstream in(FETTLE_SOURCE_DIR "/resources/starter/corpus/quantize.txt", std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}.substr(0, 6000);
}

} // namespace

class StrangeTensorsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const GgufFile starter(support::starterPath().toStdString());
        GgufContent content = GgufContent::copyOf(starter);
        for (const auto& [name, shape] : strangers())
            content.add({name, TensorType::F16, shape, {}, [shape = shape] {
                             std::uint64_t values = 1;
                             for (const std::uint64_t size : shape)
                                 values *= size;
                             return std::vector<std::byte>(2 * values, std::byte{0x2A}); // some 0.05
                         }});
        engine::files::writeGguf(content, source(), kGoOn);
    }

    void namesOfBlocks()
    {
        QCOMPARE(blockName("blk.12.ffn_up.weight")->layer, 12);
        QCOMPARE(blockName("blk.12.ffn_up.weight")->part, "ffn_up.weight");
        QCOMPARE(blockName("blk.0.")->part, "");
        for (const char* name : {"", "blk", "blk.", "blk.1", "blk..x", "blk.-1.x", "blk.+1.x", "blk.01.x", "blk. 1.x",
                                 "blk.1x.y", "blk.99999999999.x", "xblk.1.x", "output.weight"})
            QVERIFY2(!blockName(name), name);
    }

    void pruned_data()
    {
        QTest::addColumn<int>("method");
        QTest::addColumn<bool>("owl");
        QTest::newRow("magnitude") << static_cast<int>(PruneMethod::Magnitude) << false;
        QTest::newRow("wanda") << static_cast<int>(PruneMethod::Wanda) << false;
        QTest::newRow("by outliers") << static_cast<int>(PruneMethod::Wanda) << true;
    }
    void pruned()
    {
        QFETCH(int, method);
        QFETCH(bool, owl);
        PruneOptions options;
        options.method = static_cast<PruneMethod>(method);
        options.outliers.use = owl;
        options.text = corpus();
        options.window = 64;
        options.windows = 2;
        options.threads = 2;
        pruneModel(source(), path("out.gguf"), options, kGoOn);
        carriedOver({"blk.1.ffn_gate.input.weight"}); // a matrix of a layer: pruned as others that no text reaches
    }

    void cut_data()
    {
        QTest::addColumn<int>("part");
        QTest::newRow("neurons") << static_cast<int>(Part::Neurons);
        QTest::newRow("heads") << static_cast<int>(Part::Heads);
    }
    void cut()
    {
        QFETCH(int, part);
        CutOptions options;
        options.part = static_cast<Part>(part);
        options.share = 0.5;
        options.count = 1;
        options.text = corpus();
        options.window = 64;
        options.windows = 2;
        options.threads = 2;
        cutModel(source(), path("out.gguf"), options, kGoOn);
        carriedOver({});
        QCOMPARE(planCut(source(), path("out.gguf"), options).bytes, fs::file_size(path("out.gguf")));
    }

    void layersRemoved()
    {
        CutOptions options;
        options.count = 2;
        options.method = LayerMethod::Influence;
        options.text = corpus();
        options.window = 64;
        options.windows = 2;
        options.threads = 2;
        cutModel(source(), path("out.gguf"), options, kGoOn);
        QVERIFY(support::load(QString::fromStdString(path("out.gguf").string())) != nullptr);
    }

    // A damaged model is not made into another one, wherever the damage lies.
    void whatIsNoNumberIsNotWritten_data()
    {
        QTest::addColumn<QString>("tensor");
        QTest::addColumn<int>("row");
        QTest::newRow("a matrix that is pruned") << "blk.1.ffn_up.weight" << 5;
        QTest::newRow("a norm, which is copied") << "blk.1.ffn_norm.weight" << 0;
        QTest::newRow("the embedding, which is copied") << "token_embd.weight" << 4000;
    }
    void whatIsNoNumberIsNotWritten()
    {
        QFETCH(QString, tensor);
        QFETCH(int, row);
        const GgufFile starter(support::starterPath().toStdString());
        GgufContent content = GgufContent::copyOf(starter);
        for (auto& one : content.tensors())
            if (one.name == tensor.toStdString())
                one.make = [&starter, name = one.name, row] {
                    const auto* found = starter.findTensor(name);
                    std::vector<std::byte> bytes(found->bytes.begin(), found->bytes.end());
                    const std::size_t rowBytes = bytes.size() / (found->elements() / found->shape[0]);
                    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * rowBytes),
                                4, std::byte{0xFF}); // not a number, of 16 bits and of 32
                    return bytes;
                };
        engine::files::writeGguf(content, path("damaged.gguf"), kGoOn);
        PruneOptions options;
        options.method = PruneMethod::Magnitude;
        options.threads = 2;
        try {
            pruneModel(path("damaged.gguf"), path("none.gguf"), options, kGoOn);
            QFAIL("was written");
        } catch (const engine::Error& error) {
            const QString says = QString("The tensor \"%1\" has values that are no numbers, the first in row %2.");
            QVERIFY2(QString(error.what()).startsWith(says.arg(tensor).arg(row)), error.what());
        }
        QVERIFY(!fs::exists(path("none.gguf")) && !fs::exists(path("none.gguf.part")));
    }

    // The correction of what goes may be more than F16 holds.
    void whatGrowsTooLargeIsNotWritten()
    {
        const GgufFile starter(support::starterPath().toStdString());
        GgufContent content = GgufContent::copyOf(starter);
        for (auto& one : content.tensors())
            if (one.name == "blk.0.ffn_down.weight")
                one.make = [] { // all at the end of F16
                    std::vector<std::byte> bytes(2 * 768 * 256);
                    for (std::size_t i = 0; i < bytes.size(); i += 2) {
                        bytes[i] = std::byte{0xFF};
                        bytes[i + 1] = std::byte{0x7B};
                    }
                    return bytes;
                };
        engine::files::writeGguf(content, path("large.gguf"), kGoOn);
        PruneOptions options;
        options.method = PruneMethod::SparseGpt;
        options.text = corpus();
        options.window = 64;
        options.threads = 2;
        try {
            pruneModel(path("large.gguf"), path("none.gguf"), options, kGoOn);
            QFAIL("was written");
        } catch (const engine::Error& error) {
            QVERIFY2(QString(error.what()).startsWith("blk.0.ffn_down.weight gets values that are too large for F16"),
                     error.what());
        }
        QVERIFY(!fs::exists(path("none.gguf")) && !fs::exists(path("none.gguf.part")));
    }

private:
    void carriedOver(const std::vector<std::string>& but) const
    {
        QVERIFY(support::load(QString::fromStdString(path("out.gguf").string())) != nullptr);
        const GgufFile before(source()), after(path("out.gguf"));
        for (const auto& [name, shape] : strangers())
            if (std::ranges::find(but, name) == but.end())
                QVERIFY2(after.findTensor(name) != nullptr &&
                             after.findTensor(name)->shape == before.findTensor(name)->shape &&
                             std::ranges::equal(after.findTensor(name)->bytes, before.findTensor(name)->bytes),
                         name.c_str());
    }
    fs::path source() const { return path("in.gguf"); }
    fs::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(StrangeTensorsTest)
#include "tst_strange_tensors.moc"
