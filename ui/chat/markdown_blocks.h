// SPDX-License-Identifier: GPL-3.0-or-later
// Markdown to blocks of plain text with formats, by md4c. Pure functions: no QObject, no file, no network, any thread.
// Whatever the text holds, what comes out is text: images become their alternative text, HTML stays as it was typed,
// control and direction-changing characters become visible marks.
#pragma once

#include "ui/chat/inline_span.h"

#include <QList>
#include <QString>

namespace ui
{

enum class BlockKind { Paragraph, Heading, Item, Code, Table, Rule };

enum class Continuation { None, NextLine, SameLine }; // of the block before, which was cut for its length

struct Block {
    BlockKind kind = BlockKind::Paragraph;
    QString text; // plain; for a table its cells, tab and newline separated
    SpanList spans;
    int level = 0;      // heading: 1..6; else item: nesting from 0; else how many lists it lies in
    QString marker;     // item: "•", "3.", "☐" or "☑"; empty where an item goes on
    int quoteDepth = 0; // 0 = not quoted
    QString language;   // code: what stands after the fence, plain text
    Continuation continued = Continuation::None;
    QList<QList<TableCell>> cells; // rows; the first is the head
    QList<int> alignments;         // Qt::Alignment per column, 0 = none

    bool operator==(const Block&) const = default;
};

// Where a part begins within the source: parts are parsed each on its own, so that a growing text costs no more the
// longer it gets. A code fence that is open across a cut is carried along.
struct PartStart {
    qsizetype offset = 0;
    bool midLine = false;
    QChar fence; // null, '`' or '~'
    qsizetype fenceLength = 0;
    qsizetype fenceIndent = 0;
    QString language;

    bool operator==(const PartStart&) const = default;
};

// The blocks of one part: `part` begins at `start` and holds no further cut. Long ones are in pieces (block_cuts.h).
QList<Block> parsePart(QStringView part, const PartStart& start);

// The text of the part number `at`.
QStringView partOf(const QString& source, const QList<PartStart>& parts, qsizetype at);

// The whole text, cut by PartScanner and parsed part by part.
QList<Block> parseMarkdown(const QString& source);

// The same for a text that is no Markdown (a user's message): paragraphs only.
QList<PartStart> plainParts(const QString& source);
QList<Block> plainPart(QStringView part, const PartStart& start, bool more); // others follow
QList<Block> plainBlocks(const QString& source);

} // namespace ui
