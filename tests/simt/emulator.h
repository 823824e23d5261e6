// SPDX-License-Identifier: GPL-3.0-or-later
// A small SIMT machine on the CPU: CUDA kernels, compiled as C++ against stand_in/cuda_runtime.h, run thread by thread.
// A block's threads are fibers that run until they have to wait for others (a barrier, a shuffle); which one goes on, and
// the order of blocks, are drawn from a seed. Blocks run one after the other, so a kernel must not wait for another block.
//
// Each access of a kernel to memory is checked, since kernels are compiled with the calls of a race detector
// (-fsanitize=thread), whose other end is ours (hooks.cpp). A launch throws Failure, which names block and thread, for
// - an access outside of the allocation or of the piece of shared memory that it began in, or to the host's memory;
// - two accesses to one place of shared memory by two threads, one of them a write, without a barrier in between;
// - a barrier or an operation of a warp that not all of the threads it needs arrive at.
// Device memory and shared memory begin as bytes 0xFF, which are NaN as floats.
//
// What it does not show: races in device memory, the order in which another block's writes become visible, time.
// Used by one thread of the system at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace simt
{

struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Size3 {
    unsigned x = 1, y = 1, z = 1;
};

// What the emulated device tells of itself.
struct Machine {
    int multiprocessors = 3; // few, and odd: every grid is a wave of uneven work
    int computeMajor = 8;
    int computeMinor = 0;
    std::size_t sharedLimit = 99 << 10; // of one block
    int devices = 1;                    // all alike; kernels of one reach the memory of that one alone
    std::size_t memory = std::size_t{1} << 30; // of each
};
Machine& machine();
void setSeed(std::uint64_t seed); // of all orders from here on
int currentDevice();              // as cudaSetDevice said

// A kernel with its arguments. The object's own bytes are the kernel's parameter space.
struct Call {
    virtual ~Call() = default;
    virtual void run() = 0; // one thread
    virtual std::size_t bytes() const = 0;
};
void runGrid(const Size3& grid, const Size3& block, std::size_t sharedBytes, Call& call, int device = 0);
std::uint64_t launches(); // so far

// Memory of the current device. Filled with 0xFF; release forgets it, and later accesses fail.
void* allocate(std::size_t bytes);
void* allocatePinned(std::size_t bytes); // the host's, which kernels reach as well
bool release(void* memory); // false where it is none
std::size_t allocatedBytes();           // of all devices, and pinned
std::size_t allocatedBytes(int device); // of that one
// All of it in one allocation, not pinned, and of that device where one is named.
bool isDeviceMemory(const void* from, std::size_t bytes, int device = -1);

// For kernels.
void barrier(); // all threads of the block
using WarpWork = void (*)(void* const* operands); // one for each lane, null for lanes that take no part
// Waits until all lanes of `mask` have called this with the same mask and work; then the work is done once.
void together(unsigned mask, WarpWork work, void* operand);
void syncWarp(unsigned mask); // the same without work; orders accesses
int lane();
bool coin(); // drawn from the seed: whether something that may happen early does

// A piece of the block's dynamic shared memory, at the same place for all threads that ask in the same order.
struct SharedCursor {
    std::size_t used = 0;
    int pieces = 0;
};
void* takeShared(SharedCursor& cursor, std::size_t bytes, std::size_t align);

enum class Access : std::uint8_t { Read, Write, Atomic };
void checkAccess(const void* address, std::size_t bytes, Access kind); // by the hooks, for each access of a kernel
[[noreturn]] void fail(const char* what); // ends the launch; called from a kernel's thread
void failIfRunning(const char* what);     // the same, but nothing outside of a kernel

} // namespace simt
