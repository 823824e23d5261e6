// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/block_list.h"

#include "ui/chat/clipboard.h"

#include <algorithm>

namespace ui
{
namespace
{

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
    if (m_format == Format::Plain) {
        replaceTail(0, plainBlocks(source));
        return;
    }
    m_scanner = {};
    m_lastPart = {};
    m_lastPartRow = 0;
    append(source);
}

void BlockList::append(const QString& source)
{
    QList<PartStart> parts{m_lastPart};
    m_scanner.scan(source, parts);
    QList<Block> tail;
    const qsizetype firstRow = m_lastPartRow;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const qsizetype begin = parts[i].offset;
        const qsizetype end = i + 1 < parts.size() ? parts[i + 1].offset : source.size();
        m_lastPartRow = firstRow + tail.size();
        tail += parsePart(QStringView(source).sliced(begin, end - begin), parts[i]);
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
        const QModelIndex changed = index(static_cast<int>(first + i));
        emit dataChanged(changed, changed, roles);
    }
    if (first + kept < oldCount) {
        beginRemoveRows({}, static_cast<int>(first + kept), static_cast<int>(oldCount - 1));
        m_blocks.resize(first + kept);
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
    qsizetype at = row;
    while (at > 0 && m_blocks[at].continued != Continuation::None)
        --at;
    text = m_blocks[at].text;
    for (++at; at < m_blocks.size() && m_blocks[at].continued != Continuation::None; ++at) {
        if (m_blocks[at].continued == Continuation::NextLine)
            text += u'\n';
        text += m_blocks[at].text;
    }
    return text;
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
