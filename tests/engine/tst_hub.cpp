// SPDX-License-Identifier: GPL-3.0-or-later
// Folders from the hub as GGUF: names, order of heads, types, tokens and settings; written and opened alike.
#include "engine/error.h"
#include "engine/files/encode_row.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/hub/convert_folder.h"
#include "engine/files/hub/vocabulary.h"
#include "engine/files/open_model.h"
#include "engine/files/safetensors.h"
#include "kernels/dequantize.h"
#include "tests/support/models.h"
#include "tests/support/random_weights.h"
#include "tests/support/safetensors_builder.h"
#include "tests/support/vocabularies.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace engine::files;
using nlohmann::json;
using support::HubModel;

namespace
{

std::vector<float> valuesOf(const GgufTensor& tensor)
{
    std::vector<float> values(tensor.elements());
    const kernels::Type type = *info(tensor.type).kernel;
    const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
    for (std::uint64_t row = 0; row < tensor.elements() / tensor.shape[0]; ++row)
        kernels::dequantizeRow(type,
                               tensor.bytes.data() + static_cast<std::int64_t>(row) * kernels::bytesOf(type, cols),
                               cols, values.data() + row * tensor.shape[0]);
    return values;
}

std::vector<float> rowOf(const GgufTensor& tensor, std::size_t row)
{
    const std::vector<float> all = valuesOf(tensor);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(row * tensor.shape[0]);
    return {begin, begin + static_cast<std::ptrdiff_t>(tensor.shape[0])};
}

std::vector<float> sourceRow(const SafeTensor& tensor, std::size_t row)
{
    std::vector<float> values(tensor.shape.back());
    std::memcpy(values.data(), tensor.bytes.data() + row * values.size() * sizeof(float),
                values.size() * sizeof(float));
    return values;
}

std::string nameOfCuts(json preTokenizer, json normalizer = nullptr)
{
    return hub::preTokenizerName(
        hub::HubConfig({{"pre_tokenizer", preTokenizer}, {"normalizer", normalizer}}, "tokenizer.json"));
}

json split(const char* expression)
{
    return {{"type", "Sequence"},
            {"pretokenizers",
             {{{"type", "Split"}, {"pattern", {{"Regex", expression}}}, {"behavior", "Isolated"}},
              {{"type", "ByteLevel"}, {"use_regex", false}}}}};
}

} // namespace

