// SPDX-License-Identifier: GPL-3.0-or-later
// Small models to quantize, and a folder for what is made of them.
#pragma once

#include "engine/files/gguf.h"
#include "engine/tune/quantize_model.h"
#include "tests/support/gguf_builder.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <fstream>
#include <memory>
#include <random>

namespace support
{

inline const std::atomic<bool> kGoOn = false;

inline engine::tune::QuantizeOptions options(const char* preset)
{
    engine::tune::QuantizeOptions made;
    made.types.preset = engine::tune::findPreset(preset);
    return made;
}

inline std::string bytesOf(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A small llama with weights that differ, in F32; `experts` matrices in its ffn_down.
inline GgufBuilder model(int experts = 1)
{
    GgufBuilder builder;
    builder.string("general.architecture", "llama").u32("llama.block_count", 2).u32("llama.attention.head_count", 4);
    std::mt19937 generator(9);
    std::normal_distribution<float> normal(0, 0.02F);
    const auto add = [&](const std::string& name, std::vector<std::uint64_t> shape) {
        Bytes data;
        std::uint64_t count = 1;
        for (const std::uint64_t size : shape)
            count *= size;
        for (std::uint64_t i = 0; i < count; ++i)
            data.number(normal(generator));
        builder.tensors.push_back({name, std::move(shape), 0, data.data()});
    };
    add("token_embd.weight", {256, 40});
    add("output_norm.weight", {256});
    for (const std::string block : {"blk.0.", "blk.1."}) {
        add(block + "attn_v.weight", {256, 64});
        add(block + "attn_norm.weight", {256});
        add(block + "ffn_up.weight", {256, 512});
        if (experts > 1)
            add(block + "ffn_down_exps.weight", {512, 256, static_cast<std::uint64_t>(experts)});
        else
            add(block + "ffn_down.weight", {512, 256});
    }
    return builder;
}

inline void putFloat(GgufBuilder& builder, const char* tensor, std::size_t index, float value)
{
    std::memcpy(builder.tensor(tensor).data.data() + index * 4, &value, 4);
}

class QuantizeCase : public QObject
{
protected:
    void beginTest() { m_folder = std::make_unique<QTemporaryDir>(); }
    std::filesystem::path file(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::filesystem::path written(const GgufBuilder& builder, const char* name = "in.gguf") const
    {
        std::ofstream(file(name), std::ios::binary) << builder.bytes();
        return file(name);
    }
    engine::tune::QuantizeResult quantize(const std::filesystem::path& in, const std::filesystem::path& out,
                                          const engine::tune::QuantizeOptions& how) const
    {
        return engine::tune::quantizeModel(in, out, how, {kGoOn});
    }
    bool nothingLeft(const std::filesystem::path& out) const
    {
        return !std::filesystem::exists(out) && !std::filesystem::exists(out.string() + ".part") &&
               !std::filesystem::exists(out.string() + ".part.journal");
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace support
