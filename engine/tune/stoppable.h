// SPDX-License-Identifier: GPL-3.0-or-later
// Passes that can be stopped in their middle: before each op the flag is looked at, and no op is larger than what two
// cores do in some hundred milliseconds. Results do not depend on it.
#pragma once

#include "engine/model/config.h"
#include "kernels/ops.h"

#include <atomic>

namespace engine::tune
{

// While it lives, ops of its backend run `inner`'s on this thread, or throw engine::Error(Stopped).
class StoppableOps
{
public:
    StoppableOps(const kernels::Backend& inner, const std::atomic<bool>& stop); // both outlive it
    ~StoppableOps();
    StoppableOps(const StoppableOps&) = delete;
    StoppableOps& operator=(const StoppableOps&) = delete;
    const kernels::Backend& backend() const { return m_backend; }

    struct Current {
        const kernels::Backend* inner;
        const std::atomic<bool>* stop;
    };

private:
    kernels::Backend m_backend;
    Current m_current;
    const Current* m_before; // of the one that this is inside of
};

// Tokens of a pass so that no op is larger than that: of a layer, and with logits.
int stoppableTokens(const model::Config& config, int most);
int stoppableLogits(const model::Config& config, int most);

} // namespace engine::tune
