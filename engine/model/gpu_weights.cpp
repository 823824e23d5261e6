// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/gpu_weights.h"

#include "engine/error.h"
#include "kernels/cuda/device_weights.h"
#include "kernels/pool.h"
#include "kernels/sparse.h"

#include <algorithm>
#include <map>
#include <set>

namespace engine::model
{
namespace
{

using kernels::Matrix;
using kernels::Norm;

constexpr std::int64_t kStepBytes = std::int64_t{8} << 20; // between two looks at `stop`

// Calls onMatrix(Matrix&) and onVector(const float*&, size) for each one that there is.
template <class OnMatrix, class OnVector>
void forEach(Weights& w, const Config& c, const OnMatrix& onMatrix, const OnVector& onVector)
{
    const auto matrix = [&](Matrix& m) {
        if (m)
            onMatrix(m);
    };
    const auto vector = [&](const float*& v, std::int64_t size) {
        if (v)
            onVector(v, size);
    };
    const auto norm = [&](Norm& n, std::int64_t size) {
        vector(n.weight, size);
        vector(n.bias, size);
    };
    const std::int64_t queries = std::int64_t{c.heads} * c.headDim;
    const std::int64_t keys = std::int64_t{c.kvHeads} * c.headDim;
    matrix(w.tokens);
    matrix(w.positions);
    vector(w.tokenType, c.dim);
    norm(w.tokenNorm, c.dim);
    for (LayerWeights& layer : w.layers) {
        for (Norm* n : {&layer.attentionNorm, &layer.attentionPostNorm, &layer.feedForwardNorm, &layer.feedForwardPostNorm})
            norm(*n, c.dim);
        norm(layer.qNorm, c.headDim);
        norm(layer.kNorm, c.headDim);
        for (Matrix* m : {&layer.q, &layer.k, &layer.v, &layer.output, &layer.router, &layer.gate, &layer.up, &layer.down})
            matrix(*m);
        vector(layer.qBias, queries);
        vector(layer.kBias, keys);
        vector(layer.vBias, keys);
        vector(layer.outputBias, c.dim);
        vector(layer.gateBias, c.ffn);
        vector(layer.upBias, c.ffn);
        vector(layer.downBias, c.dim);
    }
    norm(w.outputNorm, c.dim);
    matrix(w.head);
    matrix(w.classifierInner);
    vector(w.classifierInnerBias, c.dim);
    matrix(w.classifier);
    vector(w.classifierBias, w.classifier.rows);
}

using Tensors = std::set<const void*>; // by their data

// Thrown by a copy of a matrix without zeros, which looked like 2:4 and is not.
struct OnlyLooksSparse {
    const void* data;
};

std::int64_t vectorBytes(std::int64_t size)
{
    return kernels::cuda::alignedPlane(size * static_cast<std::int64_t>(sizeof(float)));
}

// Where each tensor goes; one that is used twice (a head that is the token embedding) has one place.
struct Plan {
    std::map<const void*, std::int64_t> places;
    Tensors sparse; // matrices without the zeros of 2:4
    std::int64_t bytes = 0;

    void add(const void* data, std::int64_t size)
    {
        if (places.emplace(data, bytes).second)
            bytes += size;
    }

    void add(const Matrix& w, const Tensors& plain)
    {
        const bool isSparse = !plain.contains(w.data) && kernels::looksSparse(w);
        if (isSparse)
            sparse.insert(w.data);
        add(w.data, kernels::cuda::deviceBytes(kernels::cuda::deviceType(w.type), w.rows, w.cols, isSparse));
    }
};

Plan planOf(Weights& views, const Config& config, const Tensors& plain = {})
{
    Plan plan;
    forEach(
        views, config, [&](Matrix& m) { plan.add(m, plain); },
        [&](const float*& v, std::int64_t size) { plan.add(v, vectorBytes(size)); });
    return plan;
}

// The members that a GPU needs: views into the file and the widened vectors, which the given weights keep.
Weights viewsOf(const Weights& w, int first, int end, bool embedding, bool head)
{
    Weights views;
    if (embedding) {
        views.tokens = w.tokens;
        views.positions = w.positions;
        views.tokenType = w.tokenType;
        views.tokenNorm = w.tokenNorm;
    }
    views.layers.assign(w.layers.begin() + first, w.layers.begin() + end);
    if (head) {
        views.outputNorm = w.outputNorm;
        views.head = w.head;
        views.classifierInner = w.classifierInner;
        views.classifierInnerBias = w.classifierInnerBias;
        views.classifier = w.classifier;
        views.classifierBias = w.classifierBias;
    }
    views.bytes = w.bytes;
    views.parameters = w.parameters;
    return views;
}

Weights viewsOf(const Weights& w, const Config& config, int first, int end, bool head)
{
    const int last = end < 0 ? config.layers : end;
    return viewsOf(w, first, last, first == 0 && last > 0, head);
}

class Uploader
{
public:
    Uploader(Gpu& gpu, std::byte* base, std::int64_t all, const std::atomic<bool>& stop, const std::function<void(double)>& progress)
        : m_gpu(gpu), m_base(base), m_all(all), m_stop(stop), m_progress(progress), m_pool(kernels::Pool::availableThreads())
    {
    }

