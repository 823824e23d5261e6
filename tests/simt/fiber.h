// SPDX-License-Identifier: GPL-3.0-or-later
// One stack for each emulated thread, and the jump from one to another. Used by the emulator alone, on one thread of
// the system.
#pragma once

#include <cstddef>

namespace simt
{

using FiberPlace = void*; // where a fiber that does not run continues

// A fiber that will begin with entry(), which never returns; its stack is `bytes` long from `stack` on.
FiberPlace newFiber(std::byte* stack, std::size_t bytes, void (*entry)());
// Leaves the running fiber, whose place is kept in `from`, and continues at `to`.
void switchFiber(FiberPlace& from, FiberPlace to);

} // namespace simt
