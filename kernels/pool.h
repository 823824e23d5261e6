// SPDX-License-Identifier: GPL-3.0-or-later
// A small fixed pool for the ops: one caller, `threads - 1` helpers that spin briefly, then sleep.
// Owned by a session; used by one thread at a time.
#pragma once

#include <cstdint>
#include <memory>

namespace kernels
{

class Pool
{
public:
    explicit Pool(int threads); // 1 .. 256; the caller counts as one
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    int threads() const;

    // Calls body(begin, end, thread) on parts of 0 .. count-1 whose borders are multiples of `grain`
    // (but for the last), and returns when all are done. `body` must not throw.
    template <class Body>
    void forRanges(std::int64_t count, std::int64_t grain, const Body& body)
    {
        run(
            count, grain,
            [](const void* context, std::int64_t begin, std::int64_t end, int thread) {
                (*static_cast<const Body*>(context))(begin, end, thread);
            },
            &body);
    }

    // Threads that this process may really use (affinity and cgroup quota counted).
    static int availableThreads();

private:
    using Part = void (*)(const void* context, std::int64_t begin, std::int64_t end, int thread);
    void run(std::int64_t count, std::int64_t grain, Part part, const void* context);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace kernels
