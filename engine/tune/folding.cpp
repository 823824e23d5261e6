// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/folding.h"

#include "engine/error.h"
#include "engine/files/digest.h"

#include <algorithm>

namespace engine::tune
{
namespace
{

std::string nameIn(int layer, const char* name)
{
    return "blk." + std::to_string(layer) + "." + name;
}

// act(up / s) = act(up) / s for s > 0
bool passesScales(const model::Config& config)
{
    return config.page() == model::Page::Decoder ||
           (config.page() == model::Page::Gpt2 && config.family->activation == kernels::Activation::Relu);
}

} // namespace

bool Folding::isPossible(const model::Model& model, Input input)
{
    const model::Config& config = model.config();
    switch (input) {
    case Input::Attention:
    case Input::AttentionOutput:
        return !config.isEncoder();
    case Input::FeedForward: // a mixture's norm feeds its router as well
        return !config.isEncoder() && config.experts.count == 0;
    case Input::FeedForwardDown:
        return config.experts.count == 0 && passesScales(config);
    default:
        return false;
    }
}

std::int64_t Folding::channels(const model::Model& model, Input input)
{
    const model::Config& config = model.config();
    if (input == Input::AttentionOutput)
        return std::int64_t{config.kvHeads} * config.headDim;
    return input == Input::FeedForwardDown ? config.ffn : config.dim;
}

void Folding::fold(const model::Model& model, Input input, int layer, std::span<const float> scales)
{
    const model::Config& config = model.config();
    if (input == Input::Attention || input == Input::FeedForward) {
        const std::string norm = nameIn(layer, input == Input::Attention ? "attn_norm" : "ffn_norm");
        divideVector(model, norm + ".weight", 0, scales);
        divideVector(model, norm + ".bias", 0, scales);
    } else if (input == Input::FeedForwardDown) {
        const std::int64_t first = config.family->joinedGateUp ? config.ffn : 0; // behind the gate's rows
        divideRows(model, nameIn(layer, "ffn_up.weight"), first, scales);
        divideVector(model, nameIn(layer, "ffn_up.bias"), first, scales);
    } else {
        const bool joined = config.family->joinedQkv;
        const std::int64_t first = joined ? std::int64_t{config.heads + config.kvHeads} * config.headDim : 0;
        const std::string value = nameIn(layer, joined ? "attn_qkv" : "attn_v");
        divideRows(model, value + ".weight", first, scales);
        divideVector(model, value + ".bias", first, scales);
    }
    std::vector<float> columns(scales.begin(), scales.end());
    if (input == Input::AttentionOutput) { // each query head reads the values of its group
        columns.clear();
        for (int head = 0; head < config.heads; ++head) {
            const auto group =
                scales.subspan(static_cast<std::size_t>(head / (config.heads / config.kvHeads) * config.headDim),
                               static_cast<std::size_t>(config.headDim));
            columns.insert(columns.end(), group.begin(), group.end());
        }
    }
    for (const std::string& name : tensorsWith(model, input, layer))
        multiplyColumns(model, name, columns);
}

const TensorScales* Folding::of(const std::string& tensor) const
{
    const auto found = m_tensors.find(tensor);
    return found == m_tensors.end() ? nullptr : &found->second;
}

std::string Folding::identity() const
{
    files::Digest digest;
    for (const auto& [name, scales] : m_tensors) {
        digest.add(std::as_bytes(std::span(name)));
        digest.add(std::as_bytes(std::span(scales.rows)));
        digest.add(std::as_bytes(std::span(scales.cols)));
    }
    return recipe + " " + digest.hex();
}

void Folding::divideRows(const model::Model& model, const std::string& tensor, std::int64_t first,
                         std::span<const float> scales)
{
    auto& rows = m_tensors[tensor].rows;
    rows.resize(model.file().findTensor(tensor)->shape[1], 1.0F);
    for (std::size_t i = 0; i < scales.size(); ++i)
        rows[static_cast<std::size_t>(first) + i] /= scales[i];
}

void Folding::divideVector(const model::Model& model, const std::string& tensor, std::int64_t first,
                           std::span<const float> scales)
{
    const files::GgufTensor* found = model.file().findTensor(tensor);
    if (found == nullptr)
        return;
    auto& cols = m_tensors[tensor].cols;
    cols.resize(found->shape[0], 1.0F);
    for (std::size_t i = 0; i < scales.size(); ++i)
        cols[static_cast<std::size_t>(first) + i] /= scales[i];
}

void Folding::multiplyColumns(const model::Model& model, const std::string& tensor, std::span<const float> scales)
{
    auto& cols = m_tensors[tensor].cols;
    cols.resize(model.file().findTensor(tensor)->shape[0], 1.0F);
    for (std::size_t i = 0; i < scales.size(); ++i)
        cols[i] *= scales[i];
}

} // namespace engine::tune
