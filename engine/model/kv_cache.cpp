// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/kv_cache.h"

#include "engine/error.h"
#include "kernels/cuda/device_cache.h"

#include <algorithm>
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
    const bool plain = type == kernels::Type::F32 || type == kernels::Type::F16 || type == kernels::Type::BF16;
    return plain || (blocks && config.headDim % kernels::traits(type).blockValues == 0);
}

std::int64_t KvCache::bytesFor(const Config& config, kernels::Type type, std::int64_t capacity)
{
    return 2 * layersOf(config) * kernels::bytesOf(type, std::int64_t{config.kvHeads} * config.headDim) * capacity;
}

KvCache::KvCache(const Config& config, kernels::Type type, std::int64_t capacity, const std::shared_ptr<Gpu>& gpu)
    : KvCache(config, type, capacity, wholeOn(gpu, layersOf(config)))
{
}

KvCache::KvCache(const Config& config, kernels::Type type, std::int64_t capacity, std::span<const GpuLayers> gpus)
    : m_type(type),
      m_layers(layersOf(config)),
      m_rowBytes(kernels::bytesOf(type, config.headDim)),
      m_capacity(capacity),
      m_layerBytes(bytesFor(config, type, capacity) / (2 * m_layers)),
      m_rows(config.kvHeads * capacity),
      m_headDim(config.headDim),
      m_firstOnGpu(gpus.empty() ? m_layers : gpus.front().first)
{
    for (const GpuLayers& part : gpus) {
        const auto size = static_cast<std::size_t>(2 * m_layerBytes * (part.end - part.first));
        if (size > 0) // else it has the head alone
            m_onGpu.push_back(
                {part.first, part.end,
                 GpuMemory(part.gpu, size, "Keys and values of " + std::to_string(capacity) + " positions")});
    }
    if (m_firstOnGpu == 0)
        return;
    // calloc: large blocks come zeroed and untouched from the system, so positions cost memory only once written.
    m_data.reset(static_cast<std::byte*>(std::calloc(1, static_cast<std::size_t>(2 * m_layerBytes * m_firstOnGpu))));
    if (!m_data)
        throw Error(ErrorKind::NoMemory, "There is no memory for a cache of " + std::to_string(bytes() >> 20) + " MiB (" +
                                             std::to_string(capacity) + " positions). Choose a shorter context.");
}

void KvCache::copyBeginning(const KvCache& other, std::int64_t length)
{
    const std::int64_t head = m_capacity * m_rowBytes; // each head's positions lie behind one another
    const std::int64_t rowBytes = length * m_rowBytes;
    for (int i = m_firstOnGpu; i < m_layers; ++i) // rare, so by way of the processor
        other.visitLayer(i, false, [&](const kernels::KvView& from) {
            visitLayer(i, true, [&](const kernels::KvView& to) {
                for (std::int64_t at = 0; at < m_layerBytes; at += head) {
                    std::memcpy(static_cast<std::byte*>(to.keys) + at, static_cast<const std::byte*>(from.keys) + at,
                                static_cast<std::size_t>(rowBytes));
                    std::memcpy(static_cast<std::byte*>(to.values) + at, static_cast<const std::byte*>(from.values) + at,
                                static_cast<std::size_t>(rowBytes));
                }
            });
        });
    for (std::int64_t at = 0; at < 2 * m_layerBytes * m_firstOnGpu; at += head)
        std::memcpy(m_data.get() + at, other.m_data.get() + at, static_cast<std::size_t>(rowBytes));
    m_length = length;
}

const KvCache::Piece& KvCache::pieceOf(int layer) const
{
    return *std::find_if(m_onGpu.begin(), m_onGpu.end(), [&](const Piece& piece) { return layer < piece.end; });
}

kernels::KvView KvCache::layer(int index) const
{
    const bool there = index >= m_firstOnGpu;
    std::byte* keys = there ? pieceOf(index).memory.data() + 2 * (index - pieceOf(index).first) * m_layerBytes
                            : m_data.get() + 2 * index * m_layerBytes;
    return {keys, keys + m_layerBytes, m_type, m_capacity};
}

void KvCache::visitLayer(int index, bool writes, const std::function<void(const kernels::KvView&)>& change) const
{
    const kernels::KvView there = layer(index);
    if (index < m_firstOnGpu) {
        change(there);
        return;
    }
    const auto bytes = static_cast<std::size_t>(m_layerBytes);
    Gpu& gpu = *pieceOf(index).memory.gpu();
    std::vector<std::byte> raw(bytes);
    std::vector<std::byte> parts[2] = {std::vector<std::byte>(bytes), std::vector<std::byte>(bytes)};
    void* const places[2] = {there.keys, there.values};
    for (int i = 0; i < 2; ++i) {
        gpu.download(raw.data(), places[i], bytes);
        kernels::cuda::cacheFromDevice(m_type, raw.data(), 0, m_rows, m_rows, m_headDim, parts[i].data());
    }
    change({parts[0].data(), parts[1].data(), m_type, m_capacity});
    for (int i = 0; writes && i < 2; ++i) {
        kernels::cuda::cacheToDevice(m_type, parts[i].data(), 0, m_rows, m_rows, m_headDim, raw.data());
        gpu.upload(places[i], raw.data(), bytes);
    }
}

} // namespace engine::model
