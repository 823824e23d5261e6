// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/choose_types.h"

#include "engine/error.h"
#include "engine/text/word_pattern.h"

#include <algorithm>
#include <charconv>

namespace engine::tune
{
namespace
{

using T = files::TensorType;

enum class Role { Embedding, Output, Query, Key, Value, Joined, AttentionOutput, Up, Gate, Down, Other };

bool contains(std::string_view name, std::string_view part)
{
    return name.find(part) != std::string_view::npos;
}

Role roleOf(std::string_view name)
{
    if (name == "output.weight")
        return Role::Output;
    if (name == "token_embd.weight" || name == "per_layer_token_embd.weight")
        return Role::Embedding;
    constexpr std::pair<const char*, Role> parts[] = {
        {"attn_qkv.weight", Role::Joined},
        {"attn_kv_b.weight", Role::Joined},
        {"attn_v.weight", Role::Value},
        {"attn_k.weight", Role::Key},
        {"attn_q.weight", Role::Query},
        {"attn_output.weight", Role::AttentionOutput},
        {"ffn_up", Role::Up},
        {"ffn_gate", Role::Gate},
        {"ffn_down", Role::Down},
    };
    for (const auto& [part, role] : parts)
        if (contains(name, part))
            return role;
    return Role::Other;
}

// Small tensors on which much hangs stay as they are: norms, routers, positions, convolutions, and mixing weights of
// recurrent models.
bool isMatrix(const files::GgufTensor& tensor)
{
    constexpr const char* kept[] = {"_norm.weight",
                                    "ffn_gate_inp.weight",
                                    "ffn_gate_tid2eid.weight",
                                    "altup",
                                    "laurel",
                                    "per_layer_model_proj",
                                    "ssm_conv1d",
                                    "shortconv.conv.weight",
                                    "indexer.k_proj.weight",
                                    "indexer.q_proj.weight",
                                    "time_mix_first.weight",
                                    "time_mix_w0.weight",
                                    "time_mix_w1.weight",
                                    "time_mix_w2.weight",
                                    "time_mix_v0.weight",
                                    "time_mix_v1.weight",
                                    "time_mix_v2.weight",
                                    "time_mix_a0.weight",
                                    "time_mix_a1.weight",
                                    "time_mix_a2.weight",
                                    "time_mix_g1.weight",
                                    "time_mix_g2.weight",
                                    "time_mix_decay_w1.weight",
                                    "time_mix_decay_w2.weight",
                                    "time_mix_lerp_fused.weight",
                                    "attn_rel_b.weight",
                                    ".position_embd",
                                    "sam.pos_embd",
                                    "sam.neck.",
                                    "sam.net_",
                                    ".rel_pos",
                                    ".patch_embd",
                                    ".patch_merger",
                                    "a.rvq.codebook",
                                    "mm.a.code_embd"};
    const std::string& name = tensor.name;
    if (tensor.elements() == tensor.shape[0] || !name.ends_with("weight") || name == "position_embd.weight" ||
        name == "token_types.weight")
        return false;
    return std::none_of(std::begin(kept), std::end(kept), [&](const char* part) { return contains(name, part); });
}

int layerOf(std::string_view name) // -1: outside of blocks
{
    int layer = -1;
    if (name.rfind("blk.", 0) == 0)
        std::from_chars(name.data() + 4, name.data() + name.size(), layer);
    return layer;
}

// The first and the last eighth, and every third between: there errors cost most.
bool isSensitive(int layer, int layers)
{
    return layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
}

T shapeFallback(T type, std::uint64_t cols)
{
    const auto fits = [cols](T t) { return cols % files::info(t).blockValues == 0; };
    if (fits(type))
        return type;
    T smaller = type;
    switch (type) {
    case T::Q2_K:
    case T::Q3_K:
    case T::TQ1_0:
    case T::TQ2_0:
        smaller = T::Q4_0;
        break;
    case T::Q4_K:
        smaller = T::Q5_0;
        break;
    case T::Q5_K:
        smaller = T::Q5_1;
        break;
    case T::Q6_K:
        smaller = T::Q8_0;
        break;
    case T::IQ4_XS:
        smaller = T::IQ4_NL;
        break;
    default:
        break;
    }
    return fits(smaller) ? smaller : T::F16;
}

bool isPlain(T type)
{
    return type == T::F32 || type == T::F16 || type == T::BF16;
}

// What the choices depend on besides a tensor's name.
struct Shape {
    std::string architecture;
    int layers = 0;
    int experts = 0;
    std::int64_t queriesPerKey = 0;
    bool isEighty = false; // a grouped llama or a qwen2 of 80 layers: attn_v is small there
};

std::int64_t firstInteger(const files::GgufFile& file, const std::string& key, std::int64_t fallback)
{
    const files::GgufValue* value = file.find(key);
    if (value == nullptr)
        return fallback;
    if (value->type != files::ValueType::Array)
        return file.integer(key).value_or(fallback);
    const auto all = file.integers(key);
    return all && !all->empty() ? all->front() : fallback;
}

Shape shapeOf(const files::GgufFile& file)
{
    Shape shape;
    shape.architecture = std::string(file.string("general.architecture").value_or(""));
    const std::string prefix = shape.architecture + ".";
    const auto bounded = [&](const char* key, std::int64_t fallback) {
        return std::clamp<std::int64_t>(firstInteger(file, prefix + key, fallback), 0, 1 << 20);
    };
    shape.layers = static_cast<int>(bounded("block_count", 0));
    shape.experts = static_cast<int>(bounded("expert_count", 0));
    const std::int64_t heads = bounded("attention.head_count", 0);
    const std::int64_t keys = bounded("attention.head_count_kv", heads);
    shape.queriesPerKey = keys > 0 ? heads / keys : 0;
    shape.isEighty =
        shape.layers == 80 && (shape.architecture == "qwen2" || (shape.architecture == "llama" && heads != keys));
    return shape;
}

class Chooser
{
public:
    Chooser(const files::GgufFile& file, const TypeOptions& options)
        : m_options(options),
          m_preset(options.preset->name),
          m_shape(shapeOf(file)),
          m_tied(file.findTensor("output.weight") == nullptr)
    {
        for (const files::GgufTensor& tensor : file.tensors())
            m_values += isValue(roleOf(tensor.name)) ? 1 : 0;
        for (const TypeRule& rule : options.rules) {
            m_patterns.push_back(text::WordPattern::compile(rule.pattern));
            if (!m_patterns.back())
                throw Error(ErrorKind::BadSetting, "\"" + rule.pattern +
                                                       "\" is no regular expression. Write it as "
                                                       "PATTERN=TYPE, for example ffn_down=q6_k.");
        }
    }

