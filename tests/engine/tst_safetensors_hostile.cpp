// SPDX-License-Identifier: GPL-3.0-or-later
// Safetensors files, indexes, configs and tokenizers that somebody made to break a reader: each is refused at once,
// by a sentence that names the file and what is wrong with it.
#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/files/safetensors.h"
#include "engine/model/weights.h"
#include "engine/text/tokenizer.h"
#include "tests/support/safetensors_builder.h"
#include "tests/support/processor_time.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace engine::files;
using nlohmann::json;
using support::HubModel;
using support::safetensors;

namespace
{

constexpr qint64 kMostMilliseconds = 50;

struct Case {
    const char* name;
    std::string bytes;
    const char* says;
};

std::string one(const std::string& entry, std::size_t dataBytes = 8)
{
    return safetensors("{\"t\":" + entry + "}", std::string(dataBytes, 'x'));
}

std::string ofShape(const std::string& shape, const std::string& dtype = "F32", const std::string& offsets = "[0,8]")
{
    return one("{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}");
}

std::string withLength(std::uint64_t length)
{
    std::string bytes = ofShape("[2]");
    std::memcpy(bytes.data(), &length, sizeof length);
    return bytes;
}

std::string two(const std::string& a, const std::string& b, std::size_t dataBytes)
{
    const std::string entry = "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":";
    return safetensors("{\"a\":" + entry + a + "},\"b\":" + entry + b + "}}", std::string(dataBytes, 'x'));
}

std::vector<Case> fileCases()
{
    const std::string nested = std::string(100'000, '[');
    return {
        {"three bytes", "abc", "too short"},
        {"only a length", std::string(8, '\0'), "does not begin"},
        {"length 2^64-1", withLength(~0ULL), "header of 18446744073709551615"},
        {"length 2^63", withLength(1ULL << 63), "header of 9223372036854775808"},
        {"length 100,000,001", withLength(100'000'001), "header of 100000001"},
        {"length one too long", withLength(ofShape("[2]").size() - 7), "truncated"},
        {"length 0", withLength(0), "does not begin"},
        {"length 1", withLength(1), "no valid JSON"},
        {"a GGUF file", std::string("GGUF\x03\0\0\0", 8) + std::string(64, 'x'), "header of"},
        {"a web page", "<!DOCTYPE html><html>404</html>", "header of"},
        {"a pickle", std::string("PK\x03\x04\0\0\0\0", 8) + std::string(99, 'x'), "header of"},
        {"space before the header", safetensors(" {}", ""), "does not begin"},
        {"an array", safetensors("[]", ""), "does not begin"},
        {"unclosed", safetensors("{\"t\":{", ""), "no valid JSON"},
        {"text behind the object", safetensors("{}{}", ""), "no valid JSON"},
        {"not UTF-8", safetensors("{\"\xFF\xFE\":1}", ""), "no valid JSON"},
        {"a zero in the header", safetensors(std::string("{\"a\0\":1}", 8), ""), "no valid JSON"},
        {"100,000 brackets", safetensors("{\"t\":" + nested, ""), "nested"},
        {"65 objects deep",
         safetensors(
             [] {
                 std::string deep = "{\"t\":";
                 for (int i = 0; i < 65; ++i)
                     deep += "{\"t\":";
                 return deep;
             }(),
             ""),
         "nested"},
        {"a key twice",
         safetensors(
             "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"t\":{\"dtype\":\"U8\",\"shape\":[1],"
             "\"data_offsets\":[1,2]}}",
             "xx"),
         "\"t\" appears twice"},
        {"a dtype twice", one("{\"dtype\":\"F32\",\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}"),
         "\"dtype\" appears twice"},
        {"number 1e999", one("{\"dtype\":\"F32\",\"shape\":[1e999],\"data_offsets\":[0,8]}"), "JSON"},
        {"metadata with a number", safetensors("{\"__metadata__\":{\"a\":1}}", ""), "metadata"},
        {"metadata with an object", safetensors("{\"__metadata__\":{\"a\":{}}}", ""), "metadata"},
        {"metadata as a list", safetensors("{\"__metadata__\":[\"a\"]}", ""), "metadata"},
        {"entry a number", one("7"), "no object"},
        {"entry null", one("null"), "no object"},
        {"no dtype", one("{\"shape\":[2],\"data_offsets\":[0,8]}"), "dtype"},
        {"dtype a number", one("{\"dtype\":1,\"shape\":[2],\"data_offsets\":[0,8]}"), "dtype"},
        {"dtype F33", ofShape("[2]", "F33"), "unknown dtype"},
        {"dtype in small letters", ofShape("[2]", "f32"), "unknown dtype"},
        {"no shape", one("{\"dtype\":\"F32\",\"data_offsets\":[0,8]}"), "shape"},
        {"shape a number", ofShape("2"), "shape"},
        {"shape with a text", ofShape("[\"2\"]"), "shape"},
        {"shape negative", ofShape("[-2]"), "shape"},
        {"shape with a fraction", ofShape("[2.0]"), "shape"},
        {"shape 2^64-1", ofShape("[18446744073709551615]"), "no file can hold"},
        {"shape 2^64", ofShape("[18446744073709551616]"), "shape"},
        {"shape 2^32 by 2^32", ofShape("[4294967296,4294967296]"), "no file can hold"},
        {"shape that wraps to 8 bytes", ofShape("[4611686018427387906]"), "no file can hold"},
        {"shape of 17 sizes", ofShape("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]"), "shape"},
        {"shape 0 with bytes", ofShape("[0]"), "need 0"},
        {"shape too small", ofShape("[1]"), "need 4"},
        {"shape too large", ofShape("[3]"), "need 12"},
        {"half bytes", ofShape("[3]", "F4", "[0,1]"), "need 2"},
        {"no offsets", one("{\"dtype\":\"F32\",\"shape\":[2]}"), "data_offsets"},
        {"one offset", ofShape("[2]", "F32", "[8]"), "data_offsets"},
        {"three offsets", ofShape("[2]", "F32", "[0,8,8]"), "data_offsets"},
        {"negative offset", ofShape("[2]", "F32", "[-8,0]"), "data_offsets"},
        {"offsets backwards", ofShape("[2]", "F32", "[8,0]"), "ends before it begins"},
        {"offsets 2^64-8", ofShape("[2]", "F32", "[18446744073709551608,18446744073709551615]"), "has 7 bytes"},
        {"beyond the end", ofShape("[2]", "F32", "[8,16]"), "hole"},
        {"overlap", two("[0,4]", "[2,6]", 6), "overlaps"},
        {"the same bytes twice", two("[0,4]", "[0,4]", 4), "overlaps"},
        {"a hole", two("[0,4]", "[6,10]", 10), "hole"},
        {"a hole at the start", two("[2,6]", "[6,10]", 10), "hole"},
        {"bytes behind the last tensor", two("[0,4]", "[4,8]", 9), "1 bytes behind"},
        {"truncated by one", two("[0,4]", "[4,8]", 7), "truncated"},
        {"no tensors but data", safetensors("{}", "payload"), "7 bytes behind"},
    };
}

struct FolderCase {
    const char* name;
    std::function<void(HubModel&)> change;
    const char* says;
};

template <class Value>
std::function<void(HubModel&)> config(const char* key, Value value)
{
    return [=](HubModel& m) { m.config[key] = value; };
}

std::vector<FolderCase> folderCases()
{
    const auto without = [](const char* key) { return [=](HubModel& m) { m.config.erase(key); }; };
    const auto scaling = [](json value) { return [=](HubModel& m) { m.config["rope_scaling"] = value; }; };
    const auto vocab = [](const char* piece, json id) {
        return [=](HubModel& m) { m.tokenizer["model"]["vocab"][piece] = id; };
    };
    const auto added = [](json token) { return [=](HubModel& m) { m.tokenizer["added_tokens"].push_back(token); }; };
    const auto dtype = [](const char* tensor, const char* name, int width) {
        return [=](HubModel& m) {
            json& entry = m.weights.header[tensor];
            entry["dtype"] = name;
            entry["shape"][1] = entry["shape"][1].get<int>() * 4 / width;
        };
    };
    const auto drop = [](const char* tensor) { return [=](HubModel& m) { m.weights.header.erase(tensor); }; };
    const auto rename = [](const char* from, const char* to) {
        return [=](HubModel& m) {
            m.weights.header[to] = m.weights.header[from];
            m.weights.header.erase(from);
        };
    };
    const char* q = "model.layers.0.self_attn.q_proj.weight";
    return {
        {"no model_type", without("model_type"), "model_type"},
        {"model_type unknown", config("model_type", "mamba9"), "mamba9"},
        {"model_type a number", config("model_type", 1), "model_type"},
        {"no layers given", without("num_hidden_layers"), "num_hidden_layers"},
        {"0 layers", config("num_hidden_layers", 0), "num_hidden_layers"},
        {"layers 2^32-1", config("num_hidden_layers", 4294967295U), "num_hidden_layers"},
        {"layers negative", config("num_hidden_layers", -1), "num_hidden_layers"},
        {"layers a text", config("num_hidden_layers", "1"), "num_hidden_layers"},
        {"layers 1.5", config("num_hidden_layers", 1.5), "num_hidden_layers"},
        {"layers 2^64-1", config("num_hidden_layers", ~0ULL), "num_hidden_layers"},
        {"hidden_size 0", config("hidden_size", 0), "hidden_size"},
        {"hidden_size 2^40", config("hidden_size", 1LL << 40), "hidden_size"},
        {"0 heads", config("num_attention_heads", 0), "num_attention_heads"},
        {"3 heads of 8", config("num_attention_heads", 3), "num_attention_heads"},
        {"0 key heads", config("num_key_value_heads", 0), "num_key_value_heads"},
        {"more key heads than heads", config("num_key_value_heads", 4), "num_key_value_heads"},
        {"head_dim 0", config("head_dim", 0), "head_dim"},
        {"head_dim 2^20", config("head_dim", 1 << 20), "head_dim"},
        {"head_dim odd", config("head_dim", 3), ""},
        {"vocab_size 0", config("vocab_size", 0), "vocab_size"},
        {"vocab_size 2^31", config("vocab_size", 1LL << 31), "vocab_size"},
        {"vocab_size below the tokens", config("vocab_size", 3), "mixed"},
        {"context 0", config("max_position_embeddings", 0), "max_position_embeddings"},
        {"eps a text", config("rms_norm_eps", "NaN"), "rms_norm_eps"},
        {"rope_theta 0", config("rope_theta", 0), "rope_theta"},
        {"rope_scaling unknown", scaling({{"type", "dynamic9"}, {"factor", 2.0}}), "dynamic9"},
        {"rope_scaling without factor", scaling({{"rope_type", "linear"}}), "factor"},
        {"rope_scaling factor 0", scaling({{"rope_type", "yarn"}, {"factor", 0}}), "factor"},
        {"rope_scaling a list", scaling(json::array({1})), "rope_scaling"},
        {"longrope of three factors",
         scaling({{"rope_type", "longrope"}, {"long_factor", {1, 2, 3}}, {"short_factor", {1}}}), "long_factor"},
        {"partial_rotary_factor 0", config("partial_rotary_factor", 0.0), "partial_rotary_factor"},
        {"another activation", config("hidden_act", "xielu"), "xielu"},
        {"config an array", [](HubModel& m) { m.config = json::array(); }, "config.json"},
        {"a tensor too few", drop(q), ""},
        {"a tensor unknown", rename(q, "model.layers.0.self_attn.z_proj.weight"), "z_proj"},
        {"a layer too many", rename(q, "model.layers.1.self_attn.q_proj.weight"), "layers.1"},
        {"layer 2^64", rename(q, "model.layers.18446744073709551616.self_attn.q_proj.weight"), "18446744073709551616"},
        {"layer without number", rename(q, "model.layers.self_attn.q_proj.weight"), "layers.self_attn"},
        {"a tensor under two names", rename(q, "layers.0.input_layernorm.weight"), "two names"},
        {"dtype I32", dtype(q, "I32", 4), "I32"},
        {"dtype F8 of two bits", dtype(q, "F8_E5M2", 1), "F8_E5M2"},
        {"dtype F8 without scales", dtype(q, "F8_E4M3", 1), "scales are not there"},
        {"queries of another shape",
         [q](HubModel& m) {
             m.weights.header[q]["shape"] = {4, 16};
         },
         "rows"},
        {"three dimensions",
         [q](HubModel& m) {
             m.weights.header[q]["shape"] = {2, 4, 8};
         },
         "one or two dimensions"},
        {"no dimensions", [](HubModel& m) { m.weights.add("model.layers.0.self_attn.q_proj.bias", {}); },
         "one or two dimensions"},
        {"token number 2^63", vocab("x", 1ULL << 63), "impossible"},
        {"token number 10^9", vocab("x", 1'000'000'000), "impossible"},
        {"token number negative", vocab("x", -1), "no number"},
        {"token number a text", vocab("x", "7"), "no number"},
        {"vocab a list", [](HubModel& m) { m.tokenizer["model"]["vocab"] = json::array({"a"}); }, "vocab"},
        {"vocab empty", [](HubModel& m) { m.tokenizer["model"]["vocab"] = json::object(); }, "vocab"},
        {"no merges", [](HubModel& m) { m.tokenizer["model"].erase("merges"); }, "merges"},
        {"a merge of three",
         [](HubModel& m) {
             m.tokenizer["model"]["merges"] = {{"a", "b", "c"}};
         },
         "merges"},
        {"a merge of an absent token", [](HubModel& m) { m.tokenizer["model"]["merges"] = {"a zz"}; }, ""},
        {"tokenizer of type Magic", [](HubModel& m) { m.tokenizer["model"]["type"] = "Magic"; }, "Magic"},
        {"tokenizer without model", [](HubModel& m) { m.tokenizer.erase("model"); }, "tokenizer.json"},
        {"another pre-tokenizer",
         [](HubModel& m) {
             m.tokenizer["pre_tokenizer"] = {
                 {"type", "Sequence"},
                 {"pretokenizers", {{{"type", "Split"}, {"pattern", {{"Regex", "a+b"}}}}, {{"type", "ByteLevel"}}}}};
         },
         "a+b"},
        {"added token without text", added({{"id", 7}}), "content"},
        {"added token at 10^9", added({{"id", 1'000'000'000}, {"content", "x"}}), "id"},
        {"added token negative", added({{"id", -1}, {"content", "x"}}), "id"},
        {"added token a number", added(5), "added_tokens"},
        {"eos_token a number", [](HubModel& m) { m.settings["eos_token"] = 5; }, "eos_token"},
        {"chat_template an object", [](HubModel& m) { m.settings["chat_template"] = json::object(); }, "chat_template"},
        {"added_tokens_decoder at 10^9",
         [](HubModel& m) {
             m.settings["added_tokens_decoder"] = {{"1000000000", {{"content", "x"}}}};
         },
         "added_tokens_decoder"},
        {"added_tokens_decoder <0x-1>",
         [](HubModel& m) {
             m.settings["added_tokens_decoder"] = {{"-1", {{"content", "<0x-1>"}}}};
         },
         "added_tokens_decoder"},
    };
}

// Everything that opening does; empty where nothing is refused.
QByteArray refusal(const std::filesystem::path& folder)
{
    try {
        const GgufFile file = openModel(folder);
        const auto c = engine::model::Config::fromGguf(file);
        static_cast<void>(engine::model::Weights::fromGguf(file, c));
        static_cast<void>(engine::text::Tokenizer::fromGguf(file)->encode("abc"));
    } catch (const engine::Error& error) {
        return error.kind() == engine::ErrorKind::Internal ? QByteArray("internal: ") + error.what()
                                                           : QByteArray(error.what());
    }
    return {};
}

} // namespace

class TestSafetensorsHostile : public QObject
{
    Q_OBJECT

private slots:
    void file_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("says");
        for (const Case& c : fileCases())
            QTest::newRow(c.name) << QByteArray::fromStdString(c.bytes) << QByteArray(c.says);
    }

    void file()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, says);
        QByteArray said;
        const support::ProcessorTime time;
        try {
            const SafetensorsFile file(
                std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))),
                "hostile.safetensors");
        } catch (const engine::Error& error) {
            QCOMPARE(error.kind(), engine::ErrorKind::BadFile);
            said = error.what();
        }
        QVERIFY2(time.milliseconds() < kMostMilliseconds, QByteArray::number(time.milliseconds()));
        QVERIFY2(said.contains(says) && said.contains("hostile.safetensors"), "said: " + said);
    }

    void folder_data()
    {
        QTest::addColumn<int>("number");
        const auto cases = folderCases();
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].name) << static_cast<int>(i);
    }

