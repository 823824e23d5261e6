// SPDX-License-Identifier: GPL-3.0-or-later
// A backend that shows the inputs of one layer's matrices, or of the head, and lets the processor's do the work. Which
// matrix a product is of follows from the order of the ops: it is the same in all pages. Inside of engine/tune only.
#pragma once

#include "engine/tune/activations.h"

#include <functional>

namespace engine::tune
{

// For passes on this thread, one after the other, while it lives; one at a time.
class Tap
{
public:
    using Embed =
        std::function<void(const kernels::Embed&)>; // puts in what stands before the layer; empty: the op itself

    // `layer`: of `model`, whose only layer the passes run; -1 for the head. `observer` may be null: nothing is shown.
    Tap(const model::Model& model, int layer, Embed embed, ActivationObserver* observer);
    ~Tap();
    Tap(const Tap&) = delete;
    Tap& operator=(const Tap&) = delete;

    const kernels::Backend& backend() const { return m_backend; }

    // What the backend calls.
    void embed(const kernels::Embed& op, kernels::Pool& pool);
    void attention(const kernels::NormQkv& op, kernels::Pool& pool);
    void project(const kernels::ProjectAdd& op);
    void feedForward(const kernels::NormGateUp& op, kernels::Pool& pool);
    void mix(const kernels::MixExperts& op, kernels::Pool& pool);
    void head(const kernels::Logits& op, kernels::Pool& pool);

private:
    const float* normalized(const kernels::Norm& norm, const float* x, int tokens, int dim, kernels::Pool& pool);
    void showExpert(const kernels::MixExperts& op, int expert, const std::vector<float>& rows, kernels::Pool& pool);

    const model::Model& m_model;
    int m_layer;
    Embed m_embed;
    ActivationObserver* m_observer;
    kernels::Backend m_backend;
    Input m_next = Input::AttentionOutput; // of the product to come
    std::vector<float> m_normed, m_inner;
    std::vector<std::byte> m_scratch;
};

} // namespace engine::tune
