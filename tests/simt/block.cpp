// SPDX-License-Identifier: GPL-3.0-or-later
// The threads of one block and whose turn it is.
#include "tests/simt/block.h"

#include "tests/simt/stand_in/cuda_runtime.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <numeric>

const uint3& threadIdx = simt::builtin.thread;
const uint3& blockIdx = simt::builtin.block;
const dim3& blockDim = simt::builtin.blockSize;
const dim3& gridDim = simt::builtin.gridSize;

namespace simt
{

Block block;
Builtin builtin;

namespace
{

struct Scheduler {
    std::vector<Thread> threads;
    std::vector<int> ready;
    int alive = 0;
    int atBarrier = 0;
    std::vector<int> barrierThreads;
    FiberPlace place = nullptr;
    Call* call = nullptr;
    std::unique_ptr<std::byte[]> stacks;
    std::uint64_t random = 0x9E3779B97F4A7C15ULL;
    std::uint64_t launches = 0;
    unsigned window = 0; // the next thread is one of so many that can go on for the shortest time
} s;

unsigned draw(unsigned below) // xorshift64* (Vigna 2016)
{
    s.random ^= s.random >> 12;
    s.random ^= s.random << 25;
    s.random ^= s.random >> 27;
    return static_cast<unsigned>(((s.random * 0x2545F4914F6CDD1DULL) >> 32) * below >> 32);
}

// Stacks that all begin at one offset would share a few lines of the processor's cache.
std::byte* stackOf(int thread)
{
    return s.stacks.get() + static_cast<std::size_t>(thread) * kStackBytes;
}
std::size_t usableStack(int thread)
{
    return kStackBytes - static_cast<std::size_t>(thread % 64) * 192;
}

void becomes(int thread)
{
    block.current = thread;
    const Size3& i = s.threads[static_cast<std::size_t>(thread)].index;
    builtin.thread = {i.x, i.y, i.z};
    block.stackBegin = reinterpret_cast<std::uintptr_t>(stackOf(thread));
}

FiberPlace nextPlace() // of some thread that can go on, or of the scheduler
{
    if (s.ready.empty()) {
        block.isRunning = false;
        return s.place;
    }
    const auto count = static_cast<unsigned>(s.ready.size());
    std::swap(s.ready[count - 1 - draw(std::min(count, s.window))], s.ready.back());
    const int next = s.ready.back();
    s.ready.pop_back();
    becomes(next);
    return s.threads[static_cast<std::size_t>(next)].place;
}

void wait()
{
    Thread& self = s.threads[static_cast<std::size_t>(block.current)];
    const FiberPlace next = nextPlace();
    switchFiber(self.place, next);
}

Warp& warpOf(int thread)
{
    return block.warps[static_cast<std::size_t>(thread / 32)];
}

void threadBody()
{
    s.call->run();
    warpOf(block.current).ended |= 1U << (block.current % 32);
    --s.alive;
    FiberPlace nowhere = nullptr;
    const FiberPlace next = nextPlace();
    switchFiber(nowhere, next);
}

std::string at()
{
    const auto text = [](const Size3& i) {
        return "(" + std::to_string(i.x) + ", " + std::to_string(i.y) + ", " + std::to_string(i.z) + ")";
    };
    return "block " + text(block.index) + " thread " + text(s.threads[static_cast<std::size_t>(block.current)].index);
}

// Nobody can go on, and not all have ended.
std::string deadlock()
{
    int inWarps = 0;
    for (const Warp& warp : block.warps)
        inWarps += std::popcount(warp.waiting);
    const std::string ended = std::to_string(static_cast<int>(s.threads.size()) - s.alive) + " have ended";
    if (s.atBarrier > 0)
        return "a barrier is not reached by all: " + std::to_string(s.atBarrier) + " threads wait at it, " +
               std::to_string(inWarps) + " for lanes of their warp, " + ended;
    return "an operation of a warp is not reached by all of its lanes: " + std::to_string(inWarps) + " wait, " + ended;
}

void runBlock()
{
    // Most blocks let a warp go on until it waits for others, which the processor's cache likes; some mix all threads.
    constexpr unsigned kFew = 8;
    s.window = draw(8) == 0 ? static_cast<unsigned>(s.threads.size()) : kFew;
    ++block.epoch;
    ++block.run;
    s.alive = static_cast<int>(s.threads.size());
    s.atBarrier = 0;
    s.barrierThreads.clear();
    s.ready.resize(s.threads.size());
    std::iota(s.ready.begin(), s.ready.end(), 0);
    block.warps.assign((s.threads.size() + 31) / 32, Warp());
    for (int i = 0; i < s.alive; ++i) {
        Thread& thread = s.threads[static_cast<std::size_t>(i)];
        thread.place = newFiber(stackOf(i), usableStack(i), threadBody);
        thread.work = nullptr;
        warpOf(i).exists |= 1U << (i % 32);
    }
    block.isRunning = true;
    const FiberPlace first = nextPlace();
    switchFiber(s.place, first);
    block.isRunning = false;
    if (block.failure.empty() && s.alive > 0)
        block.failure = "block (" + std::to_string(block.index.x) + ", " + std::to_string(block.index.y) + ", " +
                        std::to_string(block.index.z) + "): " + deadlock();
    if (!block.failure.empty())
        throw Failure(std::exchange(block.failure, {}));
}

} // namespace

void setSeed(std::uint64_t seed)
{
    s.random = seed * 0x9E3779B97F4A7C15ULL + 1;
}

std::uint64_t launches()
{
    return s.launches;
}

void runGrid(const Size3& grid, const Size3& threads, std::size_t sharedBytes, Call& call, int device)
{
    const unsigned count = threads.x * threads.y * threads.z;
    const unsigned blocks = grid.x * grid.y * grid.z;
    if (count == 0 || count > kMostThreads || blocks == 0 || grid.y > 65535 || grid.z > 65535)
        throw Failure("a grid of " + std::to_string(blocks) + " blocks of " + std::to_string(count) +
                      " threads cannot be launched");
    if (sharedBytes > machine().sharedLimit)
        throw Failure(std::to_string(sharedBytes) + " bytes of shared memory are more than the machine has");
    if (!s.stacks)
        s.stacks = std::make_unique_for_overwrite<std::byte[]>(kMostThreads * kStackBytes);
    ++s.launches;
    s.call = &call;
    s.threads.resize(count);
    for (unsigned i = 0; i < count; ++i)
        s.threads[i].index = {i % threads.x, i / threads.x % threads.y, i / threads.x / threads.y};
    block.threads = threads;
    block.device = device;
    block.sharedBytes = sharedBytes;
    block.parameters = reinterpret_cast<std::uintptr_t>(dynamic_cast<void*>(&call));
    block.parameterBytes = call.bytes();
    builtin.blockSize = dim3(threads.x, threads.y, threads.z);
    builtin.gridSize = dim3(grid.x, grid.y, grid.z);
    std::vector<unsigned> order(blocks);
    std::iota(order.begin(), order.end(), 0U);
    for (unsigned i = blocks; i > 1; --i)
        std::swap(order[i - 1], order[draw(i)]);
    for (const unsigned i : order) {
        block.index = {i % grid.x, i / grid.x % grid.y, i / grid.x / grid.y};
        builtin.block = {block.index.x, block.index.y, block.index.z};
        runBlock();
    }
}

bool coin()
{
    return draw(2) == 0;
}

void barrier()
{
    if (s.atBarrier + 1 < static_cast<int>(s.threads.size())) {
        ++s.atBarrier;
        s.barrierThreads.push_back(block.current);
        wait();
        return;
    }
    ++block.epoch;
    s.ready.insert(s.ready.end(), s.barrierThreads.begin(), s.barrierThreads.end());
    s.barrierThreads.clear();
    s.atBarrier = 0;
}

void together(unsigned mask, WarpWork work, void* operand)
{
    const int self = block.current;
    Warp& warp = warpOf(self);
    const unsigned bit = 1U << (self % 32);
    if ((mask & bit) == 0 || (warp.exists & mask) != mask || (warp.ended & mask) != 0)
        fail("an operation of a warp names lanes that do not exist, have ended, or leaves out the one that calls it");
    Thread* lanes = &s.threads[static_cast<std::size_t>(self / 32 * 32)];
    lanes[self % 32].work = work;
    lanes[self % 32].mask = mask;
    lanes[self % 32].operand = operand;
    warp.waiting |= bit;
    if ((warp.waiting & mask) != mask) {
        wait();
        return;
    }
    void* operands[32] = {};
    for (int i = 0; i < 32; ++i)
        if ((mask >> i & 1) != 0) {
            if (lanes[i].work != work || lanes[i].mask != mask) { // that one waits for others
                wait();
                return;
            }
            operands[i] = lanes[i].operand;
        }
    block.isRunning = false; // the work stands for an instruction: it may see the operands of all lanes
    work(operands);
    block.isRunning = true;
    warp.waiting &= ~mask;
    for (int i = 0; i < 32; ++i)
        if ((mask >> i & 1) != 0) {
            lanes[i].work = nullptr;
            if (self % 32 != i)
                s.ready.push_back(self / 32 * 32 + i);
        }
}

void syncWarp(unsigned mask)
{
    together(
        mask, [](void* const*) { ++warpOf(block.current).epoch; }, nullptr);
}

int lane()
{
    return block.current % 32;
}

void fail(const char* what)
{
    block.failure = at() + ": " + what;
    block.isRunning = false;
    FiberPlace nowhere = nullptr;
    switchFiber(nowhere, s.place);
    std::abort(); // nobody comes back
}

void failIfRunning(const char* what)
{
    if (block.isRunning)
        fail(what);
}

} // namespace simt
