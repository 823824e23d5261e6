// SPDX-License-Identifier: GPL-3.0-or-later
// Device memory, the block's shared memory, and what is known of each of its words.
#include "tests/simt/block.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <map>

// The image that this is linked into, a program or a library, as the linker names it.
extern "C" __attribute__((visibility("hidden"))) char __ehdr_start;
extern "C" __attribute__((visibility("hidden"))) char _end;

namespace simt
{

namespace
{

constexpr std::size_t kGuard = 256; // bytes between allocations
constexpr std::size_t kSharedGuard = 64;
constexpr std::size_t kSharedArea = 512 << 10;

struct Cell { // of four bytes of shared memory
    std::uint32_t run = 0;       // of the block that took it
    std::uint32_t writeEpoch = 0, writeWarpEpoch = 0;
    std::uint32_t readEpoch = 0, readWarpEpoch = 0;
    std::int16_t writer = 0, reader = 0;
    std::uint8_t written = 0, read = 0; // bytes
    bool severalReaders = false, severalWarps = false;
};

constexpr int kPinned = -1; // of every device

struct Range {
    std::uintptr_t begin = 0;
    std::size_t bytes = 0;
    int device = kPinned;
    bool holds(std::uintptr_t at, std::size_t count) const { return at - begin < bytes && count <= bytes - (at - begin); }
};

alignas(256) std::array<std::byte, kSharedArea> shared;
std::array<Cell, kSharedArea / 4> cells;
struct Allocation {
    std::size_t bytes;
    void* memory; // what malloc gave
    int device;   // kPinned: the host's
};
std::map<std::uintptr_t, Allocation> allocations; // by where they begin
Range last;                                       // the allocation met last

Range find(std::uintptr_t at)
{
    auto next = allocations.upper_bound(at);
    if (next == allocations.begin())
        return {};
    --next;
    return {next->first, next->second.bytes, next->second.device};
}

void* add(std::size_t bytes, int device)
{
    void* memory = std::aligned_alloc(256, (bytes + 255) / 256 * 256 + 2 * kGuard);
    if (memory == nullptr)
        return nullptr;
    auto* begin = static_cast<std::byte*>(memory) + kGuard;
    std::memset(begin, 0xFF, bytes);
    allocations[reinterpret_cast<std::uintptr_t>(begin)] = {bytes, memory, device};
    return begin;
}

bool isOrdered(std::int16_t other, std::uint32_t warpEpoch)
{
    return other / 32 == block.current / 32 && warpEpoch < block.warps[static_cast<std::size_t>(block.current / 32)].epoch;
}

bool racesWithWrite(const Cell& cell, unsigned mask)
{
    return cell.writeEpoch == block.epoch && cell.writer != block.current && (cell.written & mask) != 0 &&
           !isOrdered(cell.writer, cell.writeWarpEpoch);
}

bool racesWithRead(const Cell& cell, unsigned mask)
{
    if (cell.readEpoch != block.epoch || (cell.read & mask) == 0 || (!cell.severalReaders && cell.reader == block.current))
        return false;
    return cell.severalWarps || !isOrdered(cell.reader, cell.readWarpEpoch);
}

void noteWrite(Cell& cell, unsigned mask)
{
    const bool again = cell.writeEpoch == block.epoch && cell.writer == block.current;
    cell.written = static_cast<std::uint8_t>(again ? cell.written | mask : mask);
    cell.writeEpoch = block.epoch;
    cell.writer = static_cast<std::int16_t>(block.current);
    cell.writeWarpEpoch = block.warps[static_cast<std::size_t>(block.current / 32)].epoch;
}

void noteRead(Cell& cell, unsigned mask)
{
    const bool again = cell.readEpoch == block.epoch;
    cell.severalReaders = again && (cell.severalReaders || cell.reader != block.current);
    cell.severalWarps = again && (cell.severalWarps || cell.reader / 32 != block.current / 32);
    cell.read = static_cast<std::uint8_t>(again ? cell.read | mask : mask);
    cell.readEpoch = block.epoch;
    cell.reader = static_cast<std::int16_t>(block.current);
    cell.readWarpEpoch = block.warps[static_cast<std::size_t>(block.current / 32)].epoch;
}

void checkShared(std::size_t offset, std::size_t bytes, Access kind)
{
    for (std::size_t at = offset / 4; at <= (offset + bytes - 1) / 4; ++at) {
        Cell& cell = cells[at];
        if (cell.run != block.run)
            fail("shared memory is accessed outside of the pieces that were taken");
        const std::size_t from = std::max(offset, at * 4) - at * 4;
        const std::size_t to = std::min(offset + bytes, at * 4 + 4) - at * 4;
        const unsigned mask = (1U << to) - (1U << from);
        if (kind == Access::Atomic)
            continue;
        if (racesWithWrite(cell, mask) || (kind == Access::Write && racesWithRead(cell, mask)))
            fail("two threads race for a word of shared memory: no barrier lies between their accesses");
        kind == Access::Write ? noteWrite(cell, mask) : noteRead(cell, mask);
    }
}

} // namespace

Machine& machine()
{
    static Machine machine;
    return machine;
}

void* allocate(std::size_t bytes)
{
    return add(bytes, currentDevice());
}

void* allocatePinned(std::size_t bytes)
{
    return add(bytes, kPinned);
}

bool release(void* memory)
{
    const auto found = allocations.find(reinterpret_cast<std::uintptr_t>(memory));
    if (found == allocations.end())
        return false;
    std::free(found->second.memory);
    allocations.erase(found);
    last = {};
    return true;
}

std::size_t allocatedBytes()
{
    std::size_t all = 0;
    for (const auto& [begin, allocation] : allocations)
        all += allocation.bytes;
    return all;
}

std::size_t allocatedBytes(int device)
{
    std::size_t all = 0;
    for (const auto& [begin, allocation] : allocations)
        all += allocation.device == device ? allocation.bytes : 0;
    return all;
}

bool isDeviceMemory(const void* from, std::size_t bytes, int device)
{
    const auto at = reinterpret_cast<std::uintptr_t>(from);
    const Range range = find(at);
    return range.holds(at, bytes) && range.device != kPinned && (device < 0 || range.device == device);
}

void* takeShared(SharedCursor& cursor, std::size_t bytes, std::size_t align)
{
    cursor.used = (cursor.used + align - 1) / align * align;
    const std::size_t offset = (cursor.used + static_cast<std::size_t>(cursor.pieces) * kSharedGuard + align - 1) / align * align;
    cursor.used += bytes;
    ++cursor.pieces;
    if (cursor.used > block.sharedBytes)
        fail("more shared memory is taken than the launch asked for");
    const std::size_t end = offset + (bytes + 3) / 4 * 4;
    if (bytes > 0 && (cells[offset / 4].run != block.run || cells[end / 4 - 1].run != block.run)) {
        std::memset(shared.data() + offset, 0xFF, end - offset);
        for (std::size_t at = offset / 4; at < end / 4; ++at)
            cells[at].run = block.run;
    }
    return shared.data() + offset;
}

void checkAccess(const void* address, std::size_t bytes, Access kind)
{
    if (!block.isRunning || bytes == 0)
        return;
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    if (const std::size_t offset = at - reinterpret_cast<std::uintptr_t>(shared.data()); offset < kSharedArea)
        return checkShared(offset, bytes, kind);
    if (at - block.stackBegin < kStackBytes || (last.holds(at, bytes) && last.device == block.device))
        return;
    const bool reads = kind == Access::Read;
    if (at - block.parameters < block.parameterBytes && reads)
        return;
    if (at >= reinterpret_cast<std::uintptr_t>(&__ehdr_start) && at < reinterpret_cast<std::uintptr_t>(&_end) && reads)
        return; // tables of constants
    const Range range = find(at);
    if (!range.holds(at, bytes))
        fail(range.holds(at, 1) ? "an access runs over the end of an allocation"
                                : "an access is neither to shared nor to device memory");
    if (range.device != kPinned && range.device != block.device)
        fail("an access is to the memory of another device");
    last = range;
}

} // namespace simt
