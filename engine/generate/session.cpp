// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/session.h"

#include "engine/error.h"
#include "kernels/kv_shift.h"

#include <algorithm>

namespace engine::generate
{
namespace
{

constexpr std::int64_t kDefaultContext = 4096;

std::string mebibytes(std::int64_t bytes)
{
    return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

// Resolves the zeros and checks the ranges.
SessionOptions resolved(const model::Config& config, const std::string& name, SessionOptions options)
{
    if (config.isEncoder())
        throw Error(ErrorKind::Unsupported, name + " is an encoder: it makes embeddings and labels of a text, but writes none. "
                                                                  "Choose another model to chat with.");
    const auto require = [](bool holds, const char* setting, std::int64_t value, const std::string& range) {
        if (!holds)
            throw Error(ErrorKind::BadSetting, std::string("The setting \"") + setting + "\" is " + std::to_string(value) +
                                                   "; it must be " + range + ".");
    };
    if (options.context == 0)
        options.context = std::min(config.context, kDefaultContext);
    if (options.threads == 0)
        options.threads = kernels::Pool::availableThreads();
    if (!options.ops)
        options.ops = &kernels::cpuBackend();
    // Learned positions end where the table does; rotary ones go on, with falling quality.
    const std::int64_t longest = config.learnedPositions() ? config.context : std::int64_t{1} << 24;
    require(options.context >= 1 && options.context <= longest, "context", options.context, "from 1 to " + std::to_string(longest));
    require(options.threads >= 1 && options.threads <= 256, "threads", options.threads, "from 1 to 256");
    require(options.batch >= 1 && options.batch <= 4096, "batch", options.batch, "from 1 to 4096");
    options.batch = static_cast<int>(std::min<std::int64_t>(options.batch, options.context));
    options.maxLogits = std::clamp(options.maxLogits, 1, options.batch);
    if (!model::KvCache::isAllowed(config, options.cacheType))
        throw Error(ErrorKind::BadSetting, "The setting \"cache type\" is " + std::string(kernels::traits(options.cacheType).name) +
                                               ", which the heads of this model, " + std::to_string(config.headDim) +
                                               " values wide, cannot be stored in. Choose F16.");
    return options;
}

// The same, and that the cache fits into memory, before anything is allocated.
SessionOptions planned(const model::Model& model, const SessionOptions& wanted)
{
    const model::Config& config = model.config();
    SessionOptions options = resolved(config, model.displayName(), wanted);
    if (model.gpu()) { // which says itself where it has no room
        if (model.firstGpuLayer() == 0)
            options.threads = 1; // that waits
        if (!model::KvCache::isAllowedOnGpu(config, options.cacheType))
            throw Error(ErrorKind::BadSetting, "The setting \"cache type\" is " + std::string(kernels::traits(options.cacheType).name) +
                                                   ", which a GPU does not compute with in this version. Choose F16 or Q8_0.");
        return options;
    }
    const std::int64_t cache = model::KvCache::bytesFor(config, options.cacheType, options.context);
    const std::int64_t available = measure::availableMemory();
    if (available > 0 && cache > available)
        throw Error(ErrorKind::NoMemory, "A context of " + std::to_string(options.context) + " positions needs " +
                                             mebibytes(cache) + " for keys and values, but only " + mebibytes(available) +
                                             " of memory are free. Choose a shorter context.");
    return options;
}

} // namespace

Session::Session(std::shared_ptr<const model::Model> model, const SessionOptions& options)
    : m_model(std::move(model)), m_options(planned(*m_model, options)), m_pool(m_options.threads),
      m_cache(m_model->config(), m_options.cacheType, m_options.context, m_model->gpu(), m_model->firstGpuLayer()),
      m_scratch(m_model->config(), m_options.batch, m_options.maxLogits, m_options.context, m_options.threads,
                m_model->firstGpuLayer() > 0 ? nullptr : m_model->gpu())
{
    if (m_model->firstGpuLayer() > 0)
        m_scratch.mirrorOn(m_model->config(), m_options.context, m_model->gpu());
}

measure::MemoryUse Session::plan(const model::Config& config, model::Weights& weights, const std::string& name,
                                 const SessionOptions& wanted)
{
    const SessionOptions options = resolved(config, name, wanted);
    return {model::plannedBytes(weights), model::KvCache::bytesFor(config, options.cacheType, options.context),
            model::Scratch::bytesFor(config, options.batch, options.maxLogits, options.context, options.threads)};
}

measure::MemoryUse Session::planOnGpu(const model::Config& config, const model::Weights& weights, const std::string& name,
                                      const SessionOptions& wanted)
{
    const SessionOptions options = resolved(config, name, wanted);
    return {model::gpuBytes(weights, config), model::KvCache::bytesFor(config, options.cacheType, options.context),
            model::Scratch::bytesFor(config, options.batch, options.maxLogits, options.context, 1)};
}

measure::MemoryUse Session::memory() const
{
    return {m_model->weightBytes(), m_cache.bytes(), m_scratch.bytes() + (m_scratch.mirror ? m_scratch.mirror->bytes() : 0)};
}

std::string Session::device() const
{
    if (m_model->gpu())
        return m_model->gpu()->name() + (m_model->firstGpuLayer() > 0 ? ", " + std::to_string(m_model->firstGpuLayer()) +
                                                                             " layers on the processor"
                                                                       : std::string());
    const int count = m_pool.threads();
    return std::string("CPU, ") + kernels::cpuTargetName() + ", " + std::to_string(count) + (count == 1 ? " thread" : " threads");
}

std::int64_t Session::evaluatePrompt(std::span<const text::TokenId> prompt, const std::atomic<bool>& stop,
                                     const std::function<void(std::int64_t done, std::int64_t all)>& progress)
{
    const auto size = static_cast<std::int64_t>(prompt.size());
    if (size == 0)
        throw Error(ErrorKind::BadSetting, "The prompt is empty. Write something first.");
    if (size > context())
        throw Error(ErrorKind::TooLong, "The prompt is " + std::to_string(size) + " tokens long, but the context holds " +
                                            std::to_string(context()) + ". Shorten it, or load the model with a longer context.");
    const auto common = std::mismatch(prompt.begin(), prompt.end(), m_tokens.begin(), m_tokens.end()).first - prompt.begin();
    const std::int64_t kept = std::min<std::int64_t>(common, size - 1); // the last one gives the logits
    m_cache.setLength(kept);
    m_tokens.resize(static_cast<std::size_t>(kept));

    for (std::int64_t done = kept; done < size;) {
        if (stop)
            throw Error(ErrorKind::Stopped, "Reading the prompt was stopped.");
        const std::int64_t count = std::min<std::int64_t>(m_options.batch, size - done);
        append(prompt.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(count)), done + count == size ? 1 : 0);
        done += count;
        if (progress)
            progress(done - kept, size - kept);
    }
    return kept;
}

void Session::append(std::span<const text::TokenId> tokens, int logitRows)
{
    const auto count = static_cast<std::int64_t>(tokens.size());
    if (m_cache.length() + count > context())
        throw Error(ErrorKind::TooLong, "The context of " + std::to_string(context()) + " tokens is full.");
    for (const text::TokenId id : tokens)
        if (id < 0 || id >= m_model->config().vocabulary)
            throw Error(ErrorKind::BadSetting, "The token " + std::to_string(id) + " is not in the model's vocabulary.");
    const auto& gpu = m_model->gpu();
    const kernels::Backend& ops = m_scratch.split ? m_scratch.split->ops(static_cast<int>(count), m_model->config().dim)
                                  : gpu           ? gpu->ops()
                                                  : *m_options.ops;
    model::Pass pass{ops, m_pool, m_cache, m_scratch, &m_graph};
    model::forward(m_model->config(), gpu ? m_model->gpuWeights() : m_model->weights(), tokens, logitRows, pass);
    m_tokens.insert(m_tokens.end(), tokens.begin(), tokens.end());
}

std::span<const float> Session::logits(int row) const
{
    const auto width = static_cast<std::size_t>(m_model->config().vocabulary);
    return std::span(m_scratch.hostLogits()).subspan(static_cast<std::size_t>(row) * width, width);
}

void Session::forget(std::int64_t begin, std::int64_t end)
{
    const model::Config& config = m_model->config();
    if (!canForget())
        throw Error(ErrorKind::Unsupported, "This model has learned positions, so the beginning of a text cannot be forgotten. Start anew.");
    const auto length = static_cast<std::int64_t>(m_tokens.size());
    if (begin < 0 || begin >= end || end > length)
        throw Error(ErrorKind::BadSetting, "The tokens " + std::to_string(begin) + " to " + std::to_string(end) +
                                               " cannot be forgotten: the context holds " + std::to_string(length) + ".");
    for (int i = 0; i < config.layers; ++i)
        m_cache.visitLayer(i, true, [&](const kernels::KvView& layer) {
            kernels::shiftKv({.kvHeads = config.kvHeads, .headDim = config.headDim, .rope = config.ropeOf(i, m_cache.capacity()),
                              .from = end, .count = length - end, .by = end - begin, .cache = layer});
        });
    m_tokens.erase(m_tokens.begin() + begin, m_tokens.begin() + end);
    m_cache.setLength(length - (end - begin));
}

void Session::clear()
{
    m_cache.setLength(0);
    m_tokens.clear();
}

} // namespace engine::generate
