// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/part_scanner.h"

#include <algorithm>

namespace ui
{
namespace
{

struct Marker { // of a list item
    bool found = false;
    qsizetype content = 0; // columns up to its content
};

bool isBlank(QStringView line)
{
    return std::all_of(line.begin(), line.end(), [](QChar c) { return c == u' ' || c == u'\t' || c == u'\r'; });
}

qsizetype indentOf(QStringView line)
{
    qsizetype columns = 0;
    for (const QChar c : line) {
        if (c == u' ')
            ++columns;
        else if (c == u'\t')
            columns += 4 - columns % 4;
        else
            break;
    }
    return columns;
}

QStringView unindented(QStringView line)
{
    qsizetype at = 0;
    while (at < line.size() && (line[at] == u' ' || line[at] == u'\t'))
        ++at;
    return line.sliced(at);
}

// CommonMark 0.31, section 5.2. `text` begins at the marker, `indent` columns in.
Marker itemMarker(QStringView text, qsizetype indent)
{
    qsizetype width = 0;
    while (width < text.size() && width < 9 && text[width] >= u'0' && text[width] <= u'9')
        ++width;
    if (width > 0) {
        if (width >= text.size() || (text[width] != u'.' && text[width] != u')'))
            return {};
    } else if (text.isEmpty() || (text[0] != u'-' && text[0] != u'+' && text[0] != u'*')) {
        return {};
    }
    ++width;
    const QStringView rest = text.sliced(width);
    if (isBlank(rest))
        return {true, indent + width + 1};
    const qsizetype spaces = indentOf(rest);
    if (spaces == 0)
        return {};
    return {true, indent + width + (spaces <= 4 ? spaces : 1)};
}

// Section 4.5; the length of the run, 0 if this opens no fence.
qsizetype fenceRun(QStringView text)
{
    if (text.isEmpty() || (text[0] != u'`' && text[0] != u'~'))
        return 0;
    qsizetype run = 0;
    while (run < text.size() && text[run] == text[0])
        ++run;
    const bool broken = text[0] == u'`' && text.sliced(run).contains(u'`');
    return run >= 3 && !broken ? run : 0;
}

} // namespace

bool closesFence(QStringView line, const PartStart& fence)
{
    const QStringView text = unindented(line);
    qsizetype run = 0;
    while (run < text.size() && text[run] == fence.fence)
        ++run;
    return indentOf(line) < 4 && run >= fence.fenceLength && isBlank(text.sliced(run));
}

void PartScanner::scan(const QString& source, QList<PartStart>& cuts)
{
    const QStringView all(source);
    for (;;) {
        const qsizetype end = all.indexOf(u'\n', m_next);
        const qsizetype length = (end < 0 ? all.size() : end) - m_next;
        // An endless line is cut inside: at a space if there is one soon, and only once all that is looked at is there.
        if (length >= kHardLimit + kSlack) {
            qsizetype at = all.indexOf(u' ', m_next + kHardLimit);
            at = at < 0 || at >= m_next + kHardLimit + kSlack ? m_next + kHardLimit : at + 1;
            if (all[at].isLowSurrogate())
                ++at;
            follow(all.sliced(m_next, at - m_next));
            cut(at, true, cuts);
            m_next = at;
            continue;
        }
        if (end < 0)
            return;
        line(all.sliced(m_next, length), m_next, cuts);
        m_next = end + 1;
    }
}

void PartScanner::line(QStringView text, qsizetype begin, QList<PartStart>& cuts)
{
    if (begin > m_part.offset && cutBefore(text, begin))
        cut(begin, false, cuts);
    follow(text);
}

// Is what comes before independent of this line and of all that may follow?
bool PartScanner::cutBefore(QStringView text, qsizetype begin) const
{
    const qsizetype size = begin - m_part.offset;
    if (!m_open.fence.isNull())
        return size >= kHardLimit && !closesFence(text, m_open);
    if (isBlank(text))
        return false;
    if (size >= (m_inTable ? kTableLimit : kHardLimit))
        return true;
    if (text[0] == u' ' || text[0] == u'\t')
        return false; // may go on in a list item or in indented code
    const bool item = itemMarker(text, 0).found;
    if (size >= kSoftLimit && (m_blank || item) && !m_inTable)
        return true;
    return m_blank && (!item || m_listIndent == 0);
}

void PartScanner::cut(qsizetype offset, bool midLine, QList<PartStart>& cuts)
{
    m_part = m_open;
    m_part.offset = offset;
    m_part.midLine = midLine;
    m_listIndent = 0;
    m_inTable = false;
    cuts.append(m_part);
}

void PartScanner::follow(QStringView text)
{
    if (!m_open.fence.isNull()) {
        if (closesFence(text, m_open))
            m_open = {};
        m_blank = false;
        return;
    }
    m_blank = isBlank(text);
    m_inTable = !m_blank && text.contains(u'|');
    if (m_blank)
        return;
    const qsizetype indent = indentOf(text);
    const QStringView content = unindented(text);
    // Of a list only the outermost item counts: what is indented to its content belongs to it, fences too.
    if (m_listIndent > 0 && indent >= m_listIndent)
        return;
    if (indent >= 4 && m_listIndent == 0)
        return;
    if (const Marker marker = itemMarker(content, indent); marker.found) {
        m_listIndent = marker.content;
        return;
    }
    if (const qsizetype run = indent < 4 ? fenceRun(content) : 0; run > 0) {
        m_open.fence = content[0];
        m_open.fenceLength = run;
        m_open.fenceIndent = indent;
        m_open.language = content.sliced(run).trimmed().toString().section(u' ', 0, 0).left(64);
        m_listIndent = 0;
    } else if (content[0] == u'#' || content[0] == u'>') {
        m_listIndent = 0; // no lazy continuation of the item: the list has ended
    }
}

} // namespace ui
