// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/plan_memory.h"

#include "engine/error.h"
#include "engine/generate/session.h"
#include "kernels/sparse.h"

#include <algorithm>
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

    std::span<const std::byte> bytes() const { return {at(0), m_size}; }
    std::byte* at(std::size_t offset) const { return static_cast<std::byte*>(m_bytes) + offset; }

private:
    void* m_bytes = nullptr;
    std::size_t m_size;
};

measure::MemoryUse planOf(const files::GgufFile& file, const std::string& name, const generate::SessionOptions& options)
{
    const auto config = model::Config::fromGguf(file);
    auto weights = model::Weights::fromGguf(file, config);
    return generate::Session::plan(config, weights, name, options);
}

// The pattern, in those rows that are looked at when the matrix is loaded.
void drawPattern(const Stand& stand, const files::GgufTensor& tensor, const Sparsity& pattern)
{
    const auto cols = static_cast<std::size_t>(tensor.shape[0]);
    const auto rows = static_cast<std::int64_t>(tensor.shape[1]);
    const std::size_t valueBytes = files::info(tensor.type).blockBytes;
    const auto begin = static_cast<std::size_t>(tensor.bytes.data() - stand.at(0));
    for (std::int64_t probe = 0; probe < std::min(kernels::kSparseProbes, rows); ++probe) {
        const auto row = static_cast<std::size_t>(kernels::sparseProbe(probe, rows));
        for (std::size_t c = 0; c < cols; ++c)
            if (c % static_cast<std::size_t>(pattern.of) < static_cast<std::size_t>(pattern.keep))
                std::memset(stand.at(begin + (row * cols + c) * valueBytes), 0x3F, valueBytes); // any number but zero
    }
}

} // namespace

measure::MemoryUse planMemory(const QuantizePlan& plan, const std::string& name,
                              const generate::SessionOptions& options)
{
    const Stand stand(plan.head, plan.bytes, name);
    return planOf(files::GgufFile(stand.bytes(), name), name, options);
}

measure::MemoryUse planMemory(const PrunePlan& plan, const std::string& name, const generate::SessionOptions& options)
{
    const Stand stand(plan.head, plan.bytes, name);
    const files::GgufFile file(stand.bytes(), name);
    const int layers = model::Config::fromGguf(file).layers;
    for (const files::GgufTensor& tensor : file.tensors())
        if (plan.sparsity.of > 0 && isPruned(tensor, layers))
            drawPattern(stand, tensor, plan.sparsity);
    return planOf(file, name, options);
}

} // namespace engine::tune
