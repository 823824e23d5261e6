// SPDX-License-Identifier: GPL-3.0-or-later
// md4c's events to blocks. Made for one parse of one part.
#pragma once

#include "ui/chat/markdown_blocks.h"
#include "ui/chat/visible_text.h"

#include <md4c.h>

#include <optional>

namespace ui
{

// Put between "]" and ":" before parsing and taken out of all that comes back: no line then defines a reference, whose
// text would vanish and whose links would be lost where the text is cut into parts.
constexpr char16_t kReferenceBreaker = 0xFDD0;

class BlockBuilder
{
public:
    static constexpr int kMostCells = 65536; // of all tables of a part; more are refused (enter() returns false)

    bool enter(MD_BLOCKTYPE type, void* detail); // false: stop parsing
    void leave(MD_BLOCKTYPE type);
    void enter(MD_SPANTYPE type, void* detail);
    void leave(MD_SPANTYPE type);
    void text(MD_TEXTTYPE type, QUtf8StringView utf8);

    QList<Block> take();

private:
    struct List {
        bool ordered = false;
        unsigned next = 1;
        QString delimiter;
    };
    void begin(BlockKind kind); // a block that holds text
    void finish();
    void beginItem(const MD_BLOCK_LI_DETAIL& detail);
    void emitPendingMarker(); // where an item does not begin with a paragraph
    void beginCell(const MD_BLOCK_TD_DETAIL& detail, bool head);
    Block placed(BlockKind kind) const; // with level and quote depth of here
    void add(QStringView text);
    int style() const;

    QList<Block> m_blocks;
    std::optional<Block> m_open;
    VisibleText m_text;
    QList<List> m_lists;
    std::optional<QString> m_marker; // of the item that has begun and has no block yet
    int m_quotes = 0;
    int m_cells = 0;
    int m_bold = 0;
    int m_italic = 0;
    int m_code = 0;
    int m_strike = 0;
    int m_images = 0;
    QString m_formula; // of the formula that is open
    qsizetype m_imageStart = 0;
    QString m_imageUrl;
    QStringList m_links; // addresses, innermost last
};

} // namespace ui
