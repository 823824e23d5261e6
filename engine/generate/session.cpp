// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/session.h"

#include "engine/error.h"

#include <algorithm>

namespace engine::generate
{
namespace
{

std::int64_t commonLength(std::span<const text::TokenId> a, std::span<const text::TokenId> b)
{
    return std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
}

} // namespace

Session::Session(std::shared_ptr<const model::Model> model, const SessionOptions& options) : m_runner(std::move(model), options, 1)
{
    m_sequences.push_back(std::make_unique<Sequence>(m_runner.makeSequence()));
}

measure::MemoryUse Session::plan(const model::Config& config, model::Weights& weights, const std::string& name,
                                 const SessionOptions& wanted)
{
    const SessionOptions options = resolved(config, name, wanted, 1);
    return {model::plannedBytes(weights), model::KvCache::bytesFor(config, options.cacheType, options.context),
            model::Scratch::bytesFor(config, options.batch, options.maxLogits, options.context, options.threads)};
}

measure::MemoryUse Session::planOnGpu(const model::Config& config, const model::Weights& weights, const std::string& name,
                                      const SessionOptions& wanted)
{
    const SessionOptions options = resolved(config, name, wanted, 1);
    return {model::gpuBytes(weights, config), model::KvCache::bytesFor(config, options.cacheType, options.context),
            model::Scratch::bytesFor(config, options.batch, options.maxLogits, options.context, 1) +
                model::Scratch::promptBytesFor(config, options.batch, options.prompts)};
}

Session::PlacedPlan Session::planOnGpus(const model::Config& config, const model::Weights& weights,
                                        const std::string& name, const SessionOptions& wanted,
                                        std::span<const model::GpuRoom> rooms, const model::GpuLayerWish& wish)
{
    const SessionOptions options = resolved(config, name, wanted, 1);
    const model::GpuUse use{options.context, options.cacheType, options.batch, options.maxLogits, 1, options.prompts};
    PlacedPlan plan;
    for (const model::PlacedRoom& place : model::placeInRooms(weights, config, name, rooms, wish, use))
        plan.onGpus.push_back({place, model::gpuNeed(weights, config, use, place.first, place.end, place.hasHead)});
    const int here = plan.onGpus.front().place.first;
    if (here > 0 || plan.onGpus.size() > 1)
        plan.onProcessor = {model::bytesOnProcessor(weights, here),
                            model::KvCache::bytesFor(config, options.cacheType, options.context) / config.layers * here,
                            model::Scratch::bytesFor(config, options.batch, options.maxLogits, options.context,
                                                     here > 0 ? options.threads : 1)};
    return plan;
}

measure::MemoryUse Session::memory() const
{
    return {model().weightBytes(), keptTexts() * m_runner.sequenceBytes(), m_runner.scratchBytes()};
}

// Brings the text that `prompt` goes on with to the front and returns how much of its beginning it knows.
std::int64_t Session::chooseText(std::span<const text::TokenId> prompt)
{
    std::size_t best = 0;
    std::int64_t common = -1;
    for (std::size_t i = 0; i < m_sequences.size(); ++i) {
        const std::int64_t length = commonLength(m_sequences[i]->tokens, prompt);
        if (length > common) {
            best = i;
            common = length;
        }
    }
    std::size_t chosen = best;
    // Most of that text would be forgotten: it is another one, which only begins alike (the same system prompt).
    if (2 * common < static_cast<std::int64_t>(m_sequences[best]->tokens.size()) && m_runner.options().kept > 1) {
        if (keptTexts() < m_runner.options().kept && m_runner.sequenceBytes() <= measure::availableMemory() / 4)
            m_sequences.push_back(std::make_unique<Sequence>(m_runner.makeSequence()));
        chosen = m_sequences.size() - 1;
        if (chosen != best) {
            m_sequences[chosen]->cache.copyBeginning(m_sequences[best]->cache, common);
            m_sequences[chosen]->tokens.assign(prompt.begin(), prompt.begin() + common);
        }
    }
    std::rotate(m_sequences.begin(), m_sequences.begin() + static_cast<std::ptrdiff_t>(chosen),
                m_sequences.begin() + static_cast<std::ptrdiff_t>(chosen) + 1);
    return common;
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
    const std::int64_t kept = std::min(chooseText(prompt), size - 1); // the last one gives the logits
    current().shorten(kept);

    for (std::int64_t done = kept; done < size;) {
        if (stop)
            throw Error(ErrorKind::Stopped, "Reading the prompt was stopped.");
        const std::int64_t count = std::min<std::int64_t>(m_runner.options().batch, size - done);
        append(prompt.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(count)), done + count == size ? 1 : 0);
        done += count;
        if (progress)
            progress(done - kept, size - kept);
    }
    return kept;
}

void Session::append(std::span<const text::TokenId> tokens, int logitRows)
{
    const Runner::Step step{current(), tokens};
    m_runner.append({&step, 1}, logitRows);
}

void Session::forget(std::int64_t begin, std::int64_t end)
{
    m_runner.forget(current(), begin, end);
}

void Session::clear()
{
    current().shorten(0);
}

} // namespace engine::generate
