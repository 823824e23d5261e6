// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/stoppable.h"

#include "engine/error.h"

namespace engine::tune
{
namespace
{

constexpr std::int64_t kMostProducts = 5'000'000'000; // of one op: 0.1 s where two cores do 50 in a nanosecond

thread_local const StoppableOps::Current* current = nullptr; // ops are plain functions

template <auto Op>
constexpr auto stoppable = [](const auto& op, kernels::Pool& pool) {
    const StoppableOps::Current here = *current;
    if (*here.stop)
        throw Error(ErrorKind::Stopped, "Reading the text was stopped.");
    (here.inner->*Op)(op, pool);
};

int tokensFor(std::int64_t weights, int most)
{
    return static_cast<int>(
        std::clamp<std::int64_t>(kMostProducts / std::max<std::int64_t>(weights, 1), 16, std::max(most, 1)));
}

} // namespace

StoppableOps::StoppableOps(const kernels::Backend& inner, const std::atomic<bool>& stop)
    : m_backend(inner),
      m_current{&inner, &stop},
      m_before(current)
{
    using kernels::Backend;
    m_backend.embed = stoppable<&Backend::embed>;
    m_backend.normQkv = stoppable<&Backend::normQkv>;
    m_backend.attend = stoppable<&Backend::attend>;
    m_backend.projectAdd = stoppable<&Backend::projectAdd>;
    m_backend.normGateUp = stoppable<&Backend::normGateUp>;
    m_backend.logits = stoppable<&Backend::logits>;
    m_backend.normalize = stoppable<&Backend::normalize>;
    m_backend.routeExperts = stoppable<&Backend::routeExperts>;
    m_backend.mixExperts = stoppable<&Backend::mixExperts>;
    current = &m_current;
}

StoppableOps::~StoppableOps()
{
    current = m_before;
}

void throwIfStopped(const std::atomic<bool>& stop)
{
    if (stop)
        throw Error(ErrorKind::Stopped, "The work was stopped.");
}

int stoppableTokens(const model::Config& config, int most)
{
    const std::int64_t experts = config.experts.count > 0 ? config.experts.used : 1;
    const std::int64_t widest = std::max<std::int64_t>(
        experts * 3 * config.ffn, std::int64_t{config.heads + 2 * config.kvHeads} * config.headDim);
    return std::min(tokensFor(widest * config.dim, most), std::max(most, 1));
}

int stoppableLogits(const model::Config& config, int most)
{
    return std::min(tokensFor(std::int64_t{config.vocabulary} * config.dim, most), std::max(most, 1));
}

} // namespace engine::tune
