// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/generate/ahead.h"

#include "engine/error.h"

#include <utility>

namespace engine::generate
{
namespace
{

// On their way at once: while one runs, the next is queued, and a host that is late by a token is not waited for. More
// would only be more that is thrown away at the end.
constexpr int kOnTheirWay = 3;
static_assert(kOnTheirWay <= kernels::cuda::kStepsAhead);

} // namespace

Ahead::Ahead(Runner& runner, Sequence& sequence, text::TokenId token, const kernels::cuda::Choice& how,
             std::function<double()> draw)
    : m_context(runner.options().context),
      m_sequence(sequence),
      m_steps(runner.stepsOf(sequence, how)),
      m_last(token),
      m_draw(std::move(draw))
{
    m_steps.begin(sequence.cache.length(), token);
}

Ahead::~Ahead()
{
    try {
        m_steps.end();
    } catch (const Error&) {
        // what it did wrong, the next pass will do as well, and tell
    }
}

std::optional<text::TokenId> Ahead::next()
{
    const std::int64_t length = m_sequence.cache.length();
    while (m_steps.ahead() < kOnTheirWay && length + m_steps.ahead() < m_context)
        m_steps.step(m_draw());
    if (m_steps.ahead() == 0)
        return {};
    const text::TokenId chosen = m_steps.next();
    m_sequence.cache.setLength(length + 1); // what later steps have written behind it does not count
    m_sequence.tokens.push_back(std::exchange(m_last, chosen));
    return chosen;
}

} // namespace engine::generate
