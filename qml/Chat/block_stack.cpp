// SPDX-License-Identifier: GPL-3.0-or-later
#include "qml/Chat/block_stack.h"

#include <QQuickWindow>

namespace qml
{

BlockStack::BlockStack(QQuickItem* parent) : QQuickItem(parent)
{
    connect(this, &QQuickItem::windowChanged, this, [this](QQuickWindow* window) {
        disconnect(m_frames);
        if (window)
            m_frames = connect(window, &QQuickWindow::afterAnimating, this, &BlockStack::hideFarOnes);
    });
}

void BlockStack::setView(QQuickItem* view)
{
    if (m_view == view)
        return;
    m_view = view;
    m_placed = true;
    emit viewChanged();
}

void BlockStack::watch(QQuickItem* child)
{
    connect(child, &QQuickItem::heightChanged, this, &QQuickItem::polish);
    polish();
}

void BlockStack::itemChange(ItemChange change, const ItemChangeData& data)
{
    if (change == ItemChildAddedChange) {
        watch(data.item);
    } else if (change == ItemChildRemovedChange) {
        data.item->disconnect(this);
        polish();
    }
    QQuickItem::itemChange(change, data);
}

void BlockStack::updatePolish()
{
    double y = 0;
    for (QQuickItem* child : childItems()) {
        child->setY(y);
        y += child->height();
    }
    m_placed = true;
    setImplicitHeight(y);
}

// After layout and before the frame is drawn; does nothing while neither the view nor a child has moved.
void BlockStack::hideFarOnes()
{
    if (!m_view)
        return;
    constexpr double kMargin = 200; // shown before it scrolls in
    const QRectF seen = mapRectFromItem(m_view, QRectF(0, 0, m_view->width(), m_view->height()));
    if (!m_placed && seen.top() == m_shownTop && seen.bottom() == m_shownBottom)
        return;
    m_placed = false;
    m_shownTop = seen.top();
    m_shownBottom = seen.bottom();
    const QQuickItem* focus = window()->activeFocusItem(); // a selection goes with it
    bool changed = false;
    for (QQuickItem* child : childItems()) {
        const bool near = child->y() + child->height() > seen.top() - kMargin && child->y() < seen.bottom() + kMargin;
        const bool shown = near || (focus && child->isAncestorOf(focus));
        changed = changed || shown != child->isVisible();
        child->setVisible(shown);
    }
    if (changed) // what polishes itself for it waits for a frame, and the software loop forgets one asked for now
        QMetaObject::invokeMethod(window(), &QQuickWindow::update, Qt::QueuedConnection);
}

} // namespace qml
