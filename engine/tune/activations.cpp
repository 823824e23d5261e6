// SPDX-License-Identifier: GPL-3.0-or-later
// A backend that shows the inputs and lets the processor's do the work. Which matrix a product is of follows from the
// order of the ops: it is the same in all pages.
#include "engine/tune/activations.h"

#include "engine/error.h"
#include "engine/tune/evaluate.h"

#include <cstring>

namespace engine::tune
{
namespace
{

class Tap
{
public:
    Tap(const model::Model& model, ActivationObserver& observer) : m_model(model), m_observer(observer) {}

    void beginPass() { m_layer = -1; }

    void beginLayer(const kernels::NormQkv& op, kernels::Pool& pool)
    {
        ++m_layer;
        m_next = Input::AttentionOutput;
        show(Input::Attention, normalized(op.norm, op.x, op.tokens, op.dim, pool), op.tokens, op.dim);
    }

    void project(const kernels::ProjectAdd& op) { show(m_next, op.in, op.tokens, op.weight.cols); }

    void feedForward(const kernels::NormGateUp& op, kernels::Pool& pool)
    {
        m_next = Input::FeedForwardDown;
        show(Input::FeedForward, normalized(op.norm, op.x, op.tokens, op.dim, pool), op.tokens, op.dim);
    }

    void head(const kernels::Logits& op, kernels::Pool& pool)
    {
        m_observer.see(Input::Head, -1, -1, normalized(op.norm, op.x, op.tokens, op.dim, pool), op.tokens, op.dim);
    }

    void mix(const kernels::MixExperts& op, kernels::Pool& pool)
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

private:
    void show(Input input, const float* rows, std::int64_t tokens, std::int64_t cols)
    {
        m_observer.see(input, m_layer, -1, rows, tokens, cols);
    }

    const float* normalized(const kernels::Norm& norm, const float* x, int tokens, int dim, kernels::Pool& pool)
    {
        m_normed.assign(x, x + std::int64_t{tokens} * dim);
        kernels::cpuBackend().normalize({.tokens = tokens, .dim = dim, .norm = norm, .x = m_normed.data()}, pool);
        return m_normed.data();
    }

    // The op keeps what lies between its two products to itself, so the first of them is computed once more.
    void showExpert(const kernels::MixExperts& op, int expert, const std::vector<float>& rows, kernels::Pool& pool)
    {
        const int tokens = static_cast<int>(rows.size() / static_cast<std::size_t>(op.dim));
        const model::LayerWeights& weights = m_model.weights().layers[static_cast<std::size_t>(m_layer)];
        const auto view = [&](const kernels::Matrix& all) {
            return all ? kernels::Matrix{all.row(std::int64_t{expert} * op.inner), all.type, op.inner, op.dim} : kernels::Matrix{};
        };
        m_inner.resize(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(op.inner));
        m_scratch.resize(kernels::scratchBytes(tokens, op.dim, 2 * std::int64_t{op.inner}) + kAlignment);
        void* scratch = m_scratch.data();
        std::size_t space = m_scratch.size();
        kernels::cpuBackend().normGateUp({.tokens = tokens, .dim = op.dim, .x = rows.data(), .gate = view(weights.gate),
                                          .up = view(weights.up), .activation = op.activation, .out = m_inner.data(),
                                          .scratch = std::align(kAlignment, space - kAlignment, scratch, space)},
                                         pool);
        m_observer.see(Input::FeedForward, m_layer, expert, rows.data(), tokens, op.dim);
        m_observer.see(Input::FeedForwardDown, m_layer, expert, m_inner.data(), tokens, op.inner);
    }

    static constexpr std::size_t kAlignment = 64;

    const model::Model& m_model;
    ActivationObserver& m_observer;
    int m_layer = -1;
    Input m_next = Input::AttentionOutput; // of the product to come
    std::vector<float> m_normed, m_inner;
    std::vector<std::byte> m_scratch;
};

thread_local Tap* tap = nullptr; // ops are plain functions

class TapInUse
{
public:
    explicit TapInUse(Tap& current) { tap = &current; }
    ~TapInUse() { tap = nullptr; }
    TapInUse(const TapInUse&) = delete;
    TapInUse& operator=(const TapInUse&) = delete;
};

template <auto Op, auto Show>
constexpr auto shown = [](const auto& op, kernels::Pool& pool) {
    if constexpr (std::is_invocable_v<decltype(Show), Tap*, decltype(op), kernels::Pool&>)
        std::invoke(Show, tap, op, pool);
    else
        std::invoke(Show, tap, op);
    (kernels::cpuBackend().*Op)(op, pool);
};

kernels::Backend tappedBackend()
{
    using kernels::Backend;
    Backend ops = kernels::cpuBackend();
    ops.embed = [](const kernels::Embed& op, kernels::Pool& pool) {
        tap->beginPass();
        kernels::cpuBackend().embed(op, pool);
    };
    ops.normQkv = shown<&Backend::normQkv, &Tap::beginLayer>;
    ops.projectAdd = shown<&Backend::projectAdd, &Tap::project>;
    ops.normGateUp = shown<&Backend::normGateUp, &Tap::feedForward>;
    ops.mixExperts = shown<&Backend::mixExperts, &Tap::mix>;
    ops.logits = shown<&Backend::logits, &Tap::head>;
    return ops;
}

} // namespace

std::vector<std::string> tensorsWith(const model::Model& model, Input input, int layer)
{
    static constexpr const char* kNames[][6] = {{"attn_q", "attn_k", "attn_v", "attn_qkv"},
                                                {"attn_output"},
                                                {"ffn_gate", "ffn_up", "ffn_gate_exps", "ffn_up_exps", "ffn_gate_up_exps"},
                                                {"ffn_down", "ffn_down_exps"}};
    std::vector<std::string> found;
    const auto add = [&](const std::string& name) {
        if (model.file().findTensor(name) != nullptr)
            found.push_back(name);
    };
    if (input == Input::Head) {
        add("output.weight");
        if (found.empty())
            add("token_embd.weight");
        return found;
    }
    for (const char* name : kNames[static_cast<std::size_t>(input)])
        if (name != nullptr)
            add("blk." + std::to_string(layer) + "." + name + ".weight");
    return found;
}

Observation observeActivations(const std::shared_ptr<const model::Model>& model, const Windows& windows, int threads,
                               ActivationObserver& observer, const std::atomic<bool>& stop,
                               const std::function<void(std::int64_t)>& progress)
{
    if (model->gpu())
        throw Error(ErrorKind::Unsupported, "Calibration runs on the processor in this version; open " + model->displayName() + " there.");
    const kernels::Backend ops = tappedBackend();
    Tap current(*model, observer);
    const TapInUse inUse(current);
    Mean losses;
    readWindows(
        windows, {&model, 1}, {threads, kernels::Type::F16, &ops}, stop,
        [&](const ScoredRow& row) {
            losses.add(logSumExp(row.logits[0]) - static_cast<double>(row.logits[0][static_cast<std::size_t>(row.next)]));
        },
        [&](std::int64_t window) {
            if (progress)
                progress(window);
        });
    return {losses.mean(), losses.count()};
}

} // namespace engine::tune
