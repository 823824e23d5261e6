// SPDX-License-Identifier: GPL-3.0-or-later
// Work that can be stopped in its middle. Passes: before each op the flag is looked at, and no op is larger than what
// two cores do in some hundred milliseconds. Loops over a matrix: before each few rows. Results do not depend on it.
#pragma once

#include "engine/model/config.h"
#include "engine/stop_scope.h"
#include "kernels/ops.h"
#include "kernels/pool.h"

#include <algorithm>
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

void throwIfStopped(const std::atomic<bool>& stop); // engine::Error(Stopped)

// Pool::forRanges with bodies of at most `grain` values each, before each of which its thread looks at the flag.
// Throws engine::Error(Stopped) on the caller's thread when all have ended.
template <class Body>
void forStoppableRanges(kernels::Pool& pool, const std::atomic<bool>& stop, std::int64_t count, std::int64_t grain,
                        const Body& body)
{
    pool.forRanges(count, grain, [&](std::int64_t begin, std::int64_t end, int thread) {
        for (; begin < end && !stop.load(std::memory_order_relaxed); begin += grain)
            body(begin, std::min(begin + grain, end), thread);
    });
    throwIfStopped(stop);
}

// Tokens of a pass so that no op is larger than that: of a layer, and with logits.
int stoppableTokens(const model::Config& config, int most);
int stoppableLogits(const model::Config& config, int most);

} // namespace engine::tune
