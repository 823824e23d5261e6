// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/stream.h"

#include <string>

namespace kernels::cuda
{

namespace
{

constexpr int kOutOfMemory = 2; // cudaErrorMemoryAllocation
thread_local Stream* current = nullptr;

} // namespace

// The backend's functions, which have no argument for the stream.
struct Forward {
    static void embed(const Embed& op, Pool& /*pool*/) { current->m_module.embed(current->m_context, &op); }
    static void normQkv(const NormQkv& op, Pool& /*pool*/) { current->m_module.normQkv(current->m_context, &op); }
    static void attend(const Attend& op, Pool& /*pool*/) { current->m_module.attend(current->m_context, &op); }
    static void projectAdd(const ProjectAdd& op, Pool& /*pool*/)
    {
        current->m_module.projectAdd(current->m_context, &op);
    }
    static void normGateUp(const NormGateUp& op, Pool& /*pool*/)
    {
        current->m_module.normGateUp(current->m_context, &op);
    }
    static void logits(const Logits& op, Pool& /*pool*/) { current->m_module.logits(current->m_context, &op); }
    static void normalize(const Normalize& op, Pool& /*pool*/) { current->m_module.normalize(current->m_context, &op); }
    static void routeExperts(const RouteExperts& op, Pool& /*pool*/)
    {
        current->m_module.routeExperts(current->m_context, &op);
    }
    static void mixExperts(const MixExperts& op, Pool& /*pool*/)
    {
        current->m_module.mixExperts(current->m_context, &op);
    }
};

Stream::Stream(const FettleCudaModule& module, ErrorText text, int device) : m_module(module), m_text(text)
{
    check(m_module.open(device, &m_context));
}

Stream::~Stream()
{
    if (current == this) {
        current = nullptr;
    }
    m_module.close(m_context);
}

void Stream::check(int error) const
{
    if (error != 0) {
        throw DeviceError(m_text(error), error == kOutOfMemory);
    }
}

void* Stream::allocate(std::size_t bytes)
{
    void* memory = nullptr;
    check(m_module.allocate(m_context, bytes, &memory));
    return memory;
}

std::uint64_t Stream::freeBytes()
{
    std::uint64_t free = 0;
    std::uint64_t all = 0;
    check(m_module.memory(m_context, &free, &all));
    return free;
}

void Stream::upload(void* to, const void* from, std::size_t bytes)
{
    check(m_module.upload(m_context, to, from, bytes));
}

void Stream::download(void* to, const void* from, std::size_t bytes)
{
    check(m_module.download(m_context, to, from, bytes));
}

void Stream::fetch(void* to, Stream& other, const void* from, std::size_t bytes)
{
    check(m_module.fetch(m_context, to, other.m_context, from, bytes));
}

void Stream::finish()
{
    const char* sentence = nullptr;
    const int error = m_module.finish(m_context, &sentence);
    if (error == -1) {
        throw DeviceError(sentence, false);
    }
    check(error);
}

void Stream::makeCurrent()
{
    current = this;
}

FettleCudaGraph* Stream::record(void (*ops)(const void* context), const void* context)
{
    makeCurrent();
    check(m_module.beginGraph(m_context));
    ops(context);
    FettleCudaGraph* graph = nullptr;
    check(m_module.endGraph(m_context, &graph));
    return graph;
}

void Stream::replay(FettleCudaGraph* graph, std::int64_t position, std::int32_t token)
{
    check(m_module.replay(m_context, graph, position, token));
}

void Stream::beginSteps(std::int64_t position, std::int32_t token)
{
    check(m_module.beginSteps(m_context, position, token));
}

void Stream::step(FettleCudaGraph* graph, double draw)
{
    check(m_module.step(m_context, graph, draw));
}

std::int32_t Stream::chosen(std::int64_t number)
{
    std::int32_t token = kNoToken;
    check(m_module.chosen(m_context, number, &token));
    return token;
}

const Backend& deviceBackend()
{
    static const Backend backend{"cuda",          Forward::embed,      Forward::normQkv,
                                 Forward::attend, Forward::projectAdd, Forward::normGateUp,
                                 Forward::logits, Forward::normalize,  Forward::routeExperts,
                                 Forward::mixExperts};
    return backend;
}

} // namespace kernels::cuda
