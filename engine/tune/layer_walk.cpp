// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/layer_walk.h"

#include "engine/error.h"
#include "engine/files/lost_maps.h"
#include "engine/generate/runner.h"
#include "engine/model/packing.h"
#include "engine/tune/evaluate.h"
#include "engine/tune/stoppable.h"
#include "engine/tune/tap.h"

#include <cstring>
#include <limits>
#include <utility>

namespace engine::tune
{
namespace
{

constexpr int kBroken = std::numeric_limits<int>::max(); // the next layer of a stretch that was stopped in the middle

const Windows& checked(const model::Model& model, const Windows& windows)
{
    if (model.gpu())
        throw Error(ErrorKind::Unsupported,
                    "Calibration runs on the processor in this version; open " + model.displayName() + " there.");
    generate::SessionOptions options;
    options.context = windows.context();
    generate::resolved(model.config(), model.displayName(), options, 1);
    for (const text::TokenId id : windows.tokens())
        if (id < 0 || id >= model.config().vocabulary)
            throw Error(ErrorKind::BadSetting,
                        "The token " + std::to_string(id) + " is not in the model's vocabulary.");
    return windows;
}

model::Config withLayers(model::Config config, int layers)
{
    config.layers = layers;
    config.windows.resize(static_cast<std::size_t>(layers));
    return config;
}

model::Weights withoutLayers(model::Weights weights)
{
    weights.layers.clear();
    weights.vectors.clear(); // the model's own are pointed to
    weights.packing.reset();
    return weights;
}

int resolvedThreads(int threads)
{
    return threads > 0 ? threads : kernels::Pool::availableThreads();
}

} // namespace

LayerWalk::LayerWalk(std::shared_ptr<const model::Model> model, Windows windows, int threads, std::int64_t memory)
    : m_model(std::move(model)),
      m_windows(checked(*m_model, windows)),
      m_stretch(std::clamp<std::int64_t>(
          memory / ((m_windows.context() - 1) * m_model->config().dim * static_cast<std::int64_t>(sizeof(float))), 1,
          m_windows.count())),
      m_sizes(passSizes({&m_model, 1})),
      m_sideBySide(std::min(sideBySide(m_windows.context(), m_sizes), m_stretch)),
      m_config(withLayers(m_model->config(), 1)),
      m_weights(withoutLayers(m_model->weights())),
      m_pool(resolvedThreads(threads)),
      m_scratch(m_config, static_cast<int>(m_sizes.batch), static_cast<int>(m_sizes.rows), m_windows.context(),
                m_pool.threads()),
      m_ids(static_cast<std::size_t>(m_sizes.batch))
{
    m_streams.reserve(static_cast<std::size_t>(m_stretch * (m_windows.context() - 1) * m_config.dim));
    for (std::int64_t i = 0; i < m_sideBySide; ++i)
        m_caches.emplace_back(m_config, kernels::Type::F16, m_windows.context());
}

void LayerWalk::show(int first, int last, ActivationObserver& observer, const std::atomic<bool>& stop,
                     const StepProgress& progress)
{
    const StopScope scope(stop);
    const std::int64_t stretches = stretchCount();
    for (std::int64_t stretch = 0; stretch < stretches; ++stretch) {
        if (stretches > 1 || first < m_next)
            begin(stretch * m_stretch);
        const std::int64_t all = stretches * (last + 1 - m_next), done = stretch * (last + 1) - m_next;
        while (m_next <= last) {
            layer(m_next, m_next >= first ? &observer : nullptr, stop);
            if (progress)
                progress(done + m_next, all);
        }
    }
}

Observation LayerWalk::showAll(ActivationObserver& observer, const std::atomic<bool>& stop,
                               const StepProgress& progress)
{
    const StopScope scope(stop);
    const int layers = m_model->config().layers;
    const std::int64_t all = stretchCount() * (layers + 1);
    std::int64_t done = 0;
    double loss = 0;
    for (std::int64_t window = 0; window < m_windows.count(); window += m_stretch) {
        begin(window);
        for (int index = 0; index <= layers; ++index) {
            if (index < layers)
                layer(index, &observer, stop);
            else
                loss += headLoss(observer, stop);
            if (progress)
                progress(++done, all);
        }
    }
    const std::int64_t tokens = m_windows.count() * (m_windows.context() - 1);
    return {loss / static_cast<double>(tokens), tokens};
}

void LayerWalk::begin(std::int64_t window)
{
    m_begin = window;
    m_next = 0;
}

void LayerWalk::layer(int index, ActivationObserver* observer, const std::atomic<bool>& stop)
{
    m_next = kBroken;
    const model::Weights& all = m_model->weights();
    if (all.packing && kernels::cpuBackend().prefersPacked)
        all.packing->advance(m_pool, 1);
    m_config.windows.front() = m_model->config().window(index);
    m_weights.layers = {all.layer(index)};
    Place here{};
    Tap tap(
        *m_model, index, index == 0 ? Tap::Embed() : [&](const kernels::Embed& op) { putIn(op, here); }, observer);
    const StoppableOps ops(tap.backend(), stop);
    eachPlace(m_sizes.batch, [&](const Place& place) {
        throwIfStopped(stop);
        here = place;
        run(m_config, m_weights, ops.backend(), place, 0);
        const std::int64_t end = (place.window - m_begin + place.windows) * (m_windows.context() - 1) * m_config.dim;
        m_streams.resize(std::max(m_streams.size(), static_cast<std::size_t>(end)));
        for (std::int64_t row = 0; row < place.windows * place.length; ++row)
            std::memcpy(stream(place, row), m_scratch.x.data() + row * m_config.dim,
                        static_cast<std::size_t>(m_config.dim) * sizeof(float));
    });
    m_next = index + 1;
}

double LayerWalk::headLoss(ActivationObserver& observer, const std::atomic<bool>& stop)
{
    const model::Config config = withLayers(m_config, 0);
    const model::Weights weights = withoutLayers(m_model->weights());
    Place here{};
    double loss = 0;
    Tap tap(
        *m_model, -1, [&](const kernels::Embed& op) { putIn(op, here); }, &observer);
    const StoppableOps ops(tap.backend(), stop);
    eachPlace(m_sizes.rows, [&](const Place& place) {
        here = place;
        const auto rows = static_cast<int>(place.windows * place.length);
        run(config, weights, ops.backend(), place, rows);
        for (std::int64_t row = 0; row < rows; ++row) {
            throwIfStopped(stop);
            const std::span<const float> logits(m_scratch.logits.data() + row * config.vocabulary,
                                                static_cast<std::size_t>(config.vocabulary));
            const auto text = m_windows.window(place.window + row / place.length);
            const text::TokenId next = text[static_cast<std::size_t>(place.at + row % place.length + 1)];
            loss += logSumExp(logits) - static_cast<double>(logits[static_cast<std::size_t>(next)]);
        }
    });
    return loss;
}

// Passes of at most so many tokens over the stretch, some windows side by side from their beginnings to their ends.
template <class Visit>
void LayerWalk::eachPlace(std::int64_t tokens, const Visit& visit)
{
    const std::int64_t together = std::min(m_sideBySide, tokens);
    for (std::int64_t window = m_begin; window < endOfStretch(); window += together) {
        const std::int64_t windows = std::min(together, endOfStretch() - window);
        for (model::KvCache& cache : m_caches)
            cache.setLength(0);
        const std::int64_t end = m_windows.context() - 1; // the last token is only predicted
        for (std::int64_t at = 0; at < end;) {
            const std::int64_t length = std::min(tokens / windows, end - at);
            visit(Place{window, windows, at, length});
            at += length;
        }
    }
}

void LayerWalk::run(const model::Config& config, const model::Weights& weights, const kernels::Backend& ops,
                    const Place& place, int logitRows)
{
    std::vector<model::Part> parts;
    for (std::int64_t w = 0; w < place.windows; ++w) {
        parts.push_back({m_caches[static_cast<std::size_t>(w)], static_cast<int>(place.length)});
        const auto ids = m_windows.window(place.window + w).subspan(static_cast<std::size_t>(place.at));
        std::copy_n(ids.begin(), place.length, m_ids.begin() + w * place.length);
    }
    model::Pass pass{ops, m_pool, parts, m_scratch};
    model::forward(config, weights, std::span(m_ids).first(static_cast<std::size_t>(place.windows * place.length)),
                   logitRows, pass);
    if (files::lostMaps() > 0)
        files::throwIfLost(m_model->file().paths()); // what was computed of zeros is worth nothing
}

float* LayerWalk::stream(const Place& place, std::int64_t row)
{
    const std::int64_t window = place.window - m_begin + row / place.length;
    return m_streams.data() + (window * (m_windows.context() - 1) + place.at + row % place.length) * m_config.dim;
}

void LayerWalk::putIn(const kernels::Embed& op, const Place& place)
{
    const std::int64_t first = (op.x - m_scratch.x.data()) / op.dim; // a page may embed window by window
    for (std::int64_t i = 0; i < op.tokens; ++i)
        std::memcpy(op.x + i * op.dim, stream(place, first + i), static_cast<std::size_t>(op.dim) * sizeof(float));
}

} // namespace engine::tune
