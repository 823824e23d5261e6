// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/visible_text.h"

namespace ui
{
namespace
{

constexpr char16_t kReplacement = 0xFFFD;

// Embeddings, overrides and isolates reorder what follows (Unicode TR 9, TR 36 section 3.2); the plain marks LRM, RLM
// and ALM cannot and stay.
bool changesDirection(char16_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Qt's text document keeps U+FDD0, U+FDD1 and U+FFFC for itself; the other non-characters are no text either.
bool isNoText(char16_t c)
{
    return (c >= 0xFDD0 && c <= 0xFDEF) || c == 0xFFFC || c >= 0xFFFE || (c >= 0x80 && c <= 0x9F);
}

bool isBreak(char16_t c)
{
    return c == u' ' || c == u'\n' || c == u'\t' || c == 0x200B || c == 0x3000;
}

} // namespace

void VisibleText::append(QStringView piece)
{
    m_text.reserve(m_text.size() + piece.size());
    for (const QChar c : piece)
        unit(c.unicode());
}

void VisibleText::appendCodePoint(char32_t character)
{
    for (const char16_t c : QChar::fromUcs4(character))
        unit(c);
}

QString VisibleText::take()
{
    if (m_high != 0)
        m_text += QChar(kReplacement);
    m_high = 0;
    m_run = 0;
    return std::exchange(m_text, {});
}

void VisibleText::unit(char16_t c)
{
    if (m_high != 0) {
        const char16_t high = std::exchange(m_high, char16_t(0));
        if (QChar::isLowSurrogate(c)) {
            mark(QChar::surrogateToUcs4(high, c));
            return;
        }
        mark(kReplacement);
    }
    if (QChar::isHighSurrogate(c))
        m_high = c;
    else if (QChar::isLowSurrogate(c) || isNoText(c))
        mark(kReplacement);
    else if (c == 0x2028 || c == 0x2029 || c == u'\v' || c == u'\f')
        mark(u'\n');
    else if (c < 0x20 && c != u'\n' && c != u'\t')
        mark(static_cast<char32_t>(0x2400 + c)); // the pictures of the control characters
    else if (c == 0x7F)
        mark(0x2421);
    else if (changesDirection(c))
        for (const QChar& shown : QStringLiteral("[U+%1]").arg(uint(c), 4, 16, QLatin1Char('0')).toUpper())
            mark(shown.unicode());
    else
        mark(c);
}

void VisibleText::mark(char32_t character)
{
    if (character <= 0xFFFF && isBreak(static_cast<char16_t>(character))) {
        m_run = 0;
    } else if (m_run >= kLongestRun) {
        m_text += QChar(0x200B);
        m_run = 1;
    } else {
        ++m_run;
    }
    if (character <= 0xFFFF)
        m_text += QChar(static_cast<char16_t>(character));
    else
        m_text += QChar::fromUcs4(character);
}

QString visibleText(QStringView text)
{
    VisibleText visible;
    visible.append(text);
    return visible.take();
}

QString visibleLine(QStringView text)
{
    return visibleText(text).replace(u'\n', u' ').replace(u'\t', u' ');
}

} // namespace ui
