// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/encoder.h"

#include "engine/error.h"

#include <algorithm>
#include <cmath>
#include <utility>

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
      m_scratch(config, static_cast<int>(config.context), 1, config.context, threads),
      m_headInner(static_cast<std::size_t>(config.dim)),
      m_headOut(static_cast<std::size_t>(weights.classifier.rows))
{
}

Encoder::Encoder(const Config& config, const Weights& weights, std::shared_ptr<Gpu> gpu)
    : m_config(required(config)),
      m_weights(weights),
      m_ops(kernels::cpuBackend()),
      m_gpu(std::move(gpu)),
      m_pool(1),
      m_cache(config, kernels::Type::F32, config.context, m_gpu),
      m_scratch(config, static_cast<int>(config.context), 1, config.context, 1, m_gpu),
      m_headInner(static_cast<std::size_t>(config.dim), m_gpu),
      m_headOut(static_cast<std::size_t>(weights.classifier.rows), m_gpu)
{
}

void Encoder::check(std::span<const std::int32_t> tokens) const
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
}

void Encoder::run(std::span<const std::int32_t> tokens)
{
    check(tokens);
    const Part whole{m_cache, static_cast<int>(tokens.size())};
    run(tokens, {&whole, 1});
}

void Encoder::run(std::span<const std::int32_t> tokens, std::span<const Part> texts)
{
    m_cache.setLength(0);
    Pass pass{ops(), m_pool, texts, m_scratch};
    forward(m_config, m_weights, tokens, 0, pass);
}

// Calls read(number of a text, row of its first token) for each, after the pass that it was in.
template <class Read>
void Encoder::inPasses(std::span<const std::vector<std::int32_t>> texts, const Read& read)
{
    for (const auto& text : texts)
        check(text);
    for (std::size_t begin = 0; begin < texts.size();) {
        std::vector<std::int32_t> tokens;
        std::vector<Part> parts;
        std::vector<std::int64_t> rows;
        std::size_t end = begin;
        while (end < texts.size() && static_cast<std::int64_t>(tokens.size() + texts[end].size()) <= maxTokens() &&
               (parts.empty() || !m_gpu)) {
            rows.push_back(static_cast<std::int64_t>(tokens.size()));
            parts.push_back({m_cache, static_cast<int>(texts[end].size())});
            tokens.insert(tokens.end(), texts[end].begin(), texts[end].end());
            ++end;
        }
        run(tokens, parts);
        for (std::size_t i = begin; i < end; ++i)
            read(i, rows[i - begin]);
        begin = end;
    }
}

void Encoder::readAll(std::span<const std::vector<std::int32_t>> texts)
{
    inPasses(texts, [](std::size_t, std::int64_t) {});
    if (m_gpu)
        m_gpu->finish();
}

std::vector<std::vector<float>> Encoder::scoresOfAll(std::span<const std::vector<std::int32_t>> texts)
{
    requireHead();
    std::vector<std::vector<float>> all(texts.size());
    inPasses(texts, [&](std::size_t text, std::int64_t row) { all[text] = scoreRow(row); });
    return all;
}

std::span<const float> Encoder::onHost(const Buffer& buffer, std::size_t count)
{
    if (!m_gpu)
        return {buffer.data(), count};
    m_copy.resize(count);
    m_gpu->finish();
    m_gpu->download(m_copy.data(), buffer.data(), count * sizeof(float));
    return m_copy;
}

std::span<const float> Encoder::hiddenStates(std::span<const std::int32_t> tokens)
{
    run(tokens);
    return onHost(m_scratch.x, tokens.size() * static_cast<std::size_t>(m_config.dim));
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
    requireHead();
    run(tokens);
    return scoreRow(0);
}

void Encoder::requireHead() const
{
    if (!classifies())
        throw Error(ErrorKind::Unsupported, "This model has no classifying head, so it gives embeddings, no labels.");
}

std::vector<float> Encoder::scoreRow(std::int64_t row)
{
    const int dim = m_config.dim;
    const kernels::Backend& on = ops();
    on.normGateUp({.tokens = 1,
                   .dim = dim,
                   .x = m_scratch.x.data() + row * dim, // of the text's first token
                   .up = m_weights.classifierInner,
                   .upBias = m_weights.classifierInnerBias,
                   .activation = m_config.headActivation,
                   .out = m_headInner.data(),
                   .scratch = m_scratch.opMemory()},
                  m_pool);
    on.logits({.tokens = 1,
               .dim = dim,
               .x = m_headInner.data(),
               .head = m_weights.classifier,
               .bias = m_weights.classifierBias,
               .logits = m_headOut.data(),
               .scratch = m_scratch.opMemory()},
              m_pool);
    const std::span<const float> result = onHost(m_headOut, m_headOut.size());
    return {result.begin(), result.end()};
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
