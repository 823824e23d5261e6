// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/prune_model.h"

#include "engine/error.h"
#include "engine/files/encode_row.h"
#include "engine/files/gguf_writer.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/lineage.h"
#include "engine/tune/source_reader.h"
#include "kernels/dequantize.h"

#include <algorithm>
#include <array>

namespace engine::tune
{
namespace
{

constexpr std::array kInputs{Input::Attention, Input::AttentionOutput, Input::FeedForward, Input::FeedForwardDown};

class Pruner
{
public:
    Pruner(const std::filesystem::path& source, const std::filesystem::path& out, const PruneOptions& options, const std::atomic<bool>& stop,
           const std::function<void(const PrunedTensor&, std::size_t, std::size_t)>& progress)
        : m_options(options), m_stop(stop), m_progress(progress), m_source(source), m_model(model::Model::load(source, stop)),
          m_pool(options.threads > 0 ? options.threads : kernels::Pool::availableThreads())
    {
        refuseOwnSource(out, m_model->file(), source);
        checkSettings();
        if (options.method != PruneMethod::Magnitude)
            m_windows.emplace(m_model->tokenizer(), options.text,
                              WindowOptions{.context = options.window, .most = options.windows, .protocol = Protocol::Whole});
    }

    std::vector<PrunedTensor> run(const std::filesystem::path& out)
    {
        files::GgufContent content = files::GgufContent::copyOf(m_model->file());
        for (files::NewTensor& tensor : content.tensors())
            if (const int layer = layerOf(tensor.name); layer >= 0 && tensor.shape.size() == 2) {
                ++m_count;
                tensor.view = {};
                tensor.make = [this, name = tensor.name, layer] { return pruned(name, layer); };
            }
        describeParent(content, m_model->file(), m_source, recipe(), m_stop);
        files::writeGguf(content, out, m_stop);
        return std::move(m_done);
    }

private:
    void checkSettings() const
    {
        const Sparsity& s = m_options.sparsity;
        if (s.of == 0 ? !(s.share >= 0 && s.share < 1) : !(s.keep > 0 && s.keep < s.of && s.of <= 64))
            throw Error(ErrorKind::BadSetting, "The share of zeros must be from 0 to below 1, or a pattern such as 2:4 that keeps some of its weights.");
        if (m_model->config().experts.count > 0)
            throw Error(ErrorKind::Unsupported, m_model->displayName() + " is a mixture of experts, which is not pruned in this version.");
        for (const files::GgufTensor& tensor : m_model->file().tensors()) {
            if (layerOf(tensor.name) < 0 || tensor.dimensions != 2)
                continue;
            const auto type = files::info(tensor.type).kernel;
            if (!type || !files::canEncode(*type) || files::info(tensor.type).blockValues != 1)
                throw Error(ErrorKind::Unsupported, tensor.name + " is stored as " + files::info(tensor.type).name +
                                                        ". Prune the model before it is quantized: choose its F16, BF16 or F32 file.");
            if (s.of > 0 && tensor.shape[0] % static_cast<std::uint64_t>(s.of) != 0)
                throw Error(ErrorKind::Unsupported, tensor.name + " has rows of " + std::to_string(tensor.shape[0]) +
                                                        " weights, no multiple of " + std::to_string(s.of) + ". Choose another pattern.");
        }
    }

    static int layerOf(const std::string& name)
    {
        int layer = -1;
        return std::sscanf(name.c_str(), "blk.%d.", &layer) == 1 && name.ends_with(".weight") ? layer : -1;
    }

    std::string recipe() const
    {
        constexpr const char* kNames[] = {"magnitude", "wanda", "sparsegpt"};
        const Sparsity& s = m_options.sparsity;
        return std::string("prune ") + kNames[static_cast<int>(m_options.method)] + " " +
               (s.of > 0 ? std::to_string(s.keep) + ":" + std::to_string(s.of) : std::to_string(s.share));
    }

    // The inputs of a layer, read once when its first tensor is due.
    void readLayer(int layer)
    {
        if (layer == m_layer || !m_windows)
            return;
        m_layer = layer;
        m_moments.clear();
        m_curvatures.clear();
        Observers all;
        for (const Input input : kInputs)
            all.add(*m_moments.try_emplace(input, std::make_unique<SecondMoments>(input, layer, m_pool)).first->second);
        observeActivations(m_model, *m_windows, m_pool.threads(), all, m_stop);
    }

    const SecondMoments* momentsOf(const std::string& name, int layer)
    {
        readLayer(layer);
        for (const auto& [input, moments] : m_moments) {
            const auto names = tensorsWith(*m_model, input, layer);
            if (std::find(names.begin(), names.end(), name) != names.end())
                return moments.get();
        }
        return nullptr;
    }

    const Curvature& curvatureOf(const SecondMoments* moments, std::int64_t cols)
    {
        auto& curvature = m_curvatures[moments];
        if (!curvature)
            curvature = std::make_unique<Curvature>(moments->sums().data(), cols, moments->tokens(), GptqOptions(), m_pool, m_stop);
        return *curvature;
    }

