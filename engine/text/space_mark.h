// SPDX-License-Identifier: GPL-3.0-or-later
// U+2581, sentencepiece's sign for a space.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace engine::text
{

constexpr std::string_view kSpaceMark = "\xE2\x96\x81";

inline std::string withSpaceMarks(std::string_view text, bool prefix)
{
    std::string marked(prefix ? kSpaceMark : std::string_view());
    marked.reserve(text.size() + text.size() / 2 + kSpaceMark.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t space = std::min(text.find(' ', at), text.size());
        marked.append(text, at, space - at);
        if (space < text.size())
            marked += kSpaceMark;
        at = space + 1;
    }
    return marked;
}

inline std::string withoutSpaceMarks(std::string_view text)
{
    std::string plain(text);
    for (auto at = plain.find(kSpaceMark); at != std::string::npos; at = plain.find(kSpaceMark, at + 1))
        plain.replace(at, kSpaceMark.size(), " ");
    return plain;
}

} // namespace engine::text
