// SPDX-License-Identifier: GPL-3.0-or-later
// config.json to the metadata of an architecture.
#include "engine/error.h"
#include "engine/files/hub/hub_family.h"
#include "engine/files/hub/rope_config.h"

#include <algorithm>
#include <cmath>

namespace engine::files::hub
{
namespace
{

struct Known {
    const char* model;
    const char* architecture;
};
constexpr Known kKnown[] = {
    {"llama", "llama"},   {"mistral", "llama"},      {"mixtral", "llama"},   {"qwen2", "qwen2"},
    {"qwen3", "qwen3"},   {"qwen3_moe", "qwen3moe"}, {"gemma", "gemma"},     {"gemma2", "gemma2"},
    {"gemma3", "gemma3"}, {"gemma3_text", "gemma3"}, {"phi3", "phi3"},       {"gpt2", "gpt2"},
    {"opt", "opt"},       {"bert", "bert"},          {"distilbert", "bert"},
};

const Known& knownFamily(const HubConfig& config)
{
    const auto model = config.text({"model_type"});
    if (!model)
        config.fail("model_type", "is missing, so the folder does not say what it is");
    std::string names;
    for (const Known& known : kKnown) {
        if (*model == known.model)
            return known;
        names += (names.empty() ? "" : ", ") + std::string(known.model);
    }
    throw Error(ErrorKind::Unsupported, config.name() + " describes a model of the type \"" + model->substr(0, 40) +
                                            "\", which is not built in yet. Choose a model of one of these: " + names +
                                            ".");
}

bool isAnyOf(const std::string& text, std::initializer_list<const char*> names)
{
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return text == name; });
}

void refuseOtherForms(const HubConfig& config, const Family& family)
{
    const auto unsupported = [&](const char* key, const std::string& why) {
        throw Error(ErrorKind::Unsupported,
                    config.name() + ": the key \"" + key + "\" " + why + ", which is not built in yet.");
    };
    const auto activation = config.text({"hidden_activation", "hidden_act", "activation_function", "activation"});
    const bool gemma = family.architecture.rfind("gemma", 0) == 0;
    const bool right =
        !activation || (gemma && isAnyOf(*activation, {"gelu_pytorch_tanh", "gelu"})) ||
        (family.architecture == "gpt2" && isAnyOf(*activation, {"gelu_new", "gelu_pytorch_tanh", "gelu_fast"})) ||
        (family.architecture == "opt" && *activation == "relu") ||
        (family.architecture == "bert" && *activation == "gelu") ||
        (!gemma && !isAnyOf(family.architecture, {"gpt2", "opt", "bert"}) && *activation == "silu");
    if (!right)
        unsupported("hidden_act", "names the activation \"" + activation->substr(0, 40) + "\"");
    if (!config.boolean({"do_layer_norm_before"}).value_or(true))
        unsupported("do_layer_norm_before", "asks for norms behind the layers");
    if (config.integerOr({"word_embed_proj_dim"}, family.dim) != family.dim)
        unsupported("word_embed_proj_dim", "asks for a projection of the embedding");
    if (config.boolean({"scale_attn_by_inverse_layer_idx"}).value_or(false))
        unsupported("scale_attn_by_inverse_layer_idx", "is true");
    if (config.text({"position_embedding_type"}).value_or("absolute") != "absolute")
        unsupported("position_embedding_type", "asks for relative positions");
    const auto mlpOnly = config.json().find("mlp_only_layers");
    if (mlpOnly != config.json().end() && mlpOnly->is_array() && !mlpOnly->empty())
        unsupported("mlp_only_layers", "names layers without experts");
    if (config.integerOr({"decoder_sparse_step"}, 1) != 1)
        unsupported("decoder_sparse_step", "asks for layers without experts");
}

