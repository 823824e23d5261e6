// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/weight_memory.h"

#include "engine/error.h"
#include "engine/measure/memory.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <utility>

namespace engine::model
{
namespace
{

constexpr std::size_t kLargePage = std::size_t{2} << 20;

} // namespace

WeightMemory::WeightMemory(std::size_t bytes) : m_size((bytes + kLargePage - 1) / kLargePage * kLargePage)
{
    if (m_size == 0)
        return;
    // The system promises more than it has, and ends the program when the pages are written.
    const std::int64_t available = measure::availableMemory();
    if (available > 0 && m_size > static_cast<std::size_t>(available))
        throw Error(ErrorKind::NoMemory, "The model's weights need " + std::to_string(bytes >> 20) + " MiB of memory, but only " +
                                             std::to_string(available >> 20) +
                                             " MiB are free. Close other programs, or choose a smaller model or one with fewer bits.");
    void* address = ::mmap(nullptr, m_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED)
        throw Error(ErrorKind::NoMemory, "The model's weights need " + std::to_string(bytes >> 20) +
                                             " MiB of memory, which cannot be had: " + std::strerror(errno) +
                                             ". Choose a smaller model or one with fewer bits.");
    m_data = address;
    ::madvise(m_data, m_size, MADV_HUGEPAGE); // fewer page walks while streaming; a refusal costs speed only
}

WeightMemory::~WeightMemory()
{
    if (m_data)
        ::munmap(m_data, m_size);
}

WeightMemory::WeightMemory(WeightMemory&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)),
      m_used(std::exchange(other.m_used, 0))
{
}

WeightMemory& WeightMemory::operator=(WeightMemory&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    std::swap(m_used, other.m_used);
    return *this;
}

void* WeightMemory::take(std::size_t bytes)
{
    void* piece = static_cast<std::byte*>(m_data) + m_used;
    m_used += (bytes + 63) / 64 * 64;
    return piece;
}

} // namespace engine::model
