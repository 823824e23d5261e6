// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/measure_sparse.h"

#include "engine/error.h"
#include "engine/measure/checked_weight.h"
#include "kernels/cpu/primitives.h"
#include "kernels/pool.h"
#include "kernels/sparse.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <vector>

namespace engine::tune
{
namespace
{

constexpr int kRounds = 31;
constexpr std::int64_t kCacheBytes = 96 << 20; // more than processors keep of a matrix that is read again

struct Aligned { // 64 bytes
    explicit Aligned(std::int64_t size) : bytes(static_cast<std::size_t>(size) + 64) {}
    unsigned char* data() { return bytes.data() + (64 - reinterpret_cast<std::uintptr_t>(bytes.data()) % 64) % 64; }
    std::vector<unsigned char> bytes;
};

Error noPattern(const files::GgufFile& file)
{
    return Error(ErrorKind::Unsupported,
                 file.name() +
                     " has no F16 matrix with two zeros among each four weights. Prune it with --pattern 2:4.");
}

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

kernels::Matrix plainOf(const files::GgufTensor& tensor)
{
    return {tensor.bytes.data(), kernels::Type::F16, static_cast<std::int64_t>(tensor.shape[1]),
            static_cast<std::int64_t>(tensor.shape[0])};
}

const files::GgufTensor& largestOf(const files::GgufFile& file)
{
    std::vector<const files::GgufTensor*> found;
    for (const files::GgufTensor& tensor : file.tensors())
        if (tensor.name.starts_with("blk.") && tensor.dimensions == 2 && tensor.type == files::TensorType::F16 &&
            tensor.shape[0] % kernels::kSparseCols == 0)
            found.push_back(&tensor);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto* a, const auto* b) { return a->elements() > b->elements(); });
    for (const files::GgufTensor* tensor : found)
        if (kernels::looksSparse(plainOf(*tensor)))
            return *tensor;
    throw noPattern(file);
}

SparseMeasure measureOf(const files::GgufTensor& tensor)
{
    const kernels::Matrix w = plainOf(tensor);
    return {tensor.name, w.rows, w.cols};
}

std::vector<float> inputOf(std::int64_t cols)
{
    std::vector<float> in;
    for (std::int64_t c = 0; c < cols; ++c)
        in.push_back(std::sin(static_cast<float>(c)));
    return in;
}

// Both in turns. `dense` and `sparse` return the seconds of a product.
template <class Dense, class Sparse>
void measureInTurns(SparseMeasure& result, int rounds, const std::atomic<bool>& stop, const Dense& dense,
                    const Sparse& sparse)
{
    std::vector<double> denseTimes, sparseTimes;
    for (int round = 0; round < rounds; ++round) {
        if (stop)
            throw Error(ErrorKind::Stopped, "Measuring was stopped.");
        denseTimes.push_back(dense());
        sparseTimes.push_back(sparse());
    }
    result.denseSeconds = median(denseTimes);
    result.sparseSeconds = median(sparseTimes);
}

// Copies of a matrix on a GPU, one behind the other, and their products with one token.
class Products
{
public:
    Products(const std::shared_ptr<model::Gpu>& gpu, const kernels::Matrix& w, bool isSparse, std::int64_t copies,
             const float* in)
        : m_gpu(gpu),
          m_bytes(measure::packed(w, isSparse)),
          m_copies(copies),
          m_memory(gpu, m_bytes.size() * static_cast<std::size_t>(copies), "The copies of a matrix"),
          m_out(gpu, std::vector<float>(static_cast<std::size_t>(w.rows))),
          m_op{.tokens = 1, .dim = static_cast<int>(w.cols), .x = in, .head = w, .logits = m_out.data()}
    {
        m_op.head.layout = isSparse ? kernels::Layout::Sparse : kernels::Layout::Device;
        for (std::int64_t i = 0; i < copies; ++i)
            gpu->upload(copy(i), m_bytes.data(), m_bytes.size());
    }
    std::size_t bytes() const { return m_bytes.size(); }
    std::vector<float> results() const { return m_out.values(); }

    // Of each product, when all copies are multiplied one after the other.
    double seconds()
    {
        m_gpu->finish();
        const auto begin = std::chrono::steady_clock::now();
        const kernels::Backend& ops = m_gpu->ops();
        for (std::int64_t i = 0; i < m_copies; ++i) {
            m_op.head.data = copy(i);
            ops.logits(m_op, m_pool);
        }
        m_gpu->finish();
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        return seconds.count() / static_cast<double>(m_copies);
    }

private:
    std::byte* copy(std::int64_t i) const { return m_memory.data() + static_cast<std::size_t>(i) * m_bytes.size(); }

