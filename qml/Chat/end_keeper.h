// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a ListView at its end while it grows, within the polish of the same frame: what has grown never shows below the
// edge, and nothing is left unpolished (the software render loop forgets a polish that is asked for after that phase).
// GUI thread.
#pragma once

#include <QPointer>
#include <QQuickItem>

namespace qml
{

class EndKeeper : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickItem* view READ view WRITE setView NOTIFY viewChanged FINAL) // a ListView
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged FINAL)

public:
    using QQuickItem::QQuickItem;

    QQuickItem* view() const { return m_view; }
    void setView(QQuickItem* view);
    bool active() const { return m_active; }
    void setActive(bool active);

signals:
    void viewChanged();
    void activeChanged();

protected:
    void updatePolish() override;

private slots:
    void grown();

private:
    QPointer<QQuickItem> m_view;
    bool m_active = false;
};

} // namespace qml
