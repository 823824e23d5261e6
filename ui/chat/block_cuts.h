// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts blocks that would take long to lay out into pieces that do not, and says what a piece costs, so that a message
// can be shown in part (BlockList). Nobody writes such blocks; files that were pasted and models that loop do. Pure
// functions, any thread.
#pragma once

#include "ui/chat/markdown_blocks.h"

namespace ui
{

// Costs are in tenths of a microsecond of the GUI thread, measured with Qt 6.4 on an Ice Lake class Xeon at 2.8 GHz
// (tests/bench/RESULTS.md).
struct Cost {
    int making = 0; // the piece: its items, their layout, their first frame
    // What it takes from the budget of its message. Only the pieces near the view are made, and a view full of ordinary
    // text is cheap, so ordinary text counts little here; what costs more than that for its height counts twice or
    // more, since other work of the same frame, and other programs, need their part of it.
    int budget = 0;
};
Cost costOf(const Block& piece);

constexpr int kMostOfPiece = 60'000; // makes no piece dearer, but for one letter with endless accents
constexpr int kMostOfCode = 110'000; // 130 lines; code is one piece where it can be, as its lines scroll together
constexpr int kMostCells = 24;       // of a table's piece, in whole rows
constexpr int kMostColumns = 24;     // a wider table is shown as lines of text

// The same blocks; long texts, code of many lines and tables of many cells go on in pieces, which are
// Block::continued. Where a cut lies depends only on what is before it, so that a growing text keeps its first pieces;
// it is never within a surrogate pair, nor within what is put together to one letter, if that is shorter than a piece.
QList<Block> cutLong(QList<Block> blocks);

} // namespace ui
