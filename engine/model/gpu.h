// SPDX-License-Identifier: GPL-3.0-or-later
// A GPU that models run on: its memory, its ops, and what goes wrong there as sentences. Shared by the weights, the cache
// and the buffers that lie on it. Used by one thread at a time.
#pragma once

#include "kernels/cuda/stream.h"

#include <memory>
#include <string>

namespace engine::model
{

class Gpu
{
public:
    // Device `index` of this machine. Throws engine::Error(Unsupported): there is none, with the reason.
    static std::shared_ptr<Gpu> open(int index);
    // The same through a given module: tests run an emulated device so.
    Gpu(const FettleCudaModule& module, kernels::cuda::ErrorText text, int index, std::string name);

    const std::string& name() const { return m_name; }
    int index() const { return m_index; } // of the device: two of one share its memory

    std::int64_t freeBytes() const; // of its memory, now; 0 where it does not tell

    // Below: throw engine::Error NoMemory (the device has not enough, with the size) or Internal (CUDA's words).
    void upload(void* to, const void* from, std::size_t bytes);
    void download(void* to, const void* from, std::size_t bytes) const; // waits for the ops before it
    // From a buffer of another GPU, behind its ops; that one is then left alone until finish() of this one.
    void fetch(void* to, Gpu& other, const void* from, std::size_t bytes);
    void finish(); // waits for the ops

    // How ops of many tokens are multiplied from here on, in memory that nobody else uses until the next call; null: by
    // our own tiles.
    void setPrompts(const kernels::cuda::PromptProducts& how, std::byte* room, std::size_t bytes);
    // Empty, or one sentence: why that cannot be here.
    std::string promptRefusal(const kernels::cuda::PromptProducts& how) const;

    const kernels::Backend& ops(); // on this GPU, for the calling thread, until another one's are asked for

    kernels::cuda::Stream& stream() { return *m_stream; }

private:
    friend class GpuMemory;
    friend class GpuGraph;
    friend class GpuSteps;
    std::string m_name;
    int m_index;
    std::unique_ptr<kernels::cuda::Stream> m_stream;
};

// A piece of a GPU's memory, not initialized.
class GpuMemory
{
public:
    GpuMemory() = default;
    GpuMemory(std::shared_ptr<Gpu> gpu, std::size_t bytes, const std::string& what); // for the error: "The weights"
    ~GpuMemory();
    GpuMemory(GpuMemory&& other) noexcept;
    GpuMemory& operator=(GpuMemory&& other) noexcept;
    GpuMemory(const GpuMemory&) = delete;
    GpuMemory& operator=(const GpuMemory&) = delete;

    std::byte* data() const { return m_data; }
    std::size_t size() const { return m_size; }
    Gpu* gpu() const { return m_gpu.get(); }

private:
    std::shared_ptr<Gpu> m_gpu;
    std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

// The ops of one token, recorded once and replayed.
class GpuGraph
{
public:
    GpuGraph() = default;
    ~GpuGraph();
    GpuGraph(const GpuGraph&) = delete;
    GpuGraph& operator=(const GpuGraph&) = delete;

    explicit operator bool() const { return m_graph != nullptr; }
    bool isDue() { return m_seen++ > 0; } // asked once for each token: false the first time
    bool wasAsked() const { return m_seen > 0; }
    void record(std::shared_ptr<Gpu> gpu, void (*ops)(const void* context), const void* context);
    void replay(std::int64_t position, std::int32_t token);

private:
    friend class GpuSteps;
    std::shared_ptr<Gpu> m_gpu;
    FettleCudaGraph* m_graph = nullptr;
    int m_seen = 0;
};

// Single tokens that a GPU chooses and feeds to itself: some are on their way before the first of them is asked for. The
// graph is that of one token with its logits and the choice by them.
class GpuSteps
{
public:
    bool isFor(const kernels::cuda::Choice& how) const { return m_graph && kernels::cuda::isAlike(m_how, how); }
    // The ops of a token, behind which the choice is made; the logits of one were there before.
    void record(std::shared_ptr<Gpu> gpu, void (*ops)(const void* context), const void* context, const kernels::cuda::Choice& how);

    void begin(std::int64_t position, std::int32_t token);
    void step(double draw);  // at most kStepsAhead that were not asked for
    std::int32_t next();     // waits for the oldest; kernels::cuda::kNoToken as choice.h says
    int ahead() const { return static_cast<int>(m_begun - m_asked); }
    void end(); // waits for all

private:
    std::unique_ptr<GpuGraph> m_graph;
    kernels::cuda::Choice m_how;
    Gpu* m_gpu = nullptr;
    std::int64_t m_begun = 0;
    std::int64_t m_asked = 0;
};

} // namespace engine::model
