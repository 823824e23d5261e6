// SPDX-License-Identifier: GPL-3.0-or-later
// The names of tensors in blocks. Pure functions, any thread.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace engine::tune
{

struct BlockName {
    int layer;             // >= 0; files may have tensors of more layers than the model has
    std::string_view part; // "attn_q.weight"
};

// "blk.3.attn_q.weight" in its parts, which refer to `tensor`; none of any other name, "blk.03." and "blk.-1."
// included.
inline std::optional<BlockName> blockName(std::string_view tensor)
{
    constexpr std::string_view kBegin = "blk.";
    const std::size_t dot = tensor.find('.', kBegin.size());
    if (tensor.substr(0, kBegin.size()) != kBegin || dot == std::string_view::npos)
        return std::nullopt;
    const std::string_view number = tensor.substr(kBegin.size(), dot - kBegin.size());
    BlockName name{0, tensor.substr(dot + 1)};
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), name.layer);
    if (error != std::errc() || end != number.data() + number.size() || std::to_string(name.layer) != number ||
        name.layer < 0)
        return std::nullopt;
    return name;
}

} // namespace engine::tune
