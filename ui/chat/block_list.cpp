// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/block_list.h"

#include "ui/chat/block_cuts.h"
#include "ui/chat/clipboard.h"

#include <QTimerEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui
{
namespace
{

constexpr qsizetype kAllParts = std::numeric_limits<qsizetype>::max();
constexpr int kTurn = 16; // milliseconds from a part to the next, where all are asked for: a frame

// Each block counts, also one without letters.
qsizetype lettersOf(const QList<Block>& blocks)
{
    qsizetype letters = 0;
    for (const Block& block : blocks)
        letters += block.text.size() + 1;
    return letters;
}

QList<int> differences(const Block& before, const Block& after)
{
    QList<int> roles;
    const auto note = [&roles](bool differs, int role) {
        if (differs)
            roles.append(role);
    };
    note(before.text != after.text, BlockList::TextRole);
    note(before.spans != after.spans, BlockList::SpansRole);
    note(before.level != after.level, BlockList::LevelRole);
    note(before.marker != after.marker, BlockList::MarkerRole);
    note(before.quoteDepth != after.quoteDepth, BlockList::QuoteDepthRole);
    note(before.language != after.language, BlockList::LanguageRole);
    note(before.cells != after.cells, BlockList::CellsRole);
    note(before.alignments != after.alignments, BlockList::AlignmentsRole);
    note(before.continued != after.continued, BlockList::ContinuedRole);
    return roles;
}

} // namespace

BlockList::BlockList(Format format, QObject* parent) : QAbstractListModel(parent), m_format(format) {}

void BlockList::setSource(const QString& source)
{
    m_scanner = {};
    m_source = source;
    m_parts = {PartStart{}};
    if (m_format == Format::Plain)
        m_parts = plainParts(source);
    else
        m_scanner.scan(source, m_parts);
    m_lastPart = m_parts.last();
    m_parsed = 0;
    m_waiting.clear();
    m_unfolding.stop();
    replaceTail(0, {});
    show(kBudget, kAllParts);
}

void BlockList::showMore()
{
    emit moreAsked();
    show(kBudget, kAllParts);
}

void BlockList::showAll()
{
    emit moreAsked();
    m_unfolding.start(kTurn, this);
    show(kBudget, kAllParts);
}

void BlockList::timerEvent(QTimerEvent* event)
{
    if (event->timerId() == m_unfolding.timerId())
        show(std::numeric_limits<int>::max(), 1);
}

void BlockList::show(int budget, qsizetype parts)
{
    QList<Block> more;
    qsizetype taken = 0; // of those that wait
    for (qint64 cost = 0;; ++taken) {
        for (; taken == m_waiting.size() && m_parsed < m_parts.size() && parts > 0; --parts)
            parseNext(more.size());
        if (taken == m_waiting.size())
            break;
        cost += costOf(m_waiting[taken]).budget;
        if (cost > budget && !more.isEmpty())
            break;
        more.append(m_waiting[taken]);
    }
    m_waiting.remove(0, taken);
    if (hidden() == 0) {
        m_source.clear();
        m_parts.clear();
        m_parsed = 0;
        m_unfolding.stop();
    }
    replaceTail(m_blocks.size(), more);
    emit hiddenChanged();
}

void BlockList::parseNext(qsizetype rowsBefore)
{
    if (m_parsed + 1 == m_parts.size())
        m_lastPartRow = m_blocks.size() + rowsBefore;
    const QList<Block> next = parsed(m_parsed++);
    m_partLetters = lettersOf(next);
    m_waiting += next;
}

QList<Block> BlockList::parsed(qsizetype part) const
{
    const QStringView text = partOf(m_source, m_parts, part);
    return m_format == Format::Plain ? plainPart(text, m_parts[part], part + 1 < m_parts.size())
                                     : parsePart(text, m_parts[part]);
}

// What waits of a part that is parsed counts with its share of the part's source: marks are not among its letters.
double BlockList::hidden() const
{
    if (m_parts.isEmpty())
        return 0;
    const auto size = static_cast<double>(m_source.size());
    const auto begin = [&](qsizetype part) {
        return part < m_parts.size() ? static_cast<double>(m_parts[part].offset) : size;
    };
    double hidden = size - begin(m_parsed);
    if (!m_waiting.isEmpty())
        hidden += std::ceil((begin(m_parsed) - begin(m_parsed - 1)) * static_cast<double>(lettersOf(m_waiting)) /
                            static_cast<double>(m_partLetters));
    return hidden;
}

double BlockList::knownHeight(int row, double width, double lineHeight) const
{
    return width == m_heightsWidth && lineHeight == m_heightsLine ? m_heights.value(row, -1) : -1;
}

void BlockList::keepHeight(int row, double width, double lineHeight, double height)
{
    if (width != m_heightsWidth || lineHeight != m_heightsLine)
        m_heights.clear();
    m_heightsWidth = width;
    m_heightsLine = lineHeight;
    m_heights.insert(row, height);
}

void BlockList::append(const QString& source)
{
    if (hidden() > 0)
        show(std::numeric_limits<int>::max(), kAllParts);
    QList<PartStart> parts{m_lastPart};
    m_scanner.scan(source, parts);
    QList<Block> tail;
    const qsizetype firstRow = m_lastPartRow;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        m_lastPartRow = firstRow + tail.size();
        tail += parsePart(partOf(source, parts, i), parts[i]);
    }
    m_lastPart = parts.last();
    replaceTail(firstRow, tail);
}

