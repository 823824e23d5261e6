// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/lost_maps.h"

#include "engine/error.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <mutex>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace engine::files
{
namespace
{

struct Slot { // what the signal handler looks at: no locks, no memory
    std::atomic<const std::byte*> begin = nullptr;
    std::atomic<std::size_t> size = 0;
    std::atomic<bool> lost = false;
};

constexpr std::size_t kSlots = 512;
std::array<Slot, kSlots> slots;
std::atomic<std::uint64_t> lostSoFar = 0;
static_assert(std::atomic<const std::byte*>::is_always_lock_free && std::atomic<std::uint64_t>::is_always_lock_free);
std::size_t pageBytes = 0;
struct sigaction earlier {
};

std::mutex mutex; // of what follows
std::array<std::string, kSlots> names;
std::string lastLost;

// Puts zeros in the place of what is no longer in the file. The kernel's mmap takes no lock of this process.
bool replace(const std::byte* address)
{
    for (Slot& slot : slots) {
        const std::byte* begin = slot.begin;
        if (begin == nullptr || address < begin || address >= begin + slot.size)
            continue;
        const auto offset = static_cast<std::size_t>(address - begin) / pageBytes * pageBytes;
        void* page = const_cast<std::byte*>(begin) + offset;
        if (::mmap(page, slot.size - offset, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
            return false;
        if (!slot.lost.exchange(true))
            ++lostSoFar;
        return true;
    }
    return false;
}

void onBusError(int number, siginfo_t* info, void* context)
{
    const bool isSent = info->si_code <= 0; // by a program: there is no address
    if (!isSent && replace(static_cast<const std::byte*>(info->si_addr)))
        return;
    if ((earlier.sa_flags & SA_SIGINFO) != 0 && earlier.sa_sigaction != nullptr) {
        earlier.sa_sigaction(number, info, context);
    } else if (earlier.sa_handler != SIG_DFL && earlier.sa_handler != SIG_IGN) {
        earlier.sa_handler(number);
    } else if (!isSent || earlier.sa_handler == SIG_DFL) {
        std::signal(number, earlier.sa_handler); // what failed is tried again, and ends as it would have
        if (isSent)
            std::raise(number);
    }
}

void install()
{
    pageBytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {
    };
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, &earlier);
}

[[noreturn]] void fail(const std::string& file)
{
    throw Error(ErrorKind::BadFile, file + " became shorter while it was being read. Wait until whatever writes to it "
                                           "is done, then begin again.");
}

} // namespace

void watchMap(const std::filesystem::path& path, std::span<const std::byte> map)
{
    static std::once_flag once;
    std::call_once(once, install);
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < kSlots; ++i)
        if (slots[i].begin == nullptr) {
            names[i] = path.string();
            slots[i].lost = false;
            slots[i].size = map.size();
            slots[i].begin = map.data();
            return;
        }
}

void forgetMap(std::span<const std::byte> map)
{
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < kSlots; ++i)
        if (slots[i].begin == map.data()) {
            slots[i].begin = nullptr;
            if (slots[i].lost)
                lastLost = names[i];
            return;
        }
}

std::uint64_t lostMaps()
{
    return lostSoFar;
}

void throwIfLost(std::span<const std::filesystem::path> paths)
{
    if (lostSoFar == 0)
        return;
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < kSlots; ++i)
        if (slots[i].begin != nullptr && slots[i].lost &&
            std::any_of(paths.begin(), paths.end(), [&](const auto& path) { return path.string() == names[i]; }))
            fail(names[i]);
}

void throwIfLost(std::uint64_t before)
{
    if (lostSoFar == before)
        return;
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < kSlots; ++i)
        if (slots[i].begin != nullptr && slots[i].lost)
            fail(names[i]);
    fail(lastLost);
}

} // namespace engine::files
