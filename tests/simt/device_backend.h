// SPDX-License-Identifier: GPL-3.0-or-later
// A backend for tests: ops with the host's pointers, done by the CUDA kernels on the emulated device. Each buffer is
// copied to an allocation of exactly its size, so that an access past its end is seen.
#pragma once

#include "kernels/ops.h"

namespace tests
{

const kernels::Backend& emulatedBackend();

} // namespace tests