// The blocks that share a scale, where weights are 8-bit floats.
void readScaleBlock(const HubConfig& quantization, Family& family)
{
    const auto sizes = quantization.numbers({"weight_block_size"});
    for (std::size_t i = 0; sizes && i < family.scaleBlock.size(); ++i) {
        if (sizes->size() != family.scaleBlock.size() || !((*sizes)[i] >= 1 && (*sizes)[i] <= 65'536))
            quantization.fail("weight_block_size", "should be two sizes from 1 to 65536");
        family.scaleBlock[i] = static_cast<std::int64_t>((*sizes)[i]);
    }
}

Family readSizes(const HubConfig& config, const Known& known)
{
    Family family;
    family.model = known.model;
    family.architecture = known.architecture;
    family.layers = config.needInteger({"num_hidden_layers", "n_layer", "n_layers"}, 1, 1024);
    family.dim = config.needInteger({"hidden_size", "n_embd", "dim"}, 1, 1 << 17);
    family.heads = config.needInteger({"num_attention_heads", "n_head", "n_heads"}, 1, 1024);
    family.kvHeads = config.integerOr({"num_key_value_heads"}, family.heads);
    if (family.kvHeads < 1 || family.kvHeads > family.heads || family.heads % family.kvHeads != 0)
        config.fail("num_key_value_heads", "does not divide the number of heads");
    const auto headDim = config.integer({"head_dim"});
    if (!headDim && family.dim % family.heads != 0)
        config.fail("num_attention_heads", "does not divide hidden_size");
    family.headDim = headDim.value_or(family.dim / family.heads);
    if (family.headDim < 1 || family.headDim > 1024)
        config.fail("head_dim", "is " + std::to_string(family.headDim) + ", outside 1 to 1024");
    family.vocabulary = config.needInteger({"vocab_size"}, 1, 4'000'000);
    family.experts = config.integerOr({"num_local_experts", "num_experts"}, 0);
    readScaleBlock(config.object("quantization_config"), family);
    if (family.experts > 4096)
        config.fail("num_local_experts", "is larger than any that is known");
    const bool tiedAsMade = isAnyOf(family.architecture, {"gemma", "gemma2", "gemma3", "gpt2", "opt", "bert"});
    family.tied = config.boolean({"tie_word_embeddings"}).value_or(tiedAsMade);
    const auto architectures = config.texts({"architectures"}).value_or(std::vector<std::string>());
    family.classifies = std::any_of(architectures.begin(), architectures.end(), [](const std::string& name) {
        return name.find("ForSequenceClassification") != std::string::npos;
    });
    return family;
}

// The layers that see a window only: llama.cpp's key where all do or the architecture's own pattern holds, else a list.
void writeWindows(const HubConfig& config, const Family& family, GgufContent& content)
{
    const auto window = config.integer({"sliding_window"});
    if (!window || *window == 0 || !config.boolean({"use_sliding_window"}).value_or(true))
        return;
    const std::string prefix = family.architecture + ".attention.";
    const std::int64_t period = family.architecture == "gemma2" ? 2 : family.architecture == "gemma3" ? 6 : 0;
    std::vector<std::string> kinds = config.texts({"layer_types"}).value_or(std::vector<std::string>());
    if (kinds.empty()) { // older files say it by numbers
        const std::int64_t own = config.integerOr({"_sliding_window_pattern", "sliding_window_pattern"}, period);
        const std::int64_t first =
            family.architecture == "qwen2" || family.architecture == "qwen3" || family.architecture == "qwen3moe"
                ? config.integerOr({"max_window_layers"}, 0)
                : 0;
        for (std::int64_t i = 0; i < family.layers; ++i)
            kinds.push_back(i >= first && (own == 0 || (i + 1) % own != 0) ? "sliding_attention" : "full_attention");
    }
    if (static_cast<std::int64_t>(kinds.size()) != family.layers)
        config.fail("layer_types", "has " + std::to_string(kinds.size()) + " entries for " +
                                       std::to_string(family.layers) + " layers");
    const auto slides = [&](std::size_t i) { return kinds[i] == "sliding_attention"; };
    bool any = false;
    bool usual = true;
    std::vector<std::byte> list; // of booleans
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        any = any || slides(i);
        usual = usual && slides(i) == (period == 0 || (static_cast<std::int64_t>(i) + 1) % period != 0);
        list.push_back(slides(i) ? std::byte{1} : std::byte{0});
    }
    if (!any)
        return;
    content.set(prefix + "sliding_window", static_cast<std::uint32_t>(*window));
    if (!usual)
        content.set(prefix + "sliding_window_pattern",
                    GgufValue{ValueType::Array, ValueType::Bool, list.size(), std::span<const std::byte>(list)});
}

void writeAttention(const HubConfig& config, const Family& family, GgufContent& content)
{
    const std::string prefix = family.architecture + ".attention.";
    content.set(prefix + "head_count", static_cast<std::uint32_t>(family.heads));
    content.set(prefix + "head_count_kv", static_cast<std::uint32_t>(family.kvHeads));
    if (config.integer({"head_dim"})) {
        content.set(prefix + "key_length", static_cast<std::uint32_t>(family.headDim));
        content.set(prefix + "value_length", static_cast<std::uint32_t>(family.headDim));
    }
    if (isAnyOf(family.architecture, {"gpt2", "opt", "bert"})) {
        const double usual = family.architecture == "bert" ? 1e-12 : 1e-5;
        content.set(prefix + "layer_norm_epsilon",
                    static_cast<float>(config.number({"layer_norm_eps", "layer_norm_epsilon"}).value_or(usual)));
    } else {
        content.set(prefix + "layer_norm_rms_epsilon",
                    static_cast<float>(config.number({"rms_norm_eps"}).value_or(1e-6)));
    }
    if (const auto scalar = config.number({"query_pre_attn_scalar"})) {
        if (!(*scalar > 0))
            config.fail("query_pre_attn_scalar", "should be larger than 0");
        content.set(prefix + "scale", static_cast<float>(1 / std::sqrt(*scalar)));
    }
    if (family.architecture == "bert")
        content.set(prefix + "causal", false);
    writeWindows(config, family, content);
}

void writeExperts(const HubConfig& config, const Family& family, GgufContent& content)
{
    const std::string prefix = family.architecture + ".";
    if (family.experts == 0)
        return;
    content.set(prefix + "expert_count", static_cast<std::uint32_t>(family.experts));
    content.set(prefix + "expert_used_count",
                static_cast<std::uint32_t>(config.needInteger({"num_experts_per_tok"}, 1, family.experts)));
    if (const auto inner = config.integer({"moe_intermediate_size"}))
        content.set(prefix + "expert_feed_forward_length", static_cast<std::uint32_t>(*inner));
    if (const auto norm = config.boolean({"norm_topk_prob"}))
        content.set(prefix + "expert_weights_norm", *norm);
}

void writeEncoder(const HubConfig& config, const Family& family, GgufContent& content)
{
    content.set("bert.pooling_type", std::uint32_t{1}); // the mean; a head for labels takes the first token itself
    content.set("tokenizer.ggml.token_type_count",
                static_cast<std::uint32_t>(config.integerOr({"type_vocab_size"}, 1)));
    if (!family.classifies)
        return;
    if (family.model == "distilbert")
        content.set("bert.classifier.activation", "relu");
    const HubConfig names = config.object("id2label");
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < names.json().size(); ++i) {
        const std::string key = std::to_string(i);
        const auto label = names.text({key.c_str()});
        if (!label)
            names.fail(key, "is missing");
        labels.push_back(*label);
    }
    if (!labels.empty())
        content.set("bert.classifier.output_labels", std::span<const std::string>(labels));
}

} // namespace

