// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"
#include "engine/stop_scope.h"
#include "engine/tune/calibrate.h"
#include "engine/tune/folding.h"
#include "engine/tune/layer_walk.h"
#include "engine/tune/quantize_model.h"
#include "kernels/cpu/primitives.h"
#include "kernels/quantize.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace engine::tune
{
namespace
{

constexpr std::int64_t kMemory = std::int64_t{1} << 30; // bytes of second moments at once
constexpr float kLeast = 1e-4F;                         // of a scale, before it is put into proportion

// Largest and mean magnitude of each channel of each input.
class Magnitudes : public ActivationObserver
{
public:
    struct Channel {
        std::vector<float> largest;
        std::vector<double> sums;
        std::int64_t tokens = 0;
    };

    void see(Input input, int layer, int /*expert*/, const float* rows, std::int64_t tokens, std::int64_t cols) override
    {
        Channel& channel = m_channels[{input, layer}];
        channel.largest.resize(static_cast<std::size_t>(cols));
        channel.sums.resize(static_cast<std::size_t>(cols));
        channel.tokens += tokens;
        for (std::int64_t t = 0; t < tokens; ++t)
            for (std::int64_t c = 0; c < cols; ++c) {
                const float size = std::fabs(rows[t * cols + c]);
                channel.largest[static_cast<std::size_t>(c)] =
                    std::max(channel.largest[static_cast<std::size_t>(c)], size);
                channel.sums[static_cast<std::size_t>(c)] += static_cast<double>(size);
            }
    }
    const Channel& of(Input input, int layer) const { return m_channels.at({input, layer}); }

private:
    std::map<std::pair<Input, int>, Channel> m_channels;
};

Windows windowsOf(const model::Model& model, const FoldOptions& options)
{
    return {model.tokenizer(), options.text, {options.window, options.windows, Protocol::Whole}};
}

void refuseWhatCannotFold(const model::Model& model)
{
    if (!Folding::isPossible(model, Input::Attention))
        throw Error(ErrorKind::Unsupported, model.displayName() +
                                                " has no norms before its matrices that scales could be folded into. "
                                                "Quantize it without them.");
}

// Rows of a matrix, evenly spread, as floats.
LargeVector<float> someRows(const files::GgufTensor& tensor, std::int64_t most, const std::atomic<bool>& stop)
{
    const files::TensorTypeInfo& type = files::info(tensor.type);
    if (!type.kernel)
        throw Error(ErrorKind::Unsupported,
                    "The tensor \"" + tensor.name + "\" is stored as " + type.name + ", which cannot be read.");
    const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
    const auto all = static_cast<std::int64_t>(tensor.shape[1]);
    const std::int64_t rows = std::min(all, most);
    LargeVector<float> values(static_cast<std::size_t>(rows * cols));
    for (std::int64_t r = 0; r < rows; ++r) {
        throwIfStopped(stop);
        kernels::cpu::decodeRow(*type.kernel,
                                tensor.bytes.data() + r * all / rows * kernels::bytesOf(*type.kernel, cols), cols,
                                values.data() + r * cols);
    }
    return values;
}

// The search of AWQ over one model.
class Search
{
public:
    Search(const std::filesystem::path& source, const QuantizeOptions& quantize, const FoldOptions& options,
           const std::atomic<bool>& stop)
        : m_options(options),
          m_stop(stop),
          m_weighs(!quantize.importance.empty()),
          m_model(model::Model::load(source, stop)),
          m_pool(options.threads > 0 ? options.threads : kernels::Pool::availableThreads()),
          m_windows(windowsOf(*m_model, options))
    {
        refuseWhatCannotFold(*m_model);
        for (const TensorReport& tensor : planQuantize(source, quantize).tensors)
            m_types[tensor.name] = tensor.to;
    }

    Folding run(const std::function<void(std::size_t, std::size_t)>& progress)
    {
        m_folding.recipe = "--awq";
        const int layers = m_model->config().layers;
        for (int layer = 0; layer < layers; ++layer) {
            if (progress)
                progress(static_cast<std::size_t>(layer), static_cast<std::size_t>(layers));
            if (layer >= m_first + static_cast<int>(m_moments.size()))
                observe(layer);
            for (const Input input :
                 {Input::Attention, Input::AttentionOutput, Input::FeedForward, Input::FeedForwardDown})
                if (Folding::isPossible(*m_model, input))
                    choose(input, layer);
        }
        return std::move(m_folding);
    }

private:
    void observe(int first)
    {
        const auto ffn = static_cast<std::int64_t>(m_model->config().ffn),
                   dim = static_cast<std::int64_t>(m_model->config().dim);
        const std::int64_t each =
            (ffn * ffn + 3 * dim * dim) * static_cast<std::int64_t>(sizeof(float)); // of a layer, about
        const auto count =
            static_cast<int>(std::clamp<std::int64_t>(kMemory / each, 1, m_model->config().layers - first));
        m_first = first;
        m_moments.clear();
        m_magnitudes = {};
        Observers observers;
        observers.add(m_magnitudes);
        for (int i = 0; i < count; ++i) {
            auto& moments = m_moments.emplace_back();
            for (const Input input :
                 {Input::Attention, Input::AttentionOutput, Input::FeedForward, Input::FeedForwardDown})
                if (Folding::isPossible(*m_model, input))
                    observers.add(
                        *moments.try_emplace(input, std::make_unique<SecondMoments>(input, first + i, m_pool, m_stop))
                             .first->second);
        }
        if (!m_walk)
            m_walk.emplace(m_model, m_windows, m_pool.threads());
        m_walk->show(first, first + count - 1, observers, m_stop);
    }

    // The mean magnitude of each channel; of values those of the query heads that read them.
    std::vector<double> meansOf(Input input, int layer) const
    {
        const Magnitudes::Channel& seen = m_magnitudes.of(input, layer);
        const model::Config& config = m_model->config();
        std::vector<double> means(static_cast<std::size_t>(Folding::channels(*m_model, input)));
        const std::size_t group =
            input == Input::AttentionOutput ? static_cast<std::size_t>(config.heads / config.kvHeads) : 1;
        const std::size_t width = input == Input::AttentionOutput ? static_cast<std::size_t>(config.headDim) : 1;
        for (std::size_t i = 0; i < seen.sums.size(); ++i)
            means[i / width / group * width + i % width] +=
                seen.sums[i] / static_cast<double>(seen.tokens) / static_cast<double>(group);
        return means;
    }

    static std::vector<float> scalesOf(const std::vector<double>& means, double alpha)
    {
        std::vector<float> scales;
        for (const double mean : means)
            scales.push_back(std::max(static_cast<float>(std::pow(mean, alpha)), kLeast));
        const auto [least, most] = std::minmax_element(scales.begin(), scales.end());
        const float middle = std::sqrt(*least * *most);
        for (float& scale : scales)
            scale /= middle;
        return scales;
    }

    void choose(Input input, int layer)
    {
        const std::vector<double> means = meansOf(input, layer);
        Fold best{tensorsWith(*m_model, input, layer).front(), 0, 0, 0};
        std::vector<float> chosen;
        for (int step = 0; step < m_options.steps; ++step) {
            if (m_stop)
                throw Error(ErrorKind::Stopped, "The search for scales was stopped.");
            const double alpha = static_cast<double>(step) / m_options.steps;
            const std::vector<float> scales = scalesOf(means, alpha);
            const double error = errorOf(input, layer, scales);
            if (step == 0)
                best.plainError = best.error = error; // all scales are 1
            if (error < best.error) {
                best.alpha = alpha;
                best.error = error;
                chosen = scales;
            }
        }
        m_folding.folds.push_back(best);
        if (!chosen.empty())
            m_folding.fold(*m_model, input, layer, chosen);
    }

    double errorOf(Input input, int layer, const std::vector<float>& scales)
    {
        Folding trial;
        trial.fold(*m_model, input, layer, scales);
        const SecondMoments& moments = *m_moments[static_cast<std::size_t>(layer - m_first)].at(input);
        double sum = 0;
        for (const std::string& name : tensorsWith(*m_model, input, layer)) {
            const files::GgufTensor& tensor = *m_model->file().findTensor(name);
            const auto type = files::info(m_types.at(name)).kernel;
            const std::vector<float>& columns = trial.of(name)->cols;
            LargeVector<float> weights = someRows(tensor, m_options.rows, m_stop);
            const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
            const auto rows = static_cast<std::int64_t>(weights.size()) / cols;
            std::vector<float> importance; // of the input that the folded matrix sees
            for (std::int64_t c = 0; c < cols; ++c) {
                const float scale = columns[static_cast<std::size_t>(c)];
                importance.push_back(moments.sums()[static_cast<std::size_t>(c * cols + c)] /
                                     static_cast<float>(moments.tokens()) / (scale * scale));
            }
            forStoppableRanges(m_pool, m_stop, rows, 1, [&](std::int64_t begin, std::int64_t end, int) {
                std::vector<float> scaled(static_cast<std::size_t>(cols)), back(scaled.size());
                std::vector<std::byte> bytes(static_cast<std::size_t>(kernels::bytesOf(*type, cols)));
                for (std::int64_t r = begin; r < end; ++r) {
                    float* row = weights.data() + r * cols;
                    for (std::size_t c = 0; c < scaled.size(); ++c)
                        scaled[c] = row[c] * columns[c];
                    kernels::quantizeRow(*type, scaled.data(), cols, m_weighs ? importance.data() : nullptr,
                                         bytes.data());
                    kernels::cpu::decodeRow(*type, bytes.data(), cols, back.data());
                    for (std::size_t c = 0; c < scaled.size(); ++c)
                        row[c] -= back[c] / columns[c];
                }
            });
            const double share = static_cast<double>(tensor.shape[1]) / static_cast<double>(rows);
            sum += share * momentError(weights.data(), rows, cols, moments.sums().data(), m_pool, m_stop);
        }
        return sum;
    }

    FoldOptions m_options;
    const std::atomic<bool>& m_stop;
    bool m_weighs; // rounding will look at importance
    std::shared_ptr<const model::Model> m_model;
    kernels::Pool m_pool;
    Windows m_windows;
    std::map<std::string, files::TensorType> m_types;
    Folding m_folding;
    int m_first = 0; // layer of m_moments[0]
    std::optional<LayerWalk> m_walk;
    std::vector<std::map<Input, std::unique_ptr<SecondMoments>>> m_moments;
    Magnitudes m_magnitudes;
};

} // namespace

Folding awqFolding(const std::filesystem::path& source, const QuantizeOptions& quantize, const FoldOptions& options,
                   const std::atomic<bool>& stop, const std::function<void(std::size_t, std::size_t)>& progress)
{
    const StopScope scope(stop);
    return Search(source, quantize, options, stop).run(progress);
}

Folding smoothFolding(const std::filesystem::path& source, double alpha, const FoldOptions& options,
                      const std::atomic<bool>& stop)
{
    if (!(alpha >= 0 && alpha <= 1))
        throw Error(ErrorKind::BadSetting, "The strength of smoothing must be from 0 to 1.");
    const StopScope scope(stop);
    const auto model = model::Model::load(source, stop);
    refuseWhatCannotFold(*model);
    const Windows windows = windowsOf(*model, options);
    Magnitudes magnitudes;
    observeActivations(model, windows, options.threads, magnitudes, stop);
    Folding folding;
    char recipe[40];
    std::snprintf(recipe, sizeof recipe, "--smooth %g", alpha);
    folding.recipe = recipe;
    for (int layer = 0; layer < model->config().layers; ++layer)
        for (const Input input : {Input::Attention, Input::FeedForward}) {
            if (!Folding::isPossible(*model, input))
                continue;
            std::vector<float> weights(static_cast<std::size_t>(model->config().dim)); // largest of each column
            for (const std::string& name : tensorsWith(*model, input, layer)) {
                const LargeVector<float> values = someRows(*model->file().findTensor(name), INT64_MAX, stop);
                for (std::size_t row = 0; row < values.size(); row += weights.size()) {
                    throwIfStopped(stop);
                    for (std::size_t c = 0; c < weights.size(); ++c)
                        weights[c] = std::max(weights[c], std::fabs(values[row + c]));
                }
            }
            const std::vector<float>& inputs = magnitudes.of(input, layer).largest;
            std::vector<float> scales;
            for (std::size_t c = 0; c < weights.size(); ++c) {
                const double scale = std::pow(std::max(static_cast<double>(inputs[c]), 1e-5), alpha) /
                                     std::pow(std::max(static_cast<double>(weights[c]), 1e-5), 1 - alpha);
                scales.push_back(static_cast<float>(std::clamp(scale, 1e-5, 1e5)));
            }
            folding.folds.push_back({tensorsWith(*model, input, layer).front(), alpha, 0, 0});
            folding.fold(*model, input, layer, scales);
        }
    return folding;
}

} // namespace engine::tune
