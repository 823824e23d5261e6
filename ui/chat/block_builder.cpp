// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/block_builder.h"

#include "ui/chat/math_text.h"

#include "ui/chat/entities.h"

#include <QStringList>
#include <algorithm>
#include <utility>

namespace ui
{
namespace
{

constexpr int kDeepest = 16; // shown; deeper lists and quotes look the same

QString fromUtf8(QUtf8StringView utf8)
{
    return QString::fromUtf8(utf8.data(), utf8.size()).remove(QChar(kReferenceBreaker));
}

QString decoded(QUtf8StringView entity)
{
    const auto character = entityCharacter({entity.data(), static_cast<std::size_t>(entity.size())});
    return character ? QString::fromUcs4(&*character, 1) : fromUtf8(entity);
}

QString attribute(const MD_ATTRIBUTE& attribute)
{
    QString text;
    for (int i = 0; attribute.text != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
        const MD_OFFSET from = attribute.substr_offsets[i];
        const QUtf8StringView part(attribute.text + from, qsizetype(attribute.substr_offsets[i + 1] - from));
        text += attribute.substr_types[i] == MD_TEXT_ENTITY ? decoded(part) : fromUtf8(part);
    }
    return text;
}

QString tableText(const QList<QList<TableCell>>& table)
{
    QStringList rows;
    for (const QList<TableCell>& row : table) {
        QStringList cells;
        for (const TableCell& cell : row)
            cells.append(cell.text);
        rows.append(cells.join(u'\t'));
    }
    return rows.join(u'\n');
}

int alignment(MD_ALIGN align)
{
    switch (align) {
    case MD_ALIGN_LEFT:
        return Qt::AlignLeft;
    case MD_ALIGN_CENTER:
        return Qt::AlignHCenter;
    case MD_ALIGN_RIGHT:
        return Qt::AlignRight;
    case MD_ALIGN_DEFAULT:
        break;
    }
    return 0;
}

} // namespace

bool BlockBuilder::enter(MD_BLOCKTYPE type, void* detail)
{
    if (type != MD_BLOCK_TD && type != MD_BLOCK_TH && type != MD_BLOCK_TR && type != MD_BLOCK_THEAD &&
        type != MD_BLOCK_TBODY)
        finish(); // the text of a tight item has no end of its own
    switch (type) {
    case MD_BLOCK_QUOTE:
        emitPendingMarker();
        ++m_quotes;
        break;
    case MD_BLOCK_UL:
        emitPendingMarker();
        m_lists.append(List{});
        break;
    case MD_BLOCK_OL: {
        emitPendingMarker();
        const auto& list = *static_cast<MD_BLOCK_OL_DETAIL*>(detail);
        m_lists.append(List{true, list.start, QString(QLatin1Char(list.mark_delimiter))});
        break;
    }
    case MD_BLOCK_LI:
        beginItem(*static_cast<MD_BLOCK_LI_DETAIL*>(detail));
        break;
    case MD_BLOCK_HR:
        emitPendingMarker();
        m_blocks.append(placed(BlockKind::Rule));
        break;
    case MD_BLOCK_H:
        begin(BlockKind::Heading);
        m_open->level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
        break;
    case MD_BLOCK_CODE:
        begin(BlockKind::Code);
        m_open->language = visibleLine(attribute(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->lang)).left(64);
        break;
    case MD_BLOCK_P:
        begin(m_lists.isEmpty() ? BlockKind::Paragraph : BlockKind::Item);
        break;
    case MD_BLOCK_TABLE:
        begin(BlockKind::Table);
        break;
    case MD_BLOCK_TR:
        m_open->cells.emplaceBack();
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        if (++m_cells > kMostCells)
            return false;
        beginCell(*static_cast<MD_BLOCK_TD_DETAIL*>(detail), type == MD_BLOCK_TH);
        break;
    default:
        break;
    }
    return true;
}

void BlockBuilder::leave(MD_BLOCKTYPE type)
{
    switch (type) {
    case MD_BLOCK_QUOTE:
        finish();
        --m_quotes;
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        finish();
        m_lists.removeLast();
        break;
    case MD_BLOCK_LI:
        finish();
        emitPendingMarker();
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        m_open->cells.last().append({m_text.take(), std::exchange(m_open->spans, {})});
        break;
    case MD_BLOCK_P:
    case MD_BLOCK_H:
    case MD_BLOCK_CODE:
    case MD_BLOCK_TABLE:
        finish();
        break;
    default:
        break;
    }
}

void BlockBuilder::enter(MD_SPANTYPE type, void* detail)
{
    switch (type) {
    case MD_SPAN_STRONG:
        ++m_bold;
        break;
    case MD_SPAN_EM:
        ++m_italic;
        break;
    case MD_SPAN_CODE:
        ++m_code;
        break;
    case MD_SPAN_DEL:
        ++m_strike;
        break;
    case MD_SPAN_A:
        m_links.append(attribute(static_cast<MD_SPAN_A_DETAIL*>(detail)->href));
        break;
    case MD_SPAN_IMG:
        if (m_images++ == 0) {
            m_imageStart = m_text.size();
            m_imageUrl = attribute(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src);
        }
        break;
    default:
        break;
    }
}

void BlockBuilder::leave(MD_SPANTYPE type)
{
    switch (type) {
    case MD_SPAN_STRONG:
        --m_bold;
        break;
    case MD_SPAN_EM:
        --m_italic;
        break;
    case MD_SPAN_CODE:
        --m_code;
        break;
    case MD_SPAN_DEL:
        --m_strike;
        break;
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
        add(mathText(std::exchange(m_formula, {})));
        break;
    case MD_SPAN_A:
        m_links.removeLast();
        break;
    case MD_SPAN_IMG:
        // An image without a text is not swallowed: its address is shown, as text.
        if (--m_images == 0 && m_text.size() == m_imageStart)
            add(m_imageUrl);
        break;
    default:
        break;
    }
}

void BlockBuilder::text(MD_TEXTTYPE type, QUtf8StringView utf8)
{
    if (!m_open)
        begin(m_lists.isEmpty() ? BlockKind::Paragraph : BlockKind::Item); // a tight item has no paragraph
    switch (type) {
    case MD_TEXT_LATEXMATH: // converted as a whole, when it ends
        m_formula += fromUtf8(utf8);
        break;
    case MD_TEXT_NULLCHAR:
        add(QStringView(u"\u2400"));
        break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR: // models end lines where they mean it
        add(QStringView(u"\n"));
        break;
    case MD_TEXT_ENTITY:
        add(decoded(utf8));
        break;
    default: // normal text, code, and HTML, which is text here
        add(fromUtf8(utf8));
        break;
    }
}

QList<Block> BlockBuilder::take()
{
    finish();
    return std::exchange(m_blocks, {});
}

void BlockBuilder::begin(BlockKind kind)
{
    if (kind != BlockKind::Item)
        emitPendingMarker();
    m_open = placed(kind);
    if (kind == BlockKind::Item && m_marker)
        m_open->marker = *std::exchange(m_marker, std::nullopt);
}

void BlockBuilder::finish()
{
    if (!m_open)
        return;
    Block block = *std::exchange(m_open, std::nullopt);
    if (block.kind == BlockKind::Table) {
        block.text = tableText(block.cells);
    } else {
        block.text = m_text.take();
    }
    if (block.kind == BlockKind::Code && block.text.endsWith(u'\n'))
        block.text.chop(1);
    m_blocks.append(block);
}

void BlockBuilder::beginItem(const MD_BLOCK_LI_DETAIL& detail)
{
    emitPendingMarker();
    List& list = m_lists.last();
    QString marker = QStringLiteral("•");
    if (list.ordered)
        marker = QString::number(list.next++) + list.delimiter;
    if (detail.is_task != 0)
        marker = detail.task_mark == ' ' ? QStringLiteral("☐") : QStringLiteral("☑");
    m_marker = marker;
}

void BlockBuilder::emitPendingMarker()
{
    if (!m_marker)
        return;
    Block item = placed(BlockKind::Item);
    item.marker = *std::exchange(m_marker, std::nullopt);
    m_blocks.append(item);
}

void BlockBuilder::beginCell(const MD_BLOCK_TD_DETAIL& detail, bool head)
{
    if (head)
        m_open->alignments.append(alignment(detail.align));
}

Block BlockBuilder::placed(BlockKind kind) const
{
    Block block;
    block.kind = kind;
    const int depth = static_cast<int>(std::min<qsizetype>(m_lists.size(), kDeepest));
    block.level = kind == BlockKind::Item ? std::max(depth - 1, 0) : depth;
    block.quoteDepth = std::min(m_quotes, kDeepest);
    return block;
}

void BlockBuilder::add(QStringView piece)
{
    const qsizetype start = m_text.size();
    m_text.append(piece);
    const int now = style();
    const qsizetype length = m_text.size() - start;
    if (now == 0 || length == 0)
        return;
    QList<InlineSpan>& spans = m_open->spans.list;
    const QString url = m_links.isEmpty() ? QString() : m_links.last();
    if (!spans.isEmpty() && spans.last().start + spans.last().length == start && spans.last().style == now &&
        spans.last().url == url)
        spans.last().length += length;
    else
        spans.append({start, length, now, url});
}

int BlockBuilder::style() const
{
    return (m_bold > 0 ? InlineSpan::Bold : 0) | (m_italic > 0 ? InlineSpan::Italic : 0) |
           (m_code > 0 ? InlineSpan::Code : 0) | (m_strike > 0 ? InlineSpan::Strike : 0) |
           (m_links.isEmpty() ? 0 : InlineSpan::Link);
}

} // namespace ui