    std::shared_ptr<model::Gpu> m_gpu;
    std::vector<unsigned char> m_bytes;
    std::int64_t m_copies;
    model::GpuMemory m_memory;
    measure::OnGpu<float> m_out;
    kernels::Logits m_op;
    kernels::Pool m_pool{1};
};

} // namespace

SparseMeasure measureSparse(const files::GgufFile& file, int threads, const std::atomic<bool>& stop)
{
    const files::GgufTensor& tensor = largestOf(file);
    SparseMeasure result = measureOf(tensor);
    result.denseBytes = tensor.bytes.size();
    result.sparseBytes = static_cast<std::uint64_t>(kernels::sparseBytes(kernels::Type::F16, result.rows, result.cols));
    const std::int64_t copies =
        std::clamp<std::int64_t>(kCacheBytes / static_cast<std::int64_t>(result.sparseBytes), 1, 4096);
    const auto denseStride = (static_cast<std::int64_t>(result.denseBytes) + 63) / 64 * 64,
               sparseStride = static_cast<std::int64_t>(result.sparseBytes);
    Aligned dense(copies * denseStride), sparse(copies * sparseStride);
    if (!kernels::packSparse(plainOf(tensor), 0, result.rows, sparse.data()))
        throw noPattern(file);
    for (std::int64_t i = 0; i < copies; ++i) {
        std::memcpy(dense.data() + i * denseStride, tensor.bytes.data(), result.denseBytes);
        std::memcpy(sparse.data() + i * sparseStride, sparse.data(), i > 0 ? result.sparseBytes : 0);
    }
    const std::vector<float> in = inputOf(result.cols);
    std::vector<float> denseOut(static_cast<std::size_t>(result.rows)), sparseOut(denseOut.size());
    kernels::Pool pool(threads > 0 ? threads : kernels::Pool::availableThreads());
    const auto secondsOfAll = [&](Aligned& memory, std::int64_t stride, kernels::Layout layout, float* out) {
        const auto begin = std::chrono::steady_clock::now();
        for (std::int64_t i = 0; i < copies; ++i) {
            const kernels::Matrix w{memory.data() + i * stride, kernels::Type::F16, result.rows, result.cols, layout};
            pool.forRanges(result.rows, kernels::cpu::kRowGrain,
                           [&](std::int64_t first, std::int64_t last, int /*thread*/) {
                               kernels::cpu::multiplyFloat(w, {.tokens = 1, .cols = result.cols, .f32 = in.data()},
                                                           first, last, out, result.rows);
                           });
        }
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        return seconds.count() / static_cast<double>(copies);
    };
    measureInTurns(
        result, kRounds, stop, [&] { return secondsOfAll(dense, denseStride, kernels::Layout::Rows, denseOut.data()); },
        [&] { return secondsOfAll(sparse, sparseStride, kernels::Layout::Sparse, sparseOut.data()); });
    result.same = denseOut == sparseOut;
    return result;
}

SparseMeasure measureSparse(const files::GgufFile& file, const std::shared_ptr<model::Gpu>& gpu,
                            const std::atomic<bool>& stop, const SparseRounds& rounds)
{
    const files::GgufTensor& tensor = largestOf(file);
    SparseMeasure result = measureOf(tensor);
    const kernels::Matrix w = plainOf(tensor);
    if (measure::packed(w, true).empty())
        throw noPattern(file);
    measure::OnGpu<float> in(gpu, inputOf(w.cols));
    const std::int64_t ofOne = kernels::cuda::deviceBytes(w.type, w.rows, w.cols, true);
    const std::int64_t copies = std::clamp<std::int64_t>(rounds.cacheBytes / ofOne, 1, 4096);
    Products dense(gpu, w, false, copies, in.data());
    Products sparse(gpu, w, true, copies, in.data());
    result.denseBytes = dense.bytes();
    result.sparseBytes = sparse.bytes();
    dense.seconds(); // the first launch of a kernel prepares it
    measureInTurns(
        result, rounds.rounds, stop, [&] { return dense.seconds(); }, [&] { return sparse.seconds(); });
    result.same = dense.results() == sparse.results();
    return result;
}

} // namespace engine::tune
