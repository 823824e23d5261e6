// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/prune_model.h"

#include "engine/error.h"
#include "engine/files/encode_row.h"
#include "engine/files/gguf_content.h"
#include "engine/files/gguf_writer.h"
#include "engine/files/open_model.h"
#include "engine/files/open_part.h"
#include "engine/stop_scope.h"
#include "engine/tune/block_name.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/finite_values.h"
#include "engine/tune/layer_walk.h"
#include "engine/tune/lineage.h"
#include "engine/tune/source_reader.h"
#include "engine/tune/write_resumable.h"
#include "kernels/dequantize.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace engine::tune
{
namespace
{

constexpr std::int64_t kMemory = std::int64_t{1} << 30; // bytes of second moments at once
constexpr std::size_t kPart = std::size_t{1} << 20;     // weights between two looks at `stop`
constexpr std::array kInputs{Input::Attention, Input::AttentionOutput, Input::FeedForward, Input::FeedForwardDown};

// -1: of no matrix of a layer that the model has.
int layerOf(const std::string& name, int layers)
{
    const auto block = blockName(name);
    return block && block->layer < layers && name.ends_with(".weight") ? block->layer : -1;
}

std::string recipeOf(const PruneOptions& options)
{
    constexpr const char* kNames[] = {"magnitude", "wanda", "sparsegpt"};
    const Sparsity& s = options.sparsity;
    return std::string("prune ") + kNames[static_cast<int>(options.method)] + " " +
           (s.of > 0           ? std::to_string(s.keep) + ":" + std::to_string(s.of)
            : s.deviations > 0 ? "--threshold " + std::to_string(s.deviations)
                               : std::to_string(s.share)) +
           (options.scope == PruneScope::Row      ? ""
            : options.scope == PruneScope::Matrix ? " --scope matrix"
                                                  : " --scope global") +
           (options.outliers.use ? " --owl" : "");
}

// Whether a text is read: without one, the errors of magnitudes are those on white noise.
bool readsText(const PruneOptions& options)
{
    return options.method != PruneMethod::Magnitude || options.outliers.use || !options.text.empty();
}

void checkPruning(const files::GgufFile& file, const PruneOptions& options)
{
    const Sparsity& s = options.sparsity;
    if (s.of == 0 ? !(s.share >= 0 && s.share < 1) : !(s.keep > 0 && s.keep < s.of && s.of <= 64))
        throw Error(ErrorKind::BadSetting, "The share of zeros must be from 0 to below 1, or a pattern such as 2:4 "
                                           "that keeps some of its weights.");
    if (s.deviations != 0 && (!(s.deviations > 0 && s.deviations <= 100) || s.of > 0 || options.outliers.use ||
                              options.method != PruneMethod::Magnitude || options.scope != PruneScope::Row))
        throw Error(ErrorKind::BadSetting,
                    "A limit below which weights become zero lies between 0 and 100 standard deviations and goes "
                    "with magnitude alone, without a pattern, a scope or outliers. Change one of these settings.");
    const bool wide = options.scope != PruneScope::Row;
    if ((wide && (s.of > 0 || options.method == PruneMethod::SparseGpt)) ||
        (options.scope == PruneScope::Global && (options.method != PruneMethod::Magnitude || options.outliers.use)))
        throw Error(
            ErrorKind::BadSetting,
            "Only magnitudes can be compared across all matrices, only magnitude and wanda within a whole matrix, "
            "and patterns row by row. Choose another scope or method.");
    if (options.outliers.use &&
        (s.of > 0 || !(options.outliers.limit > 0) || !(options.outliers.range >= 0 && options.outliers.range < 1)))
        throw Error(ErrorKind::BadSetting, "Sparsity by outliers needs a share instead of a pattern, a limit above "
                                           "0 and a range from 0 to below 1.");
    const auto config = model::Config::fromGguf(file);
    if (config.experts.count > 0)
        throw Error(ErrorKind::Unsupported,
                    file.name() + " is a mixture of experts, which is not pruned in this version.");
    for (const files::GgufTensor& tensor : file.tensors()) {
        if (!isPruned(tensor, config.layers))
            continue;
        const auto type = files::info(tensor.type).kernel;
        if (!type || !files::canEncode(*type) || files::info(tensor.type).blockValues != 1)
            throw Error(ErrorKind::Unsupported,
                        tensor.name + " is stored as " + files::info(tensor.type).name +
                            ". Prune the model before it is quantized: choose its F16, BF16 or F32 file.");
        if (s.of > 0 && tensor.shape[0] % static_cast<std::uint64_t>(s.of) != 0)
            throw Error(ErrorKind::Unsupported, tensor.name + " has rows of " + std::to_string(tensor.shape[0]) +
                                                    " weights, no multiple of " + std::to_string(s.of) +
                                                    ". Choose another pattern.");
    }
}

class Pruner
{
public:
    Pruner(const std::filesystem::path& source, const std::filesystem::path& out, const PruneOptions& options,
           const std::atomic<bool>& stop,
           const std::function<void(const PrunedTensor&, std::size_t, std::size_t)>& progress)
        : m_options(options),
          m_stop(stop),
          m_progress(progress),
          m_source(source),
          m_model(model::Model::load(source, stop)),
          m_pool(options.threads > 0 ? options.threads : kernels::Pool::availableThreads())
    {
        refuseOwnSource(out, m_model->file(), source);
        refusePartName(out);
        files::checkTarget(out);
        checkPruning(m_model->file(), options);
        if (readsText(options))
            m_windows.emplace(
                m_model->tokenizer(), options.text,
                WindowOptions{.context = options.window, .most = options.windows, .protocol = Protocol::Whole});
    }

    std::vector<PrunedTensor> run(const std::filesystem::path& out)
    {
        if (m_options.outliers.use)
            weighOutliers();
        if (m_options.scope == PruneScope::Global)
            findLimit();
        files::GgufContent content = files::GgufContent::copyOf(m_model->file());
        for (files::NewTensor& tensor : content.tensors())
            if (const int layer = layerOf(tensor.name, m_model->config().layers);
                layer >= 0 && tensor.shape.size() == 2) {
                ++m_count;
                tensor.view = {};
                tensor.make = [this, name = tensor.name, layer] { return pruned(name, layer); };
            }
        describeParent(content, m_model->file(), m_source, recipeOf(m_options), m_stop);
        describeCalibration(content, m_windows ? hashOfText(m_options.text) : "");
        writeResumable(content, out, order(), m_options.keepPart, m_stop,
                       {[&](std::size_t i) { return noteOf(content.tensors()[i].name); },
                        [&](std::size_t i, const std::string& note) { takeUp(content.tensors()[i].name, note); }});
        return std::move(m_done);
    }

private:
    // All that the weights depend on beside the recipe, which is in the file.
    std::string order() const
    {
        char settings[120];
        std::snprintf(settings, sizeof settings, "prune 1 %a %a %a %a %lld %lld", m_options.sparsity.share,
                      m_options.sparsity.deviations, m_options.outliers.limit, m_options.outliers.range,
                      static_cast<long long>(m_options.window), static_cast<long long>(m_options.windows));
        return settings + SourceReader(m_model->file()).identity();
    }

    // What a finished matrix leaves in the journal; nothing of a tensor that was only copied.
    std::string noteOf(const std::string& name) const
    {
        if (m_done.empty() || m_done.back().name != name)
            return "-";
        char note[80];
        std::snprintf(note, sizeof note, "%a %a", m_done.back().sparsity, m_done.back().outputError);
        return note;
    }

    void takeUp(const std::string& name, const std::string& note)
    {
        PrunedTensor tensor{name};
        if (std::sscanf(note.c_str(), "%la %la", &tensor.sparsity, &tensor.outputError) == 2)
            add(std::move(tensor));
    }

    void add(PrunedTensor tensor)
    {
        m_done.push_back(std::move(tensor));
        if (m_progress)
            m_progress(m_done.back(), m_done.size() - 1, m_count);
    }

    template <class See>
    void eachMatrix(const See& see) // of the blocks: see(tensor, layer, weights)
    {
        for (const files::GgufTensor& tensor : m_model->file().tensors())
            if (const int layer = layerOf(tensor.name, m_model->config().layers);
                layer >= 0 && tensor.dimensions == 2) {
                if (m_stop)
                    throw Error(ErrorKind::Stopped, "Pruning was stopped.");
                see(tensor, layer, weightsOf(tensor));
            }
    }

    LargeVector<float> weightsOf(const files::GgufTensor& tensor) const
    {
        const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
        const auto rows = static_cast<std::int64_t>(tensor.shape[1]);
        const kernels::Type type = *files::info(tensor.type).kernel;
        LargeVector<float> weights(static_cast<std::size_t>(rows * cols));
        for (std::int64_t r = 0; r < rows; ++r) {
            throwIfStopped(m_stop);
            kernels::dequantizeRow(type, tensor.bytes.data() + r * kernels::bytesOf(type, cols), cols,
                                   weights.data() + r * cols);
            if (!allFinite(weights.data() + r * cols, cols)) // there is no order of them
                failNotFinite(tensor.name, r);
        }
        return weights;
    }

    void findLimit()
    {
        m_limit.emplace(m_options.sparsity.share);
        for (int pass = 0; pass < 2; ++pass) {
            eachMatrix([&](const files::GgufTensor&, int, const LargeVector<float>& weights) {
                for (std::size_t at = 0; at < weights.size(); at += kPart) {
                    throwIfStopped(m_stop);
                    m_limit->add(weights.data() + at, static_cast<std::int64_t>(std::min(kPart, weights.size() - at)));
                }
            });
            m_limit->endPass();
        }
    }

    // The sparsity of each layer, from the importance of all inputs: one pass over the text.
    void weighOutliers()
    {
        ImportanceSums sums(m_model);
        observeActivations(m_model, *m_windows, m_pool.threads(), sums, m_stop);
        const ImportanceMatrix importance = sums.matrix(*m_windows, "");
        std::vector<OutlierShare> shares(static_cast<std::size_t>(m_model->config().layers),
                                         OutlierShare(m_options.outliers.limit));
        for (const bool counting : {false, true})
            eachMatrix([&](const files::GgufTensor& tensor, int layer, const LargeVector<float>& weights) {
                if (const auto found = importance.tensors.find(tensor.name); found != importance.tensors.end())
                    addOutliers(shares[static_cast<std::size_t>(layer)], tensor, weights, found->second.sums, counting);
            });
        std::vector<double> outliers;
        for (const OutlierShare& share : shares)
            outliers.push_back(share.share());
        m_sparsities = sparsityByOutliers(outliers, m_options.sparsity.share, m_options.outliers.range);
    }

    void addOutliers(OutlierShare& share, const files::GgufTensor& tensor, const LargeVector<float>& weights,
                     const std::vector<float>& importance, bool counting) const
    {
        constexpr std::int64_t kRows = 64;
        const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
        const auto rows = static_cast<std::int64_t>(tensor.shape[1]);
        for (std::int64_t r = 0; r < rows; r += kRows) {
            throwIfStopped(m_stop);
            share.add(weights.data() + r * cols, std::min(kRows, rows - r), cols, importance.data(), counting);
        }
    }

    Sparsity sparsityOf(int layer) const
    {
        Sparsity sparsity = m_options.sparsity;
        if (!m_sparsities.empty())
            sparsity.share = m_sparsities[static_cast<std::size_t>(layer)];
        return sparsity;
    }

    // The inputs of a layer, and of as many behind it as memory has room for: one pass over the text.
    void readLayers(int first)
    {
        if (!m_windows || (first >= m_first && first < m_first + static_cast<int>(m_moments.size())))
            return;
        m_first = first;
        m_moments.clear();
        m_curvature.reset();
        Observers all;
        const auto ffn = static_cast<std::int64_t>(m_model->config().ffn),
                   dim = static_cast<std::int64_t>(m_model->config().dim);
        const std::int64_t bytes =
            (ffn * ffn + 3 * dim * dim) * static_cast<std::int64_t>(sizeof(float)); // of a layer, about
        m_moments.resize(
            static_cast<std::size_t>(std::clamp<std::int64_t>(kMemory / bytes, 1, m_model->config().layers - first)));
        for (std::size_t i = 0; i < m_moments.size(); ++i)
            for (const Input input : kInputs)
                all.add(*m_moments[i]
                             .try_emplace(input, std::make_unique<SecondMoments>(input, first + static_cast<int>(i),
                                                                                 m_pool, m_stop))
                             .first->second);
        if (!m_walk)
            m_walk.emplace(m_model, *m_windows, m_pool.threads());
        m_walk->show(first, first + static_cast<int>(m_moments.size()) - 1, all, m_stop);
    }

    const SecondMoments* momentsOf(const std::string& name, int layer)
    {
        readLayers(layer);
        if (!m_windows)
            return nullptr;
        for (const auto& [input, moments] : m_moments[static_cast<std::size_t>(layer - m_first)]) {
            const auto names = tensorsWith(*m_model, input, layer);
            if (std::find(names.begin(), names.end(), name) != names.end())
                return moments.get();
        }
        return nullptr;
    }

    const Curvature& curvatureOf(const SecondMoments* moments, std::int64_t cols)
    {
        if (!m_curvature ||
            moments != m_curvatureOf) { // one at a time: the matrices of an input mostly follow each other
            m_curvature.reset();
            m_curvature = std::make_unique<Curvature>(moments->sums().data(), cols, moments->tokens(), GptqOptions(),
                                                      m_pool, m_stop);
            m_curvatureOf = moments;
        }
        return *m_curvature;
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
        LargeVector<float> weights = weightsOf(tensor);
        const LargeVector<float> before = weights;

        const SecondMoments* moments = momentsOf(name, layer);
        std::vector<float> importance;
        for (std::int64_t c = 0; moments != nullptr && c < cols; ++c)
            importance.push_back(moments->sums()[static_cast<std::size_t>(c * cols + c)]); // in proportion is enough
        const bool looksAtInputs = m_options.method != PruneMethod::Magnitude && moments != nullptr;
        const PruneMethod method = looksAtInputs ? m_options.method : PruneMethod::Magnitude;
        PruneInput input{importance.data(), nullptr};
        if (method == PruneMethod::SparseGpt)
            input.curvature = &curvatureOf(moments, cols);
        if (m_limit)
            m_limit->apply(weights.data(), rows * cols);
        else if (m_options.sparsity.deviations > 0)
            truncateBelow(weights.data(), rows, cols, m_options.sparsity.deviations, m_stop);
        else if (m_options.scope == PruneScope::Matrix)
            sparsifyWhole(weights.data(), rows, cols, sparsityOf(layer).share,
                          method == PruneMethod::Wanda ? input.importance : nullptr, m_stop);
        else
            sparsify(weights.data(), rows, cols, method, sparsityOf(layer), input, m_pool, m_stop);

        report(name, before, weights, rows, cols, moments);
        std::vector<std::byte> bytes;
        bytes.reserve(static_cast<std::size_t>(rows) * rowBytes);
        for (std::int64_t r = 0; r < rows; ++r) {
            throwIfStopped(m_stop);
            bytes.resize(static_cast<std::size_t>(r + 1) * rowBytes); // its memory is touched row by row
            if (!files::encodeRow(type, weights.data() + r * cols, cols,
                                  bytes.data() + static_cast<std::size_t>(r) * rowBytes) &&
                method == PruneMethod::SparseGpt && allFinite(before.data() + r * cols, cols))
                throw Error(ErrorKind::Unsupported,
                            name + " gets values that are too large for F16. Prune by wanda, or the F32 file.");
        }
        return bytes;
    }

    // tr(D H D^T) / tr(W H W^T), with the identity for H where there are no inputs.
    void report(const std::string& name, const LargeVector<float>& before, const LargeVector<float>& after,
                std::int64_t rows, std::int64_t cols, const SecondMoments* moments)
    {
        LargeVector<float> difference(before.size());
        std::int64_t zeros = 0;
        for (std::size_t at = 0; at < before.size(); at += kPart) {
            throwIfStopped(m_stop);
            for (std::size_t i = at; i < std::min(at + kPart, before.size()); ++i) {
                difference[i] = before[i] - after[i];
                zeros += after[i] == 0 ? 1 : 0;
            }
        }
        const double error = energy(difference, rows, cols, moments), size = energy(before, rows, cols, moments);
        add({name, static_cast<double>(zeros) / static_cast<double>(after.size()), size > 0 ? error / size : 0});
    }

    double energy(const LargeVector<float>& weights, std::int64_t rows, std::int64_t cols, const SecondMoments* moments)
    {
        if (moments != nullptr)
            return momentError(weights.data(), rows, cols, moments->sums().data(), m_pool, m_stop);
        double sum = 0;
        for (std::size_t at = 0; at < weights.size(); at += kPart) {
            throwIfStopped(m_stop);
            for (std::size_t i = at; i < std::min(at + kPart, weights.size()); ++i)
                sum += static_cast<double>(weights[i]) * static_cast<double>(weights[i]);
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
    std::vector<double> m_sparsities; // [layers] by outliers, or empty
    std::optional<MagnitudeLimit> m_limit;
    int m_first = 0; // layer of m_moments[0]
    std::optional<LayerWalk> m_walk;
    std::vector<std::map<Input, std::unique_ptr<SecondMoments>>> m_moments;
    std::unique_ptr<Curvature> m_curvature;
    const SecondMoments* m_curvatureOf = nullptr;
    std::vector<PrunedTensor> m_done;
    std::size_t m_count = 0;
};

} // namespace

std::vector<PrunedTensor> pruneModel(const std::filesystem::path& source, const std::filesystem::path& out,
                                     const PruneOptions& options, const std::atomic<bool>& stop,
                                     const std::function<void(const PrunedTensor&, std::size_t, std::size_t)>& progress)
{
    const StopScope scope(stop);
    return Pruner(source, out, options, stop, progress).run(out);
}

bool isPruned(const files::GgufTensor& tensor, int layers)
{
    return layerOf(tensor.name, layers) >= 0 && tensor.dimensions == 2;
}

PrunePlan planPrune(const std::filesystem::path& source, const std::filesystem::path& out, const PruneOptions& options)
{
    const files::GgufFile file = files::openModel(source);
    checkPruning(file, options);
    files::GgufContent content = files::GgufContent::copyOf(file);
    describeParent(content, parentName(file, source), recipeOf(options), anyHash(file.paths().size()));
    describeCalibration(content, readsText(options) ? kAnyTextHash : "");
    files::GgufLayout layout = files::layoutOf(content, out.string());
    return {layout.size, std::move(layout.head), options.sparsity};
}

} // namespace engine::tune
