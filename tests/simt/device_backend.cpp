// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simt/device_backend.h"

#include "kernels/cuda/device_cache.h"
#include "kernels/cuda/device_weights.h"
#include "kernels/cuda/module/ops.h"
#include "kernels/cuda/module/prompts.h"
#include "kernels/sparse.h"

#include <cstring>
#include <functional>
#include <stdexcept>

using namespace kernels;

namespace tests
{
namespace
{

// One op's context and copies; what was written goes back when it ends.
class Device
{
public:
    Device() { cuda::open(context, 0); }
    ~Device()
    {
        for (void* memory : m_memory)
            simt::release(memory);
        cuda::close(context);
    }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    // After the op: throws where it was refused, else copies the results back.
    void finish()
    {
        if (context.error != cudaSuccess || context.refusal != nullptr)
            throw std::runtime_error(context.refusal != nullptr ? context.refusal : cudaGetErrorString(context.error));
        for (int i = 0; i < cuda::kCounters; ++i)
            if (context.counters[i] != 0)
                throw std::runtime_error("a counter was left behind");
        for (const auto& back : m_back)
            back();
    }

    template <class T>
    const T* in(const T* from, std::int64_t count)
    {
        if (from == nullptr)
            return nullptr;
        T* to = room<T>(count);
        std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
        return to;
    }

    template <class T>
    T* inOut(T* host, std::int64_t count)
    {
        T* to = out(host, count);
        std::memcpy(to, host, static_cast<std::size_t>(count) * sizeof(T));
        return to;
    }

    template <class T>
    T* out(T* host, std::int64_t count)
    {
        T* to = room<T>(count);
        m_back.push_back([=] { std::memcpy(host, to, static_cast<std::size_t>(count) * sizeof(T)); });
        return to;
    }

    template <class T>
    T* room(std::int64_t count)
    {
        m_memory.push_back(simt::allocate(static_cast<std::size_t>(count) * sizeof(T)));
        return static_cast<T*>(m_memory.back());
    }

    void planPrompts(int tokens, std::int64_t cols, std::int64_t rows)
    {
        const auto bytes = cuda::promptRoom(emulatedPrompts(), tokens, cols, rows).all();
        if (bytes > 0)
            cuda::setPrompts(context, emulatedPrompts(), room<unsigned char>(bytes), static_cast<std::size_t>(bytes));
    }

    Norm norm(const Norm& n, std::int64_t dim) { return {n.kind, in(n.weight, dim), in(n.bias, dim), n.eps}; }

    Matrix matrix(const Matrix& w)
    {
        if (!w)
            return {};
        const Type type = cuda::deviceType(w.type);
        const bool isSparse = emulatedSparse().areKept && looksSparse(w);
        emulatedSparse().matrices += isSparse ? 1 : 0;
        Matrix result{nullptr, type, w.rows, w.cols, isSparse ? Layout::Sparse : Layout::Device};
        auto* data = room<unsigned char>(cuda::deviceBytes(type, w.rows, w.cols, isSparse));
        result.data = data;
        const cuda::DeviceMatrix planes = cuda::deviceMatrix(result);
        const auto at = [data](const unsigned char* plane) { return data + (plane - data); };
        const cuda::PlanePointers to{at(planes.codes), at(planes.high), at(planes.scales), at(planes.supers)};
        if (!isSparse)
            cuda::packForDevice(w, 0, w.rows, to);
        else if (!cuda::packSparseForDevice(w, 0, w.rows, to))
            throw std::runtime_error("a matrix only looks sparse");
        return result;
    }

    KvView cache(const KvView& host, int kvHeads, int headDim)
    {
        KvView view = host;
        const std::int64_t rows = kvHeads * host.capacity;
        for (void** part : {&view.keys, &view.values}) {
            void* from = *part;
            void* to = room<unsigned char>(rows * bytesOf(host.type, headDim));
            cuda::cacheToDevice(host.type, from, 0, rows, rows, headDim, to);
            m_back.push_back([=] { cuda::cacheFromDevice(host.type, to, 0, rows, rows, headDim, from); });
            *part = to;
        }
        return view;
    }

