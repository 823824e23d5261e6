// SPDX-License-Identifier: GPL-3.0-or-later
// A loaded model: file, config, weights, tokenizer, chat template. Const after load, shared between sessions.
#pragma once

#include "engine/files/gguf.h"
#include "engine/model/config.h"
#include "engine/model/gpu_fit.h"
#include "engine/model/gpu_weights.h"
#include "engine/model/weights.h"
#include "engine/text/chat_template.h"
#include "engine/text/tokenizer.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>

namespace engine::model
{

class Model
{
public:
    // Reads everything once into the page cache, polling `stop` and reporting the share done in 0..1.
    // With a `gpu` the weights are copied to it, and sessions of the model run there; of `gpuLayers` from 0 on only the
    // last so many layers and the head, the others run on the processor. kLayersThatFit: as many as there is room for
    // beside what `use` says.
    // Throws engine::Error: NotFound, BadFile, Unsupported, NoMemory, Stopped.
    static std::shared_ptr<const Model> load(const std::filesystem::path& path, const std::atomic<bool>& stop,
                                             const std::function<void(double share)>& progress = {},
                                             std::shared_ptr<Gpu> gpu = nullptr, int gpuLayers = kLayersThatFit,
                                             const GpuUse& use = {});
    static constexpr int kLayersThatFit = -1;

    const std::filesystem::path& path() const { return m_path; }
    const files::GgufFile& file() const { return m_file; }
    const Config& config() const { return m_config; }
    const Weights& weights() const { return m_weights; } // on the processor, also where a GPU computes
    const std::shared_ptr<Gpu>& gpu() const { return m_gpu; } // null: the processor computes
    const Weights& gpuWeights() const { return m_gpuWeights.views; } // with the processor's layers where some are
    int firstGpuLayer() const { return m_firstGpuLayer; }
    std::int64_t weightBytes() const; // in the memory of what computes
    const text::Tokenizer& tokenizer() const { return *m_tokenizer; }
    const text::ChatTemplate& chatTemplate() const { return *m_template; }
    // Empty, or what is used instead of the model's own chat template or word pattern, and why: a sentence for each.
    const std::string& notice() const { return m_notice; }
    std::string displayName() const; // general.name, else the file's name; plain text

private:
    int layersFor(const Gpu& gpu, const GpuUse& use) const;
    void splitBefore(int layer); // those before it stay with the processor
    explicit Model(const std::filesystem::path& path);

    std::filesystem::path m_path;
    files::GgufFile m_file;
    Config m_config;
    Weights m_weights;
    std::shared_ptr<Gpu> m_gpu;
    GpuWeights m_gpuWeights;
    int m_firstGpuLayer = 0;
    std::unique_ptr<const text::Tokenizer> m_tokenizer;
    std::string m_notice; // before the template, whose choice writes it
    std::unique_ptr<const text::ChatTemplate> m_template;
};

} // namespace engine::model
