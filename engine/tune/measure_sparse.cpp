// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/measure_sparse.h"

#include "engine/error.h"
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

const files::GgufTensor& largestOf(const files::GgufFile& file)
{
    std::vector<const files::GgufTensor*> found;
    for (const files::GgufTensor& tensor : file.tensors())
        if (tensor.name.starts_with("blk.") && tensor.dimensions == 2 && tensor.type == files::TensorType::F16 &&
            tensor.shape[0] % kernels::kSparseCols == 0)
            found.push_back(&tensor);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto* a, const auto* b) { return a->elements() > b->elements(); });
    for (const files::GgufTensor* tensor : found) {
        const kernels::Matrix dense{tensor->bytes.data(), kernels::Type::F16,
                                    static_cast<std::int64_t>(tensor->shape[1]),
                                    static_cast<std::int64_t>(tensor->shape[0])};
        if (kernels::looksSparse(dense))
            return *tensor;
    }
    throw noPattern(file);
}

} // namespace

SparseMeasure measureSparse(const files::GgufFile& file, int threads, const std::atomic<bool>& stop)
{
    const files::GgufTensor& tensor = largestOf(file);
    SparseMeasure result{tensor.name, static_cast<std::int64_t>(tensor.shape[1]),
                         static_cast<std::int64_t>(tensor.shape[0])};
    result.denseBytes = tensor.bytes.size();
    result.sparseBytes = static_cast<std::uint64_t>(kernels::sparseBytes(kernels::Type::F16, result.rows, result.cols));
    const std::int64_t copies =
        std::clamp<std::int64_t>(kCacheBytes / static_cast<std::int64_t>(result.sparseBytes), 1, 4096);
    const auto denseStride = (static_cast<std::int64_t>(result.denseBytes) + 63) / 64 * 64,
               sparseStride = static_cast<std::int64_t>(result.sparseBytes);
    Aligned dense(copies * denseStride), sparse(copies * sparseStride);
    const kernels::Matrix source{tensor.bytes.data(), kernels::Type::F16, result.rows, result.cols};
    if (!kernels::packSparse(source, 0, result.rows, sparse.data()))
        throw noPattern(file);
    for (std::int64_t i = 0; i < copies; ++i) {
        std::memcpy(dense.data() + i * denseStride, tensor.bytes.data(), result.denseBytes);
        std::memcpy(sparse.data() + i * sparseStride, sparse.data(), i > 0 ? result.sparseBytes : 0);
    }
    std::vector<float> in, denseOut(static_cast<std::size_t>(result.rows)), sparseOut(denseOut.size());
    for (std::int64_t c = 0; c < result.cols; ++c)
        in.push_back(std::sin(static_cast<float>(c)));
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
    std::vector<double> denseTimes, sparseTimes;
    for (int round = 0; round < kRounds; ++round) {
        if (stop)
            throw Error(ErrorKind::Stopped, "Measuring was stopped.");
        denseTimes.push_back(secondsOfAll(dense, denseStride, kernels::Layout::Rows, denseOut.data()));
        sparseTimes.push_back(secondsOfAll(sparse, sparseStride, kernels::Layout::Sparse, sparseOut.data()));
    }
    result.denseSeconds = median(denseTimes);
    result.sparseSeconds = median(sparseTimes);
    result.same = denseOut == sparseOut;
    return result;
}

} // namespace engine::tune