    cuda::Context context;

private:
    std::vector<void*> m_memory;
    std::vector<std::function<void()>> m_back;
};

void embed(const Embed& host, Pool& /*pool*/)
{
    Device d;
    Embed op = host;
    op.table = d.matrix(host.table);
    op.positionTable = d.matrix(host.positionTable);
    op.addend = d.in(host.addend, host.dim);
    op.x = d.out(host.x, std::int64_t{host.tokens} * host.dim);
    cuda::embed(d.context, op, {op.position, nullptr});
    d.finish();
}

void normQkv(const NormQkv& host, Pool& /*pool*/)
{
    Device d;
    NormQkv op = host;
    const std::int64_t queries = std::int64_t{host.heads} * host.headDim;
    const std::int64_t keys = std::int64_t{host.kvHeads} * host.headDim;
    op.x = d.in(host.x, std::int64_t{host.tokens} * host.dim);
    op.norm = d.norm(host.norm, host.dim);
    op.q = d.matrix(host.q);
    op.k = d.matrix(host.k);
    op.v = d.matrix(host.v);
    op.qBias = d.in(host.qBias, queries);
    op.kBias = d.in(host.kBias, keys);
    op.vBias = d.in(host.vBias, keys);
    op.qNorm = d.norm(host.qNorm, host.headDim);
    op.kNorm = d.norm(host.kNorm, host.headDim);
    op.qOut = d.out(host.qOut, host.tokens * queries);
    Segment segment = *host.segments;
    segment.cache = d.cache(segment.cache, host.kvHeads, host.headDim);
    op.segments = &segment;
    op.scratch =
        d.room<unsigned char>(static_cast<std::int64_t>(scratchBytes(host.tokens, host.dim, queries + 2 * keys)));
    d.planPrompts(host.tokens, host.dim, queries + 2 * keys);
    cuda::normQkv(d.context, op, {segment.position, nullptr});
    d.finish();
}

void attend(const Attend& host, Pool& /*pool*/)
{
    Device d;
    Attend op = host;
    const std::int64_t width = std::int64_t{host.tokens} * host.heads * host.headDim;
    op.q = d.in(host.q, width);
    op.cache = d.cache(host.cache, host.kvHeads, host.headDim);
    op.out = d.out(host.out, width);
    op.scratch = nullptr;
    cuda::attend(d.context, op, {op.position, nullptr});
    d.finish();
}

void projectAdd(const ProjectAdd& host, Pool& /*pool*/)
{
    Device d;
    ProjectAdd op = host;
    op.weight = d.matrix(host.weight);
    op.bias = d.in(host.bias, host.weight.rows);
    op.norm = d.norm(host.norm, host.weight.rows);
    op.in = d.in(host.in, host.tokens * host.weight.cols);
    op.x = d.inOut(host.x, host.tokens * host.weight.rows);
    op.scratch =
        d.room<unsigned char>(static_cast<std::int64_t>(scratchBytes(host.tokens, host.weight.cols, host.weight.rows)));
    d.planPrompts(host.tokens, host.weight.cols, host.weight.rows);
    cuda::projectAdd(d.context, op);
    d.finish();
}

void normGateUp(const NormGateUp& host, Pool& /*pool*/)
{
    Device d;
    NormGateUp op = host;
    op.x = d.in(host.x, std::int64_t{host.tokens} * host.dim);
    op.norm = d.norm(host.norm, host.dim);
    op.gate = d.matrix(host.gate);
    op.up = d.matrix(host.up);
    op.gateBias = d.in(host.gateBias, host.up.rows);
    op.upBias = d.in(host.upBias, host.up.rows);
    op.out = d.out(host.out, host.tokens * host.up.rows);
    op.scratch =
        d.room<unsigned char>(static_cast<std::int64_t>(scratchBytes(host.tokens, host.dim, 2 * host.up.rows)));
    d.planPrompts(host.tokens, host.dim, (host.gate ? 2 : 1) * host.up.rows);
    cuda::normGateUp(d.context, op);
    d.finish();
}

void logits(const Logits& host, Pool& /*pool*/)
{
    Device d;
    Logits op = host;
    op.x = d.in(host.x, std::int64_t{host.tokens} * host.dim);
    op.norm = d.norm(host.norm, host.dim);
    op.head = d.matrix(host.head);
    op.bias = d.in(host.bias, host.head.rows);
    op.logits = d.out(host.logits, host.tokens * host.head.rows);
    op.scratch = d.room<unsigned char>(static_cast<std::int64_t>(scratchBytes(host.tokens, host.dim, host.head.rows)));
    cuda::logits(d.context, op);
    d.finish();
}

void normalize(const Normalize& host, Pool& /*pool*/)
{
    Device d;
    Normalize op = host;
    op.norm = d.norm(host.norm, host.dim);
    op.x = d.inOut(host.x, std::int64_t{host.tokens} * host.dim);
    cuda::normalize(d.context, op);
    d.finish();
}

void routeExperts(const RouteExperts& host, Pool& /*pool*/)
{
    Device d;
    RouteExperts op = host;
    const std::int64_t choices = std::int64_t{host.tokens} * host.used;
    op.x = d.in(host.x, std::int64_t{host.tokens} * host.dim);
    op.norm = d.norm(host.norm, host.dim);
    op.router = d.matrix(host.router);
    op.normed = d.out(host.normed, std::int64_t{host.tokens} * host.dim);
    op.chosen = d.out(host.chosen, choices);
    op.shares = d.out(host.shares, choices);
    op.scratch = d.room<unsigned char>(static_cast<std::int64_t>(scratchBytes(host.tokens, host.dim, host.router.rows)));
    cuda::routeExperts(d.context, op);
    d.finish();
}

void mixExperts(const MixExperts& host, Pool& /*pool*/)
{
    Device d;
    MixExperts op = host;
    const std::int64_t choices = std::int64_t{host.tokens} * host.used;
    op.normed = d.in(host.normed, std::int64_t{host.tokens} * host.dim);
    op.chosen = d.in(host.chosen, choices);
    op.shares = d.in(host.shares, choices);
    op.gate = d.matrix(host.gate);
    op.up = d.matrix(host.up);
    op.down = d.matrix(host.down);
    op.x = d.inOut(host.x, std::int64_t{host.tokens} * host.dim);
    op.scratch = d.room<unsigned char>(
        static_cast<std::int64_t>(expertScratchBytes(host.tokens, host.dim, host.inner, host.experts, host.used)));
    cuda::mixExperts(d.context, op);
    d.finish();
}

} // namespace

SparseWeights& emulatedSparse()
{
    static SparseWeights weights;
    return weights;
}

cuda::PromptProducts& emulatedPrompts()
{
    static cuda::PromptProducts prompts{cuda::PromptPrecision::Exact, false};
    return prompts;
}

const Backend& emulatedBackend()
{
    static const Backend backend{"emulated CUDA", embed,  normQkv,   attend,  projectAdd,
                                 normGateUp,      logits, normalize, routeExperts, mixExperts};
    return backend;
}

} // namespace tests
