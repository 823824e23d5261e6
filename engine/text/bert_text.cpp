// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/bert_text.h"

#include "engine/text/unicode.h"
#include "engine/text/utf8.h"

#include <algorithm>

namespace engine::text
{
namespace
{

bool isControl(char32_t code)
{
    if (code == '\t' || code == '\n' || code == '\r')
        return false;
    return code == 0 || code == 0xFFFD || code == kNoCharacter ||
           unicode::isIn(code, unicode::kOthers & ~unicode::maskOf(unicode::Category::Cn));
}

bool isSpace(char32_t code)
{
    return code == '\t' || code == '\n' || code == '\r' || unicode::isWhiteSpace(code);
}

bool isAscii(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

} // namespace

std::string BertNormalizer::apply(std::string_view text) const
{
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        const std::string_view character = text.substr(at, step.length);
        at += step.length;
        if (cleansText && isControl(step.code))
            continue;
        if (cleansText && isSpace(step.code)) {
            clean += ' ';
        } else if (spacesChinese && unicode::isCjkIdeograph(step.code)) {
            clean += ' ';
            clean += character;
            clean += ' ';
        } else {
            clean += character;
        }
    }
    if (stripsAccents && !isAscii(clean))
        clean = unicode::withoutMarks(unicode::normalize(clean, unicode::Form::NFD),
                                      unicode::maskOf(unicode::Category::Mn));
    return lowercases ? unicode::toLower(clean) : clean;
}

std::vector<std::string_view> bertWords(std::string_view text)
{
    std::vector<std::string_view> words;
    std::size_t begin = 0; // of the word that has begun
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = decodeUtf8(text, at);
        const bool space = isSpace(step.code);
        const bool mark = !space && unicode::isPunctuation(step.code);
        if ((space || mark) && at > begin)
            words.push_back(text.substr(begin, at - begin));
        if (mark)
            words.push_back(text.substr(at, step.length));
        at += step.length;
        if (space || mark)
            begin = at;
    }
    if (begin < text.size())
        words.push_back(text.substr(begin));
    return words;
}

} // namespace engine::text
