// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes of the generated character tables; only unicode.cpp reads them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace engine::text::jinja::tables
{

struct Range {
    char32_t first, last;
};
struct CaseRun { // first, first + stride, ... last each map to itself + delta
    char32_t first, last, stride;
    std::int32_t delta;
};
struct CaseSpecial {
    char32_t code;
    const char* mapped; // UTF-8
};

extern const Range kAlphabetic[], kDecimal[], kNumeric[], kPrintable[], kUpper[], kLower[];
extern const std::size_t kAlphabeticCount, kDecimalCount, kNumericCount, kPrintableCount, kUpperCount, kLowerCount;
extern const CaseRun kToUpper[], kToLower[], kToTitle[];
extern const std::size_t kToUpperCount, kToLowerCount, kToTitleCount;
extern const CaseSpecial kToUpperSpecial[], kToLowerSpecial[], kToTitleSpecial[];
extern const std::size_t kToUpperSpecialCount, kToLowerSpecialCount, kToTitleSpecialCount;

} // namespace engine::text::jinja::tables