    void matrix(Matrix& w, bool isSparse, std::int64_t place, bool first)
    {
        const kernels::Type type = kernels::cuda::deviceType(w.type);
        const auto layout = isSparse ? kernels::Layout::Sparse : kernels::Layout::Device;
        const Matrix result{m_base + place, type, w.rows, w.cols, layout};
        if (first)
            copyRows(w, kernels::cuda::deviceMatrix(result));
        w = result;
    }

    void vector(const float*& v, std::int64_t size, std::int64_t place, bool first)
    {
        std::byte* to = m_base + place;
        if (first)
            m_gpu.upload(to, v, static_cast<std::size_t>(size) * sizeof(float));
        v = reinterpret_cast<const float*>(to);
        done(0);
    }

private:
    void copyRows(const Matrix& w, const kernels::cuda::DeviceMatrix& planes)
    {
        const kernels::cuda::RowBytes row = kernels::cuda::rowBytes(planes.type, w.cols, planes.isSparse);
        const std::int64_t whole = row.codes + row.high + row.scales + row.supers;
        const std::int64_t step = std::clamp<std::int64_t>(kStepBytes / whole, 1, w.rows);
        m_stage.resize(static_cast<std::size_t>(step * whole));
        unsigned char* codes = m_stage.data();
        unsigned char* high = codes + step * row.codes;
        unsigned char* scales = high + step * row.high;
        unsigned char* supers = scales + step * row.scales;
        for (std::int64_t r = 0; r < w.rows; r += step) {
            const std::int64_t count = std::min(step, w.rows - r);
            std::atomic<bool> fits = true;
            m_pool.forRanges(count, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
                const kernels::cuda::PlanePointers to{codes + begin * row.codes, high + begin * row.high,
                                                      scales + begin * row.scales, supers + begin * row.supers};
                if (!planes.isSparse)
                    kernels::cuda::packForDevice(w, r + begin, end - begin, to);
                else if (!kernels::cuda::packSparseForDevice(w, r + begin, end - begin, to))
                    fits = false;
            });
            if (!fits)
                throw OnlyLooksSparse{w.data};
            send(planes.codes + r * row.codes, codes, count * row.codes);
            send(planes.high + r * row.high, high, count * row.high);
            send(planes.scales + r * row.scales, scales, count * row.scales);
            send(planes.supers + r * row.supers, supers, count * row.supers);
            done(count * whole);
        }
    }

    void send(const unsigned char* to, const unsigned char* from, std::int64_t bytes)
    {
        if (bytes > 0) // the address is the device's own, which a view holds as one to read
            m_gpu.upload(const_cast<unsigned char*>(to), from, static_cast<std::size_t>(bytes));
    }

    void done(std::int64_t bytes)
    {
        if (m_stop)
            throw Error(ErrorKind::Stopped, "Loading was stopped.");
        m_done += bytes;
        if (m_progress)
            m_progress(std::min(1.0, static_cast<double>(m_done) / static_cast<double>(m_all)));
    }

    Gpu& m_gpu;
    std::byte* m_base;
    std::int64_t m_all;
    std::int64_t m_done = 0;
    const std::atomic<bool>& m_stop;
    const std::function<void(double)>& m_progress;
    kernels::Pool m_pool;
    std::vector<unsigned char> m_stage;
};

GpuWeights copied(Weights views, const Config& config, const std::shared_ptr<Gpu>& gpu, const std::atomic<bool>& stop,
                  const std::function<void(double share)>& progress, const Tensors& plain)
{
    const Plan plan = planOf(views, config, plain);
    GpuWeights result{std::move(views), GpuMemory(gpu, static_cast<std::size_t>(plan.bytes), "The model's weights")};
    Uploader uploader(*gpu, result.memory.data(), plan.bytes, stop, progress);
    std::set<std::int64_t> sent;
    forEach(
        result.views, config,
        [&](Matrix& m) {
            const std::int64_t place = plan.places.at(m.data);
            uploader.matrix(m, plan.sparse.contains(m.data), place, sent.insert(place).second);
        },
        [&](const float*& v, std::int64_t size) {
            const std::int64_t place = plan.places.at(v);
            uploader.vector(v, size, place, sent.insert(place).second);
        });
    gpu->finish();
    return result;
}

} // namespace

std::int64_t gpuBytes(const Weights& weights, const Config& config, int first, int end, bool head)
{
    Weights views = viewsOf(weights, config, first, end, head);
    return planOf(views, config).bytes;
}

std::int64_t gpuBytesOfLayer(const Weights& weights, const Config& config, int layer)
{
    Weights views = viewsOf(weights, layer, layer + 1, false, false);
    return planOf(views, config).bytes;
}

std::int64_t gpuBytesOfEnds(const Weights& weights, const Config& config, bool embedding, bool head)
{
    Weights views = viewsOf(weights, 0, 0, embedding, head);
    return planOf(views, config).bytes;
}

std::string splitRefusal(const Config& config, const std::string& name)
{
    if (!config.isEncoder())
        return {};
    return name + " is an encoder, which one device computes as a whole. Choose one GPU, or the processor.";
}

GpuWeights uploadWeights(const Weights& weights, const Config& config, std::shared_ptr<Gpu> gpu,
                         const std::atomic<bool>& stop, const std::function<void(double share)>& progress, int first,
                         int end, bool head)
{
    Tensors plain;
    while (true) {
        try {
            return copied(viewsOf(weights, config, first, end, head), config, gpu, stop, progress, plain);
        } catch (const OnlyLooksSparse& matrix) { // its memory is given back, and all begins anew
            plain.insert(matrix.data);
        }
    }
}

} // namespace engine::model
