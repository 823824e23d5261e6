// SPDX-License-Identifier: GPL-3.0-or-later
// Turns of each rotated pair for one position, made once for each kind of rope that a context meets.
#include "kernels/cuda/module/launch.h"
#include "kernels/cuda/module/ops.h"

#include <cmath>

namespace kernels::cuda
{

namespace
{

// From a rope's factors, which are the host's.
std::vector<double> turnsOf(const Rope& rope)
{
    constexpr double kCircle = 6.28318530717958647692;
    std::vector<double> turns;
    for (int i = 0; i < rope.dims / 2; ++i) {
        const double frequency = std::pow(static_cast<double>(rope.base), -2.0 * i / rope.dims);
        const double divisor = rope.factors != nullptr ? static_cast<double>(rope.factors[i]) : 1.0;
        turns.push_back(static_cast<double>(rope.scale) * frequency / divisor / kCircle);
    }
    return turns;
}

} // namespace

const double* ropeTurns(Context& context, const Rope& rope)
{
    if (rope.kind == RopeKind::None) {
        return nullptr;
    }
    std::vector<double> turns = turnsOf(rope);
    for (const RopeTable& table : context.ropes) {
        if (table.turns == turns) {
            return table.device;
        }
    }
    void* memory = nullptr;
    context.note(cudaMalloc(&memory, turns.size() * sizeof(double)));
    context.ropes.push_back({std::move(turns), static_cast<double*>(memory)});
    const RopeTable& table = context.ropes.back();
    if (context.error == cudaSuccess) { // from memory that stays where it is
        context.note(cudaMemcpyAsync(memory, table.turns.data(), table.turns.size() * sizeof(double),
                                     cudaMemcpyHostToDevice, context.stream));
    }
    return table.device;
}

} // namespace kernels::cuda
