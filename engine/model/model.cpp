// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model.h"

#include "engine/error.h"
#include "engine/files/open_model.h"

#include <algorithm>

namespace engine::model
{
namespace
{

// Touches each page of the tensors that are used where they lie, so that a slow disk is waited for here, where it can be
// shown and stopped, and not in the first token.
void readAhead(const files::GgufFile& file, const std::set<const void*>& packed, const std::atomic<bool>& stop,
               const std::function<void(double)>& progress)
{
    constexpr std::size_t kPage = 4096;
    constexpr std::size_t kChunk = 8U << 20;
    std::size_t all = 0;
    for (const files::GgufTensor& tensor : file.tensors())
        all += packed.contains(tensor.bytes.data()) ? 0 : tensor.bytes.size();
    std::size_t done = 0;
    unsigned sum = 0;
    for (const files::GgufTensor& tensor : file.tensors()) {
        if (packed.contains(tensor.bytes.data()))
            continue;
        for (std::size_t begin = 0; begin < tensor.bytes.size(); begin += kChunk) {
            if (stop)
                throw Error(ErrorKind::Stopped, "Loading was stopped.");
            const std::size_t end = std::min(begin + kChunk, tensor.bytes.size());
            for (std::size_t at = begin; at < end; at += kPage)
                sum += static_cast<unsigned>(tensor.bytes[at]);
            done += end - begin;
            if (progress)
                progress(static_cast<double>(done) / static_cast<double>(all));
        }
    }
    volatile unsigned keep = sum; // the reads must not be optimised away
    static_cast<void>(keep);
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
                                         int gpuLayers)
{
    std::shared_ptr<Model> model(new Model(path));
    if (gpu) {
        if (const std::string why = gpuRefusal(model->m_config, model->displayName()); !why.empty())
            throw Error(ErrorKind::Unsupported, why);
        const int layers = model->m_config.layers;
        const int first = gpuLayers < 0 || gpuLayers >= layers ? 0 : layers - gpuLayers;
        model->m_gpuWeights = uploadWeights(model->m_weights, model->m_config, gpu, stop, progress, first);
        model->m_gpu = std::move(gpu);
        if (first > 0)
            model->splitBefore(first, stop);
        return model;
    }
    const auto part = [&progress](double from, double to) {
        return [&progress, from, to](double share) {
            if (progress)
                progress(from + (to - from) * share);
        };
    };
    const double packed = static_cast<double>(packableBytes(model->m_weights)) / static_cast<double>(model->m_weights.bytes);
    const std::set<const void*> moved = packWeights(model->m_weights, model->m_file, stop, part(0, packed));
    readAhead(model->m_file, moved, stop, part(packed, 1));
    return model;
}

void Model::splitBefore(int layer, const std::atomic<bool>& stop)
{
    Weights part;
    part.tokens = m_weights.tokens;
    part.layers.assign(m_weights.layers.begin(), m_weights.layers.begin() + layer);
    packWeights(part, m_file, stop, {});
    m_weights.memory = std::move(part.memory);
    Weights& views = m_gpuWeights.views;
    views.tokens = part.tokens;
    views.positions = m_weights.positions;
    views.layers.insert(views.layers.begin(), part.layers.begin(), part.layers.end());
    m_firstGpuLayer = layer;
}

std::int64_t Model::weightBytes() const
{
    return m_gpu ? static_cast<std::int64_t>(m_gpuWeights.memory.size() + m_weights.memory.used()) : m_weights.memoryBytes();
}

std::string Model::displayName() const
{
    return m_config.name.empty() ? m_path.stem().string() : m_config.name;
}

} // namespace engine::model
