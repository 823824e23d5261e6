// SPDX-License-Identifier: GPL-3.0-or-later
// Inputs that a matrix is going to do without: their columns become zero, and the columns that stay take over what can
// be told from the other inputs. That is the least-squares solution W_K + W_R H_RK H_KK^-1 (the surgeon of Hassibi &
// Stork 1993 for whole columns), of the damped second moments.
#pragma once

#include "engine/tune/gptq.h"

namespace engine::tune
{

// Of inputs [0, cols): those that go first, then those that stay, each in their order.
std::vector<std::int64_t> removedFirst(const std::vector<bool>& removed);

// `moments` [cols, cols] with rows and columns in the order of `order`.
LargeVector<float> reordered(const float* moments, const std::vector<std::int64_t>& order,
                             const std::atomic<bool>& stop = kNoStop);

// weights [rows, cols], changed in place; `order` as removedFirst() has it, with `gone` columns that go. `curvature` is
// of the reordered moments, or null: nothing takes over. The same result for any number of threads.
void dropColumns(float* weights, std::int64_t rows, const std::vector<std::int64_t>& order, std::int64_t gone,
                 const Curvature* curvature, kernels::Pool& pool, const std::atomic<bool>& stop = kNoStop);

} // namespace engine::tune
