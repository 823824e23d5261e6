// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/gptq.h"

#include "engine/error.h"
#include "kernels/code_grid.h"
#include "kernels/cpu/add_products.h"
#include "kernels/cpu/primitives.h"
#include "kernels/quantize.h"

#include <algorithm>
#include <utility>

namespace engine::tune
{
namespace
{

constexpr std::int64_t kRowsAtOnce = 16; // a row of the curvature is read once for all of them

// Some rows of one matrix on their way to codes.
class Rounding
{
public:
    Rounding(kernels::Type type, const Curvature& curvature, const float* importance, const std::atomic<bool>& stop)
        : m_stop(stop),
          m_type(type),
          m_curvature(curvature),
          m_importance(importance),
          m_cols(curvature.cols()),
          m_block(kernels::traits(type).blockValues)
    {
    }

    // weights [rows, cols], out [rows] of the type; loss [rows] gets tr(D H D^T) before the descents. Worthless when
    // `stop` is set.
    void run(const float* weights, std::int64_t rows, int descents, std::byte* out, double* loss)
    {
        m_weights = weights;
        m_rows = rows;
        m_out = out;
        m_corrected.assign(weights, weights + rows * m_cols);
        m_errors.assign(static_cast<std::size_t>(rows * m_cols), 0.0F);
        m_grids.resize(static_cast<std::size_t>(rows * (m_cols / m_block)));
        std::fill_n(loss, rows, 0.0);
        for (std::int64_t begin = 0; begin < m_cols && !m_stop; begin += m_block) {
            for (std::int64_t r = 0; r < rows; ++r)
                loss[r] += roundBlock(r, begin);
            passOn(begin);
        }
        if (descents > 0 && !m_stop)
            descend(descents);
        for (std::int64_t r = 0; r < rows; ++r)
            for (std::int64_t begin = 0; begin < m_cols; begin += m_block)
                kernels::writeCodes(m_type, grid(r, begin), blockBytes(r, begin));
    }

private:
    kernels::CodeGrid& grid(std::int64_t r, std::int64_t column)
    {
        return m_grids[static_cast<std::size_t>(r * (m_cols / m_block) + column / m_block)];
    }
    std::byte* blockBytes(std::int64_t r, std::int64_t column)
    {
        return m_out + r * kernels::bytesOf(m_type, m_cols) + kernels::bytesOf(m_type, column);
    }
    float* corrected(std::int64_t r) { return m_corrected.data() + r * m_cols; }
    float* errors(std::int64_t r) { return m_errors.data() + r * m_cols; } // D = W - W'

    // Scales for the block as it is now, then its codes; what is left over goes to the columns to the right in it.
    double roundBlock(std::int64_t r, std::int64_t begin)
    {
        float* w = corrected(r);
        kernels::quantizeRow(m_type, w + begin, m_block, m_importance + begin, blockBytes(r, begin));
        kernels::CodeGrid& codes = grid(r, begin);
        kernels::readGrid(m_type, blockBytes(r, begin), codes);
        double loss = 0;
        for (int i = 0; i < m_block; ++i) {
            const std::int64_t j = begin + i;
            codes.codes[i] = static_cast<std::uint8_t>(codes.nearestCode(i, w[j]));
            const float value = codes.value(i);
            errors(r)[j] = m_weights[r * m_cols + j] - value;
            const double rest = (static_cast<double>(w[j]) - static_cast<double>(value)) * m_curvature.root(j);
            loss += rest * rest;
            kernels::cpu::addScaled(errors(r)[j], m_curvature.feedback(j) + j + 1, w + j + 1, m_block - 1 - i);
        }
        return loss;
    }

    // To all columns right of the block.
    void passOn(std::int64_t begin)
    {
        const std::int64_t end = begin + m_block;
        if (end < m_cols)
            kernels::cpu::addProducts({errors(0) + begin, m_cols, 1, m_curvature.feedback(begin) + end, m_cols, m_block,
                                       corrected(0) + end, m_cols, m_rows, m_cols - end});
    }

