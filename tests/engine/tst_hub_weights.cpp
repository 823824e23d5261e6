// SPDX-License-Identifier: GPL-3.0-or-later
// Weights in forms that folders of the hub have besides a matrix to a tensor: all experts in one, and 8-bit floats with
// scales.
#include "engine/error.h"
#include "engine/files/hub/fp8.h"
#include "engine/files/open_model.h"
#include "engine/files/safetensors.h"
#include "kernels/half.h"
#include "tests/support/family_model.h"
#include "tests/support/safetensors_builder.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace engine::files;
using nlohmann::json;
using support::HubModel;

namespace
{

struct Raw { // a tensor to be written
    std::string dtype;
    std::vector<std::uint64_t> shape;
    std::string bytes;
};

using RawTensors = std::map<std::string, Raw>;

RawTensors readRaw(const std::filesystem::path& path)
{
    const SafetensorsFile file(path);
    RawTensors tensors;
    for (const SafeTensor& tensor : file.tensors())
        tensors[tensor.name] = {tensor.dtype, tensor.shape,
                                std::string(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size())};
    return tensors;
}

void writeRaw(const std::filesystem::path& path, const RawTensors& tensors)
{
    json header = json::object();
    std::string data;
    for (const auto& [name, tensor] : tensors) {
        header[name] = {{"dtype", tensor.dtype},
                        {"shape", tensor.shape},
                        {"data_offsets", {data.size(), data.size() + tensor.bytes.size()}}};
        data += tensor.bytes;
    }
    support::writeFile(path, support::safetensors(header.dump(), data));
}

Raw floats(std::vector<std::uint64_t> shape, const std::vector<float>& values)
{
    return {"F32", std::move(shape),
            std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float))};
}

