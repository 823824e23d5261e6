// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/block_cuts.h"

#include <QTextBoundaryFinder>

#include <algorithm>

namespace ui
{
namespace
{

// For making, and of the budget. What is joined to one letter, and letters without a place to break a line, are shaped
// and measured anew for each line.
constexpr Cost kBlock{3000, 330};
constexpr Cost kCell{2500, 300};
constexpr Cost kLine{800, 20};
constexpr Cost kCodeLine{800, 20};
constexpr Cost kLetter{20, 3};
constexpr Cost kWide{50, 4};            // Chinese and most other scripts
constexpr Cost kUnbroken{80, 220};      // more, behind kWord letters without a break
constexpr Cost kUnbrokenSign{300, 600}; // the same of signs, which the font has ligatures of
constexpr int kWord = 80;
constexpr Cost kJoiner{12000, 24000};  // zero-width joiner: the letters beside it are shaped to one
constexpr Cost kTag{6000, 12000};      // of the flags of regions
constexpr Cost kIndicator{4000, 8000}; // a half of a country's flag

Cost operator+(Cost a, Cost b)
{
    return {a.making + b.making, a.budget + b.budget};
}

bool isTag(QChar high)
{
    return high.unicode() == 0xDB40;
}

bool isIndicator(QStringView text, qsizetype at)
{
    const char16_t low = text[at].unicode();
    return low >= 0xDDE6 && low <= 0xDDFF && at > 0 && text[at - 1].unicode() == 0xD83C;
}

Cost costOfLetter(QStringView text, qsizetype at, Cost line)
{
    const QChar c = text[at];
    if (c == u'\n')
        return line;
    if (c.unicode() < 0x300)
        return kLetter;
    if (c.unicode() == 0x200D)
        return kJoiner;
    if (c.isSurrogate())
        return isTag(c) ? kTag : isIndicator(text, at) ? kIndicator : kLetter;
    return kWide;
}

bool isBreak(QChar c)
{
    return c.isSpace() || c.unicode() == 0x200B || (c.unicode() >= 0x2E80 && !c.isSurrogate());
}

// Adds letter after letter until a piece costs too much.
class Sum
{
public:
    explicit Sum(Cost line) : m_line(line) {}

