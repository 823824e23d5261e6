// SPDX-License-Identifier: GPL-3.0-or-later
// Sentencepiece's precompiled map of characters: a double-array trie (Aoe 1989, in the layout of the Darts-clone
// library) from strings to their replacements. Read as hostile: every step is checked. Const after construction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::text
{

class CharMap
{
public:
    CharMap() = default; // maps nothing
    // Nothing if the sizes within do not fit.
    static std::optional<CharMap> read(std::string_view blob);

    struct Step {
        std::string_view replacement; // into the map, or into the text where nothing matches
        std::size_t length;           // bytes of the text that it stands for; at least 1
    };
    // The longest match at `at`, else the character there as it is.
    Step map(std::string_view text, std::size_t at) const;
    bool empty() const { return m_units.empty(); }
    std::string apply(std::string_view text) const;

private:
    std::vector<std::uint32_t> m_units;
    std::string m_replacements; // each ends with a zero byte
};

} // namespace engine::text