    // Each code in turn to where it is best while all others stay.
    void descend(int passes)
    {
        std::vector<float> slopes(static_cast<std::size_t>(m_rows * m_cols), 0.0F); // D H
        for (std::int64_t j = 0; j < m_cols && !m_stop; j += m_block)
            kernels::cpu::addProducts(
                {errors(0) + j, m_cols, 1, m_curvature.row(j), m_cols, m_block, slopes.data(), m_cols, m_rows, m_cols});
        std::vector<bool> changes(static_cast<std::size_t>(m_rows), true); // of a row in the last pass
        for (int pass = 0; pass < passes && std::find(changes.begin(), changes.end(), true) != changes.end(); ++pass) {
            const std::vector<bool> changed = std::exchange(changes, std::vector<bool>(changes.size(), false));
            for (std::int64_t j = 0; j < m_cols && !m_stop; ++j)
                for (std::int64_t r = 0; r < m_rows; ++r)
                    if (const auto row = static_cast<std::size_t>(r);
                        changed[row] && descendColumn(r, j, slopes.data() + r * m_cols))
                        changes[row] = true;
        }
    }

    bool descendColumn(std::int64_t r, std::int64_t j, float* slopes)
    {
        kernels::CodeGrid& codes = grid(r, j);
        const auto i = static_cast<int>(j % m_block);
        const float old = codes.value(i);
        const int code = codes.nearestCode(i, old + slopes[j] / m_curvature.row(j)[j]);
        if (code == codes.codes[i])
            return false;
        codes.codes[i] = static_cast<std::uint8_t>(code);
        const float step = codes.value(i) - old;
        errors(r)[j] -= step;
        kernels::cpu::addScaled(-step, m_curvature.row(j), slopes, m_cols);
        return true;
    }

    const std::atomic<bool>& m_stop;
    kernels::Type m_type;
    const Curvature& m_curvature;
    const float* m_importance;
    std::int64_t m_cols;
    int m_block;
    const float* m_weights = nullptr;
    std::int64_t m_rows = 0;
    std::byte* m_out = nullptr;
    std::vector<float> m_corrected;
    std::vector<float> m_errors;
    std::vector<kernels::CodeGrid> m_grids;
};

void checkType(kernels::Type type, std::int64_t cols)
{
    const kernels::TypeTraits traits = kernels::traits(type);
    if (!kernels::hasCodeGrid(type) || cols % traits.blockValues != 0)
        throw Error(ErrorKind::BadSetting, std::string("Rounding with feedback cannot write ") + traits.name +
                                               " in rows of " + std::to_string(cols) + ". Choose another type.");
}

} // namespace

double roundWithFeedback(const float* weights, kernels::Type type, const Curvature& curvature, const float* importance,
                         int descents, std::byte* out)
{
    checkType(type, curvature.cols());
    double loss = 0;
    Rounding(type, curvature, importance, kNoStop).run(weights, 1, descents, out, &loss);
    return loss;
}

double outputError(const float* a, const float* b, std::int64_t rows, std::int64_t cols, const HeldOut& inputs,
                   kernels::Pool& pool, const std::atomic<bool>& stop)
{
    constexpr std::int64_t kLine = 16;                                         // floats
    LargeVector<float> turned(static_cast<std::size_t>(cols * inputs.tokens)); // [cols, tokens]
    forStoppableRanges(pool, stop, cols, kLine, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t t = 0; t < inputs.tokens; ++t)
            for (std::int64_t j = begin; j < end; ++j)
                turned[static_cast<std::size_t>(j * inputs.tokens + t)] = inputs.rows[t * cols + j];
    });
    std::vector<double> sums(static_cast<std::size_t>(rows), 0.0);
    forStoppableRanges(pool, stop, rows, kRowsAtOnce, [&](std::int64_t begin, std::int64_t end, int) {
        std::vector<float> outputs(static_cast<std::size_t>(inputs.tokens));
        for (std::int64_t r = begin; r < end; ++r) {
            std::fill(outputs.begin(), outputs.end(), 0.0F);
            for (std::int64_t j = 0; j < cols; ++j)
                kernels::cpu::addScaled(a[r * cols + j] - (b != nullptr ? b[r * cols + j] : 0.0F),
                                        turned.data() + j * inputs.tokens, outputs.data(), inputs.tokens);
            for (const float y : outputs)
                sums[static_cast<std::size_t>(r)] += static_cast<double>(y) * static_cast<double>(y);
        }
    });
    double sum = 0;
    for (const double rowSum : sums)
        sum += rowSum;
    return sum;
}

