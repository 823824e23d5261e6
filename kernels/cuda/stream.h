// SPDX-License-Identifier: GPL-3.0-or-later
// The program's side of the CUDA module: a device, memory on it, and a Backend whose pointers are the device's.
#pragma once

#include "kernels/cuda/module_interface.h"

#include <cstddef>
#include <stdexcept>

namespace kernels::cuda
{

// What CUDA, or the module, says of a failure. `isMemory`: there is not enough of it on the device.
struct DeviceError : std::runtime_error {
    DeviceError(const std::string& what, bool memory) : std::runtime_error(what), isMemory(memory) {}
    bool isMemory;
};

using ErrorText = const char* (*)(int error);

// One stream of one device. Used by one thread at a time; every method may throw DeviceError, but for give-backs.
class Stream
{
public:
    Stream(const FettleCudaModule& module, ErrorText text, int device);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void* allocate(std::size_t bytes);
    void release(void* memory) { m_module.release(m_context, memory); }
    std::uint64_t freeBytes(); // of the device, now
    void upload(void* to, const void* from, std::size_t bytes);
    void download(void* to, const void* from, std::size_t bytes); // waits for the ops before it
    void fetch(void* to, Stream& other, const void* from, std::size_t bytes); // as module_interface.h says
    void finish(); // waits, and tells what went wrong since the last time

    // As module_interface.h says of them.
    void setPrompts(const PromptProducts& how, void* room, std::size_t bytes)
    {
        m_module.setPrompts(m_context, &how, room, bytes);
    }
    const char* promptRefusal(const PromptProducts& how) { return m_module.promptRefusal(m_context, &how); }

    // Ops of deviceBackend() on this thread go here until the next call.
    void makeCurrent();

    FettleCudaGraph* record(void (*ops)(const void* context), const void* context); // the ops of one token
    void replay(FettleCudaGraph* graph, std::int64_t position, std::int32_t token);
    void release(FettleCudaGraph* graph) { m_module.releaseGraph(graph); }

    // As module_interface.h says of them.
    void choose(const Choice& how) { m_module.choose(m_context, &how); }
    void beginSteps(std::int64_t position, std::int32_t token);
    void step(FettleCudaGraph* graph, double draw);
    std::int32_t chosen(std::int64_t number);

private:
    friend struct Forward;
    void check(int error) const;

    const FettleCudaModule& m_module;
    ErrorText m_text;
    FettleCudaContext* m_context = nullptr;
};

const Backend& deviceBackend();

} // namespace kernels::cuda
