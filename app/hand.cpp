// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hand.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QTimer>

namespace app
{
namespace
{

QQuickItem* findBelow(QQuickItem* item, const QString& objectName)
{
    if (!item->isVisible()) {
        return nullptr;
    }
    const QList<QQuickItem*> children = item->childItems();
    for (auto child = children.crbegin(); child != children.crend(); ++child) {
        if (QQuickItem* found = findBelow(*child, objectName)) {
            return found;
        }
    }
    return item->objectName() == objectName ? item : nullptr;
}

QPointF centre(const QQuickItem& item)
{
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2));
}

} // namespace

QQuickItem* Hand::find(const QString& objectName) const
{
    return findBelow(m_window.contentItem(), objectName);
}

void Hand::sendMouse(QEvent::Type type, QPointF position, Qt::MouseButton button) const
{
    const Qt::MouseButtons held = type == QEvent::MouseButtonPress ? Qt::MouseButtons(button) : Qt::NoButton;
    QMouseEvent event(type, position, m_window.mapToGlobal(position), button, held, Qt::NoModifier);
    static quint64 now = 0; // as of a slow hand: a handler takes two clicks of one moment for a double one
    event.setTimestamp(now += 1000);
    QCoreApplication::sendEvent(&m_window, &event);
    if (type == QEvent::MouseButtonRelease) { // as the platform does: the next press is nobody's yet
        event.setExclusiveGrabber(event.points().first(), nullptr);
        event.clearPassiveGrabbers(event.points().first());
    }
}

void Hand::point(const QQuickItem& item) const
{
    sendMouse(QEvent::MouseMove, centre(item) - QPointF(1, 1), Qt::NoButton);
    sendMouse(QEvent::MouseMove, centre(item), Qt::NoButton);
}

void Hand::click(const QQuickItem& item) const
{
    point(item);
    sendMouse(QEvent::MouseButtonPress, centre(item), Qt::LeftButton);
    sendMouse(QEvent::MouseButtonRelease, centre(item), Qt::LeftButton);
    pause(0);
}

void Hand::type(const QString& text) const
{
    for (const QChar letter : text) {
        QKeyEvent down(QEvent::KeyPress, Qt::Key_unknown, Qt::NoModifier, QString(letter));
        QKeyEvent up(QEvent::KeyRelease, Qt::Key_unknown, Qt::NoModifier, QString(letter));
        QCoreApplication::sendEvent(&m_window, &down);
        QCoreApplication::sendEvent(&m_window, &up);
        pause(0);
    }
}

void Hand::press(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QKeyEvent down(QEvent::KeyPress, key, modifiers);
    QKeyEvent up(QEvent::KeyRelease, key, modifiers);
    QCoreApplication::sendEvent(&m_window, &down);
    QCoreApplication::sendEvent(&m_window, &up);
    pause(0);
}

void Hand::pause(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

bool Hand::waitFor(const std::function<bool()>& condition, int milliseconds)
{
    const QDeadlineTimer deadline(milliseconds);
    while (!condition()) {
        if (deadline.hasExpired()) {
            return false;
        }
        pause(10);
    }
    return true;
}

} // namespace app
