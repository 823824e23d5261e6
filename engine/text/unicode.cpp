// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/unicode.h"

#include "engine/text/unicode_data.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace engine::text::unicode
{
namespace
{

constexpr Range kWhiteSpace[] = {{0x9, 0xD},       {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                                 {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                 {0x205F, 0x205F}, {0x3000, 0x3000}};

// One byte for each code point; a megabyte, made once, makes each look-up one load.
const std::vector<Category>& categories()
{
    static const std::vector<Category> table = [] {
        std::vector<Category> all(0x110000);
        for (std::size_t i = 0; i < kCategoryRunsCount; ++i) {
            const std::size_t end = i + 1 < kCategoryRunsCount ? kCategoryRuns[i + 1] >> 8 : all.size();
            for (std::size_t code = kCategoryRuns[i] >> 8; code < end; ++code)
                all[code] = static_cast<Category>(kCategoryRuns[i] & 0xFF);
        }
        return all;
    }();
    return table;
}

template <class Wanted>
std::vector<Range> rangesOfRuns(const std::uint32_t* runs, std::size_t count, Wanted&& wanted)
{
    std::vector<Range> ranges;
    for (std::size_t i = 0; i < count; ++i) {
        if (!wanted(runs[i] & 0xFF))
            continue;
        const char32_t first = runs[i] >> 8;
        const char32_t last = i + 1 < count ? (runs[i + 1] >> 8) - 1 : 0x10FFFF;
        if (!ranges.empty() && ranges.back().last + 1 == first)
            ranges.back().last = last;
        else
            ranges.push_back({first, last});
    }
    return ranges;
}

} // namespace

Category category(char32_t code)
{
    return code < 0x110000 ? categories()[code] : Category::Cn;
}

bool isWhiteSpace(char32_t code)
{
    return std::any_of(std::begin(kWhiteSpace), std::end(kWhiteSpace),
                       [&](const Range& range) { return code >= range.first && code <= range.last; });
}

bool isAsciiPunctuation(char32_t code)
{
    return (code >= 0x21 && code <= 0x2F) || (code >= 0x3A && code <= 0x40) || (code >= 0x5B && code <= 0x60) ||
           (code >= 0x7B && code <= 0x7E);
}

bool isPunctuation(char32_t code)
{
    return isAsciiPunctuation(code) || isIn(code, kPunctuation);
}

bool isCjkIdeograph(char32_t code)
{
    static constexpr Range kRanges[] = {{0x4E00, 0x9FFF},   {0x3400, 0x4DBF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F},
                                        {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0xF900, 0xFAFF},   {0x2F800, 0x2FA1F}};
    return std::any_of(std::begin(kRanges), std::end(kRanges),
                       [&](const Range& range) { return code >= range.first && code <= range.last; });
}

std::vector<Range> rangesOf(std::uint32_t wanted)
{
    return rangesOfRuns(kCategoryRuns, kCategoryRunsCount,
                        [&](std::uint32_t value) { return (wanted >> value & 1) != 0; });
}

std::vector<Range> hanRanges()
{
    return rangesOfRuns(kHanRuns, kHanRunsCount, [](std::uint32_t value) { return value == 1; });
}

std::vector<Range> whiteSpaceRanges()
{
    return {std::begin(kWhiteSpace), std::end(kWhiteSpace)};
}

bool isValidUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        if (step.code == kNoCharacter)
            return false;
        at += step.length;
    }
    return true;
}

std::string_view stripped(std::string_view text, bool left, bool right)
{
    while (left && !text.empty() && isWhiteSpace(decodeUtf8(text, 0).code))
        text.remove_prefix(decodeUtf8(text, 0).length);
    while (right && !text.empty()) {
        std::size_t last = text.size() - 1;
        while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80)
            --last;
        if (!isWhiteSpace(decodeUtf8(text, last).code))
            break;
        text = text.substr(0, last);
    }
    return text;
}

std::string withoutMarks(std::string_view text, std::uint32_t dropped)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        if (step.code < 0x80 || step.code == kNoCharacter || !isIn(step.code, dropped))
            out.append(text, at, step.length);
        at += step.length;
    }
    return out;
}

} // namespace engine::text::unicode