    // Throws where a rule finds no matrix: most likely it is mistyped.
    void checkRules(const files::GgufFile& file)
    {
        for (std::size_t i = 0; i < m_patterns.size(); ++i)
            if (isPlain(m_options.preset->base))
                throw Error(ErrorKind::BadSetting, "\"" + m_options.rules[i].pattern + "\" would have no effect: " +
                                                       m_preset + " gives all matrices one type. Choose a preset that "
                                                                  "quantizes, or leave the rule out.");
            else if (std::none_of(file.tensors().begin(), file.tensors().end(), [&](const files::GgufTensor& tensor) {
                         return isMatrix(tensor) && matches(i, tensor.name);
                     }))
                throw Error(ErrorKind::BadSetting, "\"" + m_options.rules[i].pattern + "\" finds no matrix in " +
                                                       file.name() + ". Write a part of a tensor's name, such as "
                                                                     "ffn_down; --dry-run shows the names.");
    }

    TypeChoice choose(const files::GgufTensor& tensor)
    {
        TypeChoice choice{&tensor, tensor.type};
        if (!isMatrix(tensor))
            return choice;
        const T meant = meantType(tensor);
        choice.type = shapeFallback(meant, tensor.shape[0]);
        choice.fellBack = choice.type != meant;
        const Role role = roleOf(tensor.name);
        choice.needsImportance =
            m_preset == "Q2_K_S" && choice.type == T::Q2_K && role != Role::Embedding && role != Role::Output;
        return choice;
    }

private:
    static bool isValue(Role role) { return role == Role::Value || role == Role::Joined; }

    bool matches(std::size_t rule, const std::string& name)
    {
        bool found = false;
        m_patterns[rule]->forEachMatch(name, m_scratch, [&](std::size_t, std::size_t) { found = true; });
        return found;
    }

    T meantType(const files::GgufTensor& tensor)
    {
        const Role role = roleOf(tensor.name);
        if (role == Role::Embedding && m_options.embedding)
            return *m_options.embedding;
        if (role == Role::Output && m_options.output)
            return *m_options.output;
        const T base = m_options.preset->base;
        if (isPlain(base))
            return base;
        for (std::size_t i = 0; i < m_patterns.size(); ++i)
            if (matches(i, tensor.name))
                return m_options.rules[i].type;
        return m_options.pure ? base : mixedType(tensor, role, base);
    }

    T mixedType(const files::GgufTensor& tensor, Role role, T base)
    {
        if (role == Role::Output || (m_tied && role == Role::Embedding))
            return outputType(tensor, base);
        if (m_preset == "MXFP4_MOE")
            return tensor.shape[2] > 1 ? T::MXFP4 : T::Q8_0;
        switch (role) {
        case Role::Embedding:
            return base == T::TQ1_0 || base == T::TQ2_0 ? T::Q4_K : base;
        case Role::Value:
        case Role::Joined:
            return valueType(base);
        case Role::Key:
            return m_shape.experts == 8 ? T::Q8_0 : base;
        case Role::Down:
            return downType(tensor, base);
        case Role::AttentionOutput:
            return attentionOutputType(base);
        default:
            return base;
        }
    }

