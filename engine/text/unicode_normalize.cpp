// SPDX-License-Identifier: GPL-3.0-or-later
// Normalization forms as in UAX 15: decompose, order marks by their class, compose. Hangul by arithmetic (Unicode,
// section 3.12).
#include "engine/stop_scope.h"
#include "engine/text/unicode.h"
#include "engine/text/unicode_data.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

namespace engine::text::unicode
{
namespace
{

constexpr char32_t kSBase = 0xAC00, kLBase = 0x1100, kVBase = 0x1161, kTBase = 0x11A7;
constexpr char32_t kLCount = 19, kVCount = 21, kTCount = 28, kSCount = kLCount * kVCount * kTCount;

struct Decomposition {
    std::uint32_t canonical = 0, compatible = 0; // place of the first code point in kDecompositions; 0 for none
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

const std::unordered_set<char32_t>& composites() // what compositions give
{
    static const auto table = [] {
        std::unordered_set<char32_t> all;
        for (std::size_t i = 0; i < kCompositionsCount; i += 3)
            all.insert(kCompositions[i + 2]);
        return all;
    }();
    return table;
}

// Whether such a character never stands in composed text.
bool isExcluded(const Decomposition& entry, char32_t code)
{
    return entry.canonical != 0 && !composites().contains(code);
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
    const std::uint32_t place = found == decompositions().end()               ? 0
                                : compatible && found->second.compatible != 0 ? found->second.compatible
                                                                              : found->second.canonical;
    if (place == 0) {
        out += code;
        return;
    }
    const std::uint32_t length = kDecompositions[place - 1] >> 21 & 0x3FF;
    for (std::uint32_t i = 0; i < length; ++i)
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

// Whether a character can change in this form or by its neighbours; what lies between others needs no work.
const std::vector<bool>& unstable(Form form)
{
    const auto make = [](bool compatible, bool recompose) {
        std::vector<bool> marked(kNoCharacter + 1, false);
        for (const auto& [code, entry] : decompositions())
            marked[code] = compatible || !recompose || isExcluded(entry, code);
        for (std::size_t i = 0; i < kCombiningRunsCount; ++i)
            if ((kCombiningRuns[i] & 0xFF) != 0)
                for (std::size_t code = kCombiningRuns[i] >> 8; code < kCombiningRuns[i + 1] >> 8; ++code)
                    marked[code] = true;
        if (recompose) {
            for (std::size_t i = 0; i < kCompositionsCount; i += 3)
                marked[kCompositions[i + 1]] = true;
            std::fill_n(marked.begin() + kVBase, kVCount, true);
            std::fill_n(marked.begin() + kTBase, kTCount, true);
        } else {
            std::fill_n(marked.begin() + kSBase, kSCount, true);
        }
        return marked;
    };
    static const std::array<std::vector<bool>, 4> all = {make(false, true), make(false, false), make(true, true),
                                                         make(true, false)};
    return all[static_cast<std::size_t>(form)];
}

void normalizeRun(std::string_view text, bool compatible, bool recompose, std::string& out)
{
    std::u32string run;
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        decompose(step.code, compatible, run);
        at += step.length;
    }
    orderMarks(run);
    if (recompose)
        compose(run);
    for (const char32_t code : run)
        appendUtf8(out, code);
}

} // namespace

std::string normalize(std::string_view text, Form form)
{
    const bool compatible = form == Form::NFKC || form == Form::NFKD;
    const bool recompose = form == Form::NFC || form == Form::NFKC;
    const std::vector<bool>& changes = unstable(form);
    std::string out;
    out.reserve(text.size());
    std::size_t begin = 0; // of what is not written yet: a stable character and the others after it
    bool pending = false;  // there are others
    const auto write = [&](std::size_t end) {
        StopScope::look();
        if (pending)
            normalizeRun(text.substr(begin, end - begin), compatible, recompose, out);
        else
            out.append(text, begin, end - begin);
        begin = end;
        pending = false;
    };
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        if (step.code >= 0x80 && changes[step.code]) {
            pending = true;
        } else {
            write(at);
        }
        at += step.length;
        if (step.code == kNoCharacter)
            write(at);
    }
    write(text.size());
    return out;
}

} // namespace engine::text::unicode