    void folder()
    {
        QFETCH(int, number);
        const FolderCase c = folderCases()[static_cast<std::size_t>(number)];
        HubModel model;
        c.change(model);
        const auto path = fresh();
        model.write(path);
        const support::ProcessorTime time;
        const QByteArray said = refusal(path);
        QVERIFY2(time.milliseconds() < kMostMilliseconds, QByteArray::number(time.milliseconds()));
        QVERIFY2(!said.isEmpty() && said.contains(c.says) && said.contains(m_folder.path().toUtf8()) &&
                     !said.startsWith("internal"),
                 "said: " + said);
    }

    void index_data()
    {
        QTest::addColumn<QByteArray>("index");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, const char* index, const char* says) {
            QTest::newRow(name) << QByteArray(index) << QByteArray(says);
        };
        row("no map", "{}", "weight_map");
        row("an array", "[]", "weight_map");
        row("map empty", R"({"weight_map":{}})", "weight_map");
        row("map a list", R"({"weight_map":["a"]})", "weight_map");
        row("file a number", R"({"weight_map":{"a":1}})", "\"a\"");
        row("out of the folder", R"({"weight_map":{"a":"../../etc/passwd"}})", "of this folder");
        row("from the root", R"({"weight_map":{"a":"/etc/passwd"}})", "of this folder");
        row("backslashes", R"({"weight_map":{"a":"..\\x.safetensors"}})", "of this folder");
        row("the folder above", R"({"weight_map":{"a":".."}})", "of this folder");
        row("no name", R"({"weight_map":{"a":""}})", "of this folder");
        row("a zero in the name", R"({"weight_map":{"a":"x\u0000.safetensors"}})", "of this folder");
        row("a shard that is absent", R"({"weight_map":{"a":"absent.safetensors"}})", "absent.safetensors");
        row("a tensor that is not there", R"({"weight_map":{"nothing":"part.safetensors"}})",
            "is not in part.safetensors");
        row("a folder as a shard", R"({"weight_map":{"a":"dir"}})", "dir");
        row("a key twice", R"({"weight_map":{"a":"x","a":"y"}})", "appears twice");
    }

    void index()
    {
        QFETCH(QByteArray, index);
        QFETCH(QByteArray, says);
        const auto path = fresh();
        HubModel().write(path);
        std::filesystem::rename(path / "model.safetensors", path / "part.safetensors");
        std::filesystem::create_directory(path / "dir");
        support::writeFile(path / "model.safetensors.index.json", index.toStdString());
        const QByteArray said = refusal(path);
        QVERIFY2(said.contains(says), "said: " + said);
    }

    void folderWithout_data()
    {
        QTest::addColumn<QString>("missing");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("config") << "config.json" << QByteArray("no config.json");
        QTest::newRow("weights") << "model.safetensors" << QByteArray("holds no weights");
        QTest::newRow("tokenizer") << "tokenizer.json" << QByteArray("no tokenizer.json");
    }

    void folderWithout()
    {
        QFETCH(QString, missing);
        QFETCH(QByteArray, says);
        const auto path = fresh();
        HubModel().write(path);
        std::filesystem::remove(path / missing.toStdString());
        const QByteArray said = refusal(path);
        QVERIFY2(said.contains(says), "said: " + said);
    }

    void pickledWeights()
    {
        const auto path = fresh();
        HubModel().write(path);
        std::filesystem::rename(path / "model.safetensors", path / "pytorch_model.bin");
        QVERIFY(refusal(path).contains("can run programs"));
    }

    void damagedSentencePiece()
    {
        for (const std::string_view bytes : {"x",
                                             "\x0A\x05"
                                             "ab",
                                             "\x0A\x02\x0F\x0F", "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"}) {
            const auto path = fresh();
            HubModel().write(path);
            std::filesystem::remove(path / "tokenizer.json");
            support::writeFile(path / "tokenizer.model", bytes);
            const QByteArray said = refusal(path);
            QVERIFY2(said.contains("tokenizer.model"), "said: " + said);
        }
    }

    void theModelItselfOpens()
    {
        const auto path = fresh();
        HubModel().write(path);
        QCOMPARE(refusal(path), QByteArray());
    }

    // Cut anywhere, or with any bit of the header flipped, a file is refused or read; nothing else.
    void everyTruncationAndFlip()
    {
        support::SafetensorsBuilder small;
        small.add("a", {2, 3}).add("b", {4});
        const std::string whole = small.bytes();
        const auto open = [](const std::string& bytes) {
            try {
                static_cast<void>(SafetensorsFile(std::as_bytes(std::span(bytes)), "flipped"));
                return true;
            } catch (const engine::Error& error) {
                return error.kind() != engine::ErrorKind::BadFile;
            }
        };
        QVERIFY(open(whole));
        for (std::size_t length = 0; length < whole.size(); ++length)
            QVERIFY2(!open(whole.substr(0, length)), QByteArray::number(static_cast<qulonglong>(length)));
        for (std::size_t bit = 0; bit < (whole.size() - 40) * 8; ++bit) {
            std::string flipped = whole;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            static_cast<void>(open(flipped));
        }
    }

private:
    std::filesystem::path fresh()
    {
        return std::filesystem::path(m_folder.path().toStdString()) / std::to_string(m_count++);
    }
    QTemporaryDir m_folder;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TestSafetensorsHostile)
#include "tst_safetensors_hostile.moc"
