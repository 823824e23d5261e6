// SPDX-License-Identifier: GPL-3.0-or-later
// Rotation of heads (Su et al. 2021, section 3.4.2). Angles are kept as turns in double: a float cannot hold the angle
// of a late position, but it can hold what is left of it after the whole turns.
#pragma once

#include "kernels/cuda/device/target.h"
#include "kernels/ops.h"

namespace kernels::cuda
{

struct Rotation {
    float cosine, sine;
};

FETTLE_DEVICE Rotation rotationOf(double turnsEach, double position, float magnitude)
{
    const double turns = position * turnsEach;
    const auto part = static_cast<float>(turns - rint(turns)); // -0.5 .. 0.5
    Rotation r;
#ifdef __CUDACC__
    sincospif(2.0F * part, &r.sine, &r.cosine);
#else
    constexpr double kCircle = 6.28318530717958647692;
    r.sine = static_cast<float>(std::sin(kCircle * static_cast<double>(part)));
    r.cosine = static_cast<float>(std::cos(kCircle * static_cast<double>(part)));
#endif
    r.cosine *= magnitude;
    r.sine *= magnitude;
    return r;
}

// Value i of a head after rotation; value(j) gives the ones before it.
template <class Values>
FETTLE_DEVICE float rotated(const Rope& rope, const double* turns, double position, int i, const Values& value)
{
    if (rope.kind == RopeKind::None || i >= rope.dims) {
        return value(i);
    }
    const int half = rope.dims / 2;
    const bool adjacent = rope.kind == RopeKind::Adjacent;
    const bool isFirst = adjacent ? i % 2 == 0 : i < half;
    const int pair = adjacent ? i / 2 : i % half;
    const float a = value(adjacent ? 2 * pair : pair);
    const float b = value(adjacent ? 2 * pair + 1 : pair + half);
    const Rotation r = rotationOf(turns[pair], position, rope.magnitude);
    return isFirst ? a * r.cosine - b * r.sine : a * r.sine + b * r.cosine;
}

} // namespace kernels::cuda
