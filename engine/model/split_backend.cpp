// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/split_backend.h"

#include <algorithm>

namespace engine::model
{
namespace
{

thread_local SplitBackend* current = nullptr;

} // namespace

struct SplitOps {
    static void embed(const kernels::Embed& op, kernels::Pool& pool)
    {
        const kernels::Backend& ops = current->at(op.table, false); // which makes the stream
        kernels::Embed there = op;
        current->translate(there.x);
        ops.embed(there, pool);
    }

    static void normQkv(const kernels::NormQkv& op, kernels::Pool& pool)
    {
        const kernels::Backend& ops = current->at(op.q);
        kernels::NormQkv there = op;
        current->translate(there.x);
        current->translate(there.qOut);
        current->translateScratch(there.scratch);
        ops.normQkv(there, pool);
    }

    static void attend(const kernels::Attend& op, kernels::Pool& pool)
    {
        kernels::Attend there = op;
        current->translate(there.q);
        current->translate(there.out);
        current->translateScratch(there.scratch);
        current->here().attend(there, pool);
    }

    static void projectAdd(const kernels::ProjectAdd& op, kernels::Pool& pool)
    {
        const kernels::Backend& ops = current->at(op.weight);
        kernels::ProjectAdd there = op;
        current->translate(there.in);
        current->translate(there.x);
        current->translateScratch(there.scratch);
        ops.projectAdd(there, pool);
    }

    static void normGateUp(const kernels::NormGateUp& op, kernels::Pool& pool)
    {
        const kernels::Backend& ops = current->at(op.up);
        kernels::NormGateUp there = op;
        current->translate(there.x);
        current->translate(there.out);
        current->translateScratch(there.scratch);
        ops.normGateUp(there, pool);
    }

    static void routeExperts(const kernels::RouteExperts& op, kernels::Pool& pool)
    {
        const kernels::Backend& ops = current->at(op.router);
        kernels::RouteExperts there = op;
        current->translate(there.x);
        current->translate(there.normed);
        current->translate(there.chosen);
        current->translate(there.shares);
        current->translateScratch(there.scratch);
        ops.routeExperts(there, pool);
    }

    static void mixExperts(const kernels::MixExperts& op, kernels::Pool& pool)
    {
        const kernels::Backend& ops = current->at(op.up);
        kernels::MixExperts there = op;
        current->translate(there.normed);
        current->translate(there.chosen);
        current->translate(there.shares);
        current->translate(there.x);
        current->translateScratch(there.scratch);
        ops.mixExperts(there, pool);
    }

    static void logits(const kernels::Logits& op, kernels::Pool& pool)
    {
        const kernels::Backend& ops = current->at(op.head);
        kernels::Logits there = op;
        current->translate(there.x);
        current->translate(there.logits);
        current->translateScratch(there.scratch);
        ops.logits(there, pool);
    }
};

const SplitBackend::Mirror& SplitBackend::Place::stream() const
{
    return *std::find_if(mirrors.begin(), mirrors.end(), [](const Mirror& mirror) { return mirror.isStream; });
}

std::byte* SplitBackend::Place::mirrored(const void* onHost) const
{
    const auto* at = static_cast<const std::byte*>(onHost);
    for (const Mirror& mirror : mirrors)
        if (at >= mirror.onHost && at < mirror.onHost + mirror.bytes)
            return mirror.there + (at - mirror.onHost);
    return nullptr;
}

void SplitBackend::addPlace(std::shared_ptr<Gpu> gpu, const GpuMemory& weights, void* scratch)
{
    m_places.push_back({std::move(gpu), weights.data(), weights.size(), scratch, {}});
}

void SplitBackend::addMirror(void* onHost, std::size_t bytes, void* there, bool isStream)
{
    m_places.back().mirrors.push_back(
        {static_cast<std::byte*>(onHost), bytes, static_cast<std::byte*>(there), isStream});
}

const kernels::Backend& SplitBackend::ops(int tokens, int dim)
{
    current = this;
    m_at = kProcessor;
    m_streamBytes = static_cast<std::size_t>(tokens) * static_cast<std::size_t>(dim) * sizeof(float);
    static const kernels::Backend backend{"split",
                                          SplitOps::embed,
                                          SplitOps::normQkv,
                                          SplitOps::attend,
                                          SplitOps::projectAdd,
                                          SplitOps::normGateUp,
                                          SplitOps::logits,
                                          nullptr, // of encoders, which lie in one place
                                          SplitOps::routeExperts,
                                          SplitOps::mixExperts};
    return backend;
}

const kernels::Backend& SplitBackend::at(const kernels::Matrix& weight, bool bringsStream)
{
    int place = kProcessor;
    const auto* data = static_cast<const std::byte*>(weight.data);
    for (std::size_t i = 0; i < m_places.size(); ++i)
        if ((weight.layout == kernels::Layout::Device || weight.layout == kernels::Layout::Sparse) &&
            data >= m_places[i].weights && data < m_places[i].weights + m_places[i].bytes)
            place = static_cast<int>(i);
    if (place == m_at)
        return here();
    const Place& to =
        m_places[static_cast<std::size_t>(place)]; // never back to the processor: its layers are the first
    if (m_at == kProcessor && bringsStream) {
        to.gpu->upload(to.stream().there, to.stream().onHost, m_streamBytes);
    } else if (m_at != kProcessor) {
        const Place& from = m_places[static_cast<std::size_t>(m_at)];
        to.gpu->fetch(to.stream().there, *from.gpu, from.stream().there, m_streamBytes);
    }
    m_at = place;
    return to.gpu->ops();
}

const kernels::Backend& SplitBackend::here() const
{
    return m_at == kProcessor ? kernels::cpuBackend() : kernels::cuda::deviceBackend();
}

void SplitBackend::finish(float* logits, std::size_t bytes)
{
    for (const Place& place : m_places)
        place.gpu->finish();
    if (bytes > 0) {
        const Place& last = m_places.back();
        last.gpu->download(logits, last.mirrored(logits), bytes);
    }
}

template <class T>
void SplitBackend::translate(T*& pointer) const
{
    if (m_at != kProcessor)
        pointer = reinterpret_cast<T*>(m_places[static_cast<std::size_t>(m_at)].mirrored(pointer));
}

void SplitBackend::translateScratch(void*& scratch) const
{
    if (m_at != kProcessor)
        scratch = m_places[static_cast<std::size_t>(m_at)].scratch;
}

} // namespace engine::model
