// SPDX-License-Identifier: GPL-3.0-or-later
// One tensor from its stored type to another, some rows at a time: memory does not grow with the tensor.
#pragma once

#include "engine/tune/folding.h"
#include "engine/tune/large_vector.h"
#include "engine/tune/quantize_model.h"
#include "engine/tune/source_reader.h"
#include "kernels/pool.h"

namespace engine::tune
{

class TensorQuantizer
{
public:
    // Hears the new bytes, in order.
    using Sink = std::function<void(std::span<const std::byte>)>;

    // All outlive this; used by one thread.
    TensorQuantizer(kernels::Pool& pool, const SourceReader& source, const QuantizeControl& control);

    // `importance`: [matrices, cols] mean squares with `matrices` = shape[2] * shape[3], or null; of the inputs as `scales` leave
    // them. `scales` multiply the values first, or null. Sums of errors are the same for any number of threads. Throws
    // engine::Error: BadFile (values that are no numbers), Unsupported (a source type that cannot be read, values too
    // large for `type`), Stopped.
    void quantize(const files::GgufTensor& tensor, files::TensorType type, const float* importance,
                  TensorReport& report, const Sink& sink, const TensorScales* scales = nullptr);
    // The same by a rounder, with the whole tensor in memory; false where it has nothing to say.
    bool round(const files::GgufTensor& tensor, files::TensorType type, Rounder& rounder, TensorReport& report,
               const Sink& sink, const TensorScales* scales = nullptr);
    // As it is; plain numbers are looked at all the same.
    void copy(const files::GgufTensor& tensor, const Sink& sink);

private:
    struct Slab { // rows that are done at once
        kernels::Type from;
        kernels::Type to;
        std::int64_t cols;
        std::int64_t firstRow;
        std::int64_t rows;
        std::int64_t matrixRows;    // of one matrix; a tensor of experts has several
        const float* importance;    // may be null
        const TensorScales* scales; // may be null
    };
    struct RowSums { // of squares
        double error = 0;
        double size = 0;
        double weightedError = 0;
        double weightedSize = 0;
        bool finite = true;

        void add(const RowSums& other);
    };
    void wait() const; // while paused; throws engine::Error(Stopped)
    void quantizeSlab(const Slab& slab);

    kernels::Pool& m_pool;
    const SourceReader& m_source;
    QuantizeControl m_control;
    LargeVector<std::byte> m_in;
    std::vector<std::byte> m_out;
    std::vector<std::vector<float>> m_values; // of each thread: a row, and the row read back
    std::vector<RowSums> m_sums;
};

} // namespace engine::tune
