// SPDX-License-Identifier: GPL-3.0-or-later
// Switching costs a few nanoseconds on x86-64, where only the registers that a call must keep are saved (System V ABI,
// section 3.2.1); elsewhere POSIX contexts do the same with a system call.
#include "tests/simt/fiber.h"

#include <cstdint>
#include <cstring>

#ifndef __x86_64__
#include <ucontext.h>

#include <map>
#endif

namespace simt
{

#ifdef __x86_64__

asm(R"(
    .text
    .type simtSwitchStack, @function
simtSwitchStack:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size simtSwitchStack, . - simtSwitchStack
)");
extern "C" void simtSwitchStack(void** from, void* to);

FiberPlace newFiber(std::byte* stack, std::size_t bytes, void (*entry)())
{
    // Seven words: six registers and where to return to; below them the stack is aligned as after a call.
    auto* place = reinterpret_cast<std::byte*>((reinterpret_cast<std::uintptr_t>(stack) + bytes) / 16 * 16 - 64);
    std::memset(place, 0, 64);
    std::memcpy(place + 48, &entry, sizeof entry);
    return place;
}

void switchFiber(FiberPlace& from, FiberPlace to)
{
    simtSwitchStack(&from, to);
}

#else

namespace
{
std::map<std::byte*, ucontext_t> contexts; // by stack; std::map keeps their addresses
ucontext_t* running = nullptr;
ucontext_t scheduler;
} // namespace

FiberPlace newFiber(std::byte* stack, std::size_t bytes, void (*entry)())
{
    ucontext_t& context = contexts[stack];
    getcontext(&context);
    context.uc_stack.ss_sp = stack;
    context.uc_stack.ss_size = bytes;
    context.uc_link = nullptr;
    makecontext(&context, entry, 0);
    return &context;
}

void switchFiber(FiberPlace& from, FiberPlace to)
{
    ucontext_t* self = running != nullptr ? running : &scheduler;
    from = self;
    running = static_cast<ucontext_t*>(to);
    swapcontext(self, running);
}

#endif

} // namespace simt
