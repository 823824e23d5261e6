// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/kv_shift.h"

#include "kernels/dequantize.h"
#include "kernels/half.h"
#include "kernels/kv_blocks.h"

#include <cmath>
#include <cstring>

namespace kernels
{

namespace
{

constexpr int kWidestHead = 1024;

// Cosine and sine [dims / 2] of the turn back; the magnitude is in the keys already.
void turnBack(const Rope& rope, std::int64_t by, float* cosine, float* sine)
{
    for (int i = 0; i < rope.dims / 2; ++i) {
        const double frequency = std::pow(static_cast<double>(rope.base), -2.0 * i / rope.dims);
        const double divisor = rope.factors != nullptr ? static_cast<double>(rope.factors[i]) : 1.0;
        const double angle = -static_cast<double>(by) * static_cast<double>(rope.scale) * frequency / divisor;
        cosine[i] = static_cast<float>(std::cos(angle));
        sine[i] = static_cast<float>(std::sin(angle));
    }
}

void rotate(const Rope& rope, const float* cosine, const float* sine, float* head)
{
    const int half = rope.dims / 2;
    for (int i = 0; i < half; ++i) {
        float& a = rope.kind == RopeKind::Adjacent ? head[2 * i] : head[i];
        float& b = rope.kind == RopeKind::Adjacent ? head[2 * i + 1] : head[i + half];
        const float x = a;
        a = x * cosine[i] - b * sine[i];
        b = x * sine[i] + b * cosine[i];
    }
}

void store(Type type, const float* from, int count, unsigned char* to)
{
    if (isBlockCache(type)) {
        encodeKv(type, from, count, to);
        return;
    }
    for (int i = 0; i < count; ++i) {
        const std::uint16_t half = type == Type::BF16 ? floatToBfloat(from[i]) : floatToHalf(from[i]);
        type == Type::F32 ? std::memcpy(to + 4 * i, from + i, 4) : std::memcpy(to + 2 * i, &half, 2);
    }
}

} // namespace

void shiftKv(const ShiftKv& op)
{
    float cosine[kWidestHead / 2];
    float sine[kWidestHead / 2];
    float head[kWidestHead];
    turnBack(op.rope, op.by, cosine, sine);
    const std::int64_t row = bytesOf(op.cache.type, op.headDim);
    for (int h = 0; h < op.kvHeads; ++h) {
        const std::int64_t base = h * op.cache.capacity;
        auto* keys = static_cast<unsigned char*>(op.cache.keys) + (base + op.from) * row;
        auto* values = static_cast<unsigned char*>(op.cache.values) + (base + op.from) * row;
        for (std::int64_t p = 0; p < op.count; ++p) { // upwards: a row is read before another comes to lie on it
            dequantizeRow(op.cache.type, keys + p * row, op.headDim, head);
            rotate(op.rope, cosine, sine, head);
            store(op.cache.type, head, op.headDim, keys + (p - op.by) * row);
        }
        std::memmove(values - op.by * row, values, static_cast<std::size_t>(op.count * row));
    }
}

} // namespace kernels
