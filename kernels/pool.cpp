// SPDX-License-Identifier: GPL-3.0-or-later
// The pool: a job is cut into parts, and whoever is awake takes the next one. The caller works too and waits only
// for parts that a helper has already taken, so a sleeping or descheduled helper costs nothing but its help.
#include "kernels/pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace kernels
{

namespace
{

constexpr std::uint32_t kStop = 0x8000'0000U;
// Parts per thread: enough that a slow core does not hold up the others, few enough that taking them costs little.
constexpr std::int64_t kPartsPerThread = 4;
// Longer than the gap between two ops of a token, shorter than anything a person or a battery would notice.
constexpr auto kSpin = std::chrono::microseconds(60);

void pauseCore()
{
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

// True as soon as ready() is; false after kSpin.
template <class Ready>
bool spinUntil(const Ready& ready)
{
    for (int i = 0; i < 64; ++i) { // the common case needs no clock
        if (ready()) {
            return true;
        }
        pauseCore();
    }
    const auto end = std::chrono::steady_clock::now() + kSpin;
    do {
        for (int i = 0; i < 16; ++i) {
            if (ready()) {
                return true;
            }
            pauseCore();
        }
    } while (std::chrono::steady_clock::now() < end);
    return false;
}

} // namespace

struct Pool::State {
    // The job. Written by the caller while `open` and `taken` are 0, read only by a thread that has taken a part.
    Part part = nullptr;
    const void* context = nullptr;
    std::int64_t count = 0;
    std::int64_t step = 0; // values per part

    alignas(64) std::atomic<std::uint32_t> open{0};     // parts that nobody has taken yet, or kStop
    alignas(64) std::atomic<std::uint32_t> finished{0}; // parts of this job that are done
    std::uint32_t parts = 0;
    std::vector<std::thread> helpers;

    bool takeOne(int thread)
    {
        std::uint32_t left = open.load(std::memory_order_relaxed);
        do {
            if (left == 0 || left == kStop) {
                return false;
            }
        } while (!open.compare_exchange_weak(left, left - 1, std::memory_order_acq_rel, std::memory_order_relaxed));
        const std::uint32_t total = parts;
        const std::int64_t begin = static_cast<std::int64_t>(total - left) * step;
        part(context, begin, std::min(begin + step, count), thread);
        // After the last increment the caller may start the next job: nothing of this one is touched below it.
        if (finished.fetch_add(1, std::memory_order_acq_rel) + 1 == total) {
            finished.notify_one();
        }
        return true;
    }

    void help(int thread)
    {
        for (;;) {
            while (takeOne(thread)) {
            }
            if (!spinUntil([this] { return open.load(std::memory_order_relaxed) != 0; })) {
                open.wait(0, std::memory_order_relaxed);
            }
            if (open.load(std::memory_order_relaxed) == kStop) {
                return;
            }
        }
    }
};

Pool::Pool(int threads) : m_state(std::make_unique<State>())
{
    const int helpers = std::clamp(threads, 1, 256) - 1;
    m_state->helpers.reserve(static_cast<std::size_t>(helpers));
    for (int i = 1; i <= helpers; ++i) {
        m_state->helpers.emplace_back([state = m_state.get(), i] { state->help(i); });
    }
}

Pool::~Pool()
{
    m_state->open.store(kStop, std::memory_order_release);
    m_state->open.notify_all();
    for (std::thread& helper : m_state->helpers) {
        helper.join();
    }
}

int Pool::threads() const
{
    return static_cast<int>(m_state->helpers.size()) + 1;
}

void Pool::run(std::int64_t count, std::int64_t grain, Part part, const void* context)
{
    if (count <= 0) {
        return;
    }
    State& state = *m_state;
    const std::int64_t units = (count + grain - 1) / grain;
    const std::int64_t wanted = std::min<std::int64_t>(units, threads() * kPartsPerThread);
    if (threads() == 1 || wanted == 1) {
        part(context, 0, count, 0);
        return;
    }
    state.part = part;
    state.context = context;
    state.count = count;
    state.step = (units + wanted - 1) / wanted * grain;
    state.parts = static_cast<std::uint32_t>((count + state.step - 1) / state.step);
    state.finished.store(0, std::memory_order_relaxed);
    state.open.store(state.parts, std::memory_order_release);
    state.open.notify_all(); // a system call only where a helper sleeps

    while (state.takeOne(0)) {
    }
    const auto done = [&state] { return state.finished.load(std::memory_order_acquire) == state.parts; };
    if (!spinUntil(done)) {
        while (!done()) {
            const std::uint32_t seen = state.finished.load(std::memory_order_acquire);
            if (seen != state.parts) {
                state.finished.wait(seen, std::memory_order_acquire);
            }
        }
    }
}

} // namespace kernels
