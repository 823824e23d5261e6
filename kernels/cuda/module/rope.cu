// SPDX-License-Identifier: GPL-3.0-or-later
// Turns of each rotated pair for one position, made once for each kind of rope.
#include "kernels/cuda/module/launch.h"
#include "kernels/cuda/module/ops.h"

namespace kernels::cuda
{

namespace
{

__global__ void turnsKernel(const Rope rope, double* turns)
{
    constexpr double kCircle = 6.28318530717958647692;
    const int i = static_cast<int>(threadIdx.x);
    if (i < rope.dims / 2) {
        const double frequency = pow(static_cast<double>(rope.base), -2.0 * i / rope.dims);
        const double divisor = rope.factors != nullptr ? static_cast<double>(rope.factors[i]) : 1.0;
        turns[i] = static_cast<double>(rope.scale) * frequency / divisor / kCircle;
    }
}

bool isSame(const Rope& a, const Rope& b)
{
    return a.dims == b.dims && a.base == b.base && a.scale == b.scale && a.factors == b.factors;
}

} // namespace

const double* ropeTurns(Context& context, const Rope& rope)
{
    if (rope.kind == RopeKind::None) {
        return nullptr;
    }
    for (const RopeTable& table : context.ropes) {
        if (isSame(table.rope, rope)) {
            return table.turns;
        }
    }
    RopeTable table;
    table.rope = rope;
    void* memory = nullptr;
    context.note(cudaMalloc(&memory, sizeof(double) * kWidestHead / 2));
    table.turns = static_cast<double*>(memory);
    launch<turnsKernel>(context, {dim3(1), kThreads, 0}, rope, table.turns);
    context.ropes.push_back(table);
    return table.turns;
}

} // namespace kernels::cuda
