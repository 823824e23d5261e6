// SPDX-License-Identifier: GPL-3.0-or-later
// The method of Knuth, Morris and Pratt (SIAM J. Comput. 6, 1977) in both directions; one byte by memchr.
#include "engine/text/jinja/search.h"

#include <algorithm>
#include <vector>

namespace engine::text::jinja
{

namespace
{

// How much of the needle still matches after a mismatch; `at(i)` is the i-th byte in the direction of the search.
template <typename At>
std::vector<std::uint32_t> failures(std::size_t size, At at)
{
    std::vector<std::uint32_t> table(size, 0); // texts are at most 16 MiB
    std::uint32_t matched = 0;
    for (std::size_t i = 1; i < size; ++i) {
        while (matched > 0 && at(i) != at(matched))
            matched = table[matched - 1];
        if (at(i) == at(matched))
            ++matched;
        table[i] = matched;
    }
    return table;
}

} // namespace

std::size_t findText(Runtime& runtime, std::string_view text, std::string_view needle, std::size_t from)
{
    if (from > text.size())
        return std::string_view::npos;
    if (needle.size() <= 1) {
        const std::size_t found = needle.empty() ? from : text.find(needle[0], from);
        runtime.handle(std::min(found, text.size()) - from);
        return found;
    }
    if (needle.size() > text.size() - from)
        return std::string_view::npos;
    runtime.handle(8 * needle.size());
    const auto table = failures(needle.size(), [needle](std::size_t i) { return needle[i]; });
    std::size_t at = from, matched = 0;
    while (at < text.size()) {
        if (matched == 0) { // jump to the next byte that can begin it
            at = text.find(needle[0], at);
            if (at == std::string_view::npos)
                break;
        }
        while (matched > 0 && text[at] != needle[matched])
            matched = table[matched - 1];
        if (text[at] == needle[matched])
            ++matched;
        ++at;
        if (matched == needle.size()) {
            runtime.handle(16 * (at - from));
            return at - needle.size();
        }
    }
    runtime.handle(16 * (text.size() - from));
    return std::string_view::npos;
}

std::size_t findTextFromRight(Runtime& runtime, std::string_view text, std::string_view needle)
{
    if (needle.empty())
        return text.size();
    const auto fromEnd = [](std::string_view s) { return [s](std::size_t i) { return s[s.size() - 1 - i]; }; };
    const auto textAt = fromEnd(text), needleAt = fromEnd(needle);
    if (needle.size() > text.size())
        return std::string_view::npos;
    runtime.handle(8 * needle.size());
    const auto table = failures(needle.size(), needleAt);
    for (std::size_t at = 0, matched = 0; at < text.size(); ++at) {
        while (matched > 0 && textAt(at) != needleAt(matched))
            matched = table[matched - 1];
        if (textAt(at) == needleAt(matched))
            ++matched;
        if (matched == needle.size()) {
            runtime.handle(16 * at);
            return text.size() - 1 - at;
        }
    }
    runtime.handle(16 * text.size());
    return std::string_view::npos;
}

} // namespace engine::text::jinja
