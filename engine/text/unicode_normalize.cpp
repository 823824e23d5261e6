// SPDX-License-Identifier: GPL-3.0-or-later
// Normalization forms as in UAX 15: decompose, order marks by their class, compose. Hangul by arithmetic (Unicode,
// section 3.12).
#include "engine/text/unicode.h"
#include "engine/text/unicode_data.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <unordered_map>

namespace engine::text::unicode
{
namespace
{

constexpr char32_t kSBase = 0xAC00, kLBase = 0x1100, kVBase = 0x1161, kTBase = 0x11A7;
constexpr char32_t kLCount = 19, kVCount = 21, kTCount = 28, kSCount = kLCount * kVCount * kTCount;

struct Decomposition {
    std::uint32_t canonical = 0, compatible = 0; // places in kDecompositions, 0 for none: entry 0 is U+00A0's, shifted by one
};

const std::unordered_map<char32_t, Decomposition>& decompositions()
{
    static const auto table = [] {
        std::unordered_map<char32_t, Decomposition> all;
        for (std::uint32_t i = 0; i < kDecompositionsCount; i += 1 + (kDecompositions[i] >> 21 & 0x3FF)) {
            Decomposition& entry = all[kDecompositions[i] & 0x1FFFFF];
            (kDecompositions[i] >> 31 ? entry.compatible : entry.canonical) = i + 1;
        }
        return all;
    }();
    return table;
}

const std::unordered_map<std::uint64_t, char32_t>& compositions()
{
    static const auto table = [] {
        std::unordered_map<std::uint64_t, char32_t> all;
        for (std::size_t i = 0; i < kCompositionsCount; i += 3)
            all.emplace(std::uint64_t{kCompositions[i]} << 32 | kCompositions[i + 1], kCompositions[i + 2]);
        return all;
    }();
    return table;
}

std::uint8_t combiningClass(char32_t code)
{
    if (code < 0x300)
        return 0;
    const auto* run = std::upper_bound(kCombiningRuns, kCombiningRuns + kCombiningRunsCount, code << 8 | 0xFF);
    return static_cast<std::uint8_t>(*(run - 1) & 0xFF);
}

void decompose(char32_t code, bool compatible, std::u32string& out)
{
    if (code >= kSBase && code < kSBase + kSCount) {
        const char32_t index = code - kSBase;
        out += kLBase + index / (kVCount * kTCount);
        out += kVBase + index % (kVCount * kTCount) / kTCount;
        if (index % kTCount != 0)
            out += kTBase + index % kTCount;
        return;
    }
    const auto found = decompositions().find(code);
    const std::uint32_t place = found == decompositions().end()                 ? 0
                                : compatible && found->second.compatible != 0 ? found->second.compatible
                                                                                : found->second.canonical;
    if (place == 0) {
        out += code;
        return;
    }
    for (std::uint32_t i = 0; i < (kDecompositions[place - 1] >> 21 & 0x3FF); ++i)
        out += static_cast<char32_t>(kDecompositions[place + i]);
}

char32_t composed(char32_t first, char32_t second) // 0 for none
{
    if (first >= kLBase && first < kLBase + kLCount && second >= kVBase && second < kVBase + kVCount)
        return kSBase + ((first - kLBase) * kVCount + second - kVBase) * kTCount;
    if (first >= kSBase && first < kSBase + kSCount && (first - kSBase) % kTCount == 0 && second > kTBase &&
        second < kTBase + kTCount)
        return first + second - kTBase;
    const auto found = compositions().find(std::uint64_t{first} << 32 | second);
    return found == compositions().end() ? 0 : found->second;
}

void orderMarks(std::u32string& text)
{
    for (std::size_t i = 0; i < text.size();) {
        if (combiningClass(text[i]) == 0) {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && combiningClass(text[end]) != 0)
            ++end;
        std::stable_sort(text.begin() + static_cast<std::ptrdiff_t>(i), text.begin() + static_cast<std::ptrdiff_t>(end),
                         [](char32_t a, char32_t b) { return combiningClass(a) < combiningClass(b); });
        i = end;
    }
}

void compose(std::u32string& text)
{
    std::size_t kept = 0;
    std::size_t starter = std::u32string::npos;
    int lastClass = -1; // of the characters kept since the starter
    for (const char32_t code : text) {
        const int cls = combiningClass(code);
        if (starter != std::u32string::npos && lastClass < cls) {
            if (const char32_t joined = composed(text[starter], code); joined != 0) {
                text[starter] = joined;
                continue;
            }
        }
        if (cls == 0) {
            starter = kept;
            lastClass = -1;
        } else {
            lastClass = cls;
        }
        text[kept++] = code;
    }
    text.resize(kept);
}

void normalizeRun(std::u32string& run, bool compose_, std::string& out)
{
    orderMarks(run);
    if (compose_)
        compose(run);
    for (const char32_t code : run)
        appendUtf8(out, code);
    run.clear();
}

} // namespace

std::string normalize(std::string_view text, Form form)
{
    const bool compatible = form == Form::NFKC || form == Form::NFKD;
    const bool recompose = form == Form::NFC || form == Form::NFKC;
    std::string out;
    out.reserve(text.size());
    std::u32string run;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        const bool ascii = step.code < 0x80; // a starter that nothing before it composes with
        if (ascii || step.code == kNoCharacter)
            normalizeRun(run, recompose, out);
        if (ascii)
            run += step.code;
        else if (step.code == kNoCharacter)
            out += text[at];
        else
            decompose(step.code, compatible, run);
        at += step.length;
    }
    normalizeRun(run, recompose, out);
    return out;
}

} // namespace engine::text::unicode
