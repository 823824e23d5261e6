// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/markdown_blocks.h"

#include "ui/chat/block_builder.h"
#include "ui/chat/block_cuts.h"
#include "ui/chat/math_text.h"
#include "ui/chat/part_scanner.h"

namespace ui
{
namespace
{

// md4c wants UTF-8; what has no UTF-8 becomes the replacement character here, before the conversion makes it "?".
QByteArray prepared(QStringView part)
{
    QString text;
    text.reserve(part.size() + 16);
    for (qsizetype i = 0; i < part.size(); ++i) {
        const QChar c = part[i];
        if (c.isHighSurrogate() && i + 1 < part.size() && part[i + 1].isLowSurrogate()) {
            text += c;
            text += part[++i];
        } else if (c.isSurrogate() || c == QChar(kReferenceBreaker)) {
            text += QChar::ReplacementCharacter;
        } else {
            text += c;
            if (c == u']' && i + 1 < part.size() && part[i + 1] == u':')
                text += QChar(kReferenceBreaker);
        }
    }
    return text.toUtf8();
}

bool parse(const QByteArray& utf8, unsigned extraFlags, BlockBuilder& builder)
{
    MD_PARSER parser{};
    parser.flags = MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOHTMLBLOCKS | MD_FLAG_NOHTMLSPANS |
                   MD_FLAG_LATEXMATHSPANS | extraFlags;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
        return static_cast<BlockBuilder*>(self)->enter(type, detail) ? 0 : -1; // md4c goes on after a positive one
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
        static_cast<BlockBuilder*>(self)->leave(type);
        return 0;
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
        static_cast<BlockBuilder*>(self)->enter(type, detail);
        return 0;
    };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
        static_cast<BlockBuilder*>(self)->leave(type);
        return 0;
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
        static_cast<BlockBuilder*>(self)->text(type, QUtf8StringView(text, qsizetype(size)));
        return 0;
    };
    return md_parse(utf8.constData(), static_cast<MD_SIZE>(utf8.size()), &parser, &builder) == 0;
}

QList<Block> parseMarkdownPart(QStringView part)
{
    const QByteArray utf8 = prepared(withMathMarks(part));
    BlockBuilder builder;
    if (parse(utf8, MD_FLAG_TABLES, builder))
        return builder.take();
    BlockBuilder withoutTables; // one with too many cells: shown as its text
    if (parse(utf8, 0, withoutTables))
        return withoutTables.take();
    return plainPart(part, {}, false);
}

// A part that begins within a fence: its lines up to the closing one. Returns where the rest begins.
qsizetype takeCode(QStringView part, const PartStart& start, QList<Block>& blocks)
{
    VisibleText code;
    qsizetype at = 0;
    bool closed = false;
    bool first = start.midLine;
    while (at < part.size() && !closed) {
        const qsizetype newline = part.indexOf(u'\n', at);
        const qsizetype end = newline < 0 ? part.size() : newline;
        QStringView line = part.sliced(at, end - at);
        at = newline < 0 ? part.size() : newline + 1;
        closed = !first && closesFence(line, start);
        if (closed)
            break;
        for (qsizetype indent = 0; !first && indent < start.fenceIndent && line.startsWith(u' '); ++indent)
            line = line.sliced(1);
        first = false;
        code.append(line);
        if (newline >= 0)
            code.append(u"\n");
    }
    QString text = code.take();
    if (text.isEmpty())
        return at;
    if (text.endsWith(u'\n'))
        text.chop(1);
    Block block;
    block.kind = BlockKind::Code;
    block.text = text;
    block.language = start.language;
    block.continued = start.midLine ? Continuation::SameLine : Continuation::NextLine;
    blocks.append(block);
    return at;
}

} // namespace

QList<Block> parsePart(QStringView part, const PartStart& start)
{
    QList<Block> blocks;
    if (!start.fence.isNull())
        part = part.sliced(takeCode(part, start, blocks));
    if (!part.isEmpty())
        blocks += parseMarkdownPart(part);
    return cutLong(std::move(blocks));
}

QStringView partOf(const QString& source, const QList<PartStart>& parts, qsizetype at)
{
    const qsizetype end = at + 1 < parts.size() ? parts[at + 1].offset : source.size();
    return QStringView(source).sliced(parts[at].offset, end - parts[at].offset);
}

QList<Block> parseMarkdown(const QString& source)
{
    QList<PartStart> parts{PartStart{}};
    PartScanner().scan(source, parts);
    QList<Block> blocks;
    for (qsizetype i = 0; i < parts.size(); ++i)
        blocks += parsePart(partOf(source, parts, i), parts[i]);
    return blocks;
}

QList<PartStart> plainParts(const QString& source)
{
    QList<PartStart> parts{PartStart{}};
    for (qsizetype at = PartScanner::kHardLimit; at < source.size(); at += PartScanner::kHardLimit) {
        const qsizetype newline = QStringView(source).mid(at, PartScanner::kHardLimit).indexOf(u'\n');
        at += newline >= 0 ? newline + 1 : source[at].isLowSurrogate() ? 1 : 0;
        if (at < source.size())
            parts.append({.offset = at, .midLine = newline < 0});
    }
    return parts;
}

QList<Block> plainPart(QStringView part, const PartStart& start, bool more)
{
    Block block;
    block.text = visibleText(part);
    if (more && part.endsWith(u'\n'))
        block.text.chop(1); // the next one begins on a line of its own
    if (start.offset > 0)
        block.continued = start.midLine ? Continuation::SameLine : Continuation::NextLine;
    return cutLong({block});
}

QList<Block> plainBlocks(const QString& source)
{
    const QList<PartStart> parts = plainParts(source);
    QList<Block> blocks;
    for (qsizetype i = 0; i < parts.size(); ++i)
        blocks += plainPart(partOf(source, parts, i), parts[i], i + 1 < parts.size());
    return blocks;
}

} // namespace ui