void BlockList::replaceTail(qsizetype first, const QList<Block>& tail)
{
    const qsizetype oldCount = m_blocks.size();
    // A row never changes its kind: its delegate is another one.
    qsizetype kept = 0;
    while (first + kept < oldCount && kept < tail.size() && m_blocks[first + kept].kind == tail[kept].kind)
        ++kept;
    for (qsizetype i = 0; i < kept; ++i) {
        const QList<int> roles = differences(m_blocks[first + i], tail[i]);
        if (roles.isEmpty())
            continue;
        m_blocks[first + i] = tail[i];
        m_heights.remove(static_cast<int>(first + i));
        const QModelIndex changed = index(static_cast<int>(first + i));
        emit dataChanged(changed, changed, roles);
    }
    if (first + kept < oldCount) {
        beginRemoveRows({}, static_cast<int>(first + kept), static_cast<int>(oldCount - 1));
        m_blocks.resize(first + kept);
        m_heights.removeIf([&](auto height) { return height.key() >= first + kept; });
        endRemoveRows();
    }
    if (kept < tail.size()) {
        beginInsertRows({}, static_cast<int>(first + kept), static_cast<int>(first + tail.size() - 1));
        m_blocks += tail.sliced(kept);
        endInsertRows();
    }
    if (m_blocks.size() != oldCount)
        emit countChanged();
}

QString BlockList::codeText(int row) const
{
    QString text;
    if (row < 0 || row >= m_blocks.size())
        return text;
    QList<Block> all = m_blocks + m_waiting;
    qsizetype at = row;
    while (at > 0 && all[at].continued != Continuation::None)
        --at;
    text = all[at].text;
    qsizetype part = m_parsed;
    for (++at;; ++at) {
        while (at == all.size() && part < m_parts.size())
            all += parsed(part++);
        if (at == all.size() || all[at].continued == Continuation::None)
            return text;
        if (all[at].continued == Continuation::NextLine)
            text += u'\n';
        text += all[at].text;
    }
}

void BlockList::copyCode(int row) const
{
    copyToClipboard(codeText(row));
}

int BlockList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count(); // a list has no rows below its rows
}

QVariant BlockList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Block& block = m_blocks[index.row()];
    switch (role) {
    case KindRole:
        return QVariant::fromValue(static_cast<Kind>(block.kind));
    case Qt::DisplayRole:
    case TextRole:
        return block.text;
    case SpansRole:
        return QVariant::fromValue(block.spans);
    case LevelRole:
        return block.level;
    case MarkerRole:
        return block.marker;
    case QuoteDepthRole:
        return block.quoteDepth;
    case LanguageRole:
        return block.language;
    case CellsRole: {
        QVariantList rows;
        for (const QList<TableCell>& row : block.cells) {
            QVariantList cells;
            for (const TableCell& cell : row)
                cells.append(QVariant::fromValue(cell));
            rows.append(QVariant(cells));
        }
        return rows;
    }
    case AlignmentsRole: {
        QVariantList columns;
        for (const int alignment : block.alignments)
            columns.append(alignment);
        return columns;
    }
    case ContinuedRole:
        return block.continued != Continuation::None;
    default:
        return {};
    }
}

QHash<int, QByteArray> BlockList::roleNames() const
{
    return {{KindRole, "kind"},          {TextRole, "text"},     {SpansRole, "spans"},
            {LevelRole, "level"},        {MarkerRole, "marker"}, {QuoteDepthRole, "quoteDepth"},
            {LanguageRole, "language"},  {CellsRole, "cells"},   {AlignmentsRole, "alignments"},
            {ContinuedRole, "continued"}};
}

} // namespace ui
