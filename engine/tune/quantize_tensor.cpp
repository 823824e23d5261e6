// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/quantize_tensor.h"

#include "engine/error.h"
#include "engine/tune/finite_values.h"
#include "kernels/cpu/primitives.h"
#include "kernels/quantize.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

namespace engine::tune
{
namespace
{

constexpr std::int64_t kSlabValues = 2 << 20; // between two looks at pause and progress
constexpr std::int64_t kPartValues = 16384;   // of a thread, between two looks at stop
constexpr std::size_t kCopyBytes = 4U << 20;

// Sum of weight * x^2, in an order that does not depend on anything but the count.
double weightedSquares(const float* x, const float* weights, std::int64_t count)
{
    constexpr int kLanes = 8;
    double sum = 0;
    for (std::int64_t begin = 0; begin < count; begin += 256) {
        float lanes[kLanes] = {};
        const std::int64_t end = std::min(begin + 256, count);
        std::int64_t i = begin;
        for (; i + kLanes <= end; i += kLanes)
            for (int k = 0; k < kLanes; ++k)
                lanes[k] += (weights != nullptr ? weights[i + k] : 1.0F) * (x[i + k] * x[i + k]);
        for (; i < end; ++i)
            lanes[0] += (weights != nullptr ? weights[i] : 1.0F) * (x[i] * x[i]);
        for (const float lane : lanes)
            sum += static_cast<double>(lane);
    }
    return sum;
}

void scale(const TensorScales& scales, std::int64_t row, float* values, std::int64_t cols)
{
    const float factor = scales.rows.empty() ? 1.0F : scales.rows[static_cast<std::size_t>(row)];
    for (std::int64_t c = 0; c < cols; ++c)
        values[c] *= factor * (scales.cols.empty() ? 1.0F : scales.cols[static_cast<std::size_t>(c)]);
}

double relative(double error, double size)
{
    return size > 0 ? std::sqrt(error / size) : 0;
}

} // namespace

void TensorQuantizer::RowSums::add(const RowSums& other)
{
    error += other.error;
    size += other.size;
    weightedError += other.weightedError;
    weightedSize += other.weightedSize;
}

TensorQuantizer::TensorQuantizer(kernels::Pool& pool, const SourceReader& source, const QuantizeControl& control)
    : m_pool(pool),
      m_source(source),
      m_control(control),
      m_values(static_cast<std::size_t>(pool.threads()))
{
}

void TensorQuantizer::wait() const
{
    while (m_control.paused() && !m_control.stop)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (m_control.stop)
        throw Error(ErrorKind::Stopped, "Quantizing was stopped.");
}

void TensorQuantizer::quantizeSlab(const Slab& slab)
{
    const auto body = [&](std::int64_t begin, std::int64_t end, int thread) {
        float* values = m_values[static_cast<std::size_t>(thread)].data();
        float* back = values + slab.cols;
        for (std::int64_t r = begin; r < end && !m_control.stop; ++r) {
            RowSums& sums = m_sums[static_cast<std::size_t>(r)];
            sums = {};
            std::byte* out = m_out.data() + r * kernels::bytesOf(slab.to, slab.cols);
            kernels::cpu::decodeRow(slab.from, m_in.data() + r * kernels::bytesOf(slab.from, slab.cols), slab.cols,
                                    values);
            if (slab.scales != nullptr)
                scale(*slab.scales, slab.firstRow + r, values, slab.cols);
            sums.finite = allFinite(values, slab.cols);
            if (!sums.finite)
                continue;
            const float* importance = slab.importance;
            if (importance != nullptr)
                importance += (slab.firstRow + r) / slab.matrixRows * slab.cols;
            kernels::quantizeRow(slab.to, values, slab.cols, importance, out);
            kernels::cpu::decodeRow(slab.to, out, slab.cols, back);
            sums.size = weightedSquares(values, nullptr, slab.cols);
            if (importance != nullptr)
                sums.weightedSize = weightedSquares(values, importance, slab.cols);
            for (std::int64_t i = 0; i < slab.cols; ++i)
                back[i] -= values[i];
            sums.error = weightedSquares(back, nullptr, slab.cols);
            if (importance != nullptr)
                sums.weightedError = weightedSquares(back, importance, slab.cols);
        }
    };
    m_pool.forRanges(slab.rows, std::max<std::int64_t>(1, kPartValues / slab.cols), body);
}

void TensorQuantizer::quantize(const files::GgufTensor& tensor, files::TensorType type, const float* importance,
                               TensorReport& report, const Sink& sink, const TensorScales* scales)
{
    const files::TensorTypeInfo& from = files::info(tensor.type);
    if (!from.kernel)
        throw Error(ErrorKind::Unsupported, "The tensor \"" + tensor.name + "\" is stored as " + from.name +
                                                ", which cannot be read. Choose a model in F32, F16 or BF16.");
    const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
    const auto rows = static_cast<std::int64_t>(tensor.elements()) / cols;
    const kernels::Type to = *files::info(type).kernel;
    const std::int64_t slabRows = std::clamp<std::int64_t>(kSlabValues / cols, 1, rows);
    m_in.resize(static_cast<std::size_t>(slabRows * kernels::bytesOf(*from.kernel, cols)));
    m_out.resize(static_cast<std::size_t>(slabRows * kernels::bytesOf(to, cols)));
    m_sums.resize(static_cast<std::size_t>(slabRows));
    for (auto& values : m_values)
        values.resize(static_cast<std::size_t>(2 * cols));

    RowSums all;
    for (std::int64_t row = 0; row < rows; row += slabRows) {
        wait();
        const std::int64_t count = std::min(slabRows, rows - row);
        const std::int64_t rowBytes = kernels::bytesOf(*from.kernel, cols);
        m_source.read(tensor, static_cast<std::uint64_t>(row * rowBytes),
                      std::span(m_in).first(static_cast<std::size_t>(count * rowBytes)));
        quantizeSlab(
            {*from.kernel, to, cols, row, count, static_cast<std::int64_t>(tensor.shape[1]), importance, scales});
        wait();
        for (std::int64_t r = 0; r < count; ++r) {
            if (!m_sums[static_cast<std::size_t>(r)].finite)
                failNotFinite(tensor.name, row + r);
            all.add(m_sums[static_cast<std::size_t>(r)]);
        }
        if (!std::isfinite(all.error))
            throw Error(ErrorKind::Unsupported, "The tensor \"" + tensor.name +
                                                    "\" has values that are too large for " + files::info(type).name +
                                                    ". Choose BF16 for this model.");
        sink(std::span(m_out).first(static_cast<std::size_t>(count * kernels::bytesOf(to, cols))));
    }
    report.relativeError = relative(all.error, all.size);
    report.weightedError = relative(all.weightedError, all.weightedSize);
}

bool TensorQuantizer::round(const files::GgufTensor& tensor, files::TensorType type, Rounder& rounder,
                            TensorReport& report, const Sink& sink, const TensorScales* scales)
{
    const auto cols = static_cast<std::int64_t>(tensor.shape[0]);
    const auto rows = static_cast<std::int64_t>(tensor.elements()) / cols;
    const kernels::Type from = *files::info(tensor.type).kernel;
    const kernels::Type to = *files::info(type).kernel;
    m_in.resize(tensor.bytes.size());
    for (std::size_t at = 0; at < m_in.size(); at += kCopyBytes) {
        wait();
        m_source.read(tensor, at, std::span(m_in).subspan(at, std::min(kCopyBytes, m_in.size() - at)));
    }
    LargeVector<float> weights(static_cast<std::size_t>(rows * cols));
    for (std::int64_t r = 0; r < rows; ++r) {
        wait();
        kernels::cpu::decodeRow(from, m_in.data() + r * kernels::bytesOf(from, cols), cols, weights.data() + r * cols);
        if (scales != nullptr)
            scale(*scales, r, weights.data() + r * cols, cols);
        if (!allFinite(weights.data() + r * cols, cols))
            failNotFinite(tensor.name, r);
    }
    wait();
    const auto rounded = rounder.round(tensor, weights.data(), type, m_pool, m_control.stop);
    if (!rounded)
        return false;
    report.rounded = rounded->accepted;
    report.plainOutputError = rounded->plainError;
    report.outputError = rounded->error;
    std::vector<float> back(static_cast<std::size_t>(cols));
    RowSums all;
    for (std::int64_t r = 0; r < rows; ++r) {
        wait();
        kernels::cpu::decodeRow(to, rounded->bytes.data() + r * kernels::bytesOf(to, cols), cols, back.data());
        const float* row = weights.data() + r * cols;
        all.size += weightedSquares(row, nullptr, cols);
        for (std::int64_t i = 0; i < cols; ++i)
            back[static_cast<std::size_t>(i)] -= row[i];
        all.error += weightedSquares(back.data(), nullptr, cols);
    }
    report.relativeError = relative(all.error, all.size);
    for (std::size_t at = 0; at < rounded->bytes.size(); at += kCopyBytes) {
        wait();
        sink(std::span(rounded->bytes).subspan(at, std::min(kCopyBytes, rounded->bytes.size() - at)));
    }
    return true;
}

void TensorQuantizer::copy(const files::GgufTensor& tensor, const Sink& sink)
{
    FiniteCheck check;
    for (std::size_t at = 0; at < tensor.bytes.size(); at += kCopyBytes) {
        wait();
        m_in.resize(std::min(kCopyBytes, tensor.bytes.size() - at));
        m_source.read(tensor, at, m_in);
        check.look(tensor.name, tensor.type, tensor.shape[0], at, m_in);
        sink(m_in);
    }
}

} // namespace engine::tune
