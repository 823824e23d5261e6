// SPDX-License-Identifier: GPL-3.0-or-later
// Tensors by their names: transformers' on the left, GGUF's on the right.
#include "engine/error.h"
#include "engine/files/hub/hub_family.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace engine::files::hub
{
namespace
{

struct Pair {
    std::string_view from;
    std::string_view to;
};

// What stands before the names proper, by the kind of head that was saved.
constexpr std::array<std::string_view, 8> kWrappers = {
    "model.language_model.", "language_model.", "model.decoder.", "decoder.", "model.",
    "distilbert.",           "transformer.",    "bert."};

constexpr Pair kWhole[] = {
    {"embed_tokens.", "token_embd."},
    {"wte.", "token_embd."},
    {"wpe.", "position_embd."},
    {"embed_positions.", "position_embd."},
    {"norm.", "output_norm."},
    {"ln_f.", "output_norm."},
    {"final_layer_norm.", "output_norm."},
    {"lm_head.", "output."},
    {"embeddings.word_embeddings.", "token_embd."},
    {"embeddings.position_embeddings.", "position_embd."},
    {"embeddings.token_type_embeddings.", "token_types."},
    {"embeddings.LayerNorm.", "token_embd_norm."},
    {"pooler.dense.", "cls."},
    {"pre_classifier.", "cls."},
    {"classifier.", "cls.output."},
};

constexpr std::array<std::string_view, 4> kLayers = {"layers.", "h.", "encoder.layer.", "layer."};

constexpr Pair kInLayer[] = {
    // llama and its kin
    {"input_layernorm.", "attn_norm."},
    {"self_attn.q_proj.", "attn_q."},
    {"self_attn.k_proj.", "attn_k."},
    {"self_attn.v_proj.", "attn_v."},
    {"self_attn.qkv_proj.", "attn_qkv."},
    {"self_attn.o_proj.", "attn_output."},
    {"self_attn.q_norm.", "attn_q_norm."},
    {"self_attn.k_norm.", "attn_k_norm."},
    {"mlp.gate_proj.", "ffn_gate."},
    {"mlp.up_proj.", "ffn_up."},
    {"mlp.gate_up_proj.", "ffn_up."},
    {"mlp.down_proj.", "ffn_down."},
    {"mlp.gate.", "ffn_gate_inp."},
    {"block_sparse_moe.gate.", "ffn_gate_inp."},
    // OPT
    {"self_attn_layer_norm.", "attn_norm."},
    {"self_attn.out_proj.", "attn_output."},
    {"final_layer_norm.", "ffn_norm."},
    {"fc1.", "ffn_up."},
    {"fc2.", "ffn_down."},
    // GPT-2
    {"ln_1.", "attn_norm."},
    {"attn.c_attn.", "attn_qkv."},
    {"attn.c_proj.", "attn_output."},
    {"ln_2.", "ffn_norm."},
    {"mlp.c_fc.", "ffn_up."},
    {"mlp.c_proj.", "ffn_down."},
    // BERT and DistilBERT
    {"attention.self.query.", "attn_q."},
    {"attention.self.key.", "attn_k."},
    {"attention.self.value.", "attn_v."},
    {"attention.output.dense.", "attn_output."},
    {"attention.output.LayerNorm.", "attn_output_norm."},
    {"intermediate.dense.", "ffn_up."},
    {"output.dense.", "ffn_down."},
    {"output.LayerNorm.", "layer_output_norm."},
    {"attention.q_lin.", "attn_q."},
    {"attention.k_lin.", "attn_k."},
    {"attention.v_lin.", "attn_v."},
    {"attention.out_lin.", "attn_output."},
    {"sa_layer_norm.", "attn_output_norm."},
    {"ffn.lin1.", "ffn_up."},
    {"ffn.lin2.", "ffn_down."},
    {"output_layer_norm.", "layer_output_norm."},
};

constexpr Pair kExperts[] = {{"w1.weight", "ffn_gate_exps.weight"},    {"w2.weight", "ffn_down_exps.weight"},
                             {"w3.weight", "ffn_up_exps.weight"},      {"gate_proj.weight", "ffn_gate_exps.weight"},
                             {"up_proj.weight", "ffn_up_exps.weight"}, {"down_proj.weight", "ffn_down_exps.weight"}};

// All experts in one tensor, as transformers 5 keeps them.
constexpr Pair kStacks[] = {{"down_proj", "ffn_down_exps.weight"}, {"gate_up_proj", "ffn_gate_exps.weight"}};
constexpr const char* kSecondStack = "ffn_up_exps.weight";

bool startsWith(std::string_view text, std::string_view start)
{
    return text.substr(0, start.size()) == start;
}

bool endsWith(std::string_view text, std::string_view end)
{
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Tables of numbers that follow from the config, scales (fp8.h finds those that it needs), heads that were only used in
// training, and eyes.
bool saysNothing(std::string_view name, const Family& family)
{
    constexpr std::array<std::string_view, 9> kStarts = {
        "cls.predictions.",       "cls.seq_relationship.", "vocab_transform.",
        "vocab_layer_norm.",      "vocab_projector.",      "vision_tower.",
        "multi_modal_projector.", "model.vision_tower.",   "model.multi_modal_projector."};
    constexpr std::array<std::string_view, 10> kEnds = {
        ".rotary_emb.inv_freq", ".attn.masked_bias", "embeddings.position_ids", ".masked_bias", ".weight_scale_inv",
        ".weight_scale",        ".input_scale",      ".output_scale",           ".k_scale",     ".v_scale"};
    const bool mask = family.architecture == "gpt2" && endsWith(name, ".attn.bias");
    const bool pooler = !family.classifies && name.find("pooler.dense.") != std::string_view::npos;
    const bool tiedHead = family.tied && startsWith(name, "lm_head.");
    return mask || pooler || tiedHead ||
           std::any_of(kStarts.begin(), kStarts.end(), [&](auto start) { return startsWith(name, start); }) ||
           std::any_of(kEnds.begin(), kEnds.end(), [&](auto end) { return endsWith(name, end); });
}

std::string_view withoutWrappers(std::string_view name)
{
    for (const std::string_view wrapper : kWrappers)
        if (startsWith(name, wrapper))
            name.remove_prefix(wrapper.size());
    return name;
}

// A number and the dot behind it, taken off the front; -1 where there is none below `end`.
std::int64_t takeNumber(std::string_view& text, std::int64_t end)
{
    std::int64_t number = -1;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto length = static_cast<std::size_t>(stop - text.data());
    if (error != std::errc() || number < 0 || number >= end || length >= text.size() || text[length] != '.')
        return -1;
    text.remove_prefix(length + 1);
    return number;
}

template <std::size_t N>
std::string translated(const Pair (&table)[N], std::string_view name)
{
    for (const Pair& pair : table)
        if (startsWith(name, pair.from))
            return std::string(pair.to) + std::string(name.substr(pair.from.size()));
    return {};
}

std::string inLayer(std::string_view rest, const Family& family, Destination& place)
{
    const bool bothSides =
        family.architecture == "gemma2" || family.architecture == "gemma3"; // norms before and behind
    constexpr Pair kBoth[] = {{"post_attention_layernorm.", "post_attention_norm."},
                              {"pre_feedforward_layernorm.", "ffn_norm."},
                              {"post_feedforward_layernorm.", "post_ffw_norm."}};
    constexpr Pair kOne[] = {{"post_attention_layernorm.", "ffn_norm."}};
    for (const std::string_view start : {"mlp.experts.", "block_sparse_moe.experts."})
        if (startsWith(rest, start)) {
            rest.remove_prefix(start.size());
            place.stacked = rest == kStacks[0].from || rest == kStacks[1].from;
            if (place.stacked) {
                place.second = rest == kStacks[1].from ? kSecondStack : "";
                return translated(kStacks, rest);
            }
            place.expert = takeNumber(rest, family.experts);
            return place.expert < 0 ? std::string() : translated(kExperts, rest);
        }
    const std::string norm = bothSides ? translated(kBoth, rest) : translated(kOne, rest);
    return norm.empty() ? translated(kInLayer, rest) : norm;
}

// Only "weight" and "bias" may stand behind a name; BERT's first files called those of norms gamma and beta.
bool endIsKnown(std::string& name)
{
    const auto replaceEnd = [&](std::string_view from, const char* to) {
        if (endsWith(name, from))
            name.replace(name.size() - from.size(), from.size(), to);
    };
    replaceEnd("norm.gamma", "norm.weight");
    replaceEnd("norm.beta", "norm.bias");
    const std::size_t dot = name.rfind('.');
    const std::string_view end = std::string_view(name).substr(dot + 1);
    return end == "weight" || end == "bias";
}

} // namespace

Destination destinationOf(const std::string& tensor, const Family& family, const std::string& folder)
{
    Destination place;
    if (saysNothing(tensor, family))
        return place;
    std::string_view name = withoutWrappers(tensor);
    for (const std::string_view layers : kLayers) {
        if (!startsWith(name, layers))
            continue;
        std::string_view rest = name.substr(layers.size());
        const std::int64_t layer = takeNumber(rest, family.layers);
        const std::string inner = layer < 0 ? std::string() : inLayer(rest, family, place);
        if (!inner.empty())
            place.name = "blk." + std::to_string(layer) + "." + inner;
        if (!place.second.empty())
            place.second = "blk." + std::to_string(layer) + "." + place.second;
        break;
    }
    if (place.name.empty())
        place.name = translated(kWhole, name);
    if (place.name.empty() || !endIsKnown(place.name))
        throw Error(ErrorKind::Unsupported, folder + " has a tensor \"" + tensor.substr(0, 120) +
                                                "\", which models of the type \"" + family.model +
                                                "\" do not have; its form is not built in yet.");
    const auto has = [&](std::string_view part) { return place.name.find(part) != std::string::npos; };
    if (family.architecture == "llama")
        place.head = has(".attn_q.") ? Head::Queries : has(".attn_k.") ? Head::Keys : Head::None;
    place.transposed = family.architecture == "gpt2" && place.name.rfind("blk.", 0) == 0 &&
                       endsWith(place.name, ".weight") && !has("norm");
    place.addsOne = family.architecture.rfind("gemma", 0) == 0 && endsWith(place.name, "norm.weight");
    return place;
}

} // namespace engine::files::hub
