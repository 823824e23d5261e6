// SPDX-License-Identifier: GPL-3.0-or-later
// Places its children below each other and hides those far outside of a view, so that a message of thousands of blocks
// costs no more to draw than what is seen of it. (The software renderer's work grows faster than its number of nodes:
// 1,400 blocks took 25 ms a frame.) GUI thread.
#pragma once

#include <QPointer>
#include <QQuickItem>

namespace qml
{

class BlockStack : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickItem* view READ view WRITE setView NOTIFY viewChanged FINAL) // null: nothing is hidden

public:
    explicit BlockStack(QQuickItem* parent = nullptr);

    QQuickItem* view() const { return m_view; }
    void setView(QQuickItem* view);

signals:
    void viewChanged();

protected:
    void itemChange(ItemChange change, const ItemChangeData& data) override;
    void updatePolish() override;

private:
    void watch(QQuickItem* child);
    void hideFarOnes();

    QPointer<QQuickItem> m_view;
    QMetaObject::Connection m_frames;
    double m_shownTop = 0; // of the view in this item's coordinates, when it was looked at last
    double m_shownBottom = 0;
    bool m_placed = false; // children have moved since
};

} // namespace qml
