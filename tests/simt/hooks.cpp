// SPDX-License-Identifier: GPL-3.0-or-later
// What GCC and Clang call under -fsanitize=thread for each access of the code compiled so (compiler-rt,
// tsan_interface.h names these functions). Only the kernels are compiled so, and the sanitizer's own library is not
// linked: this stands in its place.
#include "tests/simt/emulator.h"

using simt::Access;
using simt::checkAccess;

extern "C" {

void __tsan_init() {}
void __tsan_func_entry(void* /*caller*/) {}
void __tsan_func_exit() {}

} // extern "C"

namespace
{

void aligned(const void* at, std::size_t bytes, Access kind)
{
    checkAccess(at, bytes, kind);
    if (reinterpret_cast<std::uintptr_t>(at) % bytes != 0)
        simt::failIfRunning("an access is not aligned to its size");
}

} // namespace

extern "C" {

#define SIMT_HOOK(size)                                                                                                \
    void __tsan_read##size(void* at) { aligned(at, size, Access::Read); }                                          \
    void __tsan_write##size(void* at) { aligned(at, size, Access::Write); }                                        \
    void __tsan_volatile_read##size(void* at) { aligned(at, size, Access::Read); }                                 \
    void __tsan_volatile_write##size(void* at) { aligned(at, size, Access::Write); }                               \
    void __tsan_unaligned_read##size(void* at) { checkAccess(at, size, Access::Read); }                                \
    void __tsan_unaligned_write##size(void* at) { checkAccess(at, size, Access::Write); }
SIMT_HOOK(1)
SIMT_HOOK(2)
SIMT_HOOK(4)
SIMT_HOOK(8)
SIMT_HOOK(16)
#undef SIMT_HOOK

void __tsan_read_range(void* at, unsigned long bytes)
{
    checkAccess(at, bytes, Access::Read);
}
void __tsan_write_range(void* at, unsigned long bytes)
{
    checkAccess(at, bytes, Access::Write);
}
void __tsan_vptr_update(void** /*at*/, void* /*value*/) {}
void __tsan_vptr_read(void** /*at*/) {}

// Only from code of the standard library that is not a kernel's (counts of shared pointers).
int __tsan_atomic32_fetch_add(volatile int* at, int value, int /*order*/)
{
    return __atomic_fetch_add(at, value, __ATOMIC_SEQ_CST);
}
int __tsan_atomic32_load(const volatile int* at, int /*order*/)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}
char __tsan_atomic8_load(const volatile char* at, int /*order*/)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}
long __tsan_atomic64_load(const volatile long* at, int /*order*/)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

} // extern "C"
