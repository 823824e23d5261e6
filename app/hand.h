// SPDX-License-Identifier: GPL-3.0-or-later
// Uses the window as a person would: finds items by object name, moves the pointer, clicks, types, waits. GUI thread.
#pragma once

#include <QQuickItem>
#include <QQuickWindow>

#include <functional>

namespace app
{

class Hand
{
public:
    explicit Hand(QQuickWindow& window) : m_window(window) {}

    QQuickItem* find(const QString& objectName) const; // the last visible one in drawing order, or null
    void point(const QQuickItem& item) const;
    void click(const QQuickItem& item) const;
    void type(const QString& text) const; // key by key into what has focus
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const;

    static void pause(int milliseconds); // the window goes on meanwhile
    static bool waitFor(const std::function<bool()>& condition, int milliseconds);

private:
    void sendMouse(QEvent::Type type, QPointF position, Qt::MouseButton button) const;

    QQuickWindow& m_window;
};

} // namespace app
