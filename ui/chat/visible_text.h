// SPDX-License-Identifier: GPL-3.0-or-later
// Makes any text safe to show: nothing invisible that changes the rest, nothing that Qt's layout takes for its own, no
// endless run without a place to break. Pure.
#pragma once

#include <QString>
#include <QStringView>

namespace ui
{

// Collects text piece by piece. What was given before decides only where a long run is broken.
class VisibleText
{
public:
    static constexpr qsizetype kLongestRun = 8192; // then a zero-width space; Qt's layout is quadratic in a run

    void append(QStringView piece);
    void appendCodePoint(char32_t character);
    qsizetype size() const { return m_text.size(); }
    const QString& text() const { return m_text; }
    QString take(); // and begins anew

private:
    void unit(char16_t unit);
    void mark(char32_t character);

    QString m_text;
    qsizetype m_run = 0;
    char16_t m_high = 0; // a high surrogate that waits for its low one
};

QString visibleText(QStringView text);

// For one line (titles, names): line breaks become spaces.
QString visibleLine(QStringView text);

} // namespace ui
