// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of one message below each other. Only those near the view exist as items: a block far away is its height
// alone, measured or, before it was ever made, estimated from its text. (Items that nobody sees cost frames all the
// same: each scrolled pixel walks through them, and so does each garbage collection; at 60,000 characters those took
// 50 ms.) GUI thread.
#pragma once

#include "ui/chat/block_list.h"

#include <QPointer>
#include <QQmlComponent>
#include <QQuickItem>
#include <vector>

namespace qml
{

class BlockStack : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ui::BlockList* blocks READ blocks WRITE setBlocks NOTIFY blocksChanged FINAL)
    Q_PROPERTY(QQuickItem* view READ view WRITE setView NOTIFY viewChanged FINAL) // null: all blocks exist
    // What a block of each kind is made of. Its properties of these names are kept as the block is: words: text, spans,
    // level, depth, listed; marked (a list item, a quote) those and marker, quoteDepth; code: text, language,
    // continued, row; table: cells, alignments, continued, row, contentX.
    Q_PROPERTY(QQmlComponent* words MEMBER m_words FINAL)
    Q_PROPERTY(QQmlComponent* marked MEMBER m_marked FINAL)
    Q_PROPERTY(QQmlComponent* code MEMBER m_code FINAL)
    Q_PROPERTY(QQmlComponent* table MEMBER m_table FINAL)
    Q_PROPERTY(QQmlComponent* rule MEMBER m_rule FINAL)
    // Pixels, above a block: in a list, of any other kind, of a heading; and the height of a line, for estimates.
    Q_PROPERTY(double itemGap MEMBER m_itemGap NOTIFY measuresChanged FINAL)
    Q_PROPERTY(double blockGap MEMBER m_blockGap NOTIFY measuresChanged FINAL)
    Q_PROPERTY(double headingGap MEMBER m_headingGap NOTIFY measuresChanged FINAL)
    Q_PROPERTY(double lineHeight MEMBER m_lineHeight NOTIFY measuresChanged FINAL)

public:
    explicit BlockStack(QQuickItem* parent = nullptr);

    ui::BlockList* blocks() const { return m_blocks; }
    void setBlocks(ui::BlockList* blocks);
    QQuickItem* view() const { return m_view; }
    void setView(QQuickItem* view);

    // A table was scrolled sideways at this row: all pieces of it go along.
    Q_INVOKABLE void scrollTable(int row, double contentX);

signals:
    void blocksChanged();
    void viewChanged();
    void measuresChanged();

protected:
    void componentComplete() override;
    void geometryChange(const QRectF& now, const QRectF& before) override;
    void updatePolish() override;

private:
    struct Slot {
        QPointer<QQuickItem> item;
        QQmlComponent* component = nullptr; // that made it
        double y = 0;
        double height = 0;
        bool fresh = false;    // came as the message grew: it may wait for a frame
        bool measured = false; // at this width; else height is an estimate
    };

    void reset();
    void insertRows(int first, int last);
    void removeRows(int first, int last);
    void updateRows(int first, int last);
    void make(int row);
    void place();
    void followView();
    void makeSeen(const QRectF& view);
    QQmlComponent* componentOf(int row) const;
    qint64 costOf(int first, int last) const; // of making them
    double gapAbove(int row) const;
    void guess(int row); // the height of what is not made
    double estimate(int row) const;
    QVariantMap properties(int row) const;
    int tableOf(int row) const; // its first row
    bool hasTimeFor(int row) const;
    static bool isWithin(const Slot& slot, const QRectF& view, double margin);
    bool isMoving() const; // the view, by itself
    QRectF seen() const;   // of the view, in this item's coordinates

    QPointer<ui::BlockList> m_blocks;
    QPointer<QQuickItem> m_view;
    QQmlComponent* m_words = nullptr;
    QQmlComponent* m_marked = nullptr;
    QQmlComponent* m_code = nullptr;
    QQmlComponent* m_table = nullptr;
    QQmlComponent* m_rule = nullptr;
    double m_itemGap = 0;
    double m_blockGap = 0;
    double m_headingGap = 0;
    double m_lineHeight = 1;
    std::vector<Slot> m_slots;
    QHash<int, double> m_scrolled; // tables, by their first rows
    QMetaObject::Connection m_frames;
    QRectF m_lastSeen;
    QHash<QQmlComponent*, double> m_costs; // milliseconds that one takes to make, averaged
    double m_spent = 0;                    // milliseconds, on making blocks since the last frame
    bool m_moved = false;                  // since the view was looked at last
};

} // namespace qml
