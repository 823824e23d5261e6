// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message as a list model. Text may be appended: then only the last blocks change and rows are
// added. Owned by the MessageList; GUI thread.
//
// A very long text is shown in part, since even what is never seen of it would be parsed and counted at once: so much
// of its beginning as kBudget allows, in cost (block_cuts.h), and as much again with each showMore(). 100,000 letters
// of prose are shown whole, and so are 600 blocks, 1,000 lines of a pasted log, a table of 60 rows. An answer that
// streams is never shown in part: its end is what is waited for, and its blocks come one by one; what has been shown
// stays. When its conversation is opened again, it is a long text like any other.
#pragma once

#include "ui/chat/markdown_blocks.h"
#include "ui/chat/part_scanner.h"

#include <QAbstractListModel>
#include <QBasicTimer>
#include <QHash>
#include <QtQml/qqmlregistration.h>

namespace ui
{

class BlockList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("A message's blocks belong to its MessageList.")
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(double hidden READ hidden NOTIFY hiddenChanged FINAL)     // characters that are not shown yet, about
    Q_PROPERTY(double total READ total NOTIFY hiddenChanged FINAL)       // characters of a text that is shown in part
    Q_PROPERTY(bool unfolding READ unfolding NOTIFY hiddenChanged FINAL) // the rest is on its way

public:
    static constexpr int kBudget = 330'000; // of a part, as block_cuts.h counts it

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
    // All the rest, too, but so much of it at a time that each frame is in time.
    Q_INVOKABLE void showAll();

    // The text of a code block with all its continuations, the hidden ones too, for copying.
    Q_INVOKABLE QString codeText(int row) const;
    Q_INVOKABLE void copyCode(int row) const;

    // The heights that rows had when they were laid out last, for a view that makes them anew: guesses that differ each
    // time would never come to rest. Pixels; -1 if it is not known for this width and height of a line. Forgotten when
    // the row changes.
    double knownHeight(int row, double width, double lineHeight) const;
    void keepHeight(int row, double width, double lineHeight, double height);

    double hidden() const;
    double total() const { return static_cast<double>(m_source.size()); }
    bool unfolding() const { return m_unfolding.isActive(); }
    int count() const { return static_cast<int>(m_blocks.size()); }
    const QList<Block>& blocks() const { return m_blocks; }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

signals:
    void countChanged();
    void hiddenChanged();
    void moreAsked();

protected:
    void timerEvent(QTimerEvent* event) override;

private:
    void show(int budget, qsizetype parts); // more of what is hidden; at most so many parts are parsed for it
    void parseNext(qsizetype rowsBefore);
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
    QList<Block> m_waiting;      // of the last one that is parsed
    qsizetype m_partLetters = 0; // of all its blocks
    QBasicTimer m_unfolding;
    QHash<int, double> m_heights; // by row, at this width and height of a line
    double m_heightsWidth = 0;
    double m_heightsLine = 0;
};

} // namespace ui
