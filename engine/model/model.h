// SPDX-License-Identifier: GPL-3.0-or-later
// A loaded model: file, config, weights, tokenizer, chat template. Const after load, shared between sessions.
#pragma once

#include "engine/files/gguf.h"
#include "engine/model/config.h"
#include "engine/model/gpu_placement.h"
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
    // With GPUs the weights are copied to them, and sessions of the model run there: in order, as spreadLayers() says; of
    // `gpuLayers` from 0 on only the last so many layers and the head, the others run on the processor. kLayersThatFit: as
    // many as there is room for beside what `use` says. Each GPU's room is looked at before anything is allocated.
    // Throws engine::Error: NotFound, BadFile, Unsupported, NoMemory, Stopped.
    static std::shared_ptr<const Model> load(const std::filesystem::path& path, const std::atomic<bool>& stop,
                                             const std::function<void(double share)>& progress, const GpuList& gpus,
                                             const GpuLayerWish& gpuLayers = {}, const GpuUse& use = {});
    static std::shared_ptr<const Model> load(const std::filesystem::path& path, const std::atomic<bool>& stop,
                                             const std::function<void(double share)>& progress = {})
    {
        return load(path, stop, progress, GpuList());
    }

    const std::filesystem::path& path() const { return m_path; }
    const files::GgufFile& file() const { return m_file; }
    const Config& config() const { return m_config; }
    const Weights& weights() const { return m_weights; } // on the processor, also where a GPU computes
    // The first one; null: the processor computes.
    std::shared_ptr<Gpu> gpu() const { return m_gpus.empty() ? nullptr : m_gpus.front().gpu; }
    const std::vector<GpuLayers>& gpus() const { return m_gpus; } // in order; each has some layers, or the head
    const GpuMemory& gpuMemory(std::size_t index) const { return m_gpuWeights[index].memory; } // the weights there
    const Weights& gpuWeights() const { return m_gpuViews; } // with the processor's layers where some are
    int firstGpuLayer() const { return m_gpus.empty() ? m_config.layers : m_gpus.front().first; }
    bool isSplit() const { return !m_gpus.empty() && (firstGpuLayer() > 0 || m_gpus.size() > 1); } // lies in several places
    std::string whereItLies() const; // for people: "NVIDIA A, NVIDIA B, 3 layers on the processor"; empty: all there
    // Empty, or one sentence: that GPUs had no room for all of it, and what that means.
    const std::string& placement() const { return m_placement; }
    std::int64_t weightBytes() const; // in the memory of what computes
    const text::Tokenizer& tokenizer() const { return *m_tokenizer; }
    const text::ChatTemplate& chatTemplate() const { return *m_template; }
    // Empty, or what is used instead of the model's own chat template or word pattern, and why: a sentence for each.
    const std::string& notice() const { return m_notice; }
    std::string displayName() const; // general.name, else the file's name; plain text

private:
    void upload(const std::atomic<bool>& stop, const std::function<void(double share)>& progress);
    explicit Model(const std::filesystem::path& path);

    std::filesystem::path m_path;
    files::GgufFile m_file;
    Config m_config;
    Weights m_weights;
    std::vector<GpuLayers> m_gpus;
    std::vector<GpuWeights> m_gpuWeights; // of each
    Weights m_gpuViews;                   // of all together
    std::string m_placement;
    std::unique_ptr<const text::Tokenizer> m_tokenizer;
    std::string m_notice; // before the template, whose choice writes it
    std::unique_ptr<const text::ChatTemplate> m_template;
};

} // namespace engine::model
