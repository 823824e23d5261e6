// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/flush_file.h"

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <sys/mman.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace engine::files
{
namespace
{

constexpr auto kPoll = std::chrono::milliseconds(10);

struct Flush { // of another thread; the last of the two frees it
    std::mutex mutex;
    std::condition_variable done;
    bool isDone = false;
    int error = 0;
};

} // namespace

int flushFile(int descriptor, const std::atomic<bool>& stop)
{
    const int own = ::dup(descriptor);
    if (own < 0)
        return errno;
    const auto state = std::make_shared<Flush>();
    const auto work = [state, own] {
        const int error = ::fsync(own) == 0 ? 0 : errno;
        ::close(own);
        const std::lock_guard lock(state->mutex);
        state->error = error;
        state->isDone = true;
        state->done.notify_one();
    };
    try {
        std::thread(work).detach();
    } catch (const std::system_error&) { // no more threads: without stopping then
        work();
    }
    std::unique_lock lock(state->mutex);
    while (!state->isDone && !stop)
        state->done.wait_for(lock, kPoll);
    return state->isDone ? state->error : kFlushStopped;
}

void removeBehind(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    ::unlink(file.c_str());
    if (descriptor >= 0)
        closeBehind(descriptor);
}

void unmapBehind(void* address, std::size_t size)
{
    constexpr std::size_t kLarge = std::size_t{256} << 20;
    const auto unmap = [address, size] { ::munmap(address, size); };
    try {
        if (size >= kLarge)
            return std::thread(unmap).detach();
    } catch (const std::system_error&) { // no more threads
    }
    unmap();
}

void closeBehind(int descriptor)
{
    try {
        std::thread([descriptor] { ::close(descriptor); }).detach();
    } catch (const std::system_error&) {
        ::close(descriptor);
    }
}

} // namespace engine::files
