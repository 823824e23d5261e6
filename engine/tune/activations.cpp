// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/activations.h"

#include "engine/tune/layer_walk.h"

namespace engine::tune
{

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
                               ActivationObserver& observer, const std::atomic<bool>& stop, const StepProgress& progress)
{
    return LayerWalk(model, windows, threads).showAll(observer, stop, progress);
}

} // namespace engine::tune
