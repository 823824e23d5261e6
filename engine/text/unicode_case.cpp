// SPDX-License-Identifier: GPL-3.0-or-later
// Case: the properties Lowercase and Uppercase, and the full mappings that need no context.
#include "engine/text/unicode.h"

#include "engine/text/unicode_data.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <iterator>

namespace engine::text::unicode
{
namespace
{

constexpr std::uint32_t kCodeBits = 0x1FFFFF;

bool valueAt(const std::uint32_t* runs, std::size_t count, char32_t code)
{
    const auto* after = std::upper_bound(runs, runs + count, static_cast<std::uint32_t>(code),
                                         [](std::uint32_t c, std::uint32_t run) { return c < run >> 8; });
    return (*std::prev(after) & 0xFF) != 0; // the first run begins at 0
}

struct Mapping {
    const CaseRun* runs; // of one character to one
    std::size_t runCount;
    const std::uint32_t* full; // of one to several, in order of the ones
    std::size_t fullCount;
};

const Mapping& mappingTo(Case wanted)
{
    static const Mapping kMappings[] = {{kLowerRuns, kLowerRunsCount, kLowerFull, kLowerFullCount},
                                        {kUpperRuns, kUpperRunsCount, kUpperFull, kUpperFullCount},
                                        {kTitleRuns, kTitleRunsCount, kTitleFull, kTitleFullCount}};
    return kMappings[static_cast<std::size_t>(wanted)];
}

} // namespace

bool isLowercase(char32_t code)
{
    return category(code) == Category::Ll || valueAt(kOtherLowercaseRuns, kOtherLowercaseRunsCount, code);
}

bool isUppercase(char32_t code)
{
    return category(code) == Category::Lu || valueAt(kOtherUppercaseRuns, kOtherUppercaseRunsCount, code);
}

bool isNumeric(char32_t code)
{
    return isIn(code, kNumbers) || valueAt(kOtherNumericRuns, kOtherNumericRunsCount, code);
}

void appendInCase(std::string& out, char32_t code, Case wanted)
{
    const Mapping& mapping = mappingTo(wanted);
    for (std::size_t i = 0; i < mapping.fullCount && (mapping.full[i] & kCodeBits) <= code;) {
        const std::size_t length = mapping.full[i] >> 21;
        if ((mapping.full[i] & kCodeBits) == code) {
            for (std::size_t k = 1; k <= length; ++k)
                appendUtf8(out, mapping.full[i + k]);
            return;
        }
        i += 1 + length;
    }
    const auto* run = std::upper_bound(mapping.runs, mapping.runs + mapping.runCount, code,
                                       [](char32_t c, const CaseRun& r) { return c < r.first; });
    if (run != mapping.runs && code <= (--run)->last && (code - run->first) % run->stride == 0)
        code = static_cast<char32_t>(static_cast<std::int64_t>(code) + run->delta);
    appendUtf8(out, code);
}

std::string toLower(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        if (step.code == kNoCharacter)
            out.append(text, at, step.length);
        else if (step.code < 0x80)
            out += static_cast<char>(step.code >= 'A' && step.code <= 'Z' ? step.code + 0x20 : step.code);
        else
            appendInCase(out, step.code, Case::Lower);
        at += step.length;
    }
    return out;
}

} // namespace engine::text::unicode