class TestHub : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void namesAndHeads()
    {
        HubModel().write(path());
        const GgufFile file = openModel(path());
        const SafetensorsFile source(path() / "model.safetensors");
        QCOMPARE(file.string("general.architecture").value(), "llama");
        QCOMPARE(file.integer("llama.attention.head_count_kv").value(), 1);
        QCOMPARE(file.tensors().size(), std::size_t(11));
        QVERIFY(!file.findTensor("output.weight"));

        // A head of four rows: first half (0, 1), second half (2, 3) become pairs.
        const std::size_t order[] = {0, 2, 1, 3, 4, 6, 5, 7};
        const GgufTensor& q = *file.findTensor("blk.0.attn_q.weight");
        const SafeTensor& from = *source.find("model.layers.0.self_attn.q_proj.weight");
        for (std::size_t row = 0; row < 8; ++row)
            QCOMPARE(rowOf(q, row), sourceRow(from, order[row]));
        QCOMPARE(rowOf(*file.findTensor("blk.0.attn_k.weight"), 1),
                 sourceRow(*source.find("model.layers.0.self_attn.k_proj.weight"), 2));
        QCOMPARE(rowOf(*file.findTensor("blk.0.attn_v.weight"), 1),
                 sourceRow(*source.find("model.layers.0.self_attn.v_proj.weight"), 1));
    }

    void tokensAndSettings()
    {
        HubModel model;
        model.config["vocab_size"] = 8;
        model.write(path());
        support::writeFile(path() / "generation_config.json", R"({"eos_token_id":[1,6]})");
        const GgufFile file = openModel(path());
        QCOMPARE(file.string("tokenizer.ggml.model").value(), "gpt2");
        QCOMPARE(file.string("tokenizer.ggml.pre").value(), "gpt-2");
        const auto tokens = file.strings("tokenizer.ggml.tokens").value();
        QCOMPARE(tokens, (std::vector<std::string_view>{"<s>", "</s>", "a", "b", "c", "ab", "abc", "[PAD7]"}));
        QCOMPARE(file.integers("tokenizer.ggml.token_type").value(),
                 (std::vector<std::int32_t>{3, 3, 1, 1, 1, 1, 1, 5}));
        QCOMPARE(file.strings("tokenizer.ggml.merges").value(), (std::vector<std::string_view>{"a b", "ab c"}));
        QCOMPARE(file.integer("tokenizer.ggml.bos_token_id").value(), 0);
        QCOMPARE(file.integer("tokenizer.ggml.eos_token_id").value(), 1);
        QCOMPARE(file.integer("tokenizer.ggml.eot_token_id").value(), 6);
        QCOMPARE(file.string("tokenizer.chat_template").value(), "{{ messages[0].content }}");
        QCOMPARE(support::load(QString::fromStdString(path().string()))->tokenizer().encode("abcab"),
                 (std::vector<std::int32_t>{6, 5}));
    }

    void theSameWrittenAndOpened()
    {
        HubModel().write(path());
        const auto out = path() / "out.gguf";
        writeGguf(hub::convertFolder(path(), std::nullopt), out, m_goOn);
        const GgufFile written(out);
        const GgufFile opened = openModel(path());
        QCOMPARE(written.keys(), opened.keys());
        QCOMPARE(written.tensors().size(), opened.tensors().size());
        for (const GgufTensor& tensor : opened.tensors()) {
            QCOMPARE(written.findTensor(tensor.name)->shape, tensor.shape);
            QCOMPARE(valuesOf(*written.findTensor(tensor.name)), valuesOf(tensor));
        }
    }

    void types_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("matrix"); // rows of 8 are no blocks of 32
        QTest::newRow("f32") << int(TensorType::F32) << int(TensorType::F32);
        QTest::newRow("f16") << int(TensorType::F16) << int(TensorType::F16);
        QTest::newRow("bf16") << int(TensorType::BF16) << int(TensorType::BF16);
        QTest::newRow("q8_0") << int(TensorType::Q8_0) << int(TensorType::F16);
    }

    void types()
    {
        QFETCH(int, type);
        QFETCH(int, matrix);
        HubModel().write(path());
        const GgufFile exact = openModel(path());
        const GgufFile file(hub::convertFolder(path(), static_cast<TensorType>(type)), "converted");
        for (const GgufTensor& tensor : file.tensors()) {
            QCOMPARE(int(tensor.type), tensor.dimensions == 1 ? int(TensorType::F32) : matrix);
            const auto values = valuesOf(tensor);
            const auto expected = valuesOf(*exact.findTensor(tensor.name));
            const float step = matrix == int(TensorType::BF16)  ? 0x1p-8F
                               : matrix == int(TensorType::F16) ? 0x1p-11F
                                                                : 0;
            for (std::size_t i = 0; i < values.size(); ++i) // half a step of the mantissa; F16's smallest step is 2^-24
                QVERIFY(std::fabs(values[i] - expected[i]) <=
                        std::fabs(expected[i]) * step + (step > 0 ? 0x1p-25F : 0));
        }
    }

    void eightBitBlocks()
    {
        const auto values = tests::randomValues(320, 3);
        std::vector<unsigned char> blocks(340);
        QVERIFY(encodeRow(kernels::Type::Q8_0, values.data(), 320, blocks.data()));
        std::vector<float> back(320);
        kernels::dequantizeRow(kernels::Type::Q8_0, blocks.data(), 320, back.data());
        for (std::size_t block = 0; block < 10; ++block) {
            float largest = 0;
            for (std::size_t i = 0; i < 32; ++i)
                largest = std::max(largest, std::fabs(values[block * 32 + i]));
            for (std::size_t i = 0; i < 32; ++i) // half a step, and 127 times the rounding of the scale to 11 bits
                QVERIFY(std::fabs(back[block * 32 + i] - values[block * 32 + i]) <=
                        largest / 127 * 0.5001F + largest * 0x1p-11F);
        }
        const std::vector<float> large(32, 1e5F);
        QVERIFY(encodeRow(kernels::Type::Q8_0, large.data(), 32, blocks.data()));
        QVERIFY(!encodeRow(kernels::Type::F16, large.data(), 32, blocks.data()));
    }

    void shards()
    {
        HubModel whole;
        whole.write(path());
        const GgufFile expected = openModel(path());
        json map;
        for (const int part : {0, 1}) { // the same weights in two files: each tensor counts where the index says
            const std::string name = "model-0000" + std::to_string(part + 1) + "-of-00002.safetensors";
            support::writeFile(path() / name, whole.weights.bytes());
            int i = 0;
            for (const auto& [tensor, entry] : whole.weights.header.items())
                if (i++ % 2 == part)
                    map[tensor] = name;
        }
        std::filesystem::remove(path() / "model.safetensors");
        support::writeFile(path() / "model.safetensors.index.json", json{{"weight_map", map}}.dump());
        const GgufFile file = openModel(path());
        QCOMPARE(file.tensors().size(), expected.tensors().size());
        for (const GgufTensor& tensor : expected.tensors())
            QCOMPARE(valuesOf(*file.findTensor(tensor.name)), valuesOf(tensor));
    }

    void preTokenizers()
    {
        QCOMPARE(nameOfCuts({{"type", "ByteLevel"}}), "gpt-2");
        QCOMPARE(nameOfCuts({{"type", "ByteLevel"}}, {{"type", "NFC"}}), "olmo");
        QCOMPARE(nameOfCuts(
                     {{"type", "Sequence"},
                      {"pretokenizers", {{{"type", "Digits"}, {"individual_digits", true}}, {{"type", "ByteLevel"}}}}}),
                 "smollm");
        QCOMPARE(
            nameOfCuts(split(
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|"
                "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+")),
            "llama-bpe");
        QCOMPARE(nameOfCuts(split(
                     "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|"
                     "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+")),
                 "qwen2");
        const auto cuts = [](std::initializer_list<const char*> expressions) {
            json parts = json::array();
            for (const char* expression : expressions)
                parts.push_back({{"type", "Split"}, {"pattern", {{"Regex", expression}}}, {"behavior", "Isolated"}});
            parts.push_back({{"type", "Digits"}, {"individual_digits", true}});
            parts.push_back({{"type", "ByteLevel"}, {"use_regex", false}});
            return json{{"type", "Sequence"}, {"pretokenizers", parts}};
        };
        QCOMPARE(nameOfCuts(cuts({"[\r\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-\uD7FF]+"})), "deepseek-coder");
        QCOMPARE(nameOfCuts(cuts({"[\r\n]", "\\s?[A-Za-zµÀ-ÖØ-öø-ƺ]+", "\\s+$"})), "deepseek-llm");
        QVERIFY_EXCEPTION_THROWN(nameOfCuts(cuts({"[\r\n]", "\\s?\\p{L}+"})), engine::Error);
        QVERIFY_EXCEPTION_THROWN(nameOfCuts(split("x")), engine::Error);
    }

    // Merges by rank, without byte-level characters: the score of a token is the rank of its merge.
    void sentencePieceLikeJson()
    {
        const std::string mark = "\xE2\x96\x81";
        const json tokenizer = {
            {"normalizer",
             {{"type", "Sequence"},
              {"normalizers",
               {{{"type", "Prepend"}, {"prepend", mark}},
                {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", mark}}}}}},
            {"model",
             {{"type", "BPE"},
              {"unk_token", "<unk>"},
              {"byte_fallback", true},
              {"vocab", {{"<unk>", 0}, {"<0x41>", 1}, {mark, 2}, {"a", 3}, {mark + "a", 4}, {"aa", 5}}},
              {"merges", {mark + " a", "a a"}}}}};
        const auto vocabulary = hub::readTokenizerJson(hub::HubConfig(json::parse(tokenizer.dump()), "tokenizer.json"));
        QCOMPARE(vocabulary.model, "llama");
        QCOMPARE(vocabulary.addsSpace, std::optional(true));
        QCOMPARE(vocabulary.scores, (std::vector<float>{-3, -3, -3, -3, 0, -1}));
        QCOMPARE(int(vocabulary.kinds[0]), 2);
        QCOMPARE(int(vocabulary.kinds[1]), 6);
    }

    void wordPieces()
    {
        const auto vocabulary = hub::readWordList("[PAD]\n[UNK]\nthe\n##s\n", "vocab.txt");
        QCOMPARE(vocabulary.model, "bert");
        QCOMPARE(vocabulary.pieces, (std::vector<std::string>{"[PAD]", "[UNK]", "\xE2\x96\x81the", "s"}));
    }

    // Files of real models against the vocabularies that llama.cpp's converter made of them.
    void realVocabularies_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("gguf");
        QTest::newRow("falcon") << "falcon/tokenizer.json"
                                << "falcon";
        QTest::newRow("llama 2") << "llama2/tokenizer.model"
                                 << "llama-spm";
        QTest::newRow("phi-3") << "phi-3-mini/tokenizer.json"
                               << "phi-3";
        QTest::newRow("bert") << "bert-base-uncased/tokenizer.json"
                              << "bert-bge";
    }

    void realVocabularies()
    {
        FETTLE_REQUIRE_VOCABULARIES();
        QFETCH(QString, source);
        QFETCH(QString, gguf);
        const std::string name = (support::vocabulariesFolder() + "/tokenizers/" + source).toStdString();
        const std::string bytes = support::readBytes(QString::fromStdString(name));
        const auto vocabulary = source.endsWith(".json")
                                    ? hub::readTokenizerJson(hub::HubConfig(json::parse(bytes), name))
                                    : hub::readSentencePiece(bytes, name);
        const GgufFile file((support::vocabulariesFolder() + "/vocab_gguf/ggml-vocab-" + gguf + ".gguf").toStdString());
        QCOMPARE(vocabulary.model, std::string(file.string("tokenizer.ggml.model").value()));
        if (vocabulary.model != "bert") // where it names nothing that is done
            QCOMPARE(vocabulary.pre, std::string(file.string("tokenizer.ggml.pre").value()));
        const auto tokens = file.strings("tokenizer.ggml.tokens").value();
        QVERIFY(tokens.size() >= vocabulary.pieces.size()); // that converter pads to the embedding's rows
        QVERIFY(std::equal(vocabulary.pieces.begin(), vocabulary.pieces.end(), tokens.begin()));
        const auto merges = file.strings("tokenizer.ggml.merges").value_or(std::vector<std::string_view>());
        QVERIFY(std::equal(merges.begin(), merges.end(), vocabulary.merges.begin(), vocabulary.merges.end()));
        if (const auto scores = file.floats("tokenizer.ggml.scores"); scores && vocabulary.model == "llama")
            compareOrder(vocabulary, *scores);
    }

private:
    // Merging asks which of two scores is the better one: joined pieces must stand in the same order.
    static void compareOrder(const hub::HubVocabulary& vocabulary, const std::vector<float>& scores)
    {
        const float least = *std::min_element(vocabulary.scores.begin(), vocabulary.scores.end());
        std::vector<std::pair<float, float>> pairs; // ours, llama.cpp's
        for (std::size_t i = 0; i < vocabulary.scores.size(); ++i)
            if (vocabulary.kinds[i] == hub::PieceKind::Normal && vocabulary.scores[i] > least)
                pairs.emplace_back(vocabulary.scores[i], scores[i]);
        QVERIFY(pairs.size() > 20'000);
        std::sort(pairs.begin(), pairs.end());
        QVERIFY(std::is_sorted(pairs.begin(), pairs.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; }));
    }

    std::filesystem::path path() const { return std::filesystem::path(m_folder->path().toStdString()) / "model"; }
    std::unique_ptr<QTemporaryDir> m_folder;
    const std::atomic<bool> m_goOn = false;
};

QTEST_GUILESS_MAIN(TestHub)
#include "tst_hub.moc"
