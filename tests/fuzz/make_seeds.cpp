// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the small valid files from which fuzz_gguf, fuzz_safetensors and fuzz_hub start into the corpora: make_seeds
// corpus
#include "engine/tune/importance.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/safetensors_builder.h"

namespace
{

using support::GgufBuilder;
using support::TensorType;

GgufBuilder bpeVocabulary()
{
    GgufBuilder file = support::tinyLlama();
    file.string("tokenizer.ggml.model", "gpt2").string("tokenizer.ggml.pre", "gpt-2");
    file.strings("tokenizer.ggml.tokens", {"<|endoftext|>", "a", "b", "c", "d", "ab", "cd", "abcd", "\xC4\xA0",
                                           "\xC4\xA0"
                                           "a",
                                           "!", "0"});
    file.strings("tokenizer.ggml.merges", {"a b", "c d", "ab cd", "\xC4\xA0 a"});
    file.integers("tokenizer.ggml.token_type", {3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 1}).remove("tokenizer.ggml.scores");
    file.u32("tokenizer.ggml.bos_token_id", 0).u32("tokenizer.ggml.eos_token_id", 0);
    return file;
}

GgufBuilder tinyGpt2()
{
    GgufBuilder file = bpeVocabulary();
    file.string("general.architecture", "gpt2").u32("gpt2.block_count", 1).u32("gpt2.context_length", 4);
    file.u32("gpt2.embedding_length", 8).u32("gpt2.feed_forward_length", 8).u32("gpt2.attention.head_count", 2);
    file.f32("gpt2.attention.layer_norm_epsilon", 1e-5F);
    file.tensors.clear();
    const auto add = [&](const char* name, std::vector<std::uint64_t> shape) {
        std::uint64_t count = 1;
        for (const std::uint64_t size : shape)
            count *= size;
        file.tensors.push_back(
            {name, shape, static_cast<std::uint32_t>(TensorType::F32), std::string(count * 4, '\x3C')});
    };
    add("token_embd.weight", {8, 12});
    add("position_embd.weight", {8, 4});
    for (const char* norm : {"blk.0.attn_norm", "blk.0.ffn_norm", "output_norm"}) {
        add((std::string(norm) + ".weight").c_str(), {8});
        add((std::string(norm) + ".bias").c_str(), {8});
    }
    add("blk.0.attn_qkv.weight", {8, 24});
    add("blk.0.attn_qkv.bias", {24});
    for (const char* matrix : {"blk.0.attn_output", "blk.0.ffn_up", "blk.0.ffn_down"}) {
        add((std::string(matrix) + ".weight").c_str(), {8, 8});
        add((std::string(matrix) + ".bias").c_str(), {8});
    }
    return file;
}

GgufBuilder blockTypes() // a width of 32, so that Q8_0 and Q4_0 fit
{
    GgufBuilder file = support::tinyLlama();
    file.u32("llama.embedding_length", 32).u32("llama.feed_forward_length", 32).u32("llama.rope.dimension_count", 16);
    for (auto& tensor : file.tensors) {
        for (auto& size : tensor.shape)
            size = size == 12 ? 12 : size * 4;
        const bool norm = tensor.shape.size() == 1;
        tensor.type = norm ? 0 : tensor.name.find("ffn") == std::string::npos ? 8 : 2;
        const std::uint64_t rows = norm ? 1 : tensor.shape[1];
        tensor.data.assign(rows * (norm ? 128 : tensor.type == 8 ? 34 : 18), '\x1C');
    }
    return file;
}

void writeGguf(const std::filesystem::path& folder)
{
    GgufBuilder old = support::tinyLlama();
    old.version = 2;
    support::writeFile(folder / "llama", support::tinyLlama().bytes());
    support::writeFile(folder / "llama_v2", old.bytes());
    support::writeFile(folder / "llama_bpe", bpeVocabulary().bytes());
    support::writeFile(folder / "llama_blocks", blockTypes().bytes());
    support::writeFile(folder / "gpt2", tinyGpt2().bytes());
}

void writeSafetensors(const std::filesystem::path& files)
{
    support::writeFile(files / "llama", support::HubModel().weights.bytes());
    support::writeFile(files / "two", support::SafetensorsBuilder().add("a", {2}).add("b", {1, 3}).bytes());
    support::writeFile(files / "empty", support::safetensors("{}", ""));
    support::writeFile(files / "metadata", support::safetensors(R"({"__metadata__":{"format":"pt"}})", ""));
}

void writeHub(const std::filesystem::path& hub)
{
    const support::HubModel model;
    support::writeFile(hub / "llama", "c" + model.config.dump());
    nlohmann::json scaled = model.config;
    scaled["rope_scaling"] = {
        {"rope_type", "longrope"}, {"long_factor", {1, 2}}, {"short_factor", {1, 1}}, {"factor", 2.0}};
    scaled["layer_types"] = {"sliding_attention"};
    scaled["sliding_window"] = 4;
    support::writeFile(hub / "scaled", "c" + scaled.dump());
    nlohmann::json bert = {{"model_type", "bert"},
                           {"hidden_size", 8},
                           {"num_hidden_layers", 1},
                           {"num_attention_heads", 2},
                           {"max_position_embeddings", 8},
                           {"vocab_size", 8},
                           {"id2label", {{"0", "a"}, {"1", "b"}}},
                           {"architectures", {"BertForSequenceClassification"}}};
    support::writeFile(hub / "bert", "c" + bert.dump());
    support::writeFile(hub / "bytes", "t" + model.tokenizer.dump());
    support::writeFile(
        hub / "words",
        "t" + nlohmann::json{{"model", {{"type", "WordPiece"}, {"vocab", {{"[UNK]", 0}, {"a", 1}}}}}}.dump());
    support::writeFile(
        hub / "marks",
        R"(t{"pre_tokenizer":{"type":"Metaspace"},"model":{"type":"BPE","unk_token":"u","vocab":{"u":0,"a":1,"aa":2},"merges":[["a","a"]]}})");
    support::writeFile(hub / "list", "v[UNK]\na\n##b\n");
    // One piece "a", type 1, score 1; trained as BPE; no space before.
    support::writeFile(hub / "sentencepiece",
                       std::string("s\x0A\x0A\x0A\x01"
                                   "a\x15\x00\x00\x80\x3F\x18\x01\x12\x02\x18\x02\x1A\x02\x18\x00",
                                   21));
}

void writeImportance(const std::filesystem::path& folder)
{
    engine::tune::ImportanceMatrix matrix;
    matrix.tensors["blk.0.attn_q.weight"] = {{1, 0, 2, 3e20F}, {512}};
    matrix.tensors["blk.0.ffn_down_exps.weight"] = {{1, 2, 3, 4, 5, 6}, {7, 0, 9}};
    matrix.datasets = {"a.txt"};
    matrix.chunks = 1;
    matrix.chunkTokens = 512;
    engine::tune::writeImportance(matrix, folder / "gguf");
    support::Bytes older; // of llama.cpp before 2025
    older.number<std::int32_t>(1).number<std::int32_t>(1).raw("w").number<std::int32_t>(2).number<std::int32_t>(2);
    older.number(4.0F).number(8.0F).number<std::int32_t>(2).number<std::int32_t>(1).raw("t");
    support::writeFile(folder / "older", older.data());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return 2;
    const std::filesystem::path corpus = argv[1];
    for (const char* name : {"gguf", "safetensors", "hub", "importance"})
        std::filesystem::create_directories(corpus / name);
    writeGguf(corpus / "gguf");
    writeSafetensors(corpus / "safetensors");
    writeHub(corpus / "hub");
    writeImportance(corpus / "importance");
    return 0;
}
