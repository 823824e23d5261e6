// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts blocks that would take long to lay out, so that each alone is made within a frame and those out of sight need
// not be made at all. Nobody writes such paragraphs; files that were pasted and models that loop do. Pure functions.
#pragma once

#include "ui/chat/markdown_blocks.h"

namespace ui
{

// The same blocks; long texts, code of many lines and tables of many cells go on in blocks of their own, which are
// Block::continued. Where a cut lies depends only on what is before it: a growing text keeps its first blocks.
QList<Block> cutLong(QList<Block> blocks);

} // namespace ui
