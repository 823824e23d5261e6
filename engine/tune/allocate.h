// SPDX-License-Identifier: GPL-3.0-or-later
// One choice for each item so that all together take no more than a budget and lose least: a multiple-choice knapsack,
// by Lagrangian relaxation on each item's convex hull (Shoham & Gersho 1988, "Efficient bit allocation for an arbitrary
// set of quantizers"), a greedy filling of what is left, and exchanges of two. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace engine::tune
{

struct Choice {
    std::uint64_t bytes = 0;
    double loss = 0; // >= 0, added up over the items
};

// The number of the choice for each item; no item is without one. Nullopt where even the smallest do not fit.
std::optional<std::vector<std::size_t>> allocate(std::span<const std::vector<Choice>> items, std::uint64_t budget);

} // namespace engine::tune
