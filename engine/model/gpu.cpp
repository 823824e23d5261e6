// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/gpu.h"

#include "engine/error.h"
#include "kernels/cuda/load_module.h"

#include <utility>

namespace engine::model
{
namespace
{

// Runs `work`, with its failures as sentences.
template <class Work>
auto checked(const std::string& name, const std::string& what, const Work& work)
{
    try {
        return work();
    } catch (const kernels::cuda::DeviceError& error) {
        if (error.isMemory)
            throw Error(ErrorKind::NoMemory, what + " do not fit into the memory of " + name +
                                                 ". Choose a smaller model or a shorter context, or use the processor.");
        throw Error(ErrorKind::Unsupported, name + " cannot go on: " + error.what());
    }
}

} // namespace

std::shared_ptr<Gpu> Gpu::open(int index)
{
    const kernels::cuda::Module module = kernels::cuda::loadModule();
    const auto count = static_cast<int>(module.devices.list.size());
    const std::string device = "The device cuda:" + std::to_string(index) + " cannot be used. ";
    if (count == 0)
        throw Error(ErrorKind::Unsupported, device + module.devices.reason + " Choose the processor instead.");
    if (index >= count)
        throw Error(ErrorKind::Unsupported, device + "This machine has " + std::to_string(count) + (count == 1 ? " GPU" : " GPUs") +
                                                ", counted from 0.");
    return std::make_shared<Gpu>(*module.table, module.errorText, index, module.devices.list[static_cast<std::size_t>(index)].name);
}

Gpu::Gpu(const FettleCudaModule& module, kernels::cuda::ErrorText text, int index, std::string name)
    : m_name(std::move(name)),
      m_index(index),
      m_stream(checked(m_name, "The buffers of the engine",
                       [&] { return std::make_unique<kernels::cuda::Stream>(module, text, index); }))
{
}

std::int64_t Gpu::freeBytes() const
{
    try {
        return static_cast<std::int64_t>(m_stream->freeBytes());
    } catch (const kernels::cuda::DeviceError&) {
        return 0;
    }
}

void Gpu::upload(void* to, const void* from, std::size_t bytes)
{
    checked(m_name, "The data", [&] { m_stream->upload(to, from, bytes); });
}

void Gpu::download(void* to, const void* from, std::size_t bytes) const
{
    checked(m_name, "The data", [&] { m_stream->download(to, from, bytes); });
}

void Gpu::fetch(void* to, Gpu& other, const void* from, std::size_t bytes)
{
    checked(m_name, "The data", [&] { m_stream->fetch(to, *other.m_stream, from, bytes); });
}

void Gpu::finish()
{
    checked(m_name, "The buffers of the engine", [&] { m_stream->finish(); });
}

void Gpu::setPrompts(const kernels::cuda::PromptProducts& how, std::byte* room, std::size_t bytes)
{
    m_stream->setPrompts(how, room, bytes);
}

std::string Gpu::promptRefusal(const kernels::cuda::PromptProducts& how) const
{
    const char* why = m_stream->promptRefusal(how);
    return why ? why : "";
}

const kernels::Backend& Gpu::ops()
{
    m_stream->makeCurrent();
    return kernels::cuda::deviceBackend();
}

GpuMemory::GpuMemory(std::shared_ptr<Gpu> gpu, std::size_t bytes, const std::string& what) : m_gpu(std::move(gpu)), m_size(bytes)
{
    const std::string size = what + " (" + std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB)";
    m_data = checked(m_gpu->m_name, size, [&] { return static_cast<std::byte*>(m_gpu->m_stream->allocate(bytes)); });
}

GpuMemory::~GpuMemory()
{
    if (m_data)
        m_gpu->m_stream->release(m_data);
}

GpuMemory::GpuMemory(GpuMemory&& other) noexcept
    : m_gpu(std::move(other.m_gpu)), m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0))
{
}

GpuMemory& GpuMemory::operator=(GpuMemory&& other) noexcept
{
    std::swap(m_gpu, other.m_gpu);
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

GpuGraph::~GpuGraph()
{
    if (m_graph)
        m_gpu->m_stream->release(m_graph);
}

void GpuGraph::record(std::shared_ptr<Gpu> gpu, void (*ops)(const void* context), const void* context)
{
    m_gpu = std::move(gpu);
    m_graph = checked(m_gpu->m_name, "The steps of a token", [&] { return m_gpu->m_stream->record(ops, context); });
}

void GpuGraph::replay(std::int64_t position, std::int32_t token)
{
    checked(m_gpu->m_name, "The steps of a token", [&] { m_gpu->m_stream->replay(m_graph, position, token); });
}

void GpuSteps::record(std::shared_ptr<Gpu> gpu, void (*ops)(const void* context), const void* context, const kernels::cuda::Choice& how)
{
    struct Both {
        void (*ops)(const void* context);
        const void* context;
        kernels::cuda::Stream& stream;
        const kernels::cuda::Choice& how;
    } both{ops, context, *gpu->m_stream, how};
    checked(gpu->m_name, "The steps of a token", [&] { gpu->m_stream->choose(how); }); // kernels are loaded by their first launch
    gpu->finish();
    m_graph = std::make_unique<GpuGraph>();
    m_gpu = gpu.get();
    m_how = how;
    m_graph->record(
        std::move(gpu),
        [](const void* given) {
            const auto& all = *static_cast<const Both*>(given);
            all.ops(all.context);
            all.stream.choose(all.how);
        },
        &both);
}

void GpuSteps::begin(std::int64_t position, std::int32_t token)
{
    m_begun = 0;
    m_asked = 0;
    checked(m_gpu->m_name, "The steps of a token", [&] { m_gpu->m_stream->beginSteps(position, token); });
}

void GpuSteps::step(double draw)
{
    ++m_begun;
    checked(m_gpu->m_name, "The steps of a token", [&] { m_gpu->m_stream->step(m_graph->m_graph, draw); });
}

std::int32_t GpuSteps::next()
{
    return checked(m_gpu->m_name, "The steps of a token", [&] { return m_gpu->m_stream->chosen(m_asked++); });
}

void GpuSteps::end()
{
    m_asked = m_begun;
    m_gpu->finish();
}

} // namespace engine::model
