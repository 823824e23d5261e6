// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/config.h"

#include "engine/error.h"
#include "engine/files/gguf.h"

#include <cmath>

namespace engine::model
{
namespace
{

std::int64_t vocabularySize(const files::GgufFile& file)
{
    const files::GgufTensor* table = file.findTensor("token_embd.weight");
    if (!table)
        throw Error(ErrorKind::BadFile,
                    file.name() + " has no tensor \"token_embd.weight\", so it holds no whole model.");
    if (table->shape[1] > 4'000'000)
        throw Error(ErrorKind::BadFile, file.name() + ": the vocabulary of " + std::to_string(table->shape[1]) +
                                            " tokens is larger than any that is known.");
    return static_cast<std::int64_t>(table->shape[1]);
}

void readSizes(const ConfigKeys& keys, Config& config)
{
    const files::GgufFile& file = keys.file();
    config.layers = static_cast<int>(keys.integer("block_count", 1, 1024));
    config.dim = static_cast<int>(keys.integer("embedding_length", 1, 1 << 17));
    config.heads = static_cast<int>(keys.integer("attention.head_count", 1, 1024));
    config.kvHeads = static_cast<int>(keys.integer("attention.head_count_kv", 1, config.heads, config.heads));
    config.context = keys.integer("context_length", 1, 1 << 24);
    config.vocabulary = static_cast<int>(vocabularySize(file));
    if (config.heads % config.kvHeads != 0)
        file.fail(keys.key("attention.head_count_kv"), "does not divide the number of heads");
    const std::int64_t headDim = keys.integer("attention.key_length", 1, 1024, config.dim / config.heads);
    if (headDim < 1 || (headDim * config.heads != config.dim && !keys.has("attention.key_length")))
        file.fail(keys.key("attention.head_count"), "does not divide the embedding length");
    if (keys.integer("attention.value_length", 1, 1024, headDim) != headDim)
        throw Error(ErrorKind::Unsupported,
                    file.name() + " has keys and values of different lengths, which is not built in yet.");
    config.headDim = static_cast<int>(headDim);
    config.normEps = static_cast<float>(keys.number(config.family->norm == kernels::NormKind::Rms
                                                        ? "attention.layer_norm_rms_epsilon"
                                                        : "attention.layer_norm_epsilon",
                                                    0, 1));
}

void readFeedForward(const ConfigKeys& keys, Config& config)
{
    const files::GgufFile& file = keys.file();
    const int inner = static_cast<int>(keys.integer("feed_forward_length", 1, 1 << 20));
    ExpertsConfig& experts = config.experts;
    const bool mixture = config.family->page == Page::Experts;
    experts.count = static_cast<int>(mixture ? keys.integer("expert_count", 1, 1 << 12)
                                             : keys.integer("expert_count", 0, 1 << 12, 0));
    config.ffn = inner;
    if (experts.count == 0)
        return;
    if (config.architecture != "llama" && !mixture)
        file.fail(keys.key("expert_count"),
                  "says that the model is a mixture of experts, which models of this architecture are not");
    experts.used = static_cast<int>(keys.integer("expert_used_count", 1, experts.count));
    experts.sharesSumToOne = file.boolean(keys.key("expert_weights_norm")).value_or(true);
    if (keys.integer("expert_gating_func", 0, 100, 1) != 1)
        throw Error(ErrorKind::Unsupported,
                    file.name() + " chooses its experts by another function than softmax, which is not built in yet.");
    config.ffn = static_cast<int>(keys.integer("expert_feed_forward_length", 1, 1 << 20, inner));
}

// Layer by layer: the file's own pattern (an array of booleans, or its period), else that of the architecture.
std::vector<std::int64_t> readWindows(const ConfigKeys& keys, const Config& config)
{
    const files::GgufFile& file = keys.file();
    std::vector<std::int64_t> windows(static_cast<std::size_t>(config.layers));
    const std::int64_t window = keys.integer("attention.sliding_window", 0, 1 << 24, 0);
    const std::string pattern = keys.key("attention.sliding_window_pattern");
    const files::GgufValue* value = file.find(pattern);
    if (value && value->type == files::ValueType::Array) {
        if (value->element != files::ValueType::Bool || value->count != windows.size())
            file.fail(pattern, "should be one boolean per layer");
        for (std::size_t i = 0; i < windows.size(); ++i)
            windows[i] = value->bytes[i] != std::byte{0} ? window : 0;
        return windows;
    }
    const std::int64_t period = keys.integer("attention.sliding_window_pattern", 0, 1024, config.family->windowPeriod);
    for (std::int64_t i = 0; i < config.layers; ++i)
        windows[static_cast<std::size_t>(i)] = period == 0 || i % period < period - 1 ? window : 0;
    return windows;
}

void readAttention(const ConfigKeys& keys, Config& config)
{
    const Architecture& family = *config.family;
    const bool largest = family.layersOf27B != 0 && config.layers == family.layersOf27B;
    const double scaled = largest ? static_cast<double>(config.dim) / config.heads : config.headDim;
    config.attentionScale = static_cast<float>(keys.number("attention.scale", 1e-6, 1e3, 1 / std::sqrt(scaled)));
    config.attentionSoftCap = static_cast<float>(keys.number("attn_logit_softcapping", 0, 1e6, 0.0));
    config.logitSoftCap = static_cast<float>(keys.number("final_logit_softcapping", 0, 1e6, 0.0));
    config.embeddingScale = static_cast<float>(keys.number(
        "embedding_scale", 1e-6, 1e6, family.scaledEmbedding ? std::sqrt(static_cast<double>(config.dim)) : 1.0));
    config.windows = readWindows(keys, config);
    if (family.rope == kernels::RopeKind::None)
        return;
    config.rope = RopeSettings::fromGguf(keys, family.rope, config.headDim, config.context);
    config.localRope = config.rope;
    if (family.localRopeBase > 0) {
        config.localRope = {};
        config.localRope.rope.kind = family.rope;
        config.localRope.rope.dims = config.rope.rope.dims;
        config.localRope.rope.base =
            static_cast<float>(keys.number("rope.freq_base_swa", 1.0, 1e9, family.localRopeBase));
    }
}

void readEncoder(const ConfigKeys& keys, Config& config)
{
    const files::GgufFile& file = keys.file();
    config.pooling = static_cast<Pooling>(keys.integer("pooling_type", 0, 3, static_cast<int>(Pooling::Mean)));
    if (const files::GgufTensor* head = file.findTensor("cls.output.weight")) {
        if (head->shape[1] > 100'000)
            throw Error(ErrorKind::BadFile,
                        file.name() + ": the tensor \"cls.output.weight\" has more labels than any that is known.");
        for (std::uint64_t i = 0; i < head->shape[1]; ++i)
            config.labels.push_back("LABEL_" + std::to_string(i)); // as transformers calls them
    }
    if (const auto labels = file.strings(keys.key("classifier.output_labels"))) {
        if (labels->size() != config.labels.size())
            file.fail(keys.key("classifier.output_labels"), "names " + std::to_string(labels->size()) +
                                                                " labels, but the tensor \"cls.output.weight\" has " +
                                                                std::to_string(config.labels.size()));
        config.labels.assign(labels->begin(), labels->end());
    }
    const auto activation = file.string(keys.key("classifier.activation")).value_or("tanh");
    if (activation != "tanh" && activation != "relu")
        file.fail(keys.key("classifier.activation"), "should be \"tanh\" or \"relu\"");
    config.headActivation = activation == "relu" ? kernels::Activation::Relu : kernels::Activation::Tanh;
}

} // namespace

std::int64_t ConfigKeys::integer(const char* name, std::int64_t least, std::int64_t most,
                                 std::optional<std::int64_t> fallback) const
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

double ConfigKeys::number(const char* name, double least, double most, std::optional<double> fallback) const
{
    const auto value = m_file.number(key(name));
    if (!value && !fallback)
        m_file.fail(key(name), "is missing, and this architecture needs it");
    const double result = value.value_or(fallback.value_or(0));
    if (!(result >= least && result <= most))
        m_file.fail(key(name), "is " + std::to_string(result) + ", outside its range");
    return result;
}

kernels::Rope Config::ropeOf(int layer, std::int64_t capacity) const
{
    return (window(layer) > 0 ? localRope : rope).at(capacity);
}

Config Config::fromGguf(const files::GgufFile& file)
{
    Config config;
    const auto architecture = file.string("general.architecture");
    if (!architecture)
        file.fail("general.architecture", "is missing, so the file does not say what it is");
    config.family = &findArchitecture(*architecture, file.name());
    config.architecture = *architecture;
    config.name = std::string(file.string("general.name").value_or(""));

    const ConfigKeys keys(file, config.architecture);
    readSizes(keys, config);
    readFeedForward(keys, config);
    readAttention(keys, config);
    if (config.isEncoder())
        readEncoder(keys, config);
    return config;
}

} // namespace engine::model
