// SPDX-License-Identifier: GPL-3.0-or-later
// Moves a layer's keys and values to earlier positions. Rare, so one plain function for all backends. Any thread.
#pragma once

#include "kernels/ops.h"

namespace kernels
{

// Rows from .. from + count - 1 go to rows from - by ..; keys are turned back by `by` positions, since rotations add up
// (Su et al. 2021, section 3.2). What lay there is lost; keys in blocks are rounded once more.
struct ShiftKv {
    int kvHeads = 0;
    int headDim = 0; // at most 1024
    Rope rope;       // as the keys were stored; its kind is not None
    std::int64_t from = 0;
    std::int64_t count = 0;
    std::int64_t by = 0; // 1 .. from
    KvView cache;
};

void shiftKv(const ShiftKv& op);

} // namespace kernels