double momentError(const float* weights, std::int64_t rows, std::int64_t cols, const float* moments,
                   kernels::Pool& pool, const std::atomic<bool>& stop)
{
    constexpr std::int64_t kRows = 16;      // share what is read of the moments
    constexpr std::int64_t kColumns = 1024; // between two looks at `stop`
    const kernels::Matrix matrix{moments, kernels::Type::F32, cols, cols};
    std::vector<double> sums(static_cast<std::size_t>((rows + kRows - 1) / kRows));
    forStoppableRanges(
        pool, stop, static_cast<std::int64_t>(sums.size()), 1, [&](std::int64_t begin, std::int64_t end, int) {
            std::vector<float> products(static_cast<std::size_t>(kRows * cols));
            for (std::int64_t part = begin; part < end; ++part) {
                const std::int64_t count = std::min(kRows, rows - part * kRows);
                const float* own = weights + part * kRows * cols;
                for (std::int64_t column = 0; column < cols && !stop; column += kColumns)
                    kernels::cpu::multiplyFloat(matrix, {.tokens = static_cast<int>(count), .cols = cols, .f32 = own},
                                                column, std::min(column + kColumns, cols), products.data(), cols);
                for (std::int64_t i = 0; i < count * cols; ++i)
                    sums[static_cast<std::size_t>(part)] +=
                        static_cast<double>(own[i]) * static_cast<double>(products[static_cast<std::size_t>(i)]);
            }
        });
    double sum = 0;
    for (const double part : sums)
        sum += part;
    return sum;
}

GptqResult quantizeWithFeedback(const float* weights, std::int64_t rows, kernels::Type type, const Curvature& curvature,
                                const HeldOut& heldOut, const GptqOptions& options, kernels::Pool& pool,
                                const std::atomic<bool>& stop)
{
    const std::int64_t cols = curvature.cols();
    checkType(type, cols);
    if (heldOut.tokens < 1)
        throw Error(ErrorKind::BadSetting,
                    "Rounding with feedback was given no inputs to judge it by. Keep a tenth of the "
                    "calibration text for that.");
    const std::int64_t rowBytes = kernels::bytesOf(type, cols);
    const auto size = static_cast<std::size_t>(rows * rowBytes);
    GptqResult result;
    result.bytes.resize(size);
    LargeVector<std::byte> plain(size);
    LargeVector<float> values(static_cast<std::size_t>(rows * cols));
    LargeVector<float> plainValues(values.size());
    std::vector<double> losses(static_cast<std::size_t>(rows), 0.0);
    const std::vector<float> importance = curvature.importance();
    pool.forRanges(rows, kRowsAtOnce, [&](std::int64_t from, std::int64_t to, int) {
        Rounding rounding(type, curvature, importance.data(), stop);
        for (std::int64_t r = from; r < to && !stop; r += kRowsAtOnce) {
            const std::int64_t count = std::min(kRowsAtOnce, to - r);
            rounding.run(weights + r * cols, count, options.descents, result.bytes.data() + r * rowBytes,
                         losses.data() + r);
            for (std::int64_t i = r; i < r + count; ++i) {
                kernels::quantizeRow(type, weights + i * cols, cols, importance.data(), plain.data() + i * rowBytes);
                kernels::cpu::decodeRow(type, result.bytes.data() + i * rowBytes, cols, values.data() + i * cols);
                kernels::cpu::decodeRow(type, plain.data() + i * rowBytes, cols, plainValues.data() + i * cols);
            }
        }
    });
    if (stop)
        throw Error(ErrorKind::Stopped, "Rounding with feedback was stopped.");
    for (const double loss : losses)
        result.loss += loss;
    const double whole = outputError(weights, nullptr, rows, cols, heldOut, pool, stop);
    result.error = outputError(weights, values.data(), rows, cols, heldOut, pool, stop) / (whole > 0 ? whole : 1);
    result.plainError =
        outputError(weights, plainValues.data(), rows, cols, heldOut, pool, stop) / (whole > 0 ? whole : 1);
    result.accepted = result.error < result.plainError;
    if (!result.accepted)
        result.bytes = std::move(plain);
    return result;
}

} // namespace engine::tune
