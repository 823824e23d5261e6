// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model.h"

#include "engine/error.h"
#include "engine/files/open_model.h"
#include "engine/model/packing.h"

#include <algorithm>

namespace engine::model
{
namespace
{

// Fetches all tensors, so that a slow disk is waited for here, where it can be shown and stopped, and not in the first
// token.
void readAhead(const files::GgufFile& file, const std::atomic<bool>& stop, const std::function<void(double)>& progress)
{
    constexpr std::size_t kChunk = 8U << 20;
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
                                         const std::function<void(double share)>& progress, std::shared_ptr<Gpu> gpu,
                                         int gpuLayers, const GpuUse& use)
{
    std::shared_ptr<Model> model(new Model(path));
    if (gpu) {
        const int layers = model->m_config.layers;
        if (gpuLayers < 0)
            gpuLayers = model->layersFor(*gpu, use);
        const int first = gpuLayers >= layers ? 0 : layers - gpuLayers;
        if (const std::string why = splitRefusal(model->m_config, model->displayName()); first > 0 && !why.empty())
            throw Error(ErrorKind::Unsupported, why);
        model->m_gpuWeights = uploadWeights(model->m_weights, model->m_config, gpu, stop, progress, first);
        model->m_gpu = std::move(gpu);
        if (first > 0)
            model->splitBefore(first);
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

// All of them where nothing fits: then the GPU says what did not.
int Model::layersFor(const Gpu& gpu, const GpuUse& use) const
{
    const std::int64_t free = gpu.freeBytes();
    const int layers = free > 0 ? gpuLayersThatFit(m_weights, m_config, use, free) : m_config.layers;
    return layers < 0 ? m_config.layers : layers;
}

void Model::splitBefore(int layer)
{
    Weights& views = m_gpuWeights.views;
    views.tokens = m_weights.tokens;
    views.positions = m_weights.positions;
    views.layers.insert(views.layers.begin(), m_weights.layers.begin(), m_weights.layers.begin() + layer);
    m_firstGpuLayer = layer;
}

std::int64_t Model::weightBytes() const
{
    if (!m_gpu)
        return m_weights.memoryBytes();
    std::int64_t host = 0;
    for (int i = 0; i < m_firstGpuLayer; ++i) {
        const LayerWeights& l = m_weights.layers[static_cast<std::size_t>(i)];
        for (const kernels::Matrix* w : {&l.q, &l.k, &l.v, &l.output, &l.router, &l.gate, &l.up, &l.down})
            host += w->rows * kernels::bytesOf(w->type, w->cols);
    }
    return static_cast<std::int64_t>(m_gpuWeights.memory.size()) + host;
}

std::string Model::displayName() const
{
    return m_config.name.empty() ? m_path.stem().string() : m_config.name;
}

} // namespace engine::model
