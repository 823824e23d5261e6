// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/weights.h"

#include "engine/error.h"
#include "engine/files/gguf.h"
#include "kernels/dequantize.h"

#include <set>

namespace engine::model
{
namespace
{

std::string shapeText(std::int64_t count, std::int64_t rows, std::int64_t cols)
{
    const std::string matrix = (rows == 1 && count == 1 ? "" : std::to_string(rows) + ", ") + std::to_string(cols);
    return "[" + (count == 1 ? "" : std::to_string(count) + ", ") + matrix + "]";
}

// Binds tensors by name, checking shape and type, and counts what is in use.
class Binder
{
public:
    Binder(const files::GgufFile& file, Weights& weights) : m_file(file), m_weights(weights) {}

    bool has(const std::string& name) const { return m_file.findTensor(name) != nullptr; }

    // Rows of a tensor whose number of rows no key tells, 0 where there is no such tensor. At most 2^20.
    std::int64_t rows(const std::string& name) const
    {
        const files::GgufTensor* tensor = m_file.findTensor(name);
        if (tensor && tensor->shape[1] > 1U << 20)
            fail(name, "has more rows than any that is known");
        return tensor ? static_cast<std::int64_t>(tensor->shape[1]) : 0;
    }

    [[noreturn]] void fail(const std::string& name, const std::string& why) const
    {
        throw Error(ErrorKind::BadFile, m_file.name() + ": the tensor \"" + name + "\" " + why + ".");
    }

    // A bias or norm of a layer that nobody has asked for would be an answer that is wrong and looks right.
    void refuseUnread() const
    {
        for (const files::GgufTensor& tensor : m_file.tensors()) {
            const bool matters = tensor.name.rfind("blk.", 0) == 0 &&
                                 (tensor.name.ends_with(".bias") || tensor.name.ends_with("norm.weight"));
            if (matters && !m_bound.contains(tensor.name))
                throw Error(ErrorKind::Unsupported, m_file.name() + ": the tensor \"" + tensor.name +
                                                        "\" belongs to a form of this architecture that is not built in yet.");
        }
    }

    kernels::Norm norm(const std::string& name, std::int64_t size, const Config& config)
    {
        const kernels::NormKind kind = config.family->norm;
        return {kind, vector(name + ".weight", size),
                kind == kernels::NormKind::Layer ? vector(name + ".bias", size) : nullptr, config.normEps};
    }

    kernels::Matrix matrix(const std::string& name, std::int64_t rows, std::int64_t cols)
    {
        const files::GgufTensor& tensor = require(name, rows, cols);
        return {tensor.bytes.data(), *files::info(tensor.type).kernel, rows, cols};
    }

    const float* vector(const std::string& name, std::int64_t size)
    {
        const files::GgufTensor& tensor = require(name, 1, size);
        const auto address = reinterpret_cast<std::uintptr_t>(tensor.bytes.data());
        if (tensor.type == files::TensorType::F32 && address % alignof(float) == 0)
            return reinterpret_cast<const float*>(tensor.bytes.data());
        return widened({tensor.bytes.data(), *files::info(tensor.type).kernel, 1, size});
    }

    const float* optionalVector(const std::string& name, std::int64_t size)
    {
        return has(name) ? vector(name, size) : nullptr;
    }

    // The values of a matrix's first row as floats.
    const float* widened(const kernels::Matrix& row)
    {
        std::vector<float>& wide = m_weights.vectors.emplace_back(static_cast<std::size_t>(row.cols));
        kernels::dequantizeRow(row.type, row.data, row.cols, wide.data());
        return wide.data();
    }