    std::vector<std::byte> pruned(const std::string& name, int layer)
    {
        if (m_stop)
            throw Error(ErrorKind::Stopped, "Pruning was stopped.");
        const files::GgufTensor& tensor = *m_model->file().findTensor(name);
        const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
        const auto rows = static_cast<std::int64_t>(tensor.shape[1]);
        const kernels::Type type = *files::info(tensor.type).kernel;
        const auto rowBytes = static_cast<std::size_t>(kernels::bytesOf(type, cols));
        std::vector<float> weights(static_cast<std::size_t>(rows * cols));
        for (std::int64_t r = 0; r < rows; ++r)
            kernels::dequantizeRow(type, tensor.bytes.data() + static_cast<std::size_t>(r) * rowBytes, cols, weights.data() + r * cols);
        const std::vector<float> before = weights;

        const SecondMoments* moments = momentsOf(name, layer);
        std::vector<float> importance;
        for (std::int64_t c = 0; moments != nullptr && c < cols; ++c)
            importance.push_back(moments->sums()[static_cast<std::size_t>(c * cols + c)]); // in proportion is enough
        const bool looksAtInputs = m_options.method != PruneMethod::Magnitude && moments != nullptr;
        const PruneMethod method = looksAtInputs ? m_options.method : PruneMethod::Magnitude;
        PruneInput input{importance.data(), nullptr};
        if (method == PruneMethod::SparseGpt)
            input.curvature = &curvatureOf(moments, cols);
        sparsify(weights.data(), rows, cols, method, m_options.sparsity, input, m_pool);

        report(name, before, weights, rows, cols, moments);
        std::vector<std::byte> bytes(static_cast<std::size_t>(rows) * rowBytes);
        for (std::int64_t r = 0; r < rows; ++r)
            files::encodeRow(type, weights.data() + r * cols, cols, bytes.data() + static_cast<std::size_t>(r) * rowBytes);
        return bytes;
    }

    // tr(D H D^T) / tr(W H W^T), with the identity for H where there are no inputs.
    void report(const std::string& name, const std::vector<float>& before, const std::vector<float>& after, std::int64_t rows,
                std::int64_t cols, const SecondMoments* moments)
    {
        std::vector<double> errors(static_cast<std::size_t>(rows)), sizes(static_cast<std::size_t>(rows));
        m_pool.forRanges(rows, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
            std::vector<float> difference(static_cast<std::size_t>(cols));
            for (std::int64_t r = begin; r < end; ++r) {
                const float* own = before.data() + r * cols;
                for (std::int64_t c = 0; c < cols; ++c)
                    difference[static_cast<std::size_t>(c)] = own[c] - after[static_cast<std::size_t>(r * cols + c)];
                errors[static_cast<std::size_t>(r)] = energy(difference.data(), cols, moments);
                sizes[static_cast<std::size_t>(r)] = energy(own, cols, moments);
            }
        });
        double error = 0, size = 0;
        for (std::size_t r = 0; r < errors.size(); ++r) {
            error += errors[r];
            size += sizes[r];
        }
        const auto zeros = std::count(after.begin(), after.end(), 0.0F);
        m_done.push_back({name, static_cast<double>(zeros) / static_cast<double>(after.size()), size > 0 ? error / size : 0});
        if (m_progress)
            m_progress(m_done.back(), m_done.size() - 1, m_count);
    }

    static double energy(const float* row, std::int64_t cols, const SecondMoments* moments)
    {
        double sum = 0;
        for (std::int64_t i = 0; i < cols; ++i) {
            if (moments == nullptr) {
                sum += static_cast<double>(row[i]) * static_cast<double>(row[i]);
                continue;
            }
            float inner = 0;
            const float* h = moments->sums().data() + i * cols;
            for (std::int64_t j = 0; j < cols; ++j)
                inner += h[j] * row[j];
            sum += static_cast<double>(inner) * static_cast<double>(row[i]);
        }
        return sum;
    }

    PruneOptions m_options;
    const std::atomic<bool>& m_stop;
    const std::function<void(const PrunedTensor&, std::size_t, std::size_t)>& m_progress;
    std::filesystem::path m_source;
    std::shared_ptr<const model::Model> m_model;
    kernels::Pool m_pool;
    std::optional<Windows> m_windows;
    int m_layer = -1; // whose moments these are
    std::map<Input, std::unique_ptr<SecondMoments>> m_moments;
    std::map<const SecondMoments*, std::unique_ptr<Curvature>> m_curvatures;
    std::vector<PrunedTensor> m_done;
    std::size_t m_count = 0;
};

} // namespace

std::vector<PrunedTensor> pruneModel(const std::filesystem::path& source, const std::filesystem::path& out, const PruneOptions& options,
                                     const std::atomic<bool>& stop,
                                     const std::function<void(const PrunedTensor&, std::size_t, std::size_t)>& progress)
{
    return Pruner(source, out, options, stop, progress).run(out);
}

} // namespace engine::tune
