// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model.h"

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/model/packing.h"
#include "engine/stop_scope.h"

#include <algorithm>

namespace engine::model
{
namespace
{

// Fetches all tensors, so that a slow disk is waited for here, where it can be shown and stopped, and not in the first
// token.
void readAhead(const files::GgufFile& file, const std::atomic<bool>& stop, const std::function<void(double)>& progress)
{
    constexpr std::size_t kChunk = 2U << 20; // a disk that others use as well may give no more in a tenth of a second
    std::size_t all = 0;
    for (const files::GgufTensor& tensor : file.tensors())
        all += tensor.bytes.size();
    std::size_t done = 0;
    for (const files::GgufTensor& tensor : file.tensors()) {
        for (std::size_t begin = 0; begin < tensor.bytes.size(); begin += kChunk) {
            if (stop)
                throw Error(ErrorKind::Stopped, "Loading was stopped.");
            const std::size_t count = std::min(kChunk, tensor.bytes.size() - begin);
            file.fetch(tensor.bytes.subspan(begin, count));
            done += count;
            if (progress)
                progress(static_cast<double>(done) / static_cast<double>(all));
        }
    }
}

std::unique_ptr<const text::ChatTemplate> chooseTemplate(const files::GgufFile& file, const text::Tokenizer& tokenizer,
                                                         std::string& notice)
{
    const auto source = file.string("tokenizer.chat_template");
    std::string problem = "This model brings no chat template";
    if (source && !source->empty()) {
        try {
            return std::make_unique<text::ChatTemplate>(std::string(*source));
        } catch (const Error& error) {
            problem = std::string("The model's chat template cannot be read (") + error.what() + ")";
        }
    }
    const bool chatMl = tokenizer.find("<|im_start|>") >= 0 && tokenizer.find("<|im_end|>") >= 0;
    notice = problem + (chatMl ? "; the ChatML form is used instead." : "; plain text is used instead, so it may not answer like an assistant.");
    return std::make_unique<text::ChatTemplate>(chatMl ? text::ChatTemplate::chatMl() : text::ChatTemplate::plain());
}

} // namespace

Model::Model(const std::filesystem::path& path)
    : m_path(path), m_file(files::openModel(path)), m_config(Config::fromGguf(m_file)), m_weights(Weights::fromGguf(m_file, m_config)),
      m_tokenizer(text::Tokenizer::fromGguf(m_file)), m_template(chooseTemplate(m_file, *m_tokenizer, m_notice))
{
    if (m_tokenizer->vocabularySize() > m_config.vocabulary)
        throw Error(ErrorKind::BadFile, path.string() + ": the vocabulary has " + std::to_string(m_tokenizer->vocabularySize()) +
                                            " tokens, but the embedding only " + std::to_string(m_config.vocabulary) + " rows.");
    if (const std::string& pattern = m_tokenizer->notice(); !pattern.empty())
        m_notice += (m_notice.empty() ? "" : " ") + pattern;
}

std::shared_ptr<const Model> Model::load(const std::filesystem::path& path, const std::atomic<bool>& stop,
                                         const std::function<void(double share)>& progress, const GpuList& gpus,
                                         const GpuLayerWish& gpuLayers, const GpuUse& use)
{
    const StopScope scope(stop);
    std::shared_ptr<Model> model(new Model(path));
    if (!gpus.empty()) {
        Placement placement =
            placeLayers(model->m_weights, model->m_config, model->displayName(), gpus, gpuLayers, use);
        model->m_gpus = std::move(placement.gpus);
        model->m_placement = std::move(placement.sentence);
        model->upload(stop, progress);
        return model;
    }
    model->m_weights.packing = std::make_shared<Packing>(model->m_weights, model->m_file);
    readAhead(model->m_file, stop, progress);
    const kernels::Matrix& table = model->m_weights.tokens; // single rows are read of it: the rest need not be there
    if (table.data != model->m_weights.head.data)
        model->m_file.release({static_cast<const std::byte*>(table.data),
                               static_cast<std::size_t>(table.rows * kernels::bytesOf(table.type, table.cols))});
    return model;
}

// To each GPU its layers. The views of all: the embedding is the first place's, the head the last one's.
void Model::upload(const std::atomic<bool>& stop, const std::function<void(double share)>& progress)
{
    std::vector<LayerWeights> layers(m_weights.layers.begin(), m_weights.layers.begin() + firstGpuLayer());
    for (std::size_t i = 0; i < m_gpus.size(); ++i) {
        const GpuLayers& part = m_gpus[i];
        const auto share = [&](double done) {
            progress((static_cast<double>(i) + done) / static_cast<double>(m_gpus.size()));
        };
        m_gpuWeights.push_back(uploadWeights(m_weights, m_config, part.gpu, stop, progress ? share : progress,
                                             part.first, part.end, part.hasHead));
        const std::vector<LayerWeights>& there = m_gpuWeights.back().views.layers;
        layers.insert(layers.end(), there.begin(), there.end());
    }
    const Weights& first = firstGpuLayer() > 0 ? m_weights : m_gpuWeights.front().views;
    m_gpuViews = m_gpuWeights.back().views;
    m_gpuViews.layers = std::move(layers);
    m_gpuViews.tokens = first.tokens;
    m_gpuViews.positions = first.positions;
    m_gpuViews.tokenType = first.tokenType;
    m_gpuViews.tokenNorm = first.tokenNorm;
}

std::int64_t Model::weightBytes() const
{
    if (m_gpus.empty())
        return m_weights.memoryBytes();
    std::int64_t all = bytesOnProcessor(m_weights, firstGpuLayer());
    for (const GpuWeights& there : m_gpuWeights)
        all += static_cast<std::int64_t>(there.memory.size());
    return all;
}

std::string Model::whereItLies() const
{
    std::string names;
    for (std::size_t i = 0; i < m_gpus.size(); ++i) {
        const std::string& name = m_gpus[i].gpu->name();
        names += (i == 0 ? "" : ", ") +
                 (m_gpus.size() > 1 ? "cuda:" + std::to_string(m_gpus[i].gpu->index()) + " " : "") + name;
    }
    const int here = m_gpus.empty() ? 0 : firstGpuLayer();
    return names +
           (here > 0 ? ", " + std::to_string(here) + (here == 1 ? " layer" : " layers") + " on the processor" : "");
}

std::string Model::displayName() const
{
    return m_config.name.empty() ? m_path.stem().string() : m_config.name;
}

} // namespace engine::model
