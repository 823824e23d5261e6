// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the small valid models from which the fuzzer starts into the folder that is named.
#include "tests/support/gguf_builder.h"

#include <filesystem>
#include <fstream>

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

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return 2;
    const auto write = [&](const char* name, const GgufBuilder& file) {
        const std::string bytes = file.bytes();
        std::ofstream(std::filesystem::path(argv[1]) / name, std::ios::binary)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    };
    GgufBuilder old = support::tinyLlama();
    old.version = 2;
    write("llama", support::tinyLlama());
    write("llama_v2", old);
    write("llama_bpe", bpeVocabulary());
    write("llama_blocks", blockTypes());
    write("gpt2", tinyGpt2());
    return 0;
}
