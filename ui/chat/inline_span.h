// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of ranges within a plain text, of a block or of a table's cell, as values that pass through QML untouched.
#pragma once

#include <QList>
#include <QMetaType>
#include <QString>
#include <QtQml/qqmlregistration.h>

namespace ui
{

struct InlineSpan {
    enum Style { Bold = 1, Italic = 2, Code = 4, Strike = 8, Link = 16 };

    qsizetype start = 0; // UTF-16 units
    qsizetype length = 0;
    int style = 0; // one or more of Style
    QString url;   // of a link, exactly as written; never opened without LinkOpener

    bool operator==(const InlineSpan&) const = default;
};

class SpanList
{
    Q_GADGET
    QML_VALUE_TYPE(spanList)
    Q_PROPERTY(int count READ count FINAL)

public:
    QList<InlineSpan> list; // in the order of their start; later ones lie within or after earlier ones

    int count() const { return static_cast<int>(list.size()); }
    bool operator==(const SpanList&) const = default;
};

struct TableCell {
    Q_GADGET
    Q_PROPERTY(QString text MEMBER text FINAL)
    Q_PROPERTY(ui::SpanList spans MEMBER spans FINAL)

public:
    QString text; // plain
    SpanList spans;

    bool operator==(const TableCell&) const = default;
};

} // namespace ui