    // One matrix per expert, stacked: [cols, rows, count] in the file's order.
    kernels::Matrix stack(const std::string& name, std::int64_t count, std::int64_t rows, std::int64_t cols)
    {
        const files::GgufTensor& tensor = require(name, rows, cols, count);
        return {tensor.bytes.data(), *files::info(tensor.type).kernel, count * rows, cols};
    }

private:
    const files::GgufTensor& require(const std::string& name, std::int64_t rows, std::int64_t cols, std::int64_t count = 1)
    {
        const files::GgufTensor* tensor = m_file.findTensor(name);
        if (!tensor)
            throw Error(ErrorKind::BadFile, m_file.name() + " has no tensor \"" + name + "\", so it holds no whole model.");
        const bool fits = tensor->shape[0] == static_cast<std::uint64_t>(cols) &&
                          tensor->shape[1] == static_cast<std::uint64_t>(rows) &&
                          tensor->shape[2] == static_cast<std::uint64_t>(count) && tensor->shape[3] == 1;
        if (!fits)
            throw Error(ErrorKind::BadFile, m_file.name() + ": the tensor \"" + name + "\" should be " +
                                                shapeText(count, rows, cols) + ", but is " +
                                                shapeText(static_cast<std::int64_t>(tensor->shape[2]),
                                                          static_cast<std::int64_t>(tensor->shape[1]),
                                                          static_cast<std::int64_t>(tensor->shape[0])) + ".");
        if (!files::info(tensor->type).kernel)
            throw Error(ErrorKind::Unsupported, m_file.name() + ": the tensor \"" + name + "\" is of the type " +
                                                    files::info(tensor->type).name +
                                                    ", which models are not computed with. Choose another file of this model.");
        m_weights.bytes += static_cast<std::int64_t>(tensor->bytes.size());
        m_weights.parameters += count * rows * cols;
        m_bound.insert(name);
        return *tensor;
    }

    const files::GgufFile& m_file;
    Weights& m_weights;
    std::set<std::string> m_bound;
};

kernels::Matrix rowsOf(const kernels::Matrix& joined, std::int64_t first, std::int64_t count)
{
    return {joined.row(first), joined.type, count, joined.cols};
}

// Binds what the architecture's row in the table promises: see there for the names.
class LayerBinder
{
public:
    LayerBinder(Binder& bind, const Config& config, int layer)
        : m_bind(bind), c(config), family(*config.family), m_prefix("blk." + std::to_string(layer) + ".")
    {
    }

    LayerWeights layer()
    {
        const bool encoder = family.page == Page::Encoder;
        if (!encoder) {
            w.attentionNorm = norm("attn_norm", c.dim);
            w.feedForwardNorm = norm("ffn_norm", c.dim);
        }
        if (encoder || family.postNorms) {
            w.attentionPostNorm = norm(encoder ? "attn_output_norm" : "post_attention_norm", c.dim);
            w.feedForwardPostNorm = norm(encoder ? "layer_output_norm" : "post_ffw_norm", c.dim);
        }
        bindAttention();
        c.experts.count > 0 ? bindExperts() : bindFeedForward();
        return w;
    }

private:
    std::string weight(const char* name) const { return m_prefix + name + ".weight"; }

    kernels::Norm norm(const char* name, std::int64_t size)
    {
        return m_bind.norm(m_prefix + name, size, c);
    }

    // Models with LayerNorm have biases throughout; others where their files have them.
    const float* bias(const char* name, std::int64_t size)
    {
        const std::string full = m_prefix + name + ".bias";
        return family.norm == kernels::NormKind::Layer ? m_bind.vector(full, size) : m_bind.optionalVector(full, size);
    }

