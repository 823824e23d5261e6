// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the places where a growing Markdown text can be cut so that what is before a cut never changes any more.
// Line by line and forward only: the cuts depend on the text alone, not on the pieces in which it came.
#pragma once

#include "ui/chat/markdown_blocks.h"

namespace ui
{

// Is this line the end of the open fence? (CommonMark 0.31, section 4.5)
bool closesFence(QStringView line, const PartStart& fence);

class PartScanner
{
public:
    static constexpr qsizetype kSoftLimit = 8 * 1024;   // then also between the items of a list
    static constexpr qsizetype kHardLimit = 16 * 1024;  // then at any line, within code too
    static constexpr qsizetype kTableLimit = 64 * 1024; // a table that is cut loses its head: later
    static constexpr qsizetype kSlack = 1024;           // how far to look for a space in an endless line

    // Goes on in `source`, which begins with all that was given before; appends the new cuts.
    void scan(const QString& source, QList<PartStart>& cuts);

private:
    void line(QStringView text, qsizetype begin, QList<PartStart>& cuts);
    bool cutBefore(QStringView text, qsizetype begin) const;
    void cut(qsizetype offset, bool midLine, QList<PartStart>& cuts);
    void follow(QStringView text);

    qsizetype m_next = 0;       // the first line that is not scanned yet
    PartStart m_part;           // the current part; its fence is what was open where it began
    PartStart m_open;           // the fence that is open now
    bool m_blank = true;        // the line before was blank
    bool m_inTable = false;     // the line before may be a table's
    qsizetype m_listIndent = 0; // content indent of the outermost item of the current part, 0 = no list
};

} // namespace ui