    void add(QStringView text, qsizetype at)
    {
        const QChar c = text[at];
        m_word = isBreak(c) ? 0 : m_word + 1;
        m_sum = m_sum + costOfLetter(text, at, m_line);
        if (m_word > kWord)
            m_sum = m_sum + (c.isLetterOrNumber() ? kUnbroken : kUnbrokenSign);
    }
    Cost sum() const { return m_sum; }

private:
    Cost m_line;
    int m_word = 0;
    Cost m_sum;
};

Cost costOfText(QStringView text, Cost line)
{
    Sum sum(line);
    for (qsizetype at = 0; at < text.size(); ++at)
        sum.add(text, at);
    return sum.sum();
}

// Qt 6.4 ends letters before and behind a joiner.
bool isJoinedAt(QStringView text, qsizetype at)
{
    return at > 0 && at < text.size() &&
           (text[at].unicode() == 0x200D || text[at - 1].unicode() == 0x200D || isTag(text[at]));
}

// The last place in text[least, end] where a letter ends that may be many code points, else one where a code point
// does.
qsizetype letterEnd(QStringView text, qsizetype least, qsizetype end)
{
    constexpr qsizetype kLongestLetter = 64; // a family with its skin tones has 30
    least = std::max<qsizetype>(1, std::min(least, end - kLongestLetter));
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text.first(std::min(text.size(), end + 2)));
    finder.setPosition(end);
    qsizetype at = finder.isAtBoundary() ? end : finder.toPreviousBoundary();
    while (at > least && isJoinedAt(text, at))
        at = finder.toPreviousBoundary();
    if (at >= least)
        return at;
    return text[end].isLowSurrogate() ? end + 1 : end; // a letter with hundreds of accents is cut in itself
}

// The end of the first piece: at a line's end, behind a sentence or a word if one ends in its last quarter.
qsizetype cutOf(QStringView text)
{
    Sum cost(kLine);
    qsizetype end = 0;
    for (; end < text.size() && (cost.sum() + kBlock).making < kMostOfPiece; ++end)
        cost.add(text, end);
    if (end == text.size())
        return end;
    const qsizetype least = end - end / 4;
    for (const QStringView mark : {QStringView(u"\n"), QStringView(u". "), QStringView(u"。"), QStringView(u" ")})
        if (const qsizetype at = text.first(end).lastIndexOf(mark); at >= least)
            return at + mark.size();
    return letterEnd(text, least, end);
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
    Block piece = whole;
    for (qsizetype begin = 0; begin < text.size();) {
        const qsizetype end = begin + cutOf(text.sliced(begin));
        const bool atNewline = text[end - 1] == u'\n' && end < text.size();
        piece.text = text.sliced(begin, end - begin - (atNewline ? 1 : 0)).toString();
        piece.spans = spansWithin(whole.spans, begin, end);
        into.append(piece);
        piece.marker.clear();
        piece.continued = atNewline ? Continuation::NextLine : Continuation::SameLine;
        begin = end;
    }
}

// At the last line's end before the piece costs too much, or in an endless line.
qsizetype codeCutOf(QStringView text)
{
    Sum cost(kCodeLine);
    qsizetype lineEnd = -1;
    qsizetype end = 0;
    for (; end < text.size() && (cost.sum() + kBlock).making < kMostOfCode; ++end) {
        cost.add(text, end);
        if (text[end] == u'\n')
            lineEnd = end;
    }
    if (end == text.size() || text[end] == u'\n')
        return end;
    return lineEnd >= 0 ? lineEnd : letterEnd(text, end - end / 4, end);
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

// Cells that together cost more than a piece are rare and stay together in their row.
void cutTable(const Block& whole, QList<Block>& into)
{
    const qsizetype columns = std::max<qsizetype>(1, whole.alignments.size());
    const qsizetype rows = std::max<qsizetype>(1, kMostCells / columns);
    const QStringList lines = whole.text.split(u'\n'); // a cell holds no line's end, but for those of images' names
    const bool even = lines.size() == whole.cells.size();
    for (qsizetype row = 0; row < whole.cells.size(); row += rows) {
        Block piece = whole;
        piece.cells = whole.cells.mid(row, rows);
        piece.text = even ? lines.mid(row, rows).join(u'\n') : row == 0 ? whole.text : QString();
        if (row > 0)
            piece.continued = Continuation::NextLine;
        into.append(piece);
    }
}

void cut(const Block& whole, QList<Block>& into)
{
    switch (whole.kind) {
    case BlockKind::Code:
        cutCode(whole, into);
        return;
    case BlockKind::Table:
        cutTable(whole, into);
        return;
    case BlockKind::Rule:
        into.append(whole);
        return;
    case BlockKind::Paragraph:
    case BlockKind::Heading:
    case BlockKind::Item:
        break;
    }
    cutText(whole, into);
}

bool isLong(const Block& block)
{
    switch (block.kind) {
    case BlockKind::Code:
        return codeCutOf(block.text) < block.text.size();
    case BlockKind::Table:
        return block.cells.size() * block.alignments.size() > kMostCells;
    case BlockKind::Rule:
        return false;
    case BlockKind::Paragraph:
    case BlockKind::Heading:
    case BlockKind::Item:
        break;
    }
    return cutOf(block.text) < block.text.size();
}

Block asText(const Block& table)
{
    Block text;
    text.kind = BlockKind::Code;
    text.text = table.text;
    text.level = table.level;
    text.quoteDepth = table.quoteDepth;
    return text;
}

} // namespace

Cost costOf(const Block& piece)
{
    if (piece.kind == BlockKind::Table) {
        const int cells = static_cast<int>(piece.cells.size() * piece.alignments.size());
        return kBlock + Cost{cells * kCell.making, cells * kCell.budget} + costOfText(piece.text, kLetter);
    }
    return kBlock + costOfText(piece.text, piece.kind == BlockKind::Code ? kCodeLine : kLine);
}

QList<Block> cutLong(QList<Block> blocks)
{
    for (Block& block : blocks)
        if (block.kind == BlockKind::Table && block.alignments.size() > kMostColumns)
            block = asText(block);
    if (std::none_of(blocks.cbegin(), blocks.cend(), isLong))
        return blocks;
    QList<Block> all;
    for (const Block& block : std::as_const(blocks)) {
        if (isLong(block))
            cut(block, all);
        else
            all.append(block);
    }
    return all;
}

} // namespace ui