    void bindAttention()
    {
        const std::int64_t queries = std::int64_t{c.heads} * c.headDim;
        const std::int64_t keys = std::int64_t{c.kvHeads} * c.headDim;
        if (family.joinedQkv) {
            const kernels::Matrix joined = m_bind.matrix(weight("attn_qkv"), queries + 2 * keys, c.dim);
            w.q = rowsOf(joined, 0, queries);
            w.k = rowsOf(joined, queries, keys);
            w.v = rowsOf(joined, queries + keys, keys);
            if (const float* joinedBias = bias("attn_qkv", queries + 2 * keys)) {
                w.qBias = joinedBias;
                w.kBias = joinedBias + queries;
                w.vBias = joinedBias + queries + keys;
            }
        } else {
            w.q = m_bind.matrix(weight("attn_q"), queries, c.dim);
            w.k = m_bind.matrix(weight("attn_k"), keys, c.dim);
            w.v = m_bind.matrix(weight("attn_v"), keys, c.dim);
            w.qBias = bias("attn_q", queries);
            w.kBias = bias("attn_k", keys);
            w.vBias = bias("attn_v", keys);
        }
        if (family.headNorms || m_bind.has(weight("attn_q_norm"))) {
            w.qNorm = norm("attn_q_norm", c.headDim);
            w.kNorm = norm("attn_k_norm", c.headDim);
        }
        w.output = m_bind.matrix(weight("attn_output"), c.dim, queries);
        w.outputBias = bias("attn_output", c.dim);
    }

    void bindFeedForward()
    {
        const std::int64_t inner = c.ffn;
        if (family.joinedGateUp) {
            const kernels::Matrix joined = m_bind.matrix(weight("ffn_up"), 2 * inner, c.dim);
            w.gate = rowsOf(joined, 0, inner);
            w.up = rowsOf(joined, inner, inner);
        } else {
            if (family.page == Page::Decoder) {
                w.gate = m_bind.matrix(weight("ffn_gate"), inner, c.dim);
                w.gateBias = bias("ffn_gate", inner);
            }
            w.up = m_bind.matrix(weight("ffn_up"), inner, c.dim);
            w.upBias = bias("ffn_up", inner);
        }
        w.down = m_bind.matrix(weight("ffn_down"), c.dim, inner);
        w.downBias = bias("ffn_down", c.dim);
    }

    void bindExperts()
    {
        w.router = m_bind.matrix(weight("ffn_gate_inp"), c.experts.count, c.dim);
        w.gate = m_bind.stack(weight("ffn_gate_exps"), c.experts.count, c.ffn, c.dim);
        w.up = m_bind.stack(weight("ffn_up_exps"), c.experts.count, c.ffn, c.dim);
        w.down = m_bind.stack(weight("ffn_down_exps"), c.experts.count, c.dim, c.ffn);
    }

    Binder& m_bind;
    const Config& c;
    const Architecture& family;
    std::string m_prefix;
    LayerWeights w;
};

void bindEncoder(Binder& bind, const Config& config, Weights& weights)
{
    weights.tokenNorm = bind.norm("token_embd_norm", config.dim, config);
    if (const std::int64_t types = bind.rows("token_types.weight"))
        weights.tokenType = bind.widened(bind.matrix("token_types.weight", types, config.dim));
    if (config.labels.empty())
        return;
    const auto labels = static_cast<std::int64_t>(config.labels.size());
    weights.classifierInner = bind.matrix("cls.weight", config.dim, config.dim);
    weights.classifierInnerBias = bind.optionalVector("cls.bias", config.dim);
    weights.classifier = bind.matrix("cls.output.weight", labels, config.dim);
    weights.classifierBias = bind.optionalVector("cls.output.bias", labels);
}

} // namespace

Weights Weights::fromGguf(const files::GgufFile& file, const Config& config)
{
    Weights weights;
    Binder bind(file, weights);

    weights.tokens = bind.matrix("token_embd.weight", config.vocabulary, config.dim);
    if (config.learnedPositions()) {
        const int offset = config.family->positionOffset;
        const kernels::Matrix table = bind.matrix("position_embd.weight", config.context + offset, config.dim);
        weights.positions = rowsOf(table, offset, config.context);
    }
    for (int i = 0; i < config.layers; ++i)
        weights.layers.push_back(LayerBinder(bind, config, i).layer());
    if (config.isEncoder()) {
        bindEncoder(bind, config, weights);
        bind.refuseUnread();
        return weights;
    }
    bind.refuseUnread();
    weights.outputNorm = bind.norm("output_norm", config.dim, config);
    weights.head = bind.has("output.weight") ? bind.matrix("output.weight", config.vocabulary, config.dim) : weights.tokens;
    return weights;
}

} // namespace engine::model
