// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/split_backend.h"

namespace engine::model
{
namespace
{

thread_local SplitBackend* current = nullptr;

bool isOnGpu(const kernels::Matrix& w)
{
    return w.layout == kernels::Layout::Device;
}

const kernels::Backend& gpuOps()
{
    return kernels::cuda::deviceBackend();
}

} // namespace

struct SplitOps {
    static void embed(const kernels::Embed& op, kernels::Pool& pool) { kernels::cpuBackend().embed(op, pool); }

    static void normQkv(const kernels::NormQkv& op, kernels::Pool& pool)
    {
        if (!isOnGpu(op.q)) {
            kernels::cpuBackend().normQkv(op, pool);
            return;
        }
        current->moveStream();
        kernels::NormQkv there = op;
        there.x = current->there(op.x);
        there.qOut = current->there(op.qOut);
        there.scratch = current->m_scratch;
        gpuOps().normQkv(there, pool);
    }

    static void attend(const kernels::Attend& op, kernels::Pool& pool)
    {
        if (!current->m_isOnGpu) {
            kernels::cpuBackend().attend(op, pool);
            return;
        }
        kernels::Attend there = op;
        there.q = current->there(op.q);
        there.out = current->there(op.out);
        there.scratch = current->m_scratch;
        gpuOps().attend(there, pool);
    }

    static void projectAdd(const kernels::ProjectAdd& op, kernels::Pool& pool)
    {
        if (!isOnGpu(op.weight)) {
            kernels::cpuBackend().projectAdd(op, pool);
            return;
        }
        kernels::ProjectAdd there = op;
        there.in = current->there(op.in);
        there.x = current->there(op.x);
        there.scratch = current->m_scratch;
        gpuOps().projectAdd(there, pool);
    }

    static void normGateUp(const kernels::NormGateUp& op, kernels::Pool& pool)
    {
        if (!isOnGpu(op.up)) {
            kernels::cpuBackend().normGateUp(op, pool);
            return;
        }
        kernels::NormGateUp there = op;
        there.x = current->there(op.x);
        there.out = current->there(op.out);
        there.scratch = current->m_scratch;
        gpuOps().normGateUp(there, pool);
    }

    static void logits(const kernels::Logits& op, kernels::Pool& pool)
    {
        current->moveStream();
        kernels::Logits there = op;
        there.x = current->there(op.x);
        there.logits = current->there(op.logits);
        there.scratch = current->m_scratch;
        gpuOps().logits(there, pool);
    }
};

void SplitBackend::addMirror(void* onHost, std::size_t bytes, void* onGpu, bool isStream)
{
    m_mirrors.push_back({static_cast<std::byte*>(onHost), bytes, static_cast<std::byte*>(onGpu), isStream});
}

const kernels::Backend& SplitBackend::ops(int tokens, int dim)
{
    m_gpu->ops(); // its stream becomes this thread's
    current = this;
    m_isOnGpu = false;
    m_streamBytes = static_cast<std::size_t>(tokens) * static_cast<std::size_t>(dim) * sizeof(float);
    static const kernels::Backend backend{"split",              SplitOps::embed,  SplitOps::normQkv, SplitOps::attend, SplitOps::projectAdd,
                                          SplitOps::normGateUp, SplitOps::logits, nullptr,           nullptr,          nullptr};
    return backend;
}

void SplitBackend::moveStream()
{
    if (m_isOnGpu)
        return;
    m_isOnGpu = true;
    for (const Mirror& mirror : m_mirrors)
        if (mirror.isStream)
            m_gpu->upload(mirror.onGpu, mirror.onHost, m_streamBytes);
}

template <class T>
T* SplitBackend::there(T* onHost) const
{
    const auto* at = reinterpret_cast<const std::byte*>(onHost);
    for (const Mirror& mirror : m_mirrors)
        if (at >= mirror.onHost && at < mirror.onHost + mirror.bytes)
            return reinterpret_cast<T*>(mirror.onGpu + (at - mirror.onHost));
    return nullptr; // a buffer that the page does not have
}

} // namespace engine::model