Family convertConfig(const HubConfig& whole, GgufContent& content)
{
    const Known& known = knownFamily(whole);
    const HubConfig inner = whole.object("text_config"); // models that also see pictures
    const HubConfig& config = inner.exists() ? inner : whole;
    const Family family = readSizes(config, known);
    refuseOtherForms(config, family);

    const std::string prefix = family.architecture + ".";
    content.set("general.architecture", std::string_view(family.architecture));
    content.set("general.type", "model");
    content.set(prefix + "block_count", static_cast<std::uint32_t>(family.layers));
    content.set(prefix + "context_length",
                static_cast<std::uint32_t>(config.needInteger({"max_position_embeddings", "n_positions"}, 1, 1 << 24)));
    content.set(prefix + "embedding_length", static_cast<std::uint32_t>(family.dim));
    const auto ffn = config.integer({"intermediate_size", "n_inner", "ffn_dim", "hidden_dim"}).value_or(4 * family.dim);
    content.set(prefix + "feed_forward_length", static_cast<std::uint32_t>(std::min<std::int64_t>(ffn, 1 << 30)));
    content.set(prefix + "vocab_size", static_cast<std::uint32_t>(family.vocabulary));
    writeAttention(config, family, content);
    if (!isAnyOf(family.architecture, {"gpt2", "opt", "bert"}))
        convertRope(config, family, content);
    if (const auto cap = config.number({"attn_logit_softcapping"}))
        content.set(prefix + "attn_logit_softcapping", static_cast<float>(*cap));
    if (const auto cap = config.number({"final_logit_softcapping"}))
        content.set(prefix + "final_logit_softcapping", static_cast<float>(*cap));
    writeExperts(config, family, content);
    if (family.architecture == "bert")
        writeEncoder(config, family, content);
    return family;
}

} // namespace engine::files::hub
