// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/config.h"

#include "engine/error.h"
#include "engine/files/gguf.h"

#include <cmath>
#include <cstring>

namespace engine::model
{
namespace
{

// Reads "<architecture>.<name>" with bounds, so that no later product of sizes can overflow.
class Keys
{
public:
    Keys(const files::GgufFile& file, std::string architecture) : m_file(file), m_prefix(std::move(architecture) + ".") {}

    std::string key(const char* name) const { return m_prefix + name; }

    std::int64_t integer(const char* name, std::int64_t least, std::int64_t most,
                         std::optional<std::int64_t> fallback = std::nullopt) const
    {
        const auto value = m_file.integer(key(name));
        if (!value && !fallback)
            m_file.fail(key(name), "is missing, and this architecture needs it");
        const std::int64_t result = value.value_or(fallback.value_or(0));
        if (result < least || result > most)
            m_file.fail(key(name), "is " + std::to_string(result) + ", outside " + std::to_string(least) + " to " +
                                       std::to_string(most));
        return result;
    }

    double number(const char* name, double least, double most, std::optional<double> fallback = std::nullopt) const
    {
        const auto value = m_file.number(key(name));
        if (!value && !fallback)
            m_file.fail(key(name), "is missing, and this architecture needs it");
        const double result = value.value_or(fallback.value_or(0));
        if (!(result >= least && result <= most))
            m_file.fail(key(name), "is " + std::to_string(result) + ", outside its range");
        return result;
    }

private:
    const files::GgufFile& m_file;
    std::string m_prefix;
};

Family familyOf(const files::GgufFile& file, std::string& architecture)
{
    const auto name = file.string("general.architecture");
    if (!name)
        file.fail("general.architecture", "is missing, so the file does not say what it is");
    architecture = *name;
    if (architecture == "llama")
        return Family::Llama;
    if (architecture == "gpt2")
        return Family::Gpt2;
    throw Error(ErrorKind::Unsupported, file.name() + " holds a model of the architecture \"" + architecture.substr(0, 40) +
                                            "\", which is not built in yet. Choose a model of the llama or gpt2 family.");
}

std::int64_t vocabularySize(const files::GgufFile& file)
{
    const files::GgufTensor* table = file.findTensor("token_embd.weight");
    if (!table)
        throw Error(ErrorKind::BadFile, file.name() + " has no tensor \"token_embd.weight\", so it holds no whole model.");
    if (table->shape[1] > 4'000'000)
        throw Error(ErrorKind::BadFile, file.name() + ": the vocabulary of " + std::to_string(table->shape[1]) +
                                            " tokens is larger than any that is known.");
    return static_cast<std::int64_t>(table->shape[1]);
}

void readRope(const files::GgufFile& file, const Keys& keys, Config& config)
{
    config.rope.kind = kernels::RopeKind::Adjacent;
    config.rope.dims = static_cast<int>(keys.integer("rope.dimension_count", 2, config.headDim, config.headDim));
    if (config.rope.dims % 2 != 0)
        file.fail(keys.key("rope.dimension_count"), "is odd; rotary positions turn pairs");
    config.rope.base = static_cast<float>(keys.number("rope.freq_base", 1.0, 1e9, 10'000.0));

    const auto scaling = file.string(keys.key("rope.scaling.type")).value_or("none");
    const double factor = keys.number("rope.scaling.factor", 1e-3, 1e6, 1.0);
    if (scaling == "linear")
        config.rope.scale = static_cast<float>(1.0 / factor);
    else if (scaling != "none" && factor != 1.0)
        throw Error(ErrorKind::Unsupported, file.name() + " scales its positions by the method \"" +
                                                std::string(scaling.substr(0, 40)) + "\", which is not built in yet.");

    if (const files::GgufTensor* factors = file.findTensor("rope_freqs.weight")) { // Llama 3.1 and later
        const auto count = static_cast<std::size_t>(config.rope.dims / 2);
        if (factors->type != files::TensorType::F32 || factors->elements() != count)
            throw Error(ErrorKind::BadFile, file.name() + ": the tensor \"rope_freqs.weight\" should hold " +
                                                std::to_string(count) + " 32-bit floats.");
        config.ropeFactors.resize(count);
        std::memcpy(config.ropeFactors.data(), factors->bytes.data(), factors->bytes.size());
        for (const float f : config.ropeFactors)
            if (!std::isfinite(f) || f <= 0)
                throw Error(ErrorKind::BadFile, file.name() + ": the tensor \"rope_freqs.weight\" has a value that is "
                                                              "not a positive number.");
    }
}

} // namespace

Config Config::fromGguf(const files::GgufFile& file)
{
    Config config;
    config.family = familyOf(file, config.architecture);
    config.name = std::string(file.string("general.name").value_or(""));
    const Keys keys(file, config.architecture);

    config.layers = static_cast<int>(keys.integer("block_count", 1, 1024));
    config.dim = static_cast<int>(keys.integer("embedding_length", 1, 1 << 17));
    config.heads = static_cast<int>(keys.integer("attention.head_count", 1, 1024));
    config.kvHeads = static_cast<int>(keys.integer("attention.head_count_kv", 1, config.heads, config.heads));
    config.ffn = static_cast<int>(keys.integer("feed_forward_length", 1, 1 << 20));
    config.context = keys.integer("context_length", 1, 1 << 24);
    config.vocabulary = static_cast<int>(vocabularySize(file));
    if (config.heads % config.kvHeads != 0)
        file.fail(keys.key("attention.head_count_kv"), "does not divide the number of heads");
    const std::int64_t headDim = keys.integer("attention.key_length", 1, 1024, config.dim / config.heads);
    if (headDim < 1 || (headDim * config.heads != config.dim && !file.find(keys.key("attention.key_length"))))
        file.fail(keys.key("attention.head_count"), "does not divide the embedding length");
    if (keys.integer("attention.value_length", 1, 1024, headDim) != headDim)
        throw Error(ErrorKind::Unsupported, file.name() + " has keys and values of different lengths, which is not built in yet.");
    config.headDim = static_cast<int>(headDim);
    if (keys.integer("expert_count", 0, 1 << 16, 0) != 0)
        throw Error(ErrorKind::Unsupported, file.name() + " is a mixture of experts, which is not built in yet.");

    if (config.family == Family::Llama) {
        config.normEps = static_cast<float>(keys.number("attention.layer_norm_rms_epsilon", 0, 1));
        readRope(file, keys, config);
    } else {
        config.normEps = static_cast<float>(keys.number("attention.layer_norm_epsilon", 0, 1));
    }
    return config;
}

} // namespace engine::model
