// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/hostile_gguf.h"

#include "tests/support/gguf_builder.h"

#include <limits>

namespace hostile
{
namespace
{

using support::Bytes;
using support::GgufBuilder;
using support::TensorSpec;
using support::tinyLlama;
using support::ValueType;

constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();

// The tiny model after `change`.
template <class Change>
std::string with(Change&& change)
{
    GgufBuilder file = tinyLlama();
    change(file);
    return file.bytes();
}

std::string typed(ValueType type, const Bytes& rest)
{
    return Bytes().number(static_cast<std::uint32_t>(type)).raw(rest.data()).data();
}

// The tiny model whose named tensor was changed.
template <class Change>
std::string withTensor(const char* name, Change&& change)
{
    GgufBuilder file = tinyLlama();
    change(file.tensor(name));
    return file.bytes();
}

std::string ofType(std::uint32_t type)
{
    return withTensor("blk.0.attn_q.weight", [&](TensorSpec& t) { t.type = type; });
}

std::string ofShape(std::vector<std::uint64_t> shape)
{
    return withTensor("blk.0.attn_q.weight", [&](TensorSpec& t) { t.shape = std::move(shape); });
}

std::string ofDimensions(std::uint32_t count)
{
    return withTensor("blk.0.attn_q.weight", [&](TensorSpec& t) { t.dimensions = count; });
}

std::string withU32(const char* key, std::uint32_t number)
{
    return with([&](GgufBuilder& f) { f.u32(key, number); });
}

} // namespace

std::vector<Case> headerCases()
{
    const std::string whole = tinyLlama().bytes();
    return {
        {"only the mark", "GGUF", "version"},
        {"no mark", "GGML" + whole.substr(4), "not a GGUF file"},
        {"mark backwards", "FUGG" + whole.substr(4), "not a GGUF file"},
        {"lower case mark", "gguf" + whole.substr(4), "not a GGUF file"},
        {"html page", "<!DOCTYPE html><html><body>404 Not Found</body></html>", "not a GGUF file"},
        {"gzip", std::string("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03", 10), "not a GGUF file"},
        {"lfs pointer",
         "version https://git-lfs.github.com/spec/v1\n"
         "oid sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nsize 4661211808\n",
         "not a GGUF file"},
        {"version 0", with([](GgufBuilder& f) { f.version = 0; }), "version"},
        {"version 1", with([](GgufBuilder& f) { f.version = 1; }), "version 1"},
        {"version 4", with([](GgufBuilder& f) { f.version = 4; }), "version 4"},
        {"version 2^32-1", with([](GgufBuilder& f) { f.version = 0xFFFFFFFF; }), "version"},
        {"big-endian", with([](GgufBuilder& f) { f.version = 0x03000000; }), "big-endian"},
        {"tensors 2^64-1", with([](GgufBuilder& f) { f.tensorCount = kAll; }), "tensors"},
        {"tensors 2^63", with([](GgufBuilder& f) { f.tensorCount = 1ULL << 63; }), "tensors"},
        {"one tensor too many", with([](GgufBuilder& f) { f.tensorCount = f.tensors.size() + 1; }), ""},
        {"keys 2^64-1", with([](GgufBuilder& f) { f.keyCount = kAll; }), "keys"},
        {"keys 2^60", with([](GgufBuilder& f) { f.keyCount = 1ULL << 60; }), "keys"},
        {"one key too many", with([](GgufBuilder& f) { f.keyCount = 19; }), ""},
        {"no keys", with([](GgufBuilder& f) { f.keyCount = 0; }), ""},
        {"no tensors", with([](GgufBuilder& f) { f.tensors.clear(); }), "token_embd.weight"},
        {"empty model", Bytes().raw("GGUF").number(3U).number(0ULL).number(0ULL).data(), "general.architecture"},
    };
}

std::vector<Case> metadataCases()
{
    const auto lengthOfKey = [](std::uint64_t length) { // the first key's length, right behind the header
        std::string bytes = tinyLlama().bytes();
        std::memcpy(bytes.data() + 24, &length, sizeof length);
        return bytes;
    };
    const auto text = [](std::uint64_t claimed) {
        return with(
            [&](GgufBuilder& f) { f.append("evil", typed(ValueType::String, Bytes().number(claimed).raw("abc"))); });
    };
    const auto array = [](ValueType element, std::uint64_t count) {
        return with(
            [&](GgufBuilder& f) { f.append("evil", typed(ValueType::Array, GgufBuilder::arrayHead(element, count))); });
    };
    std::string nested; // 10,000 arrays in each other
    for (int i = 0; i < 10'000; ++i)
        nested += GgufBuilder::arrayHead(ValueType::Array, 1).data();
    return {
        {"key length 2^64-1", lengthOfKey(kAll), "key"},
        {"key length 2^63", lengthOfKey(1ULL << 63), "key"},
        {"key length beyond the end", lengthOfKey(60'000), "key"},
        {"empty key", with([](GgufBuilder& f) { f.u32("", 1); }), "empty"},
        {"key of 65,536 bytes", with([](GgufBuilder& f) { f.u32(std::string(65'536, 'k'), 1); }), "65536"},
        {"key of 65,535 bytes", with([](GgufBuilder& f) { f.u32(std::string(65'535, 'k'), 1); }), nullptr},
        {"key with escapes", with([](GgufBuilder& f) { f.u32("\x1B]0;x\x07", 1); }), nullptr},
        {"duplicate key",
         with([](GgufBuilder& f) { f.append("general.name", typed(ValueType::U8, Bytes().raw("x"))); }), "twice"},
        {"value type 13", with([](GgufBuilder& f) { f.append("evil", Bytes().number(13U).number(0ULL).data()); }),
         "type 13"},
        {"value type 2^32-1", with([](GgufBuilder& f) { f.append("evil", Bytes().number(~0U).number(0ULL).data()); }),
         "evil"},
        {"string 2^64-1", text(kAll), "evil"},
        {"string 2^64-8", text(kAll - 7), "evil"},
        {"string 2^63", text(1ULL << 63), "evil"},
        {"string one past the end", text(tinyLlama().bytes().size()), "evil"},
        {"string of 17 MiB", with([](GgufBuilder& f) { f.string("evil", std::string(17U << 20, 'x')); }), "evil"},
        {"array of arrays", array(ValueType::Array, 1), "array of arrays"},
        {"arrays 10,000 deep",
         with([&](GgufBuilder& f) { f.append("evil", typed(ValueType::Array, Bytes().raw(nested))); }),
         "array of arrays"},
        {"array of unknown", array(static_cast<ValueType>(77), 1), "type 77"},
        {"array of 2^60 strings", array(ValueType::String, 1ULL << 60), "evil"},
        {"array of 2^64-1 bytes", array(ValueType::U8, kAll), "evil"},
        {"array of 2^61 doubles", array(ValueType::F64, 1ULL << 61), "evil"},
        {"empty array", array(ValueType::U32, 0), nullptr},
        {"alignment 0", withU32("general.alignment", 0), "general.alignment"},
        {"alignment 3", withU32("general.alignment", 3), "general.alignment"},
        {"alignment 13", withU32("general.alignment", 13), "general.alignment"},
        {"alignment 2^31", withU32("general.alignment", 1U << 31), "general.alignment"},
        {"alignment as text", with([](GgufBuilder& f) { f.string("general.alignment", "32"); }), "general.alignment"},
        {"alignment negative", with([](GgufBuilder& f) { f.i32("general.alignment", -32); }), "general.alignment"},
        {"alignment 2^64-1", with([](GgufBuilder& f) { f.u64("general.alignment", kAll); }), "general.alignment"},
        {"bool of 2", with([](GgufBuilder& f) { f.value("evil", ValueType::Bool, Bytes().raw("\x02")); }), nullptr},
    };
}

std::vector<Case> tensorCases()
{
    std::vector<Case> cases = {
        {"no dimensions", ofDimensions(0), "0 dimensions"},
        {"five dimensions", ofDimensions(5), "5 dimensions"},
        {"2^32-1 dimensions", ofDimensions(~0U), "dimensions"},
        {"size 0", ofShape({0, 8}), "impossible size 0"},
        {"size 0 in the last dimension", ofShape({8, 0}), "impossible size 0"},
        {"size 2^64-1", ofShape({kAll, 1}), "impossible size"},
        {"size 2^63", ofShape({1ULL << 63, 2}), "impossible size"},
        {"product 2^64", ofShape({1ULL << 32, 1ULL << 32}), "impossible size"},
        {"product 2^64 of four", ofShape({65'536, 65'536, 65'536, 65'536}), "impossible size"},
        {"product 2^48", ofShape({1ULL << 24, 1ULL << 24}), "truncated"},
        {"other shape", ofShape({4, 16}), "blk.0.attn_q.weight"},
        {"third dimension", ofShape({8, 4, 2}), "blk.0.attn_q.weight"},
        {"no name", withTensor("blk.0.attn_q.weight", [](TensorSpec& t) { t.name.clear(); }), "no name"},
        {"name of 65 bytes", withTensor("blk.0.attn_q.weight", [](TensorSpec& t) { t.name.assign(65, 'n'); }), "name"},
        {"duplicate name", withTensor("blk.0.attn_q.weight", [](TensorSpec& t) { t.name = "output_norm.weight"; }),
         "twice"},
        {"renamed", withTensor("blk.0.attn_q.weight", [](TensorSpec& t) { t.name = "x"; }), "blk.0.attn_q.weight"},
        {"unaligned offset", withTensor("output_norm.weight", [](TensorSpec& t) { t.offset = 1; }), "unaligned"},
        {"overlapping", withTensor("output_norm.weight", [](TensorSpec& t) { t.offset = 0; }), "overlaps"},
        {"beyond the end", withTensor("output_norm.weight", [](TensorSpec& t) { t.offset = 1ULL << 20; }), "truncated"},
        {"offset 2^64-32", withTensor("output_norm.weight", [](TensorSpec& t) { t.offset = kAll - 31; }), "truncated"},
        {"offset 2^63", withTensor("output_norm.weight", [](TensorSpec& t) { t.offset = 1ULL << 63; }), "truncated"},
        {"two of 2^63-64 bytes", with([](GgufBuilder& f) {
             f.tensor("token_embd.weight") = {"a", {0x7FFFFFFFFFFFFFC0ULL}, 24, ""};
             f.tensor("output_norm.weight") = {"b", {0x7FFFFFFFFFFFFFC0ULL}, 24, ""};
         }),
         "impossible size"},
        {"claims more than the file", withTensor("output_norm.weight", [](TensorSpec& t) { t.shape = {1ULL << 31}; }),
         "truncated"},
        {"rows no multiple of the block", ofType(8), "no multiple"},
        {"a matrix of integers", ofType(25), "not computed with"},
        {"norm as a matrix",
         withTensor("output_norm.weight",
                    [](TensorSpec& t) {
                        t.shape = {4, 2};
                    }),
         "output_norm.weight"},
        {"NaN weights", withTensor("blk.0.attn_q.weight", [](TensorSpec& t) { t.data.assign(t.data.size(), '\xFF'); }),
         nullptr},
        {"infinite norm",
         withTensor("output_norm.weight",
                    [](TensorSpec& t) {
                        t.data.clear();
                        for (int i = 0; i < 8; ++i)
                            t.data += Bytes().number(std::numeric_limits<float>::infinity()).data();
                    }),
         nullptr},
        {"huge weights",
         withTensor("token_embd.weight",
                    [](TensorSpec& t) {
                        for (std::size_t i = 0; i + 1 < t.data.size(); i += 2)
                            t.data.replace(i, 2, "\xFF\x7B"); // 65504
                    }),
         nullptr},
    };
    for (const std::uint32_t type : {4U, 5U, 31U, 32U, 33U, 36U, 37U, 38U, 40U, 1U << 31, ~0U})
        cases.push_back({"unknown type", ofType(type), "unknown tensor type"});
    return cases;
}

std::vector<Case> configCases()
{
    const auto number = [](const char* key, float value) { return with([&](GgufBuilder& f) { f.f32(key, value); }); };
    const float nan = std::numeric_limits<float>::quiet_NaN();
    return {
        {"no architecture", with([](GgufBuilder& f) { f.remove("general.architecture"); }), "general.architecture"},
        {"architecture as a number", withU32("general.architecture", 7), "general.architecture"},
        {"architecture empty", with([](GgufBuilder& f) { f.string("general.architecture", ""); }), "architecture"},
        {"architecture unknown", with([](GgufBuilder& f) { f.string("general.architecture", "plamo2"); }), "plamo2"},
        {"architecture of 1 MiB",
         with([](GgufBuilder& f) { f.string("general.architecture", std::string(1U << 20, 'x')); }), "xxx"},
        {"name as an array", with([](GgufBuilder& f) {
             f.strings("general.name", {"a", "b"});
         }),
         "general.name"},
        {"no layers", withU32("llama.block_count", 0), "llama.block_count"},
        {"513 layers", withU32("llama.block_count", 513), "blk.1."},
        {"1025 layers", withU32("llama.block_count", 1025), "llama.block_count"},
        {"2^32-1 layers", withU32("llama.block_count", ~0U), "llama.block_count"},
        {"layers as text", with([](GgufBuilder& f) { f.string("llama.block_count", "1"); }), "llama.block_count"},
        {"layers as a float", number("llama.block_count", 1), "llama.block_count"},
        {"layers missing", with([](GgufBuilder& f) { f.remove("llama.block_count"); }), "llama.block_count"},
        {"negative layers", with([](GgufBuilder& f) { f.i32("llama.block_count", -1); }), "llama.block_count"},
        {"no width", withU32("llama.embedding_length", 0), "llama.embedding_length"},
        {"huge width", withU32("llama.embedding_length", ~0U), "llama.embedding_length"},
        {"other width", withU32("llama.embedding_length", 16), "token_embd.weight"},
        {"no heads", withU32("llama.attention.head_count", 0), "llama.attention.head_count"},
        {"heads that do not divide", withU32("llama.attention.head_count", 3), "llama.attention.head_count"},
        {"no KV heads", withU32("llama.attention.head_count_kv", 0), "llama.attention.head_count_kv"},
        {"more KV heads than heads", withU32("llama.attention.head_count_kv", 4), "llama.attention.head_count_kv"},
        {"heads as an array", with([](GgufBuilder& f) { f.integers("llama.attention.head_count", {2}); }),
         "head_count"},
        {"key length 0", withU32("llama.attention.key_length", 0), "llama.attention.key_length"},
        {"key length 2^31", withU32("llama.attention.key_length", 1U << 31), "llama.attention.key_length"},
        {"odd key length", withU32("llama.attention.key_length", 3), ""},
        {"value length differs", withU32("llama.attention.value_length", 2), "lengths"},
        {"no context", withU32("llama.context_length", 0), "llama.context_length"},
        {"context 2^64-1", with([](GgufBuilder& f) { f.u64("llama.context_length", kAll); }), "llama.context_length"},
        {"context of 16 M", withU32("llama.context_length", 1U << 24), nullptr},
        {"no feed-forward", withU32("llama.feed_forward_length", 0), "llama.feed_forward_length"},
        {"eps NaN", number("llama.attention.layer_norm_rms_epsilon", nan), "layer_norm_rms_epsilon"},
        {"eps negative", number("llama.attention.layer_norm_rms_epsilon", -1), "layer_norm_rms_epsilon"},
        {"eps missing", with([](GgufBuilder& f) { f.remove("llama.attention.layer_norm_rms_epsilon"); }),
         "layer_norm_rms_epsilon"},
        {"eps 0", number("llama.attention.layer_norm_rms_epsilon", 0), nullptr},
        {"rope odd", withU32("llama.rope.dimension_count", 3), "rope.dimension_count"},
        {"rope 0", withU32("llama.rope.dimension_count", 0), "rope.dimension_count"},
        {"rope wider than a head", withU32("llama.rope.dimension_count", 6), "rope.dimension_count"},
        {"rope 2^31", withU32("llama.rope.dimension_count", 1U << 31), "rope.dimension_count"},
        {"rope base NaN", number("llama.rope.freq_base", nan), "rope.freq_base"},
        {"rope base 0", number("llama.rope.freq_base", 0), "rope.freq_base"},
        {"rope factor 0", number("llama.rope.scaling.factor", 0), "rope.scaling.factor"},
        {"rope factors short", with([](GgufBuilder& f) {
             f.tensors.push_back({"rope_freqs.weight", {1}, 0, std::string(4, '\0')});
         }),
         "rope_freqs.weight"},
        {"rope factors 0", with([](GgufBuilder& f) {
             f.tensors.push_back({"rope_freqs.weight", {2}, 0, std::string(8, '\0')});
         }),
         "rope_freqs.weight"},
        {"experts", withU32("llama.expert_count", 8), "llama.expert_used_count"},
        {"more experts used than there are", with([](GgufBuilder& f) {
             f.u32("llama.expert_count", 2);
             f.u32("llama.expert_used_count", 3);
         }),
         "llama.expert_used_count"},
        {"no expert used", with([](GgufBuilder& f) {
             f.u32("llama.expert_count", 2);
             f.u32("llama.expert_used_count", 0);
         }),
         "llama.expert_used_count"},
        {"experts chosen by sigmoid", with([](GgufBuilder& f) {
             f.u32("llama.expert_count", 2);
             f.u32("llama.expert_used_count", 1);
             f.u32("llama.expert_gating_func", 2);
         }),
         "softmax"},
        {"experts without their tensors", with([](GgufBuilder& f) {
             f.u32("llama.expert_count", 2);
             f.u32("llama.expert_used_count", 1);
         }),
         "ffn_gate_inp.weight"},
        {"experts 2^31", withU32("llama.expert_count", 1U << 31), "llama.expert_count"},
        {"window 2^31", withU32("llama.attention.sliding_window", 1U << 31), "attention.sliding_window"},
        {"window of 1", withU32("llama.attention.sliding_window", 1), nullptr},
        {"pattern of windows too short", with([](GgufBuilder& f) {
             f.integers("llama.attention.sliding_window_pattern", {});
         }),
         "sliding_window_pattern"},
        {"attention scale NaN", number("llama.attention.scale", nan), "attention.scale"},
        {"attention scale 0", number("llama.attention.scale", 0), "attention.scale"},
        {"soft cap negative", number("llama.final_logit_softcapping", -1), "final_logit_softcapping"},
        {"soft cap NaN", number("llama.attn_logit_softcapping", nan), "attn_logit_softcapping"},
        {"embedding scale NaN", number("llama.embedding_scale", nan), "embedding_scale"},
        {"yarn with a factor of 0", with([&](GgufBuilder& f) {
             f.string("llama.rope.scaling.type", "yarn");
             f.f32("llama.rope.scaling.factor", 0);
         }),
         "rope.scaling.factor"},
        {"yarn on a base of 1", with([&](GgufBuilder& f) {
             f.string("llama.rope.scaling.type", "yarn");
             f.f32("llama.rope.scaling.factor", 4);
             f.f32("llama.rope.freq_base", 1);
         }),
         "rope.freq_base"},
        {"scaling by an unknown method", with([&](GgufBuilder& f) {
             f.string("llama.rope.scaling.type", "ntk");
             f.f32("llama.rope.scaling.factor", 4);
         }),
         "ntk"},
        {"long factors without short ones", with([](GgufBuilder& f) {
             f.tensors.push_back({"rope_factors_long.weight", {2}, 0, std::string("\0\0\x80\x3F\0\0\x80\x3F", 8)});
         }),
         "rope_factors_short.weight"},
        {"a bias that llama does not have", with([](GgufBuilder& f) {
             f.tensors.push_back({"blk.0.attn_norm.bias", {8}, 0, std::string(32, '\0')});
         }),
         "blk.0.attn_norm.bias"},
        {"qwen3 without norms of heads", with([](GgufBuilder& f) { f.string("general.architecture", "qwen3"); }), "qwen3."},
        {"bert without its tensors", with([](GgufBuilder& f) { f.string("general.architecture", "bert"); }), "bert."},
        {"gpt2 without its tensors", with([](GgufBuilder& f) { f.string("general.architecture", "gpt2"); }), "gpt2."},
    };
}

std::vector<Case> vocabularyCases()
{
    const auto token = [](const char* piece, std::int32_t kind) {
        return with([&](GgufBuilder& f) {
            f.strings("tokenizer.ggml.tokens", {"<unk>", "<s>", "</s>", "a", "b", "c", "d", "e", "f", "g", "h", piece});
            f.integers("tokenizer.ggml.token_type", {2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, kind});
        });
    };
    const auto scores = [](std::vector<float> values) {
        return with([&](GgufBuilder& f) { f.floats("tokenizer.ggml.scores", values); });
    };
    std::vector<float> notANumber(12, 0);
    notANumber[3] = std::numeric_limits<float>::quiet_NaN();
    std::vector<std::string> many(5000, "x");
    return {
        {"no vocabulary", with([](GgufBuilder& f) { f.remove("tokenizer.ggml.tokens"); }), "tokenizer.ggml.tokens"},
        {"no vocabulary type", with([](GgufBuilder& f) { f.remove("tokenizer.ggml.model"); }), "tokenizer.ggml.model"},
        {"unknown vocabulary type", with([](GgufBuilder& f) { f.string("tokenizer.ggml.model", "rwkv"); }), "rwkv"},
        {"tokens as numbers", with([](GgufBuilder& f) {
             f.integers("tokenizer.ggml.tokens", {1, 2});
         }),
         "tokenizer.ggml.tokens"},
        {"empty vocabulary", with([](GgufBuilder& f) { f.strings("tokenizer.ggml.tokens", {}); }),
         "tokenizer.ggml.tokens"},
        {"more tokens than rows", with([&](GgufBuilder& f) { f.strings("tokenizer.ggml.tokens", many); }),
         "tokenizer.ggml"},
        {"token of 70 kB", with([](GgufBuilder& f) { f.strings("tokenizer.ggml.tokens", {std::string(70'000, 'x')}); }),
         "70000"},
        {"empty tokens", with([](GgufBuilder& f) { f.strings("tokenizer.ggml.tokens", std::vector<std::string>(12)); }),
         ""},
        {"tokens of no UTF-8",
         with([](GgufBuilder& f) { f.strings("tokenizer.ggml.tokens", std::vector<std::string>(12, "\xFF\xC0")); }),
         nullptr},
        {"byte token <0x-1>", token("<0x-1>", 6), "<0x-1>"},
        {"byte token <0xZZ>", token("<0xZZ>", 6), "<0xZZ>"},
        {"byte token <0x1>", token("<0x1>", 6), "<0x1>"},
        {"byte token of 100 digits", token(("<0x" + std::string(100, 'F') + ">").c_str(), 6), "<0xFFF"},
        {"one byte token alone", token("<0x41>", 6), nullptr},
        {"byte shape of a plain token", token("<0x-1>", 1), nullptr},
        {"token type 0", token("x", 0), "token_type"},
        {"token type 7", token("x", 7), "token_type"},
        {"token type -2^31", token("x", std::numeric_limits<std::int32_t>::min()), "token_type"},
        {"no unknown token",
         with([](GgufBuilder& f) { f.integers("tokenizer.ggml.token_type", std::vector<std::int32_t>(12, 1)); }),
         "token_type"},
        {"types shorter than tokens", with([](GgufBuilder& f) {
             f.integers("tokenizer.ggml.token_type", {2, 3});
         }),
         "token_type"},
        {"types as u8", with([](GgufBuilder& f) {
             f.numbers<std::uint8_t>("tokenizer.ggml.token_type", ValueType::U8, {2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1});
         }),
         nullptr},
        {"types as u64 2^64-1", with([](GgufBuilder& f) {
             f.numbers<std::uint64_t>("tokenizer.ggml.token_type", ValueType::U64,
                                      std::vector<std::uint64_t>(12, kAll));
         }),
         "token_type"},
        {"no scores", with([](GgufBuilder& f) { f.remove("tokenizer.ggml.scores"); }), "scores"},
        {"scores as u8", with([](GgufBuilder& f) {
             f.numbers<std::uint8_t>("tokenizer.ggml.scores", ValueType::U8, std::vector<std::uint8_t>(12, 1));
         }),
         "scores"},
        {"too few scores", scores({1, 2, 3}), "scores"},
        {"scores NaN", scores(notANumber), "scores"},
        {"bos past the end", withU32("tokenizer.ggml.bos_token_id", 12), "bos_token_id"},
        {"eos 2^31", withU32("tokenizer.ggml.eos_token_id", 1U << 31), "eos_token_id"},
        {"bos -2", with([](GgufBuilder& f) { f.i32("tokenizer.ggml.bos_token_id", -2); }), nullptr},
        {"eos 2^32-1, which means none", withU32("tokenizer.ggml.eos_token_id", ~0U), nullptr},
        {"bpe without merges", with([](GgufBuilder& f) { f.string("tokenizer.ggml.model", "gpt2"); }), "merges"},
        {"merges of absent tokens", with([](GgufBuilder& f) {
             f.string("tokenizer.ggml.model", "gpt2").strings("tokenizer.ggml.merges", {"q r"});
         }),
         "merges"},
        {"merges without a space", with([](GgufBuilder& f) {
             f.string("tokenizer.ggml.model", "gpt2").strings("tokenizer.ggml.merges", {"", " ", "ab"});
         }),
         "merges"},
        {"unknown cutting pattern", with([](GgufBuilder& f) {
             f.string("tokenizer.ggml.model", "gpt2")
                 .string("tokenizer.ggml.pre", "nobody")
                 .strings("tokenizer.ggml.merges", {"a b"});
         }),
         nullptr},
        {"template as a number", withU32("tokenizer.chat_template", 1), "tokenizer.chat_template"},
        {"template of 15 MiB",
         with([](GgufBuilder& f) { f.string("tokenizer.chat_template", std::string(15U << 20, '{')); }), nullptr},
        {"template 5,000 deep", with([](GgufBuilder& f) {
             std::string deep;
             for (int i = 0; i < 5000; ++i)
                 deep += "{% if 1 %}";
             f.string("tokenizer.chat_template", deep);
         }),
         nullptr},
        {"template parentheses", with([](GgufBuilder& f) {
             f.string("tokenizer.chat_template", "{{ " + std::string(50'000, '(') + std::string(50'000, ')') + " }}");
         }),
         nullptr},
        {"template without end", with([](GgufBuilder& f) {
             f.string("tokenizer.chat_template", "{% for i in range(1000000000) %}x{% endfor %}");
         }),
         nullptr},
    };
}

} // namespace hostile
