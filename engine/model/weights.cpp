// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/weights.h"

#include "engine/error.h"
#include "engine/files/gguf.h"
#include "kernels/dequantize.h"

namespace engine::model
{
namespace
{

std::string shapeText(std::int64_t rows, std::int64_t cols)
{
    return rows == 1 ? "[" + std::to_string(cols) + "]" : "[" + std::to_string(rows) + ", " + std::to_string(cols) + "]";
}

// Binds tensors by name, checking shape and type, and counts what is in use.
class Binder
{
public:
    Binder(const files::GgufFile& file, Weights& weights) : m_file(file), m_weights(weights) {}

    bool has(const std::string& name) const { return m_file.findTensor(name) != nullptr; }

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
        std::vector<float>& wide = m_weights.vectors.emplace_back(static_cast<std::size_t>(size));
        kernels::dequantizeRow(*files::info(tensor.type).kernel, tensor.bytes.data(), size, wide.data());
        return wide.data();
    }

    const float* optionalVector(const std::string& name, std::int64_t size)
    {
        return has(name) ? vector(name, size) : nullptr;
    }

private:
    const files::GgufTensor& require(const std::string& name, std::int64_t rows, std::int64_t cols)
    {
        const files::GgufTensor* tensor = m_file.findTensor(name);
        if (!tensor)
            throw Error(ErrorKind::BadFile, m_file.name() + " has no tensor \"" + name + "\", so it holds no whole model.");
        const bool fits = tensor->shape[0] == static_cast<std::uint64_t>(cols) &&
                          tensor->shape[1] == static_cast<std::uint64_t>(rows) && tensor->shape[2] == 1 &&
                          tensor->shape[3] == 1;
        if (!fits)
            throw Error(ErrorKind::BadFile, m_file.name() + ": the tensor \"" + name + "\" should be " +
                                                shapeText(rows, cols) + ", but is " +
                                                shapeText(static_cast<std::int64_t>(tensor->shape[1]),
                                                          static_cast<std::int64_t>(tensor->shape[0])) + ".");
        if (!files::info(tensor->type).kernel)
            throw Error(ErrorKind::Unsupported, m_file.name() + ": the tensor \"" + name + "\" is of the type " +
                                                    files::info(tensor->type).name +
                                                    ", which models are not computed with. Choose another file of this model.");
        m_weights.bytes += static_cast<std::int64_t>(tensor->bytes.size());
        m_weights.parameters += rows * cols;
        return *tensor;
    }

    const files::GgufFile& m_file;
    Weights& m_weights;
};

LayerWeights bindLlama(Binder& bind, const Config& c, const std::string& prefix)
{
    const std::int64_t queries = std::int64_t{c.heads} * c.headDim;
    const std::int64_t keys = std::int64_t{c.kvHeads} * c.headDim;
    LayerWeights w;
    w.attentionNorm = {kernels::NormKind::Rms, bind.vector(prefix + "attn_norm.weight", c.dim), nullptr, c.normEps};
    w.q = bind.matrix(prefix + "attn_q.weight", queries, c.dim);
    w.k = bind.matrix(prefix + "attn_k.weight", keys, c.dim);
    w.v = bind.matrix(prefix + "attn_v.weight", keys, c.dim);
    w.qBias = bind.optionalVector(prefix + "attn_q.bias", queries);
    w.kBias = bind.optionalVector(prefix + "attn_k.bias", keys);
    w.vBias = bind.optionalVector(prefix + "attn_v.bias", keys);
    w.output = bind.matrix(prefix + "attn_output.weight", c.dim, queries);
    w.outputBias = bind.optionalVector(prefix + "attn_output.bias", c.dim);
    w.feedForwardNorm = {kernels::NormKind::Rms, bind.vector(prefix + "ffn_norm.weight", c.dim), nullptr, c.normEps};
    w.gate = bind.matrix(prefix + "ffn_gate.weight", c.ffn, c.dim);
    w.up = bind.matrix(prefix + "ffn_up.weight", c.ffn, c.dim);
    w.down = bind.matrix(prefix + "ffn_down.weight", c.dim, c.ffn);
    return w;
}

LayerWeights bindGpt2(Binder& bind, const Config& c, const std::string& prefix)
{
    const std::int64_t width = std::int64_t{c.heads} * c.headDim;
    LayerWeights w;
    w.attentionNorm = {kernels::NormKind::Layer, bind.vector(prefix + "attn_norm.weight", c.dim),
                       bind.vector(prefix + "attn_norm.bias", c.dim), c.normEps};
    const kernels::Matrix joined = bind.matrix(prefix + "attn_qkv.weight", 3 * width, c.dim); // q, k, v below each other
    const float* bias = bind.vector(prefix + "attn_qkv.bias", 3 * width);
    w.q = {joined.row(0), joined.type, width, c.dim};
    w.k = {joined.row(width), joined.type, width, c.dim};
    w.v = {joined.row(2 * width), joined.type, width, c.dim};
    w.qBias = bias;
    w.kBias = bias + width;
    w.vBias = bias + 2 * width;
    w.output = bind.matrix(prefix + "attn_output.weight", c.dim, width);
    w.outputBias = bind.vector(prefix + "attn_output.bias", c.dim);
    w.feedForwardNorm = {kernels::NormKind::Layer, bind.vector(prefix + "ffn_norm.weight", c.dim),
                         bind.vector(prefix + "ffn_norm.bias", c.dim), c.normEps};
    w.up = bind.matrix(prefix + "ffn_up.weight", c.ffn, c.dim);
    w.upBias = bind.vector(prefix + "ffn_up.bias", c.ffn);
    w.down = bind.matrix(prefix + "ffn_down.weight", c.dim, c.ffn);
    w.downBias = bind.vector(prefix + "ffn_down.bias", c.dim);
    return w;
}

} // namespace

Weights Weights::fromGguf(const files::GgufFile& file, const Config& config)
{
    Weights weights;
    Binder bind(file, weights);
    const bool llama = config.family == Family::Llama;

    weights.tokens = bind.matrix("token_embd.weight", config.vocabulary, config.dim);
    if (!llama)
        weights.positions = bind.matrix("position_embd.weight", config.context, config.dim);
    for (int i = 0; i < config.layers; ++i) {
        const std::string prefix = "blk." + std::to_string(i) + ".";
        weights.layers.push_back(llama ? bindLlama(bind, config, prefix) : bindGpt2(bind, config, prefix));
    }
    weights.outputNorm = {llama ? kernels::NormKind::Rms : kernels::NormKind::Layer,
                          bind.vector("output_norm.weight", config.dim),
                          llama ? nullptr : bind.vector("output_norm.bias", config.dim), config.normEps};
    weights.head = bind.has("output.weight") ? bind.matrix("output.weight", config.vocabulary, config.dim) : weights.tokens;
    return weights;
}

} // namespace engine::model
