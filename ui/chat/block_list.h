// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message as a list model. Text may be appended: then only the last blocks change and rows are
// added. Owned by the MessageList; GUI thread.
#pragma once

#include "ui/chat/markdown_blocks.h"
#include "ui/chat/part_scanner.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class BlockList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A message's blocks belong to its MessageList.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)

public:
    enum class Kind { Paragraph, Heading, Item, Code, Table, Rule };
    Q_ENUM(Kind)
    enum Role {
        KindRole = Qt::UserRole + 1,
        TextRole,
        SpansRole,      // SpanList, for InlineFormatter
        LevelRole,      // heading: 1..6; item: 0.. ; others: how many lists they lie in
        MarkerRole,     // item: "•", "3.", "☐", "☑"; empty where an item goes on
        QuoteDepthRole, // 0 = none
        LanguageRole,
        CellsRole,      // list of rows of TableCell, the first is the head
        AlignmentsRole, // Qt.AlignLeft, Qt.AlignHCenter, Qt.AlignRight or 0 per column
        ContinuedRole   // code: goes on from the row before (no header line of its own)
    };
    Q_ENUM(Role)
    enum class Format { Markdown, Plain };

    explicit BlockList(Format format, QObject* parent = nullptr);

    void setSource(const QString& source); // at once; before it is shown
    void append(const QString& source);    // the whole text, which begins with what was there before

    // The text of a code block with all its continuations, for copying.
    Q_INVOKABLE QString codeText(int row) const;
    Q_INVOKABLE void copyCode(int row) const;

    int count() const { return static_cast<int>(m_blocks.size()); }
    const QList<Block>& blocks() const { return m_blocks; }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();

private:
    void replaceTail(qsizetype first, const QList<Block>& tail);

    Format m_format;
    QList<Block> m_blocks;
    PartScanner m_scanner;
    PartStart m_lastPart;        // what is parsed again
    qsizetype m_lastPartRow = 0; // its first row
};

} // namespace ui
