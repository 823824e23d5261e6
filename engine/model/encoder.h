// SPDX-License-Identifier: GPL-3.0-or-later
// What an encoder is for: one vector of a text, and the labels of a classifying head. One thread at a time.
#pragma once

#include "engine/model/forward.h"

#include <memory>
#include <string>
#include <vector>

namespace engine::model
{

struct LabelScore {
    std::string label;
    double probability = 0; // softmax over all labels
};

class Encoder
{
public:
    // `config` and `weights` outlive it. `threads` 1 .. 256. Throws engine::Error: Unsupported (not an encoder),
    // NoMemory.
    Encoder(const Config& config, const Weights& weights, int threads,
            const kernels::Backend& ops = kernels::cpuBackend());
    // On a GPU, where `weights` lie (GpuWeights::views). Throws likewise.
    Encoder(const Config& config, const Weights& weights, std::shared_ptr<Gpu> gpu);

    std::int64_t maxTokens() const { return m_cache.capacity(); }
    bool classifies() const { return static_cast<bool>(m_weights.classifier); }

    // The last hidden states [tokens, dim], valid until the next call. `tokens`: 1 .. maxTokens ids with those that
    // mark the beginning and the end. Throws engine::Error: TooLong, BadSetting (empty, or an id outside the
    // vocabulary).
    std::span<const float> hiddenStates(std::span<const std::int32_t> tokens);
    // Their mean, first or last, as the model's file says; as it comes, not of unit length. [dim]
    std::vector<float> embed(std::span<const std::int32_t> tokens);
    // Raw scores of the head [labels]. Throws also Unsupported where the model has none.
    std::vector<float> scores(std::span<const std::int32_t> tokens);
    // The same of several texts, in passes of as many as fit into maxTokens() together; to the bit what each alone
    // gives. On a GPU one by one.
    std::vector<std::vector<float>> scoresOfAll(std::span<const std::vector<std::int32_t>> texts);
    // Reads them all likewise and keeps nothing: what embedding them costs, for measurements.
    void readAll(std::span<const std::vector<std::int32_t>> texts);
    // All labels with their probabilities, in the file's order.
    std::vector<LabelScore> classify(std::span<const std::int32_t> tokens);

private:
    const kernels::Backend& ops() { return m_gpu ? m_gpu->ops() : m_ops; }
    void check(std::span<const std::int32_t> tokens) const;
    void requireHead() const;
    void run(std::span<const std::int32_t> tokens); // leaves the states in m_scratch.x
    void run(std::span<const std::int32_t> tokens, std::span<const Part> texts);
    std::vector<float> scoreRow(std::int64_t row); // by the states of that token
    template <class Read>
    void inPasses(std::span<const std::vector<std::int32_t>> texts, const Read& read);
    std::span<const float> onHost(const Buffer& buffer, std::size_t count);

    const Config& m_config;
    const Weights& m_weights;
    const kernels::Backend& m_ops;
    std::shared_ptr<Gpu> m_gpu; // null: the processor
    kernels::Pool m_pool;
    KvCache m_cache;
    Scratch m_scratch;
    Buffer m_headInner, m_headOut; // [dim], [labels]
    std::vector<float> m_copy;     // of what lies on a GPU
};

} // namespace engine::model
