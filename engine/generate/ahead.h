// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens that a GPU chooses by itself and feeds to its own next step. Some steps are on their way while the host still
// looks at what an earlier one has chosen; those it has no use for are forgotten. Used by one thread at a time, and
// while one lives its runner does nothing else.
#pragma once

#include "engine/generate/runner.h"

#include <functional>
#include <optional>

namespace engine::generate
{

class Ahead
{
public:
    // `token` comes behind the sequence, of which Runner::canStep. `draw` is asked once for each step.
    // Throws engine::Error as Runner::append.
    Ahead(Runner& runner, Sequence& sequence, text::TokenId token, const kernels::cuda::Choice& how,
          std::function<double()> draw);
    ~Ahead(); // the sequence has the tokens that were read, but for the last
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;

    // Appends the last token to the sequence and gives the one behind it; nothing where the context is full. kNoToken
    // where a logit is not a number. Throws engine::Error.
    std::optional<text::TokenId> next();

private:
    const std::int64_t m_context;
    Sequence& m_sequence;
    model::GpuSteps& m_steps;
    text::TokenId m_last;
    std::function<double()> m_draw;
};

} // namespace engine::generate
