// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/hub/fp8.h"

#include "engine/error.h"
#include "engine/stop_scope.h"
#include "kernels/dequantize.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace engine::files::hub
{
namespace
{

// How many rows and columns share a scale.
struct Grid {
    std::uint64_t rows, cols;
};

std::uint64_t parts(std::uint64_t count, std::uint64_t size)
{
    return (count + size - 1) / size;
}

Grid gridOf(const SafeTensor& tensor, const SafeTensor& scales, std::array<std::int64_t, 2> block,
            const std::string& folder)
{
    const std::uint64_t rows = tensor.shape[0];
    const std::uint64_t cols = tensor.shape[1];
    const auto& shape = scales.shape;
    const std::uint64_t count = scales.bytes.size() / (kernels::traits(*info(*scales.type).kernel).blockBytes);
    if (count == 1)
        return {rows, cols};
    if (count == rows && shape[0] == rows) // [rows] or [rows, 1]
        return {1, cols};
    const auto height = static_cast<std::uint64_t>(block[0]);
    const auto width = static_cast<std::uint64_t>(block[1]);
    if (shape.size() == 2 && shape[0] == parts(rows, height) && shape[1] == parts(cols, width))
        return {height, width};
    throw Error(ErrorKind::BadFile, folder + ": the scales of the tensor \"" + tensor.name.substr(0, 120) +
                                        "\" fit neither its rows nor blocks of " + std::to_string(height) + " by " +
                                        std::to_string(width) + ".");
}

} // namespace

float fp8Value(std::uint8_t bits)
{
    const int exponent = bits >> 3 & 15;
    const int mantissa = bits & 7;
    if (exponent == 15 && mantissa == 7)
        return std::numeric_limits<float>::quiet_NaN();
    const float size = exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -9)
                                     : std::ldexp(static_cast<float>(8 + mantissa), exponent - 10);
    return (bits & 0x80) != 0 ? -size : size;
}

const SafeTensor* fp8Scales(const SafetensorsFolder& weights, const SafeTensor& tensor)
{
    const SafeTensor* scales = weights.find(tensor.name + "_scale_inv");
    return scales ? scales : weights.find(tensor.name + "_scale");
}

std::vector<std::byte> decodeFp8(const SafeTensor& tensor, const SafeTensor& scales, std::array<std::int64_t, 2> block,
                                 const std::string& folder)
{
    const bool isFloat =
        scales.type == TensorType::F32 || scales.type == TensorType::F16 || scales.type == TensorType::BF16;
    if (!isFloat)
        throw Error(ErrorKind::Unsupported, folder + ": the scales of the tensor \"" + tensor.name.substr(0, 120) +
                                                "\" are of the type " + scales.dtype + ", which is not built in yet.");
    const kernels::Type type = *info(*scales.type).kernel;
    std::vector<float> scale(scales.bytes.size() / static_cast<std::size_t>(kernels::traits(type).blockBytes));
    kernels::dequantizeRow(type, scales.bytes.data(), static_cast<std::int64_t>(scale.size()), scale.data());
    const Grid grid = gridOf(tensor, scales, block, folder);
    std::array<float, 256> values;
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = fp8Value(static_cast<std::uint8_t>(i));

    const std::uint64_t rows = tensor.shape[0];
    const std::uint64_t cols = tensor.shape[1];
    std::vector<std::byte> out;
    out.reserve(tensor.bytes.size() * sizeof(float));
    std::vector<float> row(cols);
    for (std::uint64_t r = 0; r < rows; ++r) {
        StopScope::look();
        out.resize((r + 1) * cols * sizeof(float)); // its memory is touched row by row
        const float* scaleRow = scale.data() + r / grid.rows * parts(cols, grid.cols);
        for (std::uint64_t c = 0; c < cols; ++c)
            row[c] = values[static_cast<std::uint8_t>(tensor.bytes[r * cols + c])] * scaleRow[c / grid.cols];
        std::memcpy(out.data() + r * cols * sizeof(float), row.data(), cols * sizeof(float));
    }
    return out;
}

} // namespace engine::files::hub
