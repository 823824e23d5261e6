// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/runner.h"

#include "engine/error.h"
#include "engine/files/lost_maps.h"
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

void requireGpuRoom(const model::Model& model, const SessionOptions& options, int caches)
{
    const model::GpuUse use{options.context, options.cacheType, options.batch, options.maxLogits, caches, options.prompts};
    std::vector<model::GpuDemand> demands;
    for (const model::GpuLayers& part : model.gpus()) {
        const model::GpuNeed need =
            model::gpuNeed(model.weights(), model.config(), use, part.first, part.end, part.hasHead);
        demands.push_back({part.gpu.get(), need.cache + need.scratch});
    }
    model::requireRoom(demands,
                       "Keys and values of " + std::to_string(options.context) + " positions and the buffers of a pass",
                       "Choose a shorter context.");
}

// 8-bit prompts are what somebody has asked for: where they cannot be, that is said. To ask also loads the library, which
// the first prompt would wait for.
void requirePrompts(const model::Model& model, const SessionOptions& options)
{
    const kernels::cuda::PromptProducts& prompts = options.prompts;
    const bool exact = prompts.precision == kernels::cuda::PromptPrecision::Exact;
    if (exact && options.batch < kernels::cuda::kTokensForLibrary)
        return;
    if (model.gpus().empty() && !exact)
        throw Error(ErrorKind::Unsupported,
                    "8-bit prompts are products of a GPU, and the processor computes here, whose products with blocks have "
                    "inputs of 8 bits for each 32 columns always. Leave out --prompt-precision.");
    for (const model::GpuLayers& part : model.gpus())
        if (const std::string why = part.gpu->promptRefusal(prompts); !why.empty() && !exact)
            throw Error(ErrorKind::Unsupported, "8-bit prompts are not possible on " + part.gpu->name() + ": " + why);
}

// The resolved options, and that the caches fit into memory, before anything is allocated.
SessionOptions planned(const model::Model& model, const SessionOptions& wanted, int caches)
{
    const model::Config& config = model.config();
    SessionOptions options = resolved(config, model.displayName(), wanted, caches);
    requirePrompts(model, options);
    if (model.gpu()) {
        if (model.firstGpuLayer() == 0)
            options.threads = 1; // that waits
        options.kept = 1;
        requireGpuRoom(model, options, caches);
        return options;
    }
    const std::int64_t cache = caches * model::KvCache::bytesFor(config, options.cacheType, options.context);
    const std::int64_t available = measure::availableMemory();
    if (available > 0 && cache > available)
        throw Error(ErrorKind::NoMemory,
                    (caches == 1 ? "A context of " + std::to_string(options.context) + " positions needs "
                                 : std::to_string(caches) + " contexts of " + std::to_string(options.context) +
                                       " positions need ") +
                        mebibytes(cache) + " for keys and values, but only " + mebibytes(available) +
                        " of memory are free. Choose a shorter context.");
    return options;
}

} // namespace

SessionOptions resolved(const model::Config& config, const std::string& name, SessionOptions options, int sequences)
{
    if (config.isEncoder())
        throw Error(ErrorKind::Unsupported,
                    name + " is an encoder: it makes embeddings and labels of a text, but writes none. "
                           "Choose another model to chat with.");
    const auto require = [](bool holds, const char* setting, std::int64_t value, const std::string& range) {
        if (!holds)
            throw Error(ErrorKind::BadSetting, std::string("The setting \"") + setting + "\" is " +
                                                   std::to_string(value) + "; it must be " + range + ".");
    };
    if (options.context == 0)
        options.context = std::min(config.context, kDefaultContext);
    if (options.threads == 0)
        options.threads = kernels::Pool::availableThreads();
    if (!options.ops)
        options.ops = &kernels::cpuBackend();
    // Learned positions end where the table does; rotary ones go on, with falling quality.
    const std::int64_t longest = config.learnedPositions() ? config.context : std::int64_t{1} << 24;
    require(options.context >= 1 && options.context <= longest, "context", options.context,
            "from 1 to " + std::to_string(longest));
    require(options.threads >= 1 && options.threads <= 256, "threads", options.threads, "from 1 to 256");
    require(options.batch >= 1 && options.batch <= 4096, "batch", options.batch, "from 1 to 4096");
    require(options.kept >= 1 && options.kept <= 64, "kept texts", options.kept, "from 1 to 64");
    options.batch = static_cast<int>(std::min<std::int64_t>(options.batch, sequences * options.context));
    options.maxLogits = std::clamp(options.maxLogits, 1, options.batch);
    if (!model::KvCache::isAllowed(config, options.cacheType))
        throw Error(ErrorKind::BadSetting, "The setting \"cache type\" is " +
                                               std::string(kernels::traits(options.cacheType).name) +
                                               ", which the heads of this model, " + std::to_string(config.headDim) +
                                               " values wide, cannot be stored in. Choose F16.");
    return options;
}

void Sequence::shorten(std::int64_t length)
{
    cache.setLength(length);
    tokens.resize(static_cast<std::size_t>(length));
}

