// SPDX-License-Identifier: GPL-3.0-or-later
// The module's table of functions. A context belongs to a device, and the device of a thread is set at each call.
#include "kernels/cuda/module_interface.h"

#include "kernels/cuda/module/ops.h"
#include "kernels/cuda/module/prompts.h"

#include <cstring>
#include <new>

using kernels::cuda::Context;
using kernels::cuda::Place;

struct FettleCudaContext {
    static constexpr std::size_t kStageBytes = std::size_t{8} << 20;
    static constexpr int kStages = 2; // one is filled while the other is on its way

    Context context;
    void* stages[kStages] = {};
    cudaEvent_t sent[kStages] = {};
    int nextStage = 0;
    std::int64_t* liveOnHost = nullptr; // pinned: position, token, steps
    cudaEvent_t chosen[kernels::cuda::kStepsAhead] = {};
    std::int64_t stepsBegun = 0;
    cudaEvent_t computed = nullptr; // what another context waits for before it fetches
};

struct FettleCudaGraph {
    cudaGraphExec_t exec = nullptr;
};

namespace
{

void use(FettleCudaContext* self)
{
    self->context.note(cudaSetDevice(self->context.device));
}

void close(FettleCudaContext* self)
{
    if (self == nullptr) {
        return;
    }
    kernels::cuda::close(self->context);
    for (int i = 0; i < FettleCudaContext::kStages; ++i) {
        cudaFreeHost(self->stages[i]);
        if (self->sent[i] != nullptr) {
            cudaEventDestroy(self->sent[i]);
        }
    }
    for (cudaEvent_t event : self->chosen) {
        if (event != nullptr) {
            cudaEventDestroy(event);
        }
    }
    if (self->computed != nullptr) {
        cudaEventDestroy(self->computed);
    }
    cudaFreeHost(self->liveOnHost);
    delete self;
}

int open(int device, FettleCudaContext** result)
{
    *result = nullptr;
    auto* self = new (std::nothrow) FettleCudaContext;
    if (self == nullptr) {
        return cudaErrorMemoryAllocation;
    }
    Context& context = self->context;
    kernels::cuda::open(context, device);
    for (int i = 0; i < FettleCudaContext::kStages && context.error == cudaSuccess; ++i) {
        context.note(cudaMallocHost(&self->stages[i], FettleCudaContext::kStageBytes));
        context.note(cudaEventCreateWithFlags(&self->sent[i], cudaEventDisableTiming));
    }
    if (context.error == cudaSuccess) {
        void* live = nullptr;
        context.note(cudaMallocHost(&live, 3 * sizeof(std::int64_t)));
        self->liveOnHost = static_cast<std::int64_t*>(live);
    }
    for (int i = 0; i < kernels::cuda::kStepsAhead && context.error == cudaSuccess; ++i) {
        context.note(cudaEventCreateWithFlags(&self->chosen[i], cudaEventDisableTiming));
    }
    if (context.error == cudaSuccess) {
        context.note(cudaEventCreateWithFlags(&self->computed, cudaEventDisableTiming));
    }
    const cudaError_t error = context.error;
    if (error != cudaSuccess) {
        close(self);
        return error;
    }
    *result = self;
    return cudaSuccess;
}

int allocate(FettleCudaContext* self, std::uint64_t bytes, void** memory)
{
    use(self);
    const cudaError_t error = cudaMalloc(memory, bytes);
    if (error != cudaSuccess) {
        cudaGetLastError(); // asked for here, and told to the caller: not to be met again later
    }
    return error;
}

void release(FettleCudaContext* self, void* memory)
{
    use(self);
    cudaStreamSynchronize(self->context.stream);
    cudaFree(memory);
}

int memory(FettleCudaContext* self, std::uint64_t* freeBytes, std::uint64_t* allBytes)
{
    use(self);
    std::size_t free = 0;
    std::size_t all = 0;
    const cudaError_t error = cudaMemGetInfo(&free, &all);
    *freeBytes = free;
    *allBytes = all;
    return error;
}

int upload(FettleCudaContext* self, void* to, const void* from, std::uint64_t bytes)
{
    use(self);
    cudaError_t error = cudaSuccess;
    for (std::uint64_t done = 0; done < bytes && error == cudaSuccess;) {
        const std::uint64_t count =
            bytes - done < FettleCudaContext::kStageBytes ? bytes - done : FettleCudaContext::kStageBytes;
        const int stage = self->nextStage;
        self->nextStage = (stage + 1) % FettleCudaContext::kStages;
        error = cudaEventSynchronize(self->sent[stage]);
        if (error == cudaSuccess) {
            std::memcpy(self->stages[stage], static_cast<const char*>(from) + done, count);
            error = cudaMemcpyAsync(static_cast<char*>(to) + done, self->stages[stage], count, cudaMemcpyHostToDevice,
                                    self->context.stream);
        }
        if (error == cudaSuccess) {
            error = cudaEventRecord(self->sent[stage], self->context.stream);
        }
        done += count;
    }
    return error;
}

int download(FettleCudaContext* self, void* to, const void* from, std::uint64_t bytes)
{
    use(self);
    const cudaError_t error = cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, self->context.stream);
    return error != cudaSuccess ? error : cudaStreamSynchronize(self->context.stream);
}