    T outputType(const files::GgufTensor& tensor, T base) const
    {
        if (m_options.output)
            return *m_options.output;
        const bool fits = tensor.shape[0] % files::info(base).blockValues == 0;
        return m_preset == "MXFP4_MOE" || !fits || base == T::Q8_0 ? T::Q8_0 : T::Q6_K;
    }

    // attn_v, and what holds it: errors there reach every later position.
    T valueType(T base)
    {
        const int index = m_value++;
        const bool grouped = m_shape.queriesPerKey >= 4;
        T type = base;
        if (m_preset == "Q2_K")
            type = grouped ? T::Q4_K : T::Q3_K;
        else if (m_preset == "Q2_K_S" && grouped)
            type = T::Q4_K;
        else if (m_preset == "Q3_K_M")
            type = index < 2 ? T::Q5_K : T::Q4_K;
        else if (m_preset == "Q3_K_L" || ((base == T::IQ4_NL || base == T::IQ4_XS) && grouped) ||
                 (m_preset == "Q4_K_S" && index < 4))
            type = T::Q5_K;
        else if ((m_preset == "Q4_K_M" || m_preset == "Q5_K_M") && isSensitive(index, m_values))
            type = T::Q6_K;
        if (m_shape.isEighty && (type == T::Q3_K || type == T::Q4_K))
            type = T::Q5_K;
        return m_shape.experts == 8 ? T::Q8_0 : type;
    }

    T downType(const files::GgufTensor& tensor, T base)
    {
        int layer = m_down++;
        if (m_shape.experts > 1 && layerOf(tensor.name) >= 0)
            layer = layerOf(tensor.name); // several tensors of a layer may have this role
        const int layers = m_shape.layers;
        const bool early = layer < layers / 8;
        if (m_preset == "Q2_K")
            return T::Q3_K;
        if (m_preset == "Q2_K_S")
            return early ? T::Q4_K : base;
        if (m_preset == "Q3_K_M")
            return layer < layers / 16 ? T::Q5_K : T::Q4_K;
        if (m_preset == "Q3_K_L")
            return T::Q5_K;
        if (m_preset == "Q4_K_M" || m_preset == "Q5_K_M")
            return isSensitive(layer, layers) ? T::Q6_K : base;
        if (m_preset == "Q4_K_S" || ((base == T::IQ4_NL || base == T::IQ4_XS) && !m_options.importance))
            return early ? T::Q5_K : base;
        if (m_options.importance && early && (base == T::Q4_0 || base == T::Q5_0))
            return base == T::Q4_0 ? T::Q4_1 : T::Q5_1;
        return base;
    }

    T attentionOutputType(T base) const
    {
        if (m_shape.experts == 8) {
            constexpr const char* raised[] = {"Q2_K", "Q3_K_S", "Q3_K_M", "Q4_K_S", "Q4_K_M", "IQ4_NL", "IQ4_XS"};
            const bool raise = std::find(std::begin(raised), std::end(raised), m_preset) != std::end(raised);
            return raise ? T::Q5_K : base;
        }
        if (m_preset == "Q2_K")
            return T::Q3_K;
        if (m_preset == "Q3_K_M")
            return T::Q4_K;
        return m_preset == "Q3_K_L" ? T::Q5_K : base;
    }

    const TypeOptions& m_options;
    std::string m_preset;
    Shape m_shape;
    bool m_tied;
    int m_values = 0; // tensors with attn_v in them
    int m_value = 0;  // of them seen so far
    int m_down = 0;
    std::vector<std::unique_ptr<const text::WordPattern>> m_patterns;
    text::RegexScratch m_scratch;
};

} // namespace

std::vector<TypeChoice> chooseTypes(const files::GgufFile& file, const TypeOptions& options)
{
    std::vector<const files::GgufTensor*> order;
    for (const files::GgufTensor& tensor : file.tensors())
        order.push_back(&tensor);
    std::sort(order.begin(), order.end(), [](const files::GgufTensor* a, const files::GgufTensor* b) {
        return std::pair(layerOf(a->name), std::string_view(a->name)) <
               std::pair(layerOf(b->name), std::string_view(b->name));
    });
    Chooser chooser(file, options);
    chooser.checkRules(file);
    std::vector<TypeChoice> choices;
    for (const files::GgufTensor* tensor : order)
        choices.push_back(chooser.choose(*tensor));
    return choices;
}

} // namespace engine::tune
