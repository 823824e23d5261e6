// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/encoder.h"

#include "engine/error.h"

#include <algorithm>
#include <cmath>

namespace engine::model
{
namespace
{

const Config& required(const Config& config)
{
    if (!config.isEncoder())
        throw Error(ErrorKind::Unsupported, "This model writes text (architecture \"" + config.architecture +
                                                "\"); for embeddings and labels choose an encoder, such as BERT.");
    return config;
}

} // namespace

Encoder::Encoder(const Config& config, const Weights& weights, int threads, const kernels::Backend& ops)
    : m_config(required(config)),
      m_weights(weights),
      m_ops(ops),
      m_pool(threads),
      m_cache(config, kernels::Type::F32, config.context),
      m_scratch(config, static_cast<int>(config.context), 1, config.context, threads)
{
}

std::span<const float> Encoder::hiddenStates(std::span<const std::int32_t> tokens)
{
    const auto count = static_cast<std::int64_t>(tokens.size());
    if (count == 0)
        throw Error(ErrorKind::BadSetting, "The text is empty. Write something first.");
    if (count > maxTokens())
        throw Error(ErrorKind::TooLong, "The text is " + std::to_string(count) +
                                            " tokens long, but this model reads at most " +
                                            std::to_string(maxTokens()) + ". Shorten it.");
    for (const std::int32_t id : tokens)
        if (id < 0 || id >= m_config.vocabulary)
            throw Error(ErrorKind::BadSetting,
                        "The token " + std::to_string(id) + " is not in the model's vocabulary.");
    m_cache.setLength(0);
    const Part whole{m_cache, static_cast<int>(count)};
    Pass pass{m_ops, m_pool, {&whole, 1}, m_scratch};
    forward(m_config, m_weights, tokens, 0, pass);
    return std::span(m_scratch.x).first(static_cast<std::size_t>(count * m_config.dim));
}

std::vector<float> Encoder::embed(std::span<const std::int32_t> tokens)
{
    const std::span<const float> states = hiddenStates(tokens);
    const auto dim = static_cast<std::size_t>(m_config.dim);
    if (m_config.pooling == Pooling::LastToken)
        return {states.end() - static_cast<std::ptrdiff_t>(dim), states.end()};
    if (m_config.pooling != Pooling::Mean)
        return {states.begin(), states.begin() + static_cast<std::ptrdiff_t>(dim)};
    std::vector<double> sums(dim);
    for (std::size_t i = 0; i < states.size(); ++i)
        sums[i % dim] += static_cast<double>(states[i]);
    std::vector<float> mean(dim);
    std::transform(sums.begin(), sums.end(), mean.begin(),
                   [&](double sum) { return static_cast<float>(sum / static_cast<double>(tokens.size())); });
    return mean;
}

std::vector<float> Encoder::scores(std::span<const std::int32_t> tokens)
{
    if (!classifies())
        throw Error(ErrorKind::Unsupported, "This model has no classifying head, so it gives embeddings, no labels.");
    const int dim = m_config.dim;
    const std::span<const float> first = hiddenStates(tokens).first(static_cast<std::size_t>(dim));
    std::vector<float> inner(static_cast<std::size_t>(dim));
    std::vector<float> result(static_cast<std::size_t>(m_weights.classifier.rows));
    m_ops.normGateUp({.tokens = 1,
                      .dim = dim,
                      .x = first.data(),
                      .up = m_weights.classifierInner,
                      .upBias = m_weights.classifierInnerBias,
                      .activation = m_config.headActivation,
                      .out = inner.data(),
                      .scratch = m_scratch.opMemory()},
                     m_pool);
    m_ops.logits({.tokens = 1,
                  .dim = dim,
                  .x = inner.data(),
                  .head = m_weights.classifier,
                  .bias = m_weights.classifierBias,
                  .logits = result.data(),
                  .scratch = m_scratch.opMemory()},
                 m_pool);
    return result;
}

std::vector<LabelScore> Encoder::classify(std::span<const std::int32_t> tokens)
{
    const std::vector<float> raw = scores(tokens);
    const double highest = static_cast<double>(*std::max_element(raw.begin(), raw.end()));
    double sum = 0;
    for (const float score : raw)
        sum += std::exp(static_cast<double>(score) - highest);
    std::vector<LabelScore> result;
    for (std::size_t i = 0; i < raw.size(); ++i)
        result.push_back({m_config.labels[i], std::exp(static_cast<double>(raw[i]) - highest) / sum});
    return result;
}

} // namespace engine::model
