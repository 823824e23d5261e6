// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/plan_memory.h"

#include "engine/error.h"
#include "engine/generate/session.h"

#include <cstring>
#include <sys/mman.h>

namespace engine::tune
{
namespace
{

// Addresses for all of a file, of which only the head is ever touched: the rest takes no memory.
class Stand
{
public:
    Stand(std::span<const std::byte> head, std::uint64_t size, const std::string& name) : m_size(size)
    {
        m_bytes = ::mmap(nullptr, m_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (m_bytes == MAP_FAILED)
            throw Error(ErrorKind::NoMemory, "The memory of " + name +
                                                 " cannot be planned: there are no addresses for " +
                                                 std::to_string(size) + " bytes.");
        std::memcpy(m_bytes, head.data(), head.size());
    }
    ~Stand() { ::munmap(m_bytes, m_size); }
    Stand(const Stand&) = delete;
    Stand& operator=(const Stand&) = delete;

    std::span<const std::byte> bytes() const { return {static_cast<const std::byte*>(m_bytes), m_size}; }

private:
    void* m_bytes = nullptr;
    std::size_t m_size;
};

} // namespace

measure::MemoryUse planMemory(const QuantizePlan& plan, const std::string& name,
                              const generate::SessionOptions& options)
{
    const Stand stand(plan.head, plan.bytes, name);
    const files::GgufFile file(stand.bytes(), name);
    const auto config = model::Config::fromGguf(file);
    auto weights = model::Weights::fromGguf(file, config);
    return generate::Session::plan(config, weights, name, options);
}

} // namespace engine::tune
