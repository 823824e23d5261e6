// SPDX-License-Identifier: GPL-3.0-or-later
#if __has_include(<cublasLt.h>)

#include "kernels/cuda/module/matmul_functions.h"

#include <dlfcn.h>

namespace kernels::cuda
{

namespace
{

// Where the dynamic linker looks, then where NVIDIA's installers put the toolkit. Newer ones first: what is used here
// is the same in all of them.
constexpr const char* kNames[] = {
    "libcublasLt.so.13",
    "libcublasLt.so.12",
    "libcublasLt.so",
    "/usr/local/cuda/lib64/libcublasLt.so",
};

template <class Function>
bool find(void* library, const char* name, Function& function)
{
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

} // namespace

bool loadMatmulLibrary(int number, MatmulFunctions& functions, bool& isLast)
{
    constexpr int kCount = sizeof kNames / sizeof *kNames;
    isLast = number + 1 >= kCount;
    void* library = dlopen(kNames[number], RTLD_LAZY | RTLD_LOCAL);
    if (library == nullptr) {
        return false;
    }
    bool isWhole = true;
#define FETTLE_FIND(name) isWhole = find(library, #name, functions.name) && isWhole;
    FETTLE_MATMUL_FUNCTIONS(FETTLE_FIND)
#undef FETTLE_FIND
    return isWhole;
}

} // namespace kernels::cuda

#endif
