// SPDX-License-Identifier: GPL-3.0-or-later
// An op by the CUDA kernels on the emulated device against the plain loops.
#pragma once

#include "kernels/pool.h"
#include "tests/kernels/layer.h"
#include "tests/simt/device_backend.h"
#include "tests/simt/emulator.h"
#include "tests/support/output_error.h"
#include "tests/support/tolerance.h"

#include <QString>

namespace tests
{

// Empty, or what is wrong. `seed`: of the order of threads and blocks.
inline QString differenceOf(Layer& layer, Op op, const std::vector<int>& calls, const Tolerance& tolerance,
                            const char* where, std::uint64_t seed, kernels::Pool& pool)
{
    simt::setSeed(seed);
    const std::vector<float> expected = layer.run(op, kernels::referenceBackend(), pool, calls);
    std::vector<float> result;
    try {
        result = layer.run(op, emulatedBackend(), pool, calls);
    } catch (const std::exception& failure) {
        return QString("%1: %2").arg(where, failure.what());
    }
    const Error error = compare(result, expected);
    if (error.nmse <= tolerance.nmse && error.most <= tolerance.maxError)
        return {};
    return QString("%1: NMSE %2 (allowed %3), largest error %4 (allowed %5)")
        .arg(where)
        .arg(error.nmse)
        .arg(tolerance.nmse)
        .arg(error.most)
        .arg(tolerance.maxError);
}

} // namespace tests