int fetch(FettleCudaContext* self, void* to, FettleCudaContext* other, const void* from, std::uint64_t bytes)
{
    use(other);
    cudaError_t error = cudaEventRecord(other->computed, other->context.stream);
    use(self);
    if (error == cudaSuccess) {
        error = cudaStreamWaitEvent(self->context.stream, other->computed, 0);
    }
    if (error == cudaSuccess) { // the driver takes the way by the host where there is no other
        error = cudaMemcpyPeerAsync(to, self->context.device, from, other->context.device, bytes, self->context.stream);
    }
    return error;
}

int finish(FettleCudaContext* self, const char** sentence)
{
    use(self);
    Context& context = self->context;
    context.note(cudaStreamSynchronize(context.stream));
    const int error = context.refusal != nullptr ? -1 : context.error;
    *sentence = context.refusal;
    context.refusal = nullptr;
    context.error = cudaSuccess;
    return error;
}

void setPrompts(FettleCudaContext* self, const kernels::cuda::PromptProducts* how, void* room, std::uint64_t bytes)
{
    use(self);
    kernels::cuda::setPrompts(self->context, *how, room, bytes);
}

const char* promptRefusal(FettleCudaContext* self, const kernels::cuda::PromptProducts* how)
{
    use(self);
    return kernels::cuda::promptRefusal(self->context, *how);
}

Place placeOf(const Context& context, std::int64_t position)
{
    return context.isCapturing ? Place{0, context.live} : Place{position, nullptr};
}

void embed(FettleCudaContext* self, const kernels::Embed* op)
{
    use(self); // here and below: an op before may have been another device's
    kernels::cuda::embed(self->context, *op, placeOf(self->context, op->position));
}

void normQkv(FettleCudaContext* self, const kernels::NormQkv* op)
{
    use(self);
    kernels::cuda::normQkv(self->context, *op, placeOf(self->context, op->segments->position));
}

void attend(FettleCudaContext* self, const kernels::Attend* op)
{
    use(self);
    kernels::cuda::attend(self->context, *op, placeOf(self->context, op->position));
}

void projectAdd(FettleCudaContext* self, const kernels::ProjectAdd* op)
{
    use(self);
    kernels::cuda::projectAdd(self->context, *op);
}

void normGateUp(FettleCudaContext* self, const kernels::NormGateUp* op)
{
    use(self);
    kernels::cuda::normGateUp(self->context, *op);
}

void logits(FettleCudaContext* self, const kernels::Logits* op)
{
    use(self);
    kernels::cuda::logits(self->context, *op);
}

void normalize(FettleCudaContext* self, const kernels::Normalize* op)
{
    use(self);
    kernels::cuda::normalize(self->context, *op);
}

void routeExperts(FettleCudaContext* self, const kernels::RouteExperts* op)
{
    use(self);
    kernels::cuda::routeExperts(self->context, *op);
}

