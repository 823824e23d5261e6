// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/tap.h"

#include <cstring>
#include <utility>

namespace engine::tune
{
namespace
{

constexpr std::size_t kAlignment = 64;

thread_local Tap* tap = nullptr; // ops are plain functions

template <auto Op, auto Show>
constexpr auto shown = [](const auto& op, kernels::Pool& pool) {
    if constexpr (std::is_invocable_v<decltype(Show), Tap*, decltype(op), kernels::Pool&>)
        std::invoke(Show, tap, op, pool);
    else
        std::invoke(Show, tap, op);
    (kernels::cpuBackend().*Op)(op, pool);
};

} // namespace

Tap::Tap(const model::Model& model, int layer, Embed embed, ActivationObserver* observer)
    : m_model(model),
      m_layer(layer),
      m_embed(std::move(embed)),
      m_observer(observer),
      m_backend(kernels::cpuBackend())
{
    using kernels::Backend;
    m_backend.embed = [](const kernels::Embed& op, kernels::Pool& pool) { tap->embed(op, pool); };
    if (observer != nullptr) {
        m_backend.normQkv = shown<&Backend::normQkv, &Tap::attention>;
        m_backend.projectAdd = shown<&Backend::projectAdd, &Tap::project>;
        m_backend.normGateUp = shown<&Backend::normGateUp, &Tap::feedForward>;
        m_backend.mixExperts = shown<&Backend::mixExperts, &Tap::mix>;
        m_backend.logits = shown<&Backend::logits, &Tap::head>;
    }
    tap = this;
}

Tap::~Tap()
{
    tap = nullptr;
}

void Tap::embed(const kernels::Embed& op, kernels::Pool& pool)
{
    if (m_embed)
        m_embed(op);
    else
        kernels::cpuBackend().embed(op, pool);
}

void Tap::attention(const kernels::NormQkv& op, kernels::Pool& pool)
{
    m_next = Input::AttentionOutput;
    m_observer->see(Input::Attention, m_layer, -1, normalized(op.norm, op.x, op.tokens, op.dim, pool), op.tokens,
                    op.dim);
}

void Tap::project(const kernels::ProjectAdd& op)
{
    m_observer->see(m_next, m_layer, -1, op.in, op.tokens, op.weight.cols);
}

void Tap::feedForward(const kernels::NormGateUp& op, kernels::Pool& pool)
{
    m_next = Input::FeedForwardDown;
    m_observer->see(Input::FeedForward, m_layer, -1, normalized(op.norm, op.x, op.tokens, op.dim, pool), op.tokens,
                    op.dim);
}

void Tap::mix(const kernels::MixExperts& op, kernels::Pool& pool)
{
    for (int expert = 0; expert < op.experts; ++expert) {
        std::vector<float> rows; // of the tokens that chose it
        for (std::int64_t i = 0; i < std::int64_t{op.tokens} * op.used; ++i)
            if (op.chosen[i] == expert)
                rows.insert(rows.end(), op.normed + i / op.used * op.dim, op.normed + (i / op.used + 1) * op.dim);
        if (!rows.empty())
            showExpert(op, expert, rows, pool);
    }
}

void Tap::head(const kernels::Logits& op, kernels::Pool& pool)
{
    m_observer->see(Input::Head, -1, -1, normalized(op.norm, op.x, op.tokens, op.dim, pool), op.tokens, op.dim);
}

const float* Tap::normalized(const kernels::Norm& norm, const float* x, int tokens, int dim, kernels::Pool& pool)
{
    m_normed.assign(x, x + std::int64_t{tokens} * dim);
    kernels::cpuBackend().normalize({.tokens = tokens, .dim = dim, .norm = norm, .x = m_normed.data()}, pool);
    return m_normed.data();
}

// The op keeps what lies between its two products to itself, so the first of them is computed once more.
void Tap::showExpert(const kernels::MixExperts& op, int expert, const std::vector<float>& rows, kernels::Pool& pool)
{
    const int tokens = static_cast<int>(rows.size() / static_cast<std::size_t>(op.dim));
    const model::LayerWeights& weights = m_model.weights().layers[static_cast<std::size_t>(m_layer)];
    const auto view = [&](const kernels::Matrix& all) {
        return all ? kernels::Matrix{all.row(std::int64_t{expert} * op.inner), all.type, op.inner, op.dim}
                   : kernels::Matrix{};
    };
    m_inner.resize(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(op.inner));
    m_scratch.resize(kernels::scratchBytes(tokens, op.dim, 2 * std::int64_t{op.inner}) + kAlignment);
    void* scratch = m_scratch.data();
    std::size_t space = m_scratch.size();
    kernels::cpuBackend().normGateUp({.tokens = tokens,
                                      .dim = op.dim,
                                      .x = rows.data(),
                                      .gate = view(weights.gate),
                                      .up = view(weights.up),
                                      .activation = op.activation,
                                      .out = m_inner.data(),
                                      .scratch = std::align(kAlignment, space - kAlignment, scratch, space)},
                                     pool);
    m_observer->see(Input::FeedForward, m_layer, expert, rows.data(), tokens, op.dim);
    m_observer->see(Input::FeedForwardDown, m_layer, expert, m_inner.data(), tokens, op.inner);
}

} // namespace engine::tune
