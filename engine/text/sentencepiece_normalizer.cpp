// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/sentencepiece_normalizer.h"

#include "engine/text/space_mark.h"

namespace engine::text
{

std::string SentencePieceNormalizer::apply(std::string_view text) const
{
    if (charMap.empty() && !removesExtraSpace && marksSpaces && !spaceEndsWord)
        return withSpaceMarks(text, addsSpace);
    const std::string_view space = marksSpaces ? kSpaceMark : std::string_view(" ");
    std::string out;
    out.reserve(text.size() + text.size() / 2);
    bool afterSpace = removesExtraSpace;
    bool begun = false;
    for (std::size_t at = 0; at < text.size();) {
        const CharMap::Step step = charMap.map(text, at);
        at += step.length;
        std::string_view piece = step.replacement;
        while (afterSpace && !piece.empty() && piece.front() == ' ')
            piece.remove_prefix(1);
        if (piece.empty())
            continue;
        if (!begun && addsSpace && !spaceEndsWord)
            out += space;
        begun = true;
        for (const char c : piece) {
            if (c == ' ')
                out += space;
            else
                out += c;
        }
        afterSpace = removesExtraSpace && piece.back() == ' ';
    }
    while (removesExtraSpace && out.size() >= space.size() &&
           std::string_view(out).substr(out.size() - space.size()) == space)
        out.resize(out.size() - space.size());
    if (spaceEndsWord && addsSpace && begun)
        out += space;
    return out;
}

} // namespace engine::text
