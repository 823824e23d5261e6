// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/drop_columns.h"

namespace engine::tune
{

std::vector<std::int64_t> removedFirst(const std::vector<bool>& removed)
{
    std::vector<std::int64_t> order;
    for (const bool wanted : {true, false})
        for (std::size_t i = 0; i < removed.size(); ++i)
            if (removed[i] == wanted)
                order.push_back(static_cast<std::int64_t>(i));
    return order;
}

LargeVector<float> reordered(const float* moments, const std::vector<std::int64_t>& order,
                             const std::atomic<bool>& stop)
{
    LargeVector<float> result;
    result.reserve(order.size() * order.size());
    for (const std::int64_t i : order) {
        throwIfStopped(stop);
        for (const std::int64_t j : order)
            result.push_back(moments[i * static_cast<std::int64_t>(order.size()) + j]);
    }
    return result;
}

void dropColumns(float* weights, std::int64_t rows, const std::vector<std::int64_t>& order, std::int64_t gone,
                 const Curvature* curvature, kernels::Pool& pool, const std::atomic<bool>& stop)
{
    const auto cols = static_cast<std::int64_t>(order.size());
    forStoppableRanges(pool, stop, rows, 1, [&](std::int64_t begin, std::int64_t end, int /*thread*/) {
        std::vector<double> corrected(order.size());
        for (std::int64_t r = begin; r < end; ++r) {
            float* row = weights + r * cols;
            for (std::int64_t c = 0; c < cols; ++c)
                corrected[static_cast<std::size_t>(c)] = static_cast<double>(row[order[static_cast<std::size_t>(c)]]);
            for (std::int64_t c = 0; c < cols && !stop; ++c) { // each may go through a row of the curvature
                float& weight = row[order[static_cast<std::size_t>(c)]];
                const double original = static_cast<double>(weight);
                weight = c < gone ? 0.0F : static_cast<float>(corrected[static_cast<std::size_t>(c)]);
                // Columns that stay are moved too, which those behind them make up for in turn: gptq.h's feedback.
                const double error = original - static_cast<double>(weight);
                if (curvature == nullptr || error == 0)
                    continue;
                const float* feedback = curvature->feedback(c);
                for (std::int64_t later = c + 1; later < cols; ++later)
                    corrected[static_cast<std::size_t>(later)] += error * static_cast<double>(feedback[later]);
            }
        }
    });
}

} // namespace engine::tune
