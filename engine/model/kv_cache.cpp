// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/kv_cache.h"

#include "engine/error.h"

#include <cstdlib>
#include <cstring>

namespace engine::model
{
namespace
{

// An encoder's layers take turns in one: they keep nothing.
int layersOf(const Config& config)
{
    return config.isEncoder() ? 1 : config.layers;
}

} // namespace

void KvCache::Free::operator()(void* memory) const
{
    std::free(memory);
}

bool KvCache::isAllowed(const Config& config, kernels::Type type)
{
    const bool blocks = type == kernels::Type::Q8_0 || type == kernels::Type::Q4_0;
    return type == kernels::Type::F32 || type == kernels::Type::F16 || (blocks && config.headDim % kernels::traits(type).blockValues == 0);
}

std::int64_t KvCache::bytesFor(const Config& config, kernels::Type type, std::int64_t capacity)
{
    return 2 * layersOf(config) * kernels::bytesOf(type, std::int64_t{config.kvHeads} * config.headDim) * capacity;
}

KvCache::KvCache(const Config& config, kernels::Type type, std::int64_t capacity)
    : m_type(type), m_layers(layersOf(config)), m_rowBytes(kernels::bytesOf(type, config.headDim)), m_capacity(capacity),
      m_layerBytes(bytesFor(config, type, capacity) / (2 * m_layers))
{
    // calloc: large blocks come zeroed and untouched from the system, so positions cost memory only once written.
    m_data.reset(static_cast<std::byte*>(std::calloc(1, static_cast<std::size_t>(bytes()))));
    if (!m_data)
        throw Error(ErrorKind::NoMemory, "There is no memory for a cache of " + std::to_string(bytes() >> 20) + " MiB (" +
                                             std::to_string(capacity) + " positions). Choose a shorter context.");
}

void KvCache::copyBeginning(const KvCache& other, std::int64_t length)
{
    const std::int64_t head = m_capacity * m_rowBytes; // each head's positions lie behind one another
    for (std::int64_t at = 0; at < bytes(); at += head)
        std::memcpy(m_data.get() + at, other.m_data.get() + at, static_cast<std::size_t>(length * m_rowBytes));
    m_length = length;
}

kernels::KvView KvCache::layer(int index) const
{
    std::byte* keys = m_data.get() + 2 * index * m_layerBytes;
    return {keys, keys + m_layerBytes, m_type, m_capacity};
}

} // namespace engine::model
