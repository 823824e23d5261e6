// SPDX-License-Identifier: GPL-3.0-or-later
// Writes GGUF bytes for tests, right ones and wrong ones: each field can be set to what no writer would write.
#pragma once

#include "engine/files/gguf.h"
#include "engine/files/tensor_types.h"

#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace support
{

// Little-endian bytes, appended.
class Bytes
{
public:
    template <class T>
    Bytes& number(T value)
    {
        char raw[sizeof(T)];
        std::memcpy(raw, &value, sizeof(T));
        m_data.append(raw, sizeof(T));
        return *this;
    }
    Bytes& string(std::string_view text)
    {
        number<std::uint64_t>(text.size());
        m_data.append(text);
        return *this;
    }
    Bytes& raw(std::string_view bytes)
    {
        m_data.append(bytes);
        return *this;
    }
    void pad(std::size_t alignment) { m_data.resize((m_data.size() + alignment - 1) / alignment * alignment); }
    std::size_t size() const { return m_data.size(); }
    const std::string& data() const { return m_data; }

private:
    std::string m_data;
};

using engine::files::TensorType;
using engine::files::ValueType;

struct TensorSpec {
    std::string name;
    std::vector<std::uint64_t> shape; // fastest first
    std::uint32_t type = 0;
    std::string data;
    std::optional<std::uint64_t> offset = std::nullopt;     // else where the data is put
    std::optional<std::uint32_t> dimensions = std::nullopt; // else shape.size()
};

// Metadata and tensors in the order in which they were added; a key that is set again keeps its place.
class GgufBuilder
{
public:
    std::string magic = "GGUF";
    std::uint32_t version = 3;
    std::optional<std::uint64_t> tensorCount; // else the true one; likewise keyCount
    std::optional<std::uint64_t> keyCount;
    std::size_t alignment = 32; // used for writing; the key general.alignment is the caller's
    std::vector<TensorSpec> tensors;

    // `encoded` follows the value type: the value itself, or an array's element type, count and elements.
    GgufBuilder& value(const std::string& key, ValueType type, const Bytes& encoded)
    {
        Bytes typed;
        typed.number(static_cast<std::uint32_t>(type)).raw(encoded.data());
        for (auto& pair : m_pairs)
            if (pair.first == key) {
                pair.second = typed.data();
                return *this;
            }
        return append(key, typed.data());
    }
    GgufBuilder& append(const std::string& key, const std::string& typedValue) // also a second time
    {
        m_pairs.emplace_back(key, typedValue);
        return *this;
    }
    GgufBuilder& remove(const std::string& key)
    {
        std::erase_if(m_pairs, [&](const auto& pair) { return pair.first == key; });
        return *this;
    }

    GgufBuilder& u32(const std::string& key, std::uint32_t v) { return value(key, ValueType::U32, Bytes().number(v)); }
    GgufBuilder& i32(const std::string& key, std::int32_t v) { return value(key, ValueType::I32, Bytes().number(v)); }
    GgufBuilder& u64(const std::string& key, std::uint64_t v) { return value(key, ValueType::U64, Bytes().number(v)); }
    GgufBuilder& f32(const std::string& key, float v) { return value(key, ValueType::F32, Bytes().number(v)); }
    GgufBuilder& boolean(const std::string& key, bool v)
    {
        return value(key, ValueType::Bool, Bytes().number<std::uint8_t>(v ? 1 : 0));
    }
    GgufBuilder& string(const std::string& key, std::string_view v)
    {
        return value(key, ValueType::String, Bytes().string(v));
    }
    GgufBuilder& strings(const std::string& key, const std::vector<std::string>& all)
    {
        Bytes out = arrayHead(ValueType::String, all.size());
        for (const std::string& text : all)
            out.string(text);
        return value(key, ValueType::Array, out);
    }
    template <class T>
    GgufBuilder& numbers(const std::string& key, ValueType element, const std::vector<T>& all)
    {
        Bytes out = arrayHead(element, all.size());
        for (const T number : all)
            out.number(number);
        return value(key, ValueType::Array, out);
    }
    GgufBuilder& floats(const std::string& key, const std::vector<float>& all)
    {
        return numbers(key, ValueType::F32, all);
    }
    GgufBuilder& integers(const std::string& key, const std::vector<std::int32_t>& all)
    {
        return numbers(key, ValueType::I32, all);
    }

    static Bytes arrayHead(ValueType element, std::uint64_t count)
    {
        Bytes out;
        out.number(static_cast<std::uint32_t>(element)).number(count);
        return out;
    }

    TensorSpec& tensor(const std::string& name)
    {
        for (TensorSpec& spec : tensors)
            if (spec.name == name)
                return spec;
        return tensors.emplace_back();
    }

    std::string bytes() const
    {
        Bytes out;
        out.raw(magic).number(version);
        out.number<std::uint64_t>(tensorCount.value_or(tensors.size()));
        out.number<std::uint64_t>(keyCount.value_or(m_pairs.size()));
        for (const auto& [key, typed] : m_pairs)
            out.string(key).raw(typed);
        Bytes data;
        for (const TensorSpec& spec : tensors) {
            data.pad(alignment);
            out.string(spec.name).number(spec.dimensions.value_or(static_cast<std::uint32_t>(spec.shape.size())));
            for (const std::uint64_t size : spec.shape)
                out.number(size);
            out.number(spec.type).number<std::uint64_t>(spec.offset.value_or(data.size()));
            data.raw(spec.data);
        }
        out.pad(alignment);
        return out.raw(data.data()).data();
    }

private:
    std::vector<std::pair<std::string, std::string>> m_pairs; // key, type and value
};

// A whole valid llama of one layer in less than 4 KiB: dim 8, 2 heads, 1 KV head, ffn 8, 12 tokens, F16 matrices.
inline GgufBuilder tinyLlama()
{
    GgufBuilder file;
    file.string("general.architecture", "llama").string("general.name", "tiny");
    file.u32("llama.block_count", 1).u32("llama.context_length", 32).u32("llama.embedding_length", 8);
    file.u32("llama.feed_forward_length", 8)
        .u32("llama.attention.head_count", 2)
        .u32("llama.attention.head_count_kv", 1);
    file.f32("llama.attention.layer_norm_rms_epsilon", 1e-5F).u32("llama.rope.dimension_count", 4);
    file.string("tokenizer.ggml.model", "llama");
    file.strings("tokenizer.ggml.tokens",
                 {"<unk>", "<s>", "</s>", "\xE2\x96\x81", "a", "b", "c", "d", "ab", "cd", "abcd",
                  "\xE2\x96\x81"
                  "a"});
    file.floats("tokenizer.ggml.scores", {0, 0, 0, -1, -2, -3, -4, -5, -0.5F, -0.6F, -0.4F, -0.7F});
    file.integers("tokenizer.ggml.token_type", {2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1});
    file.u32("tokenizer.ggml.bos_token_id", 1).u32("tokenizer.ggml.eos_token_id", 2);
    file.string("tokenizer.chat_template", "{% for m in messages %}{{ m.content }}{% endfor %}");

    unsigned state = 1; // small weights from a linear congruence; F16 between -0.25 and 0.25
    const auto add = [&](const char* name, std::vector<std::uint64_t> shape, TensorType type) {
        std::uint64_t count = 1;
        for (const std::uint64_t size : shape)
            count *= size;
        Bytes data;
        for (std::uint64_t i = 0; i < count; ++i) {
            state = state * 1664525U + 1013904223U;
            if (type == TensorType::F32)
                data.number(1.0F);
            else
                data.number(static_cast<std::uint16_t>((state >> 31U << 15U) | (0x2800U + (state >> 16U) % 0x0C00U)));
        }
        file.tensors.push_back({name, std::move(shape), static_cast<std::uint32_t>(type), data.data()});
    };
    add("token_embd.weight", {8, 12}, TensorType::F16);
    add("blk.0.attn_norm.weight", {8}, TensorType::F32);
    add("blk.0.attn_q.weight", {8, 8}, TensorType::F16);
    add("blk.0.attn_k.weight", {8, 4}, TensorType::F16);
    add("blk.0.attn_v.weight", {8, 4}, TensorType::F16);
    add("blk.0.attn_output.weight", {8, 8}, TensorType::F16);
    add("blk.0.ffn_norm.weight", {8}, TensorType::F32);
    add("blk.0.ffn_gate.weight", {8, 8}, TensorType::F16);
    add("blk.0.ffn_up.weight", {8, 8}, TensorType::F16);
    add("blk.0.ffn_down.weight", {8, 8}, TensorType::F16);
    add("output_norm.weight", {8}, TensorType::F32);
    return file;
}

} // namespace support
