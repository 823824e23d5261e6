// SPDX-License-Identifier: GPL-3.0-or-later
// Safetensors bytes for tests, right ones and wrong ones, and a tiny llama as a folder of the hub.
#pragma once

#include <nlohmann/json.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

namespace support
{

inline std::string safetensors(std::string_view header, std::string_view data)
{
    std::string bytes(8, '\0');
    const std::uint64_t length = header.size();
    std::memcpy(bytes.data(), &length, sizeof length);
    return bytes.append(header).append(data);
}

// F32 tensors one behind the other; the values are small and differ.
class SafetensorsBuilder
{
public:
    SafetensorsBuilder& add(const std::string& name, std::vector<std::uint64_t> shape)
    {
        std::uint64_t count = 1;
        for (const std::uint64_t size : shape)
            count *= size;
        const std::size_t begin = m_data.size();
        for (std::uint64_t i = 0; i < count; ++i) {
            m_state = m_state * 1664525U + 1013904223U;
            const float value = static_cast<float>(m_state >> 8U) / 33554432.0F - 0.25F;
            m_data.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
        header[name] = {{"dtype", "F32"}, {"shape", shape}, {"data_offsets", {begin, m_data.size()}}};
        return *this;
    }
    std::string bytes() const { return safetensors(header.dump(), m_data); }

    nlohmann::json header = nlohmann::json::object();

private:
    std::string m_data;
    unsigned m_state = 1;
};

inline void writeFile(const std::filesystem::path& path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// One layer: 8 wide, 2 heads, 1 key head, 8 tokens.
struct HubModel {
    nlohmann::json config = {{"model_type", "llama"},
                             {"hidden_size", 8},
                             {"num_hidden_layers", 1},
                             {"num_attention_heads", 2},
                             {"num_key_value_heads", 1},
                             {"intermediate_size", 8},
                             {"max_position_embeddings", 32},
                             {"vocab_size", 8},
                             {"rms_norm_eps", 1e-5},
                             {"hidden_act", "silu"},
                             {"rope_theta", 10000.0},
                             {"bos_token_id", 0},
                             {"eos_token_id", 1},
                             {"tie_word_embeddings", true}};
    nlohmann::json tokenizer = {
        {"added_tokens",
         {{{"id", 0}, {"content", "<s>"}, {"special", true}}, {{"id", 1}, {"content", "</s>"}, {"special", true}}}},
        {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}}},
        {"model",
         {{"type", "BPE"},
          {"vocab", {{"<s>", 0}, {"</s>", 1}, {"a", 2}, {"b", 3}, {"c", 4}, {"ab", 5}, {"abc", 6}}},
          {"merges", {"a b", "ab c"}}}}};
    nlohmann::json settings = {
        {"bos_token", "<s>"}, {"eos_token", {{"content", "</s>"}}}, {"chat_template", "{{ messages[0].content }}"}};
    SafetensorsBuilder weights;

    HubModel()
    {
        weights.add("model.embed_tokens.weight", {8, 8}).add("model.norm.weight", {8});
        const std::string layer = "model.layers.0.";
        weights.add(layer + "input_layernorm.weight", {8}).add(layer + "post_attention_layernorm.weight", {8});
        weights.add(layer + "self_attn.q_proj.weight", {8, 8}).add(layer + "self_attn.k_proj.weight", {4, 8});
        weights.add(layer + "self_attn.v_proj.weight", {4, 8}).add(layer + "self_attn.o_proj.weight", {8, 8});
        weights.add(layer + "mlp.gate_proj.weight", {8, 8}).add(layer + "mlp.up_proj.weight", {8, 8});
        weights.add(layer + "mlp.down_proj.weight", {8, 8});
    }

    void write(const std::filesystem::path& folder) const
    {
        std::filesystem::create_directories(folder);
        writeFile(folder / "config.json", config.dump());
        writeFile(folder / "tokenizer.json", tokenizer.dump());
        writeFile(folder / "tokenizer_config.json", settings.dump());
        writeFile(folder / "model.safetensors", weights.bytes());
    }
};

} // namespace support
