// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/module/matmul_library.h"

#if __has_include(<cublasLt.h>)

#include "kernels/cuda/module/matmul_functions.h"

#include <map>
#include <tuple>

namespace kernels::cuda
{

namespace
{

constexpr int kFactors = 4;
constexpr std::uint32_t kAlignment = 16; // bytes, of all that a product reads and writes

cudaDataType_t dataType(Factor factor)
{
    constexpr cudaDataType_t kTypes[kFactors] = {CUDA_R_16BF, CUDA_R_16F, CUDA_R_8I, CUDA_R_8F_E4M3};
    return kTypes[static_cast<int>(factor)];
}

cudaDataType_t sumType(Factor factor)
{
    return factor == Factor::Int8 ? CUDA_R_32I : CUDA_R_32F;
}

cublasComputeType_t computeType(Factor factor)
{
    return factor == Factor::Int8 ? CUBLAS_COMPUTE_32I : CUBLAS_COMPUTE_32F;
}

const char* sentenceOf(cublasStatus_t status)
{
    switch (status) {
    case CUBLAS_STATUS_ALLOC_FAILED:
        return "the matrix library cuBLASLt found no memory for itself (CUBLAS_STATUS_ALLOC_FAILED). Choose a shorter "
               "context or fewer layers on this GPU.";
    case CUBLAS_STATUS_NOT_SUPPORTED:
    case CUBLAS_STATUS_INVALID_VALUE:
        return "the matrix library cuBLASLt refused a product that it had offered a way for "
               "(CUBLAS_STATUS_NOT_SUPPORTED). Choose --prompt-products own.";
    case CUBLAS_STATUS_ARCH_MISMATCH:
        return "the matrix library cuBLASLt has no code for this GPU (CUBLAS_STATUS_ARCH_MISMATCH). Choose "
               "--prompt-products own, or install the version of CUDA that the driver is of.";
    default:
        return "the matrix library cuBLASLt failed (CUBLAS_STATUS_EXECUTION_FAILED). Choose --prompt-products own.";
    }
}

} // namespace

// The library's matrices are stored column after column, so what it sees is transposed: out' = (w')' x', with w' of
// [cols, rows], x' of [cols, tokens] and out' of [rows, tokens]. Of 8-bit numbers it can do this form alone.
struct MatmulLibrary::State {
    using Shape = std::tuple<Factor, int, int, int, std::int64_t, std::int64_t, std::int64_t, std::size_t>;

    MatmulFunctions f;
    cublasLtHandle_t handle = nullptr;
    cublasLtMatmulDesc_t how[kFactors] = {};
    std::map<Shape, cublasLtMatmulHeuristicResult_t> ways; // a way is `state` == success

    ~State()
    {
        for (cublasLtMatmulDesc_t one : how) {
            if (one != nullptr) {
                f.cublasLtMatmulDescDestroy(one);
            }
        }
        if (handle != nullptr) {
            f.cublasLtDestroy(handle);
        }
    }

    bool describe(Factor factor)
    {
        cublasLtMatmulDesc_t& one = how[static_cast<int>(factor)];
        const cublasOperation_t transposed = CUBLAS_OP_T;
        return f.cublasLtMatmulDescCreate(&one, computeType(factor), sumType(factor)) == CUBLAS_STATUS_SUCCESS &&
               f.cublasLtMatmulDescSetAttribute(one, CUBLASLT_MATMUL_DESC_TRANSA, &transposed, sizeof transposed) ==
                   CUBLAS_STATUS_SUCCESS;
    }

    const cublasLtMatmulHeuristicResult_t& wayFor(const Product& product);
};

namespace
{

// The three layouts of a product, as long as it is described.
struct Layouts {
    const MatmulFunctions& f;
    cublasLtMatrixLayout_t w = nullptr, x = nullptr, out = nullptr;
    cublasStatus_t status = CUBLAS_STATUS_SUCCESS;

