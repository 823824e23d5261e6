// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/block_cuts.h"

#include <algorithm>

namespace ui
{
namespace
{

// What laying out a text costs, in plain letters. Measured with Qt 6.4: a line costs what 50 letters do, and where
// letters are put together (accents, joined emoji, flags) the shaping of a run grows with its square.
constexpr int kMostCost = 2500;
constexpr int kLine = 50;
constexpr int kJoined = 25;
constexpr int kUnbroken = 2; // behind so many letters without a place to break a line
constexpr int kWord = 80;
constexpr int kMostCodeLines = 200;
constexpr qsizetype kMostCode = 8192; // letters
constexpr qsizetype kMostTableCells = 64;

int costOf(QChar c)
{
    if (c == u'\n')
        return kLine;
    if (c.unicode() < 0x300)
        return 1;
    return c.isSurrogate() || c.isMark() || c.unicode() == 0x200D ? kJoined : 2;
}

bool mayCutBefore(QStringView text, qsizetype at)
{
    const QChar c = text[at];
    return !c.isLowSurrogate() && !c.isMark() && c.unicode() != 0x200D && text[at - 1].unicode() != 0x200D;
}

// The end of the first piece: at a line's end, behind a sentence or a word if one ends in its last quarter.
qsizetype cutOf(QStringView text)
{
    int cost = 0;
    int word = 0;
    qsizetype end = 0;
    for (; end < text.size() && cost < kMostCost; ++end) {
        word = text[end].isSpace() ? 0 : word + 1;
        cost += costOf(text[end]) + (word > kWord ? kUnbroken : 0);
    }
    if (end == text.size())
        return end;
    const qsizetype least = end - end / 4;
    for (const QStringView mark : {QStringView(u"\n"), QStringView(u". "), QStringView(u"。"), QStringView(u" ")})
        if (const qsizetype at = text.first(end).lastIndexOf(mark); at >= least)
            return at + mark.size();
    for (qsizetype at = end; at >= least; --at)
        if (mayCutBefore(text, at))
            return at;
    return text[end].isLowSurrogate() ? end + 1 : end; // a letter with hundreds of accents is cut in itself
}

SpanList spansWithin(const SpanList& spans, qsizetype begin, qsizetype end)
{
    SpanList within;
    for (InlineSpan span : spans.list) {
        const qsizetype from = std::max(span.start, begin);
        const qsizetype to = std::min(span.start + span.length, end);
        if (from >= to)
            continue;
        span.start = from - begin;
        span.length = to - from;
        within.list.append(span);
    }
    return within;
}

void cutText(const Block& whole, QList<Block>& into)
{
    const QStringView text(whole.text);
    for (qsizetype begin = 0; begin < text.size();) {
        const qsizetype end = begin + cutOf(text.sliced(begin));
        Block piece = whole;
        const bool atNewline = text[end - 1] == u'\n' && end < text.size();
        piece.text = text.sliced(begin, end - begin - (atNewline ? 1 : 0)).toString();
        piece.spans = spansWithin(whole.spans, begin, end);
        if (begin > 0) {
            piece.marker.clear();
            piece.continued = Continuation::NextLine;
        }
        into.append(piece);
        begin = end;
    }
}

// Behind so many lines, or in an endless one.
qsizetype codeCutOf(QStringView text)
{
    qsizetype end = -1;
    for (int lines = 0; lines < kMostCodeLines && end < text.size(); ++lines) {
        const qsizetype newline = text.indexOf(u'\n', end + 1);
        const qsizetype next = newline < 0 ? text.size() : newline;
        if (next > kMostCode && end >= 0)
            return end;
        if (next > kMostCode)
            return kMostCode + (text[kMostCode].isLowSurrogate() ? 1 : 0);
        end = next;
    }
    return end;
}

void cutCode(const Block& whole, QList<Block>& into)
{
    const QStringView text(whole.text);
    Block piece = whole;
    for (qsizetype begin = 0;;) {
        const qsizetype end = begin + codeCutOf(text.sliced(begin));
        piece.text = text.sliced(begin, end - begin).toString();
        into.append(piece);
        if (end == text.size())
            return;
        const bool atNewline = text[end] == u'\n';
        piece.continued = atNewline ? Continuation::NextLine : Continuation::SameLine;
        begin = end + (atNewline ? 1 : 0);
    }
}

void cutTable(const Block& whole, QList<Block>& into)
{
    const qsizetype columns = std::max<qsizetype>(1, whole.alignments.size());
    const qsizetype rows = std::max<qsizetype>(1, kMostTableCells / columns);
    const QStringList lines = whole.text.split(u'\n'); // one for each row
    for (qsizetype row = 0; row < whole.cells.size(); row += rows) {
        Block piece = whole;
        piece.cells = whole.cells.mid(row, rows);
        piece.text = lines.mid(row, rows).join(u'\n');
        if (row > 0)
            piece.continued = Continuation::NextLine;
        into.append(piece);
    }
}

bool isLong(const Block& block)
{
    switch (block.kind) {
    case BlockKind::Code:
        return codeCutOf(block.text) < block.text.size();
    case BlockKind::Table:
        return block.cells.size() * block.alignments.size() > kMostTableCells;
    case BlockKind::Rule:
        return false;
    case BlockKind::Paragraph:
    case BlockKind::Heading:
    case BlockKind::Item:
        break;
    }
    // No letter costs less than one or more than a line.
    return block.text.size() * kLine > kMostCost && cutOf(block.text) < block.text.size();
}

} // namespace

QList<Block> cutLong(QList<Block> blocks)
{
    if (std::none_of(blocks.cbegin(), blocks.cend(), isLong))
        return blocks;
    QList<Block> all;
    for (const Block& block : std::as_const(blocks)) {
        if (!isLong(block))
            all.append(block);
        else if (block.kind == BlockKind::Code)
            cutCode(block, all);
        else if (block.kind == BlockKind::Table)
            cutTable(block, all);
        else
            cutText(block, all);
    }
    return all;
}

} // namespace ui