void mixExperts(FettleCudaContext* self, const kernels::MixExperts* op)
{
    use(self);
    kernels::cuda::mixExperts(self->context, *op);
}

int beginGraph(FettleCudaContext* self)
{
    use(self);
    const cudaError_t error = cudaStreamBeginCapture(self->context.stream, cudaStreamCaptureModeThreadLocal);
    self->context.isCapturing = error == cudaSuccess;
    return error;
}

int endGraph(FettleCudaContext* self, FettleCudaGraph** result)
{
    use(self);
    *result = nullptr;
    self->context.isCapturing = false;
    cudaGraph_t graph = nullptr;
    cudaError_t error = cudaStreamEndCapture(self->context.stream, &graph);
    cudaGraphExec_t exec = nullptr;
    if (error == cudaSuccess) {
        error = cudaGraphInstantiate(&exec, graph, 0);
    }
    if (graph != nullptr) {
        cudaGraphDestroy(graph);
    }
    if (error == cudaSuccess) {
        *result = new (std::nothrow) FettleCudaGraph{exec};
    }
    return error;
}

// The caller has waited for all replays before, so the numbers are no longer read.
void setLive(FettleCudaContext* self, std::int64_t position, std::int32_t token)
{
    self->liveOnHost[0] = position;
    self->liveOnHost[1] = token;
    self->liveOnHost[2] = 0;
    self->stepsBegun = 0;
    self->context.note(cudaMemcpyAsync(self->context.live, self->liveOnHost, 3 * sizeof(std::int64_t),
                                       cudaMemcpyHostToDevice, self->context.stream));
}

int replay(FettleCudaContext* self, FettleCudaGraph* graph, std::int64_t position, std::int32_t token)
{
    use(self);
    setLive(self, position, token);
    self->context.note(cudaGraphLaunch(graph->exec, self->context.stream));
    return self->context.error;
}

void choose(FettleCudaContext* self, const kernels::cuda::Choice* how)
{
    use(self);
    kernels::cuda::choose(self->context, *how);
}

int beginSteps(FettleCudaContext* self, std::int64_t position, std::int32_t token)
{
    use(self);
    setLive(self, position, token);
    return self->context.error;
}

int step(FettleCudaContext* self, FettleCudaGraph* graph, double draw)
{
    use(self);
    Context& context = self->context;
    const auto slot = static_cast<int>(self->stepsBegun++ % kernels::cuda::kStepsAhead);
    context.steps->draws[slot] = draw; // read by nobody else: the step that had this place has been asked for
    context.note(cudaGraphLaunch(graph->exec, context.stream));
    context.note(cudaEventRecord(self->chosen[slot], context.stream));
    return context.error;
}

int chosen(FettleCudaContext* self, std::int64_t number, std::int32_t* token)
{
    const auto slot = static_cast<int>(number % kernels::cuda::kStepsAhead);
    self->context.note(cudaEventSynchronize(self->chosen[slot]));
    *token = self->context.steps->tokens[slot];
    return self->context.error;
}

void releaseGraph(FettleCudaGraph* graph)
{
    if (graph != nullptr) {
        cudaGraphExecDestroy(graph->exec);
        delete graph;
    }
}

} // namespace

extern "C" const FettleCudaModule* fettleCudaModule()
{
    static const FettleCudaModule module = {kFettleCudaVersion,
                                            sizeof(FettleCudaModule),
                                            open,
                                            close,
                                            allocate,
                                            release,
                                            memory,
                                            upload,
                                            download,
                                            fetch,
                                            finish,
                                            setPrompts,
                                            promptRefusal,
                                            embed,
                                            normQkv,
                                            attend,
                                            projectAdd,
                                            normGateUp,
                                            logits,
                                            normalize,
                                            routeExperts,
                                            mixExperts,
                                            beginGraph,
                                            endGraph,
                                            replay,
                                            releaseGraph,
                                            choose,
                                            beginSteps,
                                            step,
                                            chosen};
    return &module;
}
