// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix library of the emulated machine: D = alpha A' B + beta C with matrices stored column after column, as
// plain loops. It refuses what NVIDIA's documents as not supported: forms, types and alignments of 8-bit numbers,
// devices that have no e4m3, a workspace that is not there; and memory that is not the current device's.
#include "kernels/cuda/module/matmul_functions.h"
#include "kernels/half.h"

#include <vector>

struct simtMatmulHandle {
    int device;
};
struct simtMatmulDesc {
    cublasComputeType_t compute;
    cudaDataType_t scale;
    cublasOperation_t transposesA = CUBLAS_OP_N;
};
struct simtMatrixLayout {
    cudaDataType_t type;
    std::int64_t rows, cols, stride;

    std::int64_t values() const { return (cols - 1) * stride + rows; }
};
struct simtMatmulPreference {
    std::uint64_t workspace = 0;
    std::uint32_t alignment = 256; // the least of all; NVIDIA's where nobody says
};

namespace
{

std::int64_t bytesOf(cudaDataType_t type)
{
    const bool four = type == CUDA_R_32F || type == CUDA_R_32I;
    return four ? 4 : type == CUDA_R_8I || type == CUDA_R_8F_E4M3 ? 1 : 2;
}

// Of e4m3: a sign, four bits of exponent, three behind the first one.
double tinyFloat(unsigned bits)
{
    const int exponent = static_cast<int>(bits >> 3 & 15U);
    const double size =
        exponent == 0 ? std::ldexp(bits & 7U, -9) : std::ldexp(8.0 + static_cast<double>(bits & 7U), exponent - 10);
    return (bits & 0x80U) != 0 ? -size : size;
}

double valueAt(const void* from, cudaDataType_t type, std::int64_t at)
{
    const auto* halves = static_cast<const std::uint16_t*>(from);
    switch (type) {
    case CUDA_R_16F:
        return kernels::halfToFloat(halves[at]);
    case CUDA_R_16BF:
        return kernels::floatOf(static_cast<std::uint32_t>(halves[at]) << 16);
    case CUDA_R_8I:
        return static_cast<const std::int8_t*>(from)[at];
    case CUDA_R_8F_E4M3:
        return tinyFloat(static_cast<const std::uint8_t*>(from)[at]);
    case CUDA_R_32I:
        return static_cast<const std::int32_t*>(from)[at];
    case CUDA_R_32F:
        return static_cast<const float*>(from)[at];
    }
    return 0;
}

std::vector<float> widened(const void* from, const simtMatrixLayout& layout)
{
    std::vector<float> values(static_cast<std::size_t>(layout.rows * layout.cols));
    for (std::int64_t c = 0; c < layout.cols; ++c)
        for (std::int64_t r = 0; r < layout.rows; ++r)
            values[static_cast<std::size_t>(c * layout.rows + r)] =
                static_cast<float>(valueAt(from, layout.type, c * layout.stride + r));
    return values;
}

// The rows of the table "cublasLtMatmul() types" that are there here, and what is asked of 8-bit numbers beside it.
bool isSupported(const simtMatmulDesc& how, const simtMatrixLayout& a, const simtMatrixLayout& b,
                 const simtMatrixLayout& c, const simtMatrixLayout& d)
{
    const bool whole = a.type == CUDA_R_8I;
    const bool tiny = a.type == CUDA_R_8F_E4M3;
    const cudaDataType_t sums = whole ? CUDA_R_32I : CUDA_R_32F;
    const bool types = a.type == b.type && bytesOf(a.type) < 4 && c.type == sums && d.type == sums &&
                       how.scale == sums && how.compute == (whole ? CUBLAS_COMPUTE_32I : CUBLAS_COMPUTE_32F);
    const bool transposed = how.transposesA == CUBLAS_OP_T;
    const bool sizes = transposed && a.rows == b.rows && a.cols == d.rows && b.cols == d.cols && c.rows == d.rows &&
                       c.cols == d.cols && c.stride == d.stride;
    const bool strides = a.stride >= a.rows && b.stride >= b.rows && d.stride >= d.rows;
    const std::int64_t step = tiny ? 16 : whole ? 4 : 1;
    const bool aligned = a.rows % step == 0 && a.cols % step == 0 && a.stride % step == 0 && b.stride % step == 0 &&
                         d.stride % (step > 1 ? 4 : 1) == 0;
    const simt::Machine& machine = simt::machine();
    return types && sizes && strides && aligned && (!tiny || machine.computeMajor * 10 + machine.computeMinor >= 89);
}

bool isThere(const void* memory, const simtMatrixLayout& layout, std::uint64_t alignment)
{
    return reinterpret_cast<std::uintptr_t>(memory) % alignment == 0 &&
           simt::isDeviceMemory(memory, static_cast<std::size_t>(layout.values() * bytesOf(layout.type)),
                                simt::currentDevice());
}

} // namespace

