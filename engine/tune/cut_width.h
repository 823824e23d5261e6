// SPDX-License-Identifier: GPL-3.0-or-later
// The narrower layers of cut_model.h: which neurons or groups of heads stay, and the tensors without the others. Layers
// are looked at when their first tensor is written; memory: the second moments of as many as fit into some 1 GiB.
#pragma once

#include "engine/files/gguf_content.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/cut_model.h"
#include "engine/tune/layer_walk.h"

#include <map>
#include <optional>

namespace engine::tune
{

class WidthCutter
{
public:
    // All outlive this; `result` gets the widths at once, and a CutMatrix as each layer is written. Throws
    // engine::Error as cutModel does.
    WidthCutter(std::shared_ptr<const model::Model> model, const CutOptions& options, const std::atomic<bool>& stop,
                const std::function<void(const CutProgress&)>& progress, CutResult& result);

    // Sets the keys, and the tensors that are to be made when they are written.
    void apply(files::GgufContent& content);

private:
    struct Layer {
        std::vector<bool> removed; // [inputs] of the matrix behind: neurons, or the values of heads
        LargeVector<float> matrix; // the matrix behind, corrected, all columns
    };

    void checkSettings();
    void checkHeads() const;
    std::int64_t newWidth() const;
    std::string behind(int layer) const; // the matrix whose columns go
    std::int64_t inputs() const;         // its columns
    std::int64_t unit() const;           // columns of what is removed at once

    const Layer& layerOf(int layer);
    void observe(int first);
    std::vector<bool> chooseRemoved(const LargeVector<float>& weights, std::int64_t rows, const SecondMoments& moments);
    void correct(Layer& layer, std::int64_t rows, int number, const SecondMoments& moments);

    std::vector<std::byte> columnsThatStay(const files::GgufTensor& tensor, int layer);
    std::vector<std::byte> rowsThatStay(const files::GgufTensor& tensor, int layer, std::int64_t width,
                                        std::int64_t copies);

    std::shared_ptr<const model::Model> m_model;
    CutOptions m_options;
    const std::atomic<bool>& m_stop;
    const std::function<void(const CutProgress&)>& m_progress;
    CutResult& m_result;
    kernels::Pool m_pool;
    std::optional<Windows> m_windows; // none where only the shapes are asked for
    Input m_input;
    int m_first = 0; // layer of m_moments[0]
    std::optional<LayerWalk> m_walk, m_heldOutWalk;
    std::vector<std::unique_ptr<SecondMoments>> m_moments;
    std::optional<InputRows> m_heldOut;
    int m_current = -1;
    Layer m_layer;
};

} // namespace engine::tune
