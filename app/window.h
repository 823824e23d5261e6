// SPDX-License-Identifier: GPL-3.0-or-later
// The QML engine, its one window and the language of both. Owned by main; GUI thread.
#pragma once

#include "app/no_network.h"
#include "ui/workspace.h"

#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QTranslator>

namespace app
{

class Window
{
public:
    static void prepare(); // once, after the QGuiApplication: fonts, style, text rendering, icon

    Window(ui::Workspace& workspace, bool reducedMotion);
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    QQuickWindow* quickWindow() const; // null if the QML did not load
    void raise() const;

private:
    void speak(const QString& language); // "" is the desktop's

    ui::Workspace& m_workspace;
    NoNetwork m_noNetwork;
    QTranslator m_translator;
    QQmlApplicationEngine m_engine;
};

} // namespace app
