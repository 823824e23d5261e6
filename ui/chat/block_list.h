// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message as a list model. Text may be appended: then only the last blocks change and rows are
// added. Owned by the MessageList; GUI thread.
//
// A very long text is shown in part, since even what is never seen of it would be parsed and counted at once: so much
// of its beginning as kBudget allows, in cost (block_cuts.h), and as much again with each showMore(). 100,000 letters
// of prose are shown whole, and so are 600 blocks, 1,000 lines of a pasted log, a table of 200 rows. An answer that
// streams is never shown in part: its end is what is waited for, and its blocks come one by one; what has been shown
// stays. When its conversation is opened again, it is a long text like any other.
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
    Q_PROPERTY(double hidden READ hidden NOTIFY hiddenChanged FINAL) // characters that are not shown yet, about

public:
    static constexpr int kBudget = 300'000; // tenths of a microsecond

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
    void append(const QString& source);    // the whole text, which begins with what was there before; none is hidden

    // The next part of what is hidden comes below. Announced first: who follows the end stays where he reads.
    Q_INVOKABLE void showMore();

    // The text of a code block with all its continuations, the hidden ones too, for copying.
    Q_INVOKABLE QString codeText(int row) const;
    Q_INVOKABLE void copyCode(int row) const;

    double hidden() const;
    int count() const { return static_cast<int>(m_blocks.size()); }
    const QList<Block>& blocks() const { return m_blocks; }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void hiddenChanged();
    void moreAsked();

private:
    void show(int budget); // more of what is hidden
    QList<Block> parsed(qsizetype part) const;
    void replaceTail(qsizetype first, const QList<Block>& tail);

    Format m_format;
    QList<Block> m_blocks;
    PartScanner m_scanner;
    PartStart m_lastPart;        // what is parsed again
    qsizetype m_lastPartRow = 0; // its first row
    // While a part is hidden: the text, where its parts begin, how many are parsed, and of these what is not shown.
    QString m_source;
    QList<PartStart> m_parts;
    qsizetype m_parsed = 0;
    QList<Block> m_waiting;
};

} // namespace ui
