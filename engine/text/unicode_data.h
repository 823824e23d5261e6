// SPDX-License-Identifier: GPL-3.0-or-later
// Tables of the Unicode character database, written by tests/golden/make_unicode_data.py. Readers use unicode.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace engine::text::unicode
{

struct CaseRun {
    std::uint32_t first, last, stride;
    std::int32_t delta;
};

// Runs: first code point << 8 | value; each holds up to the next.
extern const std::uint32_t kCategoryRuns[]; // value: Category
extern const std::size_t kCategoryRunsCount;
extern const std::uint32_t kHanRuns[]; // value: 1 for the script Han
extern const std::size_t kHanRunsCount;
extern const std::uint32_t kCombiningRuns[]; // value: canonical combining class
extern const std::size_t kCombiningRunsCount;
extern const CaseRun kLowerRuns[], kUpperRuns[], kTitleRuns[]; // one character to one
extern const std::size_t kLowerRunsCount, kUpperRunsCount, kTitleRunsCount;
// code | length << 21, followed by the characters that the one becomes.
extern const std::uint32_t kLowerFull[], kUpperFull[], kTitleFull[];
extern const std::size_t kLowerFullCount, kUpperFullCount, kTitleFullCount;
// value: 1 for the property where the category (Ll; Lu; Nd, Nl, No) does not tell it.
extern const std::uint32_t kOtherLowercaseRuns[], kOtherUppercaseRuns[], kOtherNumericRuns[];
extern const std::size_t kOtherLowercaseRunsCount, kOtherUppercaseRunsCount, kOtherNumericRunsCount;
// code | length << 21 | compatible << 31, followed by the full decomposition of that length.
extern const std::uint32_t kDecompositions[];
extern const std::size_t kDecompositionsCount;
extern const std::uint32_t kCompositions[]; // triples: first, second, composed; sorted
extern const std::size_t kCompositionsCount;

} // namespace engine::text::unicode
