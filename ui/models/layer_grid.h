// SPDX-License-Identifier: GPL-3.0-or-later
// The tensors of a model as a grid of layers and the matrices in them. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace ui
{

struct LayerGrid {
    int layers = 0;
    std::vector<std::string> matrices; // "attn_q", in the order in which a layer uses them
    std::vector<int> cells;  // cells[layer * matrices.size() + matrix]: a place in `names`, -1 where there is none
    std::vector<int> others; // places of those that belong to no layer

    // `names` of tensors with two dimensions or more: "blk.12.attn_q.weight" is matrix "attn_q" of layer 12. Whatever
    // names there are, it has at most 1024 layers, 64 matrices and 64 others.
    explicit LayerGrid(std::span<const std::string> names = {});
};

} // namespace ui