Runner::Runner(std::shared_ptr<const model::Model> model, const SessionOptions& options, int sequences)
    : m_model(std::move(model)),
      m_options(planned(*m_model, options, sequences)),
      m_pool(m_options.threads),
      m_scratch(m_model->config(), m_options.batch, m_options.maxLogits, m_options.context, m_options.threads,
                m_model->isSplit() ? nullptr : m_model->gpu(), m_options.prompts)
{
    const auto& gpus = m_model->gpus();
    for (std::size_t i = 0; m_model->isSplit() && i < gpus.size(); ++i)
        m_scratch.mirrorOn(m_model->config(), m_options.context, gpus[i].gpu, m_model->gpuMemory(i), gpus[i].hasHead);
    m_tokens.reserve(static_cast<std::size_t>(m_options.batch));
}

Sequence Runner::makeSequence() const
{
    return {model::KvCache(m_model->config(), m_options.cacheType, m_options.context, m_model->gpus()),
            {},
            m_model->gpu() && m_options.graphs ? std::make_unique<model::GpuGraph>() : nullptr,
            m_model->gpu() ? std::make_unique<model::GpuSteps>() : nullptr};
}

void Runner::check(std::span<const Step> steps) const
{
    for (std::size_t i = 0; i < steps.size(); ++i) {
        std::int64_t length = steps[i].sequence.cache.length() + static_cast<std::int64_t>(steps[i].tokens.size());
        for (std::size_t before = 0; before < i; ++before)
            if (&steps[before].sequence == &steps[i].sequence)
                length += static_cast<std::int64_t>(steps[before].tokens.size());
        if (length > m_options.context)
            throw Error(ErrorKind::TooLong, "The context of " + std::to_string(m_options.context) + " tokens is full.");
        check(steps[i].tokens);
    }
}

void Runner::check(std::span<const text::TokenId> tokens) const
{
    for (const text::TokenId id : tokens)
        if (id < 0 || id >= m_model->config().vocabulary)
            throw Error(ErrorKind::BadSetting,
                        "The token " + std::to_string(id) + " is not in the model's vocabulary.");
}

void Runner::append(std::span<const Step> steps, int logitRows)
{
    check(steps);
    m_parts.clear();
    m_tokens.clear();
    for (const Step& step : steps) {
        m_parts.push_back({step.sequence.cache, static_cast<int>(step.tokens.size())});
        m_tokens.insert(m_tokens.end(), step.tokens.begin(), step.tokens.end());
    }
    model::Pass pass = passOf(steps.size() == 1 ? steps[0].sequence.graph.get() : nullptr);
    model::forward(m_model->config(), weights(), m_tokens, logitRows, pass);
    if (files::lostMaps() > 0)
        files::throwIfLost(m_model->file().paths()); // what was computed of zeros is worth nothing
    for (const Step& step : steps)
        step.sequence.tokens.insert(step.sequence.tokens.end(), step.tokens.begin(), step.tokens.end());
}

model::Pass Runner::passOf(model::GpuGraph* graph)
{
    const auto gpu = m_model->gpu();
    const kernels::Backend& ops = m_scratch.split
                                      ? m_scratch.split->ops(static_cast<int>(m_tokens.size()), m_model->config().dim)
                                  : gpu ? gpu->ops()
                                        : *m_options.ops;
    return {ops, m_pool, m_parts, m_scratch, graph};
}

bool Runner::canStep(const Sequence& sequence) const
{
    return m_scratch.gpu && m_options.choosesOnDevice && sequence.graph && sequence.graph->wasAsked() &&
           m_model->config().vocabulary <= kernels::cuda::kMostWords;
}

model::GpuSteps& Runner::stepsOf(Sequence& sequence, const kernels::cuda::Choice& how)
{
    if (!sequence.steps->isFor(model::choiceOf(m_model->config(), how, m_scratch))) {
        m_parts.clear();
        m_parts.push_back({sequence.cache, 1});
        model::Pass pass = passOf(nullptr);
        model::recordSteps(m_model->config(), weights(), how, pass, *sequence.steps);
    }
    return *sequence.steps;
}

std::span<const float> Runner::logits(int row) const
{
    const auto width = static_cast<std::size_t>(m_model->config().vocabulary);
    return std::span(m_scratch.hostLogits()).subspan(static_cast<std::size_t>(row) * width, width);
}

void Runner::forget(Sequence& sequence, std::int64_t begin, std::int64_t end) const
{
    const model::Config& config = m_model->config();
    if (!canForget())
        throw Error(ErrorKind::Unsupported,
                    "This model has learned positions, so the beginning of a text cannot be forgotten. Start anew.");
    const auto length = static_cast<std::int64_t>(sequence.tokens.size());
    if (begin < 0 || begin >= end || end > length)
        throw Error(ErrorKind::BadSetting, "The tokens " + std::to_string(begin) + " to " + std::to_string(end) +
                                               " cannot be forgotten: the context holds " + std::to_string(length) +
                                               ".");
    for (int i = 0; i < config.layers; ++i)
        sequence.cache.visitLayer(i, true, [&](const kernels::KvView& layer) {
            kernels::shiftKv({.kvHeads = config.kvHeads,
                              .headDim = config.headDim,
                              .rope = config.ropeOf(i, m_options.context),
                              .from = end,
                              .count = length - end,
                              .by = end - begin,
                              .cache = layer});
        });
    sequence.tokens.erase(sequence.tokens.begin() + begin, sequence.tokens.begin() + end);
    sequence.cache.setLength(length - (end - begin));
}

std::string Runner::device() const
{
    if (m_model->gpu())
        return m_model->whereItLies();
    const int count = m_pool.threads();
    return std::string("CPU, ") + kernels::cpuTargetName() + ", " + std::to_string(count) +
           (count == 1 ? " thread" : " threads");
}

} // namespace engine::generate
