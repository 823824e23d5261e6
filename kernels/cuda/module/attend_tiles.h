// SPDX-License-Identifier: GPL-3.0-or-later
// Attention of many tokens at once, on the tensor cores.
#pragma once

#include "kernels/cuda/module/context.h"

namespace kernels::cuda
{

// Whether attendByTiles() serves: enough tokens, a cache that is no more exact than its products, heads of a width that
// it has room for.
bool attendsByTiles(const Context& context, const Attend& op);
void attendByTiles(Context& context, const Attend& op);

} // namespace kernels::cuda
