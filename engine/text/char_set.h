// SPDX-License-Identifier: GPL-3.0-or-later
// Sets of characters as sorted ranges: what the classes of a regular expression are made of.
#pragma once

#include "engine/text/unicode.h"

#include <optional>
#include <string_view>
#include <vector>

namespace engine::text
{

class CharSet
{
public:
    CharSet() = default;
    explicit CharSet(std::vector<unicode::Range> sortedRanges) : m_ranges(std::move(sortedRanges)) {}
    static CharSet of(char32_t first, char32_t last) { return CharSet({{first, last}}); }
    // By the name within \p{...}: a general category or its first letter, or Han. Nothing for other names.
    static std::optional<CharSet> property(std::string_view name);
    static CharSet space(); // \s: White_Space
    static CharSet digit(); // \d: Nd
    static CharSet word();  // \w as Oniguruma has it: letters, marks, decimal digits, connectors

    const std::vector<unicode::Range>& ranges() const { return m_ranges; }
    void add(char32_t first, char32_t last);
    CharSet negated() const;
    CharSet united(const CharSet& other) const;
    CharSet intersected(const CharSet& other) const;
    CharSet anyCase() const;       // with the other case of the ASCII letters, and what folds to them
    bool hasOnlyAsciiCase() const; // whether anyCase() is all that ignoring case means here
    bool contains(char32_t code) const;
    bool operator==(const CharSet& other) const;

private:
    std::vector<unicode::Range> m_ranges; // sorted, apart
};

} // namespace engine::text