QByteArray refusal(const std::filesystem::path& folder)
{
    try {
        openModel(folder);
    } catch (const engine::Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestHubWeights : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    std::filesystem::path path() const { return std::filesystem::path(m_folder->path().toStdString()) / "model"; }

    // The folder of the family with each layer's experts in two tensors, as transformers 5 keeps them in memory.
    void writeStacked(const char* name, std::int64_t experts)
    {
        const std::filesystem::path from = std::string(FETTLE_SOURCE_DIR "/tests/golden/families/") + name;
        std::filesystem::copy(from, path(), std::filesystem::copy_options::recursive);
        RawTensors tensors = readRaw(path() / "model.safetensors");
        for (int layer = 0; layer < 2; ++layer) {
            const std::string start = "model.layers." + std::to_string(layer) + ".";
            const bool mixtral = tensors.contains(start + "block_sparse_moe.experts.0.w1.weight");
            const std::string place = start + (mixtral ? "block_sparse_moe.experts." : "mlp.experts.");
            const char* parts[] = {mixtral ? "w1" : "gate_proj", mixtral ? "w3" : "up_proj",
                                   mixtral ? "w2" : "down_proj"};
            const auto size = static_cast<std::uint64_t>(experts);
            Raw up;
            Raw down;
            for (std::int64_t e = 0; e < experts; ++e)
                for (int i = 0; i < 3; ++i) {
                    const auto node = tensors.extract(place + std::to_string(e) + "." + parts[i] + ".weight");
                    QVERIFY(!node.empty());
                    Raw& to = i < 2 ? up : down;
                    to.dtype = node.mapped().dtype;
                    to.shape = {size, node.mapped().shape[0] * (i < 2 ? 2 : 1), node.mapped().shape[1]};
                    to.bytes += node.mapped().bytes;
                }
            tensors[start + "mlp.experts.gate_up_proj"] = up;
            tensors[start + "mlp.experts.down_proj"] = down;
        }
        std::filesystem::remove(path() / "model.safetensors");
        writeRaw(path() / "model.safetensors", tensors);
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void stackedExperts_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("mixtral") << "mixtral";
        QTest::newRow("qwen3moe") << "qwen3moe";
    }

    void stackedExperts()
    {
        QFETCH(QString, name);
        const support::FamilyModel expected = support::familyModel(name.toStdString());
        writeStacked(name.toUtf8().constData(), expected.config.experts.count);
        const GgufFile file = openModel(path());
        QCOMPARE(file.tensors().size(), expected.file.tensors().size());
        for (const GgufTensor& tensor : expected.file.tensors()) {
            const GgufTensor* found = file.findTensor(tensor.name);
            QVERIFY2(found && found->shape == tensor.shape && found->type == tensor.type, tensor.name.c_str());
            QVERIFY2(std::equal(found->bytes.begin(), found->bytes.end(), tensor.bytes.begin(), tensor.bytes.end()),
                     tensor.name.c_str());
        }
    }

    void stacksOfTheWrongShape()
    {
        writeStacked("qwen3moe", support::familyModel("qwen3moe").config.experts.count);
        RawTensors tensors = readRaw(path() / "model.safetensors");
        auto& shape = tensors["model.layers.0.mlp.experts.gate_up_proj"].shape;
        for (const std::vector<std::uint64_t>& wrong :
             {std::vector<std::uint64_t>{shape[0] * shape[1], shape[2]}, {1, shape[0] * shape[1], shape[2]}}) {
            shape = wrong;
            std::filesystem::remove(path() / "model.safetensors");
            writeRaw(path() / "model.safetensors", tensors);
            QVERIFY2(refusal(path()).contains("gate_up_proj"), refusal(path()).constData());
        }
    }

    // All 256 numbers, from the definition of the format.
    void eightBitFloats()
    {
        QCOMPARE(hub::fp8Value(0x00), 0.0F);
        QCOMPARE(hub::fp8Value(0x01), 0x1p-9F);
        QCOMPARE(hub::fp8Value(0x08), 0x1p-6F);
        QCOMPARE(hub::fp8Value(0x38), 1.0F);
        QCOMPARE(hub::fp8Value(0x3C), 1.5F);
        QCOMPARE(hub::fp8Value(0x7E), 448.0F);
        QVERIFY(std::isnan(hub::fp8Value(0x7F)) && std::isnan(hub::fp8Value(0xFF)));
        for (unsigned i = 0; i < 0x7F; ++i) {
            QVERIFY(i == 0 ||
                    hub::fp8Value(static_cast<std::uint8_t>(i)) > hub::fp8Value(static_cast<std::uint8_t>(i - 1)));
            QCOMPARE(hub::fp8Value(static_cast<std::uint8_t>(i | 0x80)), -hub::fp8Value(static_cast<std::uint8_t>(i)));
        }
    }

    void scaledWeights_data()
    {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<QVector<quint64>>("shape");
        QTest::addColumn<int>("rows"); // that share a scale; likewise columns
        QTest::addColumn<int>("cols");
        QTest::newRow("one") << "_scale" << QVector<quint64>{} << 8 << 8;
        QTest::newRow("one, in a list") << "_scale" << QVector<quint64>{1} << 8 << 8;
        QTest::newRow("rows") << "_scale" << QVector<quint64>{8, 1} << 1 << 8;
        QTest::newRow("blocks, with a rest") << "_scale_inv" << QVector<quint64>{3, 2} << 3 << 5;
    }

    void scaledWeights()
    {
        QFETCH(QString, suffix);
        QFETCH(QVector<quint64>, shape);
        QFETCH(int, rows);
        QFETCH(int, cols);
        HubModel model;
        model.config["quantization_config"] = {{"quant_method", "fp8"}, {"weight_block_size", {3, 5}}};
        model.write(path());
        RawTensors tensors = readRaw(path() / "model.safetensors");
        const std::string name = "model.layers.0.mlp.down_proj.weight";
        Raw& weight = tensors[name];
        weight = {"F8_E4M3", {8, 8}, {}};
        for (int i = 0; i < 64; ++i)
            weight.bytes += static_cast<char>(i * 3 + (i % 2 == 0 ? 0 : 0x40));
        std::vector<float> scales;
        for (int i = 0; i < (8 + rows - 1) / rows * ((8 + cols - 1) / cols); ++i)
            scales.push_back(0.25F * static_cast<float>(i + 1));
        tensors[name + suffix.toStdString()] = floats({shape.begin(), shape.end()}, scales);
        tensors["model.layers.0.mlp.down_proj.input_scale"] = floats({}, {1});
        writeRaw(path() / "model.safetensors", tensors);

        const GgufFile file = openModel(path());
        const GgufTensor& found = *file.findTensor("blk.0.ffn_down.weight");
        QCOMPARE(found.type, TensorType::BF16);
        const int width = (8 + cols - 1) / cols;
        for (int i = 0; i < 64; ++i) {
            const float scale = scales[static_cast<std::size_t>(i / 8 / rows * width + i % 8 / cols)];
            const float expected =
                hub::fp8Value(static_cast<std::uint8_t>(weight.bytes[static_cast<std::size_t>(i)])) * scale;
            std::uint16_t bits = 0;
            std::memcpy(&bits, found.bytes.data() + 2 * i, 2);
            QCOMPARE(bits, kernels::floatToBfloat(expected)); // NaN is a number of bits as well
        }
    }

    void scaledWeightsRefused()
    {
        HubModel().write(path());
        const RawTensors whole = readRaw(path() / "model.safetensors");
        const std::string name = "model.layers.0.mlp.down_proj.weight";
        const auto said = [&](const Raw& weight, const std::optional<Raw>& scales) {
            RawTensors tensors = whole;
            tensors[name] = weight;
            if (scales)
                tensors[name + "_scale"] = *scales;
            writeRaw(path() / "model.safetensors", tensors);
            return refusal(path());
        };
        const Raw weight{"F8_E4M3", {8, 8}, std::string(64, '\x38')};
        QVERIFY(said(weight, {}).contains("scales are not there"));
        QVERIFY(said(weight, floats({3, 2}, std::vector<float>(6, 1))).contains("128 by 128"));
        QVERIFY(said(weight, Raw{"F8_E8M0", {}, "\x7F"}).contains("F8_E8M0"));
        QVERIFY(said({"F8_E4M3", {64}, weight.bytes}, floats({}, {1})).contains("down_proj"));
        QVERIFY(said({"F8_E5M2", {8, 8}, weight.bytes}, floats({}, {1})).contains("F8_E5M2"));
        HubModel model;
        for (const json& size : {json{3}, json{0, 3}, json{3, 1e9}, json("3")}) {
            model.config["quantization_config"] = {{"weight_block_size", size}};
            model.write(path());
            QVERIFY2(refusal(path()).contains("weight_block_size"), size.dump().c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestHubWeights)
#include "tst_hub_weights.moc"
