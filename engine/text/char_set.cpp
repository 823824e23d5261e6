// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/char_set.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace engine::text
{
namespace
{

using unicode::Category;
using unicode::Range;

constexpr std::array<std::string_view, 30> kNames = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl",
                                                     "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc",
                                                     "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"};

bool startsBefore(const Range& a, const Range& b)
{
    return a.first < b.first;
}

// Makes sorted ranges disjoint, and one of those that touch.
void joinTouching(std::vector<Range>& sorted)
{
    std::size_t kept = 0;
    for (const Range& range : sorted) {
        if (kept > 0 && range.first <= sorted[kept - 1].last + 1)
            sorted[kept - 1].last = std::max(sorted[kept - 1].last, range.last);
        else
            sorted[kept++] = range;
    }
    sorted.resize(kept);
}

} // namespace

std::optional<CharSet> CharSet::property(std::string_view name)
{
    if (name == "Han")
        return CharSet(unicode::hanRanges());
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name || (name.size() == 1 && kNames[i][0] == name[0]))
            mask |= 1U << i;
    if (mask == 0)
        return std::nullopt;
    return CharSet(unicode::rangesOf(mask));
}

CharSet CharSet::space()
{
    return CharSet(unicode::whiteSpaceRanges());
}

CharSet CharSet::digit()
{
    return CharSet(unicode::rangesOf(unicode::maskOf(Category::Nd)));
}

CharSet CharSet::word()
{
    // Below U+0100 the library asks its table for Latin-1, which counts superscripts and fractions.
    static const CharSet all = CharSet(unicode::rangesOf(unicode::kLetters | unicode::kMarks |
                                                         unicode::maskOf(Category::Nd) | unicode::maskOf(Category::Pc)))
                                   .united(CharSet({{0xB2, 0xB3}, {0xB9, 0xB9}, {0xBC, 0xBE}}));
    return all;
}

CharSet CharSet::negated() const
{
    std::vector<Range> out;
    char32_t next = 0;
    for (const Range& range : m_ranges) {
        if (range.first > next)
            out.push_back({next, range.first - 1});
        next = range.last + 1;
    }
    if (next <= 0x10FFFF)
        out.push_back({next, 0x10FFFF});
    return CharSet(std::move(out));
}

CharSet CharSet::united(const CharSet& other) const
{
    std::vector<Range> all;
    all.reserve(m_ranges.size() + other.m_ranges.size());
    std::merge(m_ranges.begin(), m_ranges.end(), other.m_ranges.begin(), other.m_ranges.end(), std::back_inserter(all),
               startsBefore);
    joinTouching(all);
    return CharSet(std::move(all));
}

void CharSet::add(char32_t first, char32_t last)
{
    auto at = std::lower_bound(m_ranges.begin(), m_ranges.end(), first,
                               [](const Range& range, char32_t code) { return range.last + 1 < code; });
    if (at == m_ranges.end() || at->first > last + 1) {
        m_ranges.insert(at, {first, last});
        return;
    }
    auto end = std::upper_bound(at, m_ranges.end(), last + 1,
                                [](char32_t code, const Range& range) { return code < range.first; });
    *at = {std::min(first, at->first), std::max(last, std::prev(end)->last)};
    m_ranges.erase(std::next(at), end);
}

CharSet CharSet::intersected(const CharSet& other) const
{
    return negated().united(other.negated()).negated();
}

CharSet CharSet::anyCase() const
{
    CharSet all = *this;
    for (char32_t code = 'A'; code <= 'Z'; ++code) {
        if (contains(code) || contains(code + 32)) {
            all.add(code, code);
            all.add(code + 32, code + 32);
        }
    }
    if (contains('s') || contains('S'))
        all.add(0x17F, 0x17F); // long s
    if (contains('k') || contains('K'))
        all.add(0x212A, 0x212A); // Kelvin sign
    return all;
}

bool CharSet::hasOnlyAsciiCase() const
{
    return std::all_of(m_ranges.begin(), m_ranges.end(), [](const Range& range) {
        return range.last < 0x80 || !unicode::isIn(range.first, unicode::kLetters);
    });
}

bool CharSet::contains(char32_t code) const
{
    const auto after = std::upper_bound(m_ranges.begin(), m_ranges.end(), code,
                                        [](char32_t c, const Range& range) { return c < range.first; });
    return after != m_ranges.begin() && code <= std::prev(after)->last;
}

bool CharSet::operator==(const CharSet& other) const
{
    return std::equal(m_ranges.begin(), m_ranges.end(), other.m_ranges.begin(), other.m_ranges.end(),
                      [](const Range& a, const Range& b) { return a.first == b.first && a.last == b.last; });
}

} // namespace engine::text