namespace simt
{

MatmulMachine& matmulMachine()
{
    static MatmulMachine machine;
    return machine;
}

} // namespace simt

cublasStatus_t cublasLtCreate(cublasLtHandle_t* handle)
{
    if (!simt::matmulMachine().works)
        return CUBLAS_STATUS_ARCH_MISMATCH;
    *handle = new simtMatmulHandle{simt::currentDevice()};
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtDestroy(cublasLtHandle_t handle)
{
    delete handle;
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulDescCreate(cublasLtMatmulDesc_t* how, cublasComputeType_t compute, cudaDataType_t scale)
{
    *how = new simtMatmulDesc{compute, scale};
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulDescDestroy(cublasLtMatmulDesc_t how)
{
    delete how;
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulDescSetAttribute(cublasLtMatmulDesc_t how, cublasLtMatmulDescAttributes_t /*which*/,
                                              const void* value, std::size_t bytes)
{
    if (bytes != sizeof how->transposesA)
        return CUBLAS_STATUS_INVALID_VALUE;
    std::memcpy(&how->transposesA, value, bytes);
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatrixLayoutCreate(cublasLtMatrixLayout_t* layout, cudaDataType_t type, std::uint64_t rows,
                                          std::uint64_t cols, std::int64_t stride)
{
    *layout = new simtMatrixLayout{type, static_cast<std::int64_t>(rows), static_cast<std::int64_t>(cols), stride};
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatrixLayoutDestroy(cublasLtMatrixLayout_t layout)
{
    delete layout;
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulPreferenceCreate(cublasLtMatmulPreference_t* wish)
{
    *wish = new simtMatmulPreference;
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulPreferenceDestroy(cublasLtMatmulPreference_t wish)
{
    delete wish;
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmulPreferenceSetAttribute(cublasLtMatmulPreference_t wish,
                                                    cublasLtMatmulPreferenceAttributes_t which, const void* value,
                                                    std::size_t bytes)
{
    const bool isWorkspace = which == CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES;
    if (bytes != (isWorkspace ? sizeof wish->workspace : sizeof wish->alignment))
        return CUBLAS_STATUS_INVALID_VALUE;
    if (isWorkspace)
        std::memcpy(&wish->workspace, value, bytes);
    else
        std::memcpy(&wish->alignment, value, bytes);
    return CUBLAS_STATUS_SUCCESS;
}

// A way is what it was found for: used for another product, it is refused.
cublasStatus_t cublasLtMatmulAlgoGetHeuristic(cublasLtHandle_t /*handle*/, cublasLtMatmulDesc_t how,
                                              cublasLtMatrixLayout_t a, cublasLtMatrixLayout_t b,
                                              cublasLtMatrixLayout_t c, cublasLtMatrixLayout_t d,
                                              cublasLtMatmulPreference_t wish, int wanted,
                                              cublasLtMatmulHeuristicResult_t* results, int* count)
{
    ++simt::matmulMachine().asked;
    *count = 0;
    if (wanted < 1 || !isSupported(*how, *a, *b, *c, *d) || !simt::matmulMachine().knowsWays)
        return CUBLAS_STATUS_NOT_SUPPORTED;
    *results = {};
    const std::int64_t sizes[] = {a->type, a->rows, a->cols, b->cols, a->stride, b->stride, d->stride};
    std::memcpy(results->algo.data, sizes, sizeof sizes);
    results->algo.data[7] = wish->alignment;
    results->workspaceSize = wish->workspace; // all that it may have
    *count = 1;
    return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasLtMatmul(cublasLtHandle_t handle, cublasLtMatmulDesc_t how, const void* alpha, const void* a,
                              cublasLtMatrixLayout_t aLayout, const void* b, cublasLtMatrixLayout_t bLayout,
                              const void* beta, const void* c, cublasLtMatrixLayout_t cLayout, void* d,
                              cublasLtMatrixLayout_t dLayout, const cublasLtMatmulAlgo_t* algo, void* workspace,
                              std::size_t workspaceBytes, cudaStream_t /*stream*/)
{
    const std::int64_t sizes[] = {aLayout->type,   aLayout->rows,   aLayout->cols,  bLayout->cols,
                                  aLayout->stride, bLayout->stride, dLayout->stride};
    if (!isSupported(*how, *aLayout, *bLayout, *cLayout, *dLayout) ||
        std::memcmp(algo->data, sizes, sizeof sizes) != 0 || handle->device != simt::currentDevice())
        return CUBLAS_STATUS_NOT_SUPPORTED;
    const std::uint64_t alignment = algo->data[7];
    if (c != d || !isThere(a, *aLayout, alignment) || !isThere(b, *bLayout, alignment) ||
        !isThere(d, *dLayout, alignment) ||
        (workspaceBytes > 0 && (!simt::isDeviceMemory(workspace, workspaceBytes, simt::currentDevice()) ||
                                reinterpret_cast<std::uintptr_t>(workspace) % 256 != 0)))
        return CUBLAS_STATUS_INVALID_VALUE;
    std::memset(workspace, 0xA5, workspaceBytes); // what anybody kept there is gone
    ++simt::matmulMachine().multiplied;
    const std::vector<float> left = widened(a, *aLayout), right = widened(b, *bLayout);
    const bool whole = dLayout->type == CUDA_R_32I;
    const std::int64_t depth = aLayout->rows;
    for (std::int64_t col = 0; col < dLayout->cols; ++col)
        for (std::int64_t row = 0; row < dLayout->rows; ++row) {
            double sum = 0;
            for (std::int64_t k = 0; k < depth; ++k)
                sum += static_cast<double>(left[static_cast<std::size_t>(row * depth + k)]) *
                       static_cast<double>(right[static_cast<std::size_t>(col * depth + k)]);
            const std::int64_t at = col * dLayout->stride + row;
            const double before = valueAt(d, dLayout->type, at);
            if (whole) {
                const std::int32_t one = *static_cast<const std::int32_t*>(alpha);
                const std::int32_t share = *static_cast<const std::int32_t*>(beta);
                static_cast<std::int32_t*>(d)[at] =
                    static_cast<std::int32_t>(one * sum + (share != 0 ? share * before : 0));
            } else {
                const float one = *static_cast<const float*>(alpha);
                const float share = *static_cast<const float*>(beta);
                static_cast<float*>(d)[at] = static_cast<float>(one * sum + (share != 0 ? share * before : 0));
            }
        }
    return CUBLAS_STATUS_SUCCESS;
}

namespace kernels::cuda
{

bool loadMatmulLibrary(int /*number*/, MatmulFunctions& functions, bool& isLast)
{
    isLast = true;
#define FETTLE_FIND(name) functions.name = ::name;
    FETTLE_MATMUL_FUNCTIONS(FETTLE_FIND)
#undef FETTLE_FIND
    return simt::matmulMachine().isThere;
}

} // namespace kernels::cuda