    Layouts(const MatmulFunctions& functions, const Product& p) : f(functions)
    {
        add(w, dataType(p.factor), p.cols, p.rows, p.wStride);
        add(x, dataType(p.factor), p.cols, p.tokens, p.xStride);
        add(out, sumType(p.factor), p.rows, p.tokens, p.outStride);
    }
    ~Layouts()
    {
        for (cublasLtMatrixLayout_t one : {w, x, out}) {
            if (one != nullptr) {
                f.cublasLtMatrixLayoutDestroy(one);
            }
        }
    }
    Layouts(const Layouts&) = delete;
    Layouts& operator=(const Layouts&) = delete;

private:
    void add(cublasLtMatrixLayout_t& layout, cudaDataType_t type, int rows, int cols, std::int64_t stride)
    {
        if (status == CUBLAS_STATUS_SUCCESS) {
            status = f.cublasLtMatrixLayoutCreate(&layout, type, static_cast<std::uint64_t>(rows),
                                                  static_cast<std::uint64_t>(cols), stride);
        }
    }
};

cublasLtMatmulHeuristicResult_t ask(const MatmulFunctions& f, cublasLtHandle_t handle, cublasLtMatmulDesc_t how,
                                    const Product& product)
{
    cublasLtMatmulHeuristicResult_t way = {};
    way.state = CUBLAS_STATUS_NOT_SUPPORTED;
    const Layouts layouts(f, product);
    cublasLtMatmulPreference_t wish = nullptr;
    if (layouts.status != CUBLAS_STATUS_SUCCESS || f.cublasLtMatmulPreferenceCreate(&wish) != CUBLAS_STATUS_SUCCESS) {
        return way;
    }
    const std::uint64_t most = product.workspaceBytes;
    f.cublasLtMatmulPreferenceSetAttribute(wish, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &most, sizeof most);
    for (const auto which : {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
                             CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES}) {
        f.cublasLtMatmulPreferenceSetAttribute(wish, which, &kAlignment, sizeof kAlignment);
    }
    int count = 0;
    cublasLtMatmulHeuristicResult_t found = {};
    const cublasStatus_t status = f.cublasLtMatmulAlgoGetHeuristic(handle, how, layouts.w, layouts.x, layouts.out,
                                                                   layouts.out, wish, 1, &found, &count);
    f.cublasLtMatmulPreferenceDestroy(wish);
    if (status == CUBLAS_STATUS_SUCCESS && count == 1 && found.workspaceSize <= product.workspaceBytes) {
        way = found;
    }
    return way;
}

} // namespace

const cublasLtMatmulHeuristicResult_t& MatmulLibrary::State::wayFor(const Product& p)
{
    const Shape shape(p.factor, p.rows, p.tokens, p.cols, p.wStride, p.xStride, p.outStride, p.workspaceBytes);
    const auto [place, isNew] = ways.try_emplace(shape);
    if (isNew) {
        place->second = ask(f, handle, how[static_cast<int>(p.factor)], p);
    }
    return place->second;
}

MatmulLibrary::MatmulLibrary(std::unique_ptr<State> state) : m_state(std::move(state)) {}

MatmulLibrary::~MatmulLibrary() = default;

std::unique_ptr<MatmulLibrary> MatmulLibrary::open(const char*& why)
{
    why = "cuBLASLt was not found on this machine. Install it (libcublas of the CUDA toolkit) for faster prompts.";
    bool isLast = false;
    for (int number = 0; !isLast; ++number) {
        auto state = std::make_unique<State>();
        if (!loadMatmulLibrary(number, state->f, isLast)) {
            continue;
        }
        bool works = state->f.cublasLtCreate(&state->handle) == CUBLAS_STATUS_SUCCESS;
        for (int factor = 0; factor < kFactors && works; ++factor) {
            works = state->describe(static_cast<Factor>(factor));
        }
        if (works) {
            why = nullptr;
            return std::unique_ptr<MatmulLibrary>(new MatmulLibrary(std::move(state)));
        }
        why = "cuBLASLt was found on this machine, but does not work with its driver. Install the version of CUDA that "
              "the driver is of for faster prompts.";
    }
    return nullptr;
}

bool MatmulLibrary::knows(const Product& product)
{
    return m_state->wayFor(product).state == CUBLAS_STATUS_SUCCESS;
}

const char* MatmulLibrary::multiply(const Product& product, cudaStream_t stream)
{
    State& state = *m_state;
    const cublasLtMatmulHeuristicResult_t& way = state.wayFor(product);
    const Layouts layouts(state.f, product);
    if (layouts.status != CUBLAS_STATUS_SUCCESS || way.state != CUBLAS_STATUS_SUCCESS) {
        return sentenceOf(layouts.status != CUBLAS_STATUS_SUCCESS ? layouts.status : way.state);
    }
    const float ones[2] = {1.0F, product.adds ? 1.0F : 0.0F};
    const std::int32_t wholeOnes[2] = {1, 0};
    const bool isWhole = product.factor == Factor::Int8;
    const void* one = isWhole ? static_cast<const void*>(wholeOnes) : ones;
    const void* share = isWhole ? static_cast<const void*>(wholeOnes + 1) : ones + 1;
    const cublasStatus_t status =
        state.f.cublasLtMatmul(state.handle, state.how[static_cast<int>(product.factor)], one, product.w, layouts.w,
                               product.x, layouts.x, share, product.out, layouts.out, product.out, layouts.out,
                               &way.algo, product.workspace, product.workspaceBytes, stream);
    return status == CUBLAS_STATUS_SUCCESS ? nullptr : sentenceOf(status);
}

} // namespace kernels::cuda

#else // built without the toolkit's header

namespace kernels::cuda
{

struct MatmulLibrary::State {
};

MatmulLibrary::MatmulLibrary(std::unique_ptr<State> state) : m_state(std::move(state)) {}

MatmulLibrary::~MatmulLibrary() = default;

std::unique_ptr<MatmulLibrary> MatmulLibrary::open(const char*& why)
{
    why = "this build has no use of cuBLASLt: its header was not there when it was compiled.";
    return nullptr;
}

bool MatmulLibrary::knows(const Product& /*product*/)
{
    return false;
}

const char* MatmulLibrary::multiply(const Product& /*product*/, cudaStream_t /*stream*/)
{
    return "this build has no use of cuBLASLt.";
}

} // namespace kernels::cuda

#endif
