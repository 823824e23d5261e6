// SPDX-License-Identifier: GPL-3.0-or-later
// A model reads a text one layer at a time: what stands between the layers is kept for all tokens, so that each layer's
// weights are read once for the whole text, and a model larger than the memory can be calibrated (so do GPTQ's authors:
// Frantar et al. 2022, setup of the experiments). On the processor, on the caller's thread and a pool's. The values are
// to the bit those of a pass through all layers.
#pragma once

#include "engine/model/forward.h"
#include "engine/tune/activations.h"
#include "engine/tune/large_vector.h"

namespace engine::tune
{

class LayerWalk
{
public:
    static constexpr std::int64_t kMemory = std::int64_t{1} << 30;

    // `windows` of Protocol::Whole. What stands between the layers takes 4 bytes x dim for each token; where that is
    // more than `memory`, the text is walked through in stretches, and each call of show() begins anew with each of
    // them. `threads` as in SessionOptions. Throws engine::Error: Unsupported (an encoder, or a model that a GPU
    // holds), BadSetting (a window too long for the model), NoMemory.
    LayerWalk(std::shared_ptr<const model::Model> model, Windows windows, int threads, std::int64_t memory = kMemory);

    // Shows the inputs of the layers first .. last, layer by layer, of each the windows in order, all but the last
    // token of each. Goes on from where the last call ended if it can. `progress` is called after each layer of a
    // stretch with how many there are until the end of the call. Throws engine::Error(Stopped), and begins anew after
    // that.
    void show(int first, int last, ActivationObserver& observer, const std::atomic<bool>& stop,
              const StepProgress& progress = {});
    // All layers and the head. Throws BadFile as logSumExp does.
    Observation showAll(ActivationObserver& observer, const std::atomic<bool>& stop, const StepProgress& progress = {});

private:
    struct Place { // in the text: windows side by side
        std::int64_t window, windows, at, length;
    };

    std::int64_t stretchCount() const { return (m_windows.count() + m_stretch - 1) / m_stretch; }
    std::int64_t endOfStretch() const { return std::min(m_begin + m_stretch, m_windows.count()); }
    void begin(std::int64_t window);
    void layer(int index, ActivationObserver* observer, const std::atomic<bool>& stop);
    template <class Visit>
    void eachPlace(std::int64_t tokens, const Visit& visit);
    void run(const model::Config& config, const model::Weights& weights, const kernels::Backend& ops,
             const Place& place, int logitRows);
    float* stream(const Place& place, std::int64_t row); // of the token in row `row` of that pass
    void putIn(const kernels::Embed& op, const Place& place);
    double headLoss(ActivationObserver& observer, const std::atomic<bool>& stop);

    std::shared_ptr<const model::Model> m_model;
    Windows m_windows;
    std::int64_t m_stretch; // windows that are walked together
    PassSizes m_sizes;
    std::int64_t m_sideBySide; // windows of a pass
    model::Config m_config;    // of one layer
    model::Weights m_weights;  // of none
    kernels::Pool m_pool;
    model::Scratch m_scratch;
    std::vector<model::KvCache> m_caches; // of one layer, for the windows of a pass
    LargeVector<float> m_streams;         // [windows of a stretch, context - 1, dim], as far as it was walked
    std::vector<std::int32_t> m_ids;
    std::int64_t m_begin = 0; // window that the stretch begins with
    int m_next = 0;           // layer that comes next for the stretch; more than there are: it has to begin anew
};

} // namespace engine::tune
