// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/layer_grid.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

namespace ui
{
namespace
{

constexpr int kMostLayers = 1024;
constexpr std::size_t kMostNames = 64;

struct Place {
    int layer = 0;
    std::string matrix;
};

std::optional<Place> placeOf(const std::string& name)
{
    constexpr std::string_view kLayer = "blk.";
    constexpr std::string_view kWeight = ".weight";
    if (!name.starts_with(kLayer) || !name.ends_with(kWeight))
        return std::nullopt;
    Place place;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + kLayer.size(), end, place.layer);
    if (error != std::errc() || rest == end || *rest != '.' || place.layer < 0 || place.layer >= kMostLayers)
        return std::nullopt;
    place.matrix = std::string(rest + 1, end - kWeight.size());
    return place;
}

// In the order in which a layer uses them; others follow by name.
std::size_t rankOf(const std::string& matrix)
{
    constexpr std::array kOrder{"attn_qkv", "attn_q", "attn_k",   "attn_v",        "attn_output", "ffn_gate_inp",
                                "ffn_gate", "ffn_up", "ffn_down", "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"};
    return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), matrix) - kOrder.begin());
}

} // namespace

LayerGrid::LayerGrid(std::span<const std::string> names)
{
    std::map<std::pair<int, std::string>, int> places;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (const auto place = placeOf(names[i])) {
            layers = std::max(layers, place->layer + 1);
            if (std::find(matrices.begin(), matrices.end(), place->matrix) == matrices.end() &&
                matrices.size() < kMostNames)
                matrices.push_back(place->matrix);
            places[{place->layer, place->matrix}] = static_cast<int>(i);
        } else if (others.size() < kMostNames) {
            others.push_back(static_cast<int>(i));
        }
    }
    std::sort(matrices.begin(), matrices.end(),
              [](const auto& a, const auto& b) { return std::pair(rankOf(a), a) < std::pair(rankOf(b), b); });
    for (int layer = 0; layer < layers; ++layer)
        for (const std::string& matrix : matrices) {
            const auto cell = places.find({layer, matrix});
            cells.push_back(cell == places.end() ? -1 : cell->second);
        }
}

} // namespace ui
